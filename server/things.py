"""Pages of things, of the statements about them, and of concepts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from kg.explore import Evidence, Group, Link, Thing
from kg.prefixes import expand
from server import releases
from server.addresses import data_address
from server.identifiers import to_data
from server.kinds import IN_NETWORKS, KINDS, Kind, kind_of
from server.languages import language
from server.presentation import rank

pages = Blueprint("things", __name__)

_MOST = 100
_DESCRIBING = {expand("dcterms:description"), expand("skos:definition")}
_NAMES = ",".join(name for name in KINDS if name != "source")


@pages.get(f"/<any({_NAMES}):kind>/<slug>")
def page(kind: str, slug: str) -> str:
    """Show all that is known of a thing."""
    return _shown(f"{KINDS[kind].prefix}/{slug}")


@pages.get("/concept/<scheme>")
def scheme(scheme: str) -> Response:
    """Lead from a list of concepts to its place in the vocabulary."""
    releases.explorer().thing(f"concept/{scheme}", language())
    return redirect(url_for("vocabulary.page", _anchor=f"concept-{scheme}"), 303)


@pages.get("/concept/<scheme>/<slug>")
def concept(scheme: str, slug: str) -> str | Response:
    """Show a concept, or answer with its data; its IRI is this address."""
    data = to_data(partial(data_address, f"concept/{scheme}/{slug}"))
    if data is not None:
        return data
    if scheme == "country":
        return redirect(url_for("things.page", kind="country", slug=slug), 303)
    return _shown(f"concept/{scheme}/{slug}")


def _shown(path: str) -> str:
    thing = releases.explorer().thing(path, language())
    return render_template(
        "thing.html",
        thing=thing,
        lead=[fact for fact in thing.facts if fact.property.iri in _DESCRIBING],
        facts=[fact for fact in thing.facts if fact.property.iri not in _DESCRIBING],
        kind=kind_of(path),
        sources=_numbered_sources(thing),
        ties=[group for group in thing.groups if not is_table(group)],
        tables=[(group, _columns(group)) for group in thing.groups if is_table(group)],
        related=_by_kind(thing.related),
        most=_MOST,
        drawn=thing.link.kind in IN_NETWORKS and bool(thing.neighbours),
        **_coverage(thing),
    )


def _coverage(thing: Thing) -> dict[str, Any]:
    """Return what is to be said of a country that is thinly covered; of all else, nothing."""
    if kind_of(thing.link.path).name != "country":
        return {}
    explorer = releases.explorer()
    quality = explorer.quality
    return {
        "thin": next((one for one in quality.thin if one.name == thing.link.iri), None),
        "best": explorer.links([quality.best.name], language())[quality.best.name],
        "quality": quality,
    }


def is_table(group: Group) -> bool:
    """Return whether the claims of a group tie it to nothing else, such as measured figures."""
    return all(claim.other == claim.link for claim in group.claims)


def _columns(group: Group) -> list[Link]:
    """Return the properties that the claims of a group speak of, each once."""
    found = {fact.property.iri: fact.property for claim in group.claims for fact in claim.facts}
    return sorted(found.values(), key=rank)


def _numbered_sources(thing: Thing) -> dict[str, tuple[int, Evidence]]:
    """Return the sources that speak on this page by their paths, numbered as they appear.

    Each comes with the places in it that describe the thing itself, if there are any.
    """
    describing = {one.source.path: one for one in thing.evidence}
    sources = dict.fromkeys(one.source for one in _evidence(thing))
    return {
        link.path: (number, describing.get(link.path, Evidence(link, ())))
        for number, link in enumerate(sources, start=1)
    }


def _evidence(thing: Thing) -> Iterator[Evidence]:
    yield from thing.evidence
    for fact in thing.facts:
        yield from fact.evidence
    for group in thing.groups:
        for claim in group.claims:
            yield from claim.evidence


def _by_kind(links: tuple[Link, ...]) -> list[tuple[Kind, list[Link]]]:
    """Return links by their kind, in the order in which they come."""
    kinds = dict.fromkeys(kind_of(link.path) for link in links)
    return [(kind, [link for link in links if kind_of(link.path) == kind]) for kind in kinds]
