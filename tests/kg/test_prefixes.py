"""Prefixes: short and long forms of IRIs, and the base that is a setting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UnknownName
from kg.prefixes import PREFIXES, compress, expand, rebase
from kg.settings import BASE
from tests.homes import OTHER_BASE


@given(st.sampled_from(sorted(PREFIXES)), st.from_regex(r"[A-Za-z][\w-]*", fullmatch=True))
def test_short_and_long_form_are_one_name(prefix: str, local: str) -> None:
    assert compress(expand(f"{prefix}:{local}")) == f"{prefix}:{local}"


@pytest.mark.parametrize("short", ["nip:x", "nothing", ":x", ""])
def test_an_unknown_prefix_is_named(short: str) -> None:
    with pytest.raises(UnknownName, match="There is no prefix"):
        expand(short)


@pytest.mark.parametrize(
    "iri", ["", "http://e.org/x", "http://schema.org/a/b", "http://schema.org"]
)
def test_what_no_prefix_fits_has_no_short_form(iri: str) -> None:
    assert compress(iri) is None


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        (f"<{BASE}id/person/a>", f"<{OTHER_BASE}id/person/a>"),
        (f"<{BASE}concept/country>", f"<{BASE}concept/country>".replace(BASE, OTHER_BASE)),
        (f"PREFIX c: <{BASE}concept/country/>", f"PREFIX c: <{OTHER_BASE}concept/country/>"),
        (f"<{BASE}graph/ontology>", f"<{OTHER_BASE}graph/ontology>"),
        (f"{BASE}id/{{id}}", f"{OTHER_BASE}id/{{id}}"),
        (f"<{BASE}ontology#x>", f"<{BASE}ontology#x>"),
        (f"<{BASE}ontology>", f"<{BASE}ontology>"),
        (f"<{BASE}identity>", f"<{BASE}identity>"),
        ("<https://w3id.org/other/id/x>", "<https://w3id.org/other/id/x>"),
        (f"<{BASE}id/a> <{BASE}id/b>", f"<{OTHER_BASE}id/a> <{OTHER_BASE}id/b>"),
    ],
)
def test_things_move_to_another_base_and_the_vocabulary_stays(text: str, moved: str) -> None:
    assert rebase(text, OTHER_BASE) == moved


@given(st.text())
def test_under_the_base_itself_nothing_changes(text: str) -> None:
    assert rebase(text, BASE) == text


def test_no_namespace_begins_another_but_the_empty_one() -> None:
    spaces = list(PREFIXES.values())
    assert not [(a, b) for a in spaces for b in spaces if a != b and a.startswith(b)]
