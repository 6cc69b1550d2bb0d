"""Typed answers for pages and notebooks: things, their evidence, lists, sources."""

from __future__ import annotations

from kg.explore.barometer import Barometer, Edition, Figure, Indicator
from kg.explore.catalogue import FACETS, Catalogue, Selection, Value
from kg.explore.caveats import Caveat, caveats
from kg.explore.explorer import Explorer
from kg.explore.listing import KINDS, SORTS, Listing
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
    "FACETS",
    "KINDS",
    "SORTS",
    "Barometer",
    "Catalogue",
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
    "Listing",
    "Passage",
    "Selection",
    "SourceView",
    "Term",
    "Thing",
    "Value",
    "Vocabulary",
    "caveats",
]
