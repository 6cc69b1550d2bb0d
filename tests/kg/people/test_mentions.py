"""Mentions of a person are found in every spelling, and those of others are not."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.folding import bare_words, name_words, slug
from kg.people.mentions import Mentions
from kg.tables.removals import name_key

SOEREN = Mentions(["Søren Kjær", "soeren-kjaer"], ["Søren Kjær Holm", "Ane Søren Kjær", "Bo Kjær"])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Talk with Søren Kjær.", "Talk with […]."),
        ("Kjær, Søren: notes", "[…]: notes"),
        ("SÖREN KJAER", "[…]"),
        ("Soren Kjars plan", "[…] plan"),
        ("sørenkjær", "[…]"),
        ("Søren Kjær Holm", "Søren Kjær Holm"),
        ("Ane Søren Kjær and Søren Kjær", "Ane Søren Kjær and […]"),
        ("Søren and Kjær", "Søren and Kjær"),
        ("Søren Kjærgaard", "Søren Kjærgaard"),
        ("Bo Kjær", "Bo Kjær"),
    ],
)
def test_a_mention_is_left_out_of_a_text(text: str, left: str) -> None:
    assert SOEREN.without(text) == left
    assert SOEREN.names(text) == (text != left)


def test_a_mention_in_an_address_or_an_id_is_found() -> None:
    assert SOEREN.names(f"https://e.org/{quote('søren-kjær')}")
    assert SOEREN.names("https://e.org/~sorenkjar/")
    assert SOEREN.id_without("coi-soeren-kjaer-2018") == "coi-omitted-2018"


LETTERS = st.text("abeouæøåäöüÆØÅÄÖÜßðþáé -", min_size=1, max_size=12)


@given(LETTERS)
def test_all_spellings_of_a_name_come_to_one(name: str) -> None:
    spelled = [slug(name), " ".join(bare_words(name)), name.upper() if "ß" not in name else name]
    spelled += [unicodedata.normalize("NFD", name)]
    assert {" ".join(name_words(one)) for one in spelled} == {" ".join(name_words(name))}
    assert name_key(" ".join(reversed(name_words(name)))) == name_key(name)
