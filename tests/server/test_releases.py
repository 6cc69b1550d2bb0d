"""Releases: what is served changes when `current` does, while the explorer runs."""

from __future__ import annotations

import gc
import os
import re
import threading
import time
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial

import pytest

from kg.build import build
from kg.errors import KGError, NoRelease
from kg.explore import KINDS, Explorer, Listing, day_of
from server import create_app
from server.releases import Releases
from tests.homes import World
from tests.processes import free_port
from tests.server.web import Browser

PATIENCE = 30
"""Seconds to wait for a thread on a machine that has much to do."""


def test_a_new_release_is_served_while_the_explorer_runs(world: World) -> None:
    first = build(world.settings, shacl=False).release
    app = create_app(world.settings)
    browser = Browser(app.test_client())
    assert browser.get("/person/juergen-krueger").one("h1").text == "Jürgen Krüger"
    world.replace("people.csv", "Jürgen Krüger", "Jürgen Krüger-Tang")
    second = build(world.settings, shacl=False).release
    assert first.digest != second.digest
    assert browser.get("/person/juergen-krueger").one("h1").text == "Jürgen Krüger-Tang"
    assert "/person/juergen-krueger" in browser.get("/search?q=tang").links
    pointer = world.releases / "current"
    pointer.unlink()
    pointer.symlink_to(first.digest)
    assert browser.get("/person/juergen-krueger").one("h1").text == "Jürgen Krüger"
    app.extensions["releases"].close()


def test_a_release_is_opened_once(world: World) -> None:
    releases = Releases(world.settings)
    with pytest.raises(NoRelease):
        releases.current()
    build(world.settings, shacl=False)
    opened = releases.current()
    assert releases.current() is opened
    build(world.settings, shacl=False)
    assert releases.current() is opened
    releases.close()


def test_a_folder_that_has_the_number_of_a_former_one_is_another(world: World) -> None:
    folder = build(world.settings, shacl=False).release.folder
    releases = Releases(world.settings)
    former = releases.current()
    os.utime(folder, ns=(0, 0))  # as the system gives it the number of one that was removed
    assert releases.current() is not former
    releases.close()


def test_the_former_release_stays_open_for_those_who_still_use_it(world: World) -> None:
    build(world.settings, shacl=False)
    releases = Releases(world.settings)
    former = releases.current()
    world.replace("people.csv", "Jürgen Krüger", "Jürgen Krüger-Tang")
    build(world.settings, shacl=False)
    assert releases.current() is not former
    assert former.explorer.finder.search("kruger").paths
    releases.close()


def test_a_release_behind_two_links_is_opened_once(world: World) -> None:
    first = build(world.settings, shacl=False).release
    pointer, stable = world.releases / "current", world.releases / "stable"
    stable.symlink_to(first.digest)
    pointer.unlink()
    pointer.symlink_to("stable")
    releases = Releases(world.settings)
    opened = releases.current()
    assert opened.release.digest == first.digest
    assert releases.current() is opened
    world.replace("people.csv", "Jürgen Krüger", "Jürgen Krüger-Tang")
    second = build(world.settings, shacl=False).release
    stable.unlink()
    stable.symlink_to(second.digest)
    pointer.unlink()
    pointer.symlink_to("stable")
    assert releases.current().release.digest == second.digest


def test_no_release_is_closed_under_those_who_use_it(world: World) -> None:
    digests = []
    for name in ("Jürgen Krüger-Tang", "Jürgen Krüger-Fog", "Jürgen Krüger-Ål"):
        digests.append(build(world.settings, shacl=False).release.digest)
        world.change("people.csv", partial(re.compile("Jürgen Krüger[^,]*").sub, name))
    releases = Releases(world.settings)
    used = []
    for digest in digests:
        pointer = world.releases / "current"
        pointer.unlink()
        pointer.symlink_to(digest)
        used.append(releases.current())
    assert len(set(map(id, used))) == len(digests)
    assert all(one.explorer.finder.search("kruger").paths for one in used)


