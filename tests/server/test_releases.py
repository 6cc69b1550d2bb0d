"""Releases: what is served changes when `current` does, while the explorer runs."""

from __future__ import annotations

import pytest

from kg.build import build
from kg.errors import NoRelease
from server import create_app
from server.releases import Releases
from tests.homes import World
from tests.server.web import Browser


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


def test_the_former_release_stays_open_for_those_who_still_use_it(world: World) -> None:
    build(world.settings, shacl=False)
    releases = Releases(world.settings)
    former = releases.current()
    world.replace("people.csv", "Jürgen Krüger", "Jürgen Krüger-Tang")
    build(world.settings, shacl=False)
    assert releases.current() is not former
    assert former.explorer.search("kruger", "en")[0]
    releases.close()
