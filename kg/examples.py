"""The competency questions as RDF: examples of queries, by SHACL's ``sh:SPARQLExecutable``.

They are told as the collections of examples of the life sciences tell theirs: the wording as a
comment, the text by ``sh:select`` and the like, the endpoint by ``schema:target``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from kg.prefixes import PREFIXES, expand
from kg.prologue import form
from kg.questions import Question
from kg.vocabulary import A

EXAMPLES: Final = "sparql/questions"
"""Address of the examples, relative to the base."""

# SHACL knows no executable that describes.
_EXECUTABLES = {
    "SELECT": ("sh:SPARQLSelectExecutable", "sh:select"),
    "ASK": ("sh:SPARQLAskExecutable", "sh:ask"),
    "CONSTRUCT": ("sh:SPARQLConstructExecutable", "sh:construct"),
}
_ANY_URI = ox.NamedNode(expand("xsd:anyURI"))


def triples(questions: Iterable[Question], base: str, endpoint: str) -> Iterator[ox.Triple]:
    """Yield what is to be said of questions; those that describe are left out.

    Parameters
    ----------
    questions
        The competency questions.
    base
        Base of the IRIs of things; that of a question is ``<base>sparql/questions#<name>``.
    endpoint
        The web address at which they can be asked.

    Examples
    --------
    >>> one = Question("001-who", "Who?", "ASK {}", {"en": "Who?", "da": "Hvem?"})
    >>> said = triples([one], "https://e.org/", "https://e.org/sparql")
    >>> ox.Literal("ASK {}") in {triple.object for triple in said}
    True
    """
    document = ox.NamedNode(base + EXAMPLES)
    for prefix, namespace in PREFIXES.items():
        declared = ox.NamedNode(f"{document.value}#prefix-{prefix}")
        yield ox.Triple(document, _term("sh:declare"), declared)
        yield ox.Triple(declared, _term("sh:prefix"), ox.Literal(prefix))
        yield ox.Triple(declared, _term("sh:namespace"), ox.Literal(namespace, datatype=_ANY_URI))
    for one in questions:
        if form(one.text) in _EXECUTABLES:
            yield from _executable(one, document, endpoint)


def _executable(one: Question, document: ox.NamedNode, endpoint: str) -> Iterator[ox.Triple]:
    example = ox.NamedNode(f"{document.value}#{one.name}")
    kind, says = _EXECUTABLES[form(one.text)]
    yield ox.Triple(example, A, _term("sh:SPARQLExecutable"))
    yield ox.Triple(example, A, _term(kind))
    yield ox.Triple(example, _term(says), ox.Literal(one.text))
    yield ox.Triple(example, _term("sh:prefixes"), document)
    yield ox.Triple(example, _term("schema:target"), ox.NamedNode(endpoint))
    for language, wording in one.wordings.items():
        yield ox.Triple(example, _term("rdfs:comment"), ox.Literal(wording, language=language))


def _term(short: str) -> ox.NamedNode:
    return ox.NamedNode(expand(short))
