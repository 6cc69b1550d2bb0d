"""What all tests share: the made-up world to edit, and releases built once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest

from kg.build import build
from kg.settings import Settings
from tests.homes import PROJECT, World

# No deadline, as machines differ; no database of examples, so that a run leaves nothing behind.
hypothesis.settings.register_profile("project", deadline=None, database=None)
hypothesis.settings.load_profile("project")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Return a fresh home with the made-up world as plain files to edit; nothing is built."""
    return World(tmp_path / "home")


@pytest.fixture(scope="session")
def world_release(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a home in which the made-up world is built; only to be read."""
    settings = World(tmp_path_factory.mktemp("world") / "home").settings
    build(settings)
    return settings


@pytest.fixture(scope="session")
def real_release(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings under which the real tables are built; only to be read."""
    settings = replace(
        Settings(home=PROJECT), build_folder=tmp_path_factory.mktemp("real") / "build"
    )
    build(settings)
    return settings
