"""Typed answers for pages and notebooks: things, their evidence, lists, sources."""

from __future__ import annotations

from kg.explore.explorer import KINDS, Explorer
from kg.explore.model import (
    Claim,
    Entry,
    Evidence,
    Fact,
    Group,
    Link,
    Passage,
    SourceView,
    Thing,
)
from kg.explore.vocabulary import Term, Vocabulary

__all__ = [
    "KINDS",
    "Claim",
    "Entry",
    "Evidence",
    "Explorer",
    "Fact",
    "Group",
    "Link",
    "Passage",
    "SourceView",
    "Term",
    "Thing",
    "Vocabulary",
]
