"""Quality: counts, gaps and contradictions of a tiny graph whose answers are known."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.prefixes import PREFIXES
from kg.quality import Contradiction, Quality, Saying, Table, Tally, measure, read, tables
from kg.settings import BASE
from kg.store import Graph, unite

COUNTRY = f"{BASE}concept/country/"
ID = f"{BASE}id/"
SOURCES = {
    "danish": "dcterms:publisher o:kl ; dcterms:issued '2018-01-31' ; dcterms:language <l/da>",
    "report": "dcterms:publisher o:unit ; dcterms:issued '2018' ; dcterms:language <l/da>",
    "icelandic": "dcterms:publisher o:is ; dcterms:language <l/is>",
    "homeless": "dcterms:publisher o:none ; dcterms:issued '2020-02'",
}
SAYS = {
    "danish": """
        o:kl a org:Organization ; npi:country c:dk ; schema:foundingDate '1970' .
        o:unit a org:Organization ; org:unitOf o:kl .
        o:is a org:Organization ; npi:country c:is .
        o:none a org:Organization .
        p:a a foaf:Person . p:b a foaf:Person . p:a npi:country c:dk .
        e:one a npi:Event ; schema:startDate '2018-01-26' ; npi:country c:dk ;
            npi:participantCount 24 .
        e:two a npi:Event ; schema:startDate '2018' .
        p:a npi:tookPartIn e:one .
        i:one a npi:Initiative .
        c:1 npi:subject o:kl ; npi:relationType t:owned-by ; npi:object o:is ;
            schema:startDate '2013-10' ; dcterms:source s:danish .
        c:2 npi:subject o:kl ; npi:relationType t:part-of ; npi:object o:is ;
            schema:startDate '2013-10' ; dcterms:source s:danish .
        r:a a npi:Claim, org:Membership ; org:member p:a ; dcterms:source s:danish ;
            npi:locator 'page 1' .
        f:1 a qb:Observation ; npi:survey i:one ; npi:indicator n:share ; npi:country c:dk ;
            npi:value 70 ; npi:edition '2' ; npi:period 'XXXX' ; dcterms:source s:danish .
        f:3 a qb:Observation ; npi:survey i:one ; npi:indicator n:sample ; npi:country c:dk ;
            npi:value 33.4 ; dcterms:source s:danish .
    """,
    "report": """
        o:kl npi:country c:no ; schema:foundingDate '1971-02' .
        e:one schema:startDate '2018-01' ; npi:participantCount 24 .
        r:a dcterms:source s:report .
        c:3 npi:subject o:kl ; npi:relationType t:owned-by ; npi:object o:is ;
            schema:startDate '2014' ; dcterms:source s:report .
        c:4 npi:subject o:kl ; npi:relationType t:part-of ; npi:object o:is ;
            schema:startDate '2013' ; dcterms:source s:report .
        c:5 npi:subject o:kl ; npi:relationType t:owned-by ; npi:object o:is ;
            schema:startDate '2001' ; schema:endDate '2010' ; dcterms:source s:report .
        r:b a npi:Claim, npi:Participation ; dcterms:source s:report .
        f:2 a qb:Observation ; npi:survey i:one ; npi:indicator n:share ; npi:country c:dk ;
            npi:value 68 ; npi:edition '2' ; npi:period 'XXXX' ; dcterms:source s:report .
        f:4 a qb:Observation ; npi:survey i:one ; npi:indicator n:sample ; npi:country c:dk ;
            npi:value 33 ; dcterms:source s:report .
    """,
}
DANISH, REPORT = 53, 43
"""Number of triples of the two, counted by hand."""
ROWS = {f"{BASE}graph/danish": 12, f"{BASE}graph/report": 7}


@pytest.fixture(scope="module")
def graph() -> Graph:
    """Return two sources that speak and two that only exist, with the union of all graphs."""
    names = {
        **PREFIXES,
        "c": COUNTRY,
        "g": f"{BASE}graph/",
        "n": f"{BASE}concept/indicator/",
        "t": f"{BASE}concept/relation-type/",
    }
    for letter, kind in zip(
        "opeirsf",
        ["organisation", "person", "event", "initiative", "role", "source", "observation"],
        strict=True,
    ):
        names[letter] = f"{ID}{kind}/"
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in names.items())
    made = ox.Store()
    for slug, facts in SOURCES.items():
        text = f"s:{slug} a npi:Source ; {facts} . g:{slug} prov:wasDerivedFrom s:{slug} ."
        made.load(
            f"{head}{text}{SAYS.get(slug, '')}",
            ox.RdfFormat.TURTLE,
            base_iri=f"{BASE}concept/",
            to_graph=ox.NamedNode(f"{BASE}graph/{slug}"),
        )
    unite(made)
    return Graph(made)


@pytest.fixture(scope="module")
def quality(graph: Graph) -> Quality:
    """Return what was measured, nothing having been left out."""
    return measure(graph, ROWS, [("person/a", "person/b")])


def _by_name(tallies: tuple[Tally, ...]) -> dict[str, Mapping[str, int]]:
    return {one.name.rpartition("/")[2]: one.counts for one in tallies}


def test_things_are_counted_by_country(quality: Quality) -> None:
    nordic = _by_name(quality.nordic)
    assert list(nordic) == ["dk", "no", "se", "fi", "is", "fo", "gl", "ax"]
    # A unit, and what it publishes, is of the country of the whole; two sources, two countries.
    assert nordic["dk"] == {
        "source": 2, "rows": 19, "triples": DANISH + REPORT,
        "organisation": 2, "person": 1, "event": 1, "observation": 4,
    }  # fmt: skip
    assert nordic["is"] == {"source": 1, "rows": 0, "triples": 4, "organisation": 1}
    # The report gives the association, and so both sources, a second country.
    assert nordic["no"] == {"source": 2, "rows": 19, "triples": DANISH + REPORT, "organisation": 2}
    assert nordic["fi"] == {}
    assert _by_name(quality.elsewhere) == {
        "": {"source": 1, "rows": 0, "triples": 4, "organisation": 1, "person": 1, "event": 1,
             "initiative": 1}
    }  # fmt: skip


def test_sources_and_what_they_say_are_counted_by_year(quality: Quality) -> None:
    shown = ("source", "rows", "triples", "event", f"{COUNTRY}dk")
    assert [(one.name, *(one[name] for name in shown)) for one in quality.years] == [
        ("2020", 1, 0, 4, 0, 0),
        ("2018", 2, 19, DANISH + REPORT, 2, 2),
        ("", 1, 0, 4, 0, 0),
    ]


def test_sources_and_what_they_say_are_counted_by_language(quality: Quality) -> None:
    assert _by_name(quality.languages) == {
        "da": {"source": 2, "rows": 19, "triples": DANISH + REPORT},
        "is": {"source": 1, "rows": 0, "triples": 4},
        "": {"source": 1, "rows": 0, "triples": 4},
    }


def test_a_country_is_thin_by_its_share_of_the_largest(quality: Quality) -> None:
    assert quality.best.name == f"{COUNTRY}dk"
    thin = [one.name.rpartition("/")[2] for one in quality.thin]
    assert thin == ["se", "fi", "fo", "gl", "ax"]
    iceland = next(one for one in quality.nordic if one.name == f"{COUNTRY}is")
    assert quality.share(iceland) == pytest.approx(0.5)
    assert quality.share(iceland, "person") == 0
    assert quality.share(iceland, "initiative") == 0
    assert quality.thin_years == ()


def test_claims_are_counted_by_what_they_rest_on(quality: Quality) -> None:
    assert _by_name(quality.claims) == {
        "observation": {"one": 4, "several": 0, "placed": 0},
        "participation": {"one": 1, "several": 0, "placed": 0},
        "role": {"one": 0, "several": 1, "placed": 1},
    }


def test_gaps_name_the_things(quality: Quality) -> None:
    gaps = {gap.name: (gap.total, gap.things) for gap in quality.gaps}
    assert gaps == {
        "people-without-role": (2, (f"{ID}person/b",)),
        "organisations-without-country": (4, (f"{ID}organisation/none",)),
        "events-without-participants": (2, (f"{ID}event/two",)),
        "events-without-country": (2, (f"{ID}event/two",)),
        "initiatives-without-actors": (1, (f"{ID}initiative/one",)),
        "sources-without-date": (4, (f"{ID}source/icelandic",)),
    }
    assert quality.gap("people-without-role") == quality.gaps[0]
    assert quality.gap("people-without-shoes") is None


def test_sources_disagree_where_one_value_is_not_the_other_less_exact(quality: Quality) -> None:
    danish, report = (f"{ID}source/danish",), (f"{ID}source/report",)
    assert quality.contradictions == (
        Contradiction(
            f"{ID}organisation/kl",
            "http://schema.org/foundingDate",
            (),
            (Saying("1970", danish), Saying("1971-02", report)),
        ),
        Contradiction(
            f"{ID}organisation/kl",
            f"{BASE}ontology#country",
            (),
            (Saying(f"{COUNTRY}dk", danish), Saying(f"{COUNTRY}no", report)),
        ),
        Contradiction(
            f"{ID}organisation/kl",
            "http://schema.org/startDate",
            (f"{BASE}concept/relation-type/owned-by", f"{ID}organisation/is"),
            (Saying("2013-10", danish), Saying("2014", report)),
        ),
        Contradiction(
            f"{ID}initiative/one",
            f"{BASE}concept/indicator/share",
            (f"{COUNTRY}dk", "2"),
            (Saying("68", report), Saying("70", danish)),
        ),
    )


def test_what_is_written_is_read_back(quality: Quality, tmp_path: Path) -> None:
    file = tmp_path / "quality.json"
    file.write_text(quality.text, "utf-8")
    assert read(file) == quality
    assert quality.unsure == ((f"{ID}person/a", f"{ID}person/b"),)


def test_the_report_is_tables_of_text(quality: Quality) -> None:
    found: dict[str, Table] = {one.title: one for one in tables(quality, {"people": 2}, BASE)}
    assert found["Rows"].rows == (("people", 2),)
    assert ("is", 1, 0, 4, 1, 0, 0, 0, 0) in found[
        "By country; a source, with what it says, is of its publisher's"
    ].rows
    assert found["By language of the source"].rows[0] == ("da", 2, 19, DANISH + REPORT)
    assert found["Thinly covered; what is missing here may exist"].rows[0] == ("se", 0, "0%")
    assert found["Sources that disagree"].rows[0] == (
        "organisation/kl", "schema:foundingDate", "1970", "danish"
    )  # fmt: skip
    assert found["Judged unsure whether they are one"].rows == (("person/a", "person/b"),)
    assert {len(one.columns) for one in found.values()} >= {2, 3, 4}
    assert all(len(row) == len(one.columns) for one in found.values() for row in one.rows)
