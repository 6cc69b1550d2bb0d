"""The ontology: every term named and defined, every outside term declared, and all consistent."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from kg.prefixes import PREFIXES, expand
from kg.settings import BASE

NPI = rdflib.Namespace(f"{BASE}ontology#")
ROOT = rdflib.URIRef(f"{BASE}ontology")
DEFINED = {"en", "da", "nb", "sv"}
LANGUAGES = DEFINED | {"fi", "is"}
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
CLAIM_CLASSES = ("org:Membership", "npi:Participation", "npi:Involvement", "npi:Relation")
BUILT_IN = tuple(PREFIXES[name] for name in ("rdf", "rdfs", "owl"))


def languages(graph: rdflib.Graph, term: rdflib.term.Node, predicate: rdflib.URIRef) -> set[str]:
    """Return the languages in which something is said of a term."""
    texts = graph.objects(term, predicate)
    return {str(text.language) for text in texts if isinstance(text, rdflib.Literal) and text}


def own_terms(graph: rdflib.Graph) -> list[rdflib.URIRef]:
    """Return our own terms, wherever in the ontology they stand."""
    nodes = {node for triple in graph for node in triple if isinstance(node, rdflib.URIRef)}
    return sorted(node for node in nodes if node.startswith(NPI) and node != rdflib.URIRef(NPI))


def kinds(graph: rdflib.Graph, term: rdflib.term.Node) -> set[rdflib.term.Node]:
    """Return as what a term is declared, among the kinds that OWL parts."""
    return set(graph.objects(term, RDF.type)) & {OWL.Class, RDFS.Datatype, *PROPERTY_KINDS}


def test_all_turtle_parses(folder: Path) -> None:
    """Every Turtle file is Turtle and says something."""
    assert all(len(rdflib.Graph().parse(path)) for path in folder.rglob("*.ttl"))


def test_root_names_its_modules(folder: Path, ontology: rdflib.Graph) -> None:
    """The root lists every other module, and no file that is not there."""
    parts = {str(part).rpartition("/")[2] for part in ontology.objects(ROOT, DCTERMS.hasPart)}
    assert parts | {"nordic-innovation"} == {path.stem for path in folder.glob("*.ttl")}


def test_modules_are_named_and_described(ontology: rdflib.Graph) -> None:
    """The page of the ontology goes module by module, each with a name in all languages."""
    for module in ontology.objects(ROOT, DCTERMS.hasPart):
        assert languages(ontology, module, DCTERMS.title) == LANGUAGES, module
        assert languages(ontology, module, DCTERMS.description) == DEFINED, module


def test_the_version_is_told_with_what_changed(ontology: rdflib.Graph) -> None:
    """Version, earlier version, licence, creator, dates and changes stand in the ontology."""
    version = ontology.value(ROOT, OWL.versionInfo)
    assert ontology.value(ROOT, OWL.versionIRI) == rdflib.URIRef(f"{ROOT}/{version}")
    for name in (OWL.priorVersion, DCTERMS.license, DCTERMS.creator):
        assert isinstance(ontology.value(ROOT, name), rdflib.URIRef), name
    created, modified = (ontology.value(ROOT, name) for name in (DCTERMS.created, DCTERMS.modified))
    assert str(created) <= str(modified)
    changes: dict[str, set[str]] = {}
    for note in ontology.objects(ROOT, SKOS.changeNote):
        assert isinstance(note, rdflib.Literal)
        changes.setdefault(note.partition(": ")[0], set()).add(str(note.language))
    assert str(version) in changes
    assert all(told == DEFINED for told in changes.values())


def test_own_terms_are_declared_named_and_defined(ontology: rdflib.Graph) -> None:
    """Each term of ours has a type, names in six languages, definitions in four, and a source."""
    terms = own_terms(ontology)
    assert NPI.Claim in terms
    for term in terms:
        assert (term, RDF.type, None) in ontology, term
        assert languages(ontology, term, RDFS.label) == LANGUAGES, term
        assert languages(ontology, term, SKOS.definition) == DEFINED, term
        assert (term, RDFS.isDefinedBy, ROOT) in ontology, term
        assert isinstance(ontology.value(term, DCTERMS.source), rdflib.URIRef), term


def test_definitions_follow_the_formula(ontology: rdflib.Graph) -> None:
    """An English definition says of which kind a thing is and what sets it apart."""
    for term, text in ontology.subject_objects(SKOS.definition):
        if isinstance(text, rdflib.Literal) and text.language == "en":
            assert re.fullmatch(r"A kind of .+\.", text), term


def test_indicators_are_named_and_defined(folder: Path) -> None:
    """Each indicator of the real table has names in six languages and definitions in four."""
    with (folder.parent / "data/tables/indicators.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 100
    columns = [f"name_{language}" for language in sorted(LANGUAGES)]
    columns += [f"definition_{language}" for language in sorted(DEFINED)]
    assert [(row["id"], column) for row in rows for column in columns if not row[column]] == []


def test_concepts_are_named_and_in_one_scheme(ontology: rdflib.Graph) -> None:
    """Each concept has names and a definition, one scheme, and a place in its hierarchy."""
    named_alone = {rdflib.URIRef(f"{BASE}concept/{name}") for name in ("country", "language")}
    for concept in set(ontology.subjects(RDF.type, SKOS.Concept)):
        scheme = rdflib.URIRef(str(concept).rpartition("/")[0])
        assert languages(ontology, concept, SKOS.prefLabel) >= LANGUAGES, concept
        if scheme not in named_alone:
            assert languages(ontology, concept, SKOS.definition) == DEFINED, concept
        assert list(ontology.objects(concept, SKOS.inScheme)) == [scheme]
        assert (scheme, RDF.type, SKOS.ConceptScheme) in ontology
        above = ontology.value(concept, SKOS.broader)
        assert (above or concept, SKOS.topConceptOf, scheme) in ontology, concept


def test_schemes_fill_their_files(folder: Path) -> None:
    """Each file holds one scheme, of the same name, and its concepts."""
    for path in folder.glob("concepts/*.ttl"):
        scheme = rdflib.URIRef(f"{BASE}concept/{path.stem}")
        graph = rdflib.Graph().parse(path)
        assert set(graph.subjects(RDF.type, SKOS.ConceptScheme)) == {scheme}
        assert set(graph.objects(None, SKOS.inScheme)) <= {scheme}


@pytest.mark.parametrize("name", CLAIM_CLASSES)
def test_edges_name_declared_properties(name: str, ontology: rdflib.Graph) -> None:
    """Each class of claims has two ends and a label, which are declared object properties."""
    for part in (NPI.edgeFrom, NPI.edgeTo, NPI.edgeLabel):
        (end,) = ontology.objects(rdflib.URIRef(expand(name)), part)
        assert kinds(ontology, end) == {OWL.ObjectProperty}


@pytest.mark.parametrize("part", ["From", "To"])
def test_claims_can_be_told_as_sentences(part: str, ontology: rdflib.Graph) -> None:
    """Each class of claims and each relation is worded from both ends, in six languages."""
    scheme = rdflib.URIRef(f"{BASE}concept/relation-type")
    classes = {rdflib.URIRef(expand(name)) for name in CLAIM_CLASSES}
    relations = set(ontology.subjects(SKOS.inScheme, scheme))
    assert set(ontology.subjects(NPI[f"sentence{part}"])) == classes | relations
    for told in classes | relations:
        assert languages(ontology, told, NPI[f"sentence{part}"]) == LANGUAGES, told
        for wording in ontology.objects(told, NPI[f"sentence{part}"]):
            places = sorted(re.findall(r"\{(\w+)\}", str(wording)))
            assert places == ["from", *(["label"] if told in classes else []), "to"], wording
            assert told in classes or str(wording).startswith(f"{{{part.lower()}}}"), wording


def terms_of_tables(folder: Path) -> Iterator[str]:
    """Yield the terms in the metadata of the tables, as prefixed names or full IRIs."""
    text = (folder.parent / "data" / "tables" / "csv-metadata.json").read_text("utf-8")
    for table in json.loads(text)["tables"]:
        for column in table["tableSchema"]["columns"]:
            yield from (key for key in column if key.startswith("npi:"))
            yield from (column[key] for key in ("propertyUrl", "valueUrl") if key in column)
            if isinstance(column.get("datatype"), dict):
                yield column["datatype"].get("@id", "")


def test_terms_of_the_tables_are_declared(folder: Path, ontology: rdflib.Graph) -> None:
    """Every term that the tables use stands in the ontology, with a name."""
    short = re.compile(r"[a-z]+:\w+")
    used = {expand(one) if short.fullmatch(one) else one for one in terms_of_tables(folder)}
    terms = {
        rdflib.URIRef(one) for one in used if one and "{" not in one and "/concept/" not in one
    }
    assert NPI.locator in terms
    for term in terms - {RDF.type}:
        assert (term, RDF.type, None) in ontology, term
        assert languages(ontology, term, RDFS.label) == LANGUAGES, term


@pytest.mark.parametrize("pattern", ["rules/*.rq", "checks/*.rq", "shapes/*.ttl"])
def test_terms_of_rules_checks_and_shapes_are_declared(
    pattern: str, folder: Path, ontology: rdflib.Graph
) -> None:
    """Every class and property that they name stands in the ontology."""
    used = {
        expand(term)
        for path in folder.glob(pattern)
        for term in re.findall(
            r"\b(?:npi|org|foaf|schema|dcterms|skos|qb|prov):\w+", path.read_text("utf-8")
        )
    }
    assert used
    assert {term for term in used if (rdflib.URIRef(term), RDF.type, None) not in ontology} == set()


def test_predicates_of_the_ontology_are_declared(ontology: rdflib.Graph) -> None:
    """OWL 2 DL wants every property declared that is used, and as one kind of property only."""
    for predicate in set(ontology.predicates()):
        if not str(predicate).startswith(BUILT_IN):
            assert len(kinds(ontology, predicate) & set(PROPERTY_KINDS)) == 1, predicate
    for term in set(ontology.subjects(RDF.type)):
        assert len(kinds(ontology, term)) <= 1, term


def test_ranges_are_in_the_datatype_map(ontology: rdflib.Graph) -> None:
    """OWL 2 DL knows no years, months and dates, so no property has them as its range."""
    unknown = {rdflib.XSD.gYear, rdflib.XSD.gYearMonth, rdflib.XSD.date}
    assert unknown.isdisjoint(ontology.objects(None, RDFS.range))
