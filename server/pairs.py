"""Pairs: why two are tied in a collaboration network, statement by statement, with the sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flask import Blueprint, render_template, request, url_for

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
def page() -> str:
    """Show why two are tied in the network that the address asks for."""
    release, recipe = releases.current(), asked_recipe()
    ends = request.args.get("one", ""), request.args.get("other", "")
    for end in ends:
        release.explorer.finder.known(end)
    shared, direct = Projection(release.affiliations(), recipe).between(*ends)
    network = release.study(recipe, language()).network
    told = page_of(shared, _ROWS, "shared")
    start, end = ends
    ways = [
        (_step(recipe, start, one.path, one.claims[0]), _step(recipe, one.path, end, one.claims[1]))
        for one in told.items
    ]
    directly = [(_step(recipe, start, end, direct),)] if direct and told.number == 1 else []
    one, other = release.explorer.named(ends, language())
    return render_template(
        "pair.html", one=one, other=other, ways=[*directly, *ways],
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
