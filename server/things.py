"""Pages of things, of the statements about them, and of concepts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from kg.explore import Evidence, Fact, Group, Link, Standing, Thing
from kg.explore.labels import preferred
from kg.prefixes import expand
from kg.terms import IRI, Text
from server import releases
from server.addresses import data_address
from server.claim_files import claims_file
from server.days import asked_day
from server.identifiers import to_data
from server.kinds import IN_NETWORKS, KINDS, Kind, kind_of
from server.languages import language
from server.presentation import rank
from server.sections import Section, section
from server.summaries import summary
from server.timeline import timeline
from server.withheld import PROPERTIES, withheld

pages = Blueprint("things", __name__)

_MOST = 100
# Claims of a kind that are shown at once; the others are a click away.
_IN_BLOCK, _EMBEDDED = 20, 5
_DESCRIBING = {expand("dcterms:description"), expand("skos:definition")}
_READING = IRI(expand("npi:reading"))
_NAMES = ",".join(name for name in KINDS if name != "source")
_WITH_PAGES = ",".join(name for name in KINDS if name not in {"source", "country"})


@pages.get(f"/<any({_WITH_PAGES}):kind>/<slug>")
def page(kind: str, slug: str) -> str:
    """Show all that is known of a thing."""
    return _shown(f"{KINDS[kind].prefix}/{slug}")


@pages.get("/concept/<scheme>")
def scheme(scheme: str) -> BaseResponse:
    """Lead from a list of concepts to its place in the vocabulary, or to its data."""
    path = f"concept/{scheme}"
    releases.explorer().finder.known(path)
    return to_data(partial(data_address, path)) or redirect(
        url_for("vocabulary.page", _anchor=f"concept-{scheme}"), 303
    )


@pages.get("/concept/<scheme>/<slug>")
def concept(scheme: str, slug: str) -> str | BaseResponse:
    """Show a concept, or answer with its data; its IRI is this address."""
    data = to_data(partial(data_address, f"concept/{scheme}/{slug}"))
    if data is not None:
        return data
    if scheme == "country":
        return redirect(url_for("countries.page", slug=slug), 303)
    return _shown(f"concept/{scheme}/{slug}")


@pages.get(f"/<any({_WITH_PAGES}):kind>/<slug>.csv")
def file(kind: str, slug: str) -> Response:
    """Answer with the claims of a thing as CSV."""
    path = f"{KINDS[kind].prefix}/{slug}"
    thing = releases.explorer().thing(path, language())
    answer = Response(claims_file(thing, asked_day()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}.csv"'
    return answer


@pages.get(f"/embed/<any({_NAMES}):kind>/<slug>")
def embedded(kind: str, slug: str) -> str:
    """Show a thing in a few lines, to stand within a page elsewhere."""
    path = f"{KINDS[kind].prefix}/{slug}"
    thing = releases.explorer().thing(path, language())
    return render_template(
        "embed.html",
        thing=thing,
        kind=kind_of(path),
        summary=summary(thing),
        sections=[section(group, asked_day(), _EMBEDDED) for group in _ties(thing)],
    )


def _shown(path: str) -> str:
    explorer, kind = releases.explorer(), kind_of(path)
    thing = explorer.thing(path, language())
    is_dossier = "dossier" in request.args
    only = request.args.get("show", "")
    ties = [one for one in _ties(thing) if only in {"", one.key}]
    if not ties and only:
        raise NotFound(gettext("Nothing of the kind “%(kind)s” is said of this.", kind=only[:40]))
    whole = is_dossier or bool(only)
    in_networks = kind.name in IN_NETWORKS
    neighbours = _neighbours(thing)
    sections = [section(group, asked_day(), None if whole else _IN_BLOCK) for group in ties]
    tables = [] if only else [(one, _columns(one)) for one in thing.groups if is_table(one)]
    sources = _numbered_sources(thing, sections, [one for one, _ in tables])
    return render_template(
        "thing.html",
        thing=thing,
        summary=summary(thing),
        lead=_descriptions(thing),
        facts=[fact for fact in thing.facts if fact.property.iri not in _DESCRIBING | PROPERTIES],
        withheld=withheld(thing),
        kind=kind,
        sources=sources,
        all_sources=len({one.source for one in _all_evidence(thing)}),
        sections=sections,
        only=only,
        is_dossier=is_dossier,
        cards=explorer.cards(sources, language()),
        tables=tables,
        timeline=None if only else timeline(_ties(thing), asked_day()),
        lineage=explorer.lineage(path, language()) if in_networks else (),
        similar=explorer.similar(path, language()) if in_networks else (),
        differing=_differing(thing),
        related=_by_kind(thing.related),
        most=_MOST,
        neighbours=neighbours,
        drawn=in_networks and bool(neighbours),
        query=explorer.query(path),
        digest=explorer.release.digest,
    )


def _descriptions(thing: Thing) -> list[Fact]:
    """Return what describes a thing, in the language that suits the reader best."""
    said = [fact for fact in thing.facts if fact.property.iri in _DESCRIBING]
    texts = [fact.value for fact in said if isinstance(fact.value, Text)]
    best = preferred(texts, language()).language if texts else None
    return [fact for fact in said if getattr(fact.value, "language", None) == best]


def _ties(thing: Thing) -> list[Group]:
    """Return the groups of claims that tie a thing to others."""
    return [group for group in thing.groups if not is_table(group)]


def _neighbours(thing: Thing) -> list[Link]:
    """Return what a thing is tied to, on the day that is asked for if there is one."""
    day = asked_day()
    if not day:
        return list(thing.neighbours)
    held = {
        claim.other.path
        for group in thing.groups
        for claim in group.claims
        if claim.timing.standing(day) is not Standing.ABSENT
    }
    return [link for link in thing.neighbours if link.path in held]


def _differing(thing: Thing) -> set[str]:
    """Return the properties of which sources give different values where there can be but one."""
    contradictions = releases.explorer().quality.contradictions
    return {one.property for one in contradictions if one.thing == thing.link.iri}


def is_table(group: Group) -> bool:
    """Return whether the claims of a group tie it to nothing else, such as measured figures."""
    return all(claim.other == claim.link for claim in group.claims)


def _columns(group: Group) -> list[Link]:
    """Return the properties that the claims of a group speak of, each once.

    Which reading of several sources it is does not matter where there is but one.
    """
    said = [fact for claim in group.claims for fact in claim.facts]
    several = {fact.value for fact in said if fact.property.iri == _READING} - {1}
    found = {fact.property.iri: fact.property for fact in said}
    if not several:
        found.pop(_READING, None)
    return sorted(found.values(), key=rank)


def _numbered_sources(
    thing: Thing, sections: Iterable[Section], tables: Iterable[Group]
) -> dict[str, tuple[int, Evidence]]:
    """Return the sources that speak on this page by their paths, numbered as they appear.

    Each comes with the places in it that describe the thing itself, if there are any.
    """
    describing = {one.source.path: one for one in thing.evidence}
    shown = (claim for one in sections for claim in one.claims)
    listed = (claim for group in tables for claim in group.claims)
    evidence = chain(
        thing.evidence,
        (one for fact in thing.facts for one in fact.evidence),
        (one for claim in chain(shown, listed) for one in claim.evidence),
    )
    sources = dict.fromkeys(one.source for one in evidence)
    return {
        link.path: (number, describing.get(link.path, Evidence(link, ())))
        for number, link in enumerate(sources, start=1)
    }


def _all_evidence(thing: Thing) -> Iterator[Evidence]:
    yield from thing.evidence
    for group in thing.groups:
        for claim in group.claims:
            yield from claim.evidence


def _by_kind(links: tuple[Link, ...]) -> list[tuple[Kind, list[Link]]]:
    """Return links by their kind, in the order in which they come."""
    kinds = dict.fromkeys(kind_of(link.path) for link in links)
    return [(kind, [link for link in links if kind_of(link.path) == kind]) for kind in kinds]
