"""The columns of the table of ties: what they are called, and how one sorts by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from flask_babel import lazy_gettext as _

from kg.folding import alphabetical
from server.columns import Column
from server.network_views import Tie
from server.studies import Study

# By what is sorted is given of a study, the places of its nodes in the order of their names, and a
# tie; what is empty comes last whichever way.
_ALL = (
    Column(
        "from", _("One"), lambda _study, order, tie: order[tie[0]],
        is_number=False, is_highest_first=False,
    ),
    Column(
        "to", _("Other"), lambda _study, order, tie: order[tie[1]],
        is_number=False, is_highest_first=False,
    ),
    Column("weight", _("Weight"), lambda _study, _order, tie: tie[2]["weight"]),
    Column(
        "years", _("Years"), lambda study, _order, tie: [*study.years.get(tie[:2], ())][::-1],
        is_number=False,
    ),
    Column(
        "shared", _("What they share"), lambda _study, _order, tie: len(tie[2]["shared"]),
        is_number=False,
    ),
    Column("claims", _("Statements"), lambda _study, _order, tie: len(tie[2]["claims"])),
)  # fmt: skip
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
