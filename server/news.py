"""News: what is new, changed and gone, release by release, under the names of the current one.

Who is no longer in the current release is counted and never named, whichever releases are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.changes import STATES, Change, Step
from kg.explore import Link
from server import releases
from server.languages import language


@dataclass(frozen=True)
class News:
    """What became of a thing by a release.

    Parameters
    ----------
    step
        The release as it became current.
    change
        What became of the thing.
    """

    step: Step
    change: Change

    @property
    def link(self) -> Link | None:
        """The thing, with its name in the reader's language; none where it is no longer there."""
        return _link(self.change.path)

    @property
    def kept(self) -> Link | None:
        """Of a thing that was found to be another: that, where it is still there."""
        return _link(self.change.kept)


def steps() -> tuple[Step, ...]:
    """Return the releases in the order in which they became current, the latest first."""
    return releases.current().steps


def news(**wanted: str) -> list[News]:
    """Return what became of things that may be named: the latest first, then by their state.

    Parameters
    ----------
    wanted
        What to choose by, each left out or empty for all: ``release`` (a digest), ``kind`` (one of
        `kg.fingerprints.THINGS`), ``state`` (one of `kg.changes.STATES`), ``country`` (a slug),
        ``path`` (of a thing).
    """
    known = releases.current().known
    return [
        News(step, change)
        for step in steps()
        for change in sorted(step.changes, key=lambda one: STATES.index(one.state))
        if (change.kind != "person" or {change.path, change.kept} & known)
        and _fits(step, change, wanted)
    ]


def _link(path: str) -> Link | None:
    if path not in releases.current().known:
        return None
    explorer = releases.explorer()
    iri = explorer.finder.iri(path)
    return explorer.links([iri], language())[iri]


def _fits(step: Step, change: Change, wanted: Mapping[str, str]) -> bool:
    has = {
        "release": (step.digest,),
        "kind": (change.kind,),
        "state": (change.state,),
        "country": change.countries,
        "path": (change.path,),
    }
    return all(not value or value in has[name] for name, value in wanted.items())
