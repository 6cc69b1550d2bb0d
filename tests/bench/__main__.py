"""Measure builds, pages, start-up, the endpoint and networks, by `make bench`.

It prints a table and writes results.json.

Machines are noisy: what is compared runs side by side, in this one process, and is given as a
ratio.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

from kg.build import Report, build
from kg.settings import Settings
from kg.store import current_release
from kg.tables import METADATA
from tests.bench.drawing import drawing
from tests.bench.endpoint import endpoint
from tests.bench.explorer import explorer
from tests.bench.generator import write_world
from tests.bench.networks import networks

ARTICLE = "coi-2018-01-skandinavisk-topmoede"
PEOPLE = 100_000
ROUNDS = 2
PORT = 5057
SOAK = float(os.environ.get("SOAK", 30))
"""Seconds for which runaway queries go on."""

Figures = dict[str, float]


def main() -> None:
    """Run all measures, print them, and write them beside this file."""
    settings = Settings()
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        article = one_source(settings, folder / "article", ARTICLE)
        full = replace(settings, build_folder=folder / "full")
        figures["full data: kg identity, s"] = command("identity")
        for name, home in {"article": article, "full data": full}.items():
            figures[f"{name}: build with all checks, s"] = timed(lambda home=home: build(home))  # type: ignore[misc]
            figures |= pages(home, name)
        figures |= endpoint(full, "full data", things(full), SOAK)
        figures |= networks(current_release(full), full)
        figures |= drawing(full)
        world = large_world(settings, folder / "world")
        figures |= builds_against_bulk_load(world)
        figures |= pages(world, "large world")
        figures |= endpoint(world, "large world", things(world), SOAK)
    table = Table("measure", "figure")
    table.columns[1].justify = "right"
    for measure, figure in figures.items():
        table.add_row(measure, f"{figure:,.3f}" if figure < 1000 else f"{figure:,.0f}")
    Console().print(table)
    results = Path(__file__).with_name("results.json")
    results.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def command(*arguments: str) -> float:
    """Return the seconds that a command takes, from its start to its end."""
    line = [sys.executable, "-m", "kg.cli", *arguments]
    return timed(lambda: subprocess.run(line, check=True, stdout=subprocess.DEVNULL))


def one_source(settings: Settings, home: Path, source: str) -> Settings:
    """Return settings for a home that holds what one source says, and our ontology."""
    tables = empty_home(settings, home)
    for path in settings.tables.glob("*.csv"):
        header, *_ = path.read_text("utf-8").splitlines()
        own = [row for row in rows(path) if source in {row.get("source"), row.get("id")}]
        with (tables / path.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header.split(","), lineterminator="\n")
            writer.writeheader()
            writer.writerows(own)
    return replace(settings, home=home)


def empty_home(settings: Settings, home: Path) -> Path:
    """Make a home with our ontology and no table; return the folder for its tables."""
    tables = home / "data" / "tables"
    tables.mkdir(parents=True)
    shutil.copy(settings.tables / METADATA, tables)
    shutil.copytree(settings.ontology, home / "ontology")
    return tables


def large_world(settings: Settings, home: Path) -> Settings:
    """Return settings for a home that holds the made-up world and our ontology."""
    write_world(empty_home(settings, home), PEOPLE)
    return replace(settings, home=home)


def builds_against_bulk_load(settings: Settings) -> Figures:
    """Return the time of a build without SHACL over that of bulk_load.

    The same quads are those of the release's store: what each source says, and the union of it.
    Beside it stands the time for the dump alone, which has each statement but not the union.
    """
    builds, loads, dumps, report = [], [], [], None
    for number in range(ROUNDS):
        one = replace(settings, build_folder=Path(f"build-{number}"))
        start = time.perf_counter()
        report = build(one, shacl=False)
        builds.append(time.perf_counter() - start)
        same_quads = settings.home / "same.nq"
        ox.Store.read_only(str(report.release.store)).dump(
            str(same_quads), format=ox.RdfFormat.N_QUADS
        )
        loads.append(bulk_load(same_quads))
        dumps.append(bulk_load(report.release.dump))
    assert isinstance(report, Report)
    shutil.copytree(settings.home / "build-0", settings.releases, symlinks=True)
    steps = {f"large world: {name}, s": seconds for name, seconds in report.seconds.items()}
    return {
        "large world: triples": report.triples,
        **steps,
        "large world: build, s": min(builds),
        "large world: pyoxigraph bulk_load of the same quads, s": min(loads),
        "large world: build / bulk_load of the same quads (at most 4)": min(builds) / min(loads),
        "large world: build / bulk_load of the dump alone": min(builds) / min(dumps),
    }


def bulk_load(quads: Path) -> float:
    """Return the seconds that pyoxigraph alone takes to load a file of N-Quads."""
    with tempfile.TemporaryDirectory() as folder:
        store = ox.Store(folder)
        return timed(lambda: store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS))


def pages(settings: Settings, name: str) -> Figures:
    """Return the time to start up, and the server's time for pages in milliseconds."""
    names = [row["name"] for row in rows(settings.tables / "people.csv")]
    return {
        **explorer(settings, name, paths(settings), names),
        f"{name}: start-up to first answer, s": start_up(settings),
    }


def paths(settings: Settings) -> list[str]:
    """Return the paths of all people, organisations, events and initiatives."""
    kinds = {"people": "person", "organisations": "organisation", "events": "event",
             "initiatives": "initiative"}  # fmt: skip
    found = {
        f"{kind}/{row['id']}"
        for name, kind in kinds.items()
        for row in rows(settings.tables / f"{name}.csv")
    }
    judged = rows(settings.tables / "same_as.csv")
    return sorted(found - {row["thing"] for row in judged if row["judgement"] == "same"})


def things(settings: Settings) -> list[str]:
    """Return the IRIs of the same things."""
    return [f"{settings.base_iri}id/{path}" for path in paths(settings)]


def rows(table: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def start_up(settings: Settings) -> float:
    """Return the seconds from the command to the first page answered."""
    environment = os.environ | {
        "KG_HOME": str(settings.home),
        "KG_BUILD_FOLDER": str(settings.releases),
    }
    command = [sys.executable, "-m", "kg.cli", "serve", "--port", str(PORT)]
    start = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            while not answers(f"http://127.0.0.1:{PORT}/"):
                time.sleep(0.02)
            return time.perf_counter() - start
        finally:
            process.terminate()


def answers(address: str) -> bool:
    """Return whether a server answers."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.URLError:
        return False


if __name__ == "__main__":
    main()
