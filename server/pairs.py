"""Pairs: why two are tied in a collaboration network, statement by statement, with the sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kg.explore import Evidence, Step
from kg.networks import Projection, Recipe
from server import collaborations, recipes, releases
from server.cited import numbered
from server.languages import language
from server.paging import page_of
from server.recipes import asked_recipe

pages = Blueprint("pairs", __name__)

_ROWS = 20


@pages.get("/networks/pair")
def page() -> str | Response:
    """Show why two are tied in the network that the address asks for.

    Who counts as another there is led on to this.
    """
    release, recipe = releases.current(), asked_recipe()
    ends = request.args.get("one", ""), request.args.get("other", "")
    for end in ends:
        release.explorer.finder.known(end)
    study = release.study(recipe, language())
    counted_as = dict(study.counted_as)
    if counted_as.keys() & {*ends}:
        asked: dict[str, Any] = dict(recipes.asked_arguments())
        one, other = (counted_as.get(end, end) for end in ends)
        return redirect(url_for("pairs.page", one=one, other=other, **asked), HTTPStatus.SEE_OTHER)
    shared, direct = Projection(release.affiliations(), recipe).between(*ends)
    network = study.network
    told = page_of(shared, _ROWS, "shared")
    start, end = ends
    ways = [
        (_step(recipe, start, one.path, one.claims[0]), _step(recipe, one.path, end, one.claims[1]))
        for one in told.items
    ]
    directly = [(_step(recipe, start, end, direct),)] if direct and told.number == 1 else []
    named = release.explorer.named(ends, language())
    return render_template(
        "pair.html", one=named[0], other=named[1], ways=[*directly, *ways],
        sources=numbered([*directly, *ways]), shared=told,
        number=told.total + bool(direct),
        tie=network.edges[ends] if network.has_edge(*ends) else None,
        between=collaborations.BETWEEN[recipe.between],
        by=[collaborations.BY[name] for name in recipe.by],
        network=url_for("networks.page", **collaborations.arguments()),
        arguments=recipes.asked_arguments(),
    )  # fmt: skip


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
