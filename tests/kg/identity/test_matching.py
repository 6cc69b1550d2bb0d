"""The matcher on made-up things: what it proposes, what it keeps apart, and why."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from kg.identity.matching import PROPOSED, Proposal, propose
from kg.identity.records import Record, records
from kg.tables import Column, Row, Table, Tables

BASE = "https://w3id.org/nordic-innovation/id"
FOLDERS = {
    "people": "person",
    "organisations": "organisation",
    "events": "event",
    "initiatives": "initiative",
    "sources": "source",
}


def tables(**rows: Iterable[dict[str, str]]) -> Tables:
    """Return tables that have just the columns that their rows fill."""
    schema, filled = [], {}
    for name, cells in rows.items():
        cells = list(cells)
        columns = list(dict.fromkeys(column for row in cells for column in row))
        schema.append(
            Table(
                name,
                "",
                f"{BASE}/{FOLDERS.get(name, name)}/{{id}}",
                tuple(
                    Column(
                        one, "", None, None, None, separator=";" if one == "other_names" else None
                    )
                    for one in columns
                ),
                (),
                (),
            )
        )
        filled[name] = [
            Row(line, tuple(row.get(column, "") for column in columns))
            for line, row in enumerate(cells, 2)
        ]
    return Tables(tuple(schema), filled)


def proposals(**rows: Iterable[dict[str, str]]) -> list[Proposal]:
    return propose(records(tables(**rows)), least=0.0)


def score(**rows: Iterable[dict[str, str]]) -> float:
    """Return the score of the only pair of a kind that has two things; 0 for no candidate."""
    return max((one.score for one in proposals(**rows)), default=0.0)


def people(*names: str, **more: str) -> list[dict[str, str]]:
    return [{"id": f"p{at}", "name": name, **more} for at, name in enumerate(names)]


def same_employer(number: int = 2) -> list[dict[str, str]]:
    return [{"person": f"p{at}", "organisation": "ks-no"} for at in range(number)]


def organisations(*cells: dict[str, str]) -> list[dict[str, str]]:
    return [{"id": f"o{at}", **row} for at, row in enumerate(cells)]


# People ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Une Tange", "Une Tangen"),
        ("Sølve Steffensen", "Sølve Monica Steffensen"),
        ("Eva-Marie Thyberg", "Eva-Marie Blusi Tyberg"),
        ("Peter S. Mortensen", "Peter Mortensen"),
        ("Peter S. Mortensen", "Peter Sune Mortensen"),
        ("Tuula Jäppinen", "Tuula Jappinen"),
        ("Tuula Jäppinen", "Tuula Jaeppinen"),
        ("Nils Aarsæther", "Nils Årsether"),
    ],
)
def test_two_spellings_of_a_name_at_one_employer_are_proposed(one: str, other: str) -> None:
    assert score(people=people(one, other), roles=same_employer()) >= PROPOSED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anne Marie Berg", "Mette Marie Berg"),
        ("Jan Johansson", "Magnus Johansson"),
        ("Charlotte Brogren", "Charlotte Palmgren"),
        ("Torbjørn Larsen", "Torbjørn Pedersen"),
        ("Erik Berg", "Eirin Borg"),
    ],
)
def test_other_people_of_one_employer_are_not_proposed(one: str, other: str) -> None:
    assert score(people=people(one, other), roles=same_employer()) < PROPOSED


def test_a_middle_name_more_is_not_enough_without_anything_in_common() -> None:
    roles = [
        {"person": "p0", "organisation": "digg-se"},
        {"person": "p1", "organisation": "vinnova-se"},
    ]
    names = people("Anna Eriksson", "Anna Fogelberg Eriksson", country="SE")
    assert score(people=names, roles=roles) < PROPOSED


def test_a_surname_more_stays_below_and_is_still_listed() -> None:
    roles = [
        {"person": "p0", "organisation": "region-dk"},
        {"person": "p1", "organisation": "digst-dk"},
    ]
    names = people("Mette Lindstrøm", "Mette Lindstrøm Lage", country="DK")
    assert 0 < score(people=names, roles=roles) < PROPOSED


def test_a_person_has_the_country_of_their_organisations() -> None:
    found = records(
        tables(
            people=people("Ada Lund"),
            organisations=[{"id": "ks-no", "name_nb": "KS", "country": "NO"}],
            roles=same_employer(1),
        )
    )
    assert [one.countries for one in found if one.kind == "person"] == [{"NO"}]


# Organisations -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name_da": "Danmarks Statistik"}, {"name_da": "Danmarks statistik"}),
        ({"name_sv": "Malmö stad", "country": "SE"}, {"name_sv": "Malmoe stad", "country": "SE"}),
        ({"name_en": "Innoco AS"}, {"name_nb": "Innoco"}),
        (
            {"name_da": "Center for Offentlig Innovation"},
            {"name_en": "National Centre for Public Sector Innovation", "other_names": "COI"},
        ),
        (
            {"name_nb": "Senter for statlig økonomistyring", "other_names": "SSØ"},
            {"name_en": "Government Agency for Financial Management", "other_names": "SSØ"},
        ),
    ],
)
def test_one_organisation_under_two_names_is_a_candidate_of_weight(
    one: dict[str, str], other: dict[str, str]
) -> None:
    country = {"country": "DK", "type": "centre"}
    assert score(organisations=organisations({**country, **one}, {**country, **other})) >= PROPOSED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            {"name_nb": "Finansdepartementet", "country": "NO"},
            {"name_sv": "Finansdepartementet", "country": "SE"},
        ),
        ({"name_nb": "Sola kommune"}, {"name_nb": "Sula kommune"}),
        ({"name_nb": "Østre Toten kommune"}, {"name_nb": "Vestre Toten kommune"}),
        ({"name_nb": "Nordlandsforskning"}, {"name_nb": "Østlandsforskning"}),
        (
            {"name_nb": "Buskerud", "type": "municipality"},
            {"name_nb": "Buskerud", "type": "region"},
        ),
        (
            {"name_sv": "Örebro kommun", "type": "municipality"},
            {"name_sv": "Region Örebro län", "type": "region"},
        ),
        ({"name_nb": "Telemark fylkeskommune"}, {"name_nb": "Vestfold og Telemark fylkeskommune"}),
        (
            {
                "name_sv": "Sveriges Kommuner och Landsting",
                "other_names": "SKL",
                "name_en": "Swedish Association",
            },
            {
                "name_sv": "Sveriges Kommuner och Regioner",
                "other_names": "SKR",
                "name_en": "Swedish Association",
            },
        ),
    ],
)
def test_neighbours_in_name_are_not_proposed(one: dict[str, str], other: dict[str, str]) -> None:
    country = {"country": "NO"}
    assert score(organisations=organisations({**country, **one}, {**country, **other})) < PROPOSED


def test_a_stated_relation_keeps_two_of_one_name_apart() -> None:
    rows = organisations({"name_en": "Data Lab"}, {"name_en": "Data Lab"})
    apart = [
        {"subject": "organisation/o1", "relation": "successor-of", "object": "organisation/o0"}
    ]
    assert score(organisations=rows) >= PROPOSED
    assert score(organisations=rows, relations=apart) < PROPOSED


def test_a_unit_is_not_what_it_is_a_part_of() -> None:
    rows = organisations({"name_en": "Data Lab"}, {"name_en": "Data Lab", "part_of": "o0"})
    assert score(organisations=rows) < PROPOSED


# Events ------------------------------------------------------------------------------------------


def test_one_meeting_under_two_titles_is_proposed() -> None:
    events = [
        {"id": "e0", "name_da": "OECDs konference om offentlig innovation 2018",
         "start": "2018-11-19", "end": "2018-11-21", "place": "Paris"},
        {"id": "e1", "name_en": "OECD conference on public sector innovation 2018",
         "start": "2018-11-19", "end": "2018-11-21", "place": "Paris, France"},
    ]  # fmt: skip
    hosts = [{"event": f"e{at}", "participant": "organisation/oecd"} for at in range(2)]
    assert score(events=events, participations=hosts) >= PROPOSED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Expo 2018", "2018"), ("Expo 2019", "2019")),
        (("Møte i rådet", "2018-03-21"), ("Møte i rådet", "2018-09-26")),
        (("Innovation Camp", "2017-12-11"), ("Innovation Camp", "2019-02")),
        (("Workshop 5", "2018-03-21"), ("Workshop 38", "2018-03-21")),
    ],
)
def test_two_editions_are_two_events(one: tuple[str, str], other: tuple[str, str]) -> None:
    events = [
        {"id": f"e{at}", "name_nb": name, "start": start, "country": "NO", "type": "meeting"}
        for at, (name, start) in enumerate((one, other))
    ]
    hosts = [{"event": f"e{at}", "participant": "organisation/ks-no"} for at in range(2)]
    assert score(events=events, participations=hosts) < PROPOSED


# Initiatives -------------------------------------------------------------------------------------


def initiatives(*names: str, **more: str) -> list[dict[str, str]]:
    return [{"id": f"i{at}", "name_nb": name, **more} for at, name in enumerate(names)]


def test_a_name_and_its_acronym_in_brackets_are_one_name() -> None:
    rows = initiatives(
        "Den Socialøkonomiske Investeringsmodel", "Den Socialøkonomiske Investeringsmodel (SØM)"
    )
    assert score(initiatives=rows) >= PROPOSED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Innovasjonsbarometeret 2018", "Innovasjonsbarometeret 2020"),
        ("Innovasjonsbarometeret", "Innovasjonsbarometeret 2020"),
        ("Innovasjonsbarometeret 2018", "Innovasjonsbarometer for staten 2018"),
        ("Aftale om kommunernes økonomi for 2019", "Aftale om regionernes økonomi for 2019"),
        ("Frikommuneforsøg I (2012-2015)", "Frikommuneforsøg II (2016-2020)"),
    ],
)
def test_editions_and_siblings_are_kept_apart(one: str, other: str) -> None:
    assert score(initiatives=initiatives(one, other, country="NO", type="survey")) < PROPOSED


# Sources -----------------------------------------------------------------------------------------


def sources(*cells: dict[str, str]) -> list[dict[str, str]]:
    return [{"id": f"s{at}", "language": "da", **row} for at, row in enumerate(cells)]


def test_one_address_is_one_page() -> None:
    pages = sources(
        {"title": "Ansatte", "url": "http://coi.dk/ansatte/"},
        {"title": "Medarbejdere", "url": "https://www.coi.dk/ansatte"},
    )
    assert score(sources=pages) >= PROPOSED


def test_one_title_at_two_addresses_is_two_pages() -> None:
    pages = sources(
        {"title": "Årsrapport", "url": "https://coi.dk/a", "published": "2018-01-05"},
        {"title": "Årsrapport", "url": "https://dst.dk/b", "published": "2018-01-05"},
    )
    assert score(sources=pages) < PROPOSED


# The whole ---------------------------------------------------------------------------------------


def test_several_rows_of_one_id_are_one_record() -> None:
    (record,) = records(
        tables(
            organisations=[
                {"id": "coi-dk", "name_da": "Center for Offentlig Innovation", "source": "a"},
                {"id": "coi-dk", "name_en": "Centre for Innovation", "source": "b"},
            ]
        )
    )
    assert (record.rows, len(record.own_names)) == (2, 2)
    assert record.sources == {"a", "b"}
    assert record.countries == {"DK"}


def test_people_meet_where_their_municipality_stands_under_two_ids() -> None:
    rows: dict[str, list[dict[str, str]]] = {
        "people": people("Ada Lund", "Ada Karin Lund"),
        "organisations": [
            {"id": "malmo-stad", "name_sv": "Malmö stad", "type": "municipality"},
            {"id": "malmoe-stad-se", "name_sv": "Malmö stad", "type": "municipality"},
        ],
        "roles": [
            {"person": "p0", "organisation": "malmo-stad"},
            {"person": "p1", "organisation": "malmoe-stad-se"},
        ],
    }
    (pair,) = [one for one in proposals(**rows) if one.kind == "person"]
    assert pair.score >= PROPOSED
    assert any("organisation/malmo-stad" in reason for reason in pair.reasons)


def test_order_does_not_matter_and_the_best_comes_first() -> None:
    names = ["Malmö stad", "Malmoe stad", "Lunds kommun", "Lunds kommune", "Asker kommune"]
    rows = organisations(*({"name_sv": name} for name in names))
    gathered: list[Record] = records(tables(organisations=rows))
    expected = propose(gathered, least=0.0)
    assert [one.score for one in expected] == sorted((one.score for one in expected), reverse=True)
    for seed in range(5):
        random.Random(seed).shuffle(gathered)
        assert propose(gathered, least=0.0) == expected


def test_reasons_name_their_weights() -> None:
    (pair,) = proposals(organisations=organisations({"name_da": "KL"}, {"name_da": "KL"}))
    assert pair.reasons[0] == "same name (+5)"
    assert (pair.thing, pair.other) == ("organisation/o0", "organisation/o1")


def test_nothing_gives_nothing() -> None:
    assert propose([]) == []
