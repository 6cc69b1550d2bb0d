"""Pairs labelled by hand, and how well the matcher does on them."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.identity.matching import PROPOSED

GOLD = Path(__file__).with_name("gold.csv")


@dataclass(frozen=True)
class Pair:
    """Two things of one kind, in alphabetical order, with what a reader of the facts found."""

    kind: str
    left: str
    right: str
    label: str
    note: str

    @property
    def things(self) -> tuple[str, str]:
        """The two as the tables and proposals write them."""
        return f"{self.kind}/{self.left}", f"{self.kind}/{self.right}"

    @property
    def held_out(self) -> bool:
        """Whether the pair is of the half on which no weight was tried."""
        digest = hashlib.sha256(" ".join(self.things).encode()).digest()
        return digest[0] % 2 == 1


@dataclass(frozen=True)
class Measure:
    """Figures of the matcher on some pairs; pairs labelled unsure count on neither side."""

    found: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """How many of the proposed pairs are the same."""
        proposed = self.found + self.wrong
        return self.found / proposed if proposed else 1.0

    @property
    def recall(self) -> float:
        """How many of the pairs that are the same were proposed."""
        same = self.found + self.missed
        return self.found / same if same else 1.0


def gold() -> list[Pair]:
    """Return the labelled pairs."""
    with GOLD.open(encoding="utf-8", newline="") as file:
        return [Pair(**row) for row in csv.DictReader(file)]


def measure(pairs: Iterable[Pair], scores: Mapping[tuple[str, str], float]) -> Measure:
    """Compare labels with scores; a pair without a score was not even a candidate."""
    pairs = list(pairs)
    proposed = [pair for pair in pairs if scores.get(pair.things, 0.0) >= PROPOSED]
    found = sum(pair.label == "same" for pair in proposed)
    wrong = sum(pair.label == "different" for pair in proposed)
    return Measure(found, wrong, sum(pair.label == "same" for pair in pairs) - found)
