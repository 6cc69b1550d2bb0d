"""Studies: a collaboration network with all that its page tells, each part computed once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar, overload

from kg.errors import Refusal, WrongRecipe
from kg.networks import Affiliations, Projection, Recipe, mixing
from kg.networks.backbone import backbone, significances
from kg.networks.brokerage import PAIRS, Brokerage, brokerage
from kg.networks.communities import Communities, communities, condensed
from kg.networks.coverage import Coverage, coverage
from kg.networks.drawing import frame
from kg.networks.measures import NodeMeasures, table
from kg.networks.periods import tied_years
from kg.networks.robustness import COUNTED, Ranked, ranks
from kg.terms import Text
from server import rankings

if TYPE_CHECKING:
    import networkx as nx

    from kg.networks.layout import Positions

MOST_TIES: Final = 200_000
"""Number of ties up to which a network is made for a page or a file."""
MOST_MEASURED: Final = 5_000
"""Number of things up to which shortest paths are counted while somebody waits for the page."""
MOST_NODES, MOST_EDGES = 2_000, 10_000
"""How large a network is drawn whole."""
ALL, BACKBONE, COMMUNITIES = "all", "backbone", "communities"
"""What of a network is drawn."""
# The usual level first, at which little is left; of what is too large, as much is drawn as can be.
_BY_SIGNIFICANCE = (0.05, 0.1, 0.2, 0.3, 0.5)
_SOURCES = 50
_Value = TypeVar("_Value")


class _Once(Generic[_Value]):
    """A property of a study that is computed once, also where several threads ask at a time."""

    def __init__(self, compute: Callable[[Any], _Value]) -> None:
        self._compute, self.__doc__ = compute, compute.__doc__

    def __set_name__(self, _: type[Study], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, study: None, _: type[Study]) -> Self: ...
    @overload
    def __get__(self, study: Study, _: type[Study]) -> _Value: ...
    def __get__(self, study: Study | None, _: type[Study]) -> Self | _Value:
        return self if study is None else study.kept(self._name, lambda: self._compute(study))


@dataclass(frozen=True)
class Standing(NodeMeasures):
    """How a node stands in its network, with its community and the roles in which it brokers.

    Parameters
    ----------
    rank
        Its rank by the measure that `Study.standings` is asked for; None where this is not defined.
    ranked
        How sure that is; None where it is not told.
    community
        Number of its community, from 0, the largest first; None for one that is alone.
    coordinator, itinerant, gatekeeper, liaison
        See `kg.networks.brokerage.Brokerage.pairs`. None for a node without one country.
    """

    rank: int | None
    ranked: Ranked | None
    community: int | None
    coordinator: int | None
    itinerant: int | None
    gatekeeper: int | None
    liaison: int | None


@dataclass(frozen=True)
class Drawn:
    """The part of a network that is drawn.

    Parameters
    ----------
    network
        What is drawn.
    what
        Whether it is `ALL`, the `BACKBONE` or the `COMMUNITIES`.
    level
        The level of significance of the backbone.
    is_chosen
        Whether the reader chose a part; else a part is drawn as the network is too large.
    places
        Where each node stands.
    lightest, heaviest
        The least and the largest weight of its ties; 0 where it has none.
    """

    network: nx.Graph[str]
    what: str
    level: float | None
    is_chosen: bool
    places: Positions
    lightest: float
    heaviest: float


class Study:
    """A collaboration network with all that its page tells.

    Parameters
    ----------
    affiliations
        Who takes part in what.
    recipe
        How the network is made.
    language
        Language of the labels.

    Raises
    ------
    WrongRecipe
        If the recipe cannot be followed, or gives more than `MOST_TIES` ties.
    """

    def __init__(self, affiliations: Affiliations, recipe: Recipe, language: str) -> None:
        self.affiliations, self.recipe, self.language = affiliations, recipe, language
        self._kept: dict[str, Any] = {}
        self._computing: dict[str, threading.RLock] = {}
        made = Projection(affiliations, recipe)
        if made.ties.nnz > MOST_TIES:
            raise WrongRecipe(
                [
                    Refusal(
                        "ties",
                        "%(number)s are too many, as at most %(most)s are sent. Narrow it down, or "
                        "make it with: kg network",
                        number=made.ties.nnz,
                        most=MOST_TIES,
                    )
                ]
            )
        self.network = made.network(language)
        self.counted_as = made.counted_as
        shared = made.incidence.sum(axis=0)
        self.pairs = int((shared * (shared - 1) / 2).sum())

    def label(self, path: str) -> Text:
        """Return what a thing is called, whether it is a node or what nodes share."""
        things = self.affiliations.things
        label: Text = things.attributes(things.number(path), self.language)["label"]
        return label

    def names(self, path: str) -> set[str]:
        """Return what a thing is called in all languages."""
        things = self.affiliations.things
        return {str(one) for one in things.labels[things.number(path)]}

    @_Once
    def rows(self) -> Sequence[Standing]:
        """How each node stands, as `kg.networks.measures.table` sorts them."""
        rows = table(self.network, self.language, paths=len(self.network) <= MOST_MEASURED)
        of = self.communities.of()
        roles = brokerage(self.network, mixing.countries(self.network))
        return [self._standing(row, of[row.path], roles[row.path]) for row in rows]

    def _standing(self, row: NodeMeasures, community: int, roles: Brokerage | None) -> Standing:
        alone = len(self.communities.members[community]) == 1
        return Standing(
            **vars(row),
            rank=None,
            ranked=None,
            community=None if alone else community,
            **(roles.pairs if roles else dict.fromkeys(PAIRS)),
        )

    @_Once
    def behind(self) -> Counter[str]:
        """How many ties each source stands behind, by its path."""
        return Counter(one for *_, own in self.ties for one in own["sources"])

    def takes_too_long(self, measure: str) -> bool:
        """Return whether it takes too long to find how sure ranks by a measure are."""
        effort = self.kept(
            f"effort {measure}",
            lambda: rankings.effort(
                self.network, self.recipe, measure, self.pairs, len(self.behind)
            ),
        )
        return effort > rankings.MOST

    def ranked(self, measure: str) -> Mapping[str, Ranked] | None:
        """Return how sure the rank of each node by a measure is, by their paths.

        Parameters
        ----------
        measure
            A key of `kg.networks.measures.MEASURES`.

        Returns
        -------
        dict
            Nothing where that takes too long; None where it must wait for that of others.
        """
        if self.takes_too_long(measure):
            return {}

        def find() -> Mapping[str, Ranked]:
            return rankings.ranked_by(self.affiliations, self.recipe, measure)

        name = f"ranked {measure}"
        if name in self._kept or measure in COUNTED:
            return self.kept(name, find)
        with rankings.turn() as has_turn:
            return self.kept(name, find) if has_turn or name in self._kept else None

    def standings(self, measure: str) -> Sequence[Standing]:
        """Return the same as `rows`, with the rank of each by a measure, and how sure it is."""
        known = self.ranked(measure)
        if known is None:
            return self._placed(measure, {})
        return self.kept(f"standings {measure}", lambda: self._placed(measure, known))

    def _placed(self, measure: str, known: Mapping[str, Ranked]) -> Sequence[Standing]:
        places = ranks([getattr(row, measure) for row in self.rows])
        return [
            replace(row, rank=place, ranked=known.get(row.path))
            for row, place in zip(self.rows, places, strict=True)
        ]

    @_Once
    def ties(self) -> Sequence[tuple[str, str, dict[str, Any]]]:
        """Its ties with what they say, the heaviest first, then by their ends."""
        ties = self.network.edges(data=True)
        return sorted(ties, key=lambda tie: (-tie[2]["weight"], tie[:2]))

    @_Once
    def sources(self) -> Sequence[str]:
        """Give the sources that stand behind most ties, by their paths, at most fifty."""
        return [path for path, _ in self.behind.most_common(_SOURCES)]

    @_Once
    def communities(self) -> Communities:
        """Its communities."""
        return communities(self.network)

    @_Once
    def coverage(self) -> Coverage:
        """On how much it rests."""
        return coverage(self.network)

    @_Once
    def mixing(self) -> mixing.Mixing:
        """Its ties by the countries of their ends."""
        return mixing.mixing(self.network, mixing.countries(self.network))

    @_Once
    def years(self) -> Mapping[tuple[str, str], Sequence[int]]:
        """Give the years in which each tie is there, by its ends in alphabetical order."""
        return tied_years(self.affiliations, self.recipe)

    def compute_ahead(self) -> None:
        """Compute what its first reader would else wait for."""
        self.standings("degree"), self.coverage, self.mixing, self.years, self.drawn()

    def kept(self, name: str, compute: Callable[[], _Value]) -> _Value:
        """Return what is computed once, by the name under which it is kept.

        Nobody waits for what another asks for. There must be few such names, as all that is kept
        stays in memory.
        """
        if name not in self._kept:
            with self._computing.setdefault(name, threading.RLock()):
                if name not in self._kept:
                    self._kept[name] = compute()
        value: _Value = self._kept[name]
        return value

    def drawn(self, wanted: str = ALL) -> Drawn:
        """Return the part that is drawn.

        Parameters
        ----------
        wanted
            `BACKBONE` or `COMMUNITIES`; of anything else, as much as can be drawn.
        """
        return self.kept(f"drawn {wanted}", lambda: self._draw(wanted))

    def _draw(self, wanted: str) -> Drawn:
        fits = _fits(len(self.network), self.network.number_of_edges())
        if wanted == COMMUNITIES:
            return self._framed(self._condensed(), wanted, chosen=True)
        if wanted == BACKBONE or not fits:
            chances = significances(self.network)
            for level in _BY_SIGNIFICANCE if wanted == BACKBONE else reversed(_BY_SIGNIFICANCE):
                kept = [tie for tie, chance in chances.items() if chance < level]
                if kept and _fits(len({end for tie in kept for end in tie}), len(kept)):
                    part = backbone(self.network, level, chances)
                    return self._framed(part, BACKBONE, level, chosen=wanted == BACKBONE)
        if fits:  # it is wanted whole, or no tie is heavier than the others
            return self._framed(self.network, ALL)
        return self._framed(self._condensed(), COMMUNITIES)

    def _condensed(self) -> nx.Graph[str]:
        """Return the network of communities; of very many the largest."""
        return condensed(self.network, self.communities, smallest=2, most=MOST_NODES)

    def _framed(
        self, network: nx.Graph[str], what: str, level: float | None = None, *, chosen: bool = False
    ) -> Drawn:
        weights = [own["weight"] for *_, own in network.edges(data=True)]
        bounds = min(weights, default=0), max(weights, default=0)
        return Drawn(network, what, level, chosen, frame(network), *bounds)


def _fits(nodes: int, ties: int) -> bool:
    return nodes <= MOST_NODES and ties <= MOST_EDGES
