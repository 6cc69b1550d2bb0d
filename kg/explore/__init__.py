"""Typed answers for pages and notebooks: things, their evidence, lists, sources."""

from __future__ import annotations

from kg.explore.barometer import Barometer, Edition, Figure, Indicator
from kg.explore.caveats import Caveat, caveats
from kg.explore.explorer import Explorer
from kg.explore.listing import KINDS
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
    "Barometer",
    "Caveat",
    "Claim",
    "Edition",
    "Entry",
    "Evidence",
    "Explorer",
    "Fact",
    "Figure",
    "Group",
    "Indicator",
    "Link",
    "Passage",
    "SourceView",
    "Term",
    "Thing",
    "Vocabulary",
    "caveats",
]
