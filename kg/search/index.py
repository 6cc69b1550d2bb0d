"""Search by name in the index of a release."""

from __future__ import annotations

import json
import math
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from rapidfuzz import fuzz

from kg.folding import bare_words, words
from kg.search.lexicon import Lexicon

_EQUAL = """
SELECT DISTINCT thing.id FROM name JOIN thing ON thing.id = name.thing
WHERE spelling IN (:plain, :bare) AND :kind IN ('', kind) ORDER BY thing.id LIMIT :limit
"""
# Names that go on with another word come before those that go on with other letters.
_BEGINNING = """
SELECT thing.id FROM name JOIN thing ON thing.id = name.thing
WHERE (spelling BETWEEN :plain AND :plain_end OR spelling BETWEEN :bare AND :bare_end)
  AND :kind IN ('', kind)
GROUP BY thing.id
ORDER BY max(substr(spelling, length(:plain) + 1, 1) = ' '
             OR substr(spelling, length(:bare) + 1, 1) = ' ') DESC, thing.id
LIMIT :limit
"""
_WITH_WORDS = """
SELECT thing.id FROM word JOIN thing ON thing.id = word.rowid
WHERE word MATCH :match AND :kind IN ('', kind) ORDER BY word.rowid LIMIT :limit
"""
# With a name in full, and all other words beside it.
_WITH_NAME = """
SELECT thing.id FROM word JOIN thing ON thing.id = word.rowid
WHERE word MATCH :match AND :kind IN ('', kind)
  AND word.rowid IN (SELECT thing FROM name JOIN json_each(:parts) ON spelling = value)
ORDER BY word.rowid LIMIT :limit
"""
# With a name in full, whatever stands beside it; the longest name first.
_WITH_NAME_ALONE = """
SELECT thing.id FROM name JOIN json_each(:parts) ON spelling = value
JOIN thing ON thing.id = name.thing
WHERE :kind IN ('', kind) AND length(spelling) >= :least
GROUP BY thing.id ORDER BY max(length(spelling)) DESC, thing.id LIMIT :limit
"""
_WITH_SOME_WORDS = """
SELECT thing.id FROM word JOIN thing ON thing.id = word.rowid
WHERE word MATCH :match AND :kind IN ('', kind) ORDER BY rank, word.rowid LIMIT :limit
"""
_WITH_WORD = """
SELECT rowid FROM word
WHERE word MATCH :match AND rowid IN (SELECT value FROM json_each(:numbers))
"""
_PATHS = "SELECT id, path FROM thing WHERE id IN (SELECT value FROM json_each(:numbers))"
_NAMES = """
SELECT thing, spelling FROM name WHERE thing IN (SELECT value FROM json_each(:numbers))
ORDER BY thing, spelling
"""
_LAST = chr(0x10FFFF)
# How many of those that nearly fit are held against what was typed; how alike in percent the words
# of a name must be on the average, and to be suggested unasked: one slip in six letters is 83.
_COMPARED = 300
_ALIKE, _REALLY_ALIKE = 60, 82
# Part of what was typed that must stand in a thing, where none has all of it, and that a name must
# be to come before things that have the words beside their names.
_LEAST_PART, _MOST_OF_IT = 0.5, 0.8
_MOST_WORDS = 10
_SHORTEST = 3
_LONGEST = 200


