"""The form of a query is told by the word with which it begins, whatever stands before it."""

from __future__ import annotations

import pytest

from kg.prologue import form
from kg.questions import all_questions
from kg.settings import Settings
from tests.homes import PROJECT


@pytest.mark.parametrize("name", ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
@pytest.mark.parametrize(
    "before",
    ["", " \r\n\t", "# SELECT\n#ASK\n", "PREFIX ask: <http://e.org/ask#> ",
     "BASE <http://e.org/select>\nprefix : <http://e.org/>#\n", "prefix æ:<http://e.org/æ#>"],
)  # fmt: skip
def test_it_is_told_by_the_first_word(name: str, before: str) -> None:
    assert form(f"{before}{name} {{ ?ask ?select ?construct }}") == name
    assert form(f"{before}{name.lower()}*") == name


@pytest.mark.parametrize(
    "text", ["", "SELECTED", "INSERT DATA {}", "#ASK", "<ask> ask:select ?ask"]
)
def test_what_is_no_query_counts_as_select(text: str) -> None:
    assert form(text) == "SELECT"


def test_a_long_way_to_the_first_word_is_gone_only_once() -> None:
    assert form(" " * 200_000 + "~") == "SELECT"
    assert form("#\n \t" * 50_000 + "ask {}") == "ASK"


def test_the_questions_of_the_project_all_select() -> None:
    assert {form(one.text) for one in all_questions(Settings(home=PROJECT))} == {"SELECT"}
