r"""Tokens: the pieces of a SPARQL text by the grammar of SPARQL 1.1, with their places.

A text that is no SPARQL has tokens too: whatever begins none is one by itself. Joined, the tokens
give the text back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a token is."""

    SPACE = auto()
    COMMENT = auto()
    IRI = auto()
    STRING = auto()
    VARIABLE = auto()
    BLANK_NODE = auto()
    PREFIXED_NAME = auto()
    LANGUAGE = auto()
    NUMBER = auto()
    WORD = auto()
    ESCAPE = auto()
    SIGN = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a text.

    Parameters
    ----------
    kind
        What it is.
    text
        Its letters.
    start
        Where it begins, counted in letters from 0.
    """

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    def is_word(self, word: str) -> bool:
        """Return whether it is a keyword, which may be in small or in capital letters."""
        return self.kind is Kind.WORD and self.text.upper() == word


# The names of the grammar's productions (https://www.w3.org/TR/sparql11-query/#sparqlGrammar), each
# as the characters of a class. Repetitions never give back what they took (+ after them), so that
# no text takes more than a time that grows as its length.
_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_PN_CHARS_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PN_CHARS_U = _PN_CHARS_BASE + "_"
_VARNAME = _PN_CHARS_U + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_PN_CHARS = _VARNAME + r"\-"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
# A full stop is part of a name only where the name goes on after it. Each letter of a long word is
# looked at for each place at which a prefix might begin, so a prefix has a longest length here.
_PREFIX = rf"[{_PN_CHARS_BASE}](?:[{_PN_CHARS}]|\.++(?=[{_PN_CHARS}])){{0,60}}+"
_LOCAL = (
    rf"(?:[{_PN_CHARS_U}0-9:]|{_PLX})"
    rf"(?:[{_PN_CHARS}:]|{_PLX}|\.++(?=[{_PN_CHARS}:]|{_PLX}))*+"
)
_PATTERNS = {
    Kind.SPACE: r"[ \t\r\n]++",
    Kind.COMMENT: r"\#[^\r\n]*+",
    Kind.IRI: rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|{_ESCAPE})*+>",
    Kind.STRING: (
        r"'''(?:'{0,2}(?:[^'\\]|\\[\s\S]))*+'''"
        r'|"""(?:"{0,2}(?:[^"\\]|\\[\s\S]))*+"""'
        r"|'(?:[^'\\\r\n]|\\[^\r\n])*+'"
        r'|"(?:[^"\\\r\n]|\\[^\r\n])*+"'
    ),
    Kind.VARIABLE: rf"[?$][{_PN_CHARS_U}0-9][{_VARNAME}]*+",
    Kind.BLANK_NODE: (
        rf"_:[{_PN_CHARS_U}0-9](?:[{_PN_CHARS}]|\.++(?=[{_PN_CHARS}]))*+"
    ),
    Kind.PREFIXED_NAME: rf"(?:{_PREFIX})?:(?:{_LOCAL})?",
    Kind.LANGUAGE: r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+",
    Kind.NUMBER: (
        r"(?:[0-9]++\.[0-9]*+|\.?[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++"
    ),
    Kind.WORD: r"[A-Za-z][A-Za-z0-9_]*+",
    Kind.ESCAPE: _ESCAPE,
    # Brackets of annotations are no brackets of groups.
    Kind.SIGN: r"\^\^|\|\||&&|!=|<=|>=|\{\||\|\}|[\s\S]",
}  # fmt: skip
_TOKEN = re.compile("|".join(f"(?P<{kind.name}>{one})" for kind, one in _PATTERNS.items()))
_ESCAPED = re.compile(_ESCAPE)
SILENT = {Kind.SPACE, Kind.COMMENT}
"""Kinds of tokens that say nothing."""


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text, the longest at each place.

    Examples
    --------
    >>> [one.text for one in tokens("ASK{?s a<a:b>}#?")]
    ['ASK', '{', '?s', ' ', 'a', '<a:b>', '}', '#?']
    """
    for match in _TOKEN.finditer(text):
        yield Token(Kind[match.lastgroup or ""], match[0], match.start())


def spoken(text: str) -> list[Token]:
    r"""Return the tokens that say something: all but spaces and comments.

    Examples
    --------
    >>> [one.text for one in spoken("ASK # whether\n {}")]
    ['ASK', '{', '}']
    """
    return [one for one in tokens(text) if one.kind not in SILENT]


def decoded(text: str, *, within: bool = False) -> str:
    r"""Return a text with its escaped characters decoded; impossible ones stay.

    Parameters
    ----------
    text
        The text.
    within
        Whether those in strings and IRIs are decoded too, as some parsers do before they read
        anything, to whom a decoded one may end the string; others know them where they stand.

    Examples
    --------
    >>> decoded(r"\u0041SK { ?s ?p '\u0041', <a:\u0041> }")
    "ASK { ?s ?p '\\u0041', <a:\\u0041> }"
    """
    if within:
        return _ESCAPED.sub(lambda escape: _character(escape[0]), text)
    return "".join(
        _character(one.text) if one.kind is Kind.ESCAPE else one.text for one in tokens(text)
    )


def _character(escape: str) -> str:
    """Return the character that an escape means, if any."""
    code = int(escape[2:], 16)
    return chr(code) if code <= 0x10FFFF else escape
