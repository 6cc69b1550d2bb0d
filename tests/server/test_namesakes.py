"""Namesakes are told apart by their countries."""

from __future__ import annotations

from flask import Flask

from kg.explore import Link
from kg.terms import IRI, Text
from server.namesakes import told_apart


def links(*named: tuple[str, str]) -> list[Link]:
    """Return links to things by their paths and labels."""
    return [Link(IRI(f"http://a.example/{path}"), path, Text(label)) for path, label in named]


def test_those_of_one_name_are_told_apart_and_no_others(app: Flask) -> None:
    ministry, ring = "organisation/thokuraduneytid", "organisation/blaabaerringen"
    with app.test_request_context("/?lang=fi"):
        found = told_apart(
            links(
                ("person/thora-duadottir", "Ministry"),
                (ministry, "ministry"),
                (ring, "Ring"),
                ("source/tangpost-2018", "Ministry"),
            )
        )
        assert found == {"person/thora-duadottir": "Islanti", ministry: "Islanti"}
        assert told_apart(links((ministry, "Ministry"), (ring, "Ring"))) == {}
        assert told_apart([]) == {}
