"""The competency questions are found by number and by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import KGError, UnknownName
from kg.questions import all_questions, question
from kg.settings import Settings
from tests.homes import PROJECT


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = tmp_path / "ontology" / "questions"
    made.mkdir(parents=True)
    for name in ("001-who-met-whom", "010-who-is-it", "011-what-is-it"):
        (made / f"{name}.rq").write_text(f"# {name}?\nASK {{}}\n")
    return Settings(home=tmp_path)


def test_all_come_in_the_order_of_their_numbers(settings: Settings) -> None:
    assert [one.name[:3] for one in all_questions(settings)] == ["001", "010", "011"]


@pytest.mark.parametrize("name", ["1", "001", "0001", "001-who-met-whom"])
def test_number_and_name_lead_to_the_same(settings: Settings, name: str) -> None:
    assert question(settings, name).name == "001-who-met-whom"


@pytest.mark.parametrize("name", ["2", "", "01-who", "²", "-1", "../x", "who met whom"])
def test_an_unknown_one_is_named(settings: Settings, name: str) -> None:
    with pytest.raises(UnknownName, match=r"There is no question '.*'; kg query --list shows all"):
        question(settings, name)


def test_near_names_are_suggested(settings: Settings) -> None:
    with pytest.raises(UnknownName) as caught:
        question(settings, "001-who-met-who")
    assert caught.value.suggestions[0] == "001-who-met-whom"


def test_the_questions_of_the_project_are_worded_in_english_and_danish() -> None:
    assert all(set(one.wordings) == {"en", "da"} for one in all_questions(Settings(home=PROJECT)))


def test_a_reader_gets_the_wording_of_the_own_language_else_english(settings: Settings) -> None:
    path = settings.ontology / "questions" / "012-where-is-it.rq"
    path.write_text("# Where is it,\n# and: why?\n# da: Hvor er det,\n# og hvorfor?\nASK {}\n")
    asked = question(settings, "12")
    assert asked.purpose == "Where is it, and: why?"
    assert asked.worded("da") == ("da", "Hvor er det, og hvorfor?")
    assert asked.worded("sv") == asked.worded("en") == ("en", "Where is it, and: why?")


def test_they_speak_of_the_things_of_the_instance() -> None:
    elsewhere = question(Settings(home=PROJECT, base_iri="https://e.org/"), "4")
    assert "https://e.org/" in elsewhere.text
    assert "nordic-innovation/id/" not in elsewhere.text


def test_one_that_is_not_utf_8_is_named_with_its_row(settings: Settings) -> None:
    path = settings.ontology / "questions" / "012-where-is-it.rq"
    path.write_bytes("# Where?\n# da: På Ærø?\nASK {}\n".encode("latin-1"))
    with pytest.raises(KGError, match=r"^questions/012-where-is-it\.rq, row 2: not UTF-8\. Remedy"):
        all_questions(settings)
