"""Search by name: every spelling, the best first, slips of the finger, and nothing that harms."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import Graph, Settings
from kg.ontology import read
from kg.prefixes import PREFIXES
from kg.search import Hits, SearchIndex, write_index
from kg.settings import BASE
from kg.store import current_release

KRUEGER = "id/person/juergen-krueger"


@pytest.fixture(scope="module")
def index(world_release: Settings) -> Iterator[SearchIndex]:
    opened = SearchIndex(current_release(world_release).search_index)
    yield opened
    opened.close()


Maker = Callable[[dict[str, list[str]], dict[str, int]], SearchIndex]


@pytest.fixture
def indexed(tmp_path: Path) -> Iterator[Maker]:
    """Makes the index of people with these names, each standing in so many claims."""
    opened: list[SearchIndex] = []

    def make(names: dict[str, list[str]], claims: dict[str, int]) -> SearchIndex:
        person = f"{BASE}id/person/"
        lines = [f"@prefix {name}: <{space}> ." for name, space in PREFIXES.items()]
        lines += ["<e:C> npi:edgeFrom <e:from> ."]
        for id_, own in names.items():
            lines += [f'<{person}{id_}> a foaf:Person ; rdfs:label "{name}" .' for name in own]
        for id_, number in claims.items():
            lines += [f"<e:{id_}{count}> <e:from> <{person}{id_}> ." for count in range(number)]
        store = ox.Store()
        store.load("\n".join(lines), ox.RdfFormat.TURTLE)
        assert write_index(Graph(store), tmp_path / "search.sqlite") == len(names)
        opened.append(SearchIndex(tmp_path / "search.sqlite"))
        return opened[-1]

    yield make
    for index in opened:
        index.close()


def first(index: SearchIndex, text: str) -> str:
    return next(iter(index.search(text).paths), "")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Krüger", KRUEGER),
        ("Kruger", KRUEGER),
        ("Krueger", KRUEGER),
        ("KRÜGER", KRUEGER),
        ("kru\u0308ger", KRUEGER),
        ("Jürgen Kruger", KRUEGER),
        ("Krueger, Jurgen", KRUEGER),
        ("krüg", KRUEGER),
        ("j k", KRUEGER),
        ("Søren", "id/person/soeren-grossmann"),
        ("Sören", "id/person/soeren-grossmann"),
        ("Soren Grossmann", "id/person/soeren-grossmann"),
        ("Großmann", "id/person/soeren-grossmann"),
        ("Søren Grosmann", "id/person/soeren-grossmann"),
        ("Åse Øst-Ærø", "id/person/aase-oest-aeroe"),
        ("Ase Ost Aro", "id/person/aase-oest-aeroe"),
        ("aase oest", "id/person/aase-oest-aeroe"),
        ("Ærö", "id/person/aase-oest-aeroe"),
        ("Þóra", "id/person/thora-duadottir"),
        ("thora duadottir", "id/person/thora-duadottir"),
        ("Tuonnal", "id/person/maret-tuonnal-cahppe"),
        ("Čáhppe", "id/person/maret-tuonnal-cahppe"),
        ("Aijala", "id/person/paeivi-aeijaelae"),
        ("Äijälä", "id/person/paeivi-aeijaelae"),
        ("Blåbärsringen", "id/organisation/blaabaerringen"),
        ("Mustikkarengas", "id/organisation/blaabaerringen"),
        ("ÄUV", "id/organisation/aeaelisaaren-uudistamisvirasto"),
        ("Tangløse Fællesråd", "id/organisation/tangloese-kommuneforbund"),
        ("TK", "id/organisation/tangloese-kommuneforbund"),
        ("Danmark", "concept/country/dk"),
        ("Suomi", "concept/country/fi"),
        ("Tåge, tang og", "id/source/tangpost-2018"),
    ],
)
def test_a_name_is_found_in_every_spelling(index: SearchIndex, text: str, path: str) -> None:
    assert first(index, text) == path


def test_an_equal_name_comes_before_one_that_begins_so(indexed: Maker) -> None:
    found = indexed({"a": ["Ål"], "b": ["Ål Kommune"], "c": ["Nye Ål"]}, {"b": 5, "c": 9})
    assert found.search("ål").paths == ("id/person/a", "id/person/b", "id/person/c")


def test_among_equals_the_more_mentioned_comes_first(indexed: Maker) -> None:
    found = indexed({"a": ["Ål"], "b": ["Ål"], "c": ["Ål"]}, {"b": 2, "c": 7})
    assert found.search("ål").paths == ("id/person/c", "id/person/b", "id/person/a")


def test_an_equal_name_comes_first_though_its_letters_are_spelled_in_two_ways(
    indexed: Maker,
) -> None:
    found = indexed({"a": ["Jürgen Krüger"], "b": ["Jürgen Krüger Ål"]}, {"b": 5})
    assert found.search("Jurgen Krüger").paths == ("id/person/a", "id/person/b")


def test_the_best_of_several_names_counts(indexed: Maker) -> None:
    found = indexed({"a": ["Ål og omegn"], "b": ["Noget andet", "Ål"]}, {"a": 9})
    assert found.search("ål").paths == ("id/person/b", "id/person/a")


def test_a_name_in_full_with_words_beside_it_comes_before_names_with_all_the_words(
    indexed: Maker,
) -> None:
    found = indexed({"a": ["Ål"], "b": ["Ål og Brolægning"], "c": ["Brolægning"]}, {"c": 9})
    assert found.search("ål og brolægning og ring").paths == ()
    hits = found.search("ål og brolægning og ring", partly=True)
    assert hits.paths[0] == "id/person/b"
    assert found.search("den ål og brolægning").paths == ("id/person/b",)


def test_words_that_a_name_has_apart_may_be_typed_together(indexed: Maker) -> None:
    found = indexed({"a": ["Dansk Design Center"], "b": ["Design"]}, {"b": 9})
    assert found.search("dansk designcenter").paths == ("id/person/a",)


def test_a_part_of_a_compound_finds_it_after_the_words_that_begin_so(indexed: Maker) -> None:
    found = indexed({"a": ["Kommunetopmødet"], "b": ["Topmødet"]}, {"a": 9})
    assert found.search("topmøde").paths == ("id/person/b", "id/person/a")
    assert found.search("opm").paths == ()


def test_what_is_written_with_a_hyphen_is_found_without(indexed: Maker) -> None:
    found = indexed({"a": ["CO-PI"], "b": ["Åse Øst-Ærø"], "c": ["S:t Görans"]}, {})
    assert found.search("copi").paths == ("id/person/a",)
    assert found.search("co pi").paths == ("id/person/a",)
    assert found.search("st görans").paths == ("id/person/c",)
    assert found.search("østærø").paths == ("id/person/b",)


def test_a_slip_in_the_beginning_of_a_word_is_forgiven(indexed: Maker) -> None:
    found = indexed({"a": ["Digitaliseringsstyrelsen"], "b": ["Dronning"]}, {"b": 9})
    assert found.search("digtalis").paths == ("id/person/a",)


def test_among_those_that_nearly_fit_the_most_alike_comes_first(indexed: Maker) -> None:
    found = indexed({"a": ["Hanne Hansen"], "b": ["Hanna Jansen"]}, {"b": 9})
    assert found.search("Hanne Hanssen").paths[0] == "id/person/a"


def test_job_title_organisation_and_country_may_stand_beside_a_name(index: SearchIndex) -> None:
    assert index.search("Søren Mustikkarengas").paths == ("id/person/soeren-grossmann",)
    assert "id/person/soeren-grossmann" in index.search("Mustikkarengas").paths[1:]


@pytest.mark.parametrize("text", ["Krüger xyzzyxyzzy", "Krüger Dúadóttirrrrrrr"])
def test_where_nothing_has_all_words_little_in_common_is_nothing(
    index: SearchIndex, text: str
) -> None:
    assert index.search(text, partly=True) == Hits(())


def test_where_nothing_has_all_words_those_with_the_most_come_first(indexed: Maker) -> None:
    found = indexed({"a": ["Nordisk topmøde"], "b": ["Topmøde"], "c": ["Nordisk ting"]}, {"c": 9})
    assert found.search("topmøde nordisk 9") == Hits(())
    hits = found.search("topmøde nordisk 9", partly=True)
    assert hits.partly
    assert hits.paths == ("id/person/b", "id/person/a")  # that with a name in full first


def test_words_of_two_names_of_one_thing_find_it(indexed: Maker) -> None:
    assert indexed({"a": ["Nordic", "Pohjoinen"]}, {}).search("nordic pohj").paths == (
        "id/person/a",
    )


def test_all_words_must_fit(index: SearchIndex) -> None:
    assert index.search("Krüger Dúadóttir") == Hits(())


@pytest.mark.parametrize(
    ("text", "corrected", "path"),
    [
        ("Kruegr", "Krüger", KRUEGER),
        ("Jürgen Krugre", "Jürgen Krüger", KRUEGER),
        ("Grossmannn", "Großmann", "id/person/soeren-grossmann"),
        ("blaabaerinngen", "Blåbærringen", "id/organisation/blaabaerringen"),
    ],
)
def test_a_slip_of_the_finger_is_corrected_and_told(
    index: SearchIndex, text: str, corrected: str, path: str
) -> None:
    hits = index.search(text)
    assert hits.paths[0] == path
    assert hits.corrected == corrected


def test_a_word_is_corrected_to_how_it_is_written_most_often(indexed: Maker) -> None:
    found = indexed({"a": ["Nordisk topmøde"], "b": ["Topmøde"], "c": ["Tredje topmøde"]}, {})
    assert found.search("topmode 1234") == Hits(())
    assert found.search("topmoedde").corrected == "topmøde"


def test_what_fits_is_not_corrected(index: SearchIndex) -> None:
    assert index.search("Krüger").corrected == ""


@pytest.mark.parametrize("text", ["xyzzy", "qqqq wwww", "Krüger xyzzy", "9999"])
def test_nothing_like_it_finds_nothing(index: SearchIndex, text: str) -> None:
    assert index.search(text) == Hits(())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"Krüger"', True),
        ("Krüger*", True),
        ("Krüger AND Jürgen", False),
        ("NEAR(Krüger)", False),
        ("spellings:krueger", False),
        ("-Krüger", True),
        ("Krüger'; DROP TABLE thing; --", False),
        ("Kr\0üger", True),
        ("^Krüger", True),
        ("(Krüger", True),
    ],
)
def test_signs_of_the_query_language_have_no_meaning(
    index: SearchIndex, text: str, found: bool
) -> None:
    assert (KRUEGER in index.search(text).paths) == found
    assert index.search("Krüger").paths == (KRUEGER,)


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "%", "_", "*", "'", '"', "Ж", "😀", "\ud800", "\n"]
)
def test_a_text_without_letters_we_know_finds_nothing(index: SearchIndex, text: str) -> None:
    assert index.search(text) == Hits(())


@given(st.text())
def test_no_text_whatever_breaks_the_search(index: SearchIndex, text: str) -> None:
    hits = index.search(text)
    assert len(hits.paths) <= 50
    assert hits.paths or not hits.corrected


@pytest.mark.parametrize("text", ["a" * 2**20, "a " * 2**19, "krueger " * 10_000])
def test_a_very_long_text_is_answered(index: SearchIndex, text: str) -> None:
    index.search(text)


def test_a_kind_restricts_the_search(index: SearchIndex) -> None:
    every = index.search("t").paths
    people = index.search("t", "id/person").paths
    assert set(people) == {path for path in every if path.startswith("id/person/")}
    assert len(people) < len(every)


@pytest.mark.parametrize("kind", ["id/nothing", "%", "' OR 1=1 --", "id/pers"])
def test_an_unknown_kind_finds_nothing(index: SearchIndex, kind: str) -> None:
    assert index.search("krueger", kind).paths == ()


def test_no_more_is_found_than_asked_for(index: SearchIndex) -> None:
    assert len(index.search("t", limit=3).paths) == 3


def test_terms_of_the_ontology_are_not_found(index: SearchIndex) -> None:
    assert index.search("Membership").paths == ()


def test_the_number_of_things_is_told(world_release: Settings) -> None:
    report = current_release(world_release).report
    kinds = ("person", "organisation", "event", "initiative", "source")
    countries = len(read(world_release.ontology, world_release.base_iri).concepts["country"])
    assert report["searchable"] == sum(report["counts"][kind] for kind in kinds) + countries


def test_threads_share_an_index(index: SearchIndex) -> None:
    found: list[Hits] = []

    def search() -> None:
        found.extend(index.search("Krüger") for _ in range(50))

    threads = [threading.Thread(target=search) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {hits.paths for hits in found} == {(KRUEGER,)}
    assert len(found) == 20 * 50


@pytest.mark.parametrize("name", ["a b", "50%20", "#1", "what?", "æøå", "a&b=c", "it's"])
def test_an_index_is_opened_wherever_it_lies(
    world_release: Settings, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).mkdir()
    copied = shutil.copy(current_release(world_release).search_index, tmp_path / name)
    opened = SearchIndex(Path(copied))
    assert opened.search("Krüger").paths == (KRUEGER,)
    opened.close()


def test_an_index_is_not_written_to(index: SearchIndex) -> None:
    with pytest.raises(Exception, match="readonly"):
        index._connection.execute("DELETE FROM thing")
