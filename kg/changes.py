"""Changes: what is new, changed and gone from one release to the next, thing by thing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from kg import chronicle, fingerprints
from kg.chronicle import Publication
from kg.errors import UnknownName
from kg.fingerprints import Fingerprint
from kg.store import Release

STATES: Final = ("new", "changed", "gone")
"""What can have become of a thing."""

_NOTHING = Fingerprint(frozenset())


@dataclass(frozen=True, order=True)
class Change:
    """What became of a thing.

    Parameters
    ----------
    path
        The thing: ``event/fog-2018``, ``concept/country/dk``.
    state
        One of `STATES`.
    added, removed
        Numbers of statements, about the thing and about the claims that name it, that are made
        now and were not made before, and the other way round.
    countries
        The slugs of its countries, now or before, in alphabetical order.
    kept
        Of a thing that is gone as it was found to be another: the path of that.
    """

    path: str
    state: str
    added: int
    removed: int
    countries: tuple[str, ...] = ()
    kept: str = ""

    @property
    def kind(self) -> str:
        """The part of the path before the slug, one of `kg.fingerprints.THINGS`."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True)
class Step:
    """A release as it became current, and what has changed by it.

    Parameters
    ----------
    time
        When it became current, in UTC.
    digest
        Which release.
    former
        Digest of the release that it is compared with: the one before it that is still there.
        Empty where nothing can be compared.
    is_there
        Whether the release itself is still there.
    changes
        What has changed, in the order of paths.
    """

    time: datetime.datetime
    digest: str
    former: str
    is_there: bool
    changes: tuple[Change, ...]

    def counted(self, state: str) -> int:
        """Return for how many things a state holds."""
        return sum(one.state == state for one in self.changes)


def compare(
    before: Mapping[str, Fingerprint], after: Mapping[str, Fingerprint]
) -> tuple[Change, ...]:
    """Return what has changed between two releases, in the order of paths.

    Parameters
    ----------
    before, after
        What is said of each thing, as `kg.fingerprints.read` returns it.

    Examples
    --------
    >>> fog = {"event/fog": Fingerprint(frozenset({"a", "b"}), ("dk",))}
    >>> compare(fog, {"event/fog": Fingerprint(frozenset({"b", "c", "d"}), ("dk",))})
    (Change(path='event/fog', state='changed', added=2, removed=1, countries=('dk',), kept=''),)
    >>> [one.state for one in compare({}, fog)], compare(fog, fog)
    (['new'], ())
    """
    found = (
        _change(path, before.get(path, _NOTHING), after.get(path, _NOTHING))
        for path in sorted({*before, *after})
    )
    return tuple(filter(None, found))


def _change(path: str, before: Fingerprint, after: Fingerprint) -> Change | None:
    added = len(after.statements - before.statements)
    removed = len(before.statements - after.statements)
    if not (added or removed):
        return None
    state = "changed" if before.statements and after.statements else "new" if added else "gone"
    countries = tuple(sorted({*before.countries, *after.countries}))
    return Change(path, state, added, removed, countries, after.kept)


def between(releases: Path, old: str, new: str) -> tuple[Change, ...]:
    """Return what has changed between two releases that are there, in the order of paths.

    Parameters
    ----------
    releases
        Folder of the releases.
    old, new
        Their digests.

    Raises
    ------
    UnknownName
        If one of them is not there, or was built before changes were noted.
    """
    return compare(*(fingerprints.read(_comparable(releases, digest)) for digest in (old, new)))


def former(releases: Path) -> str:
    """Return the digest of the last release before the current one that can be compared with it.

    Parameters
    ----------
    releases
        Folder of the releases.

    Raises
    ------
    UnknownName
        If there is none.
    """
    past = chronicle.read(releases)
    current = past[-1].digest if past else ""
    known = [one.digest for one in past if one.digest != current and _is_kept(releases, one)]
    if not known:
        raise UnknownName(
            f"There is no release in {releases} to compare the current one with. "
            "Each build of changed tables makes one."
        )
    return known[-1]


def steps(releases: Path) -> Iterator[Step]:
    """Yield each time that a release became current, the latest first, with what had changed.

    A release is compared with the last one before it that is still there, so that nothing is
    told of those that were deleted. The first that is there has no changes: with it begins what
    is known here.

    Parameters
    ----------
    releases
        Folder of the releases.
    """
    published = chronicle.read(releases)
    kept = [one for one in published if _is_kept(releases, one)]
    befores = {after: before for before, after in pairwise(kept)}

    # Of two neighbouring steps, the one begins with the release with which the other ends.
    @lru_cache(2)
    def said(digest: str) -> Mapping[str, Fingerprint]:
        return fingerprints.read(_comparable(releases, digest))

    for one in reversed(published):
        before = befores.get(one)
        yield Step(
            one.time,
            one.digest,
            before.digest if before else "",
            one in kept,
            compare(said(before.digest), said(one.digest)) if before else (),
        )


def fingerprints_of(release: Release) -> Mapping[str, Fingerprint]:
    """Return what is said of each thing of a release; nothing where it is too old to tell.

    Parameters
    ----------
    release
        The release.
    """
    file = release.fingerprints
    return fingerprints.read(file) if file.is_file() else {}


def _comparable(releases: Path, digest: str) -> Path:
    """Return the file of the fingerprints of a release."""
    release = Release(releases / digest)
    if release.fingerprints.is_file():
        return release.fingerprints
    if digest and release.is_whole:
        raise UnknownName(
            f"Release {digest} was built before changes were noted, and cannot be compared."
        )
    there = sorted(path.parent.name for path in releases.glob("*/report.json")
                   if not path.parent.is_symlink())  # fmt: skip
    raise UnknownName(
        f"There is no release {digest!r} in {releases}. There are: {', '.join(there) or 'none'}."
    )


def _is_kept(releases: Path, one: Publication) -> bool:
    """Return whether a release is still there and can be compared."""
    return Release(releases / one.digest).fingerprints.is_file()
