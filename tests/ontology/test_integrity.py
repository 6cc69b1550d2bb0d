"""The integrity constraints of the Data Cube: our cube keeps them, and each can be broken."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.settings import Settings
from kg.store import current_release
from tests.homes import PROJECT

CONSTRAINTS = sorted((PROJECT / "ontology" / "integrity").glob("*.rq"))
LONGEST = 50

# A small cube that keeps them all: two dimensions, one of them coded, a measure, two attributes.
SOUND = """
:structure a qb:DataStructureDefinition ; qb:sliceKey :key ;
    qb:component [ qb:dimension :place ] , [ qb:dimension :time ] , [ qb:measure :figure ] ,
        [ qb:attribute :unit ; qb:componentRequired true ] ,
        [ qb:attribute :note ; qb:componentRequired false ] .
:place a qb:DimensionProperty ; rdfs:range skos:Concept ; qb:codeList :places .
:time a qb:DimensionProperty ; rdfs:range xsd:gYear .
:figure a qb:MeasureProperty . :unit a qb:AttributeProperty . :note a qb:AttributeProperty .
:places a skos:ConceptScheme . :here a skos:Concept ; skos:inScheme :places .
:key a qb:SliceKey ; qb:componentProperty :place .
:slice a qb:Slice ; qb:sliceStructure :key ; :place :here ; qb:observation :one .
:set a qb:DataSet ; qb:structure :structure ; qb:slice :slice .
:one a qb:Observation ; qb:dataSet :set ; :place :here ; :time "2018"^^xsd:gYear ; :figure 80.0 ;
    :unit :percent .
:two a qb:Observation ; qb:dataSet :set ; :place :here ; :time "2019"^^xsd:gYear ; :figure 81.0 ;
    :unit :percent .
"""
# A cube whose observations each name the measure that they have.
CHOOSING = """
:choosing a qb:DataStructureDefinition ;
    qb:component [ qb:dimension :time ] , [ qb:dimension qb:measureType ] ,
        [ qb:measure :figure ] , [ qb:measure :count ] .
qb:measureType a qb:DimensionProperty ; rdfs:range qb:MeasureProperty .
:count a qb:MeasureProperty .
:choice a qb:DataSet ; qb:structure :choosing .
:share a qb:Observation ; qb:dataSet :choice ; :time "2018"^^xsd:gYear ;
    qb:measureType :figure ; :figure 80.0 .
:number a qb:Observation ; qb:dataSet :choice ; :time "2018"^^xsd:gYear ;
    qb:measureType :count ; :count 24 .
"""
# A cube whose codes stand in two trees, one read downwards and one upwards.
TREES = """
:forest a qb:DataStructureDefinition ;
    qb:component [ qb:dimension :down ] , [ qb:dimension :up ] , [ qb:measure :figure ] .
:down a qb:DimensionProperty ; rdfs:range rdfs:Resource ; qb:codeList :tree .
:up a qb:DimensionProperty ; rdfs:range rdfs:Resource ; qb:codeList :house .
:tree a qb:HierarchicalCodeList ; qb:hierarchyRoot :trunk ; qb:parentChildProperty :bears .
:trunk :bears :branch . :branch :bears :leaf .
:house a qb:HierarchicalCodeList ; qb:hierarchyRoot :cellar ;
    qb:parentChildProperty [ owl:inverseOf :restsOn ] .
