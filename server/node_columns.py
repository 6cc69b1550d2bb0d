"""The columns of tables of nodes: what they are called, what they mean, how one sorts by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from kg.folding import alphabetical
from kg.networks.measures import NodeMeasures
from server.columns import Column
from server.country_names import country_names
from server.languages import language

_Key = Callable[[NodeMeasures], Any]
"""Gives by what a row is sorted; what is not defined comes last where the best is first."""


def _of(name: str) -> _Key:
    def key(row: NodeMeasures) -> tuple[bool, float]:
        value = getattr(row, name)
        return value is not None, value or 0

    return key


def _countries(row: NodeMeasures) -> list[Any]:
    names = country_names()
    return [alphabetical(names[one], language()) for one in row.countries]


def _rank(row: Any) -> tuple[bool, int]:
    return row.rank is None, row.rank or 0


def _by_source(row: Any) -> tuple[bool, tuple[int, int]]:
    ends = row.ranked and row.ranked.by_source
    return not ends, ends or (0, 0)


def _measure(name: str, label: LazyString, meaning: LazyString | None = None) -> Column:
    return Column(name, label, _of(name), meaning)


_ALL = (
    Column(
        "name",
        _("Name"),
        lambda row: alphabetical(row.label, language()),
        is_number=False,
        is_highest_first=False,
    ),
    Column(
        "kind",
        _("Kind"),
        lambda row: (row.kind, alphabetical(row.label, language())),
        is_number=False,
        is_highest_first=False,
    ),
    Column(
        "country",
        _("Country"),
        lambda row: (_countries(row), alphabetical(row.label, language())),
        is_number=False,
        is_highest_first=False,
    ),
    Column(
        "community",
        _("Community"),
        _of("community"),
        _(
            "Number of the part of the network that holds together (Leiden; Traag and others "
            "2019), the largest first."
        ),
    ),
    Column("degree", _("Ties"), lambda row: (row.degree, row.strength)),
    Column(
        "rank",
        _("Rank"),
        _rank,
        _(
            "Rank by what is chosen above the table, the highest first. Beside it stands between "
            "which ranks it lies in 95 of 100 networks of what is shared, drawn anew with "
            "replacement (bootstrap; Efron 1979), told as of as many things as are here, where "
            "equals have all the ranks that they take up together. A share says in how many of "
            "these it is, where it is missing in more than 5 of 100."
        ),
        is_highest_first=False,
    ),
    Column(
        "by_source",
        _("Rank without one source"),
        _by_source,
        _(
            "The best and the worst rank that it has where one of the sources is left out "
            "(jackknife), counted among those who are then left; none where it then has no part in "
            "the network."
        ),
        is_highest_first=False,
    ),
    Column("strength", _("Weight"), lambda row: (row.strength, row.degree)),
    _measure(
        "betweenness",
        _("Betweenness"),
        _("Share of the shortest ways between all other things that lead through it, from 0 to 1."),
    ),
    _measure(
        "closeness",
        _("Closeness"),
        _(
            "How few steps it is away from all that it reaches, times the share of all others that "
            "it reaches, from 0 to 1 (Wasserman and Faust 1994)."
        ),
    ),
    _measure(
        "eigenvector",
        _("Eigenvector"),
        _(
            "How well it is tied to those who are well tied themselves, the best 1; within "
            "the largest part only (Bonacich 1972)."
        ),
    ),
    _measure(
        "pagerank",
        _("PageRank"),
        _(
            "Share of the time that a walker spends there who follows ties by their weights "
            "(Page and others 1999)."
        ),
    ),
    _measure(
        "core",
        _("Core"),
        _(
            "The largest k for which it is among those of whom each is tied to k others of "
            "them (Seidman 1983)."
        ),
    ),
    _measure(
        "clustering",
        _("Clustering"),
        _(
            "Share of the pairs of its neighbours that are tied themselves, from 0 to 1 "
            "(Watts and Strogatz 1998)."
        ),
    ),
    _measure(
        "constraint",
        _("Constraint"),
        _("How far its ties lead back to one another (Burt 1992): the lower, the more it bridges."),
    ),
    _measure(
        "effective_size",
        _("Effective size"),
        _(
            "Number of its neighbours less the ties that these have among each other on "
            "average (Burt 1992)."
        ),
    ),
    _measure(
        "coordinator",
        _("Coordinator"),
        _(
            "Between how many pairs of its own country it stands that are not tied (Gould "
            "and Fernandez 1989); neighbours of whom no one country is known do not count."
        ),
    ),
    _measure(
        "itinerant",
        _("Itinerant broker"),
        _("Between how many pairs of one other country it stands."),
    ),
    _measure(
        "gatekeeper",
        _("Gatekeeper"),
        _(
            "Between how many pairs of one of its own country and one of another it stands; "
            "where ties have no direction, a representative is the same."
        ),
    ),
    _measure(
        "liaison",
        _("Liaison"),
        _("Between how many pairs of two other countries it stands."),
    ),
)
COLUMNS: Final[Mapping[str, Column]] = {column.name: column for column in _ALL}
"""All columns, by their names."""
RANKS: Final = ("rank", "by_source")
"""Those that tell ranks by a measure."""
