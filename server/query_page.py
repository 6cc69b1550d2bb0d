"""The page to ask SPARQL on: the query, its answer or what is wrong with it, and the examples.

All of it is made here, and works without JavaScript. With it, `static/query.js` asks for this very
page and places what is in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, render_template, request
from flask_babel import gettext

from kg.answers import AnswerTable, Outcome
from kg.errors import KGError, QueryError, QuerySyntaxError
from kg.folding import findable
from kg.formats import TRIPLES
from kg.questions import Question, all_questions
from kg.settings import Settings
from server import errors, releases, vendor
from server.answer_chart import chart
from server.answer_columns import columns
from server.answer_network import network
from server.languages import language

SHOWN = 500
"""Number of rows of a table that the page shows at most."""
SHOWN_BYTES = 300_000
"""Number of bytes of a table or of triples that the page shows at most."""

_AROUND = 3
_ROWS, _MOST_ROWS = 10, 26
START = """SELECT ?person ?name ?organisation WHERE {
  ?person a foaf:Person ;
    rdfs:label ?name ;
    org:memberOf ?organisation .
}
ORDER BY ?name
LIMIT 50
"""
"""The query that stands on the page to begin with."""


def page(
    query: str = START,
    graphs: Mapping[str, Sequence[str]] | None = None,
    outcome: Outcome | None = None,
    error: QueryError | None = None,
) -> Response:
    """Return the page with a query, and its answer or what is wrong with it.

    Parameters
    ----------
    query
        The text of the query; without it, one to begin with.
    graphs
        The parameters of the protocol that say what graphs it is about.
    outcome
        The beginning of its answer, where it was asked.
    error
        What is wrong with it; the page has its status then.
    """
    release = releases.current()
    table = outcome.table() if outcome and outcome.format == "json" else None
    answer = Response(
        render_template(
            "sparql.html",
            query=query,
            rows=min(max(_ROWS, query.count("\n") + 2), _MOST_ROWS),
            questions=_questions(release.settings),
            asked=request.values.get("question", ""),
            seconds=release.settings.query_seconds,
            outcome=outcome,
            beginning=outcome.body.decode(errors="ignore") if outcome else "",
            table=table,
            numbers=columns(table).numbers if table else (),
            chart=chart(table) if table else None,
            network=network(table) if table else None,
            base=release.settings.base_iri,
            downloads=_downloads(outcome, table),
            editor=vendor.editor(),
            words=_words(),
            graphs=graphs or {},
            error=error,
            title=errors.title_of(error) if error else "",
            **_passage(query, error),
        )
    )
    answer.vary.add("Accept")
    if error:
        answer.status_code = error.status
    return answer


@dataclass(frozen=True)
class Example:
    """A competency question, as the page offers it.

    Parameters
    ----------
    name
        Its name.
    language, wording
        The question, and the language it is worded in.
    findable
        Its words in plain letters, to search in.
    """

    name: str
    language: str
    wording: str
    findable: str


def _questions(settings: Settings) -> list[Example]:
    """Return the examples; the page stands without them too."""
    try:
        known = all_questions(settings)
    except KGError as error:
        current_app.logger.warning("No example questions: %s", error)
        return []
    return [Example(one.name, *one.worded(language()), _findable(one)) for one in known]


def _findable(one: Question) -> str:
    return findable(" ".join(one.wordings.values()))


def _words() -> dict[str, str]:
    """Return what the script of the page says, in the reader's language."""
    return {
        "query": gettext("Query"),
        "running": gettext("The query is running …"),
        "seconds": gettext("{number} s"),
        "finished": gettext("Answered in {seconds} s."),
        "failed": gettext("Not answered, after {seconds} s."),
        "cancelled": gettext("Cancelled after {seconds} s."),
        "unreachable": gettext("The server could not be reached. Try again in a moment."),
        "found": gettext("{number} of {all} questions"),
        "sort": gettext("Sort by {column}"),
        "completions": gettext("What can stand here"),
        "fault": gettext("Fault"),
    }


def _passage(query: str, error: QueryError | None) -> dict[str, Any]:
    """Return where a query is not SPARQL, and its lines around that place."""
    if not isinstance(error, QuerySyntaxError) or not error.line:
        return {"place": None}
    first = max(1, error.line - _AROUND)
    lines = query.splitlines()[first - 1 : error.line + _AROUND]
    return {"place": error, "first_line": first, "lines": lines}


def _downloads(outcome: Outcome | None, table: AnswerTable | None) -> tuple[str, ...]:
    """Return the formats in which the answer can be had."""
    if outcome is None:
        return ()
    if table is None:
        return tuple(TRIPLES)
    return ("csv", "json", "tsv", "xml") if table.boolean is None else ("json", "xml")
