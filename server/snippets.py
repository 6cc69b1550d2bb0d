"""Snippets: the code that asks a query from another program, one template for each.

A query may hold anything, so that each language has its own way to quote it here. What a snippet
asks is the very text of the query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from flask import Flask, render_template

from kg.networks import Recipe
from kg.prologue import form

_TITLES = {
    "curl": "curl",
    "pandas": "Python: pandas",
    "sparqlwrapper": "Python: SPARQLWrapper",
    "rdflib": "Python: rdflib",
    "r": "R",
    "excel": "Power Query (M)",
    "openrefine": "GREL",
    "network": "Python: kg",
    "command": "kg",
}
_QUOTE, _ESCAPED = '"', '\\"'
_ENDING = re.compile('"{3,}|"+$')
"""What would end a Python string of several lines."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Snippet:
    """The code that asks a query.

    Parameters
    ----------
    name
        Name of its template.
    title
        What it is written in and for.
    text
        The code.
    """

    name: str
    title: str
    text: str


def snippet(name: str, query: str, endpoint: str) -> Snippet:
    """Return the code that asks a query and shows the answer.

    Parameters
    ----------
    name
        ``curl``, ``pandas``, ``sparqlwrapper``, ``rdflib``, ``r``, ``excel`` or ``openrefine``.
    query
        The text of the query.
    endpoint
        The web address at which it is asked.
    """
    # Neither a command nor R can hold the character NUL; this is how SPARQL writes it.
    query = query.replace("\0", "\\u0000").strip()
    text = render_template(f"code/{name}.txt", query=query, form=form(query), endpoint=endpoint)
    return Snippet(name, _TITLES[name], text.strip())


def network_snippets(recipe: Recipe, endpoint: str) -> list[Snippet]:
    """Return the code and the command that make a network again.

    Parameters
    ----------
    recipe
        How it is made.
    endpoint
        The web address at which the graph can be asked.
    """
    usual = {one.name: one.default for one in fields(recipe)}
    parts = {name: value for name, value in vars(recipe).items() if value != usual[name]}
    return [
        Snippet(name, _TITLES[name], render_template(
            f"code/{name}.txt", parts=parts, recipe=recipe, endpoint=endpoint,
        ).strip())
        for name in ("network", "command")
    ]  # fmt: skip


def in_shell(text: str) -> str:
    r"""Return a text as a word of the shell.

    Examples
    --------
    >>> print(in_shell("it's"))
    'it'\''s'
    """
    return "'{}'".format(text.replace("'", "'\\''"))


def in_python(text: str) -> str:
    r"""Return a text as a Python string, over several lines where it has some.

    Examples
    --------
    >>> print(in_python('SELECT "Åse"'))
    "SELECT \"Åse\""
    >>> in_python('SELECT\n"Åse"').count("\n")
    1
    """
    if "\n" not in text:
        return f'"{_escaped(text).replace(_QUOTE, _ESCAPED)}"'
    return f'"""{_ENDING.sub(lambda found: found[0].replace(_QUOTE, _ESCAPED), _escaped(text))}"""'


def literal(value: object) -> str:
    """Return a value of a recipe as Python writes it.

    Examples
    --------
    >>> import datetime
    >>> print(literal(("dk", "no")), literal(datetime.date(2017, 1, 31)))
    ("dk", "no") datetime.date(2017, 1, 31)
    """
    if isinstance(value, str):
        return in_python(value)
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' * (len(value) == 1)})"
    return repr(value)


def in_r(text: str) -> str:
    r"""Return a text as a string of R, over several lines where it has some.

    Examples
    --------
    >>> print(in_r("SELECT 'Åse'"))
    'SELECT \'Åse\''
    """
    return "'" + _escaped(text).replace("'", "\\'") + "'"


def in_m(text: str) -> str:
    """Return a text as one of Power Query's language M, over several lines where it has some.

    Examples
    --------
    >>> print(in_m("SELECT 'Åse' # (a) #(lf)"))
    "SELECT 'Åse' # (a) #(#)(lf)"
    """
    quoted = text.replace("#(", "#(#)(").replace('"', '""')
    return '"' + _CONTROL.sub(lambda letter: f"#({ord(letter[0]):04x})", quoted) + '"'


def _escaped(text: str) -> str:
    """Return a text with backslashes doubled, and what cannot be printed by its code."""
    doubled = text.replace("\\", "\\\\")
    return _CONTROL.sub(lambda letter: f"\\x{ord(letter[0]):02x}", doubled)


def init(app: Flask) -> None:
    """Give the templates of code their filters."""
    app.jinja_env.filters.update(
        {one.__name__: one for one in (in_shell, in_python, in_r, in_m, literal)}
    )
