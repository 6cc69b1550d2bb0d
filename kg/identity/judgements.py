"""The judgements in `same_as.csv`: which ids are retired for which, and where they contradict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.errors import Complaint
from kg.tables import Row, Table, Tables
from kg.tables.removals import WITHHELD

TABLE = "same_as"
"""Name of the table of judgements."""
UNSURE = "unsure"
"""The judgement that leaves a pair for whoever knows more."""


@dataclass(frozen=True)
class Judgements:
    """What was judged, thought through to the end.

    Parameters
    ----------
    kept
        For each retired thing the one that is kept in its place, both as in the table
        (``person/une-tange``); chains are followed.
    judged
        The judgement of each pair, the pair in alphabetical order.
    complaints
        Where judgements contradict one another.
    """

    kept: Mapping[str, str]
    judged: Mapping[tuple[str, str], str]
    complaints: tuple[Complaint, ...]

    @property
    def unsure(self) -> list[tuple[str, str]]:
        """The pairs that nobody could judge, each thing by the id that is kept."""
        pairs = [pair for pair, verdict in self.judged.items() if verdict == UNSURE]
        kept = {(self.kept.get(one, one), self.kept.get(other, other)) for one, other in pairs}
        return sorted((one, other) for one, other in kept if one != other)


@dataclass(frozen=True)
class _Judgement:
    row: int
    thing: str
    other: str
    verdict: str

    @property
    def pair(self) -> tuple[str, str]:
        first, second = sorted((self.thing, self.other))
        return first, second


def judgements(tables: Tables) -> Judgements:
    """Return the judgements of the tables, and every contradiction between them."""
    table, given = _given(tables)
    successor: dict[str, _Judgement] = {}
    judged: dict[tuple[str, str], _Judgement] = {}
    complaints: list[Complaint] = []

    def complain(one: _Judgement, problem: str, remedy: str) -> None:
        complaints.append(Complaint(table.file, one.row, "other", one.other, problem, remedy))

    for one in given:
        earlier = judged.setdefault(one.pair, one)
        if one.thing == one.other:
            complain(one, "a thing is judged against itself", "remove the row")
        elif one.thing.partition("/")[0] != one.other.partition("/")[0]:
            complain(one, "the two are of different kinds", "correct one of the two ids")
        elif earlier is not one:
            complain(one, f"row {earlier.row} judges the same two", "keep one of the rows")
        elif one.verdict == "same":
            first = successor.setdefault(one.thing, one)
            if first is not one:
                complain(
                    one,
                    f"row {first.row} retires {one.thing} for {first.other} already",
                    f"judge {first.other} and {one.other} instead",
                )
    chains = {thing: _chain(thing, successor) for thing in successor}
    for thing, chain in chains.items():
        if chain[-1] == thing:
            complain(
                successor[thing],
                f"the ids are retired in a circle ({', '.join(chain)})",
                "decide which one is kept",
            )
    kept = {thing: chain[-1] for thing, chain in chains.items() if chain[-1] not in successor}
    complaints += _different_made_same(table, judged, chains)
    complaints += _withheld_of_retired(tables, kept)
    return Judgements(kept, {pair: one.verdict for pair, one in judged.items()}, tuple(complaints))


def _given(tables: Tables) -> tuple[Table, list[_Judgement]]:
    """Return the table and its judgements in the order of the rows."""
    table = next(table for table in tables.schema if table.name == TABLE)
    thing, other, verdict = map(table.index, ("thing", "other", "judgement"))

    def judgement(row: Row) -> _Judgement:
        return _Judgement(row.number, row.cells[thing], row.cells[other], row.cells[verdict])

    return table, [judgement(row) for row in tables.rows[TABLE]]


def _chain(thing: str, successor: Mapping[str, _Judgement]) -> list[str]:
    """Return a thing and what it is retired for, step by step; a circle ends where it began."""
    chain = [thing]
    while chain[-1] in successor:
        following = successor[chain[-1]].other
        seen = following in chain
        chain.append(following)
        if seen:
            break
    return chain


def _different_made_same(
    table: Table, judged: Mapping[tuple[str, str], _Judgement], chains: Mapping[str, list[str]]
) -> Iterator[Complaint]:
    """Yield a complaint for each pair judged different that other judgements make one."""
    same: dict[str, set[str]] = defaultdict(set)
    for chain in chains.values():
        for thing in chain:
            same[chain[-1]].add(thing)
    for (first, second), one in judged.items():
        for things in same.values():
            if one.verdict == "different" and {first, second} <= things:
                joined = " = ".join(_steps(first, second, chains))
                yield Complaint(
                    table.file,
                    one.row,
                    "judgement",
                    one.verdict,
                    f"{first} and {second} are judged different, but other rows make them the "
                    f"same ({joined})",
                    "correct this judgement or one of those",
                )


def _withheld_of_retired(tables: Tables, kept: Mapping[str, str]) -> Iterator[Complaint]:
    """Yield a complaint for each number of what is withheld that stands under a retired id.

    Two equal numbers of one thing would count as one.
    """
    for table, rows in tables:
        for row in rows if table.name == WITHHELD else ():
            thing = row.cells[table.index("thing")]
            if thing in kept:
                remedy = f"add its numbers to those of {kept[thing]}, and take the row out"
                problem = f"the id is retired for {kept[thing]}"
                yield Complaint(table.file, row.number, "thing", thing, problem, remedy)


def _steps(first: str, second: str, chains: Mapping[str, list[str]]) -> list[str]:
    """Return the things by which two that are made one hang together, step by step.

    Examples
    --------
    >>> _steps("a", "b", {"a": ["a", "m", "z"], "b": ["b", "m", "z"]})
    ['a', 'm', 'b']
    """
    one, other = chains.get(first, [first]), chains.get(second, [second])
    meeting = next(thing for thing in one if thing in other)
    return [*one[: one.index(meeting)], *reversed(other[: other.index(meeting) + 1])]
