"""Where a text names a person, in whatever spelling and in whatever order of the words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from kg.folding import name_words
from kg.tables.removals import name_key

OMITTED = "[…]"
"""What stands in a text where a name stood."""
_OMITTED_IN_ID = "omitted"
_WORD = re.compile(r"[^\W_]+")
# A name that is written as one word may be part of another word, if it is long enough to be meant.
_SHORTEST_JOINED = 8
# A shorter family name is too often another word.
_SHORTEST_FAMILY = 4


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    plain: str


class Mentions:
    """Finds a person in texts.

    Parameters
    ----------
    names
        All names and ids of the person.
    others
        Names and ids of all others: who is called Ane Bo Ek is not Ane Bo.

    Examples
    --------
    >>> ane = Mentions(["Ane Bøe"], ["Ane Bøe Ek"])
    >>> ane.without("Spoke: Bøe, Ane; Ane Boes aide; Ane Boee Ek.")
    'Spoke: […]; […] aide; Ane Boee Ek.'
    """

    def __init__(self, names: Iterable[str], others: Iterable[str]) -> None:
        self._names = {tuple(sorted(name_words(name))): name_words(name) for name in names}
        self._others = {name_key(one) for one in others} - {" ".join(key) for key in self._names}
        self._joined = {
            "".join(words)
            for words in self._names.values()
            if len("".join(words)) >= _SHORTEST_JOINED
        }
        of_others = {word for key in self._others for word in key.split()}
        families = {words[-1] for words in self._names.values() if len(words) > 1}
        self._families = {word for word in families - of_others if len(word) >= _SHORTEST_FAMILY}
        self._longest = max(map(len, (key.split() for key in self._others)), default=0)

    def names(self, text: str) -> bool:
        """Return whether a text names the person, be it an address with escaped letters."""
        return any(self._spans(text)) or ("%" in text and any(self._spans(unquote(text))))

    def may_name(self, text: str) -> bool:
        """Return whether an id or an address has a family name that nobody else has.

        Examples
        --------
        >>> ane = Mentions(["Ane Bøegh"], ["Bo Ek"])
        >>> ane.may_name("boeegh-2015"), ane.may_name("boeeghby-2015")
        (True, False)
        """
        words = {"".join(name_words(one)) for one in _WORD.findall(unquote(text))}
        return not self._families.isdisjoint(words)

    def without(self, text: str) -> str:
        """Return a text with a mark in the place of each mention."""
        return self._replaced(text, OMITTED)

    def id_without(self, text: str) -> str:
        """Return an id with a word in the place of each mention."""
        return self._replaced(text, _OMITTED_IN_ID)

    def _replaced(self, text: str, mark: str) -> str:
        for start, end in reversed(list(self._spans(text))):
            text = f"{text[:start]}{mark}{text[end:]}"
        return text

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where mentions begin and end, in their order; none overlap."""
        words = [
            _Word(found.start(), found.end(), "".join(name_words(found[0])))
            for found in _WORD.finditer(text)
        ]
        at = 0
        while at < len(words):
            length = self._length_at(words, at)
            if length:
                yield words[at].start, words[at + length - 1].end
            at += length or 1

    def _length_at(self, words: list[_Word], at: int) -> int:
        """Return how many words from here on are a mention; 0 where there is none."""
        if any(joined in words[at].plain for joined in self._joined):
            return 1
        for key in sorted(self._names, key=len, reverse=True):
            if self._is_name(words[at : at + len(key)], key) and not self._is_other(
                words, at, at + len(key)
            ):
                return len(key)
        return 0

    @staticmethod
    def _is_name(words: Collection[_Word], key: tuple[str, ...]) -> bool:
        """Return whether words are those of a name, of which any may stand in the genitive."""
        genitives = {f"{word}s": word for word in key}
        plain = [word.plain for word in words]
        return sorted(w if w in key else genitives.get(w, w) for w in plain) == list(key)

    def _is_other(self, words: list[_Word], start: int, end: int) -> bool:
        """Return whether words are part of the longer name of somebody else."""
        plain = [word.plain for word in words]
        return any(
            " ".join(sorted(plain[first:last])) in self._others
            for first in range(max(0, end - self._longest), start + 1)
            for last in range(end, min(len(plain), first + self._longest) + 1)
            if last - first > end - start
        )
