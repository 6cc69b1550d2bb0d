"""The page of changes: the releases, and what is new, changed and gone by each."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from kg.changes import STATES
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
    chosen = [step for step in steps if asked["release"] in {"", step.digest}]
    countries = releases.current().listing("concept/country", language()).entries
    occurring = {slug for step in steps for change in step.changes for slug in change.countries}
    return render_template(
        "changes.html",
        releases=page_of(steps, _RELEASES, "releases"),
        page=page_of(found, _SIZE),
        unnamed=0 if any(asked[name] for name in ("kind", "state", "country")) else
        sum(len(step.changes) for step in chosen) - len(found),
        asked=asked,
        choices={
            "release": [(step.digest, moment(step.time)) for step in steps if step.changes],
            "kind": [(one.name, one.many) for one in LISTED],
            "state": [(state, state) for state in STATES],
            "country": sorted(
                ((one.link.slug, one.link.label) for one in countries
                 if one.link.slug in occurring),
                key=lambda one: alphabetical(one[1], language()),
            ),
        },
        told=told,
    )  # fmt: skip
