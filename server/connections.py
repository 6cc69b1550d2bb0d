"""Connections: how two things are connected, step by step, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from kg.explore import Evidence, Link, Statement, Step
from kg.explore.model import value_text
from kg.networks.paths import Connection, Path, told
from server import negotiation, releases
from server.cited import numbered
from server.days import asked_day
from server.ends import End, State, end, status_of
from server.languages import language

pages = Blueprint("connections", __name__)

_ENDS = ("from", "to")
_FILE = "json"
# The network is the same in every language, but for labels that are not used here.
_ANY = "en"


@dataclass(frozen=True)
class Answer:
    """What is known of how two things are connected.

    Parameters
    ----------
    start, end
        The ends as they were asked for.
    untied
        Those of them that no statement ties to anything.
    connection
        How they are connected; None where there are not two things to connect.
    through
        What lies on every shortest way.
    shortest, alternatives
        The ways, each as its steps.
    """

    start: End
    end: End
    untied: Sequence[Link] = ()
    connection: Connection | None = None
    through: Sequence[Link] = ()
    shortest: Sequence[Sequence[Step]] = ()
    alternatives: Sequence[Sequence[Step]] = ()

    @property
    def is_same(self) -> bool:
        """Whether both ends are one thing."""
        return bool(self.start.link) and self.start.link == self.end.link

    @property
    def status(self) -> int:
        """The status of the answer: 404 where an end is nothing that can be connected."""
        return status_of(self.start, self.end)

    @property
    def sources(self) -> dict[str, tuple[int, Evidence]]:
        """The sources that speak, by their paths, numbered as they appear."""
        return numbered((*self.shortest, *self.alternatives))


@pages.get("/connect")
def page() -> tuple[str | Response, int]:
    """Show how two things are connected, or answer with the same as JSON."""
    is_file = negotiation.file_asked(_FILE) or negotiation.wants_json()
    answer = _answer(*map(end, _ENDS))
    if is_file:
        return jsonify(_as_json(answer)), answer.status
    example = _example() if answer.start.state is answer.end.state is State.EMPTY else None
    return render_template("connect.html", answer=answer, example=example), answer.status


def _answer(start: End, end: End) -> Answer:
    """Return how the ends are connected, on the day that is asked for if there is one."""
    if start.state is not State.FOUND or end.state is not State.FOUND or start.link == end.link:
        return Answer(start, end)
    assert start.link
    assert end.link
    paths = releases.current().paths(_ANY, asked_day())
    untied = [link for link in (start.link, end.link) if link.path not in paths]
    if untied:
        return Answer(start, end, untied)
    connection = paths.between(start.link.path, end.link.path)
    return Answer(
        start,
        end,
        (),
        connection,
        releases.explorer().named(connection.through, language()),
        _told(connection.shortest),
        _told(connection.alternatives),
    )


def _told(paths: Iterable[Path]) -> list[tuple[Step, ...]]:
    release = releases.current()
    network = release.network(_ANY, (), asked_day())
    return [told(release.explorer, network, path, language()) for path in paths]


def _example() -> tuple[Link, Link] | None:
    """Return two people with many ties, of different countries, that something connects."""
    release = releases.current()
    network = release.network(_ANY, (), asked_day())
    people = [one for one, own in network.nodes(data=True) if own["kind"] == "person"]
    tied = sorted(people, key=lambda one: (-network.degree(one), one))
    first = next((one for one in tied if network.nodes[one]["countries"]), "")
    abroad = (
        one
        for one in tied
        if (own := network.nodes[one]["countries"])
        and not {*own} & {*network.nodes[first]["countries"]}
    )
    other = next(abroad, "")
    if not other or release.paths(_ANY, asked_day()).between(first, other).distance is None:
        return None
    one, two = release.explorer.named((first, other), language())
    return one, two


def _as_json(answer: Answer) -> dict[str, Any]:
    known, day = answer.connection, asked_day()
    return {
        "asof": day.isoformat() if day else None,
        "from": _end_as_json(answer.start),
        "to": _end_as_json(answer.end),
        "same": answer.is_same,
        "untied": [_link_as_json(link) for link in answer.untied],
        "distance": known.distance if known else None,
        "number": known.number if known else 0,
        "through": [_link_as_json(link) for link in answer.through],
        "parts": known.parts if known else (),
        "shortest": [[_step_as_json(step) for step in way] for way in answer.shortest],
        "alternatives": [[_step_as_json(step) for step in way] for way in answer.alternatives],
    }


def _end_as_json(end: End) -> dict[str, Any]:
    return {
        "asked": end.text,
        "state": end.state.value,
        "thing": _link_as_json(end.link) if end.link else None,
        "choices": [_link_as_json(link) for link in end.choices],
    }


def _link_as_json(link: Link) -> dict[str, str]:
    return {"iri": link.iri, "path": link.path, "label": link.label}


def _step_as_json(step: Step) -> dict[str, Any]:
    return {
        "from": _link_as_json(step.start),
        "to": _link_as_json(step.end),
        "statements": [_statement_as_json(one) for one in step.statements],
    }


def _statement_as_json(statement: Statement) -> dict[str, Any]:
    claim, day = statement.claim, asked_day()
    return {
        "sentence": statement.text,
        "standing": claim.timing.standing(day).value if day else None,
        "claim": claim.link.iri,
        "role": _link_as_json(claim.role) if claim.role else None,
        "facts": [
            {"property": fact.property.iri, "label": fact.property.label, "value": value_text(fact)}
            for fact in claim.facts
        ],
        "evidence": [
            {**_link_as_json(one.source), "places": list(one.locators)} for one in claim.evidence
        ],
    }
