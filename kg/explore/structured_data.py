"""Structured data: things in the words of schema.org, as JSON-LD for search engines.

How our words become those of schema.org stands in the queries ``structured_*.rq``. Here this is
brought into a tree, without what schema.org does not say of things of a type, and with no more
than a few values of a property: it leads to the data, and does not replace it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import pyoxigraph as ox

from kg.prefixes import expand
from kg.queries import named
from kg.store import Graph
from kg.terms import IRI
from kg.vocabulary import DATA_SET, A

Node = dict[str, Any]
"""An object of JSON-LD."""

_Term = ox.NamedNode | ox.Literal
_Said = Mapping[str, set[_Term]]

_SCHEMA = expand("schema:")
_MOST = 10
_ALL = {"name", "alternateName", "description", "url", "sameAs"}
_OF_ORGANISATIONS = _ALL | {
    "foundingDate", "dissolutionDate", "location", "parentOrganization", "subOrganization",
    "memberOf", "member", "funder",
}  # fmt: skip
SAYS: Final[Mapping[str, set[str]]] = {
    "Thing": _ALL,
    "Person": {"name"},  # what people do is for those who read the page, and for no engine
    "Country": _ALL,
    "Organization": _OF_ORGANISATIONS,
    "Project": _OF_ORGANISATIONS,
    "ResearchProject": _OF_ORGANISATIONS,
    "Event": _ALL
    | {"startDate", "endDate", "location", "superEvent", "organizer", "performer", "funder"},
    "EventSeries": _ALL,
    "CreativeWork": _ALL | {"publisher", "datePublished", "inLanguage", "author", "funder"},
    "Dataset": _ALL | {"identifier", "version", "license", "creator", "publisher", "distribution"},
    "DataDownload": _ALL | {"contentUrl", "encodingFormat", "license"},
}
"""What is said of things of each type; at schema.org, the type is in the domain of all of it."""


def read(graph: Graph, thing: IRI) -> Node:
    """Return a thing as JSON-LD, without its context.

    Parameters
    ----------
    graph
        The graph of a release.
    thing
        The thing.

    Returns
    -------
    dict
        With its properties in alphabetical order; empty for what schema.org has no word for, such
        as a claim.
    """
    queries = ("structured_name", "structured_facts", "structured_ties")
    said = _gathered(one for name in queries for one in graph.construct(named(name), thing=thing))
    for values in _fitting(said.get(thing, {})).values():
        for one in values:
            if isinstance(one, ox.NamedNode):
                name = graph.construct(named("structured_name"), thing=IRI(one.value))
                said |= _gathered(name)
    return _node(thing, said) if _types(said.get(thing, {})) else {}


def data_set(description: Iterable[ox.Triple], base: str) -> Node:
    """Return the data set as JSON-LD, without its context.

    Parameters
    ----------
    description
        Its description by VoID and DCAT, with the addresses at which it can be had.
    base
        Base IRI of what it describes.
    """
    store = ox.Store()
    store.extend(ox.Quad(*one) for one in description)
    thing = IRI(base + DATA_SET)
    graph = Graph(store, base)
    return _node(thing, _gathered(graph.construct(named("structured_dataset"), thing=thing)))


def _gathered(triples: Iterable[ox.Triple]) -> dict[str, dict[str, set[_Term]]]:
    """Return what is said of each thing, by the short names of properties."""
    said: dict[str, dict[str, set[_Term]]] = {}
    for triple in triples:
        about, value = triple.subject, triple.object
        if isinstance(about, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            name = "@type" if triple.predicate == A else _short(triple.predicate)
            said.setdefault(about.value, defaultdict(set))[name].add(value)
    return said


def _short(term: ox.NamedNode) -> str:
    return term.value.removeprefix(_SCHEMA)


def _types(own: _Said) -> list[str]:
    """Return types by their short names; that it is a thing is said of what is nothing else."""
    names = sorted(_short(one) for one in own.get("@type", ()) if isinstance(one, ox.NamedNode))
    return [one for one in names if one != "Thing"] or names


def _fitting(own: _Said) -> dict[str, list[_Term]]:
    """Return what schema.org says of things of these types, the first few values of each."""
    says = set[str]().union(*(SAYS[one] for one in _types(own)))
    return {name: sorted(own[name], key=str)[:_MOST] for name in sorted(says & set(own))}


def _node(thing: str, said: Mapping[str, _Said]) -> Node:
    own = said.get(thing, {})
    parts = {name: [_value(one, said) for one in ones] for name, ones in _fitting(own).items()}
    every: dict[str, list[Any]] = {"@id": [thing], "@type": _types(own), **parts}
    return {name: ones[0] if len(ones) == 1 else ones for name, ones in every.items() if ones}


def _value(value: _Term, said: Mapping[str, _Said]) -> Node | str:
    if isinstance(value, ox.NamedNode):
        return _node(value.value, said)
    if value.language:
        return {"@language": value.language, "@value": value.value}
    return value.value
