"""Ends: the two things between which something is asked for, by path, by IRI or by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from flask import request

from kg.errors import Replaced, UnknownName
from kg.explore import Link
from kg.explore.labels import path_of
from server import releases
from server.kinds import IN_NETWORKS, KINDS, kind_of
from server.languages import language

_LONGEST = 200
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LOOKED_AT, _CHOICES = 50, 8
_PATH = re.compile(rf"(?:{'|'.join(kind.prefix for kind in KINDS.values())}|concept/[\w-]+)/\S+")


class State(Enum):
    """What is known of an end.

    ``EMPTY``: nothing is asked for. ``FOUND``: one thing is meant. ``OPEN``: several may be meant.
    ``UNKNOWN``: nothing is called so. ``OUTSIDE``: it is of another kind than can be asked for,
    such as a source.
    """

    EMPTY = "empty"
    FOUND = "found"
    OPEN = "open"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class End:
    """One end, as it was asked for.

    Parameters
    ----------
    text
        What was asked for, cut to a length that a name may have.
    state
        What is known of it.
    link
        The thing that is meant, where there is one.
    choices
        What else may be meant, the best first.
    """

    text: str
    state: State
    link: Link | None = None
    choices: Sequence[Link] = ()


def end(parameter: str, kinds: Collection[str] = IN_NETWORKS) -> End:
    """Return the end that a parameter of the address names.

    Parameters
    ----------
    parameter
        The name of the parameter.
    kinds
        The kinds that it may be of.

    Raises
    ------
    Replaced
        If it is that of a retired id.
    """
    text = request.args.get(parameter, "").strip()[:_LONGEST]
    if not text:
        return End("", State.EMPTY)
    path = path_asked(text)
    return _at(text, path, kinds) if path else _called(text, kinds)


def status_of(*ends: End) -> HTTPStatus:
    """Return the status of a page about ends: 404 where one is nothing that can be asked for."""
    nowhere = {State.UNKNOWN, State.OUTSIDE} & {one.state for one in ends}
    return HTTPStatus.NOT_FOUND if nowhere else HTTPStatus.OK


def path_asked(text: str) -> str:
    """Return the path that a text gives, be it bare, in an IRI or in the address of a page."""
    text = text.strip()[:_LONGEST]
    base = releases.explorer().graph.base
    if text.startswith(base):
        return path_of(text, base) or text
    if text.startswith(request.host_url):
        return _of_page(unquote(urlsplit(text).path).strip("/"))
    path = text.strip("/")
    return path if _PATH.fullmatch(path) else ""


def _of_page(address: str) -> str:
    """Return the path of what a page or an identifier of this server is about.

    Examples
    --------
    >>> _of_page("id/person/pia-gjellerup.ttl"), _of_page("country/dk")
    ('person/pia-gjellerup', 'concept/country/dk')
    """
    bare = re.sub(r"\.\w+$", "", address.removeprefix("id/"))
    name, _, slug = bare.partition("/")
    return f"{KINDS[name].prefix}/{slug}" if name in KINDS else bare


def _at(text: str, path: str, kinds: Collection[str]) -> End:
    explorer = releases.explorer()
    try:
        iri = explorer.finder.known(path)
    except UnknownName as error:
        return End(text, State.UNKNOWN, choices=_links(error.suggestions, kinds))
    state = State.FOUND if kind_of(path).name in kinds else State.OUTSIDE
    return End(text, state, explorer.links([iri], language())[iri])


def _called(text: str, kinds: Collection[str]) -> End:
    """Return the thing with this name; where that is not clear, those that may be meant."""
    finder = releases.explorer().finder
    hits, called = finder.search(text, limit=_LOOKED_AT), finder.called(text, _LOOKED_AT)
    exactly = _links(called.paths or _identified(text, kinds), kinds)
    choices = exactly or _links(hits.paths, kinds)
    others = [] if exactly else _links(called.paths, KINDS)
    if len(others) == 1:
        return End(text, State.OUTSIDE, others[0], choices)
    if len(choices) == 1 and (exactly or not hits.corrected):
        return End(text, State.FOUND, choices[0])
    return End(text, State.OPEN if choices else State.UNKNOWN, choices=choices)


def _identified(text: str, kinds: Collection[str]) -> Iterator[str]:
    """Yield the paths whose identifier, without the kind before it, is the text."""
    if not _SLUG.fullmatch(text):
        return
    for kind in kinds:
        path = f"{KINDS[kind].prefix}/{text}"
        try:
            releases.explorer().finder.known(path)
            yield path
        except Replaced as error:
            yield error.kept
        except UnknownName:
            continue


def _links(paths: Iterable[str], kinds: Collection[str]) -> list[Link]:
    tied = [path for path in paths if kind_of(path).name in kinds]
    return releases.explorer().named(tied[:_CHOICES], language())
