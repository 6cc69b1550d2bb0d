"""What all tests share: the made-up world to edit, and releases built once."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
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


def pytest_xdist_auto_num_workers() -> int:
    """Run two processes more than there are processors, as many tests wait for other processes."""
    return (os.cpu_count() or 1) + 2


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Return a fresh home with the made-up world as plain files to edit; nothing is built."""
    return World(tmp_path / "home")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a folder that all processes of one run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def world_release(shared: Path) -> Settings:
    """Return the settings of a home in which the made-up world is built; only to be read."""
    home = shared / "world"
    with _made_once(home) as is_to_be_made:
        if is_to_be_made:
            build(World(home).settings)
    return Settings(home=home)


@pytest.fixture(scope="session")
def real_release(shared: Path) -> Settings:
    """Return the settings under which the real tables are built; only to be read."""
    settings = replace(Settings(home=PROJECT), build_folder=shared / "real")
    with _made_once(settings.releases) as is_to_be_made:
        if is_to_be_made:
            build(settings)
    return settings


@contextmanager
def _made_once(folder: Path) -> Iterator[bool]:
    """Wait until no other process of the tests makes a folder, and tell whether none has."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not folder.exists()
