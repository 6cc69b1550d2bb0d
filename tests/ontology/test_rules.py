"""Each rule, on a tiny made-up store: what it derives, and that it derives nothing else."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

# For each rule: what is stated, and all that follows from it.
CASES = {
    "member-of": (
        """:role org:member :ada ; org:organization :team . :team org:unitOf :office .
        :office org:unitOf :house . :house org:subOrganizationOf :top .""",
        ":ada org:memberOf :team , :office , :house .",
    ),
    "took-part-in": (
        ":taking npi:event :fair ; npi:participant :ada ; npi:onBehalfOf :house .",
        ":ada npi:tookPartIn :fair . :house npi:tookPartIn :fair .",
    ),
    "involved-in": (
        ":owning npi:actor :house ; npi:initiative :plan .",
        ":house npi:involvedIn :plan .",
    ),
    "based-on": (
        """type:copied skos:broader type:builds-on .
        :plan a npi:Initiative . :model a npi:Initiative . :house a org:Organization .
        :one npi:relationType type:copied ; npi:subject :plan ;
            npi:object :model .
        :two npi:relationType type:part-of ; npi:subject :model ;
            npi:object :plan .
        :three npi:relationType type:builds-on ; npi:subject :house ;
            npi:object :plan .""",
        ":plan npi:basedOn :model .",
    ),
    "parts-and-successors": (
        """type:share skos:broader type:part-of .
        :one npi:relationType type:share ; npi:subject :day ; npi:object :week .
        :two npi:relationType type:part-of ; npi:subject :week ; npi:object :year .
        :three npi:relationType type:successor-of ; npi:subject :agency ; npi:object :board .
        :four npi:relationType type:builds-on ; npi:subject :plan ; npi:object :model .""",
        ":day npi:partOf :week . :week npi:partOf :year . :agency npi:succeeds :board .",
    ),
    "inverses": (
        """graph:ontology { org:hasUnit owl:inverseOf org:unitOf }
        graph:a { :team org:unitOf :house . :role org:member :ada }""",
        ":house org:hasUnit :team .",
    ),
    "superclasses": (
        """graph:ontology { :Fair rdfs:subClassOf :Event . :Event rdfs:subClassOf :Thing }
        graph:a { :fair a :Fair . :Other rdfs:subClassOf :Thing . :other a :Other }""",
        ":fair a :Event , :Thing .",
    ),
    "superproperties": (
        """graph:ontology { :kindOf rdfs:subPropertyOf :sort . :sort rdfs:subPropertyOf :mark }
        graph:a { :fair :kindOf :summit . :other rdfs:subPropertyOf :mark . :fair :other :day }""",
        ":fair :sort :summit ; :mark :summit .",
    ),
    "organisation-classes": (
        """:centre npi:impliesClass org:FormalOrganization .
        :house org:classification :centre .
        :team org:classification :centre ; org:unitOf :house .""",
        ":house a org:FormalOrganization . :team a org:OrganizationalUnit .",
    ),
    "person-countries": (
        """:ada a foaf:Person . :bo a foaf:Person .
        :house npi:country :land . :team org:unitOf :house . :branch org:unitOf :house ;
            npi:country :island .
        :role org:member :ada ; org:organization :team .
        :taking npi:participant :bo ; npi:onBehalfOf :branch .
        :other npi:participant :team ; npi:onBehalfOf :house .""",
        ":ada npi:country :land . :bo npi:country :island .",
    ),
    "change-events": (
        """:agency a org:Organization . :board a org:Organization .
        :renaming npi:relationType type:successor-of ; npi:subject :agency ; npi:object :board ;
            schema:startDate "2020-01"^^xsd:gYearMonth .
        :plan npi:relationType type:successor-of ; npi:subject :newer ; npi:object :older .""",
        """<https://example.org/renaming#change> a org:ChangeEvent , prov:Activity ;
            org:originalOrganization :board ; org:resultingOrganization :agency ;
            schema:startDate "2020-01"^^xsd:gYearMonth .
        :board org:changedBy <https://example.org/renaming#change> .
        :agency org:resultedFrom <https://example.org/renaming#change> .""",
    ),
    "labels": (
        """:ada foaf:name "Ada Ås" . :paper dcterms:title "Et blad"@da .
        :land skos:prefLabel "Land"@sv . :house skos:altLabel "H" .""",
        """:ada rdfs:label "Ada Ås" . :paper rdfs:label "Et blad"@da .
        :land rdfs:label "Land"@sv .""",
    ),
    "unstated": (
        """:whole a qb:Observation ; npi:edition "2" ; npi:period "2019"^^xsd:gYear .
        :bare a qb:Observation ; npi:edition "2" . :other a npi:Claim .
        :barest a qb:Observation ; npi:period "2019"^^xsd:gYear .""",
        """:bare npi:period "XXXX"^^edtf:EDTF . :barest npi:edition "XXXX" .""",
    ),
    "figure-readings": (
        """graph:a { :low a qb:Observation ; qb:dataSet :set ; npi:country :land ; npi:sector :all ;
            npi:indicator :share ; npi:edition "2" ; npi:value 80.0 .
          :high a qb:Observation ; qb:dataSet :set ; npi:country :land ; npi:sector :all ;
            npi:indicator :share ; npi:edition "2" ; npi:value 81.0 . }
        graph:b { :low a qb:Observation ; qb:dataSet :set ; npi:country :land ; npi:sector :all ;
            npi:indicator :share ; npi:edition "2" ; npi:value 80.0 .
          :later a qb:Observation ; qb:dataSet :set ; npi:country :land ; npi:sector :all ;
            npi:indicator :share ; npi:edition "3" ; npi:value 90.0 .
          :dated a qb:Observation ; qb:dataSet :set ; npi:country :land ; npi:sector :all ;
            npi:indicator :share ; npi:edition "2" ; npi:period "2019"^^xsd:gYear ;
            npi:value 91.0 . }""",
        ":low npi:reading 1 . :high npi:reading 2 . :later npi:reading 1 . :dated npi:reading 1 .",
    ),
    "edition-figures": (
        """graph:a { :second a npi:Edition ; npi:survey :count ; npi:country :land ;
            npi:edition "2" ; npi:sector :all .
        :part a npi:Edition ; npi:survey :count ; npi:country :land ; npi:edition "2" ;
            npi:sector :some .
        :asked a qb:Observation ; npi:survey :count ; npi:country :land ; npi:edition "2" ;
            npi:sector :all ; npi:indicator indicator:survey-sample ; npi:value 420.0 .
        :answers a qb:Observation ; npi:survey :count ; npi:country :land ; npi:edition "2" ;
            npi:sector :all ; npi:indicator indicator:survey-responses ; npi:value 301.0 .
        :rate a qb:Observation ; npi:survey :count ; npi:country :land ; npi:edition "2" ;
            npi:sector :some ; npi:indicator indicator:response-rate ; npi:value 71.7 .
        :former a qb:Observation ; npi:survey :count ; npi:country :land ; npi:edition "1" ;
            npi:sector :all ; npi:indicator indicator:survey-responses ; npi:value 250.0 . }""",
        """:second npi:sampleSize 420 ; npi:respondents 301 . :part npi:responseRate 71.7 .""",
    ),
    "bounds": (
        """:own a npi:Claim ; schema:startDate "2016"^^xsd:gYear ; dcterms:source :paper ;
            schema:endDate "2016-02"^^xsd:gYearMonth ; npi:observed "2015-11-30"^^xsd:date .
        :leap a npi:Claim ; npi:observed "2016-02"^^xsd:gYearMonth , "2015-04"^^xsd:gYearMonth .
        :common a npi:Claim ; npi:observed "1900-02"^^xsd:gYearMonth .
        :held a npi:Claim ; npi:event :fair ; dcterms:source :paper .
        :fair schema:startDate "2018-01-26"^^xsd:date ; schema:endDate "2018-01-27"^^xsd:date .
        :figure a npi:Claim ; npi:period "2013"^^xsd:gYear ; dcterms:source :paper .
        :bare a npi:Claim ; npi:event :undated ; dcterms:source :paper , :book .
        :paper dcterms:issued "2018-11"^^xsd:gYearMonth . :book dcterms:issued "2017"^^xsd:gYear .
        :between a npi:Claim ; npi:period "2013/2014-02"^^edtf:EDTF .
        :unknown a npi:Claim .""",
        """:own npi:earliest "2015-11-30"^^xsd:date ; npi:latest "2016-12-31"^^xsd:date .
        :leap npi:earliest "2015-04-01"^^xsd:date ; npi:latest "2016-02-29"^^xsd:date .
        :common npi:earliest "1900-02-01"^^xsd:date ; npi:latest "1900-02-28"^^xsd:date .
        :held npi:earliest "2018-01-26"^^xsd:date ; npi:latest "2018-01-27"^^xsd:date .
        :figure npi:earliest "2013-01-01"^^xsd:date ; npi:latest "2013-12-31"^^xsd:date .
        :between npi:earliest "2013-01-01"^^xsd:date ; npi:latest "2014-02-28"^^xsd:date .
        :bare npi:earliest "2017-01-01"^^xsd:date ; npi:latest "2018-11-30"^^xsd:date .""",
    ),
}


def test_each_rule_has_a_case(folder: Path) -> None:
    """A rule without a case here would go untested."""
    assert {path.stem for path in folder.glob("rules/*.rq")} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_rule_derives_what_follows(
    name: str, folder: Path, make_store: Callable[[str], ox.Store]
) -> None:
    """The rule derives exactly what is expected."""
    stated, expected = CASES[name]
    rule = (folder / "rules" / f"{name}.rq").read_text("utf-8")
    answer = make_store(stated).query(rule)
    assert isinstance(answer, ox.QueryTriples)
    assert set(answer) == {quad.triple for quad in make_store(expected)}


@pytest.mark.parametrize("name", CASES)
def test_rule_is_short_and_says_what_it_derives(name: str, folder: Path) -> None:
    """A rule fits on one screen and begins with its purpose."""
    lines = (folder / "rules" / f"{name}.rq").read_text("utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert len(lines) <= 50