_Values = Mapping[str, str | int]
T = TypeVar("T")


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
    partly
        Whether nothing has all of the words, and these have some of them.
    """

    paths: tuple[str, ...]
    corrected: str = ""
    partly: bool = False


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

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(dict(self._rows("SELECT spelling, word FROM written")))

    def search(self, text: str, kind: str = "", limit: int = 50, *, partly: bool = False) -> Hits:
        """Find things by their names.

        Parameters
        ----------
        text
            What the user typed, in any spelling of the Nordic letters; the beginnings of words
            are enough.
        kind
            Path before the slug to which the search is restricted, such as ``id/person``;
            empty for all.
        limit
            Largest number of hits.
        partly
            Whether things that have but some of the words are wanted where nothing has all.

        Returns
        -------
        Hits
            Equal names first, then names that begin so, then those with a name of which more was
            typed than it has (*Vinnova Sweden*), then those that have all words, then
            those that have them within other words (``barometer`` in *innovationsbarometer*) or
            beside their names (job titles, organisations, countries), each by importance. Where
            there is none, what is nearly called so, the most alike first.
        """
        typed = _Typed(text[:_LONGEST])
        if not typed.words:
            return Hits(())
        found = list(islice(dict.fromkeys(self._fitting(typed, kind, limit)), limit))
        if found:
            return Hits(self._paths(found))
        near = self._nearly(typed, kind, limit)
        return near if near.paths or not partly else self._partly(typed, kind, limit)

    def called(self, text: str, limit: int) -> Hits:
        """Find things that have exactly this name, however it is spelt; parameters as `search`."""
        typed = _Typed(text[:_LONGEST])
        if not typed.words:
            return Hits(())
        values: _Values = {"kind": "", "limit": limit}
        return Hits(self._paths(self._numbers(_EQUAL, {**typed.spellings, **values})))

    def near(self, text: str, limit: int) -> Hits:
        """Find what to suggest unasked: things with a name really near; parameters as `search`."""
        typed = _Typed(text[:_LONGEST])
        if not typed.words or len(text.strip()) < _SHORTEST:
            return Hits(())
        found = list(islice(dict.fromkeys(self._fitting(typed, "", limit)), limit))
        return Hits(self._paths(found)) if found else self._nearly(typed, "", limit, _REALLY_ALIKE)

    def _fitting(self, typed: _Typed, kind: str, limit: int) -> Iterator[int]:
        """Yield the numbers of what fits as it was typed, the best first, some more than once."""
        values: _Values = {"kind": kind, "limit": limit}
        yield from self._numbers(_EQUAL, {**typed.spellings, **values})
        yield from self._numbers(_BEGINNING, {**typed.spellings, **typed.ends, **values})
        parts = {"parts": json.dumps(typed.parts)}
        match = {"match": _all(typed.words, _any_of)}
        yield from self._numbers(_WITH_NAME, {**match, **parts, **values})
        yield from self._matching(f"names : ({_all(typed.words, _exactly)})", values)
        yield from self._matching(f"names : ({_all(typed.words, _any_of)})", values)

        def anywhere(word: _Word) -> str:
            return _any_of((*word, *self._within(word)))

        yield from self._matching(f"names : ({_all(typed.words, anywhere)})", values)
        least = math.ceil(_MOST_OF_IT * len(typed.spellings["plain"]))
        yield from self._numbers(_WITH_NAME_ALONE, {**parts, "least": least, **values})
        yield from self._matching(_all(typed.words, anywhere), values)

    def _nearly(self, typed: _Typed, kind: str, limit: int, least: int = _ALIKE) -> Hits:
        """Return what has words that somebody may mean who made a slip."""

        def near(word: _Word) -> str:
            parted = (_all(pair, _beginning) for pair in self._parted(word))
            beginnings = _any_of((*word, *self._within(word), *self._near(word)))
            return f"({' OR '.join((beginnings, *(f'({one})' for one in parted)))})"

        values: _Values = {"kind": kind, "limit": _COMPARED}
        found = self._matching(f"names : ({_all(typed.words, near)})", values)
        compared = self._compared(typed, found, least)
        if not compared:
            return Hits(())
        best = self._spellings(compared[:1])[compared[0]]
        return Hits(self._paths(compared[:limit]), self._corrected(typed, best))

    def _partly(self, typed: _Typed, kind: str, limit: int) -> Hits:
        """Return what has some of the words, those first that have the rarest and the most."""
        match = " OR ".join(_any_of(word) for word in typed.words)
        values: _Values = {"kind": kind, "limit": _COMPARED, "match": match}
        found = self._numbers(_WITH_SOME_WORDS, values)
        letters: Counter[int] = Counter()
        for word in typed.words:
            having = self._rows(_WITH_WORD, {"match": _any_of(word), "numbers": json.dumps(found)})
            letters.update(dict.fromkeys((number for (number,) in having), len(word[0])))
        least = _LEAST_PART * sum(len(plain) for plain, _ in typed.words)
        kept = [number for number in found if letters[number] >= least]
        kept.sort(key=letters.__getitem__, reverse=True)  # stable: else by rank
        in_full = self._numbers(
            _WITH_NAME_ALONE, {**values, "parts": json.dumps(typed.parts), "least": _SHORTEST}
        )
        both = list(dict.fromkeys((*in_full, *kept)))
        return Hits(self._paths(both[:limit]), partly=bool(both))

    def _within(self, word: _Word) -> Iterator[str]:
        for spelling in dict.fromkeys(word):
            yield from self._lexicon.within(spelling)

    def _near(self, word: _Word) -> Iterator[str]:
        for spelling in dict.fromkeys(word):
            yield from self._lexicon.near(spelling)

    def _parted(self, word: _Word) -> Iterator[tuple[str, str]]:
        for spelling in dict.fromkeys(word):
            yield from self._lexicon.parted(spelling)

    def _compared(self, typed: _Typed, found: Sequence[int], least: int) -> list[int]:
        """Return things by how alike their names are to what was typed, the most alike first."""
        spellings = self._spellings(found)
        ranked = [(max(map(typed.likeness, spellings[number])), number) for number in found]
        ranked.sort(key=lambda one: (-one[0][0], -one[0][1], one[1]))
        return [number for (alike, _), number in ranked if alike >= least]

    def _corrected(self, typed: _Typed, spellings: Iterable[str]) -> str:
        """Return the words that were typed, each as the nearest word of these names is written."""
        own = sorted({word for spelling in spellings for word in spelling.split()})
        nearest = [max(own, key=lambda one: _likeness(plain, one)) for plain, _ in typed.words]
        return " ".join(self._lexicon.written(word) for word in nearest)

    def _matching(self, match: str, values: _Values) -> list[int]:
        return self._numbers(_WITH_WORDS, {**values, "match": match})

    def _numbers(self, query: str, values: _Values) -> list[int]:
        return [number for (number,) in self._rows(query, values)]

    def _paths(self, numbers: Sequence[int]) -> tuple[str, ...]:
        paths = dict(self._rows_of(_PATHS, numbers))
        return tuple(paths[number] for number in numbers)

    def _spellings(self, numbers: Sequence[int]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {number: [] for number in numbers}
        for number, spelling in self._rows_of(_NAMES, numbers):
            found[number].append(spelling)
        return found

    def _rows_of(self, query: str, numbers: Sequence[int]) -> list[Any]:
        return self._rows(query, {"numbers": json.dumps(numbers)})

    def _rows(self, query: str, values: _Values | None = None) -> list[Any]:
        """Return the rows of a query; threads that share a connection spoil each other's."""
        with self._one_at_a_time:
            return self._connection.execute(query, values or {}).fetchall()


