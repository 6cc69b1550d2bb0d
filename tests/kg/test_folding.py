"""Folding: slugs that last, and spellings that meet."""

from __future__ import annotations

import re
import unicodedata
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.folding import alphabetical, bare_words, slug, words, written_words

SLUGS = {
    "Ærø": "aeroe",
    "Ål": "aal",
    "Äälisaari": "aeaelisaari",
    "Ö": "oe",
    "Krüger": "krueger",
    "Großmann": "grossmann",
    "GROẞMANN": "grossmann",
    "Þóra Ðúadóttir": "thora-duadottir",
    "Máret Ŧuoŋŋal-Čáhppe": "maret-tuonnal-cahppe",
    "Łódź": "lodz",
    "Œuvre": "oeuvre",
    "Kigutaarĸa": "kigutaarka",
    "São Tomé": "sao-tome",
    "İstanbul ı": "istanbul-i",
    "Dž": "dz",
    "ﬁnland": "finland",
    "person/x": "person-x",
    "  a  b  ": "a-b",
    "KS' afdeling (ny)": "ks-afdeling-ny",
    "C++": "c",
    "2018-01-26": "2018-01-26",
    "½": "1-2",
    "Ж": "",
    "": "",
    "---": "",
    "a--b": "a-b",
    "-a-": "a",
}


@pytest.mark.parametrize(("text", "expected"), SLUGS.items())
def test_a_slug_spells_letters_out(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize(("text", "expected"), SLUGS.items())
def test_split_and_composed_letters_give_one_slug(text: str, expected: str) -> None:
    assert slug(unicodedata.normalize("NFD", text)) == expected


@given(st.text())
def test_a_slug_is_of_small_letters_digits_and_single_hyphens(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text))


@given(st.text())
def test_the_slug_of_a_slug_is_itself(text: str) -> None:
    assert slug(slug(text)) == slug(text)


@given(st.text(st.sampled_from("abcæøåäöüßðþđŧŋéáíčžšœ 1-'")))
def test_capitals_make_no_difference(text: str) -> None:
    assert slug(text.upper()) == slug(text)


@given(st.text())
def test_a_slug_holds_the_words(text: str) -> None:
    assert [part for part in slug(text).split("-") if part] == words(text)


@given(st.text())
@example("ǟ Ǿ")
@example("ø̈ a̋")
@example("¨´")
def test_both_spellings_have_the_same_number_of_words(text: str) -> None:
    assert len(words(text)) == len(bare_words(text))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Kruger", "Krüger"),
        ("Krueger", "Krüger"),
        ("KRÜGER", "Krüger"),
        ("Soren", "Søren"),
        ("Soeren", "Søren"),
        ("Sören", "Søren"),
        ("Arhus", "Århus"),
        ("Aarhus", "Århus"),
        ("Ärö", "Ærø"),
        ("Aro", "Ærø"),
        ("Aeroe", "Ærø"),
        ("Grossmann", "Großmann"),
    ],
)
def test_each_customary_spelling_meets_the_name(typed: str, name: str) -> None:
    own = {*words(name), *bare_words(name)}
    assert own & {*words(typed), *bare_words(typed)}


ORDERS = {
    "da": ["Alta", "Þingeyri", "Zürich", "Ærø", "Äänekoski", "Örebro", "Østfold", "Aabenraa", "Ål"],
    "nb": ["Alta", "Zürich", "Ærø", "Örebro", "Østfold", "Aabenraa", "Ål"],
    "sv": ["Aabenraa", "Alta", "Zürich", "Ål", "Ærø", "Äänekoski", "Örebro", "Østfold"],
    "fi": ["Aabenraa", "Alta", "Voss", "Wien", "Zürich", "Ål", "Äänekoski", "Örebro", "Østfold"],
    "is": ["Alta", "Aþena", "Ál", "Dýri", "Ðúa", "Etna", "Él", "Ómar", "Pia", "Yngvi", "Ýmir",
           "Zürich", "Þingeyri", "Ærø", "Äänekoski", "Örebro", "Østfold", "Åland"],
    "fo": ["Alta", "Ál", "Dýri", "Ðúa", "Etna", "Étoile", "Zürich", "Ærø", "Örebro", "Østfold"],
    "en": ["Ål", "Alta", "Örebro", "Østfold", "Þingeyri", "Zürich"],
    "xx": ["Ål", "Alta", "Örebro", "Zürich", "Ж"],
}  # fmt: skip


@pytest.mark.parametrize(("language", "names"), ORDERS.items())
def test_names_stand_as_the_alphabet_of_the_language_has_them(
    language: str, names: list[str]
) -> None:
    assert sorted({*names}, key=lambda name: alphabetical(name, language)) == names


def test_names_are_sorted_word_by_word() -> None:
    names = ["KS", "KS' afdeling", "KS-Norge", "Ksenia"]
    assert sorted({*names}, key=lambda name: alphabetical(name, "da")) == names


@given(st.text(st.sampled_from("abcæøåäöüðþáíčž 1-'")), st.sampled_from([*ORDERS]))
def test_neither_capitals_nor_split_letters_change_the_place(text: str, language: str) -> None:
    place = alphabetical(text, language)[0]
    assert alphabetical(text.upper(), language)[0] == place
    assert alphabetical(unicodedata.normalize("NFD", text), language)[0] == place


@given(st.lists(st.text(), unique=True), st.sampled_from([*ORDERS]), st.randoms())
def test_the_order_does_not_depend_on_the_order_before(
    names: list[str], language: str, random: Random
) -> None:
    shuffled = random.sample(names, len(names))
    key = {name: alphabetical(name, language) for name in names}.__getitem__
    assert sorted(names, key=key) == sorted(shuffled, key=key)


@given(st.lists(st.text("bcdxyz", min_size=1)), st.sampled_from([*ORDERS]))
def test_plain_words_are_sorted_as_they_are(plain: list[str], language: str) -> None:
    assert alphabetical(" ".join(plain), language)[0] == plain


@given(st.text())
def test_a_written_word_is_part_of_the_text(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert all(word in composed for word in written_words(text))
