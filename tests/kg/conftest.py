"""What the tests of the library share."""

from __future__ import annotations

import shutil

import pytest

from kg import Settings
from tests.homes import World


@pytest.fixture
def built(world: World, world_release: Settings) -> World:
    """Return the made-up world, fresh to edit, with a release of it."""
    shutil.copytree(world_release.releases, world.releases, symlinks=True)
    return world
