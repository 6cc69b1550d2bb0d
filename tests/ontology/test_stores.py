"""The competency questions are answered alike by the store on disk, by Oxigraph and by Virtuoso."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

import kg
from kg.questions import Question, all_questions
from kg.settings import Settings
from kg.store import Answer
from kg.terms import Value
from tests.stores import oxigraph, virtuoso

QUESTIONS = all_questions(Settings())


@pytest.fixture(scope="module")
def embedded(real_release: Settings) -> kg.Graph:
    return kg.open(real_release)


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def remote(
    request: pytest.FixtureRequest, real_release: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[kg.Graph]:
    """Return the real tables at another server."""
    folder = tmp_path_factory.mktemp("store")
    with oxigraph() if request.param == "oxigraph" else virtuoso(folder) as server:
        server.publish(real_release)
        yield kg.open(replace(real_release, store=server.queries))


def told(value: Value) -> str | Decimal | tuple[str, ...]:
    """Return what a value says, whatever its form.

    Numbers count by their value. SPARQL leaves open in which order GROUP_CONCAT joins what it
    joins, and whether a language that all of it has stays with it.
    """
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    return tuple(sorted(str(value).split("; "))) if "; " in str(value) else str(value)


def rows(answer: list[Answer]) -> Counter[tuple[tuple[str, object], ...]]:
    return Counter(tuple((name, told(row[name])) for name in sorted(row)) for row in answer)


@pytest.mark.parametrize("question", QUESTIONS, ids=[one.name for one in QUESTIONS])
def test_the_answer_is_the_same(question: Question, embedded: kg.Graph, remote: kg.Graph) -> None:
    expected = rows(embedded.select(question))
    assert expected
    assert rows(remote.select(question)) == expected
