"""Negotiation: which of the forms of an answer a client asks for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from flask import Response, after_this_request, request
from flask_babel import gettext
from werkzeug import http
from werkzeug.datastructures import Accept, MIMEAccept
from werkzeug.exceptions import NotAcceptable, NotFound

PAGE = "text/html"
_JSON = ("application/json", "application/problem+json", "application/sparql-results+json")

MEDIA_TYPES = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
    "application/n-triples": "ntriples",
    "text/plain": "ntriples",
    "application/rdf+xml": "rdfxml",
}
"""Formats of triples by media type, the preferred one first."""
SOLUTION_TYPES = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/xml": "xml",
    "text/xml": "xml",
}
"""Formats of solutions by media type, the preferred one first."""


def format_asked(known: Mapping[str, str], *, page: bool = True) -> str:
    """Return the format that suits the client best, or nothing where it prefers a page.

    Parameters
    ----------
    known
        Formats by media type, the preferred one first; where the client accepts anything, that
        is what it gets.
    page
        Whether a page can be had too.

    Raises
    ------
    NotAcceptable
        If it accepts neither a page nor any of them.
    """
    told_apart()
    offered = [*known, PAGE] if page else [*known]
    chosen = best(request.headers.get("Accept", ""), *offered)
    if chosen is None:
        raise NotAcceptable(f"This can be had as: {', '.join(offered)}.")
    return known.get(chosen, "")


@lru_cache(maxsize=1000)
def best(accept: str, *offered: str) -> str | None:
    """Return which of some media types suits a client best; nothing where it takes none.

    Parameters of a media type, such as its charset, decide nothing. Whoever says nothing that can
    be read gets the first. Most clients send the same few headers, so what was found is kept.

    Examples
    --------
    >>> best("text/*;q=0.5, text/csv;charset=utf-8", "text/html", "text/csv")
    'text/csv'
    >>> best("*", "text/html"), best("", "text/html"), best("text/csv", "text/html")
    ('text/html', 'text/html', None)
    """
    accepted = http.parse_accept_header(accept, Accept)
    bare = [(one.partition(";")[0].strip(), quality) for one, quality in accepted]
    # Some clients, such as older ones in Java, mean everything by a star alone.
    whole = [("*/*" if one == "*" else one, quality) for one, quality in bare]
    readable = [(one, quality) for one, quality in whole if "/" in one]
    return MIMEAccept(readable).best_match(offered) if readable else offered[0]


def file_asked(form: str) -> bool:
    """Return whether the address asks for a page as a file.

    Parameters
    ----------
    form
        The one form in which the file can be had, as ``format=`` names it.

    Raises
    ------
    NotFound
        If it asks for another form.
    """
    asked = request.args.get("format", "")
    if asked not in {"", form}:
        raise NotFound(gettext("This can be had as a page and by format=%(form)s.", form=form))
    return bool(asked)


def wants(media_type: str) -> bool:
    """Return whether the client would rather have a media type than a page."""
    told_apart()
    return best(request.headers.get("Accept", ""), PAGE, media_type) == media_type


def wants_data() -> bool:
    """Return whether the client would rather have anything than a page."""
    told_apart()
    return best(request.headers.get("Accept", ""), _JSON[1], PAGE) != PAGE


def wants_json() -> bool:
    """Return whether the client would rather have JSON than a page."""
    told_apart()
    accepted = request.accept_mimetypes
    return max(accepted.quality(one) for one in _JSON) > accepted.quality(PAGE)


def told_apart() -> None:
    """Tell caches that the answer to this request depends on what the client accepts."""

    @after_this_request
    def tell(answer: Response) -> Response:
        answer.vary.add("Accept")
        return answer
