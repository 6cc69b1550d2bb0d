"""What is not shown of a thing, as the people concerned wished it."""

from __future__ import annotations

from kg.explore import Thing
from kg.prefixes import expand

_CLAIMS = ("roles", "participations", "involvements", "relations")
_BY_PROPERTY = {expand(f"npi:{claims}Withheld"): claims for claims in _CLAIMS}
PROPERTIES = frozenset(_BY_PROPERTY)
"""The properties that tell it, which pages show as a sentence and not as facts."""


def withheld(thing: Thing) -> dict[str, int]:
    """Return how many claims of a thing are not shown: by ``roles``, ``participations`` ..."""
    return {
        _BY_PROPERTY[fact.property.iri]: int(str(fact.value))
        for fact in thing.facts
        if fact.property.iri in PROPERTIES
    }
