"""What the tests of the explorer share: the made-up world, served by one app for each file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from kg.settings import Settings
from server import create_app
from tests.server.catalogs import compile_catalogs
from tests.server.live import Live
from tests.server.web import Browser


@pytest.fixture(scope="session", autouse=True)
def _catalogs() -> None:
    """Compile the translations, as the set-up does."""
    compile_catalogs()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Keep compiled templates, which each fresh app would compile anew."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


def _made(settings: Settings, templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    made = create_app(settings)
    made.jinja_env.bytecode_cache = templates
    made.testing = True
    yield made
    made.extensions["releases"].close()


@pytest.fixture(scope="module")
def shared_app(world_release: Settings, templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """Return one explorer for a file of tests, as to make it takes longer than most requests."""
    yield from _made(world_release, templates)


@pytest.fixture
def fresh_app(world_release: Settings, templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """Return an explorer for one test, which may change it."""
    yield from _made(world_release, templates)


@pytest.fixture
def app(request: pytest.FixtureRequest) -> Flask:
    """Return the explorer of the made-up world: a fresh one where a test changes what it keeps."""
    changes = {"fresh_app", "monkeypatch"} & {*request.fixturenames}
    app: Flask = request.getfixturevalue("fresh_app" if changes else "shared_app")
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client that accepts anything, as curl does."""
    return app.test_client()


@pytest.fixture
def browser(client: FlaskClient) -> Browser:
    """Return a client that asks for pages, as a browser does."""
    return Browser(client)


@pytest.fixture(scope="session")
def address(world_release: Settings) -> Iterator[str]:
    """Serve the made-up world on a free port of this machine and return the address."""
    with closing(Live(world_release, KG_WORKERS="1")) as server:
        yield server.address
