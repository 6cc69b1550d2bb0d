"""Claims as seen from a thing, by what the ontology declares of their ends."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from kg.explore.labels import Labels, as_text, preferred
from kg.explore.locators import reading_order
from kg.explore.model import Claim, Evidence, Fact, Group, Link, Statement, Step, value_text
from kg.explore.properties import LOCATOR, SOURCE, A
from kg.explore.sentences import Sentences
from kg.explore.timing import Timing, timings
from kg.folding import alphabetical
from kg.prefixes import expand
from kg.queries import named
from kg.store import Answer, Graph
from kg.terms import IRI, Text, Value

_CLAIM = IRI(expand("npi:Claim"))
_OBSERVATION = IRI(expand("qb:Observation"))
_EDITION = IRI(expand("npi:Edition"))
_DATA_SET = IRI(expand("qb:DataSet"))
_FIGURE = [IRI(expand(f"npi:{name}")) for name in ("indicator", "value", "unit")]
_ROUND = [IRI(expand(f"npi:{name}")) for name in ("survey", "country", "edition", "sector")]
_LATEST = IRI(expand("npi:latest"))
# The bounds follow from the dates, which are shown; the data set from the survey.
_NOT_SHOWN = {A, SOURCE, LOCATOR} | {
    IRI(expand(name)) for name in ("npi:earliest", "npi:latest", "qb:dataSet")
}


_Place = tuple[int, str]
"""Where a group stands among the others, and its key."""


@dataclass
class Edge:
    """What the ontology declares of a class of claims."""

    kind: IRI
    start: IRI
    end: IRI
    label: IRI
    heading_start: list[Text] = field(default_factory=list)
    heading_end: list[Text] = field(default_factory=list)

    def key(self, end: str) -> str:
        """Return the key of the claims of this class in which a thing stands at one end."""
        return f"{local_name(self.kind)}-{end}"


class ClaimReader:
    """Reads the claims of one graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._sentences = Sentences(graph)

    @cached_property
    def edges(self) -> dict[IRI, Edge]:
        """What is declared, by class of claims."""
        declared: dict[IRI, Edge] = {}
        for row in self._graph.select(named("edges")):
            start, end, label = (IRI(str(row[name])) for name in ("from", "to", "label"))
            kind = IRI(str(row["class"]))
            edge = declared.setdefault(kind, Edge(kind, start, end, label))
            edge.heading_start.append(as_text(row["headingFrom"]))
            edge.heading_end.append(as_text(row["headingTo"]))
        return declared

    @cached_property
    def timings(self) -> dict[IRI, Timing]:
        """What is known of the time of each claim in the graph."""
        return timings(self._graph.select(named("claim_dates")))

    @cached_property
    def _begun(self) -> dict[IRI, Value]:
        """When the events of the graph began; the earliest day where sources differ."""
        rows = self._graph.select(named("event_dates"))
        return {IRI(str(row["event"])): row["date"] for row in rows}

    def groups(self, thing: IRI, labels: Labels) -> tuple[Group, ...]:
        """Return the claims in which a thing stands, by kind.

        Returns
        -------
        tuple of Group
            In the order of the declared edges, claims without one last. Within a group claims with
            events come first, the latest first, then all others by when they are last known to
            have held, the latest first, then in alphabetical order of the other end.
        """
        claims: dict[IRI, list[Answer]] = defaultdict(list)
        for row in self._graph.select(named("thing_claims"), thing=thing):
            claims[IRI(str(row["claim"]))].append(row)
        groups: dict[_Place, list[Claim]] = defaultdict(list)
        headings: dict[_Place, Text] = {}
        for iri, rows in claims.items():
            place, key, heading = self._heading(thing, rows, labels)
            headings[place, key] = heading
            groups[place, key].append(self._claim(iri, thing, rows, labels))
        return tuple(
            Group(one[1], headings[one], _sorted(groups[one], labels.language))
            for one in sorted(
                groups,
                key=lambda one: (one[0], alphabetical(headings[one], labels.language), one[1]),
            )
        )

    def step(
        self, start: IRI, end: IRI, claims: Mapping[IRI, Sequence[Answer]], labels: Labels
    ) -> Step:
        """Return what ties two things, told from the first to the second.

        Parameters
        ----------
        start, end
            The things.
        claims
            For each claim between them, rows of property, value and graph.
        labels
            The labels of all that the claims name.

        Returns
        -------
        Step
            Of its statements, those come first that most sources make, then those that say most,
            then the latest.
        """
        told = [self._statement(iri, start, rows, labels) for iri, rows in sorted(claims.items())]
        told.sort(key=lambda one: one.claim.latest, reverse=True)
        told.sort(key=lambda one: (len(one.claim.evidence), len(one.claim.facts)), reverse=True)
        return Step(labels.link(start), labels.link(end), tuple(told))

    def _statement(self, iri: IRI, thing: IRI, rows: Sequence[Answer], labels: Labels) -> Statement:
        edge = self._edge(rows)
        assert edge, f"{iri} ties nothing"
        ends = [labels.link(IRI(str(_values(rows, end)[0]))) for end in (edge.start, edge.end)]
        # What is seen from neither end, such as one on whose behalf another took part, is told from
        # its start; the sentence names both ends.
        forward = ends[1].iri != thing
        claim = self._claim(iri, ends[0 if forward else 1].iri, rows, labels)
        assert claim.role, f"{iri} does not say how"
        parts = self._sentences.tell(
            edge.kind, claim.role, (ends[0], ends[1]), labels.language, forward=forward
        )
        facts = tuple(one for one in claim.facts if one.value not in ends)
        return Statement(parts, replace(claim, facts=facts))

    def label(self, iri: IRI, rows: Iterable[Answer], labels: Labels) -> Text:
        """Return a label for a claim, made of its ends; for anything else, its short name.

        A data set is called as the survey that it comes from.
        """
        rows = list(rows)
        edge = self._edge(rows)
        parts = (
            [edge.start, edge.label, edge.end] if edge
            else _FIGURE if _OBSERVATION in _classes(rows)
            else _ROUND if _EDITION in _classes(rows)
            else _ROUND[:1] if _DATA_SET in _classes(rows)
            else []
        )  # fmt: skip
        named_parts = [
            labels.link(value).label if isinstance(value, IRI) else Text(str(value))
            for part in parts
            for value in _values(rows, part)[:1]
        ]
        return Text(" – ".join(named_parts)) if named_parts else labels.link(iri).label

    def _edge(self, rows: Iterable[Answer]) -> Edge | None:
        return next((self.edges[one] for one in sorted(_classes(rows)) if one in self.edges), None)

    def _heading(self, thing: IRI, rows: list[Answer], labels: Labels) -> tuple[int, str, Text]:
        """Return the place, the key and the heading of the group in which a claim belongs."""
        edge, language = self._edge(rows), labels.language
        if edge and thing in _values(rows, edge.start):
            return self._place(edge), edge.key("from"), preferred(edge.heading_start, language)
        if edge and thing in _values(rows, edge.end):
            return self._place(edge), edge.key("to"), preferred(edge.heading_end, language)
        if edge:
            through = IRI(str(next(row["property"] for row in rows if row["value"] == thing)))
            return len(self.edges), edge.key(local_name(through)), labels.link(through).label
        kind = min(_classes(rows) - {_CLAIM}, default=_CLAIM)
        return len(self.edges) + 1, local_name(kind), labels.link(kind).label

    def _place(self, edge: Edge) -> int:
        return list(self.edges.values()).index(edge)

    def _claim(self, iri: IRI, thing: IRI, rows: Sequence[Answer], labels: Labels) -> Claim:
        edge = self._edge(rows)
        link = labels.link(iri, self.label(iri, rows, labels))
        ends = (
            [end for part in (edge.start, edge.end) for end in _values(rows, part)] if edge else []
        )
        other = next((end for end in ends if end != thing and isinstance(end, IRI)), None)
        roles = _values(rows, edge.label) if edge else []
        shown = {thing, other, *roles[:1]}
        evidence = evidence_by_graph(rows, labels)
        return Claim(
            link=link,
            other=labels.link(other) if other else link,
            role=labels.link(IRI(str(roles[0]))) if roles else None,
            facts=tuple(_facts(rows, shown, labels, evidence)),
            evidence=tuple(sorted(evidence.values(), key=lambda one: one.source.iri)),
            latest=max(map(str, _values(rows, _LATEST)), default=""),
            date=self._begun.get(other) if other else None,
            timing=self.timings.get(iri, Timing()),
        )