_Word = tuple[str, str]
"""A word in its two plain spellings."""


class _Typed:
    """What was typed, by its words in both plain spellings."""

    def __init__(self, text: str) -> None:
        self.words: list[_Word] = list(zip(words(text), bare_words(text), strict=True))
        plain, bare = (" ".join(spellings) for spellings in (words(text), bare_words(text)))
        self.spellings = {"plain": plain, "bare": bare}
        self.ends = {"plain_end": plain + _LAST, "bare_end": bare + _LAST}
        self.parts = sorted(
            {part for one in (words(text), bare_words(text)) for part in _parts(one)}
        )

    def likeness(self, spelling: str) -> tuple[float, float]:
        """Return how alike a name is, in percent: its nearest words, and the whole of it."""
        own = spelling.split()
        nearest = [max(_likeness(plain, one) for one in own) for plain, _ in self.words]
        return (
            sum(nearest) / len(nearest),
            max(fuzz.ratio(whole, spelling) for whole in self.spellings.values()),
        )


def _parts(typed: Sequence[str]) -> Iterator[str]:
    """Yield the words that stand together in what was typed, as many as a name may have."""
    for start in range(len(typed)):
        for end in range(start + 1, min(start + _MOST_WORDS, len(typed)) + 1):
            yield " ".join(typed[start:end])


def _likeness(typed: str, word: str) -> float:
    """Return how alike a word, or the beginning of it, is to what was typed, in percent."""
    return max(fuzz.ratio(typed, word), fuzz.ratio(typed, word[: len(typed)]) - 1)


def _all(typed: Iterable[T], expression: Callable[[T], str]) -> str:
    return " AND ".join(map(expression, typed))


def _exactly(word: _Word) -> str:
    return "(" + " OR ".join(f'"{one}"' for one in dict.fromkeys(word)) + ")"


def _beginning(word: str) -> str:
    return f'"{word}"*'


def _any_of(beginnings: Iterable[str]) -> str:
    """Return an expression of FTS5 that any word fits that has one of these beginnings."""
    return f"({' OR '.join(map(_beginning, dict.fromkeys(beginnings)))})"
