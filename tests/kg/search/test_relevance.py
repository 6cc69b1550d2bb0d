"""Whether people find what they have in mind: queries with the wanted hit, on the real data.

The queries were written before the search was tried with them; the first figures stand in the
changelog. `difficulty` says what makes each hard.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import pytest

from kg.explore import Explorer
from kg.settings import Settings

LEAST = 0.9
"""Mean reciprocal rank that the search must reach (Voorhees 1999)."""
LEAST_OF_EACH = 0.8


def queries() -> list[dict[str, str]]:
    with Path(__file__).with_name("relevance.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def explorer(real_release: Settings) -> Iterator[Explorer]:
    opened = Explorer.open(real_release)
    yield opened
    opened.close()


def test_there_are_queries_of_each_difficulty() -> None:
    given = queries()
    texts = [row["query"] for row in given]
    assert len(texts) == len(set(texts)) >= 80
    assert {"typo", "language", "acronym", "partial"} <= {row["difficulty"] for row in given}


def test_each_wanted_hit_exists(explorer: Explorer) -> None:
    for path in {path for row in queries() for path in row["wanted"].split()}:
        assert explorer.finder.known(path)


def test_people_find_what_they_have_in_mind(explorer: Explorer) -> None:
    found: dict[str, list[float]] = defaultdict(list)
    for row in queries():
        paths = explorer.finder.search(row["query"], partly=True).paths
        wanted = row["wanted"].split()
        rank = next((place for place, path in enumerate(paths, 1) if path in wanted), None)
        found[row["difficulty"]].append(1 / rank if rank else 0)
    assert mean(value for values in found.values() for value in values) >= LEAST
    means = {difficulty: mean(values) for difficulty, values in found.items()}
    assert min(means.values()) >= LEAST_OF_EACH, means
