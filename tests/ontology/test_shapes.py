"""The shapes: a small valid graph conforms, and each message of each shape is earned by a fault."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from kg.store import Graph
from kg.validate import Finding, shape_findings

GraphMaker = Callable[[str], rdflib.Graph]

SHAPE = rdflib.Namespace("https://w3id.org/nordic-innovation/shape#")

VALID = """
:paper a npi:Source ; dcterms:title "Et blad"@da ; dcterms:publisher :house ;
    dcterms:language language:da ; dcterms:issued "2018-01"^^xsd:gYearMonth ;
    dcterms:type sourcetype:report ; schema:url "https://example.org/paper"^^xsd:anyURI .
:ada a foaf:Person ; foaf:name "Ada Ås" ; npi:country country:dk ; dcterms:source :paper .
:house a org:Organization , org:FormalOrganization ; rdfs:label "Huset"@da , "Huset"@nb ;
    org:classification orgtype:centre ; npi:level level:national ; npi:country country:dk ;
    schema:foundingDate "2014"^^xsd:gYear ; schema:dissolutionDate "2020-12-31"^^xsd:date ;
    foaf:homepage <https://example.org/> ; dcterms:source :paper .
:team a org:Organization ; rdfs:label "Hold"@da ; org:unitOf :house ;
    org:subOrganizationOf :house ; dcterms:source :paper .
:role a npi:Claim , org:Membership ; org:member :ada ; org:organization :house ;
    org:role role:head ; npi:title "leder"@da ; schema:startDate "2016"^^xsd:gYear ;
    schema:endDate "2018-05"^^xsd:gYearMonth ; npi:observed "2017-01-02"^^xsd:date ;
    npi:earliest "2016-01-01"^^xsd:date ; npi:latest "2018-05-31"^^xsd:date ;
    npi:locator "paragraph 7" ; dcterms:source :paper .
:fair a npi:Event ; rdfs:label "Messe"@da ; npi:eventType eventtype:summit ;
    npi:eventStatus eventstatus:held ;
    npi:series series:scandinavian-summit ; npi:country country:dk ; npi:participantCount 24 ;
    schema:startDate "2018-01-26"^^xsd:date ; dcterms:source :paper .
:taking a npi:Claim , npi:Participation ; npi:event :fair ; npi:participant :ada ;
    npi:capacity capacity:host ; npi:onBehalfOf :house ; dcterms:source :paper .
:plan a npi:Initiative ; rdfs:label "Plan"@sv ; npi:initiativeType initiativetype:survey ;
    npi:country country:se ; dcterms:description "A plan."@en ; npi:audience "All."@en ;
    foaf:homepage <https://example.org/plan> ; dcterms:source :paper .
:owning a npi:Claim , npi:Involvement ; npi:initiative :plan ; npi:actor :house ;
    npi:capacity capacity:owner ; dcterms:source :paper .
:launch a npi:Claim , npi:Relation ; npi:subject :fair ; npi:relationType type:launch-of ;
    npi:object :plan ; dcterms:source :paper .
:figure a npi:Claim , qb:Observation ; qb:dataSet :figures ; npi:survey :plan ;
    npi:country country:se ; npi:edition "2017" ; npi:period "2017"^^xsd:gYear ;
    npi:sector sector:all ; npi:indicator :share ; npi:value 24.5 ; npi:unit unit:percent ;
    npi:respondents 7 ; npi:reading 1 ; npi:precision precision:rounded ; npi:sampleSize 9 ;
    npi:population "all"@en ; npi:wording "some"@en ; dcterms:source :paper .
:several a npi:Claim , qb:Observation ; qb:dataSet :figures ; npi:survey :plan ;
    npi:country country:nordic ; npi:edition "XXXX" ; npi:period "2017/2018"^^edtf:EDTF ;
    npi:sector sector:all ; npi:indicator :share ; npi:value 20.0 ; npi:unit unit:percent ;
    npi:reading 1 ; dcterms:source :paper .
:second a npi:Claim , npi:Edition ; npi:survey :plan ; npi:country country:se ; npi:edition "2" ;
    npi:sector sector:all ; npi:period "2017"^^xsd:gYear ; npi:population "all"@en ;
    npi:mode "by letter"@en ; skos:note "A note."@en ; dcterms:source :paper .
