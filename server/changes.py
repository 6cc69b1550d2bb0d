"""The page of changes: the releases, and what is new, changed and gone by each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Blueprint, render_template, request

from kg.changes import STATES, Step
from kg.folding import alphabetical
from server import news, releases
from server.feeds import told
from server.kinds import KINDS, LISTED
from server.languages import language
from server.paging import page_of
from server.presentation import moment

pages = Blueprint("changes", __name__)

_SIZE = 100
_RELEASES = 10


@pages.get("/changes")
def page() -> str:
    """Show the releases, and what has changed by each, to be narrowed down."""
    steps = news.steps()
    asked = {name: request.args.get(name, "") for name in ("release", "kind", "state", "country")}
    kind = KINDS.get(asked["kind"])
    found = news.news(**asked | {"kind": kind.prefix if kind else ""})
    return render_template(
        "changes.html",
        releases=page_of(steps, _RELEASES, "releases"),
        page=page_of(found, _SIZE),
        unnamed=_unnamed(steps, asked, len(found)),
        asked=asked,
        choices={
            "release": [(step.digest, moment(step.time)) for step in steps if step.changes],
            "kind": [(one.name, one.many) for one in LISTED],
            "state": [(state, state) for state in STATES],
            "country": _countries(steps),
        },
        told=told,
    )


def _unnamed(steps: Iterable[Step], asked: Mapping[str, str], named: int) -> int:
    """Return how many changes are not named, where all of them or all of a release are shown."""
    if any(asked[name] for name in ("kind", "state", "country")):
        return 0
    chosen = (step for step in steps if asked["release"] in {"", step.digest})
    return sum(len(step.changes) for step in chosen) - named


def _countries(steps: Iterable[Step]) -> list[tuple[str, str]]:
    """Return slug and name of the countries in which anything has changed, by name."""
    explorer = releases.explorer()
    slugs = {slug for step in steps for change in step.changes for slug in change.countries}
    iris = [explorer.finder.iri(f"concept/country/{slug}") for slug in slugs]
    links = explorer.links(iris, language()).values()
    named = ((link.slug, str(link.label)) for link in links)
    return sorted(named, key=lambda one: alphabetical(one[1], language()))
