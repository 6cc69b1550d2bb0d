"""Pages of sources: all that a source says, by paragraph; and the graphs of sources."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from kg.explore import SourceView
from kg.prefixes import expand
from server import releases
from server.languages import language
from server.presentation import web_address

pages = Blueprint("sources", __name__)


@pages.get("/source/<slug>")
def page(slug: str) -> str:
    """Show a source and what it says, place by place."""
    view = releases.current().source(slug, language())
    return render_template("source.html", view=view, thing=view.thing, original=_original(view))


def _original(view: SourceView) -> str:
    """Return the web address of a source, nothing where it has none."""
    address = expand("schema:url")
    values = [web_address(fact.value) for fact in view.thing.facts if fact.property.iri == address]
    return next(iter(values), "")


@pages.get("/graph/<slug>")
def graph(slug: str) -> Response:
    """Lead from a named graph to its source, or to what stands beside the sources."""
    if slug in {"ontology", "inferred"}:
        return redirect(url_for("about.ontology"), 303)
    return redirect(url_for("sources.page", slug=slug), 303)
