"""The explorer: answers about the things of one release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache, partial
from itertools import chain
from typing import Any

import pyoxigraph as ox

from kg import quality
from kg.errors import UnknownName
from kg.explore import barometer
from kg.explore.at_hand import at_hand
from kg.explore.barometer import Barometer
from kg.explore.catalogue import Catalogue
from kg.explore.claims import ClaimReader, evidence_by_graph, neighbours
from kg.explore.countries import CountryTies
from kg.explore.data import Data
from kg.explore.descriptions import LABEL, facts, is_shown, other_names, types
from kg.explore.finder import Finder
from kg.explore.labels import Labels, as_text, iri_of, path_of, preferred
from kg.explore.listing import KINDS, Listing, entries, positions
from kg.explore.model import Link, Position, SourceCard, SourceView, Step, Thing
from kg.explore.properties import LOCATOR, SOURCE
from kg.explore.relatives import Branch, Relatives, Similar
from kg.explore.sources import Links, Sources, passages
from kg.explore.timing import Timing
from kg.explore.vocabulary import Vocabulary
from kg.quality import Quality
from kg.queries import named
from kg.query_text import bound
from kg.remote import open_address, open_graph
from kg.search import SearchIndex
from kg.settings import Settings
from kg.store import Answer, Graph, Release, current_release
from kg.terms import IRI, Text

# Things whose labels are kept at hand: lists and searches name the same ones again and again.
_MOST_LABELS = 10_000


class Explorer:
    """Answers about the things of one release.

    Parameters
    ----------
    graph
        The graph of the release.
    release
        The release, for its search index and its counts; None for a store at another server of
        which there is none here. Whatever needs it then raises `NoRelease`.

    Attributes
    ----------
    finder
        Finds things by path or name.
    data
        The same as data, for programs.
    """

    def __init__(self, graph: Graph, release: Release | None = None) -> None:
        self.graph, self._release = graph, release
        self._index = SearchIndex(release.search_index) if release else None
        self.finder = Finder(graph, self._index)
        self.data = Data(graph, release, self.finder)
        # By the graph: what held the explorer itself would keep it open with the memory it fills.
        self._label_rows = lru_cache(_MOST_LABELS)(partial(_label_rows, graph))

    @classmethod
    def open(cls, where: Settings | str | None = None) -> Explorer:
        """Open the current release, or a store elsewhere; see `kg.open` for parameters and errors.

        Of a store elsewhere, what needs a release cannot be asked.
        """
        if isinstance(where, str):
            return cls(open_address(where))
        settings = where or Settings.from_environment()
        release = current_release(settings)
        return cls(open_graph(release, settings), release)

    @cached_property
    def _vocabulary(self) -> dict[IRI, list[Text]]:
        labels: dict[IRI, list[Text]] = defaultdict(list)
        for row in self.graph.select(named("vocabulary")):
            labels[IRI(str(row["term"]))].append(as_text(row["label"]))
        return dict(labels)

    @cached_property
    def terms(self) -> frozenset[IRI]:
        """The classes and properties that the ontology declares or takes from elsewhere."""
        return frozenset(term.link.iri for term in self.vocabulary("en").terms)

    @cached_property
    def timings(self) -> dict[str, Timing]:
        """What is known of the time of each claim, by its path."""
        base = self.graph.base
        return {path_of(claim, base): timing for claim, timing in self._claims.timings.items()}

    @cached_property
    def other_names(self) -> dict[str, set[str]]:
        """What things are also called, in whatever language, by their paths."""
        names: dict[str, set[str]] = defaultdict(set)
        for row in self.graph.select(named("other_names")):
            names[path_of(str(row["thing"]), self.graph.base)].add(str(row["name"]))
        return dict(names)

    @cached_property
    def country_ties(self) -> CountryTies:
        """Who meets whom across borders."""
        claims = self._claims  # what held the explorer itself would keep it open
        return CountryTies(self.graph, lambda: claims.timings)

    @cached_property
    def _claims(self) -> ClaimReader:
        return ClaimReader(self.graph)

    def close(self) -> None:
        """Close the files of the release."""
        if self._index:
            self._index.close()

    @property
    def release(self) -> Release:
        """The release."""
        return at_hand(self._release)

    @property
    def counts(self) -> dict[str, Any]:
        """What the build counted; see `kg.build.Report`."""
        return self.release.report

    @cached_property
    def quality(self) -> Quality:
        """What is covered, what is missing, what is contradicted."""
        return quality.read(self.release.quality)

    def links(self, iris: Iterable[str], language: str) -> dict[str, Link]:
        """Return links to things by their IRIs, a claim named by its ends."""
        paths = {IRI(iri): iri.removeprefix(self.graph.base) for iri in iris}
        ours = (path for iri, path in paths.items() if path != iri)
        labels = Labels(self.graph, language, self._vocabulary, self._labels_of(ours))
        return {
            iri: labels.link(iri)
            if labels.all(iri) or not path.startswith("id/")
            else self.thing(path_of(iri, self.graph.base), language).link
            for iri, path in paths.items()
        }

    @cached_property
    def claims_on_people(self) -> dict[str, int]:
        """Number of claims about people by kind: ``role``, ``participation`` ..."""
        rows = self.graph.select(named("claims_on_people"))
        return {str(row["kind"]): int(str(row["count"])) for row in rows}

    def vocabulary(self, language: str) -> Vocabulary:
        """Return the ontology with its terms and concepts, in the reader's language."""
        return Vocabulary(self.graph, self.release, self._vocabulary, language)

    def barometer(self, language: str) -> Barometer:
        """Return all figures and the editions they come from; see `kg.explore.barometer.read`."""
        return barometer.read(self.graph, self._vocabulary, language)

    @cached_property
    def catalogue(self) -> Catalogue:
        """Everything that is listed or found, by its facets."""
        claims = self._claims  # as above
        return Catalogue(self.graph, lambda: claims.timings)

    def listing(self, kind: str, language: str) -> Listing:
        """Return all things of a kind, in alphabetical order of their labels.

        Parameters
        ----------
        kind
            A key of `KINDS`.
        language
            The reader's language.

        Raises
        ------
        UnknownName
            If there is no such kind.
        """
        if kind not in KINDS:
            raise UnknownName(f"There is no list of the kind {kind!r}.", list(KINDS))
        rows = self.graph.select(named("things"), **{"class": IRI(KINDS[kind])})
        labels = Labels(self.graph, language, self._vocabulary)
        claims = self._made if kind == "source" else self._mentions
        held = self._positions(labels) if kind == "person" else {}
        published = self._sources.publishers(self._links(language)) if kind == "source" else {}
        found = tuple(entries(rows, labels, claims, held, published))
        return Listing(found, lambda paths: self.catalogue.numbers(paths))

    def _positions(self, labels: Labels) -> dict[IRI, tuple[Position, ...]]:
        return positions(self.graph.select(named("positions")), labels, self._claims.timings)

    @cached_property
    def _mentions(self) -> dict[IRI, int]:
        rows = self.graph.select(named("mentions"))
        return {IRI(str(row["thing"])): int(str(row["claims"])) for row in rows}

    @cached_property
    def _made(self) -> dict[IRI, int]:
        rows = self.graph.select(named("claims_by_source"))
        return {IRI(str(row["source"])): int(str(row["claims"])) for row in rows}

    def concepts(self) -> tuple[str, ...]:
        """Return the paths of the concepts that are no countries, in alphabetical order."""
        rows = self.graph.select(named("concepts"))
        paths = (path_of(str(row["concept"]), self.graph.base) for row in rows)
        return tuple(filter(None, paths))

    def named(self, paths: Iterable[str], language: str) -> list[Link]:
        """Return links to things by their paths, in their order, in the reader's language."""
        iris = [iri_of(path, self.graph.base) for path in paths]
        links = self.links(iris, language)
        return [links[iri] for iri in iris]

    def _labels_of(self, paths: Iterable[str]) -> Iterable[Answer]:
        return chain.from_iterable(map(self._label_rows, paths))

    def thing(self, path: str, language: str, *, alone: bool = False) -> Thing:
        """Return all that is known of a thing.

        Parameters
        ----------
        path
            Its path: ``person/pia-gjellerup``, ``concept/country/dk``.
        language
            The reader's language.
        alone
            Whether only what is said of it directly is wanted: of a country, in which a thousand
            things lie, the rest is much.

        Raises
        ------
        UnknownName
            If there is no such thing, with the paths of things that have a name like it.
        Replaced
            If its id was retired for another, with the path of the thing that is kept.
        """
        iri = self.finder.iri(path)
        rows = self.graph.select(named("thing_facts"), thing=iri)
        if not rows:
            raise self.finder.unknown(path)
        others = [] if alone else self._from_the_other_side(iri, rows)
        around = [] if alone else self.graph.select(named("thing_labels"), thing=iri)
        base = self.graph.base
        sources = {
            str(row["value"]).removeprefix(base) for row in others if row["property"] == SOURCE
        }
        labels = Labels(
            self.graph, language, self._vocabulary, [*around, *self._labels_of(sources)]
        )
        evidence = evidence_by_graph(rows, labels)
        groups = () if alone else self._claims.groups(iri, labels)
        return Thing(
            link=labels.link(iri, self._own_label(iri, rows, labels)),
            types=types(rows, labels),
            names=other_names(rows, language),
            facts=tuple(
                facts([*rows, *others], labels, evidence | evidence_by_graph(others, labels))
            ),
            groups=groups,
            neighbours=neighbours(groups, labels),
            related=() if alone else self._related(iri, labels),
            evidence=tuple(evidence.values()),
        )

    def _from_the_other_side(self, thing: IRI, rows: Iterable[Answer]) -> list[Answer]:
        """Return what others state of a thing and the rules turn round, with where they do so.

        A graph stands here with the other thing behind it, as its places are those of that thing.
        """
        turned: list[Answer] = []
        for row in rows:
            stated, other = self._inverses.get(IRI(str(row["property"]))), row["value"]
            if not stated or not isinstance(other, IRI):
                continue
            said = self.graph.select(named("thing_facts"), thing=other)
            graphs = {
                one["graph"] for one in said if (one["property"], one["value"]) == (stated, thing)
            }
            for one in said:
                graph = IRI(f"{one['graph']}#{other}")
                if one["graph"] in graphs and one["property"] in (SOURCE, LOCATOR):
                    turned.append(one | {"graph": graph})
                elif one["graph"] in graphs and one["property"] == stated:
                    turned.append({**row, "graph": graph})
        return turned

    @cached_property
    def _inverses(self) -> dict[IRI, IRI]:
        """The properties that say the same from the other side, of those that are shown."""
        rows = self.graph.select(named("inverses"))
        found = {IRI(str(row["property"])): IRI(str(row["stated"])) for row in rows}
        return {one: stated for one, stated in found.items() if is_shown(one)}

    def step(self, start: str, end: str, claims: Iterable[str], language: str) -> Step:
        """Return what ties two things, each claim as a sentence with its evidence.

        Parameters
        ----------
        start, end
            Paths of the things; the sentences go from the first to the second.
        claims
            Paths of the claims between them, as a network gives them.
        language
            The reader's language.

        Returns
        -------
        Step
            As `kg.explore.claims.ClaimReader.step` does.
        """
        base = self.graph.base
        ends = [iri_of(path, base) for path in (start, end)]
        iris = (iri_of(path, base) for path in claims)
        said = {iri: self.graph.select(named("thing_facts"), thing=iri) for iri in iris}
        values = {row["value"] for rows in said.values() for row in rows}
        named_things = {one for one in (*ends, *values) if str(one).startswith(f"{base}id/")}
        ours = sorted(str(one).removeprefix(base) for one in named_things)
        labels = Labels(self.graph, language, self._vocabulary, self._labels_of(ours))
        return self._claims.step(ends[0], ends[1], said, labels)

    def _own_label(self, iri: IRI, rows: list[Answer], labels: Labels) -> Text:
        own = [as_text(row["value"]) for row in rows if row["property"] == LABEL]
        return preferred(own, labels.language) if own else self._claims.label(iri, rows, labels)

    def _related(self, iri: IRI, labels: Labels) -> tuple[Link, ...]:
        if "/concept/" not in iri:
            return ()
        texts: dict[IRI, list[Text]] = defaultdict(list)
        for row in self.graph.select(named("concept_uses"), concept=iri):
            texts[IRI(str(row["thing"]))].append(as_text(row["label"]))
        links = [labels.link(one, preferred(own, labels.language)) for one, own in texts.items()]
        return tuple(sorted(labels.sorted(links), key=lambda link: link.kind))

    def lineage(self, path: str, language: str) -> tuple[Branch, Branch]:
        """Return what a thing builds on, and what builds on it, each as a tree.

        Raises
        ------
        UnknownName, Replaced
            As for `thing`.
        """
        things = self._relatives.reached(self.finder.iri(path))
        links = {IRI(one): link for one, link in self.links(things, language).items()}
        return self._relatives.lineage(self.finder.iri(path), links, language)

    @cached_property
    def _relatives(self) -> Relatives:
        return Relatives(self.graph)

    def similar(self, path: str, language: str, most: int = 6) -> list[Similar]:
        """Return things of the same kind that share most with a thing.

        People and organisations share what they took part or are involved in; events and
        initiatives, who did. What shares less than two things is not similar.

        Parameters
        ----------
        path, language
            As for `thing`.
        most
            Largest number.

        Returns
        -------
        list of Similar
            What shares most first.
        """
        shared = self._relatives.similar(self.finder.iri(path), path, most)
        links = self.named(shared, language)
        return [Similar(link, shared[link.path]) for link in links]

    def card(self, slug: str, language: str) -> SourceCard:
        """Return what one needs to cite a source.

        Raises
        ------
        UnknownName, Replaced
            As for `thing`.
        """
        (card,) = self._sources.cards([self.finder.known(f"source/{slug}")], self._links(language))
        return card

    def cards(self, paths: Iterable[str], language: str) -> dict[str, SourceCard]:
        """Return what one needs to cite some sources, by their paths, in their order."""
        found = self._sources.cards(
            (iri_of(path, self.graph.base) for path in paths), self._links(language)
        )
        return {card.source.path: card for card in found}

    def _links(self, language: str) -> Links:
        return lambda iris: self.links(iris, language)

    @cached_property
    def _sources(self) -> Sources:
        return Sources(self.graph)

    def query(self, path: str) -> str:
        """Return a query that anybody can ask for the claims in which a thing stands.

        Raises
        ------
        UnknownName, Replaced
            As for `thing`.
        """
        return bound(named("thing_claims").text, {"thing": ox.NamedNode(self.finder.iri(path))})

    def source(self, slug: str, language: str) -> SourceView:
        """Return a source and all that it says, place by place.

        Raises
        ------
        UnknownName, Replaced
            As for `thing`.
        """
        thing = self.thing(f"source/{slug}", language)
        graph = IRI(f"{self.graph.base}graph/{slug}")
        around = self.graph.select(named("source_labels"), graph=graph)
        labels = Labels(self.graph, language, self._vocabulary, around)
        rows = self.graph.select(named("source_statements"), graph=graph)
        # That the graph is the source's is no statement of it.
        said = [row for row in rows if row["thing"] != graph]
        return SourceView(thing, passages(said, labels, self._own_label))


def _label_rows(graph: Graph, path: str) -> Sequence[Answer]:
    return graph.select(named("labels"), other=IRI(graph.base + path))
