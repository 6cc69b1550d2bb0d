"""The release that is served: opened once, and opened anew when `current` points elsewhere."""

from __future__ import annotations

import gc
import logging
import os
import threading
import weakref
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from cachetools import LRUCache, cached
from flask import Flask, current_app, g

from kg import changes
from kg.errors import KGError
from kg.explore import KINDS, Explorer
from kg.forwarding import open_sandbox
from kg.networks import Affiliations, Recipe, claim_network, measures, read
from kg.networks.paths import Paths
from kg.remote import open_graph
from kg.store import Release, current_release
from server import studies
from server.studies import Study

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    import networkx as nx

    from kg.changes import Step
    from kg.explore import Listing
    from kg.networks.measures import NodeMeasures
    from kg.settings import Settings

_log = logging.getLogger(__name__)

_Place = tuple[int, int, int]
_Networks = Callable[..., "nx.Graph[str]"]
_Answer = TypeVar("_Answer")
_KEPT = 32
# In whose language is computed ahead what is of a language.
_AHEAD = "en"
# The collaboration network that other pages lead to.
_FIRST_STUDY = Recipe(between="organisations", by=("events",))
MOST_COMPARED = 50
"""Number of releases of which it is told what has changed by them."""


class OpenRelease:
    """A release with all that pages ask of it; what costs time is computed once.

    Its files are closed when nobody uses it any more.

    Parameters
    ----------
    release
        The release to open.
    settings
        The limits on queries, and the base of the IRIs.
    """

    def __init__(self, release: Release, settings: Settings) -> None:
        self.release, self.settings = release, settings
        self.explorer = Explorer(open_graph(release, settings), release)
        weakref.finalize(self, self.explorer.close)
        self.sandbox = open_sandbox(release, settings, self.explorer.graph)
        self.vocabulary = _kept(self.explorer.vocabulary)
        self.barometer = _kept(self.explorer.barometer)
        self.listing = _kept(self.explorer.listing)
        self.ordered = _kept(partial(_ordered, self.listing))
        self.source = _kept(self.explorer.source)
        whole = _kept(partial(claim_network.read, self.explorer.graph))
        self.network = _kept(partial(_network, whole, self.explorer))
        self.paths = _kept(partial(_paths, self.network))
        self.measures = _kept(partial(_measures, self.network))
        self.affiliations = _kept(partial(read, self.explorer.graph))
        self.study = _kept(partial(_study, self.affiliations))
        self._steps = _kept(_steps)

    def compute_ahead(self) -> None:
        """Compute what the first readers would else wait for; the rest takes little."""
        try:
            for kind in KINDS:
                self.ordered(kind, _AHEAD, "name").numbers  # noqa: B018 - it is kept
            self.explorer.country_ties  # noqa: B018
            self.paths(_AHEAD, None)
            self.measures(_AHEAD, (), None)
            self.steps  # noqa: B018
            self.study(_FIRST_STUDY, _AHEAD).compute_ahead()
        except KGError as error:  # the readers get it too, when they ask
            _log.info("Nothing was computed ahead: %s", error)
        # The former release, and its processes, may hang on what only refers to itself, which a
        # server that has nothing to do would keep for long.
        gc.collect()

    @cached_property
    def known(self) -> frozenset[str]:
        """The paths of the things that can be told of as new, changed or gone."""
        found = changes.fingerprints_of(self.release)
        return frozenset(path for path, one in found.items() if not one.kept)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The latest releases as they became current, this one first, each with its changes."""
        return self._steps(self.settings.releases)


class Releases:
    """Gives the current release, whichever that is at the time.

    Parameters
    ----------
    settings
        Where the releases lie.
    ahead
        Whether to compute in the background, as soon as a release is opened, what its first
        readers would else wait for.
    """

    def __init__(self, settings: Settings, *, ahead: bool = False) -> None:
        self.settings, self._ahead = settings, ahead
        self._pointer = str(settings.releases / "current")
        self._switch = threading.Lock()
        self._opened: tuple[OpenRelease, _Place] | None = None
        if ahead:
            threading.Thread(target=self._open_ahead, daemon=True).start()

    def _open_ahead(self) -> None:
        try:
            self.current()
        except KGError as error:  # the pages say so, too
            _log.info("No release was opened ahead: %s", error)

    def current(self) -> OpenRelease:
        """Return the current release.

        Raises
        ------
        NoRelease
            If nothing has been built yet.
        """
        opened = self.opened
        if opened:
            return opened
        with self._switch:
            if not self.opened:
                release = current_release(self.settings)
                opened_now = OpenRelease(release, self.settings)
                self._opened = opened_now, _place(release.folder)
                if self._ahead:
                    threading.Thread(target=opened_now.compute_ahead, daemon=True).start()
            assert self._opened
            return self._opened[0]

    @property
    def opened(self) -> OpenRelease | None:
        """The release that has been opened, if `current` still leads to it."""
        opened = self._opened
        try:
            is_current = opened and _place(self._pointer) == opened[1]
        except FileNotFoundError:
            return None
        return opened[0] if opened and is_current else None

    def close(self) -> None:
        """Close what is open."""
        if self._opened:
            release, _ = self._opened
            release.explorer.close()
            release.sandbox.close()
        self._opened = None


def _kept(compute: Callable[..., _Answer]) -> Callable[..., _Answer]:
    """Keep the latest answers of a function; what several ask for at a time is computed once."""
    keep = cached(LRUCache(_KEPT), condition=threading.Condition())
    return keep(compute)


def _steps(releases: Path) -> tuple[Step, ...]:
    return tuple(islice(changes.steps(releases), MOST_COMPARED))


def _ordered(
    listings: Callable[[str, str], Listing], kind: str, language: str, sort: str
) -> Listing:
    return listings(kind, language).ordered(sort, language)


def _network(
    whole: _Networks,
    explorer: Explorer,
    language: str,
    kinds: tuple[str, ...] = (),
    day: datetime.date | None = None,
) -> nx.Graph[str]:
    network = whole(language)
    if day:
        network = claim_network.as_of(network, explorer.timings, day)
    return claim_network.restricted(network, kinds) if kinds else network


def _study(affiliations: Callable[[], Affiliations], recipe: Recipe, language: str) -> Study:
    return Study(affiliations(), recipe, language)


def _paths(networks: _Networks, language: str, day: datetime.date | None) -> Paths:
    return Paths(networks(language, (), day))


def _measures(
    networks: _Networks,
    language: str,
    kinds: tuple[str, ...] = (),
    day: datetime.date | None = None,
) -> Sequence[NodeMeasures]:
    network = networks(language, kinds, day)
    return tuple(measures.table(network, language, paths=len(network) <= studies.MOST_MEASURED))


def _place(folder: Path | str) -> _Place:
    """Return what tells a folder from any other, by however many links one comes to it.

    The number of one that was removed may be given to the next, but not at the same moment.
    """
    seen = os.stat(folder)  # noqa: PTH116 - for each request; by `Path` it takes twice as long
    return seen.st_dev, seen.st_ino, seen.st_mtime_ns


def current() -> OpenRelease:
    """Return the release that answers this request; it stays the same to the request's end."""
    if "release" not in g:
        releases: Releases = current_app.extensions["releases"]
        g.release = releases.current()
    release: OpenRelease = g.release
    return release


def settings() -> Settings:
    """Return the settings of the explorer, which are there even where nothing has been built."""
    releases: Releases = current_app.extensions["releases"]
    return releases.settings


def explorer() -> Explorer:
    """Return the explorer of the release that answers this request."""
    return current().explorer


def _let_go(_error: BaseException | None) -> None:
    """Forget the release at the request's end, even if something still remembers the request."""
    g.pop("release", None)


def init(app: Flask) -> None:
    """Let no request hold a release longer than it lasts."""
    app.teardown_appcontext(_let_go)
