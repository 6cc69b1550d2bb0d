"""The explorer: all that is known of a thing, each part with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pyoxigraph as ox
import pytest

from kg import IRI, Settings
from kg.build import build
from kg.errors import NoRelease, Replaced, UnknownName
from kg.explore import KINDS, Claim, Explorer, Link, Thing
from kg.explore.model import value_text
from kg.folding import alphabetical
from kg.formats import TRIPLES
from kg.prefixes import expand
from kg.settings import BASE
from tests.homes import World

EVERYTHING = [
    "person/juergen-krueger", "organisation/idevaerket", "event/taagetopmoede-2018",
    "initiative/usvabarometri", "source/tangpost-2018", "concept/country/is", "concept/role/head",
    "concept/indicator/fog-days", "dataset/usvabarometri",
    "role/juergen-krueger--idevaerket--seniorraadgiver",
    "observation/usvabarometri--fi--1--2015--all--renewed-share--61-5",
    "edition/usvabarometri--fi--1--all",
]  # fmt: skip


@pytest.fixture(scope="module")
def explorer(world_release: Settings) -> Iterator[Explorer]:
    opened = Explorer.open(world_release)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def krueger(explorer: Explorer) -> Thing:
    return explorer.thing("person/juergen-krueger", "da")


def claims(thing: Thing, heading: str) -> list[Claim]:
    return [one for group in thing.groups if group.heading == heading for one in group.claims]


def facts(one: Thing | Claim) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fact in one.facts:
        found.setdefault(str(fact.property.label), []).append(value_text(fact))
    return found


def evidence(one: Thing | Claim) -> list[tuple[str, tuple[str, ...]]]:
    return [(found.source.slug, found.locators) for found in one.evidence]


def test_without_a_release_there_is_nothing_to_open(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with pytest.raises(NoRelease):
        Explorer.open(Settings(home=tmp_path_factory.mktemp("empty")))


def test_a_person_is_named_and_placed(krueger: Thing) -> None:
    assert krueger.link.label == "Jürgen Krüger"
    assert krueger.link.iri == f"{BASE}id/person/juergen-krueger"
    assert (krueger.link.kind, krueger.link.slug) == ("person", "juergen-krueger")
    assert [link.label for link in krueger.types] == ["person"]
    assert facts(krueger) == {"land": ["Danmark"]}
    assert krueger.names == ()
    assert evidence(krueger) == [("tangpost-2018", ("paragraph 3",))]


def test_the_claims_of_a_person_stand_by_kind(krueger: Thing) -> None:
    assert [group.heading for group in krueger.groups] == ["Roller", "Initiativer", "Arrangementer"]
    assert [len(group.claims) for group in krueger.groups] == [1, 1, 1]


def test_a_role_has_its_title_and_its_evidence(krueger: Thing) -> None:
    (role,) = claims(krueger, "Roller")
    assert (role.other.path, role.role and role.role.label) == (
        "organisation/idevaerket",
        "seniorrådgiver",
    )
    assert facts(role) == {"titel": ["Seniorrådgiver"]}
    assert evidence(role) == [("tangpost-2018", ("paragraph 3",))]
    assert role.link.label == "Jürgen Krüger – seniorrådgiver – Idéværket"


def test_a_claim_of_two_sources_names_each_with_its_own_place_once(krueger: Thing) -> None:
    (speech,) = claims(krueger, "Arrangementer")
    assert evidence(speech) == [
        ("ringbook-2021", ("page 7",)),
        ("tangpost-2018", ("paragraph 3",)),
    ]
    assert facts(speech) == {"på vegne af": ["Blåbærringen", "Idéværket"]}


def test_a_claim_cited_without_a_place_names_its_source(explorer: Explorer) -> None:
    thing = explorer.thing("person/aase-oest-aeroe", "da")
    (visit,) = [c for c in claims(thing, "Arrangementer") if c.other.slug == "thokufundur-2016"]
    assert evidence(visit) == [("ringbook-2021", ())]


def test_neighbours_are_the_other_ends_each_once(explorer: Explorer, krueger: Thing) -> None:
    assert {link.path for link in krueger.neighbours} == {
        "organisation/idevaerket",
        "initiative/regnebraettet",
        "event/taagetopmoede-2018",
    }
    summit = explorer.thing("event/taagetopmoede-2018", "da")
    paths = [link.path for link in summit.neighbours]
    assert paths.count("person/aase-oest-aeroe") == 1
    assert len(claims(summit, "Deltagere")) == 7


def test_an_organisation_sees_claims_made_on_its_behalf(explorer: Explorer) -> None:
    thing = explorer.thing("organisation/idevaerket", "en")
    found = {claim.other.slug for claim in claims(thing, "on behalf of")}
    assert found == {"juergen-krueger", "aase-oest-aeroe"}
    assert thing.groups[-1].heading == "on behalf of"


def test_the_facts_of_an_organisation_have_their_source(explorer: Explorer) -> None:
    thing = explorer.thing("organisation/idevaerket", "en")
    assert facts(thing)["unit of"] == ["Tangløse Association of Municipalities"]
    (fact,) = [fact for fact in thing.facts if fact.property.label == "founded"]
    assert fact.value == "2014-09"
    assert [(e.source.slug, e.locators) for e in fact.evidence] == [
        ("tangpost-2018", ("paragraph 2", "paragraph 5"))
    ]


def test_what_is_derived_claims_no_source(explorer: Explorer) -> None:
    thing = explorer.thing("person/thora-duadottir", "en")
    (country,) = [fact for fact in thing.facts if fact.property.label == "country"]
    assert country.evidence == ()


def test_a_figure_without_ends_is_shown_all_the_same(explorer: Explorer) -> None:
    thing = explorer.thing("initiative/usvabarometri", "en")
    figures = thing.groups[-1].claims
    (figure,) = [one for one in figures if "--is--" in one.link.path]
    assert figure.link.label == "Share that has renewed itself – 54.25 – percent"
    assert figure.other == figure.link
    assert figure.role is None
    assert facts(figure)["country"] == ["Iceland"]
    assert evidence(figure) == [("usvaraportti-2020", ("figure 1", "table 2 row 1"))]
    assert figure.other.path not in {link.path for link in thing.neighbours}


@pytest.mark.parametrize("path", EVERYTHING)
@pytest.mark.parametrize("language", ["da", "fi", "en", "kl"])
def test_everything_has_a_page_with_a_name(explorer: Explorer, path: str, language: str) -> None:
    thing = explorer.thing(path, language)
    assert thing.link.path == path
    assert thing.link.label
    assert thing.types


def test_every_link_of_ours_on_a_page_leads_somewhere(explorer: Explorer) -> None:
    for path in EVERYTHING:
        thing = explorer.thing(path, "da")
        links = [*thing.types, *thing.related, *thing.neighbours]
        links += [fact.value for fact in thing.facts if isinstance(fact.value, Link)]
        links += [found.source for found in thing.evidence]
        links += [claim.link for group in thing.groups for claim in group.claims]
        for link in links:
            assert not link.path or explorer.thing(link.path, "da").link.iri == link.iri


@pytest.mark.parametrize(
    ("path", "language", "label", "actual"),
    [
        ("organisation/blaabaerringen", "sv", "Blåbärsringen", "sv"),
        ("organisation/blaabaerringen", "kl", "Kigutaarnaqatigiit", "kl"),
        ("organisation/tangloese-kommuneforbund", "sv", "Tangløse Kommuneforbund", "da"),
        ("organisation/tangloese-kommuneforbund", "fi",
         "Tangløse Association of Municipalities", "en"),
        ("event/thokufundur-2016", "fi", "Þokufundur í Hraunvík", "is"),
        ("person/juergen-krueger", "is", "Jürgen Krüger", None),
        ("source/ringbook-2021", "da", "The Ring Book & Other Tales of Fog", "en"),
        ("concept/country/dk", "fi", "Tanska", "fi"),
    ],
)  # fmt: skip
def test_a_label_says_its_language_when_it_falls_back(
    explorer: Explorer, path: str, language: str, label: str, actual: str | None
) -> None:
    found = explorer.thing(path, language).link.label
    assert (found, found.language) == (label, actual)


def test_other_names_are_shown_with_their_language(explorer: Explorer) -> None:
    names = explorer.thing("organisation/tangloese-kommuneforbund", "da").names
    assert [(str(name), name.language) for name in names] == [
        ("Tangløse Fællesråd", None),
        ("TK", None),
        ("Tangløse Association of Municipalities", "en"),
    ]


def test_all_other_names_are_told_at_once(explorer: Explorer) -> None:
    names = explorer.other_names
    assert names["organisation/tangloese-kommuneforbund"] == {"TK", "Tangløse Fællesråd"}
    assert "concept/country/dk" not in names


def test_a_concept_names_what_it_describes(explorer: Explorer) -> None:
    thing = explorer.thing("concept/country/is", "da")
    assert [link.path for link in thing.related] == [
        "event/thokufundur-2016",
        "organisation/nyskoepunarstofa-hraunvikur",
        "organisation/thokuraduneytid",
        "person/thora-duadottir",
    ]


@pytest.mark.parametrize(
    ("path", "suggested"),
    [
        ("person/jurgen-kruger", "person/juergen-krueger"),
        ("person/juergen", "person/juergen-krueger"),
        ("person/jürgen krüger", "person/juergen-krueger"),
        ("organisation/juergen-krueger", "person/juergen-krueger"),
        ("event/taagetopmode-2018", "event/taagetopmoede-2018"),
        ("concept/country/danmark", "concept/country/dk"),
    ],
)
def test_an_unknown_thing_comes_with_suggestions(
    explorer: Explorer, path: str, suggested: str
) -> None:
    with pytest.raises(UnknownName, match="There is nothing at") as caught:
        explorer.thing(path, "da")
    assert suggested in caught.value.suggestions
    with pytest.raises(UnknownName):
        explorer.data.about(path, "turtle")


RETIRED, REMAINING = "person/soren-grossmann", "person/soeren-grossmann"


def test_a_retired_id_leads_to_the_kept_one(explorer: Explorer) -> None:
    asked: list[Callable[[], object]] = [
        partial(explorer.finder.iri, RETIRED),
        partial(explorer.thing, RETIRED, "da"),
        partial(explorer.data.about, RETIRED, "turtle"),
    ]
    for ask in asked:
        with pytest.raises(Replaced) as caught:
            ask()
        assert caught.value.kept == REMAINING
    assert explorer.thing(REMAINING, "da").names == ("Søren Grosmann",)


def test_a_retired_source_and_its_graph_lead_to_the_kept_one(world: World) -> None:
    world.append("sources.csv", "ring,https://e.org/,The Ring Book,blaabaerringen,en,2021,book")
    world.replace("people.csv", "Søren Großmann,ringbook-2021", "Søren Großmann,ring")
    world.append("same_as.csv", "source/ring,source/ringbook-2021,same,Two entries of one book.")
    build(world.settings)
    explorer = Explorer.open(world.settings)
    for ask in (partial(explorer.source, "ring", "da"),
                partial(explorer.data.named_graph, "ring", "turtle")):  # fmt: skip
        with pytest.raises(Replaced) as caught:
            ask()
        assert caught.value.kept == "source/ringbook-2021"
    explorer.close()


def test_a_retired_id_is_no_thing_of_its_own(explorer: Explorer) -> None:
    assert explorer.counts["counts"]["person"] == len(explorer.listing("person", "da").entries) == 6
    for name in ("Søren Grosmann", "soren grosmann"):
        found = explorer.finder.search(name).paths
        assert found == (REMAINING,)


@pytest.mark.parametrize(
    "path",
    ["", "/", "person/", "person/xyzzy", "x" * 5000, "person/%zz", "a<b", 'a"b', "a\nb", "../x",
     "graph/inferred", "person/\ud800", "ontology#Claim", "person/ /x"],
)  # fmt: skip
def test_what_cannot_be_is_unknown_and_nothing_worse(explorer: Explorer, path: str) -> None:
    with pytest.raises(UnknownName):
        explorer.thing(path, "da")
    with pytest.raises(UnknownName):
        explorer.data.about(path, "ntriples")
    with pytest.raises(UnknownName):
        explorer.source(path, "da")


@pytest.mark.parametrize("format_", TRIPLES)
def test_the_data_of_a_thing_hold_it_and_its_claims(explorer: Explorer, format_: str) -> None:
    data = explorer.data.about("person/juergen-krueger", format_)
    triples = {quad.triple for quad in ox.parse(data, TRIPLES[format_])}
    subjects = {triple.subject.value for triple in triples}
    assert subjects == {
        f"{BASE}id/{path}"
        for path in (
            "person/juergen-krueger",
            "role/juergen-krueger--idevaerket--seniorraadgiver",
            "involvement/regnebraettet--person-juergen-krueger--developer",
            "participation/taagetopmoede-2018--person-juergen-krueger--speaker",
        )
    }
    same = ox.parse(
        explorer.data.about("person/juergen-krueger", "ntriples"), ox.RdfFormat.N_TRIPLES
    )
    assert triples == {quad.triple for quad in same}


def test_the_passages_of_a_source_stand_in_reading_order(explorer: Explorer) -> None:
    view = explorer.source("tangpost-2018", "da")
    assert [passage.locator for passage in view.passages] == [
        "", "title", *(f"paragraph {number}" for number in range(1, 10)), "caption 1",
    ]  # fmt: skip
    assert view.thing.link.label == 'Tåge, tang og "nye veje": topmøde på Østerø'


def test_a_passage_holds_what_is_said_there_and_no_more(explorer: Explorer) -> None:
    view = explorer.source("ringbook-2021", "da")
    (passage,) = [one for one in view.passages if one.locator == "page 7"]
    ((claim, said),) = passage.statements
    assert claim.path == "participation/taagetopmoede-2018--person-juergen-krueger--speaker"
    values = {str(fact.value.label) for fact in said if isinstance(fact.value, Link)}
    assert values == {"Blåbærringen", "Jürgen Krüger", "Tågetopmødet 2018", "oplægsholder"}


def test_a_source_shows_all_it_says_and_nothing_else(explorer: Explorer) -> None:
    view = explorer.source("usvaraportti-2020", "da")
    shown = {link.iri for passage in view.passages for link, _ in passage.statements}
    query = "SELECT DISTINCT ?graph ?s { GRAPH ?graph { ?s ?p ?o } }"
    graph = IRI(view.thing.link.iri.replace("id/source", "graph"))
    said = {row["s"] for row in explorer.graph.select(query, graph=graph)}
    assert shown == said - {graph}  # which is said of the graph itself, for machines


@pytest.mark.parametrize(
    ("kind", "count"),
    [("person", 6), ("organisation", 6), ("event", 4), ("initiative", 5), ("source", 3),
     ("concept/country", 23)],
)  # fmt: skip
def test_a_list_holds_everything_of_its_kind_once(
    explorer: Explorer, kind: str, count: int
) -> None:
    paths = [entry.link.path for entry in explorer.listing(kind, "da").entries]
    assert len(paths) == len(set(paths)) == count
    assert all(path.startswith(f"{kind}/") for path in paths)


def test_every_kind_has_its_list(explorer: Explorer) -> None:
    assert all(explorer.listing(kind, "en").entries for kind in KINDS)


def test_a_list_stands_in_the_order_of_its_labels(explorer: Explorer) -> None:
    labels = [entry.link.label.casefold() for entry in explorer.listing("event", "en").entries]
    assert labels == sorted(labels)


def test_an_entry_has_type_country_and_first_date(explorer: Explorer) -> None:
    entries = {entry.link.slug: entry for entry in explorer.listing("event", "da").entries}
    entry = entries["usvahuippu-2020"]
    assert [link.label for link in entry.types] == ["konference"]
    assert [link.label for link in entry.countries] == ["Finland"]
    assert entry.date == "2020-02-28"
    assert entries["taagetopmoede-2015"].date == "2015"


def test_an_unknown_list_is_named_with_those_there_are(explorer: Explorer) -> None:
    with pytest.raises(UnknownName) as caught:
        explorer.listing("people", "da")
    assert "person" in caught.value.suggestions


def test_search_gives_labels_in_the_language_of_the_reader(explorer: Explorer) -> None:
    hits = explorer.finder.search("Mustikkarengas")
    assert explorer.named(hits.paths, "sv")[0].label == "Blåbärsringen"
    assert hits.corrected == ""


def test_search_is_restricted_and_corrected(explorer: Explorer) -> None:
    assert explorer.finder.search("Krüger", "event").paths == ()
    assert explorer.finder.search("Kruegr", "person").corrected == "Krüger"
    assert explorer.finder.search("Danmark", "concept/country").paths == ("concept/country/dk",)


def test_the_vocabulary_lists_each_term_once_with_its_definition(explorer: Explorer) -> None:
    vocabulary = explorer.vocabulary("da")
    terms = list(vocabulary.terms)
    assert len({term.link.iri for term in terms}) == len(terms) > 100
    claim = next(term for term in terms if term.link.iri.endswith("ontology#Participation"))
    assert (claim.kind, claim.vocabulary) == ("class", f"{BASE}ontology")
    assert claim.definition
    assert claim.definition.language == "da"
    assert [link.iri for link in claim.above] == [f"{BASE}ontology#Claim"]
    (scheme,) = [one for one in vocabulary.schemes if one.slug == "country"]
    assert "concept/country/dk" in {term.link.path for term in scheme.terms}


def test_the_vocabulary_knows_inverses_from_both_ends(explorer: Explorer) -> None:
    found = {term.link.iri: term for term in explorer.vocabulary("en").terms}
    has_unit, unit_of = (found[IRI(expand(name))] for name in ("org:hasUnit", "org:unitOf"))
    assert [link.iri for link in has_unit.inverse] == [unit_of.link.iri]
    assert [link.iri for link in unit_of.inverse] == [has_unit.link.iri]


def test_the_newest_change_of_the_vocabulary_comes_first(explorer: Explorer) -> None:
    vocabulary = explorer.vocabulary("sv")
    versions = [version for version, _note in vocabulary.changes]
    assert versions[0] == vocabulary.value("owl:versionInfo")
    assert versions[-1] == "0.1.0"


@pytest.mark.parametrize("format_", TRIPLES)
def test_the_ontology_is_given_in_each_format(explorer: Explorer, format_: str) -> None:
    data = explorer.data.named_graph("ontology", format_)
    triples = {quad.triple for quad in ox.parse(data, TRIPLES[format_])}
    assert len(triples) > 1000


def test_the_real_article_is_explored(real_release: Settings) -> None:
    explorer = Explorer.open(real_release)
    thing = explorer.thing("person/pia-gjellerup", "da")
    assert thing.link.label == "Pia Gjellerup"
    assert all(claim.evidence for group in thing.groups for claim in group.claims)
    slug = "coi-2018-01-skandinavisk-topmoede"
    assert slug in {one.source.slug for one in thing.evidence}
    numbers = [passage.locator for passage in explorer.source(slug, "da").passages]
    assert "title" in numbers
    assert "paragraph 1" in numbers
    explorer.close()


def test_a_data_set_is_called_as_its_survey_and_not_named_beside_it(explorer: Explorer) -> None:
    path = "dataset/usvabarometri"
    assert explorer.thing(path, "fi").link.label == "Usvabarometri"
    said = explorer.source("usvaraportti-2020", "fi")
    places = [part for passage in said.passages for part in passage.statements]
    assert "Usvabarometri" in [str(link.label) for link, _facts in places if link.path == path]
    properties = {fact.property.iri for _link, facts in places for fact in facts}
    assert expand("npi:survey") in properties
    assert expand("qb:dataSet") not in properties


@pytest.mark.parametrize("name", ["x", "a", "qqqq", "krugexy"])
def test_what_is_not_really_near_is_not_suggested(explorer: Explorer, name: str) -> None:
    with pytest.raises(UnknownName) as caught:
        explorer.thing(f"person/{name}", "en")
    assert caught.value.suggestions == ()


def test_events_come_by_date_and_the_latest_first(explorer: Explorer) -> None:
    found = claims(explorer.thing("person/aase-oest-aeroe", "da"), "Arrangementer")
    dates = [str(one.date) for one in found]
    assert len(set(dates)) > 1
    assert dates == sorted(dates, reverse=True)
    assert [one.other.slug for one in found][-1] == "thokufundur-2016"


def test_what_is_no_event_has_no_date_and_comes_by_name(explorer: Explorer) -> None:
    found = claims(explorer.thing("organisation/idevaerket", "da"), "Personer")
    names = [str(one.other.label) for one in found]
    assert [one.date for one in found] == [None] * len(names)
    assert len(names) > 1
    assert names == sorted(names, key=lambda name: alphabetical(name, "da"))


def test_what_the_rules_turn_round_has_the_evidence_of_the_other_side(explorer: Explorer) -> None:
    thing = explorer.thing("organisation/tangloese-kommuneforbund", "en")
    (unit,) = [fact for fact in thing.facts if fact.property.label == "has unit"]
    (evidence,) = unit.evidence
    assert evidence.source.label.startswith("Tåge, tang")
    assert evidence.locators == ("paragraph 2", "paragraph 5")
    assert evidence.source.path in {one.source.path for one in thing.evidence}
    (same,) = [fact for fact in thing.facts if fact.property.label == "founded"]
    assert "paragraph 2" not in {one for source in same.evidence for one in source.locators}
