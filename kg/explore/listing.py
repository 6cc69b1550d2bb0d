"""Lists: an entry for each thing of a kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.explore.labels import Labels, as_text, preferred
from kg.explore.model import Entry
from kg.folding import alphabetical
from kg.prefixes import expand
from kg.store import Answer
from kg.terms import IRI

KINDS = {
    "person": expand("foaf:Person"),
    "organisation": expand("org:Organization"),
    "event": expand("npi:Event"),
    "initiative": expand("npi:Initiative"),
    "source": expand("npi:Source"),
    "concept/country": expand("npi:Country"),
}
"""The kinds of things that have a list, and the class of each."""


def entries(rows: Iterable[Answer], labels: Labels) -> list[Entry]:
    """Return the entries of a list, in alphabetical order of their labels.

    Parameters
    ----------
    rows
        What the query ``things`` answers.
    labels
        The labels of types and countries, in the language of the reader.
    """
    said: dict[IRI, list[Answer]] = defaultdict(list)
    for row in rows:
        said[IRI(str(row["thing"]))].append(row)
    found = [_entry(thing, own, labels) for thing, own in said.items()]
    language = labels.language
    return sorted(found, key=lambda one: (alphabetical(one.link.label, language), one.link.path))


def _entry(thing: IRI, rows: list[Answer], labels: Labels) -> Entry:
    names = [as_text(row["label"]) for row in rows]  # no set: Finland is Danish and English
    concepts = {
        column: {IRI(str(row[column])) for row in rows if column in row}
        for column in ("type", "country")
    }
    return Entry(
        link=labels.link(thing, preferred(names, labels.language)),
        types=labels.sorted(map(labels.link, concepts["type"])),
        countries=labels.sorted(map(labels.link, concepts["country"])),
        dates=_dates({str(row["date"]) for row in rows if "date" in row}),
    )


def _dates(given: set[str]) -> tuple[str, ...]:
    """Return dates in their order, without those that another gives more exactly.

    Examples
    --------
    >>> _dates({"2018", "2018-01", "2017"})
    ('2017', '2018-01')
    """
    exact = (one for one in given if not any(other.startswith(f"{one}-") for other in given))
    return tuple(sorted(exact))
