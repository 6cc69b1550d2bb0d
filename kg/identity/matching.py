"""Propose pairs of things that may be one: all pairs of a kind, scored, with reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz, process

from kg.identity.evidence import Evidence, own_evidence, shared_neighbours, word_weights
from kg.identity.records import Record

PROPOSED = 0.6
"""From this score on, a pair is proposed."""

LEAST = 0.05
"""Below this score a pair is not worth listing at all."""

_ALIKE = {"person": 80, "source": 80}
_ALIKE_OTHERS = 70
"""From this agreement of their letters on, in percent, names are worth a closer look."""

_RARE = 12
"""What more things than these have in common makes no pair worth a closer look."""

_ROUNDS = 2
_SLICE = 500
"""So many names are compared with all others at once, which bounds the memory."""


@dataclass(frozen=True)
class Proposal:
    """Two things that may be one.

    Parameters
    ----------
    kind
        What both are, such as ``person``.
    thing, other
        The two, as the tables write them (``person/une-tange``), in alphabetical order.
    score
        Between 0 and 1: how likely they are one, by `kg.identity.evidence`.
    reasons
        What speaks for and against it, the weightiest first.
    """

    kind: str
    thing: str
    other: str
    score: float
    reasons: tuple[str, ...]


def propose(
    records: Sequence[Record],
    least: float = PROPOSED,
    also: Iterable[tuple[str, str]] = (),
) -> list[Proposal]:
    """Compare all things of each kind and return the pairs that may be one.

    The comparison is made twice: what the first round takes for one thing counts in the second
    as one neighbour, so that two people of one municipality meet even where the municipality
    stands under two ids.

    Parameters
    ----------
    records
        One for each thing, as `kg.identity.records` gathers them.
    least
        The lowest score that is returned.
    also
        Pairs of things that are compared even where nothing makes them worth a closer look.

    Returns
    -------
    list[Proposal]
        The best first; the same records give the same list, in whatever order they come.
    """
    records = sorted(records, key=lambda record: record.thing)
    places = {record.thing: place for place, record in enumerate(records)}
    pairs = _candidates(records)
    for thing, other in also:
        if thing in places and other in places:
            first, second = sorted((places[thing], places[other]))
            pairs.add((first, second))
    weights = word_weights(records)
    found = [
        (records[one], records[other], own_evidence(records[one], records[other], weights))
        for one, other in sorted(pairs)
    ]
    groups: Mapping[str, str] = {}
    proposals: list[Proposal] = []
    for _ in range(_ROUNDS):
        crowds = _crowds(records, groups)
        proposals = [
            _proposal(one, other, [*own, *shared_neighbours(one, other, groups, crowds)])
            for one, other, own in found
        ]
        groups = _groups(proposal for proposal in proposals if proposal.score >= PROPOSED)
    kept = (proposal for proposal in proposals if proposal.score >= least)
    return sorted(kept, key=lambda one: (-one.score, one.thing, one.other))


def score(evidences: Iterable[Evidence]) -> float:
    """Return the probability to which the bits of evidence add up, rounded.

    Examples
    --------
    >>> score([Evidence("same name", 5), Evidence("other country", -7)])
    0.2
    """
    bits = sum(one.bits for one in evidences)
    return round(1 / (1 + 2**-bits), 4)


def _proposal(one: Record, other: Record, found: Sequence[Evidence]) -> Proposal:
    ordered = sorted(found, key=lambda piece: (-abs(piece.bits), piece.reason))
    reasons = tuple(f"{piece.reason} ({piece.bits:+g})" for piece in ordered)
    return Proposal(one.kind, one.thing, other.thing, score(found), reasons)


def _crowds(records: Iterable[Record], groups: Mapping[str, str]) -> Counter[str]:
    """Count beside how many things each thing stands."""
    return Counter(
        groups.get(neighbour, neighbour) for record in records for neighbour in record.neighbours
    )


def _groups(proposals: Iterable[Proposal]) -> dict[str, str]:
    """Return for each proposed thing the first of all those that proposals join to it."""
    group: dict[str, set[str]] = {}
    for proposal in proposals:
        joined = group.get(proposal.thing, {proposal.thing}) | group.get(
            proposal.other, {proposal.other}
        )
        group |= dict.fromkeys(joined, joined)
    return {thing: min(joined) for thing, joined in group.items()}


def _candidates(records: Sequence[Record]) -> set[tuple[int, int]]:
    """Return the pairs that are worth a closer look, by their places in the sequence.

    A pair is looked at if two names are alike as texts, or if the two have a rare word, an
    acronym, an address, a first day or a neighbour of few in common.
    """
    kinds: dict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        kinds[record.kind].append(place)
    pairs: set[tuple[int, int]] = set()
    for kind, places in kinds.items():
        pairs |= _alike(records, places, _ALIKE.get(kind, _ALIKE_OTHERS))
        pairs |= set(_meeting(records, places))
    return pairs


def _alike(records: Sequence[Record], places: list[int], cutoff: int) -> set[tuple[int, int]]:
    """Return the pairs of which two names are alike as texts, words in order of the alphabet."""
    owners: dict[str, set[int]] = defaultdict(set)
    for place in places:
        for name in records[place].names:
            for key in name.keys:
                owners[" ".join(sorted(key.split()))].add(place)
    texts = sorted(owners)
    pairs: set[tuple[int, int]] = set()
    for first in range(0, len(texts), _SLICE):
        scores = process.cdist(
            texts[first : first + _SLICE],
            texts,
            scorer=fuzz.ratio,
            score_cutoff=cutoff,
            dtype=np.uint8,
            workers=-1,
        )
        for row, column in np.argwhere(scores):
            for one in owners[texts[first + row]]:
                pairs.update((one, other) for other in owners[texts[column]] if one < other)
    return pairs


def _meeting(records: Sequence[Record], places: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that meet under a key that few have."""
    meetings: dict[str, list[int]] = defaultdict(list)
    for place in places:
        for key in _keys(records[place]):
            meetings[key].append(place)
    for met in meetings.values():
        if len(met) <= _RARE:
            yield from combinations(met, 2)


def _keys(record: Record) -> set[str]:
    """Return that under which a record meets others: words, initials, addresses ..."""
    keys = {word for name in record.names for word in (*name.spelled, *name.bare)}
    keys |= {name.initials for name in record.own_names if name.initials}
    keys |= {f"at {address}" for address in record.addresses}
    keys |= record.neighbours
    if record.kind == "event":
        keys |= {f"on {start}" for start, _ in record.dates}
    return keys
