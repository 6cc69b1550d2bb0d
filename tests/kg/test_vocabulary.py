"""The terms that the code refers to are those of the ontology."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from kg import ontology, vocabulary
from kg.prefixes import PREFIXES, expand
from kg.settings import BASE
from kg.tables import read_schema
from kg.vocabulary import RESERVED_SOURCES
from tests.homes import LABEL_LANGUAGES, PROJECT

READ = ontology.read(PROJECT / "ontology", BASE)
SUBJECTS = {quad.subject.value for quad in READ.quads if isinstance(quad.subject, ox.NamedNode)}
CODE = [*(PROJECT / "kg").rglob("*.py"), *(PROJECT / "kg").rglob("*.rq")]
USED = sorted(
    {
        name
        for path in CODE
        for name in re.findall(r"\bnpi:[A-Za-z]\w*", path.read_text("utf-8"))
        if name not in {"npi:X"}  # an example
    }
)


@pytest.mark.parametrize("short", USED)
def test_a_term_of_ours_in_code_or_query_stands_in_the_ontology(short: str) -> None:
    assert expand(short) in SUBJECTS or short == "npi:languageColumn"


def test_names_are_kept_in_the_languages_of_the_scheme() -> None:
    assert set(LABEL_LANGUAGES) < set(READ.concepts["language"])  # sources have others too


def test_every_table_with_names_has_a_column_for_each_language() -> None:
    for table in read_schema(PROJECT / "data" / "tables" / "csv-metadata.json"):
        languages = {one.language for one in table.columns if one.name.startswith("name_")}
        assert languages in (set(), set(LABEL_LANGUAGES)), table.name


def test_reserved_sources_are_the_graphs_of_the_system() -> None:
    graphs = (
        vocabulary.ONTOLOGY_GRAPH, vocabulary.INFERRED_GRAPH, vocabulary.IDENTITY_GRAPH,
        vocabulary.RELEASE_GRAPH, vocabulary.WITHHELD_GRAPH,
    )  # fmt: skip
    assert tuple(name.removeprefix("graph/") for name in graphs) == RESERVED_SOURCES


def test_the_terms_of_the_standards_are_in_known_namespaces() -> None:
    terms = [one for one in vars(vocabulary).values() if isinstance(one, ox.NamedNode)]
    assert terms
    assert all(any(term.value.startswith(space) for space in PREFIXES.values()) for term in terms)
