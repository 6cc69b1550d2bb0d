"""Descriptions: what is said directly of a thing, apart from the claims in which it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.explore import claims
from kg.explore.labels import Labels, as_text, preferred
from kg.explore.listing import KINDS
from kg.explore.model import Evidence, Fact, Link
from kg.explore.properties import LOCATOR, SOURCE, A
from kg.folding import alphabetical
from kg.prefixes import expand
from kg.store import Answer
from kg.terms import IRI, Text

LABEL = IRI(expand("rdfs:label"))
"""The property by which a thing is called."""
_NAMES = {
    IRI(expand(name)) for name in ("rdfs:label", "skos:altLabel", "foaf:name", "skos:prefLabel")
}
_TYPING = {
    IRI(expand(name))
    for name in ("org:classification", "npi:eventType", "npi:initiativeType", "dcterms:type")
}
# Short cuts repeat what the claims say; provenance is shown beside each fact; the scheme of a
# concept stands in its address; the data set of a figure follows from its survey.
_SHOWN_ELSEWHERE = _NAMES | _TYPING | {A, SOURCE, LOCATOR, IRI(expand("dcterms:title"))} | {
    IRI(expand(name))
    for name in ("org:memberOf", "org:hasMember", "org:hasMembership", "npi:tookPartIn",
                 "npi:involvedIn", "npi:basedOn", "npi:partOf", "npi:succeeds", "skos:inScheme",
                 "skos:topConceptOf", "org:changedBy", "org:resultedFrom", "qb:dataSet",
                 "npi:sentenceFrom", "npi:sentenceTo")
}  # fmt: skip


def types(rows: Iterable[Answer], labels: Labels) -> tuple[Link, ...]:
    """Return the types of a thing: the concepts where it has one, else its class.

    Parameters
    ----------
    rows
        Rows of property and value, of what is said of it.
    labels
        The labels of all that they name.
    """
    rows = list(rows)
    concepts = {IRI(str(row["value"])) for row in rows if row["property"] in _TYPING}
    classes = {IRI(str(row["value"])) for row in rows if row["property"] == A}
    own = {iri for iri in classes if labels.all(iri)} & {IRI(iri) for iri in KINDS.values()}
    return labels.sorted(map(labels.link, concepts or own or classes))


def other_names(rows: Iterable[Answer], language: str) -> tuple[Text, ...]:
    """Return what else a thing is called, by language.

    Parameters
    ----------
    rows
        As for `types`.
    language
        The reader's language, in which it is called by its own name.
    """
    rows = list(rows)
    names = [as_text(row["value"]) for row in rows if row["property"] in _NAMES]
    labels = [as_text(row["value"]) for row in rows if row["property"] == LABEL]
    own = preferred(labels, language) if labels else None
    # What several languages have alike stands once, for the first of them.
    by_language = sorted(names, key=lambda name: name.language or "", reverse=True)
    unique = {str(name): name for name in by_language if str(name) != own}
    return tuple(
        sorted(
            unique.values(), key=lambda name: (name.language or "", alphabetical(name, language))
        )
    )


def is_shown(property_: IRI) -> bool:
    """Return whether a property is shown among the facts, and not in another way."""
    return property_ not in _SHOWN_ELSEWHERE


def facts(rows: Iterable[Answer], labels: Labels, evidence: Mapping[IRI, Evidence]) -> list[Fact]:
    """Return what is said directly of a thing, in alphabetical order, each once."""
    said = [row for row in rows if is_shown(IRI(str(row["property"])))]
    return claims.facts(said, labels, evidence)
