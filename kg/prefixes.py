"""Prefixes: the short and the long form of an IRI, and the base that is a setting."""

from __future__ import annotations

import re

from kg.errors import UnknownName
from kg.settings import BASE

PREFIXES: dict[str, str] = {
    "npi": BASE + "ontology#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "schema": "http://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "cpov": "http://data.europa.eu/m8g/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
}

_WRITTEN = {name: f"{name}:" for name in PREFIXES}
_REBASED = re.compile(re.escape(BASE) + r"(?=(?:id|concept|graph)[/}])")


def expand(short: str) -> str:
    """Return the IRI of a prefixed name.

    Raises
    ------
    UnknownName
        If the prefix is not one of ours.

    Examples
    --------
    >>> expand("npi:country")
    'https://w3id.org/nordic-innovation/ontology#country'
    >>> expand("nip:country")
    Traceback (most recent call last):
        ...
    kg.errors.UnknownName: There is no prefix 'nip'.
    """
    prefix, _, local = short.partition(":")
    if prefix not in PREFIXES:
        raise UnknownName(f"There is no prefix {prefix!r}.")
    return PREFIXES[prefix] + local


def compress(iri: str) -> str | None:
    """Return the prefixed name of an IRI, or None where no prefix fits.

    Examples
    --------
    >>> compress("http://xmlns.com/foaf/0.1/name")
    'foaf:name'
    >>> compress("https://example.org/else") is None
    True
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[\w.-]*", iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return None


def named_in(text: str) -> dict[str, str]:
    r"""Return those of our prefixes that a query may use; the parser reads each anew every time.

    Examples
    --------
    >>> sorted(named_in("SELECT * { ?s rdfs:label ?n ; a foaf:Person }"))
    ['foaf', 'rdfs']
    >>> named_in(r"ASK { ?s \u0066oaf:name ?n }") == PREFIXES
    True
    """
    if "\\u" in text or "\\U" in text:  # such letters may be those of a prefix
        return PREFIXES
    return {name: PREFIXES[name] for name, written in _WRITTEN.items() if written in text}


def rebase(text: str, base: str) -> str:
    """Return a text (Turtle, SPARQL, CSVW metadata) with the IRIs of things under another base.

    Only things, concepts and graphs move; the ontology keeps its IRI, as it is the vocabulary
    that other instances share.

    Examples
    --------
    >>> rebase("<https://w3id.org/nordic-innovation/id/person/a> a npi:X", "https://example.org/")
    '<https://example.org/id/person/a> a npi:X'
    >>> rebase("<https://w3id.org/nordic-innovation/ontology#X>", "https://example.org/")
    '<https://w3id.org/nordic-innovation/ontology#X>'
    """
    return text if base == BASE else _REBASED.sub(base, text)
