"""Names, folded and compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from kg.folding import bare_words, words

_FILLERS = frozenset(
    {
        *("a", "ab", "af", "an", "and", "aps", "as", "at", "av", "de", "den", "det", "ei", "en"),
        *("et", "for", "fra", "fraan", "fran", "from", "i", "in", "ja", "med", "och", "oeg"),
        *("of", "og", "ok", "om", "on", "oy", "pa", "paa", "s", "the", "til", "till", "to"),
        *("ved", "vid", "with"),
    }
)
"""Words that names of one thing have or lack without becoming names of another."""

_COUNTRY = re.compile(
    r"\((?:denmark|danmark|norway|norge|sweden|sverige|finland|suomi|iceland|island|"
    r"greece|grækenland|grekland|hellas)\)",
    re.IGNORECASE,
)
"""A country in brackets, which an editor put behind a name that several countries use."""

_LONG_WORD = 8
_NEAR_WORD = 0.8
_INITIALS = 3


@dataclass(frozen=True)
class Name:
    """A name in the two customary plain spellings (ø as oe, and as o).

    Examples
    --------
    >>> Name("Samband íslenskra sveitarfélaga").spelled
    ('samband', 'islenskra', 'sveitarfelaga')
    >>> Name("Sør-Trøndelag").bare
    ('sor', 'trondelag')
    >>> Name("Center for Offentlig Innovation").initials
    'coi'
    """

    text: str
    language: str = ""
    """Its language where the tables say so: ``da``, ``en`` ..."""

    @cached_property
    def spelled(self) -> tuple[str, ...]:
        """Its words, letters spelled out."""
        return tuple(words(self._without_country))

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """Its words with bare letters."""
        return tuple(bare_words(self._without_country))

    @property
    def _without_country(self) -> str:
        return _COUNTRY.sub("", self.text) or self.text

    @cached_property
    def keys(self) -> frozenset[str]:
        """The name as one text in each spelling: equal names have one in common."""
        return frozenset(" ".join(content) for content in self.contents)

    @cached_property
    def contents(self) -> tuple[tuple[str, ...], ...]:
        """Its words without fillers (unless it has no others), in each spelling."""
        spellings = dict.fromkeys((self.spelled, self.bare))
        return tuple(
            tuple(word for word in spelling if word not in _FILLERS) or spelling
            for spelling in spellings
        )

    @cached_property
    def initials(self) -> str:
        """The initials of its words, where there are enough of them to say something."""
        letters = "".join(word[0] for word in self.contents[-1])
        return letters if len(letters) >= _INITIALS else ""


_SHORT_BEHIND = re.compile(r"(?P<long>.+?) \((?P<short>\S{2,10})\)")
_SHORT_BEFORE = re.compile(r"(?P<short>\S{2,10}) (?:[–-] (?P<long>.+)|\((?P<bracket>.+)\))")


def long_and_short(text: str) -> tuple[str, ...]:
    """Return the name and the acronym of which a text is put together, or nothing.

    Examples
    --------
    >>> long_and_short("Den Socialøkonomiske Investeringsmodel (SØM)")
    ('Den Socialøkonomiske Investeringsmodel', 'SØM')
    >>> long_and_short("CLIPS – Collaborative Innovation in the Public Sector")
    ('Collaborative Innovation in the Public Sector', 'CLIPS')
    >>> long_and_short("Økonomisk Sekretariat (KL)")
    ()
    """
    found = _SHORT_BEHIND.fullmatch(text) or _SHORT_BEFORE.fullmatch(text)
    if not found:
        return ()
    parts = found.groupdict()
    long, short = parts["long"] or parts["bracket"], parts["short"]
    words_of_long = Name(long).contents[-1]
    letters = iter("".join(words_of_long))
    wanted = "".join(bare_words(short))
    fits = (
        sum(letter.isupper() for letter in short) > 1
        and bool(wanted)
        and words_of_long[0][0] == wanted[0]
        and all(letter in letters for letter in wanted)
    )
    return (long, short) if fits else ()


class Likeness(NamedTuple):
    """How much two names have in common.

    Parameters
    ----------
    jaccard
        Weight of the words that both have, as a share of the weight of all words of the two.
    contained
        The same as a share of the weight of the words of the shorter name.
    """

    jaccard: float
    contained: float


def likeness(one: Name, other: Name, weights: Mapping[str, float]) -> Likeness:
    """Compare the names of organisations, events, initiatives and titles of documents.

    Words count by how rare they are; long ones that differ by an ending or a slip (four letters
    in five agree, the first among them) count as one word, as much as they agree.

    Parameters
    ----------
    one, other
        The names. The better of the two spellings counts.
    weights
        Weight of each word; one that is not there weighs 1.

    Examples
    --------
    >>> likeness(Name("Innovasjonsbarometeret"), Name("Innovationsbarometern"), {}).jaccard > 0.8
    True
    >>> likeness(Name("Expo 2018"), Name("Expo 2019"), {})
    Likeness(jaccard=0.33..., contained=0.5)
    """
    spellings = {(one.contents[at], other.contents[at]) for at in (0, -1)}
    return max(_likeness(first, second, weights) for first, second in spellings)


def _likeness(
    one: tuple[str, ...], other: tuple[str, ...], weights: Mapping[str, float]
) -> Likeness:
    first, second = set(one), set(other)
    both = first & second
    common = sum(weights.get(word, 1.0) for word in sorted(both))
    matched = 2 * common
    first -= both
    second -= both
    near = sorted(
        (-agreement, word, candidate)
        for word in filter(_may_vary, first)
        for candidate in filter(_may_vary, second)
        if _begin_alike(word, candidate) and (agreement := _agreement(word, candidate))
    )
    for negative, word, candidate in near:
        if word in first and candidate in second:
            pair = weights.get(word, 1.0), weights.get(candidate, 1.0)
            common -= negative * min(pair)
            matched += sum(pair)
            first.remove(word)
            second.remove(candidate)
    left = [sum(weights.get(word, 1.0) for word in sorted(rest)) for rest in (first, second)]
    union = matched / 2 + sum(left)
    shorter = matched / 2 + min(left)
    return Likeness(common / union if union else 0.0, common / shorter if shorter else 0.0)


def _may_vary(word: str) -> bool:
    """Tell whether a word may end otherwise, or have a slip in it, and still be the same."""
    return len(word) >= _LONG_WORD and not word.isdigit()


def _begin_alike(word: str, other: str) -> bool:
    """Tell whether two words begin with one sound; Nordlands- and Østlands- are two compounds."""
    return word[0] == other[0] or {word[0], other[0]} == {"c", "k"}


def _agreement(word: str, other: str) -> float:
    """Return how much two words agree, or 0 where they are two words."""
    agreement: float = Levenshtein.normalized_similarity(word, other, score_cutoff=_NEAR_WORD)
    return agreement


class PersonalLikeness(IntEnum):
    """How the names of two people stand to each other, the least alike first."""

    OTHER = 0
    """Two names."""
    LAST_ADDED = 1
    """One has a surname behind that of the other: Mette Lindstrøm, Mette Lindstrøm Lage."""
    SLIP_AND_MIDDLE = 2
    """A letter or two and a middle name differ: Eva-Marie Thyberg, Eva-Marie Blusi Tyberg."""
    SLIP = 3
    """A letter or two differ: Une Tange, Une Tangen."""
    MIDDLE = 4
    """One has a middle name or initial more: Sølve Steffensen, Sølve Monica Steffensen."""
    SAME = 5
    """One name, perhaps in two spellings or with a name cut to its initial."""


_SLIP_LENGTH = 5
_TWO_SLIPS = 9


def personal_likeness(one: Name, other: Name) -> PersonalLikeness:
    """Compare the names of two people; first names and surnames have to agree.

    Examples
    --------
    >>> personal_likeness(Name("Anne Marie Berg"), Name("Mette Marie Berg")).name
    'OTHER'
    >>> personal_likeness(Name("Peter S. Mortensen"), Name("Peter Sune Mortensen")).name
    'SAME'
    >>> personal_likeness(Name("Tuula Jäppinen"), Name("Tuula Jappinen")).name
    'SAME'
    """
    return max(
        _personal_likeness(one.spelled, other.spelled), _personal_likeness(one.bare, other.bare)
    )


def _personal_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> PersonalLikeness:
    shorter, longer = sorted((one, other), key=lambda words: (len(words), words))
    if len(shorter) == 1 or not shorter:  # no full name
        return PersonalLikeness.OTHER
    firsts = _words_agree(shorter[0], longer[0])
    lasts = _words_agree(shorter[-1], longer[-1])
    middles, more = shorter[1:-1], longer[1:-1]
    fitting = _subsequence(middles, more)
    if firsts is None or lasts is None or firsts + lasts > 1 or not fitting:
        head = longer[: len(shorter)]
        return PersonalLikeness.LAST_ADDED if head == shorter != longer else PersonalLikeness.OTHER
    slip = bool(firsts or lasts)
    if len(middles) == len(more):
        return PersonalLikeness.SLIP if slip else PersonalLikeness.SAME
    return PersonalLikeness.SLIP_AND_MIDDLE if slip else PersonalLikeness.MIDDLE


def _words_agree(word: str, other: str) -> int | None:
    """Return 0 for one word, 1 for one with a slip in it, None for two words."""
    if word == other:
        return 0
    shortest = min(len(word), len(other))
    if shortest < _SLIP_LENGTH or word[0] != other[0]:
        return None
    allowed = 2 if shortest >= _TWO_SLIPS else 1
    return 1 if Levenshtein.distance(word, other, score_cutoff=allowed) <= allowed else None


def _subsequence(middles: tuple[str, ...], more: tuple[str, ...]) -> bool:
    """Tell whether the middle names of one are among those of the other, in their order."""
    remaining = iter(more)
    return all(any(_abbreviates(middle, name) for name in remaining) for middle in middles)


def _abbreviates(name: str, other: str) -> bool:
    """Tell whether two middle names are one, or one is the initial of the other."""
    return name == other or (min(len(name), len(other)) == 1 and name[0] == other[0])
