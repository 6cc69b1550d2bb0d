"""Folding of letters: one spelling for slugs, all plausible spellings for search, one order.

Nordic and German letters have two customary plain spellings: the bare letter (ø as o) and the
spelled-out one (ø as oe). Slugs use the second; search accepts both.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_SPELLED = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss",
     "ð": "d", "þ": "th", "đ": "d", "ŧ": "t", "ŋ": "n", "ł": "l", "œ": "oe", "ı": "i", "ĸ": "k",
     "ǿ": "oe", "ǽ": "ae"}
)  # fmt: skip
_BARE = str.maketrans(
    {"ǿ": "o", "ǽ": "a", "æ": "a", "ø": "o", "å": "a", "ä": "a", "ö": "o", "ü": "u", "œ": "o"}
)
_FOLDED = _SPELLED | _BARE | str.maketrans({"æ": "ae", "ǽ": "ae", "œ": "oe"})
# The letters that stand after z, in their order; elsewhere they stand with their bare letters.
_DANISH, _SWEDISH = "æøå", "åäö"
_LAST = {
    "da": _DANISH, "nb": _DANISH, "nn": _DANISH, "kl": _DANISH, "fo": "æø",
    "sv": _SWEDISH, "fi": _SWEDISH, "is": "þæöå",
}  # fmt: skip
# Letters that are letters of their own and stand right after their bare letter.
_AFTER_BARE = {"is": "áðéíóúý", "fo": "áðíóúý"}
# What one language writes for another's letter stands in its place.
_ALIKE = ("æäǽ", "øöǿœ")
# Phonetic letters: they come after z, and names have none.
_AFTER_Z, _AFTER_ALL = ord("ɐ"), "ʯ"
_WORD = re.compile(r"[a-z0-9]+")
_ANY_WORD = re.compile(r"[^\W_]+")
# A bare letter and what may be spelled out after it, also where two such letters meet (åe, øe).
_TWO_LETTERS = re.compile(r"a[ae]+|[ou]e+")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _plain(text: str) -> str:
    """Return the text with letters spelled out and the remaining accents dropped."""
    spelled = text.translate(_SPELLED)
    if spelled.isascii():
        return spelled
    decomposed = unicodedata.normalize("NFKD", spelled)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _lower(text: str) -> str:
    """Return the text in composed small letters, so that a letter is one character."""
    return unicodedata.normalize("NFC", text.casefold() if "ß" not in text else text.lower())


def slug(text: str) -> str:
    """Return the readable identifier of a text: a to z, 0 to 9 and single hyphens.

    Letters of other scripts are dropped; a text without any usable letter gives an empty slug.

    Examples
    --------
    >>> slug("Seniorrådgiver, KS' innovationsafdeling")
    'seniorraadgiver-ks-innovationsafdeling'
    >>> slug("Þórður Æbelø-Größ")
    'thordur-aebeloe-groess'
    """
    if _SLUG.fullmatch(text):
        return text
    return "-".join(_WORD.findall(_plain(_lower(text))))


def words(text: str) -> list[str]:
    """Return the words of a text, spelled out, in their order.

    Examples
    --------
    >>> words("Kristina Krüger Hansen")
    ['kristina', 'krueger', 'hansen']
    """
    return _WORD.findall(_plain(_lower(text)))


def bare_words(text: str) -> list[str]:
    """Return the words of a text with bare letters (ø as o), in their order.

    Examples
    --------
    >>> bare_words("Kristina Krüger Hansen")
    ['kristina', 'kruger', 'hansen']
    """
    return _WORD.findall(_plain(_lower(text).translate(_BARE)))


def name_words(text: str) -> list[str]:
    """Return the words of a name in one spelling for all, in their order.

    What is spelled out and what is bare come to the same, also where a name has both.

    Examples
    --------
    >>> name_words("Søren Kjær"), name_words("soeren-kjar"), name_words("Soren Kjaer")
    (['soren', 'kjar'], ['soren', 'kjar'], ['soren', 'kjar'])
    """
    return [_TWO_LETTERS.sub(lambda found: found[0][0], word) for word in bare_words(text)]


def findable(text: str) -> str:
    """Return the words of a text in all plain spellings, for a search that compares letters.

    Examples
    --------
    >>> findable("Topmøde på Åland")
    'topmode pa aland topmoede paa aaland'
    """
    return " ".join(dict.fromkeys([*bare_words(text), *words(text)]))


def written_words(text: str) -> list[str]:
    """Return the words of a text as they are written, in their order.

    Examples
    --------
    >>> written_words("KS' topmøde (2018)")
    ['KS', 'topmøde', '2018']
    """
    return _ANY_WORD.findall(unicodedata.normalize("NFC", text))


@cache
def _places(language: str) -> dict[int, str]:
    """Return for each letter beyond a to z the letters as which it is sorted in a language."""
    places, last = dict(_FOLDED), _LAST.get(language, "")
    for place, letter in enumerate(last, start=_AFTER_Z):
        alike = next((letters for letters in _ALIKE if letter in letters), letter)
        places.update(dict.fromkeys(map(ord, alike), chr(place)))
    own = _AFTER_BARE.get(language, "")
    return places | {ord(letter): _plain(letter) + _AFTER_ALL for letter in own}


def alphabetical(text: str, language: str) -> tuple[list[str], str]:
    """Return a sort key: word by word, in the alphabet of a language.

    Capitals, accents and signs make no difference but between names that are otherwise equal.

    Parameters
    ----------
    text
        A name.
    language
        The reader's language; in others than the Nordic ones å stands with a, ø with o.

    Examples
    --------
    >>> names = ["Ål", "Zetland", "Aarhus", "Ærø", "Östersund", "Alta"]
    >>> sorted(names, key=lambda name: alphabetical(name, "da"))
    ['Alta', 'Zetland', 'Ærø', 'Östersund', 'Ål', 'Aarhus']
    >>> sorted(names, key=lambda name: alphabetical(name, "sv"))
    ['Aarhus', 'Alta', 'Zetland', 'Ål', 'Ærø', 'Östersund']
    >>> sorted(names, key=lambda name: alphabetical(name, "en"))
    ['Aarhus', 'Ærø', 'Ål', 'Alta', 'Östersund', 'Zetland']
    >>> sorted(["Ás", "Þór", "Öl", "Azar"], key=lambda name: alphabetical(name, "is"))
    ['Azar', 'Ás', 'Þór', 'Öl']
    """
    lowered = _lower(text)
    if _LAST.get(language) == _DANISH:
        lowered = lowered.replace("aa", "å")
    return _ANY_WORD.findall(_plain(lowered.translate(_places(language)))), text
