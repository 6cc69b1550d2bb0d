"""What is still open: pairs that may be one, and on which nobody has judged."""

from __future__ import annotations

from dataclasses import dataclass

from kg.identity.judgements import judgements
from kg.identity.matching import PROPOSED, Proposal, propose
from kg.identity.merging import merged
from kg.identity.records import records
from kg.tables import Tables

UNSURE = "unsure"
"""The judgement that leaves a pair for whoever knows more."""


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
    verdicts: dict[tuple[str, str], set[str]] = {}
    for pair, verdict in judged.judged.items():
        first, second = sorted(judged.kept.get(thing, thing) for thing in pair)
        verdicts.setdefault((first, second), set()).add(verdict)
    found = []
    for proposal in propose(records(merged(tables, judged.kept)), least=0.0):
        given = verdicts.get((proposal.thing, proposal.other))
        if given is None and proposal.score >= least:
            found.append(Review(proposal, ""))
        elif given == {UNSURE} and unsure:
            found.append(Review(proposal, UNSURE))
    return found
