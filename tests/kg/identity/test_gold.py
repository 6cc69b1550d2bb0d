"""The matcher against pairs labelled by hand, on the tables of the project."""

from __future__ import annotations

import time

import pytest

from kg import Settings, ontology, tables
from kg.identity.matching import propose
from kg.identity.records import Record, records
from tests.homes import PROJECT
from tests.kg.identity.gold import Measure, Pair, gold, measure

LEAST_LABELLED = 200
LONGEST_SECONDS = 30


@pytest.fixture(scope="module")
def gathered() -> list[Record]:
    settings = Settings.from_environment({"KG_HOME": str(PROJECT)})
    concepts = ontology.read(settings.ontology, settings.base_iri).concepts
    return records(tables.examine(settings.tables, concepts).tables)


@pytest.fixture(scope="module")
def labelled(gathered: list[Record]) -> list[Pair]:
    """Return the labelled pairs; the tables hold both things of each."""
    known = {record.thing for record in gathered}
    pairs = gold()
    assert {thing for pair in pairs for thing in pair.things} <= known
    return pairs


@pytest.fixture(scope="module")
def scores(gathered: list[Record]) -> dict[tuple[str, str], float]:
    start = time.perf_counter()
    proposals = propose(gathered, least=0.0)
    assert time.perf_counter() - start < LONGEST_SECONDS
    return {(one.thing, one.other): one.score for one in proposals}


def test_the_labels_are_enough_and_half_of_them_near_misses() -> None:
    pairs = gold()
    assert len(pairs) >= LEAST_LABELLED
    assert len({pair.things for pair in pairs}) == len(pairs)
    assert {pair.label for pair in pairs} == {"same", "different", "unsure"}
    assert sum(pair.label != "same" for pair in pairs) >= len(pairs) / 2
    assert all(pair.left < pair.right and pair.note for pair in pairs)


def test_precision_and_recall_on_the_half_held_out(
    labelled: list[Pair], scores: dict[tuple[str, str], float]
) -> None:
    held_out = measure((pair for pair in labelled if pair.held_out), scores)
    assert held_out.precision >= 0.98, held_out
    assert held_out.recall >= 0.8, held_out


def test_precision_and_recall_on_all(
    labelled: list[Pair], scores: dict[tuple[str, str], float]
) -> None:
    everything = measure(labelled, scores)
    assert everything.precision >= 0.98, everything
    assert everything.recall >= 0.8, everything


def test_the_measure_counts_what_was_found_wrong_and_missed() -> None:
    pairs = [Pair("person", "a", other, label, "") for other, label in
             (("b", "same"), ("c", "same"), ("d", "different"), ("e", "unsure"))]  # fmt: skip
    scores = {("person/a", f"person/{other}"): 0.9 for other in "bde"}
    found = measure(pairs, scores)
    assert found == Measure(found=1, wrong=1, missed=1)
    assert (found.precision, found.recall) == (0.5, 0.5)
