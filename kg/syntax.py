"""Syntax: where a text is no SPARQL, and why, in words for its author.

The parser names the farthest place that it has looked at, and it looks ahead as far as a keyword
would reach. So the text is parsed once more, with room after each token: then no look ahead reaches
the next one, and the place where the parser gave up can be told.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate

import pyoxigraph as ox

from kg.errors import QuerySyntaxError
from kg.prefixes import PREFIXES
from kg.scope import misused
from kg.tokens import tokens

_GAPS = " \t\r\n"
_ROOM = " " * 16
"""Longer than any keyword."""
_MOST_EXPECTED = 6
_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_KEYWORD = re.compile(r"(?:^|, )(\w+)(?=, |$)")
_RULE = re.compile(r"(?:The SELECT|SELECT \*) [^,\[]+")
_SIGN = re.compile(r'"([^"\w\s\\]+)"')
# What the parser knows beyond SPARQL 1.1.
_BEYOND = {"{|", "~", "<<", "<<("}
_WORD = re.compile(r"<[^<>\s]*>?|[?$]?\w(?:[\w:.-]*\w)?|\S")

Fault = tuple[int, str]
"""Where the parser gave up on a text, counted in letters from 0, and what it expected there."""


def syntax_error(text: str, error: SyntaxError) -> QuerySyntaxError:
    r"""Return our error for the parser's, with the place and what is wrong there.

    Parameters
    ----------
    text
        The text that the parser did not understand.
    error
        What the parser said.

    Examples
    --------
    >>> print(syntax_error("SELECT *\nWHERE ?s ?p ?o", SyntaxError("error at 2:7: ...")))
    The query is not valid SPARQL at line 2, column 7: unexpected '?s', expected {
    """
    fault = _fault(text)
    if fault is None:
        return QuerySyntaxError(str(error))
    offset, reason = _explained(text, *fault)
    start = text.rfind("\n", 0, offset) + 1
    return QuerySyntaxError(reason, text.count("\n", 0, offset) + 1, offset - start + 1)


def line_of(error: SyntaxError) -> int | None:
    """Return the line that the parser names, which is where it looked at last.

    Examples
    --------
    >>> line_of(SyntaxError("error at 2:17: expected BY"))
    2
    """
    place = _PLACE.match(str(error))
    return int(place[1]) if place else None


def _fault(text: str) -> Fault | None:
    """Return the fault of a text; nothing where there is none, or it has no place."""
    ends = {one.end - 1 for one in tokens(text)}
    widths = [1 + len(_ROOM) * (place in ends) for place in range(len(text))]
    roomy = "".join(letter.ljust(width) for letter, width in zip(text, widths, strict=True))
    starts = list(accumulate(widths, initial=0))
    seen = _farthest(roomy + _ROOM)
    if seen is None:
        return None
    offset, expected = seen
    keywords = _KEYWORD.findall(expected)
    offset -= min(map(len, keywords), default=0)
    place = bisect_left(starts, offset)
    return len(text) - len(text[place:].lstrip(_GAPS)), expected


def _farthest(text: str) -> Fault | None:
    """Return where the parser looked at last, before it gave up on a text."""
    try:
        ox.Store().query(text, prefixes=PREFIXES)
    except SyntaxError as error:
        place = _PLACE.match(str(error))
    except (OSError, RuntimeError, ValueError):
        return None
    else:
        return None
    if place is None:
        return None
    lines = text.split("\n")[: int(place[1]) - 1]
    return sum(map(len, lines)) + len(lines) + int(place[2]) - 1, place[3].replace("\n", " ")


def _explained(text: str, offset: int, expected: str) -> tuple[int, str]:
    """Return where a fault begins, and what is wrong there."""
    rule, before, word = _RULE.search(expected), text[:offset], _WORD.match(text, offset)
    # A value for a variable that has one already is refused where its group ends, without a word.
    found = misused(text) if rule or (word and word[0] == "}") else None
    if found or rule:
        return found or (offset, rule[0] if rule else "")
    iri = re.search(r"<[^<>]*>\s*$", before)
    if "IRI parsing failed" in expected and iri:
        return iri.start(), f"{iri[0].strip()} is not an absolute IRI"
    name = re.search(r"[\w.-]*:[^\s:]*\s*$", before) if "Prefix not found" in expected else word
    prefix, colon, _ = name[0].partition(":") if name else ("", "", "")
    if name and colon and _is_unknown(prefix, text):
        return name.start(), (
            f"unknown prefix {prefix + ':'!r}; declare it with PREFIX. Known without that: "
            f"{', '.join(PREFIXES)}"
        )
    return offset, _unexpected(text, offset, word[0] if word else "", expected)


def _is_unknown(prefix: str, text: str) -> bool:
    """Return whether a prefix (or a word that might be one) is known neither to us nor declared."""
    if prefix in PREFIXES or not re.fullmatch(r"([^\W\d_][\w.-]*)?", prefix):
        return False
    return not re.search(rf"(?i:PREFIX)\s+{re.escape(prefix)}:", text)


def _unexpected(text: str, offset: int, word: str, expected: str) -> str:
    """Say what stands where it cannot, and what might have been meant."""
    found = f"unexpected {word!r}" if word else "unexpected end of the query"
    mended = _fault(f"{text[:offset]} . {text[offset:]}") if word else (0, "")
    if mended is None or mended[0] > offset + len(f" . {word}"):
        return f"{found}; perhaps a full stop or a semicolon is missing before it"
    signs = [sign for sign in _SIGN.findall(expected) if sign not in _BEYOND]
    if not signs or len(signs) > _MOST_EXPECTED:
        return found
    return f"{found}, expected {'one of ' if signs[1:] else ''}{' '.join(signs)}"
