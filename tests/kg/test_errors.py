"""Complaints read as sentences, and each error carries its status."""

from __future__ import annotations

import pytest

from kg import errors
from kg.errors import BuildRefused, Complaint, KGError, QuerySyntaxError, UnknownName

STATUS = {
    "KGError": 500,
    "SettingError": 500,
    "BuildRefused": 500,
    "FormatRefused": 500,
    "BuildFailed": 500,
    "NoRelease": 503,
    "StoreUnavailable": 503,
    "StoreDiffers": 503,
    "PublishFailed": 500,
    "UnknownName": 404,
    "Replaced": 301,
    "WrongDay": 400,
    "WrongRecipe": 400,
    "QueryError": 400,
    "QuerySyntaxError": 400,
    "QueryForbidden": 403,
    "QueryTimeout": 503,
    "QueryTooLarge": 400,
    "QueryOutOfMemory": 503,
    "QueryCancelled": 409,
    "ServiceFailed": 502,
    "NoPlace": 503,
}


@pytest.mark.parametrize(("name", "status"), STATUS.items())
def test_each_error_has_its_status(name: str, status: int) -> None:
    assert getattr(errors, name).status == status


def test_no_error_is_without_a_status_here() -> None:
    classes = {name for name, one in vars(errors).items() if isinstance(one, type)}
    assert {name for name in classes if issubclass(getattr(errors, name), KGError)} == set(STATUS)


@pytest.mark.parametrize(
    ("complaint", "text"),
    [
        (
            Complaint("a.csv", 2, "start", "x", "wrong", "mend it"),
            "a.csv, row 2, column start, value 'x': wrong. Remedy: mend it.",
        ),
        (Complaint("a.csv", 0, "", "", "empty", "fill it"), "a.csv: empty. Remedy: fill it."),
        (Complaint("a.csv", 2, "", "", "odd", "go"), "a.csv, row 2: odd. Remedy: go."),
        (
            Complaint("a.csv", 1, "", "it's\n", "odd", "go"),
            'a.csv, row 1, value "it\'s\\n": odd. Remedy: go.',
        ),
    ],
)
def test_a_complaint_says_no_more_than_it_knows(complaint: Complaint, text: str) -> None:
    assert str(complaint) == text


def test_complaints_stand_in_the_order_of_files_and_rows() -> None:
    later = Complaint("b.csv", 2, "", "", "p", "r")
    ten, nine = Complaint("a.csv", 10, "", "", "p", "r"), Complaint("a.csv", 9, "", "", "p", "r")
    assert BuildRefused([later, ten, nine]).complaints == (nine, ten, later)


def test_the_number_of_complaints_stands_on_top() -> None:
    complaints = [Complaint("a.csv", row, "", "", "p", "r") for row in (1, 2)]
    assert str(BuildRefused(complaints)).splitlines()[0] == "2 complaints; nothing was published:"


def test_suggestions_are_offered() -> None:
    assert str(UnknownName("No x.", ["y", "z"])) == "No x. Did you mean y or z?"
    assert str(UnknownName("No x.")) == "No x."


def test_a_place_in_a_query_is_told_where_it_is_known() -> None:
    assert "at line 2, column 7: " in str(QuerySyntaxError("e", 2, 7))
    assert " at " not in str(QuerySyntaxError("e"))
