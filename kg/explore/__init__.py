"""Typed answers for pages and notebooks: things, their evidence, lists, sources."""

from __future__ import annotations

from kg.explore.barometer import Barometer, Edition, Figure, Indicator
from kg.explore.catalogue import FACETS, Catalogue, Selection
from kg.explore.caveats import Caveat, caveats
from kg.explore.countries import NORDIC, CountryTies
from kg.explore.explorer import Explorer
from kg.explore.facet import Value
from kg.explore.listing import KINDS, SORTS, Listing
from kg.explore.model import (
    Claim,
    Entry,
    Evidence,
    Fact,
    Group,
    Link,
    Passage,
    Position,
    SourceCard,
    SourceView,
    Statement,
    Step,
    Thing,
)
from kg.explore.relatives import Branch, Similar
from kg.explore.timing import FIRST_YEAR, LAST_YEAR, Span, Standing, Timing, day_of, period_of
from kg.explore.vocabulary import Term, Vocabulary

__all__ = [
    "FACETS",
    "FIRST_YEAR",
    "KINDS",
    "LAST_YEAR",
    "NORDIC",
    "SORTS",
    "Barometer",
    "Branch",
    "Catalogue",
    "Caveat",
    "Claim",
    "CountryTies",
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
    "Position",
    "Selection",
    "Similar",
    "SourceCard",
    "SourceView",
    "Span",
    "Standing",
    "Statement",
    "Step",
    "Term",
    "Thing",
    "Timing",
    "Value",
    "Vocabulary",
    "caveats",
    "day_of",
    "period_of",
]
