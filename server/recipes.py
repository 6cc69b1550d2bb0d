"""Recipes: how a network is asked for in an address, and the address that asks for one."""

from __future__ import annotations

import datetime
import re
from typing import Any

from flask import Flask, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from kg.errors import Refusal, WrongDay, WrongRecipe
from kg.explore import FIRST_YEAR, LAST_YEAR, period_of
from kg.networks import Recipe, recipe_for
from server import releases
from server.days import asked_day

_TEXTS = {"between": "between", "weight": "weight"}
_LISTS = {
    "by": "by", "country": "countries", "type": "types", "source": "sources",
    "without_source": "without_sources",
}  # fmt: skip
_CHOICES = ("possible", "roll_up", "successors", "isolates")
_HALF_LIFE = "half_life"
_LABELS = {
    "between": _("Between"),
    "by": _("By"),
    "weight": _("What counts"),
    "from": _("Since"),
    "since": _("Since"),
    "to": _("Until"),
    "until": _("Until"),
    "countries": _("Only of these countries"),
    "types": _("Type"),
    "sources": _("Only by these sources (identifiers)"),
    "without_sources": _("Without these sources (identifiers)"),
    "half_life": _("Years after which it counts half"),
    "show": _("What is drawn"),
    "colour": _("Colour"),
    "size": _("Size"),
    "least": _("Least weight of a tie"),
    "year": _("Year"),
    "ranks": _("Ranks by"),
    "ties": _("Ties"),
    "nodes": _("Nodes"),
}
"""What the form calls the parts of a recipe and of a view."""
_SEPARATOR = re.compile(r"[\s,]+")
PARAMETERS = (*_TEXTS, *_LISTS, *_CHOICES, _HALF_LIFE, "from", "to")
"""The parameters of an address that are parts of a recipe."""


def asked_arguments() -> dict[str, list[str]]:
    """Return the parameters of the address that are parts of a recipe, without what is empty."""
    given = {name: [one for one in request.args.getlist(name) if one] for name in PARAMETERS}
    given |= {name: listed(name) for name in _LISTS}
    return {name: values for name, values in given.items() if values}


def listed(name: str) -> list[str]:
    """Return the values of a parameter of which one address may have several, each once."""
    values = _SEPARATOR.split(" ".join(request.args.getlist(name)))
    return list(dict.fromkeys(filter(None, values)))


def asked_recipe() -> Recipe:
    """Return the recipe that the address asks for.

    Its parameters have the names of the options of ``kg network``, with an underscore in the place
    of a dash: ``?between=organisations&by=events&from=2017&to=2019&roll_up=1``. A choice such as
    ``roll_up`` is made by any value but 0; of lists, several can stand in one value, with a comma
    or a space between them. As of a day, what came after it does not count.

    Raises
    ------
    WrongRecipe
        With all that is wrong, at once.
    """
    asked = request.args
    complaints: list[str] = []
    parts: dict[str, Any] = {
        part: asked[name].strip() for name, part in _TEXTS.items() if asked.get(name, "").strip()
    }
    parts |= {part: tuple(listed(name)) for name, part in _LISTS.items()}
    parts |= {name: asked.get(name, "0") not in {"", "0"} for name in _CHOICES}
    for name, part in (("from", "since"), ("to", "until")):
        parts[part] = _day(name, complaints)
    parts["until"] = min(filter(None, (parts["until"], asked_day())), default=None)
    parts[_HALF_LIFE] = _number(_HALF_LIFE, complaints)
    try:
        recipe = recipe_for(releases.current().affiliations(), **parts)
    except WrongRecipe as error:
        complaints += error.complaints
    if complaints:
        raise WrongRecipe(complaints)
    return recipe


def told(complaint: str) -> str:
    """Return in the language of the reader what is wrong, with the part as the form calls it."""
    if not isinstance(complaint, Refusal):
        return complaint
    said = gettext(complaint.wording, **complaint.values)
    label = _LABELS.get(complaint.part, complaint.part)
    return f"{label}: {said}" if label else said


def init(app: Flask) -> None:
    """Give templates the words for what is wrong."""
    app.jinja_env.filters["complaint"] = told


def _day(name: str, complaints: list[str]) -> datetime.date | None:
    text = request.args.get(name, "").strip()
    try:
        days = period_of(text) if text else None
    except WrongDay:
        complaints.append(
            Refusal(
                name,
                "there is no year, month or day %(value)s between %(first)s and %(last)s.",
                value=repr(text[:40]), first=FIRST_YEAR, last=LAST_YEAR,
            )
        )  # fmt: skip
        return None
    if not days:
        return None
    return days.first if name == "from" else days.last


def _number(name: str, complaints: list[str]) -> float | None:
    text = request.args.get(name, "").strip()
    try:
        return float(text.replace(",", ".")) if text else None  # as it is written in the Nordics
    except ValueError:
        complaints.append(
            Refusal(name, "%(value)s is no number of years above 0.", value=repr(text[:40]))
        )
        return None
