"""Entries of lists: named in the reader's language, in whatever order the store tells the names."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg import IRI, Graph, Text
from kg.explore.labels import Labels
from kg.explore.listing import entries
from kg.store import Answer


@pytest.mark.parametrize("order", [1, -1])
def test_a_name_that_two_languages_write_alike_is_in_the_readers(order: int) -> None:
    names = [Text("Åland", "da"), Text("Åland", "en"), Text("Ahvenanmaa", "fi")][::order]
    iri = IRI("https://e.org/id/country/ax")
    rows: list[Answer] = [{"thing": iri, "label": name} for name in names]
    (entry,) = entries(rows, Labels(Graph(ox.Store()), "en", {}))
    assert (entry.link.label, entry.link.label.language) == ("Åland", "en")
