"""What the editor of the query page can complete: our prefixes, and the terms of the ontology."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, jsonify, request

from kg.explore import Term
from kg.folding import findable
from kg.prefixes import PREFIXES, compress
from server import releases
from server.languages import language
from server.presentation import shown

pages = Blueprint("completions", __name__)


@pages.get("/sparql/completions.json")
def data() -> Response:
    """Answer with prefixes, classes and properties, those that are used most first."""
    terms = list(releases.current().vocabulary(language()).terms)
    answer = jsonify(
        {"prefixes": [{"prefix": one, "namespace": iri} for one, iri in PREFIXES.items()]}
        | {kind: _described(terms, kind) for kind in ("class", "property")}
    )
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _described(terms: Iterable[Term], kind: str) -> list[dict[str, str]]:
    """Return the terms of a kind, with the words by which they are found."""
    own = (one for one in terms if one.kind == kind)
    return [
        {
            "term": compress(one.link.iri) or f"<{one.link.iri}>",
            "words": findable(one.link.label),
            "detail": f"{one.link.label} · {shown(one.uses)}",
            "definition": one.definition or "",
        }
        for one in sorted(own, key=lambda one: (-one.uses, one.link.iri))
    ]
