"""By what the nodes of a network can be sorted, on each page that has a table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from kg.folding import alphabetical
from server.languages import language

if TYPE_CHECKING:
    from kg.networks.measures import NodeMeasures

ORDERS: Final[Mapping[str, Callable[[NodeMeasures], Any]]] = {
    "name": lambda row: alphabetical(row.label, language()),
    "kind": lambda row: (row.kind, alphabetical(row.label, language())),
    "country": lambda row: (row.countries, alphabetical(row.label, language())),
    "degree": lambda row: (row.degree, row.strength),
    "strength": lambda row: (row.strength, row.degree),
    "betweenness": lambda row: row.betweenness or 0.0,
    "closeness": lambda row: row.closeness or 0.0,
    "constraint": lambda row: (row.constraint is not None, row.constraint or 0.0),
    "effective_size": lambda row: row.effective_size or 0.0,
}
"""A key for each column of such tables; what is not defined comes before the lowest."""
