"""Labels: the reader's language, else one that is understood, else an honest fallback."""

from __future__ import annotations

from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import IRI, Graph, Text
from kg.errors import UnknownName
from kg.explore.labels import Labels, as_text, iri_of, path_of, preferred
from kg.settings import BASE
from tests.homes import LABEL_LANGUAGES

texts = st.lists(
    st.builds(Text, st.text(min_size=1), st.sampled_from([None, *LABEL_LANGUAGES])), min_size=1
)


@pytest.mark.parametrize(
    ("language", "there", "chosen"),
    [
        ("da", ["en", "nb", "da"], "da"),
        ("da", ["en", "sv"], "sv"),
        ("nb", ["en", "sv", "da", "nn"], "nn"),
        ("nn", ["da", "nb"], "nb"),
        ("sv", ["fi", "en", "da"], "da"),
        ("fi", ["da", "en", "sv"], "sv"),
        ("fi", ["da", "en"], "en"),
        ("fi", ["da", "nb"], "da"),
        ("is", ["nb", "da", "en"], "en"),
        ("is", ["sv", "nb", "da"], "da"),
        ("fo", ["nb", "en"], "en"),
        ("kl", ["sv", "da"], "da"),
        ("se", ["en", "nb"], "nb"),
        ("en", ["da", "sv"], "da"),
        ("en", ["is", "fi"], "fi"),
        ("xx", ["sv", "en"], "en"),
        ("da", ["se", "kl"], "kl"),
    ],
)
def test_a_reader_gets_what_is_understood_best(
    language: str, there: list[str], chosen: str
) -> None:
    assert preferred([Text("x", one) for one in there], language).language == chosen


def test_a_text_without_language_suits_everyone_but_the_readers_own_comes_first() -> None:
    assert preferred([Text("b"), Text("a", "en")], "da") == "b"
    assert preferred([Text("b"), Text("a", "da")], "da") == "a"


@given(texts, st.sampled_from(LABEL_LANGUAGES), st.randoms())
def test_the_order_in_which_texts_come_makes_no_difference(
    own: list[Text], language: str, order: Random
) -> None:
    shuffled = list(own)
    order.shuffle(shuffled)
    one, other = preferred(own, language), preferred(shuffled, language)
    assert (one, one.language) == (other, other.language)


def test_without_a_label_the_short_name_is_shown() -> None:
    labels = Labels(Graph(ox.Store()), "da", {})
    assert labels.link(IRI("http://xmlns.com/foaf/0.1/name")).label == "foaf:name"
    assert labels.link(IRI("https://e.org/x/y")).label == "https://e.org/x/y"


def test_a_label_of_ones_own_comes_before_all() -> None:
    known = {IRI("a:a"): [Text("known", "da")]}
    labels = Labels(Graph(ox.Store()), "da", known, [{"other": IRI("a:a"), "label": Text("own")}])
    assert labels.link(IRI("a:a")).label == "known"
    assert labels.link(IRI("a:a"), Text("given")).label == "given"
    assert len(labels.all(IRI("a:a"))) == 2


@pytest.mark.parametrize("path", ["person/a", "concept/country/dk", "role/a--b--c", "source/x.y~z"])
def test_path_and_iri_are_counterparts(path: str) -> None:
    assert path_of(iri_of(path, BASE), BASE) == path


@pytest.mark.parametrize("iri", ["", "http://schema.org/Event", f"{BASE}ontology#Claim"])
def test_what_is_not_ours_has_no_path(iri: str) -> None:
    assert path_of(iri, BASE) == ""


@pytest.mark.parametrize(
    "path", ["", "a b", "a<b", 'a"b', "a\nb", "a{b}", "a%zz", "\ud800", "a\\b"]
)
def test_a_path_that_no_iri_can_have_is_unknown(path: str) -> None:
    with pytest.raises(UnknownName):
        iri_of(path, BASE)


@given(st.text())
def test_what_becomes_an_iri_is_one(path: str) -> None:
    try:
        made = iri_of(path, BASE)
    except UnknownName:
        return
    ox.NamedNode(made)


def test_a_value_reads_as_text() -> None:
    assert as_text(24) == "24"
    assert as_text(Text("x", "da")).language == "da"
