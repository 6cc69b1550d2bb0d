"""The vocabulary of a release: its classes, properties and concepts, as a reader sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg.explore.labels import Labels, as_text, preferred
from kg.explore.model import Link, Term
from kg.explore.properties import A
from kg.folding import alphabetical
from kg.prefixes import expand
from kg.queries import named
from kg.store import Graph
from kg.terms import IRI, Text, Value

_KINDS = {
    "class": {IRI(expand("owl:Class"))},
    "property": {
        IRI(expand(f"owl:{kind}Property")) for kind in ("Object", "Datatype", "Annotation")
    },
    "scheme": {IRI(expand("skos:ConceptScheme"))},
    "concept": {IRI(expand("skos:Concept"))},
}
_DEFINITION = IRI(expand("skos:definition"))
_ABOVE = [IRI(expand(name)) for name in ("rdfs:subClassOf", "rdfs:subPropertyOf", "skos:broader")]
_FROM, _TO, _IN = (IRI(expand(name)) for name in ("rdfs:domain", "rdfs:range", "skos:inScheme"))

_Said = Mapping[IRI, Sequence[Value]]


def terms(graph: Graph, known: Mapping[IRI, Sequence[Text]], language: str) -> list[Term]:
    """Return the terms of the ontology.

    Parameters
    ----------
    graph
        The graph of a release.
    known
        The labels of all terms.
    language
        The reader's language.

    Returns
    -------
    list of Term
        Classes, properties, schemes and concepts, each in alphabetical order of their labels.
    """
    said: dict[IRI, dict[IRI, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for row in graph.select(named("terms")):
        said[IRI(str(row["term"]))][IRI(str(row["property"]))].append(row["value"])
    labels = Labels(graph, language, known)
    found = [_term(iri, own, labels) for iri, own in said.items() if not iri.startswith("_:")]
    order = list(_KINDS)
    return sorted(
        found, key=lambda one: (order.index(one.kind), alphabetical(one.link.label, language))
    )


def _term(iri: IRI, said: _Said, labels: Labels) -> Term:
    kind = next(name for name, classes in _KINDS.items() if classes & set(said[A]))
    definitions = [as_text(value) for value in said.get(_DEFINITION, ())]
    return Term(
        link=labels.link(iri),
        kind=kind,
        definition=preferred(definitions, labels.language) if definitions else None,
        above=_links([value for way in _ABOVE for value in said.get(way, ())], labels),
        applies_to=_links(said.get(_FROM, ()), labels),
        leads_to=_links(said.get(_TO, ()), labels),
        scheme=next(iter(_links(said.get(_IN, ()), labels)), None),
    )


def _links(values: Iterable[Value], labels: Labels) -> tuple[Link, ...]:
    return tuple(labels.link(value) for value in values if isinstance(value, IRI))
