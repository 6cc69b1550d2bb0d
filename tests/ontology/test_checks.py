"""Each check, on a tiny made-up fault: it finds the fault, and is silent where all is well."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.store import unite

StoreMaker = Callable[[str], ox.Store]

NAMED = """skos:prefLabel "cat"@en , "kat"@da , "katt"@nb , "katt"@sv ,
    "kissa"@fi , "köttur"@is"""

# For each check: what is faulty, about :it, and what looks much like it but is in order.
CASES = {
    "end-before-start": (
        """:one { :it schema:startDate "2018-06"^^xsd:gYearMonth ;
            schema:endDate "2018-05-31"^^xsd:date . }
        :other { :house schema:foundingDate "2018"^^xsd:gYear ;
            schema:dissolutionDate "2017-12"^^xsd:gYearMonth . }""",
        """:one { :it schema:startDate "2018-06"^^xsd:gYearMonth ;
            schema:endDate "2018"^^xsd:gYear . }
        :other { :it schema:endDate "2018-05-31"^^xsd:date . }""",
    ),
    "event-after-its-source": (
        """:one { :paper dcterms:issued "2018-01"^^xsd:gYearMonth .
            :it a npi:Event ; schema:startDate "2018-02-06"^^xsd:date ; dcterms:source :paper ;
                npi:eventStatus eventstatus:held . }
        :other { :it npi:eventStatus eventstatus:announced . }""",
        """:one { :paper dcterms:issued "2018-01"^^xsd:gYearMonth .
            :it a npi:Event ; schema:startDate "2018-02-06"^^xsd:date ; dcterms:source :paper ;
                npi:eventStatus eventstatus:announced .
            :same a npi:Event ; schema:startDate "2018-01-31"^^xsd:date ; dcterms:source :paper .
            :year a npi:Event ; schema:startDate "2018"^^xsd:gYear ; dcterms:source :paper . }
        :other { :book dcterms:issued "2019"^^xsd:gYear .
            :it a npi:Event ; schema:startDate "2018-02-06"^^xsd:date ; dcterms:source :book . }
        :undated { :it a npi:Event ; schema:startDate "2020"^^xsd:gYear ;
            dcterms:source :leaflet . }""",
    ),
    "one-source-two-values": (
        """:one { :it npi:country country:dk , country:se .
            :role schema:endDate "2017"^^xsd:gYear , "2018-01"^^xsd:gYearMonth .
            :fair npi:participantCount 2 , 24 . :plan org:unitOf :house , :house-of-cards . }""",
        """:one { :it npi:country country:dk ; npi:participantCount 24 ; schema:startDate
                "2018"^^xsd:gYear , "2018-01"^^xsd:gYearMonth , "2018-01-26"^^xsd:date ;
            schema:location "A" , "B" . }
        :other { :it npi:country country:se ; npi:participantCount 25 ;
            schema:startDate "2019"^^xsd:gYear . }
        graph:inferred { :ada npi:country country:dk , country:se . }""",
    ),
    "part-of-itself": (
        """:it npi:relationType type:edition-of ; npi:subject :day ; npi:object :week .
        type:edition-of skos:broader type:part-of .
        :week npi:partOf :year . :year org:unitOf :day . :day npi:partOf :week .""",
        """:it npi:relationType type:part-of ; npi:subject :day ; npi:object :week .
        :other npi:relationType type:builds-on ; npi:subject :year ; npi:object :day .
        :self npi:relationType type:part-of ; npi:subject :year ; npi:object :year .
        :week npi:partOf :year . :year npi:partOf :year . :day npi:partOf :week .""",
    ),
    "successor-of-itself": (
        """:it npi:relationType type:successor-of ; npi:subject :c ; npi:object :b .
        :c npi:succeeds :b . :b npi:succeeds :a . :a npi:succeeds :c .""",
        """:it npi:relationType type:successor-of ; npi:subject :c ; npi:object :b .
        :c npi:succeeds :b . :b npi:succeeds :a , :a2 . :b npi:partOf :c .""",
    ),
    "role-after-dissolution": (
        """:one { :house schema:dissolutionDate "2017-06"^^xsd:gYearMonth .
            :it org:organization :house ; npi:observed "2018"^^xsd:gYear . }""",
        """:one { :house schema:dissolutionDate "2017-06"^^xsd:gYearMonth .
            :it org:organization :house ; npi:observed "2017"^^xsd:gYear ;
                schema:startDate "2017-06-30"^^xsd:date . }
        :other { :it org:organization :house ; npi:observed "2018"^^xsd:gYear . }""",
    ),
    "observed-outside-dates": (
        """:one { :it schema:endDate "2018-05"^^xsd:gYearMonth ;
            npi:observed "2018-06-01"^^xsd:date . }""",
        """:one { :it schema:startDate "2018-06"^^xsd:gYearMonth ;
            schema:endDate "2019"^^xsd:gYear ;
            npi:observed "2018"^^xsd:gYear , "2019-12-31"^^xsd:date . }
        :other { :it schema:endDate "2017"^^xsd:gYear . }""",
    ),
    "organisation-within-itself": (
        """:it org:unitOf :house . :house org:subOrganizationOf :home . :home npi:partOf :it .
        :top org:unitOf :top .""",
        ":it org:unitOf :house . :house org:subOrganizationOf :top , :home .",
    ),
    "represented-after-dissolution": (
        """:one { :house schema:dissolutionDate "2017"^^xsd:gYear .
        :it npi:onBehalfOf :house ; npi:event :fair .
        :fair schema:startDate "2018-01-26"^^xsd:date . }""",
        """:one { :house schema:dissolutionDate "2018"^^xsd:gYear .
        :it npi:onBehalfOf :house ; npi:event :fair .
        :fair schema:startDate "2018-01-26"^^xsd:date . }
        :other { :house schema:dissolutionDate "2017"^^xsd:gYear . }""",
    ),
    "same-name-twice": (
        """:it a org:Organization ; rdfs:label "Huset"@da ; npi:country :land .
        :other a org:Organization ; rdfs:label "Huset"@da ; npi:country :land .""",
        """:it a org:Organization ; rdfs:label "Huset"@da , "Staben"@da ; npi:country :land .
        :far a org:Organization ; rdfs:label "Huset"@da ; npi:country :island .
        :other a org:Organization ; rdfs:label "Huset"@nb ; npi:country :land .
        :it org:unitOf :house .
        :unit a org:Organization ; rdfs:label "Staben"@da ; npi:country :land ;
            org:unitOf :home .""",
    ),
    "fewer-participants-than-named": (
        """:ada a foaf:Person . :bo a foaf:Person . :a { :it npi:participantCount 1 .
        :one npi:event :it ; npi:participant :ada . :two npi:event :it ; npi:participant :bo . }""",
        """:ada a foaf:Person . :bo a foaf:Person . :house a org:Organization .
        :a { :it npi:participantCount 1 . :one npi:event :it ; npi:participant :ada .
            :two npi:event :it ; npi:participant :house . }
        :b { :three npi:event :it ; npi:participant :bo . }""",
    ),
    "relation-between-wrong-kinds": (
        ":it npi:relationType type:launch-of ; npi:subject initiative:a ; npi:object event:b .",
        """:it npi:relationType type:launch-of ; npi:subject event:b ; npi:object initiative:a .
        :other npi:relationType type:part-of ; npi:subject initiative:a ; npi:object event:b .
        :last npi:relationType type:edition-of ; npi:subject event:b ; npi:object initiative:a .""",
    ),
    "relation-to-itself": (
        ":it npi:subject :house ; npi:object :house .",
        ":it npi:subject :house ; npi:object :home .",
    ),
    "of-two-kinds": (
        """graph:ontology { [] a owl:AllDisjointClasses ;
            owl:members ( foaf:Person npi:Event npi:Source ) }
        :it a npi:Source , foaf:Person .""",
        """graph:ontology { [] a owl:AllDisjointClasses ;
            owl:members ( foaf:Person npi:Event npi:Source ) }
        :it a npi:Source , foaf:Document . :ada a foaf:Person .""",
    ),
    "one-source-two-figures": (
        """:a { :it a qb:Observation ; qb:dataSet :set ; npi:country :land ;
            npi:sector :all ; npi:indicator :share ; npi:edition "2" ; npi:value 80.0 .
        :other a qb:Observation ; qb:dataSet :set ; npi:country :land ;
            npi:sector :all ; npi:indicator :share ; npi:edition "2" ; npi:value 81.0 . }""",
        """:a { :it a qb:Observation ; qb:dataSet :set ; npi:country :land ;
            npi:sector :all ; npi:indicator :share ; npi:edition "2" ; npi:value 80.0 .
        :dated a qb:Observation ; qb:dataSet :set ; npi:country :land ;
            npi:sector :all ; npi:indicator :share ; npi:edition "2" ; npi:value 81.0 ;
            npi:period "2019"^^xsd:gYear . }
        :b { :other a qb:Observation ; qb:dataSet :set ; npi:country :land ;
            npi:sector :all ; npi:indicator :share ; npi:edition "2" ; npi:value 82.0 . }""",
    ),
    "figure-written-twice": (
        """:a { :he a qb:Observation ; qb:dataSet :set ; npi:country :land ;
            npi:sector :all ; npi:indicator :share ; npi:edition "2" ; npi:value 80 . }
        :b { :it a qb:Observation ; qb:dataSet :set ; npi:country :land ;
            npi:sector :all ; npi:indicator :share ; npi:edition "2" ; npi:value 80.0 . }""",
        """:a { :it a qb:Observation ; qb:dataSet :set ; npi:country :land ;
            npi:sector :all ; npi:indicator :share ; npi:edition "2" ; npi:value 80.0 . }
        :b { :it a qb:Observation ; qb:dataSet :set ; npi:country :land ;
            npi:sector :all ; npi:indicator :share ; npi:edition "2" ; npi:value 80.0 .
        :other a qb:Observation ; qb:dataSet :set ; npi:country :land ;
            npi:sector :all ; npi:indicator :share ; npi:edition "2" ; npi:value 80.5 . }""",
    ),
    "percent-out-of-range": (
        ":it npi:unit unit:percent ; npi:value 100.1 .",
        """:it npi:unit unit:percent ; npi:value 100.0 .
        :many npi:unit unit:count ; npi:value 101.0 .""",
    ),
    "term-without-label": (
        'graph:ontology { :it a skos:Concept ; skos:prefLabel "cat"@en , "kat"@da , "katt"@nb ,'
        ' "katt"@sv , "kissa"@fi }',
        f"graph:ontology {{ :it a skos:Concept ; {NAMED} }} graph:a {{ :other a skos:Concept }}",
    ),
    "term-without-definition": (
        """graph:ontology { :it rdfs:isDefinedBy <https://w3id.org/nordic-innovation/ontology> ;
            skos:definition "hat"@en , "hat"@da , "hatt"@nb .
        :cat skos:inScheme concept:role ; skos:definition "rolle"@da }""",
        """graph:ontology { :it skos:inScheme concept:role ;
            skos:definition "role"@en , "rolle"@da , "rolle"@nb , "roll"@sv .
        :cat rdfs:isDefinedBy <https://w3id.org/nordic-innovation/ontology> ;
            skos:definition "hat"@en , "hat"@da , "hatt"@nb , "hatt"@sv .
        :land skos:inScheme concept:country }""",
    ),
}


def found(folder: Path, name: str, store: ox.Store) -> dict[str, str]:
    """Return the message of a check by the subject it is about."""
    check = (folder / "checks" / f"{name}.rq").read_text("utf-8")
    answer = store.query(check)
    assert isinstance(answer, ox.QuerySolutions)
    return {row["subject"].value: row["message"].value for row in answer}


def test_each_check_has_a_case(folder: Path) -> None:
    """A check without a case here would go untested."""
    assert {path.stem for path in folder.glob("checks/*.rq")} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_check_finds_the_fault(name: str, folder: Path, make_store: StoreMaker) -> None:
    """The check names the faulty thing and says in a sentence what to do."""
    message = found(folder, name, make_store(CASES[name][0]))["https://example.org/it"]
    assert "; " in message
    assert message.endswith(".")


@pytest.mark.parametrize("name", [name for name in CASES if not name.startswith("term-")])
def test_check_of_rows_names_the_property(name: str, folder: Path, make_store: StoreMaker) -> None:
    """The complaint can then name the column and the cell."""
    check = (folder / "checks" / f"{name}.rq").read_text("utf-8")
    answer = make_store(CASES[name][0]).query(check)
    assert isinstance(answer, ox.QuerySolutions)
    assert all(row["property"] for row in answer)


@pytest.mark.parametrize("name", CASES)
def test_check_is_silent_when_all_is_well(name: str, folder: Path, make_store: StoreMaker) -> None:
    """The check raises no false alarm."""
    assert found(folder, name, make_store(CASES[name][1])) == {}


def test_label_check_names_the_missing_language(folder: Path, make_store: StoreMaker) -> None:
    """A name in five languages is found to lack the sixth."""
    messages = found(folder, "term-without-label", make_store(CASES["term-without-label"][0]))
    assert "language is" in messages["https://example.org/it"]


@pytest.mark.parametrize("name", CASES)
def test_check_is_silent_on_the_ontology(
    name: str, folder: Path, turtle_files: list[Path], make_store: StoreMaker
) -> None:
    """The ontology itself has none of the faults."""
    store = make_store("")
    graph = ox.NamedNode("https://w3id.org/nordic-innovation/graph/ontology")
    for path in turtle_files:
        store.load(path.read_bytes(), ox.RdfFormat.TURTLE, to_graph=graph)
    unite(store)
    assert found(folder, name, store) == {}