:figures a qb:DataSet ; npi:survey :plan ; qb:structure npi:dataStructure .
:share a skos:Concept ; skos:inScheme concept:indicator ; skos:prefLabel "share"@en ;
    skos:definition "Share of something."@en .
"""

# What sources may see differently: a thing then has both values.
DIFFERING = """
:house npi:country country:se ; schema:foundingDate "2015-03"^^xsd:gYearMonth ;
    schema:dissolutionDate "2021"^^xsd:gYear ; foaf:homepage <https://example.org/home> .
:team org:unitOf :top ; org:subOrganizationOf :top . :top a org:Organization ;
    rdfs:label "Top"@da ; dcterms:source :paper .
:role schema:endDate "2019"^^xsd:gYear ; npi:title "sjef"@nb ; org:role role:director .
:fair npi:eventStatus eventstatus:announced ; npi:country country:se ; npi:participantCount 25 ;
    schema:startDate "2018-01-27"^^xsd:date ; schema:endDate "2018"^^xsd:gYear , "2019"^^xsd:gYear .
:plan npi:country country:dk ; dcterms:description "One more plan."@en ; npi:audience "Some."@en ;
    schema:startDate "2017"^^xsd:gYear , "2018"^^xsd:gYear .
:figure npi:respondents 8 ; npi:sampleSize 10 ; npi:precision precision:less-than .
"""

# For each shape: things that offend against each of its messages.
INVALID = {
    "Person": ":it a foaf:Person ; dcterms:source :house ; npi:country :house .",
    "Organisation": """:it a org:Organization ; rdfs:label "Uden sprog" ; dcterms:source :house ;
        org:classification :house , level:national ; npi:level :house , orgtype:centre ;
        npi:country :house ; org:unitOf :ada ; org:subOrganizationOf :ada ;
        schema:foundingDate "2018-01" ; schema:dissolutionDate "2018-02-30"^^xsd:date ;
        foaf:homepage "https://example.org/" .""",
    "Membership": """:it a org:Membership ; org:member :house ; org:organization :ada , :house ;
        org:role :ada , level:national ; npi:title "uden sprog" .""",
    "Event": """:it a npi:Event ; rdfs:label "En"@da , "To"@da ; npi:country :house ;
        npi:eventType :house , level:national ; npi:series level:national ;
        npi:eventStatus :house , level:national ;
        npi:participantCount "many" ; schema:startDate "2018" ;
        schema:endDate "2018-13" .""",
    "Participation": """:it a npi:Participation ; npi:event :plan ; npi:participant :fair ;
        npi:capacity :house , level:national ; npi:onBehalfOf :ada .""",
    "Initiative": """:it a npi:Initiative ; npi:initiativeType :house , level:national ;
        npi:country :house ; schema:startDate "soon" ; schema:endDate "later" ;
        dcterms:description "uden sprog" ; npi:audience "uden sprog" ;
        foaf:homepage "home" .""",
    "Involvement": """:it a npi:Involvement ; npi:initiative :fair ; npi:actor :plan ;
        npi:capacity :house , level:national .""",
    "Relation": """:it a npi:Relation ; npi:subject :paper ; npi:object :paper , :plan ;
        npi:relationType :house , level:national .""",
    "Observation": """:it a qb:Observation ; qb:dataSet :house ; npi:survey :fair ;
        npi:country :house , level:national ; npi:reading 0 ; npi:population "all" ;
        npi:precision :house , level:national ; npi:wording "some" ; npi:edition 2017 ;
        npi:period "2013/2014" ; npi:value "much" ;
        npi:sector :house , level:national ; npi:indicator :house ; npi:unit :house , level:nordic ;
        npi:sampleSize "all" ; npi:respondents -1 .""",
    "Edition": """:it a npi:Edition ; npi:survey :fair ; npi:country :house ; npi:sector :house ;
        npi:edition 2 ; npi:population "all" ; npi:mode "by letter" .""",
    "DataSet": ":it a qb:DataSet ; npi:survey :fair ; qb:structure :other .",
    "Indicator": ":it npi:indicator :nothing .",
    "Claim": """[] a npi:Claim . :it a npi:Claim ; dcterms:source :house ; npi:locator 7 ;
        schema:startDate "2018"^^xsd:gYear , "2019"^^xsd:gYear ; schema:endDate "2018-02" ;
        npi:observed "2018-1" ; npi:earliest "2018"^^xsd:gYear ;
        npi:latest "2018-01-31"^^xsd:date , "2018-12-31"^^xsd:date .""",
    "Source": """:it a npi:Source ; dcterms:title "Uden sprog" ; dcterms:publisher "Huset" ;
        dcterms:language :house , level:national ; dcterms:issued "2018-01" ;
        dcterms:type :house , level:national ; schema:url <https://example.org/paper> .""",
}


