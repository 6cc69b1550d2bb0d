"""Search by name: an index in SQLite, made once for each release, and what answers from it."""

from __future__ import annotations

from kg.search.index import Hits, SearchIndex
from kg.search.writing import write_index

__all__ = ["Hits", "SearchIndex", "write_index"]