def test_a_release_is_closed_when_nobody_uses_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(world.settings, shacl=False)
    closed: list[Explorer] = []
    close = Explorer.close

    def noted(explorer: Explorer) -> None:
        closed.append(explorer)
        close(explorer)

    monkeypatch.setattr(Explorer, "close", noted)
    releases = Releases(world.settings)
    former = releases.current()
    world.replace("people.csv", "Jürgen Krüger", "Jürgen Krüger-Tang")
    build(world.settings, shacl=False)
    assert releases.current() is not former
    assert closed == []
    explorer = former.explorer
    del former
    assert closed == [explorer]  # at once, whenever the garbage is collected


def test_nothing_that_an_explorer_remembers_keeps_it_there(world: World) -> None:
    build(world.settings, shacl=False)
    explorer = Explorer.open(world.settings)
    assert explorer.thing("person/juergen-krueger", "en").link.label == "Jürgen Krüger"
    assert explorer.named(explorer.finder.search("kruger").paths, "en")
    day = day_of("2018-01-26")
    listing = explorer.listing("person", "en")
    assert len(explorer.catalogue.select(listing.numbers, {}, day).places)
    assert explorer.country_ties.shared(day=day)
    assert explorer.similar("person/juergen-krueger", "en") is not None
    assert explorer.card("tangpost-2018", "en").address
    del listing
    explorer.close()
    there = weakref.ref(explorer)
    gc.disable()
    try:
        del explorer
        assert there() is None  # at once, and not when garbage is collected some time
    finally:
        gc.enable()


def test_no_page_that_was_shown_keeps_a_release_there(world: World) -> None:
    build(world.settings, shacl=False)
    app = create_app(world.settings)
    browser, releases = Browser(app.test_client()), app.extensions["releases"]
    there = weakref.ref(releases.current())
    gc.disable()
    try:
        for address in ("/person/soeren-grossmann", "/people", "/networks", "/changes"):
            browser.get(address)
        world.replace("people.csv", "Jürgen Krüger", "Jürgen Krüger-Tang")
        build(world.settings, shacl=False)
        browser.get("/about")
        assert there() is None
    finally:
        gc.enable()
    releases.close()


def test_what_first_readers_want_is_computed_ahead(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(world.settings, shacl=False)
    asked: list[tuple[str, str]] = []
    listing = Explorer.listing
    computed = threading.Event()

    def noted(explorer: Explorer, kind: str, language: str) -> Listing:
        asked.append((kind, language))
        return listing(explorer, kind, language)

    def paths(*_: object) -> None:
        computed.set()

    monkeypatch.setattr(Explorer, "listing", noted)
    monkeypatch.setattr("server.releases._paths", paths)
    releases = Releases(world.settings, ahead=True)
    assert computed.wait(PATIENCE)
    assert sorted(asked) == sorted((kind, "en") for kind in KINDS)
    releases.current().listing("person", "en")
    assert len(asked) == len(KINDS)
    releases.close()


def test_where_there_is_no_release_nothing_is_computed_ahead(world: World) -> None:
    with catch_threads() as failures:
        releases = Releases(world.settings, ahead=True)
        with pytest.raises(NoRelease):
            releases.current()
    assert failures == []


def test_a_store_that_is_down_harms_nobody_ahead(world: World) -> None:
    build(world.settings, shacl=False)
    settings = replace(world.settings, store=f"http://127.0.0.1:{free_port()}/sparql")
    with catch_threads() as failures, suppress(KGError):
        Releases(settings, ahead=True).current()
    assert failures == []


def test_what_several_ask_for_at_a_time_is_computed_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(world.settings, shacl=False)
    computed: list[str] = []
    listing = Explorer.listing

    def slow(explorer: Explorer, kind: str, language: str) -> Listing:
        computed.append(kind)
        time.sleep(0.2)
        return listing(explorer, kind, language)

    monkeypatch.setattr(Explorer, "listing", slow)
    releases = Releases(world.settings)
    release = releases.current()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: release.listing("person", "en"), range(4)))
    assert computed == ["person"]
    assert all(one is found[0] for one in found)
    releases.close()


@contextmanager
def catch_threads() -> Iterator[list[str]]:
    """Wait for the threads that are started meanwhile, and give what they failed of."""
    before, failures = set(threading.enumerate()), list[str]()
    former, threading.excepthook = threading.excepthook, lambda args: failures.append(str(args))
    try:
        yield failures
        for thread in set(threading.enumerate()) - before:
            thread.join(PATIENCE)
    finally:
        threading.excepthook = former
