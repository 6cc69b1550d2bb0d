"""The sources that speak on a page of ways, numbered as they appear."""

from __future__ import annotations

from collections.abc import Iterable

from kg.explore import Evidence, Step


def numbered(ways: Iterable[Iterable[Step]]) -> dict[str, tuple[int, Evidence]]:
    """Return the sources of the statements of all steps, each with its number from 1, by path."""
    said = dict.fromkeys(
        evidence.source
        for way in ways
        for step in way
        for statement in step.statements
        for evidence in statement.claim.evidence
    )
    return {link.path: (number, Evidence(link, ())) for number, link in enumerate(said, start=1)}
