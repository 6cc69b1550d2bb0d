"""What the tests of the ontology share: its folder, its graph, and stores made up for one case."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.prefixes import PREFIXES
from kg.settings import BASE
from tests.homes import store_of

MADE_UP = {
    "": "https://example.org/",
    "concept": f"{BASE}concept/",
    "graph": f"{BASE}graph/",
    "capacity": f"{BASE}concept/capacity/",
    "country": f"{BASE}concept/country/",
    "eventstatus": f"{BASE}concept/event-status/",
    "eventtype": f"{BASE}concept/event-type/",
    "initiativetype": f"{BASE}concept/initiative-type/",
    "language": f"{BASE}concept/language/",
    "level": f"{BASE}concept/level/",
    "indicator": f"{BASE}concept/indicator/",
    "orgtype": f"{BASE}concept/organisation-type/",
    "precision": f"{BASE}concept/precision/",
    "role": f"{BASE}concept/role/",
    "sector": f"{BASE}concept/sector/",
    "series": f"{BASE}concept/event-series/",
    "sourcetype": f"{BASE}concept/source-type/",
    "type": f"{BASE}concept/relation-type/",
    "unit": f"{BASE}concept/unit/",
    "event": f"{BASE}id/event/",
    "initiative": f"{BASE}id/initiative/",
}
HEADER = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in {**PREFIXES, **MADE_UP}.items())


@pytest.fixture(scope="session")
def folder() -> Path:
    """Return the ontology folder."""
    return Path(__file__).parents[2] / "ontology"


@pytest.fixture(scope="session")
def turtle_files(folder: Path) -> list[Path]:
    """Return the modules and concept schemes."""
    return [*folder.glob("*.ttl"), *folder.glob("concepts/*.ttl")]


@pytest.fixture(scope="session")
def ontology(turtle_files: list[Path]) -> rdflib.Graph:
    """Return the modules and concept schemes as one graph."""
    graph = rdflib.Graph()
    for path in turtle_files:
        graph.parse(path)
    return graph


@pytest.fixture(scope="session")
def make_store() -> Callable[[str], ox.Store]:
    """Return a function that makes a store of TriG text, with our prefixes and some made up."""
    return lambda trig: store_of(HEADER + trig)


@pytest.fixture(scope="session")
def make_graph() -> Callable[[str], rdflib.Graph]:
    """Return a function that makes a graph of Turtle text, with our prefixes and some made up."""
    return lambda turtle: rdflib.Graph().parse(data=HEADER + turtle, format="turtle")
