"""Pages of sources: all that a source says, by paragraph."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from kg.explore import Fact, Link, Passage, SourceView
from kg.prefixes import expand
from server import releases
from server.addresses import anchor
from server.kinds import LISTED, kind_of
from server.languages import language
from server.presentation import web_address

Said = tuple[Link, tuple[Fact, ...]]
"""A thing or claim, and what is said of it."""

pages = Blueprint("sources", __name__)


@pages.get("/source/<slug>")
def page(slug: str) -> str:
    """Show a source and what it says, place by place."""
    view = releases.current().source(slug, language())
    shown = [_shown(passage, view.thing.link) for passage in view.passages]
    passages = [one for one in shown if one[1] or one[2]]
    return render_template(
        "source.html",
        thing=view.thing,
        original=_original(view),
        passages=passages,
        places=tuple(locator for locator, _telling, _named in passages),
    )


@pages.get("/source/<slug>/evidence")
def evidence(slug: str) -> str:
    """Show what one needs to trust and to quote a place in a source, beside a statement."""
    explorer = releases.explorer()
    card = explorer.card(slug, language())
    at = request.args.get("at", "")
    view = releases.current().source(slug, language())
    place = next((one.locator for one in view.passages if anchor(one.locator) == at), "")
    if at and not place and at != anchor(""):
        raise NotFound(gettext("The source has no place “%(place)s”.", place=at[:40]))
    return render_template("evidence.html", card=card, place=place, digest=explorer.release.digest)


def _shown(passage: Passage, source: Link) -> tuple[str, list[Said], list[Link]]:
    """Return a place, what it says there, and the things that it merely names.

    What is said of the source itself stands on top of the page; data sets are a matter of form.
    """
    said = [one for one in passage.statements if one[0] != source and one[0].kind != "dataset"]
    said.sort(key=lambda one: kind_of(one[0].path) not in LISTED)
    telling = [(link, facts) for link, facts in said if facts]
    return passage.locator, telling, [link for link, facts in said if not facts]


def _original(view: SourceView) -> str:
    """Return the web address of a source, nothing where it has none."""
    address = expand("schema:url")
    values = [web_address(fact.value) for fact in view.thing.facts if fact.property.iri == address]
    return next(iter(values), "")
