"""Folding of letters: one spelling for slugs, all plausible spellings for search.

Nordic and German letters have two customary plain spellings: the bare letter (ø as o) and the
spelled-out one (ø as oe). Slugs use the second; search accepts both.
"""

from __future__ import annotations

import re
import unicodedata

_SPELLED = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss",
     "ð": "d", "þ": "th", "đ": "d", "ŧ": "t", "ŋ": "n", "ł": "l", "œ": "oe", "ı": "i", "ĸ": "k",
     "ǿ": "oe", "ǽ": "ae"}
)  # fmt: skip
_BARE = str.maketrans(
    {"ǿ": "o", "ǽ": "a", "æ": "a", "ø": "o", "å": "a", "ä": "a", "ö": "o", "ü": "u", "œ": "o"}
)
_WORD = re.compile(r"[a-z0-9]+")
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
