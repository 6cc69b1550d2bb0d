"""Read what was gathered and left out: a table beside the others, of which no graph is made."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

from kg.errors import Complaint
from kg.quality.model import LeftOut
from kg.tables import Column, Reader, Table

_COLUMNS = {
    "slice": "The gathering that the row came with.",
    "table": "The table that it was meant for.",
    "row": "Its line in the gathered table.",
    "reason": "Why it is not in the table.",
}
LEFT_OUT_TABLE = Table(
    name="left-out",
    meaning="Rows that were gathered and left out.",
    about_template="",
    columns=tuple(
        Column(name, meaning, None, None, None, required=True) for name, meaning in _COLUMNS.items()
    ),
    virtual=(),
    primary_key=("slice", "table", "row"),
)
"""The table of what was left out, which lies beside the others."""


def read_left_out(path: Path) -> tuple[tuple[LeftOut, ...], list[Complaint]]:
    """Return what the file of rows left out says, and every complaint about it.

    Parameters
    ----------
    path
        The file; there may be none.

    Returns
    -------
    tuple
        The most frequent reason first. A reason ends at a colon or semicolon; what follows
        concerns the single row.

    Examples
    --------
    >>> read_left_out(Path("no-such-file.csv"))
    ((), [])
    """
    if not path.exists():
        return (), []
    reader = Reader(LEFT_OUT_TABLE)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for _, (_, table, _, reason) in reader.read(path):
        reasons[re.split(r"[:;]", reason)[0].strip()][table] += 1
    found = [LeftOut(reason, dict(sorted(tables.items()))) for reason, tables in reasons.items()]
    return tuple(sorted(found, key=lambda one: (-one.rows, one.reason))), reader.complaints
