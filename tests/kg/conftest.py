"""What the tests of the library share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from kg import Settings
from tests.homes import World
from tests.stores import Server, oxigraph, virtuoso


@pytest.fixture
def built(world: World, world_release: Settings) -> World:
    """Return the made-up world, fresh to edit, with a release of it."""
    shutil.copytree(world_release.releases, world.releases, symlinks=True)
    return world


@pytest.fixture
def doomed(world_release: Settings) -> Iterator[Server]:
    """Give a server to ask something without end; it works on for nobody until it is killed."""
    with oxigraph() as made:
        made.publish(world_release)
        yield made


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def server(
    request: pytest.FixtureRequest,
    world_release: Settings,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    """Give a server of another kind that holds the made-up world."""
    folder = tmp_path_factory.mktemp("store")
    with oxigraph(folder) if request.param == "oxigraph" else virtuoso(folder) as made:
        made.publish(world_release)
        yield made
