"""Networks of people, organisations, events and initiatives, made from the declared edges.

Examples
--------
>>> from kg.networks import Recipe
>>> Recipe(between="organisations", by=("events",)).weight
'count'
"""

from __future__ import annotations

from kg.networks.affiliations import Affiliations, read
from kg.networks.projection import Projection, project, two_mode
from kg.networks.recipe import BETWEEN, BY, WEIGHTS, Recipe, differences
from kg.networks.selection import recipe_for

__all__ = [
    "BETWEEN", "BY", "WEIGHTS", "Affiliations", "Projection", "Recipe", "differences",
    "project", "read", "recipe_for", "two_mode",
]  # fmt: skip
