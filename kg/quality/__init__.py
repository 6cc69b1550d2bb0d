"""How good the data is: what is covered, what is missing, what is contradicted."""

from __future__ import annotations

from kg.quality.left_out import LEFT_OUT_TABLE, read_left_out
from kg.quality.measure import measure
from kg.quality.model import THIN, Contradiction, Gap, LeftOut, Quality, Saying, Tally, read
from kg.quality.report import Table, tables

__all__ = [
    "LEFT_OUT_TABLE",
    "THIN",
    "Contradiction",
    "Gap",
    "LeftOut",
    "Quality",
    "Saying",
    "Table",
    "Tally",
    "measure",
    "read",
    "read_left_out",
    "tables",
]
