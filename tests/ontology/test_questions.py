"""The competency questions: each reads well by itself, and its query gives the answer beside it."""

import csv
import re
import time
from pathlib import Path

import pytest

import kg
from kg.questions import Question, all_questions
from kg.sandbox import Sandbox
from kg.settings import Settings
from kg.store import current_release
from tests.homes import PROJECT

FOLDER = PROJECT / "ontology"
QUESTIONS = all_questions(Settings())
LONGEST = 50
LONGEST_SECONDS = 2

each_question = pytest.mark.parametrize("question", QUESTIONS, ids=[one.name for one in QUESTIONS])


@pytest.fixture(scope="session")
def graph(real_release: Settings) -> kg.Graph:
    """Return the graph of the real tables."""
    return kg.open(real_release)


@pytest.fixture(scope="session")
def sandbox(real_release: Settings) -> Sandbox:
    """Return what answers queries from outside on the real tables."""
    return Sandbox(current_release(real_release), real_release)


def answer_file(question: Question) -> Path:
    return FOLDER / "questions" / f"{question.name}.csv"


def test_there_are_fifty_eight_numbered_without_gaps() -> None:
    assert [int(one.name.partition("-")[0]) for one in QUESTIONS] == list(range(1, 59))


def test_every_answer_belongs_to_a_question() -> None:
    answers = sorted(path.stem for path in (FOLDER / "questions").glob("*.csv"))
    assert answers == [one.name for one in QUESTIONS]


@each_question
def test_the_question_stands_on_top_in_plain_words(question: Question) -> None:
    assert re.match(r"[A-Z].*\?", question.purpose)
    assert question.text.startswith("# ")
    assert not re.search(r"\b(this|the) article\b", question.purpose)


@each_question
def test_the_question_is_asked_in_danish_too(question: Question) -> None:
    language, wording = question.worded("da")
    assert language == "da"
    assert re.match(r"[A-ZÆØÅ].*\?", wording)
    assert wording != question.purpose
    assert "# da: " in question.text


@each_question
def test_the_query_is_short_and_declares_every_prefix_it_uses(question: Question) -> None:
    lines = question.text.splitlines()
    assert len(lines) <= LONGEST
    body = "\n".join(line for line in lines if not line.lstrip().startswith(("#", "PREFIX")))
    used = set(re.findall(r"(?<![\w<:])([a-z]+):(?=[\w])", re.sub(r'"[^"]*"', "", body)))
    assert used == set(re.findall(r"^PREFIX ([a-z]+):", question.text, re.MULTILINE))


@each_question
def test_the_library_gives_the_expected_rows_in_order(question: Question, graph: kg.Graph) -> None:
    with answer_file(question).open(encoding="utf-8", newline="") as file:
        expected = [
            {name: text for name, text in row.items() if text} for row in csv.DictReader(file)
        ]
    assert expected
    started = time.process_time()
    rows = graph.select(question)
    assert time.process_time() - started < LONGEST_SECONDS
    assert [{name: str(value) for name, value in row.items()} for row in rows] == expected


@each_question
def test_a_query_from_outside_gives_the_file_itself(question: Question, sandbox: Sandbox) -> None:
    body = sandbox.run(question.text, "csv").body.decode()
    assert body.replace("\r\n", "\n") == answer_file(question).read_text("utf-8")
