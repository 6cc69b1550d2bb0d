"""Sources: what one needs to cite one, and what it says, place by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from kg.explore.descriptions import facts
from kg.explore.labels import Labels
from kg.explore.locators import reading_order
from kg.explore.model import Fact, Link, Passage, SourceCard
from kg.explore.properties import LOCATOR
from kg.folding import alphabetical
from kg.queries import named
from kg.store import Answer, Graph
from kg.terms import IRI, Text

Links = Callable[[Iterable[str]], Mapping[str, Link]]
"""Gives links to things by their IRIs, in the reader's language."""


class Sources:
    """What one needs to cite the sources of one graph.

    Parameters
    ----------
    graph
        The graph to read.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    @cached_property
    def _said(self) -> dict[IRI, list[Answer]]:
        said: dict[IRI, list[Answer]] = defaultdict(list)
        for row in self._graph.select(named("source_cards")):
            said[IRI(str(row["source"]))].append(row)
        return dict(said)

    def publishers(
        self, links: Links, sources: Iterable[IRI] | None = None
    ) -> dict[IRI, tuple[Link, ...]]:
        """Return who published some sources, or all of them."""
        said = {
            source: dict.fromkeys(
                str(row["publisher"]) for row in self._said.get(source, []) if "publisher" in row
            )
            for source in (self._said if sources is None else sources)
        }
        known = links({one for own in said.values() for one in own})
        return {source: tuple(known[one] for one in own) for source, own in said.items()}

    def cards(self, sources: Iterable[IRI], links: Links) -> list[SourceCard]:
        """Return what one needs to cite some sources, in their order."""
        sources = list(sources)
        own, publishers = links(sources), self.publishers(links, sources)
        return [
            SourceCard(
                source=own[source],
                publishers=publishers[source],
                issued=next((row["issued"] for row in said if "issued" in row), None),
                address=next((str(row["url"]) for row in said if "url" in row), ""),
            )
            for source in sources
            for said in [self._said.get(source, [])]
        ]


def passages(
    rows: Iterable[Answer], labels: Labels, name: Callable[[IRI, list[Answer], Labels], Text]
) -> tuple[Passage, ...]:
    """Return what a source says, by the places at which it says so, in reading order.

    Parameters
    ----------
    rows
        What the query ``source_statements`` answers.
    labels
        The labels of all that they name.
    name
        Gives the label of a thing, of which some of these rows speak.
    """
    said: dict[IRI, list[Answer]] = defaultdict(list)
    for row in rows:
        said[IRI(str(row["thing"]))].append(row)
    places: dict[str, list[tuple[Link, tuple[Fact, ...]]]] = defaultdict(list)
    for iri, statements in said.items():
        link = labels.link(iri, name(iri, statements, labels))
        stated = tuple(facts(statements, labels, {}))
        locators = [str(row["value"]) for row in statements if row["property"] == LOCATOR]
        for number, locator in enumerate(sorted(locators or [""], key=reading_order)):
            # A row says which places speak of a thing, not which says what: what it says
            # stands at the first of them.
            places[locator].append((link, () if number else stated))

    def order(said: tuple[Link, tuple[Fact, ...]]) -> tuple[Any, ...]:
        link = said[0]
        return link.kind, alphabetical(link.label, labels.language), link.path

    return tuple(
        Passage(place, tuple(sorted(places[place], key=order)))
        for place in sorted(places, key=reading_order)
    )
