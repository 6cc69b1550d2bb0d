"""Sources: what one needs to cite one, and what it says, place by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from kg.explore.descriptions import facts
from kg.explore.labels import Labels
from kg.explore.locators import reading_order
from kg.explore.model import Fact, Link, Passage, SourceCard
from kg.explore.properties import LOCATOR
from kg.folding import alphabetical
from kg.store import Answer
from kg.terms import IRI, Text


def cards(
    sources: Iterable[IRI],
    said: Mapping[IRI, Sequence[Answer]],
    links: Callable[[Iterable[str]], Mapping[str, Link]],
) -> list[SourceCard]:
    """Return what one needs to cite some sources, in their order.

    Parameters
    ----------
    sources
        The sources.
    said
        By source, the rows that the query ``source_cards`` answers.
    links
        Gives links to things, in the reader's language.
    """
    sources = list(sources)
    publishers = {
        source: dict.fromkeys(str(row["publisher"]) for row in said[source] if "publisher" in row)
        for source in sources
    }
    known = links((*sources, *chain.from_iterable(publishers.values())))
    return [
        SourceCard(
            source=known[source],
            publishers=tuple(known[one] for one in publishers[source]),
            issued=next((row["issued"] for row in said[source] if "issued" in row), None),
            address=next((str(row["url"]) for row in said[source] if "url" in row), ""),
        )
        for source in sources
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
