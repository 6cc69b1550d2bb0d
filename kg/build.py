"""Build a release: tables and ontology in, an immutable folder out, all or nothing."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

import kg
from kg import chronicle, ontology, quality, tables
from kg.builder import STEPS, Builder, Step
from kg.errors import BuildFailed
from kg.quality import Quality
from kg.settings import Settings
from kg.store import Release

__all__ = ["STEPS", "Report", "Step", "build", "check", "digest"]

# The code that decides what is in a release: a change in it makes a new release.
_DECIDING = (
    "build", "builder", "chronicle", "description", "dumps", "errors", "fingerprints", "folding",
    "formats", "lift", "ontology", "prefixes", "queries", "scope", "settings", "store",
    "syntax", "terms", "tokens", "validate", "vocabulary",
)  # fmt: skip
_DECIDING_FOLDERS = (
    "identity/*.py", "quality/*.py", "search/*.py", "tables/*.py", "queries/*.r?",
)  # fmt: skip

_POINTER = "current.partial"

# The stores on disk give no number, but the words of the system or their own.
_FULL = {code: os.strerror(code) for code in (errno.ENOSPC, errno.EDQUOT)} | {-1: "disk is full"}
_REFUSED = {code: os.strerror(code) for code in (errno.EACCES, errno.EPERM, errno.EROFS)} | {
    -1: "readonly database"
}


@dataclass(frozen=True)
class Report:
    """What a build did.

    Parameters
    ----------
    release
        The release that is now current; for a mere validation, the one it would be.
    base_iri
        Base of the IRIs of things, concepts and graphs.
    rows
        Number of rows by table.
    counts
        Number of things by kind.
    retired
        Number of ids that are retired for another.
    triples, inferred
        Number of quads in all, and of those that the rules derived.
    graphs
        Number of named graphs.
    searchable
        Number of things in the search index.
    seconds
        Time by step, in the order of the steps.
    fresh
        False where the release was there already and only made current again.
    quality
        What is covered, what is missing, what is contradicted.
    """

    release: Release
    base_iri: str
    rows: dict[str, int]
    counts: dict[str, int]
    retired: int
    triples: int
    inferred: int
    graphs: int
    searchable: int
    seconds: dict[str, float]
    fresh: bool
    quality: Quality

    @classmethod
    def of(cls, release: Release, seconds: dict[str, float], *, fresh: bool) -> Report:
        """Return the report on a release, as the build wrote it down in its folder."""
        return cls(
            release=release,
            seconds=seconds,
            fresh=fresh,
            quality=quality.read(release.quality),
            **release.report,
        )


def _silent(_name: str) -> None:
    """Take note of nothing."""


def digest(settings: Settings) -> str:
    """Return the digest of all that decides what is in a release: sixteen hexadecimal digits."""
    library = Path(kg.__file__).parent
    inputs = [
        *ontology.files(settings.ontology),
        *sorted(settings.ontology.glob("rules/*.rq")),
        *sorted(settings.ontology.glob("checks/*.rq")),
        *sorted(settings.ontology.glob("shapes/*.ttl")),
        *sorted(settings.tables.glob("*.csv")),
        settings.tables / tables.METADATA,
        settings.left_out,
        *(library / f"{name}.py" for name in _DECIDING),
        *(path for pattern in _DECIDING_FOLDERS for path in sorted(library.glob(pattern))),
    ]
    # Another store may write another form on disk, another zlib may compress otherwise.
    tools = f"{ox.__version__}\0{zlib.ZLIB_RUNTIME_VERSION}"
    total = hashlib.sha256(f"{settings.base_iri}\0{tools}".encode())
    for path in inputs:
        content = path.read_bytes() if path.is_file() else b""
        total.update(f"\0{path.parent.name}/{path.name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()[:16]


def build(settings: Settings, step: Step = _silent, *, shacl: bool = True) -> Report:
    """Build a release and make it the current one.

    Parameters
    ----------
    settings
        Where the truth lies and where releases go.
    step
        Told the name of each step as it begins.
    shacl
        Whether the SHACL shapes are run; only the benchmark leaves them out.

    Raises
    ------
    BuildRefused
        With every complaint; the old release stands.
    BuildFailed
        If the work could not be done, as on a full disk; the old release stands.
    """
    with _explained(settings.releases), _only_builder(settings.releases):
        release = Release(settings.releases / digest(settings))
        if release.is_whole:
            _switch(release)
            return Report.of(release, {}, fresh=False)
        with _made(settings, release.digest, step, shacl) as (made, seconds):
            if digest(settings) != release.digest:
                raise BuildFailed("The tables or the ontology changed meanwhile. Build again.")
            shutil.rmtree(release.folder, ignore_errors=True)
            made.folder.rename(release.folder)
        _switch(release)
        return Report.of(release, seconds, fresh=True)


def check(settings: Settings, step: Step = _silent) -> Report:
    """Do all that `build` does except publishing; see there for the errors."""
    with _explained(settings.releases), _only_builder(settings.releases):
        release = Release(settings.releases / digest(settings))
        with _made(settings, release.digest, step, True) as (made, seconds):
            return replace(Report.of(made, seconds, fresh=True), release=release)


@contextmanager
def _explained(releases: Path) -> Iterator[None]:
    """Turn what the disk refuses into an error that says what to do."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        path = getattr(error, "filename", None)
        problem = f"{path}: {error.strerror}" if isinstance(error, OSError) and path else error
        raise BuildFailed(
            f"The build could not be finished: {problem}. "
            f"The old release stands; {_remedy(error, releases)}."
        ) from error


def _remedy(error: OSError | sqlite3.Error, releases: Path) -> str:
    """Return what to do about an error of the disk."""
    if _is_one_of(error, _FULL):
        return "make room on the disk"
    if _is_one_of(error, _REFUSED):
        path = Path(getattr(error, "filename", None) or releases)
        ours = releases in (path, *path.parents)
        return f"correct the access rights of {f'{releases.name}/' if ours else path}"
    return "correct what is named here and build again"


def _is_one_of(error: OSError | sqlite3.Error, kinds: Mapping[int, str]) -> bool:
    """Return whether an error is of one of these kinds: by its number, else by its words."""
    number = getattr(error, "errno", None)
    return number in kinds if number else any(words in str(error) for words in kinds.values())


@contextmanager
def _only_builder(releases: Path) -> Iterator[None]:
    """Keep other builds out, and clear what a killed one left behind."""
    releases.mkdir(parents=True, exist_ok=True)
    with (releases / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildFailed("Another build is running. Wait until it has finished.") from None
        (releases / _POINTER).unlink(missing_ok=True)
        for left_behind in releases.glob("*.partial"):
            shutil.rmtree(left_behind)
        yield


@contextmanager
def _made(
    settings: Settings, name: str, step: Step, shacl: bool
) -> Iterator[tuple[Release, dict[str, float]]]:
    """Give a release that is made and not yet published, and the time of each step."""
    made = Release(settings.releases / f"{name}.partial")
    try:
        yield made, Builder(settings, made.folder, step, shacl).run()
    finally:
        shutil.rmtree(made.folder, ignore_errors=True)


def _switch(release: Release) -> None:
    """Point `current` to a release, in one step that cannot be seen half done."""
    releases = release.folder.parent
    pointer = releases / _POINTER
    with chronicle.noting(releases, release.digest):
        pointer.symlink_to(release.folder.name)
        pointer.replace(releases / "current")
