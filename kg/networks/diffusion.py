"""Diffusion: who took up a method, when, and from whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from kg.errors import UnknownName
from kg.explore.labels import path_of, preferred
from kg.explore.timing import Span, span
from kg.networks.affiliations import Affiliations
from kg.networks.recipe import INITIATIVES
from kg.queries import named
from kg.store import Graph
from kg.terms import Text


@dataclass(frozen=True)
class Adoption:
    """An initiative that builds on a method, directly or by others.

    Parameters
    ----------
    path, label, countries
        The initiative; see `kg.networks.project`.
    generation
        Fewest steps from the method, which is 0.
    began
        When it began, all sources together; None where none says so.
    seen
        When it is first known to have been, by the claims that tie somebody to it; None where no
        day of these is known.
    earlier
        Paths of what it builds on directly, of all that comes from the method.
    actors
        Paths of those involved in it, in alphabetical order.
    claims, sources
        Paths of the claims that say on what it builds, and of their sources.
    """

    path: str
    label: Text
    countries: tuple[str, ...]
    generation: int
    began: Span | None
    seen: Span | None
    earlier: tuple[str, ...]
    actors: tuple[str, ...]
    claims: tuple[str, ...]
    sources: tuple[str, ...]


def adoptions(
    graph: Graph, affiliations: Affiliations, method: str, language: str = "en"
) -> list[Adoption]:
    """Return the method and all that builds on it, to any depth.

    Parameters
    ----------
    graph
        The graph.
    affiliations
        Who takes part in what, of the same graph.
    method
        Path of the method: ``initiative/innovationsbarometer-dk``.
    language
        Language of the labels.

    Returns
    -------
    list of Adoption
        The method first; then by the first day on which it may have begun, or is known to have
        been; what has neither comes last. Of several of one day, the nearer to the method comes
        first, then by path.

    Raises
    ------
    UnknownName
        If there is no such thing.
    """
    things = affiliations.things
    places = {path: place for place, path in enumerate(things.paths)}
    if method not in places:
        raise UnknownName(f"There is no {method!r} from which anything could come.")
    base = graph.base
    known: nx.DiGraph[str] = nx.DiGraph()
    known.add_node(method)
    for row in graph.select(named("based_on")):
        known.add_edge(*(path_of(str(row[name]), base) for name in ("earlier", "later")))
    steps = nx.single_source_shortest_path_length(known, method)
    claims = _claims(graph)
    began, seen, actors = _began(graph), _seen(affiliations), _actors(affiliations)
    found = []
    for path in (one for one in steps if one in places):
        earlier = tuple(sorted(one for one in known.predecessors(path) if one in steps))
        own = {claim: of for one in earlier for claim, of in claims.get((path, one), {}).items()}
        found.append(
            Adoption(
                path=path,
                label=preferred(list(things.labels[places[path]]), language),
                countries=tuple(things.countries[places[path]]),
                generation=steps[path],
                began=began.get(path),
                seen=seen.get(path),
                earlier=earlier,
                actors=tuple(sorted(actors[path])),
                claims=tuple(sorted(own)),
                sources=tuple(sorted({source for of in own.values() for source in of})),
            )
        )
    return sorted(found, key=_order)


def _order(one: Adoption) -> tuple[bool, bool, int, int, str]:
    days = one.began or one.seen
    first = days.first.toordinal() if days else 0
    return one.generation > 0, days is None, first, one.generation, one.path


def _claims(graph: Graph) -> Mapping[tuple[str, str], Mapping[str, set[str]]]:
    """Return the claims that tie two initiatives with their sources, by both directions."""
    found: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(dict)
    for row in graph.select(named("network_edges")):
        one, other, claim, source = (
            path_of(str(row[name]), graph.base) for name in ("from", "to", "claim", "source")
        )
        if claim.startswith("relation/"):
            for ends in ((one, other), (other, one)):
                found[ends].setdefault(claim, set()).add(source)
    return found


def _began(graph: Graph) -> dict[str, Span]:
    """Return when things began, from the first to the last day that a source gives."""
    found: dict[str, Span] = {}
    for row in graph.select(named("lifetimes")):
        if row["part"] == "starts":
            path, days = path_of(str(row["thing"]), graph.base), span(row["date"])
            known = found.get(path, days)
            found[path] = Span(min(known.first, days.first), max(known.last, days.last))
    return found


def _seen(affiliations: Affiliations) -> dict[str, Span]:
    """Return when initiatives are first known to have been, by who was involved in them."""
    found: dict[str, Span] = {}
    paths, timings = affiliations.things.paths, affiliations.claims.timings
    for _, shared, claim in affiliations.rows[INITIATIVES].tolist():
        own = [*timings[claim].sure, *([found[paths[shared]]] if paths[shared] in found else [])]
        if own:
            found[paths[shared]] = min(own, key=lambda one: (one.first, one.last))
    return found


def _actors(affiliations: Affiliations) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    paths = affiliations.things.paths
    for actor, shared, _ in affiliations.rows[INITIATIVES].tolist():
        found[paths[shared]].add(paths[actor])
    return found
