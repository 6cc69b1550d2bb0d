"""What is certain is written while the graph is made, and nothing is written in vain."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from kg import build, builder
from kg.builder import Builder
from kg.errors import BuildFailed, BuildRefused
from tests.homes import Kept, World, rename, spoil


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of what is begun to be written to the store on disk, as it begins."""
    names: list[str] = []

    def noted(name: str) -> None:
        work = getattr(Builder, name)

        def noting(self: Builder, *arguments: object) -> None:
            names.append(name)
            work(self, *arguments)

        monkeypatch.setattr(Builder, name, noting)

    noted("_write_store")
    noted("_compact_store")
    return names


def test_the_store_is_written_once_for_what_is_said_and_once_for_what_is_derived(
    world: World, begun: list[str]
) -> None:
    build.build(world.settings)
    assert begun == ["_write_store", "_write_store", "_compact_store"]


def test_with_a_complaint_from_the_start_no_store_is_written(
    built: World, begun: list[str]
) -> None:
    kept = Kept(built)
    spoil(built)
    with pytest.raises(BuildRefused):
        build.build(built.settings)
    assert begun == []
    kept.stands()


@pytest.mark.parametrize("error", [BuildRefused, OSError, KeyboardInterrupt])
def test_after_an_error_nothing_more_is_begun_and_what_was_begun_is_cleared_away(
    built: World,
    begun: list[str],
    monkeypatch: pytest.MonkeyPatch,
    error: type[BaseException],
) -> None:
    ending = Event()

    class Disk(ThreadPoolExecutor):
        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            if self._max_workers == 1:
                ending.set()
            super().shutdown(wait=wait)

    write = Builder._write_store

    def slow(self: Builder, quads: list[bytes]) -> None:
        assert ending.wait(60)
        write(self, quads)

    def object_(self: Builder, _graph: object) -> None:
        raise error([])

    monkeypatch.setattr(builder, "ThreadPoolExecutor", Disk)
    monkeypatch.setattr(Builder, "_write_store", slow)
    monkeypatch.setattr(Builder, "_validate", object_)
    kept = Kept(built)
    rename(built)
    with pytest.raises((BuildFailed, error)):
        build.build(built.settings)
    assert begun == ["_write_store"]
    kept.stands()
