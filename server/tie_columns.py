"""The columns of the table of ties: what they are called, and how one sorts by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from kg.folding import alphabetical
from server.network_views import Tie
from server.studies import Study


@dataclass(frozen=True)
class Column:
    """A column of the table of ties.

    Parameters
    ----------
    name
        By which an address names it.
    label
        Its heading.
    key
        Gives of a tie by what it is sorted, from the study and the places of the nodes in the order
        of their names; what is empty comes last whichever way.
    is_number
        Whether it holds numbers.
    is_highest_first
        Whether the highest is what one wants to see first.
    """

    name: str
    label: LazyString
    key: Callable[[Study, Mapping[str, int], Tie], Any]
    is_number: bool = False
    is_highest_first: bool = True


_ALL = (
    Column("from", _("One"), lambda _study, order, tie: order[tie[0]], is_highest_first=False),
    Column("to", _("Other"), lambda _study, order, tie: order[tie[1]], is_highest_first=False),
    Column("weight", _("Weight"), lambda _study, _order, tie: tie[2]["weight"], is_number=True),
    Column("years", _("Years"), lambda study, _order, tie: [*study.years.get(tie[:2], ())][::-1]),
    Column("shared", _("What they share"), lambda _study, _order, tie: len(tie[2]["shared"])),
    Column(
        "claims", _("Statements"), lambda _study, _order, tie: len(tie[2]["claims"]), is_number=True
    ),
)
TIE_COLUMNS: Final[Mapping[str, Column]] = {column.name: column for column in _ALL}
"""All columns, by their names."""


def ordered(study: Study, ties: Sequence[Tie], sort: str, language: str) -> Sequence[Tie]:
    """Return ties in the order of a column; those that are equal by it, the heaviest first.

    Parameters
    ----------
    study
        The network.
    ties
        Its ties, or some of these, in the order of `Study.ties`.
    sort
        A key of `TIE_COLUMNS`, with a minus where the highest comes first.
    language
        The reader's language, whose alphabet the names are sorted by.
    """
    if sort == "-weight":  # as they are; of thousands nothing new is made for each reader
        return ties
    column = TIE_COLUMNS[sort.removeprefix("-")]
    order = {}
    if column.name in {"from", "to"}:
        names = sorted(study.network, key=lambda one: alphabetical(study.label(one), language))
        order = {path: place for place, path in enumerate(names)}
    keys = [(column.key(study, order, tie), tie) for tie in ties]
    known = [(key, tie) for key, tie in keys if key != []]
    known.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))
    return [tie for _key, tie in known] + [tie for key, tie in keys if key == []]
