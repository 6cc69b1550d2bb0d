"""The description of the data set by VoID and DCAT: what it is, how to have it, what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg import dumps
from kg.dumps import Dump
from kg.prefixes import expand
from kg.queries import named
from kg.settings import Settings
from kg.store import Graph
from kg.terms import IRI, Value

DESCRIPTION: Final = ".well-known/void"
"""Address of the description, relative to the base."""
ENDPOINT: Final = "sparql"
"""Address at which queries are answered, relative to the base."""
DUMP: Final = "graph.nq"
"""Address of the whole graph as N-Quads, relative to the base."""

DUMPS: Final = "dumps/"
"""Address of the files to take away, relative to the base."""

# Of the files that hold the whole graph: how they are called, and their media type.
_WHOLE = {
    dumps.NQUADS: ("N-Quads, gzip", "application/n-quads"),
    dumps.TRIG: ("TriG, gzip", "application/trig"),
}
_DIGITS = ox.NamedNode(expand("xsd:hexBinary"))
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_FEDERATION = IRI(expand("sd:BasicFederatedQuery"))
_COUNTED = ("counts", "classes", "properties", "vocabularies", "examples", "links")

_TERMS = {expand("void:class"), expand("void:property")}
_COUNTS = {expand("void:entities"), expand("void:triples")}


def describe(graph: Graph, version: str, files: Iterable[Dump]) -> str:
    """Return the description of the data set as sorted N-Triples.

    Parameters
    ----------
    graph
        The whole graph; what it holds is counted.
    version
        The digest of the release.
    files
        The files to take away.
    """
    document = graph.base + DESCRIPTION
    dataset = IRI(f"{document}#dataset")
    access: dict[str, Value] = {
        "base": graph.base,
        "home": IRI(graph.base),
        "version": version,
        "document": IRI(document),
        "dumped": IRI(f"{document}#dump"),
        "asked": IRI(f"{document}#sparql"),
        "service": IRI(f"{document}#service"),
        "endpoint": IRI(graph.base + ENDPOINT),
        "dump": IRI(graph.base + DUMP),
        "dumps": IRI(graph.base + DUMPS),
        "parted": IRI(f"{document}#sources"),
    }
    triples = chain(
        graph.construct(named("described_dataset"), dataset=dataset, **access),
        *(graph.construct(named(f"described_{part}"), dataset=dataset) for part in _COUNTED),
        *(_described_file(graph, dataset, file) for file in files if file.name in _WHOLE),
    )
    # Parts have no names of their own; canonical ones make the same data give the same text.
    described = ox.Dataset(ox.Quad(*triple) for triple in triples)
    described.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad.triple} .\n" for quad in described))


def moved(triples: Iterable[ox.Triple], base: str, served_at: str) -> Iterator[ox.Triple]:
    """Yield a description with the addresses at which a certain server gives the data.

    Parameters
    ----------
    triples
        The description.
    base
        The base, below which these addresses lie in the description.
    served_at
        The address below which they lie at the server.

    Examples
    --------
    >>> sparql, name = (ox.NamedNode(f"http://e.org/{one}") for one in ("sparql", "id/a"))
    >>> made = moved([ox.Triple(name, sparql, sparql)], "http://e.org/", "http://localhost/")
    >>> [str(part) for part in next(made)]
    ['<http://e.org/id/a>', '<http://e.org/sparql>', '<http://localhost/sparql>']
    """
    for subject, predicate, value in triples:
        path = value.value.removeprefix(base) if isinstance(value, ox.NamedNode) else ""
        is_served = path in {ENDPOINT, DUMP} or path.startswith(DUMPS)
        yield ox.Triple(subject, predicate, ox.NamedNode(served_at + path) if is_served else value)


def _described_file(graph: Graph, dataset: IRI, file: Dump) -> Iterator[ox.Triple]:
    """Return the description of one file that holds the whole graph."""
    title, media_type = _WHOLE[file.name]
    return graph.construct(
        named("described_dump"),
        dataset=dataset,
        distribution=IRI(f"{graph.base}{DESCRIPTION}#{file.name}"),
        title=title,
        address=IRI(f"{graph.base}{DUMPS}{file.name}"),
        media=IRI(_MEDIA_TYPES + media_type),
        size=file.size,
        checksum=ox.Literal(file.checksum, datatype=_DIGITS),
    )


def describe_service(graph: Graph, settings: Settings, endpoint: str) -> Iterator[ox.Triple]:
    """Yield the description of the query service by SPARQL 1.1 Service Description.

    Parameters
    ----------
    graph
        The graph that is asked.
    settings
        The limits within which queries are answered.
    endpoint
        The web address at which they are answered.
    """
    document = graph.base + DESCRIPTION
    dataset = IRI(f"{document}#dataset")
    told: dict[str, Value] = {
        "seconds": Decimal(str(settings.query_seconds)),
        "memory": settings.query_memory_mb * 2**20,
        "rows": settings.query_rows,
    }
    if settings.services:
        told["federation"] = _FEDERATION
    yield from graph.construct(
        named("described_service"),
        service=IRI(f"{document}#service"),
        endpoint=IRI(endpoint),
        dataset=dataset,
        **told,
    )
    yield from graph.construct(named("described_graphs"), dataset=dataset)


def uses(description: Path) -> dict[str, int]:
    """Return how many things are of each class, and how many statements use each property."""
    terms: dict[str, str] = {}
    counts: dict[str, int] = {}
    for triple in ox.parse(path=str(description), format=ox.RdfFormat.N_TRIPLES):
        part, predicate, value = str(triple.subject), triple.predicate.value, triple.object
        if predicate in _TERMS and isinstance(value, ox.NamedNode):
            terms[part] = value.value
        elif predicate in _COUNTS and isinstance(value, ox.Literal):
            counts[part] = int(value.value)
    return {term: counts[part] for part, term in terms.items()}
