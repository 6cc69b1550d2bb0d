"""Sentences: claims told in the reader's language, as the ontology words them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from kg.explore.labels import as_text, preferred
from kg.explore.model import Link
from kg.queries import named
from kg.store import Graph
from kg.terms import IRI, Text

Part = Link | Text
"""A part of a sentence: a thing that one can go to, or words."""
_PLACE = re.compile(r"\{(from|to|label)\}")


class Sentences:
    """The sentences by which the claims of one graph are told."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    @cached_property
    def _forms(self) -> dict[tuple[IRI, bool], list[Text]]:
        """The wordings of a label or a class, by whether they begin with the near end."""
        forms: dict[tuple[IRI, bool], list[Text]] = defaultdict(list)
        for row in self._graph.select(named("sentences")):
            told = IRI(str(row["told"]))
            forms[told, True].append(as_text(row["from"]))
            forms[told, False].append(as_text(row["to"]))
        return dict(forms)

    def tell(
        self, kind: IRI, label: Link, ends: tuple[Link, Link], language: str, *, forward: bool
    ) -> tuple[Part, ...]:
        """Return a claim as a sentence.

        Parameters
        ----------
        kind
            The class of the claim.
        label
            What the claim calls the edge; its own wording comes before that of the class.
        ends
            The near and the far end of the edge.
        language
            The reader's language.
        forward
            Whether the sentence begins with the near end.

        Returns
        -------
        tuple
            The ends as links; the label and the words between as texts, each in its language.
        """
        wordings = self._forms.get((label.iri, forward)) or self._forms[kind, forward]
        wording = preferred(wordings, language)
        near, far = ends
        return tuple(_parts(wording, {"from": near, "to": far, "label": label.label}))


def _parts(wording: Text, places: Mapping[str, Part]) -> Iterator[Part]:
    """Yield the parts of a wording with its places filled.

    Examples
    --------
    >>> list(_parts(Text("som {label} her", "da"), {"label": Text("leder", "da")}))
    ['som ', 'leder', ' her']
    """
    for number, part in enumerate(_PLACE.split(wording)):
        if number % 2:
            yield places[part]
        elif part:
            yield Text(part, wording.language)
