"""What is still open: pairs that may be one, and on which nobody has judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.identity.judgements import UNSURE, judgements
from kg.identity.matching import PROPOSED, Proposal, propose
from kg.identity.merging import merged
from kg.identity.records import records
from kg.tables import Tables


@dataclass(frozen=True)
class Review:
    """A pair to look at.

    Parameters
    ----------
    proposal
        The pair, with score and reasons.
    judgement
        ``unsure`` where somebody has looked and could not tell; empty where nobody has.
    """

    proposal: Proposal
    judgement: str


def open_pairs(tables: Tables, least: float = PROPOSED, *, unsure: bool = False) -> list[Review]:
    """Return the pairs that wait for a judgement, the most likely first.

    Things that are judged the same count as one, and what was judged of one of their ids was
    judged of all.

    Parameters
    ----------
    tables
        The tables, free of complaints.
    least
        The lowest score of a pair on which nobody has judged.
    unsure
        Whether to return those judged unsure too, whatever their score.
    """
    judged = judgements(tables)

    def kept(pair: Iterable[str]) -> tuple[str, str]:
        first, second = sorted(judged.kept.get(thing, thing) for thing in pair)
        return first, second

    verdicts: dict[tuple[str, str], set[str]] = {}
    for pair, verdict in judged.judged.items():
        verdicts.setdefault(kept(pair), set()).add(verdict)
    # Sources are not merged beforehand: who enters two things from one page tells them apart,
    # who enters the page anew under another id does not.
    others = {one: other for one, other in judged.kept.items() if not one.startswith("source/")}
    found: dict[tuple[str, str], Review] = {}
    gathered = records(merged(tables, others))
    for proposal in propose(gathered, least=0.0, also=verdicts):
        thing, other = kept((proposal.thing, proposal.other))
        given = verdicts.get((thing, other))
        unjudged = given is None and thing != other and proposal.score >= least
        if unjudged or (unsure and given == {UNSURE}):
            review = Review(replace(proposal, thing=thing, other=other), UNSURE if given else "")
            found.setdefault((thing, other), review)
    return list(found.values())