:roof :restsOn :wall . :wall :restsOn :cellar .
:wood a qb:DataSet ; qb:structure :forest .
:tall a qb:Observation ; qb:dataSet :wood ; :down :leaf ; :up :roof ; :figure 24.0 .
"""
WELL_FORMED = SOUND + CHOOSING + TREES

# What breaks each constraint, added to the cubes above or, where something is missing, alone.
BROKEN = {
    "01": WELL_FORMED + ":three a qb:Observation .",
    "02": WELL_FORMED + ":other a qb:DataSet .",
    "03": ":structure a qb:DataStructureDefinition ; qb:component [ qb:dimension :place ] .",
    "04": ":place a qb:DimensionProperty .",
    "05": ":place a qb:DimensionProperty ; rdfs:range skos:Concept .",
    "06": WELL_FORMED + ":structure qb:component [ qb:dimension :time ; "
    "qb:componentRequired false ] .",
    "07": WELL_FORMED + ":stray a qb:SliceKey ; qb:componentProperty :place .",
    "08": WELL_FORMED + ":key qb:componentProperty :weather .",
    "09": WELL_FORMED + ":bare a qb:Slice .",
    "10": WELL_FORMED + ":empty a qb:Slice ; qb:sliceStructure :key .",
    "11": WELL_FORMED + ":three a qb:Observation ; qb:dataSet :set ; :place :here ; :figure 1.0 .",
    "12": WELL_FORMED
    + """:three a qb:Observation ; qb:dataSet :set ; :place :here ;
        :time "2018"^^xsd:gYear ; :figure 82.0 ; :unit :percent .""",
    "13": WELL_FORMED
    + """:three a qb:Observation ; qb:dataSet :set ; :place :here ;
        :time "2020"^^xsd:gYear ; :figure 82.0 .""",
    "14": WELL_FORMED
    + """:three a qb:Observation ; qb:dataSet :set ; :place :here ;
        :time "2020"^^xsd:gYear ; :unit :percent .""",
    "15": WELL_FORMED
    + """:three a qb:Observation ; qb:dataSet :choice ; :time "2019"^^xsd:gYear ;
        qb:measureType :count .""",
    "16": WELL_FORMED + ":share :count 24 .",
    "17": WELL_FORMED
    + """:three a qb:Observation ; qb:dataSet :choice ; :time "2019"^^xsd:gYear ;
        qb:measureType :count ; :count 25 .""",
    "18": WELL_FORMED + ":slice qb:observation :tall .",
    "19": WELL_FORMED
    + """:three a qb:Observation ; qb:dataSet :set ; :place :nowhere ;
        :time "2020"^^xsd:gYear ; :figure 82.0 ; :unit :percent .""",
    "20": WELL_FORMED + ":short a qb:Observation ; qb:dataSet :wood ; :down :stone ; :up :wall .",
    "21": WELL_FORMED + ":short a qb:Observation ; qb:dataSet :wood ; :down :leaf ; :up :sky .",
}


def number(constraint: Path) -> str:
    """Return the number of a constraint."""
    return constraint.stem.split("-")[1]


each_constraint = pytest.mark.parametrize("constraint", CONSTRAINTS, ids=number)


def steps(store: ox.Store) -> Iterator[str]:
    """Yield the properties by which hierarchies lead from parent to child, or back."""
    found = store.query(
        "SELECT DISTINCT ?step { ?list <http://purl.org/linked-data/cube#parentChildProperty>/"
        "<http://www.w3.org/2002/07/owl#inverseOf>? ?step FILTER(isIRI(?step)) }"
    )
    assert isinstance(found, ox.QuerySolutions)
    yield from (row["step"].value for row in found)


def is_broken(constraint: Path, store: ox.Store) -> bool:
    """Return whether a cube breaks a constraint."""
    text = constraint.read_text("utf-8")
    queries = (
        [text.replace("urn:step", step) for step in steps(store)] if "urn:step" in text else [text]
    )
    return any(bool(store.query(query)) for query in queries)


def stored(settings: Settings) -> ox.Store:
    """Return the store of a release."""
    return ox.Store.read_only(str(current_release(settings).store))


def test_there_are_twenty_one_each_with_a_broken_cube() -> None:
    assert [number(one) for one in CONSTRAINTS] == [f"{n:02}" for n in range(1, 22)]
    assert list(BROKEN) == [number(one) for one in CONSTRAINTS]


@each_constraint
def test_a_sound_cube_keeps_it(constraint: Path, make_store: Callable[[str], ox.Store]) -> None:
    assert not is_broken(constraint, make_store(WELL_FORMED))


@each_constraint
def test_it_can_be_broken(constraint: Path, make_store: Callable[[str], ox.Store]) -> None:
    assert is_broken(constraint, make_store(BROKEN[number(constraint)]))


@each_constraint
def test_the_made_up_world_keeps_it(constraint: Path, world_release: Settings) -> None:
    assert not is_broken(constraint, stored(world_release))


@each_constraint
def test_the_real_data_keep_it(constraint: Path, real_release: Settings) -> None:
    assert not is_broken(constraint, stored(real_release))


def test_figures_that_contradict_each_other_stand_side_by_side(world_release: Settings) -> None:
    rows = kg.open(world_release).select(
        "SELECT ?value ?reading ?source { ?figure npi:reading ?reading ; npi:value ?value ; "
        "npi:edition '2' ; npi:period '2019'^^xsd:gYear ; dcterms:source/dcterms:title ?source ; "
        "npi:indicator/skos:prefLabel 'Share that has renewed itself'@en } ORDER BY ?reading"
    )
    assert [(str(row["value"]), row["reading"]) for row in rows] == [("68", 1), ("70", 2)]
    assert len({row["source"] for row in rows}) == 2


@each_constraint
def test_it_is_short_and_says_what_it_asks(constraint: Path) -> None:
    text = constraint.read_text("utf-8")
    assert text.startswith("# Whether ")
    assert f"IC-{int(number(constraint))} of the Data Cube recommendation" in text
    assert len(text.splitlines()) <= LONGEST
    body = text[text.index("ASK") :]
    used = set(re.findall(r"(?<![\w<:?])([a-z]+):", body))
    assert used == set(re.findall(r"^PREFIX ([a-z]+):", text, re.MULTILINE))
