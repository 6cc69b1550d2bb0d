"""How to ask from elsewhere: the page that tells it, and the code that asks a query."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from server.query_page import START
from server.snippets import snippet

pages = Blueprint("use", __name__)

_LANGUAGES = ("curl", "pandas", "r")


@pages.get("/use")
def page() -> str:
    """Tell how to ask from R, Python, OpenRefine, Excel and the command line."""
    endpoint = _endpoint()
    names = ("curl", "pandas", "sparqlwrapper", "rdflib", "r", "excel", "openrefine")
    return render_template(
        "use.html",
        endpoint=endpoint,
        query=START,
        code={name: snippet(name, START, endpoint) for name in names},
    )


@pages.route("/sparql/code", methods=["GET", "POST"])
def code() -> str | BaseResponse:
    """Show the code that asks a query; without a query, how to ask any."""
    # Forms send each end of a line as two characters, whatever the text had.
    query = request.values.get("query", "").replace("\r\n", "\n")
    if not query.strip():
        return redirect(url_for("use.page"), 303)
    code = [snippet(name, query, _endpoint()) for name in _LANGUAGES]
    return render_template("code.html", query=query, code=code)


def _endpoint() -> str:
    return url_for("sparql.page", _external=True, lang=None)
