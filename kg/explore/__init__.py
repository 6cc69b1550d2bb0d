"""Typed answers for pages and notebooks: things, their evidence, lists, sources."""

from __future__ import annotations

from kg.explore.explorer import Explorer
from kg.explore.model import Claim, Entry, Evidence, Fact, Group, Link, Passage, SourceView, Thing

__all__ = [
    "Claim",
    "Entry",
    "Evidence",
    "Explorer",
    "Fact",
    "Group",
    "Link",
    "Passage",
    "SourceView",
    "Thing",
]