def _sorted(claims: Iterable[Claim], language: str) -> tuple[Claim, ...]:
    """Return claims in the order of `ClaimReader.groups`, by one stable sort after the other."""
    found = sorted(claims, key=lambda one: one.link.iri)
    found.sort(key=lambda one: one.latest, reverse=True)
    found.sort(key=lambda one: (alphabetical(one.other.label, language), one.other.path))
    found.sort(key=_last_known, reverse=True)
    found.sort(key=lambda one: str(one.date or ""), reverse=True)
    return tuple(found)


def _last_known(claim: Claim) -> datetime.date:
    return max((days.last for days in claim.timing.known), default=datetime.date.min)


def neighbours(groups: Iterable[Group], labels: Labels) -> tuple[Link, ...]:
    """Return the things at the other ends of claims, each once, in alphabetical order."""
    others = {
        claim.other.path: claim.other
        for group in groups
        for claim in group.claims
        if claim.other.path != claim.link.path
    }
    return labels.sorted(others.values())


def local_name(iri: IRI) -> str:
    """Return the last part of an IRI in small letters.

    Examples
    --------
    >>> local_name(IRI("http://www.w3.org/ns/org#Membership"))
    'membership'
    """
    return re.split(r"[#/]", iri)[-1].lower()


def _classes(rows: Iterable[Answer]) -> set[IRI]:
    return {IRI(str(row["value"])) for row in rows if row["property"] == A}


