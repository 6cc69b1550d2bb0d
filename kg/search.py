"""Search by name: an index in SQLite FTS5, made once for each release.

Every name is indexed in both customary spellings of its letters (ø as o and as oe), so that
Kruger, Krüger and Krueger find the same person. Where nothing fits, the nearest known words are
tried instead (rapidfuzz).
"""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from kg.folding import bare_words, words, written_words
from kg.queries import named
from kg.store import Graph
from kg.terms import Value

_SCHEMA = """
CREATE TABLE thing (id INTEGER PRIMARY KEY, path TEXT NOT NULL, mentions INTEGER NOT NULL);
CREATE TABLE name (thing INTEGER NOT NULL, spelling TEXT NOT NULL);
CREATE INDEX name_of_thing ON name (thing);
CREATE VIRTUAL TABLE word USING fts5 (spellings, prefix = '1 2 3', detail = full);
CREATE TABLE written (spelling TEXT PRIMARY KEY, word TEXT NOT NULL) WITHOUT ROWID;
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
# Percent that a word must be alike to be tried instead, and to be suggested unasked: one slip in
# six letters is 83. A letter or two begin too many names to suggest them.
_ALIKE, _REALLY_ALIKE = 75, 82
_SHORTEST = 3
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
        The words that were searched for instead, as names have them, where nothing fitted the
        words as typed.
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
        paths = list(enumerate(sorted(names), start=1))
        spelt = [(number, _spellings(names[path])) for number, path in paths]
        connection.executemany(
            "INSERT INTO thing VALUES (?, ?, ?)",
            ((number, path, mentions.get(path, 0)) for number, path in paths),
        )
        connection.executemany(
            "INSERT INTO name VALUES (?, ?)",
            ((number, one) for number, own in spelt for one in own),
        )
        connection.executemany(
            "INSERT INTO word (rowid, spellings) VALUES (?, ?)",
            ((number, " ".join(own)) for number, own in spelt),
        )
        connection.executemany("INSERT INTO written VALUES (?, ?)", _written(names.values()))
        connection.commit()
    return len(names)


def _path(thing: Value, base: str) -> str:
    return str(thing).removeprefix(base)


def _spellings(names: Iterable[str]) -> list[str]:
    return sorted({" ".join(spell(name)) for name in names for spell in (words, bare_words)})


def _written(names: Iterable[Iterable[str]]) -> list[tuple[str, str]]:
    """Return each spelling of each word with the word as it is written most often."""
    counted = Counter(word for own in names for name in own for word in written_words(name))
    written: dict[str, str] = {}
    for word in sorted(counted, key=lambda word: (counted[word], word)):
        written |= dict.fromkeys((*words(word), *bare_words(word)), word)
    return sorted(written.items())


class SearchIndex:
    """A search index, opened for reading only.

    Parameters
    ----------
    file
        The index, as `write_index` made it.
    """

    def __init__(self, file: Path) -> None:
        self._one_at_a_time = threading.Lock()
        # The release never changes, so the file is read without locks on it.
        self._connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def search(self, text: str, kind: str = "", limit: int = 50, alike: int = _ALIKE) -> Hits:
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
        alike
            Percent that a known word must be alike to one that is not, to be tried instead.

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
        known = dict(self._rows("SELECT spelling, word FROM written"))
        near = [word for word in (_nearest(word, known, alike) for word in plain) if word]
        if len(near) < len(plain):
            return Hits(())
        found = self._matches(near, near, kind, limit)
        return Hits(tuple(found), " ".join(known[word] for word in near) if found else "")

    def near(self, text: str, limit: int) -> Hits:
        """Find what to suggest unasked: things with a name really near; parameters as `search`."""
        if len(text.strip()) < _SHORTEST:
            return Hits(())
        return self.search(text, limit=limit, alike=_REALLY_ALIKE)

    def _matches(self, plain: list[str], bare: list[str], kind: str, limit: int) -> list[str]:
        match = " AND ".join(
            f'("{one}"* OR "{other}"*)' for one, other in zip(plain, bare, strict=True)
        )
        values = {"plain": " ".join(plain), "bare": " ".join(bare), "match": match}
        rows = self._rows(_MATCHES, values | {"kind": kind, "limit": limit})
        return [path for path, _ in rows]

    def _rows(self, query: str, values: Mapping[str, str | int] | None = None) -> list[Any]:
        """Return the rows of a query; threads that share a connection spoil each other's."""
        with self._one_at_a_time:
            return self._connection.execute(query, values or {}).fetchall()


def _nearest(word: str, known: Iterable[str], alike: int) -> str | None:
    """Return the known word that is nearest to a mistyped one."""
    hit = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=alike)
    return hit[0] if hit else None
