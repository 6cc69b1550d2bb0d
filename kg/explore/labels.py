"""Labels: the name of a thing in the language of the reader, with an honest fallback."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kg.errors import UnknownName
from kg.explore.model import Link
from kg.folding import alphabetical
from kg.prefixes import compress
from kg.store import Graph
from kg.terms import IRI, Text, Value

# Where a language is missing, its readers understand these, in this order. Swedish is a language
# of Finland, which all learn at school; Danish is learned at school in Iceland too, but English is
# read more widely and with less effort there.
_UNDERSTOOD = {
    "da": ("nb", "nn", "sv"),
    "nb": ("nn", "da", "sv"),
    "nn": ("nb", "da", "sv"),
    "sv": ("nb", "da", "nn"),
    "fi": ("sv", "en"),
    "is": ("en", "da"),
    "fo": ("da", "en"),
    "kl": ("da", "en"),
    "se": ("nb", "sv", "en"),
    "en": (),
}

LANGUAGES: Final = tuple(_UNDERSTOOD)
"""The languages in which things may have names."""


def preferred(texts: Iterable[Text], language: str) -> Text:
    """Return the text that suits a reader best.

    Parameters
    ----------
    texts
        At least one text; those without a language suit everyone.
    language
        The reader's language.

    Returns
    -------
    Text
        In the language itself, else without language, else in one that its readers understand,
        else in English, else the first in alphabetical order of language and text.

    Examples
    --------
    >>> preferred([Text("Norge", "nb"), Text("Norway", "en")], "da")
    'Norge'
    >>> preferred([Text("Noregur", "is"), Text("Norway", "en")], "fi").language
    'en'
    """
    order = [language, None, *_UNDERSTOOD.get(language, ()), "en"]

    def rank(text: Text) -> tuple[int, str, str]:
        place = order.index(text.language) if text.language in order else len(order)
        return place, text.language or "", text

    return min(texts, key=rank)


def as_text(value: Value) -> Text:
    """Return a value as a text; a text keeps its language."""
    return value if isinstance(value, Text) else Text(str(value))


class Labels:
    """The labels that one answer needs, on top of those of the vocabulary.

    Parameters
    ----------
    graph
        The graph, for the base of its IRIs.
    language
        The reader's language.
    known
        Labels of classes, properties and concepts.
    rows
        Rows with ``other`` (a thing) and ``label``.
    """

    def __init__(
        self,
        graph: Graph,
        language: str,
        known: Mapping[IRI, Sequence[Text]],
        rows: Iterable[Mapping[str, Value]] = (),
    ) -> None:
        self._base, self.language, self._known = graph.base, language, known
        self._labels: dict[IRI, list[Text]] = defaultdict(list)
        for row in rows:
            self._labels[IRI(str(row["other"]))].append(as_text(row["label"]))

    def all(self, iri: IRI) -> list[Text]:
        """Return all labels of a thing."""
        return [*self._labels.get(iri, ()), *self._known.get(iri, ())]

    def sorted(self, links: Iterable[Link]) -> tuple[Link, ...]:
        """Return links in alphabetical order, as the reader's language has it."""
        return tuple(
            sorted(links, key=lambda link: (alphabetical(link.label, self.language), link.iri))
        )

    def link(self, iri: IRI, label: Text | None = None) -> Link:
        """Return a link to a thing with its best label; without any, its short name."""
        texts = self.all(iri)
        best = label or (preferred(texts, self.language) if texts else Text(compress(iri) or iri))
        return Link(iri, path_of(iri, self._base), best)


def path_of(iri: str, base: str) -> str:
    """Return the path under which a thing has its page, or nothing for what is not ours.

    Examples
    --------
    >>> path_of("https://e.org/id/person/pia-gjellerup", "https://e.org/")
    'person/pia-gjellerup'
    >>> path_of("https://e.org/concept/country/dk", "https://e.org/")
    'concept/country/dk'
    >>> path_of("http://schema.org/Event", "https://e.org/")
    ''
    """
    path = iri.removeprefix(base)
    if path.startswith("id/"):
        return path.removeprefix("id/")
    return path if path.startswith("concept/") else ""


def iri_of(path: str, base: str) -> IRI:
    """Return the IRI of a page's path, the counterpart of `path_of`, or of a graph's.

    Raises
    ------
    UnknownName
        If the path holds what no IRI may.
    """
    if not re.fullmatch(r"[\w./~-]+", path):
        raise UnknownName(f"There is nothing at {path!r}.")
    return IRI(base + path if path.startswith(("concept/", "graph/")) else f"{base}id/{path}")