def _values(rows: Iterable[Answer], property_: IRI) -> list[Value]:
    return list(dict.fromkeys(row["value"] for row in rows if row["property"] == property_))


def _facts(
    rows: Iterable[Answer],
    shown: set[Value | None],
    labels: Labels,
    evidence: Mapping[IRI, Evidence],
) -> Iterable[Fact]:
    """Yield what a claim says beside its ends, in alphabetical order of the properties."""
    said = [row for row in rows if row["property"] not in _NOT_SHOWN and row["value"] not in shown]
    return facts(said, labels, evidence)


def facts(rows: Iterable[Answer], labels: Labels, evidence: Mapping[IRI, Evidence]) -> list[Fact]:
    """Return what rows of property, value and graph say, in alphabetical order, each once.

    Each fact comes with the sources in whose graphs it stands, so that one sees who says what
    where they differ.
    """
    said: dict[tuple[str, str], tuple[Fact, list[Evidence]]] = {}
    for row in rows:
        value = labels.link(row["value"]) if isinstance(row["value"], IRI) else row["value"]
        fact = Fact(labels.link(IRI(str(row["property"]))), value)
        known = said.setdefault((fact.property.iri, str(row["value"])), (fact, []))
        graph = IRI(str(row.get("graph", "")))
        if graph in evidence:
            known[1].append(evidence[graph])
    ordered = sorted(said.values(), key=lambda one: fact_order(one[0], labels.language))
    return [
        Fact(fact.property, fact.value, tuple(sorted(sources, key=lambda one: one.source.iri)))
        for fact, sources in ordered
    ]


def fact_order(fact: Fact, language: str) -> tuple[Any, Any]:
    """Return the sort key of a fact: alphabetical by property, then by value."""
    return alphabetical(fact.property.label, language), alphabetical(value_text(fact), language)


def evidence_by_graph(rows: Iterable[Answer], labels: Labels) -> dict[IRI, Evidence]:
    """Return for each graph that speaks of a thing or claim the source and the places in it.

    They come in the order of their IRIs, in whatever order the store gives the rows.
    """
    locators: dict[IRI, list[str]] = defaultdict(list)
    sources: dict[IRI, Link] = {}
    for row in rows:
        graph = IRI(str(row["graph"]))
        if row["property"] == LOCATOR:
            locators[graph].append(str(row["value"]))
        elif row["property"] == SOURCE:
            sources[graph] = labels.link(IRI(str(row["value"])))
    return {
        graph: Evidence(source, tuple(sorted(locators[graph], key=reading_order)))
        for graph, source in sorted(sources.items())
    }
