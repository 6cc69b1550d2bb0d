r"""Guard: find in the text of a query what is closed here, however it is written.

The store's own parser reads a query by its grammar, where ``<`` may begin an IRI or compare two
values. So the text is read both ways, and with escaped characters (``\u0053``) both as they stand
and decoded; a query is let through only if no reading contains the keyword.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import QueryForbidden

_TOKENS = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<name>[?$@]\w+ | [\w.-]*:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*)
    | (?P<word>\w+)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# A comparison can look like an IRI only up to a comment: FILTER(?a<?b)SERVICE#> and a new line.
_DOUBTFUL_IRI = re.compile(r"\).*service.*#", re.IGNORECASE | re.DOTALL)


def refuse_service(query: str) -> None:
    """Refuse a query that calls another server.

    Parameters
    ----------
    query
        The text of the query.

    Raises
    ------
    QueryForbidden
        If it contains ``SERVICE``, in any letters and any place where it is the keyword.

    Examples
    --------
    >>> refuse_service("SELECT ?service { ?service a <http://schema.org/Service> } # SERVICE")
    >>> refuse_service("SELECT * { Service<http://e.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
        ...
    kg.errors.QueryForbidden: SERVICE is closed here: this server asks no other server. Ask the \
other endpoint yourself and join the answers, or load its data beside ours.
    """
    if any("service" in words for words in map(_words, (query, _decoded(query)))):
        raise QueryForbidden(
            "SERVICE is closed here: this server asks no other server. Ask the other endpoint "
            "yourself and join the answers, or load its data beside ours."
        )


def _words(text: str) -> set[str]:
    """Return the words that may be keywords, in small letters."""
    return set(_keyword_candidates(text))


def _keyword_candidates(text: str) -> Iterator[str]:
    at = 0
    while found := _TOKENS.search(text, at):
        at = found.end()
        if found["word"]:
            yield found["word"].casefold()
        elif found["iri"] and _DOUBTFUL_IRI.search(found["iri"]):
            at = found.start() + 1  # read it as a comparison


def _decoded(text: str) -> str:
    """Return the text with its escaped characters decoded; impossible ones stay."""

    def character(escape: re.Match[str]) -> str:
        code = int(escape[1] or escape[2], 16)
        return chr(code) if code <= 0x10FFFF else escape[0]

    return _ESCAPED.sub(character, text)
