"""Search by name: an index in SQLite FTS5, made once for each release.

Every name is indexed in both customary spellings of its letters (ø as o and as oe), so that
Kruger, Krüger and Krueger find the same person. Where nothing fits, the nearest known words are
tried instead (rapidfuzz).
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from kg.folding import bare_words, words
from kg.queries import named
from kg.store import Graph
from kg.terms import Value

_SCHEMA = """
CREATE TABLE thing (id INTEGER PRIMARY KEY, path TEXT NOT NULL, mentions INTEGER NOT NULL);
CREATE TABLE name (thing INTEGER NOT NULL, spelling TEXT NOT NULL);
CREATE INDEX name_of_thing ON name (thing);
CREATE VIRTUAL TABLE word USING fts5 (spellings, prefix = '1 2 3', detail = full);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (word, row);
"""
# The best match of a thing is that of its best name: equal, beginning alike, or containing.
_MATCHES = """
SELECT thing.path,
       min(CASE WHEN name.spelling IN (:plain, :bare) THEN 0
                WHEN name.spelling LIKE :plain || '%' OR name.spelling LIKE :bare || '%' THEN 1
                ELSE 2 END) AS closeness
FROM word JOIN thing ON thing.id = word.rowid JOIN name ON name.thing = thing.id
WHERE word MATCH :match AND (:kind = '' OR substr(thing.path, 1, length(:kind) + 1) = :kind || '/')
GROUP BY thing.id
ORDER BY closeness, thing.mentions DESC, thing.path
LIMIT :limit
"""
_NEAR = 75
_SEARCHABLE = ("id/", "concept/country/")


@dataclass(frozen=True)
class Hits:
    """The answer to a search.

    Parameters
    ----------
    paths
        What was found, the best first, each as its path after the base
        (``id/person/pia-gjellerup``).
    corrected
        The words that were searched for instead, where nothing fitted the words as typed.
    """

    paths: tuple[str, ...]
    corrected: str = ""


def write_index(graph: Graph, file: Path) -> int:
    """Write the search index of a graph and return the number of things in it.

    Parameters
    ----------
    graph
        The graph; its things must have labels.
    file
        The file to make; there must be none yet.
    """
    names: dict[str, list[str]] = defaultdict(list)
    for row in graph.select(named("names")):
        path = _path(row["thing"], graph.base)
        if path.startswith(_SEARCHABLE):
            names[path].append(str(row["name"]))
    mentions = {
        _path(row["thing"], graph.base): row["claims"] for row in graph.select(named("mentions"))
    }
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(_SCHEMA)
        for number, path in enumerate(sorted(names), start=1):
            _add(connection, number, path, sorted(set(names[path])), mentions.get(path, 0))
        connection.commit()
    return len(names)


def _path(thing: Value, base: str) -> str:
    return str(thing).removeprefix(base)


def _add(
    connection: sqlite3.Connection, number: int, path: str, names: list[str], mentions: Value
) -> None:
    connection.execute("INSERT INTO thing VALUES (?, ?, ?)", (number, path, mentions))
    spellings = {" ".join(spell(name)) for name in names for spell in (words, bare_words)}
    connection.executemany(
        "INSERT INTO name VALUES (?, ?)", [(number, spelling) for spelling in sorted(spellings)]
    )
    connection.execute(
        "INSERT INTO word (rowid, spellings) VALUES (?, ?)", (number, " ".join(sorted(spellings)))
    )


class SearchIndex:
    """A search index, opened for reading only.

    Parameters
    ----------
    file
        The index, as `write_index` made it.
    """

    def __init__(self, file: Path) -> None:
        # The release never changes, so the file may be shared by threads without locks.
        self._connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def search(self, text: str, kind: str = "", limit: int = 50) -> Hits:
        """Find things by the beginnings of words of their names.

        Parameters
        ----------
        text
            What the user typed, in any spelling of the Nordic letters.
        kind
            Path before the slug to which the search is restricted, such as ``id/person``;
            empty for all.
        limit
            Largest number of hits.

        Returns
        -------
        Hits
            Equal names first, then names that begin so, then those that stand in more claims.
        """
        plain, bare = words(text[:200]), bare_words(text[:200])
        if not plain:
            return Hits(())
        found = self._matches(plain, bare, kind, limit)
        if found:
            return Hits(tuple(found))
        corrected = [word for word in map(self._nearest, plain) if word]
        if len(corrected) < len(plain):
            return Hits(())
        found = self._matches(corrected, corrected, kind, limit)
        return Hits(tuple(found), " ".join(corrected) if found else "")

    def _matches(self, plain: list[str], bare: list[str], kind: str, limit: int) -> list[str]:
        match = " AND ".join(
            f'("{one}"* OR "{other}"*)' for one, other in zip(plain, bare, strict=True)
        )
        values = {"plain": " ".join(plain), "bare": " ".join(bare), "match": match}
        rows = self._connection.execute(_MATCHES, values | {"kind": kind, "limit": limit})
        return [path for path, _ in rows]

    def _nearest(self, word: str) -> str | None:
        """Return the word of the index that is nearest to a mistyped one."""
        known: Iterable[str] = self._vocabulary()
        hit = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=_NEAR)
        return hit[0] if hit else None

    def _vocabulary(self) -> Iterator[str]:
        for (word,) in self._connection.execute("SELECT term FROM vocabulary"):
            yield word
