"""The search index of a release: an SQLite file with each name in both its plain spellings.

Nordic letters have two customary plain spellings (ø as o and as oe), so that Kruger, Krüger and
Krueger find the same person. Beside the names stand words that people type along with them: job
titles, the organisations that somebody works for or a unit belongs to, countries.

Things are numbered by importance, the most important first: what is read in the order of the
numbers needs no sorting.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import lru_cache
from itertools import chain
from pathlib import Path

from kg.folding import bare_words, words, written_words
from kg.queries import named
from kg.store import Graph
from kg.terms import Value

_SCHEMA = """
CREATE TABLE thing (id INTEGER PRIMARY KEY, path TEXT NOT NULL, kind TEXT NOT NULL);
CREATE TABLE name (spelling TEXT, thing INTEGER, PRIMARY KEY (spelling, thing)) WITHOUT ROWID;
CREATE INDEX name_of_thing ON name (thing);
CREATE VIRTUAL TABLE word USING
  fts5 (names, context, content = '', prefix = '1 2 3', detail = column);
CREATE TABLE written (spelling TEXT PRIMARY KEY, word TEXT NOT NULL) WITHOUT ROWID;
"""
_SEARCHABLE = ("id/", "concept/country/")

_WITHIN_WORDS = re.compile(r"(?<=\w)[-:.'’/](?=\w)")

_Texts = Mapping[str, list[str]]
"""Texts by the path of the thing that they belong to."""


def write_index(graph: Graph, file: Path) -> int:
    """Write the search index of a graph and return the number of things in it.

    Parameters
    ----------
    graph
        The graph; its things must have labels.
    file
        The file to make; there must be none yet.
    """
    names, context = _texts(graph, "names"), _texts(graph, "name_context")
    mentions = {
        _path(row["thing"], graph.base): int(str(row["claims"]))
        for row in graph.select(named("mentions"))
    }
    paths = sorted(names, key=lambda path: (-mentions.get(path, 0), path))
    numbered = list(enumerate(paths, start=1))
    spelt = [(number, _spellings(names[path])) for number, path in numbered]
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(_SCHEMA)
        connection.executemany(
            "INSERT INTO thing VALUES (?, ?, ?)",
            ((number, path, path.rpartition("/")[0]) for number, path in numbered),
        )
        connection.executemany(
            "INSERT INTO name VALUES (?, ?)",
            sorted((one, number) for number, own in spelt for one in own),
        )
        connection.executemany(
            "INSERT INTO word (rowid, names, context) VALUES (?, ?, ?)",
            (
                (number, " ".join(own), " ".join(_spellings(context.get(path, ()))))
                for (number, own), path in zip(spelt, paths, strict=True)
            ),
        )
        connection.executemany("INSERT INTO written VALUES (?, ?)", _written(names.values()))
        connection.commit()
    return len(names)


def _texts(graph: Graph, query: str) -> _Texts:
    """Return what a query says of the things that can be found."""
    texts: dict[str, list[str]] = defaultdict(list)
    for row in graph.select(named(query)):
        path = _path(row["thing"], graph.base)
        if path.startswith(_SEARCHABLE):
            texts[path].append(str(row["name"]))
    return texts


def _path(thing: Value, base: str) -> str:
    return str(thing).removeprefix(base)


def _spellings(names: Iterable[str]) -> list[str]:
    return sorted(set(chain.from_iterable(map(_spelt, names))))


@lru_cache(10_000)
def _spelt(name: str) -> tuple[str, ...]:
    """Return a name in both plain spellings.

    What is parted by a sign within a word is also written together: CO-PI as copi, S:t as st.
    """
    together = _WITHIN_WORDS.sub("", name)
    forms = (name,) if together == name else (name, together)
    return tuple(" ".join(spell(form)) for form in forms for spell in (words, bare_words))


def _written(names: Iterable[Iterable[str]]) -> list[tuple[str, str]]:
    """Return each spelling of each word with the word as it is written most often."""
    counted = Counter(word for own in names for name in own for word in written_words(name))
    written: dict[str, str] = {}
    for word in sorted(counted, key=lambda word: (counted[word], word)):
        written |= dict.fromkeys((*words(word), *bare_words(word)), word)
    return sorted(written.items())
