"""Facets: by what a list or a search is narrowed down, as the address says and as pages show it.

Each choice is a link, so that every state of a list has its address and works without scripts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.exceptions import NotFound

from kg.explore import FACETS, Link, Selection, Value
from kg.folding import alphabetical
from server import releases
from server.kinds import kind_of
from server.languages import PLAIN, here_with, language
from server.paging import Page, page_of

_NAMES = {
    "standing": _("On that day"),
    "kind": _("Kind"),
    "country": _("Country"),
    "type": _("Type"),
    "organisation": _("Organisation"),
    "level": _("Level"),
    "year": _("Year"),
    "participation": _("Part in"),
    "source": _("Source"),
}
# What a facet is called in the list of one kind.
_NAMES_OF_KIND = {
    ("person", "type"): _("Role"),
    ("event", "participation"): _("Who takes part"),
    ("initiative", "participation"): _("Who is involved"),
    ("source", "organisation"): _("Publisher"),
}
_STANDINGS = {"certain": _("certain"), "possible": _("possible")}
_MOST_CHOSEN, _LONGEST = 20, 200
# Values that are shown at once; the others are shown on demand.
_SHOWN = 6
# Values on a page where all of a facet are shown.
_SIZE = 200
# Values that are put in the alphabetical order of their names; more stay in that of their keys, as
# each name has to be read.
_MOST_SORTED = 2000
# What is of one page of values, and not of the list that they narrow down.
_OF_PAGES = ("page", "facet", "values")


@dataclass(frozen=True)
class Choice:
    """A value of a facet as a link.

    Parameters
    ----------
    label
        Its name: a link to a thing or concept, or a plain text.
    count
        Number of things that one would see with it.
    chosen
        Whether it is chosen.
    address
        Where its link leads: with this value chosen, or no more.
    """

    label: Link | LazyString | str
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True)
class Facet:
    """A facet as pages show it.

    Parameters
    ----------
    name
        How addresses name it.
    label
        What it is called.
    choices, more
        The values that are shown, and those that are shown on demand.
    occurring
        Number of values that there are.
    """

    name: str
    label: LazyString
    choices: Sequence[Choice]
    more: Sequence[Choice]
    occurring: int

    @property
    def left_out(self) -> int:
        """Number of values that are not shown."""
        return self.occurring - len(self.choices) - len(self.more)

    @property
    def chosen(self) -> list[Choice]:
        """The values that are chosen."""
        return [one for one in chain(self.choices, self.more) if one.chosen]


@dataclass(frozen=True)
class Whole:
    """All values of a facet, page by page.

    Parameters
    ----------
    label
        What the facet is called.
    choices
        The values on this page, in alphabetical order.
    page
        Which page it is.
    """

    label: LazyString
    choices: Sequence[Choice]
    page: Page[Value]


def chosen() -> dict[str, list[str]]:
    """Return the values that the address asks for, by facet."""
    asked = {name: request.args.getlist(name)[:_MOST_CHOSEN] for name in FACETS}
    return {
        name: [key for key in dict.fromkeys(keys) if 0 < len(key) <= _LONGEST]
        for name, keys in asked.items()
    }


def whole_asked() -> str:
    """Return the facet of which the address asks for all values; nothing where it asks for none.

    Raises
    ------
    NotFound
        If there is no such facet.
    """
    asked = request.args.get("facet", "")
    if asked and asked not in _NAMES:
        raise NotFound(
            gettext("All values can be seen of one of %(names)s.", names=", ".join(_NAMES))
        )
    return asked


def whole(selection: Selection, kind: str) -> Whole | None:
    """Return a page of all values of the facet that the address asks for, if it asks for one.

    Parameters
    ----------
    selection, kind
        As for `shown`.
    """
    name = whole_asked()
    if not name:
        return None
    values = selection.facets[name]
    labels = _labels({name: values}) if len(values) <= _MOST_SORTED else {}
    if labels:
        values = sorted(values, key=lambda one: _order(labels.get(one.path), one.key))
    page = page_of(values, _SIZE, "values")
    choices = list(_choices(name, page.items, labels or _labels({name: page.items})))
    return Whole(_NAMES_OF_KIND.get((kind, name), _NAMES[name]), choices, page)


def _order(label: Link | None, key: str) -> tuple[Any, str]:
    return alphabetical(label.label if label else key, language()), key


def shown(selection: Selection, kind: str = "", without: Collection[str] = ()) -> list[Facet]:
    """Return the facets that narrow something down, with their values.

    Parameters
    ----------
    selection
        What is left, and what further choices would leave.
    kind
        Name of the kind whose list it is; empty where there are several.
    without
        Facets that are not wanted.
    """
    offered = {
        name: values
        for name, values in selection.facets.items()
        if name not in {*without, whole_asked()}
        and (len(values) > 1 or any(one.chosen for one in values))
    }
    labels = _labels(offered)
    return [
        _facet(name, kind, values, labels, selection.occurring[name])
        for name, values in offered.items()
    ]


def _labels(offered: Mapping[str, Sequence[Value]]) -> dict[str, Link]:
    """Return links to the values that can be seen, by their paths."""
    named = (values for name, values in offered.items() if name != "kind")
    paths = [value.path for values in named for value in values if value.path]
    explorer = releases.explorer()
    return dict(zip(paths, explorer.named(paths, language()), strict=True))


def _facet(
    name: str, kind: str, values: Sequence[Value], labels: Mapping[str, Link], occurring: int
) -> Facet:
    choices = list(_choices(name, values, labels))
    first = _SHOWN if len(choices) > _SHOWN + 1 else len(choices)
    first = max([first, *(place for place, one in enumerate(choices, 1) if one.chosen)])
    label = _NAMES_OF_KIND.get((kind, name), _NAMES[name])
    return Facet(name, label, choices[:first], choices[first:], occurring)


def _choices(name: str, values: Sequence[Value], labels: Mapping[str, Link]) -> Iterator[Choice]:
    """Yield values as links that add them to what is chosen, or take them away."""
    others = here_with(**dict.fromkeys((name, *_OF_PAGES)))
    taken = chosen()[name]
    for value in values:
        keys = [key for key in taken if key != value.key] + [value.key] * (not value.chosen)
        asked = urlencode([(name, key) for key in keys], safe=PLAIN)
        address = f"{others}{'&' if '?' in others else '?'}{asked}" if asked else others
        label: Link | LazyString | str = labels.get(value.path, value.key)
        if name == "kind" and value.path:
            label = kind_of(f"{value.path}/").many
        elif name == "standing":
            label = _STANDINGS.get(value.key, value.key)
        yield Choice(label, value.count, value.chosen, address)
