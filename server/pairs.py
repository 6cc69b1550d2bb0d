"""Pairs: why two are tied in a collaboration network, statement by statement, with the sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from kg.explore import Evidence, Link, Step
from kg.networks import Projection, Recipe
from server import collaborations, releases
from server.cited import numbered
from server.ends import State, end, status_of
from server.kinds import IN_NETWORKS, NODES, kind_of
from server.languages import here_with, language
from server.paging import page_of
from server.recipes import asked_recipe

pages = Blueprint("pairs", __name__)

_ENDS = ("one", "other")
_ROWS = 20


@pages.get("/networks/pair")
def page() -> tuple[str, int] | Response:
    """Show why two are tied in the network that the address asks for, and ask for two.

    Who counts as another there is led on to this.
    """
    recipe = asked_recipe()
    one, other = (end(name, NODES[recipe.between]) for name in _ENDS)
    are_found = one.state is other.state is State.FOUND
    is_same = are_found and one.link == other.link
    asked: dict[str, Any] = {
        "one": one, "other": other, "is_same": is_same, "kinds": NODES[recipe.between],
        "between": collaborations.BETWEEN[recipe.between],
        "by": [collaborations.BY[name] for name in recipe.by],
        "network": url_for("networks.page", **collaborations.arguments()),
        "arguments": collaborations.arguments(),
        "are_connected": all(
            end.link and kind_of(end.link.path).name in IN_NETWORKS for end in (one, other)
        ),
    }  # fmt: skip
    if not are_found or is_same:
        return render_template("pair.html", **asked), status_of(one, other)
    assert one.link
    assert other.link
    told = _told(recipe, one.link, other.link)
    if isinstance(told, Response):
        return told
    return render_template("pair.html", **asked, **told), HTTPStatus.OK


def _told(recipe: Recipe, *two: Link) -> dict[str, Any] | Response:
    """Return what the page tells of two; where one counts as another, the way there."""
    release = releases.current()
    study, ends = release.study(recipe, language()), (two[0].path, two[1].path)
    if study.counted_as.keys() & {*ends}:
        counted = {
            name: study.counted_as.get(path, path) for name, path in zip(_ENDS, ends, strict=True)
        }
        return redirect(here_with(**counted), HTTPStatus.SEE_OTHER)
    shared, direct = Projection(release.affiliations(), recipe).between(*ends)
    network = study.network
    told = page_of(shared, _ROWS, "shared")
    start, end = ends
    ways = [
        (_step(recipe, start, one.path, one.claims[0]), _step(recipe, one.path, end, one.claims[1]))
        for one in told.items
    ]
    directly = [(_step(recipe, start, end, direct),)] if direct and told.number == 1 else []
    return {
        "ways": [*directly, *ways], "sources": numbered([*directly, *ways]), "shared": told,
        "number": told.total + bool(direct),
        "tie": network.edges[ends] if network.has_edge(*ends) else None,
        "outside": [one for one in two if one.path not in network],
    }  # fmt: skip


def _step(recipe: Recipe, start: str, end: str, claims: Iterable[str]) -> Step:
    """Return what ties two, by the sources that the recipe takes."""
    step = releases.explorer().step(start, end, claims, language())
    return replace(
        step,
        statements=tuple(
            replace(one, claim=replace(one.claim, evidence=_wanted(recipe, one.claim.evidence)))
            for one in step.statements
        ),
    )


def _wanted(recipe: Recipe, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(
        one
        for one in evidence
        if one.source.slug not in recipe.without_sources
        and (not recipe.sources or one.source.slug in recipe.sources)
    )
