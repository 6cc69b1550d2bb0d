"""The vocabulary of a release: the ontology, its modules, terms and concepts, for a reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kg.description import uses
from kg.explore.labels import Labels, as_text, preferred
from kg.explore.model import Link
from kg.explore.properties import A
from kg.folding import alphabetical
from kg.prefixes import expand
from kg.queries import named
from kg.store import Graph, Release
from kg.terms import IRI, Text, Value
from kg.vocabulary import DEFINED_BY, IN_SCHEME, ONTOLOGY, PART_OF

_KINDS = {
    "class": {IRI(expand("owl:Class"))},
    "property": {
        IRI(expand(f"owl:{kind}Property")) for kind in ("Object", "Datatype", "Annotation")
    },
    "datatype": {IRI(expand("rdfs:Datatype"))},
}
_HIERARCHY = ("rdfs:subClassOf", "rdfs:subPropertyOf", "skos:broader")
_INVERSE = expand("owl:inverseOf")
_EDGES = ("npi:edgeFrom", "npi:edgeTo", "npi:edgeLabel")

_Said = Mapping[str, Sequence[Value]]


@dataclass(frozen=True)
class Term:
    """A class, property, datatype, scheme or concept.

    Parameters
    ----------
    link
        The term.
    kind
        ``class``, ``property`` or ``datatype``; empty for what is none of these.
    types
        What the ontology declares it to be.
    vocabulary
        IRI of the vocabulary that defines it.
    definition
        What it means.
    above
        The terms under which it stands: superclasses, broader concepts.
    applies_to, leads_to
        For a property, the classes of the things that it ties and of what it ties them to.
    inverse
        The properties that say the same in the other direction.
    close
        The terms of other vocabularies that mean much the same.
    edge
        For a class of claims that are ties of a network, what leads to their ends and label.
    origins
        The documents after which it is modelled.
    uses
        For a class, how many things are of it; for a property, how many statements use it.
    """

    link: Link
    kind: str
    types: tuple[Link, ...]
    vocabulary: str
    definition: Text | None
    above: tuple[Link, ...]
    applies_to: tuple[Link, ...]
    leads_to: tuple[Link, ...]
    inverse: tuple[Link, ...]
    close: tuple[Link, ...]
    edge: tuple[tuple[Link, Link], ...]
    origins: tuple[str, ...]
    uses: int


@dataclass(frozen=True)
class Group:
    """Terms that belong together: those of a module, or the concepts of a scheme.

    Parameters
    ----------
    slug
        The last part of the IRI of the module or scheme.
    title, definition
        Its name, and what it is about.
    terms
        In alphabetical order.
    """

    slug: str
    title: Text
    definition: Text | None
    terms: tuple[Term, ...]


class Vocabulary:
    """The ontology in a language.

    Parameters
    ----------
    graph
        The graph of a release.
    release
        The release, for how often each term is used.
    known
        The labels of all terms.
    language
        The reader's language.
    """

    def __init__(
        self,
        graph: Graph,
        release: Release,
        known: Mapping[IRI, Sequence[Text]],
        language: str,
    ) -> None:
        self._labels, self._uses = Labels(graph, language, known), uses(release.description)
        said: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
        inverse: dict[str, list[Value]] = defaultdict(list)
        for row in graph.select(named("vocabulary_terms")):
            said[str(row["about"])][str(row["property"])].append(row["value"])
            if row["property"] == _INVERSE:
                inverse[str(row["about"])].append(row["value"])
                inverse[str(row["value"])].append(row["about"])
        self._all: Mapping[str, _Said] = {iri: dict(own) for iri, own in said.items()}
        self._inverse: Mapping[str, Sequence[Value]] = dict(inverse)

    def value(self, name: str) -> str:
        """Return what the ontology says of itself by a property, in the reader's language."""
        return self._text(ONTOLOGY, name) or Text("")

    def date(self, name: str) -> Value:
        """Return the date that the ontology gives for itself by a property."""
        return next(iter(self._said(ONTOLOGY).get(expand(name), ())), "")

    @property
    def creators(self) -> tuple[Link, ...]:
        """Who made it."""
        return self._links(self._said(ONTOLOGY), "dcterms:creator")

    @property
    def changes(self) -> tuple[tuple[str, str], ...]:
        """What changed, by version, the newest first."""
        notes = self._said(ONTOLOGY).get(expand("skos:changeNote"), ())
        versions: dict[str, list[Text]] = defaultdict(list)
        for note in map(as_text, notes):
            versions[note.partition(": ")[0]].append(note)
        ordered = sorted(versions, key=lambda one: [int(part) for part in one.split(".")])
        return tuple(
            (version, preferred(versions[version], self._labels.language).partition(": ")[2])
            for version in reversed(ordered)
        )

    @cached_property
    def modules(self) -> tuple[Group, ...]:
        """The modules with the terms that are at home in each; those of others come last."""
        groups = self._groups(PART_OF.value, f"{ONTOLOGY}/")
        return tuple(sorted(groups, key=lambda one: not any(map(is_own, one.terms))))

    @cached_property
    def schemes(self) -> tuple[Group, ...]:
        """The concept schemes with their concepts."""
        return tuple(self._groups(IN_SCHEME.value, ""))

    @property
    def parts(self) -> set[str]:
        """The names of the modules, with those in which no term is at home."""
        parts = map(str, self._said(ONTOLOGY).get(expand("dcterms:hasPart"), ()))
        return {part.rpartition("/")[2] for part in parts}

    @property
    def terms(self) -> Iterator[Term]:
        """All terms but concepts."""
        return (term for module in self.modules for term in module.terms)

    @property
    def alignments(self) -> Iterator[tuple[Term, str, Link]]:
        """For each term that fits one of another vocabulary, whether ``under`` it or ``close``."""
        for term in self.terms:
            for way, links in (("under", term.above), ("close", term.close)):
                for other in links:
                    if self._vocabulary(other.iri) != term.vocabulary:
                        yield term, way, other

    def _groups(self, membership: str, within: str) -> list[Group]:
        """Return what is grouped by a property, by titles in alphabetical order."""
        members: dict[str, list[Term]] = defaultdict(list)
        for iri, said in self._all.items():
            for group in map(str, said.get(membership, ())):
                if group.startswith(within):
                    members[group].append(self._term(IRI(iri), said))
        language = self._labels.language

        def order(term: Term) -> tuple[Any, ...]:
            return term.kind, alphabetical(term.link.label, language), term.link.iri

        groups = [
            Group(
                slug=iri.rpartition("/")[2],
                title=self._text(iri, "dcterms:title") or self._labels.link(IRI(iri)).label,
                definition=self._text(iri, "dcterms:description", "skos:definition"),
                terms=tuple(sorted(terms, key=order)),
            )
            for iri, terms in members.items()
        ]
        return sorted(groups, key=lambda one: (alphabetical(one.title, language), one.slug))

    def _term(self, iri: IRI, said: _Said) -> Term:
        types = set(said.get(A, ()))
        return Term(
            link=self._labels.link(iri),
            kind=next((kind for kind, classes in _KINDS.items() if classes & types), ""),
            types=self._links(said, "rdf:type"),
            vocabulary=self._vocabulary(iri),
            definition=self._text(iri, "skos:definition"),
            above=self._links(said, *_HIERARCHY),
            applies_to=self._links(said, "rdfs:domain"),
            leads_to=self._links(said, "rdfs:range"),
            inverse=self._sorted(self._inverse.get(iri, ())),
            close=self._links(said, "skos:closeMatch", "skos:exactMatch"),
            edge=tuple(
                (self._labels.link(IRI(expand(part))), end)
                for part in _EDGES
                for end in self._links(said, part)
            ),
            origins=tuple(sorted(map(str, said.get(expand("dcterms:source"), ())))),
            uses=self._uses.get(iri, 0),
        )

    def _vocabulary(self, iri: str) -> str:
        return str(next(iter(self._said(iri).get(DEFINED_BY.value, ())), ""))

    def _said(self, iri: str) -> _Said:
        return self._all.get(iri, {})

    def _text(self, iri: str, *names: str) -> Text | None:
        found = [as_text(one) for name in names for one in self._said(iri).get(expand(name), ())]
        return preferred(found, self._labels.language) if found else None

    def _links(self, said: _Said, *names: str) -> tuple[Link, ...]:
        return self._sorted(value for name in names for value in said.get(expand(name), ()))

    def _sorted(self, values: Iterable[Value]) -> tuple[Link, ...]:
        iris = {IRI(value) for value in values if isinstance(value, IRI)}
        return self._labels.sorted(map(self._labels.link, iris))


def is_own(term: Term) -> bool:
    """Return whether a term is our own, and not of another vocabulary."""
    return term.vocabulary == ONTOLOGY
