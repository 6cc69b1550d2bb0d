"""The lexicon of a search index: all words of all names, and what a typed word may mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from heapq import nsmallest

from rapidfuzz import process
from rapidfuzz.distance import OSA

# How many slips of the finger a word of so many letters may have, the longest first.
_SLIPS = ((12, 3), (7, 2), (4, 1))
# Letters that a part within a word must have; fewer would be found within too many words.
_SHORTEST_PART = 4
_MOST, _MOST_COMPOUNDS = 40, 500
_KEPT = 1000


class Lexicon:
    """All words of all names, in their plain spellings.

    Parameters
    ----------
    written
        How each plain spelling is written: ``{"topmode": "topmøde", "topmoede": "topmøde"}``.

    Examples
    --------
    >>> lexicon = Lexicon({"topmoede": "topmøde", "kommunetopmoede": "kommunetopmøde"})
    >>> lexicon.within("topmo"), lexicon.near("tommoede")
    (('kommunetopmoede',), ('topmoede',))
    >>> Lexicon({"design": "Design", "center": "Center"}).parted("designcenter")
    (('design', 'center'),)
    """

    def __init__(self, written: Mapping[str, str]) -> None:
        self._written = written
        self._words = sorted(written)
        self._beginnings = lru_cache(_KEPT)(self._find_beginnings)
        self.within = lru_cache(_KEPT)(self._find_within)
        self.near = lru_cache(_KEPT)(self._find_near)
        self.parted = lru_cache(_KEPT)(self._find_parted)

    def written(self, word: str) -> str:
        """Return how a word is written; one that no name has, as it is."""
        return self._written.get(word, word)

    def _find_within(self, part: str) -> tuple[str, ...]:
        """Return the words that have a part elsewhere than at their beginning, as compounds do.

        Of very many, the shortest.
        """
        if len(part) < _SHORTEST_PART:
            return ()
        found = (word for word in self._words if part in word[1:])
        return tuple(nsmallest(_MOST_COMPOUNDS, found, key=len))

    def _find_parted(self, word: str) -> tuple[tuple[str, str], ...]:
        """Return the pairs of words that somebody wrote together: *designcenter* as two."""
        ends = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
        pairs = ((word[:end], word[end:]) for end in ends)
        return tuple(pair for pair in pairs if all(one in self._written for one in pair))

    def _find_near(self, word: str) -> tuple[str, ...]:
        """Return the words, and beginnings of words, that somebody may mean who made a slip.

        A slip is a letter too many, one that is missing or wrong, or two that changed places
        (optimal string alignment; Boytsov 2011, section 2.1). The nearest come first.
        """
        slips = next((slips for letters, slips in _SLIPS if len(word) >= letters), 0)
        if not slips:
            return ()
        whole = process.extract(
            word, self._words, scorer=OSA.distance, score_cutoff=slips, limit=_MOST
        )
        begun = process.extract(
            word, self._beginnings(len(word)), scorer=OSA.distance, score_cutoff=1, limit=_MOST
        )
        found = sorted(whole + begun, key=lambda one: (one[1], one[0]))
        return tuple(dict.fromkeys(one for one, distance, _ in found if distance))

    def _find_beginnings(self, letters: int) -> list[str]:
        """Return the beginnings of about that many letters of longer words."""
        lengths = (letters - 1, letters, letters + 1)
        return sorted({word[:end] for end in lengths for word in self._words if len(word) > end})
