"""Dumps: files that say all that the release says, the same for the same inputs, and checkable."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import dumps
from kg.settings import BASE, Settings
from kg.store import Release, current_release
from kg.vocabulary import RESERVED_SOURCES
from tests.homes import World

# 0x1f8b is gzip; no name and no time of the file follow.
_NAMELESS = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"


@pytest.fixture(scope="module")
def release(world_release: Settings) -> Release:
    return current_release(world_release)


def quads(data: bytes, format_: ox.RdfFormat) -> set[ox.Quad]:
    return set(ox.parse(data, format_))


def unzipped(release: Release, name: str) -> bytes:
    return gzip.decompress((release.dumps / name).read_bytes())


def test_the_n_quads_are_those_of_the_release(release: Release) -> None:
    assert unzipped(release, dumps.NQUADS) == release.dump.read_bytes()


def test_the_trig_says_the_same_each_graph_once(release: Release) -> None:
    trig = unzipped(release, dumps.TRIG)
    said = quads(release.dump.read_bytes(), ox.RdfFormat.N_QUADS)
    assert quads(trig, ox.RdfFormat.TRIG) == said
    graphs = [line for line in trig.splitlines() if line.endswith(b" {")]
    assert len(graphs) == len({quad.graph_name for quad in said})
    assert graphs == sorted(graphs)


def test_each_source_has_a_turtle_of_what_it_says(release: Release) -> None:
    said = quads(release.dump.read_bytes(), ox.RdfFormat.N_QUADS)
    sources = {quad.graph_name.value.rpartition("/")[2] for quad in said}  # type: ignore[union-attr]
    sources -= set(RESERVED_SOURCES)
    assert "tangpost-2018" in sources
    assert set(dumps.read(release.dumps)) == {
        dumps.NQUADS, dumps.TRIG, *map(dumps.of_source, sources)
    }  # fmt: skip
    for slug in sources:
        graph = ox.NamedNode(f"{BASE}graph/{slug}")
        turtle = unzipped(release, dumps.of_source(slug))
        own = {quad.triple for quad in quads(turtle, ox.RdfFormat.TURTLE)}
        assert own == {quad.triple for quad in said if quad.graph_name == graph}
    assert "Åse".encode() in unzipped(release, dumps.TRIG)


def test_all_files_are_listed_and_nothing_else_lies_there(release: Release) -> None:
    there = {
        str(path.relative_to(release.dumps)) for path in release.dumps.rglob("*") if path.is_file()
    }
    assert there == {*dumps.read(release.dumps), dumps.SUMS}


def test_no_file_has_a_name_or_a_time_in_it(release: Release) -> None:
    for name in dumps.read(release.dumps):
        assert (release.dumps / name).read_bytes().startswith(_NAMELESS)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="there is no sha256sum here")
def test_sha256sum_finds_all_well_and_tells_what_is_not(release: Release, tmp_path: Path) -> None:
    folder = tmp_path / "taken away"
    shutil.copytree(release.dumps, folder)
    check = ["sha256sum", "--check", "--strict", dumps.SUMS]
    assert subprocess.run(check, cwd=folder, capture_output=True).returncode == 0
    with (folder / dumps.of_source("tangpost-2018")).open("ab") as file:
        file.write(b"\0")
    told = subprocess.run(check, cwd=folder, capture_output=True, text=True)
    assert told.returncode == 1
    assert told.stdout.count("FAILED") == 1
    assert "sources/tangpost-2018.ttl.gz: FAILED" in told.stdout
    (folder / dumps.TRIG).unlink()
    (folder / dumps.of_source("tangpost-2018")).unlink()
    some = subprocess.run([*check, "--ignore-missing"], cwd=folder, capture_output=True)
    assert some.returncode == 0


def test_a_file_knows_its_size(release: Release) -> None:
    dump = dumps.read(release.dumps)[dumps.TRIG]
    assert dump.size == len((release.dumps / dumps.TRIG).read_bytes())


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_makes_the_same_files(
    world_release: Settings, tmp_path: Path, seed: str
) -> None:
    """Sets have another order in each process, which must not show."""
    other = World(tmp_path / "hjem").settings
    command = [sys.executable, "-m", "kg.cli", "build"]
    environment = {"KG_HOME": str(other.home), "PYTHONHASHSEED": seed}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    one, two = current_release(world_release), current_release(other)
    assert (one.dumps / dumps.SUMS).read_bytes() == (two.dumps / dumps.SUMS).read_bytes()
    assert one.description.read_bytes() == two.description.read_bytes()