@pytest.fixture(scope="module")
def shapes(folder: Path) -> rdflib.Graph:
    """Return all shapes as one graph."""
    graph = rdflib.Graph()
    for path in folder.glob("shapes/*.ttl"):
        graph.parse(path)
    return graph


def reported(data: rdflib.Graph, shapes: rdflib.Graph) -> set[str]:
    """Return the messages of all that the shapes object to."""
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(results, rdflib.Graph)
    return {
        str(results.value(result, SH.resultMessage))
        for result in results.subjects(RDF.type, SH.ValidationResult)
    }


def messages(shapes: rdflib.Graph, shape: rdflib.URIRef) -> Iterator[str]:
    """Yield the message of a shape and of each of its properties."""
    for place in (shape, *shapes.objects(shape, SH.property)):
        yield from map(str, shapes.objects(place, SH.message))


def test_valid_graph_conforms(
    ontology: rdflib.Graph, shapes: rdflib.Graph, make_graph: GraphMaker
) -> None:
    """Nothing is said against a graph in which all is well."""
    assert reported(ontology + make_graph(VALID), shapes) == set()


def test_sources_may_differ(
    ontology: rdflib.Graph, shapes: rdflib.Graph, make_graph: GraphMaker
) -> None:
    """Two values of two sources are both kept, so no shape demands that there be one."""
    assert reported(ontology + make_graph(VALID + DIFFERING), shapes) == set()


def test_each_shape_has_an_invalid_example(shapes: rdflib.Graph) -> None:
    """A shape without an example here would go untested."""
    assert set(shapes.subjects(RDF.type, SH.NodeShape)) == {SHAPE[name] for name in INVALID}


@pytest.mark.parametrize("name", INVALID)
def test_invalid_graph_is_reported(
    name: str, ontology: rdflib.Graph, shapes: rdflib.Graph, make_graph: GraphMaker
) -> None:
    """Every message of the shape is earned by one of the faults."""
    found = reported(ontology + make_graph(VALID + INVALID[name]), shapes)
    assert set(messages(shapes, SHAPE[name])) - found == set()


def test_validation_finds_all_that_pyshacl_finds(
    folder: Path, ontology: rdflib.Graph, shapes: rdflib.Graph, make_graph: GraphMaker
) -> None:
    """What is done to the shapes to make them fast takes nothing away from them."""
    faults = "".join(text.replace(":it ", f":{name} ") for name, text in INVALID.items())
    data = ontology + make_graph(VALID + faults)
    store = ox.Store()
    store.load(data.serialize(format="nt"), ox.RdfFormat.N_TRIPLES)
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(results, rdflib.Graph)

    def told(result: rdflib.term.Node, *properties: rdflib.URIRef) -> list[str]:
        values = (results.value(result, one) for one in properties)
        return ["" if isinstance(one, rdflib.BNode) else str(one or "") for one in values]

    expected = sorted(
        told(result, SH.focusNode, SH.resultMessage, SH.value)
        for result in results.subjects(RDF.type, SH.ValidationResult)
    )
    found = sorted(
        [one.subject, one.message, one.value] if "://" in one.subject else ["", one.message, ""]
        for one in shape_findings(Graph(store), folder)
        if isinstance(one, Finding)
    )
    assert found == expected
    assert len(expected) > 100


def test_each_property_has_a_message(shapes: rdflib.Graph) -> None:
    """What is objected to is said in a sentence of ours, with a remedy."""
    for constraint in shapes.objects(None, SH.property):
        assert "; " in str(shapes.value(constraint, SH.message))
