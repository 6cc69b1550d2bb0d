"""Build a release: tables and ontology in, an immutable folder out, all or nothing."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Final

import pyoxigraph as ox

import kg
from kg import description, identity, ontology, quality, queries, search, tables, validate
from kg.errors import BuildFailed, BuildRefused, Complaint
from kg.lift import lift, row_graph, row_subject
from kg.quality import Quality
from kg.settings import Settings
from kg.store import Graph, Release
from kg.vocabulary import INFERRED_GRAPH

Step = Callable[[str], None]
"""Told the name of each step as it begins."""

STEPS: Final = 7
"""Number of steps of a build."""

# The code that decides what is in a release: a change in it makes a new release.
_DECIDING = (
    "build", "description", "folding", "formats", "lift", "ontology", "prefixes", "queries",
    "search", "store", "terms", "validate", "vocabulary",
)  # fmt: skip

_POINTER = "current.partial"


def _silent(_name: str) -> None:
    """Take note of nothing."""


@dataclass(frozen=True)
class Report:
    """What a build did.

    Parameters
    ----------
    release
        The release that is now current; for a mere validation, the one it would be.
    base_iri
        Base of the IRIs of things, concepts and graphs.
    rows
        Number of rows by table.
    counts
        Number of things by kind.
    retired
        Number of ids that are retired for another.
    triples, inferred
        Number of quads in all, and of those that the rules derived.
    graphs
        Number of named graphs.
    searchable
        Number of things in the search index.
    seconds
        Time by step, in the order of the steps.
    fresh
        False where the release was there already and only made current again.
    quality
        What is covered, what is missing, what is contradicted.
    """

    release: Release
    base_iri: str
    rows: dict[str, int]
    counts: dict[str, int]
    retired: int
    triples: int
    inferred: int
    graphs: int
    searchable: int
    seconds: dict[str, float]
    fresh: bool
    quality: Quality


def digest(settings: Settings) -> str:
    """Return the digest of all that decides what is in a release: sixteen hexadecimal digits."""
    library = Path(kg.__file__).parent
    inputs = [
        *ontology.files(settings.ontology),
        *sorted(settings.ontology.glob("rules/*.rq")),
        *sorted(settings.ontology.glob("checks/*.rq")),
        *sorted(settings.ontology.glob("shapes/*.ttl")),
        *sorted(settings.tables.glob("*.csv")),
        settings.tables / tables.METADATA,
        settings.left_out,
        *(library / f"{name}.py" for name in _DECIDING),
        *sorted(library.glob("identity/*.py")),
        *sorted(library.glob("quality/*.py")),
        *sorted(library.glob("tables/*.py")),
        *sorted(library.glob("queries/*.rq")),
    ]
    # Another store may write another form on disk.
    total = hashlib.sha256(f"{settings.base_iri}\0{ox.__version__}".encode())
    for path in inputs:
        content = path.read_bytes() if path.is_file() else b""
        total.update(f"\0{path.parent.name}/{path.name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()[:16]


def build(settings: Settings, step: Step = _silent, *, shacl: bool = True) -> Report:
    """Build a release and make it the current one.

    Parameters
    ----------
    settings
        Where the truth lies and where releases go.
    step
        Told the name of each step as it begins.
    shacl
        Whether the SHACL shapes are run; only the benchmark leaves them out.

    Raises
    ------
    BuildRefused
        With every complaint; the old release stands.
    BuildFailed
        If the work could not be done, as on a full disk; the old release stands.
    """
    with _explained(settings.releases), _only_builder(settings.releases):
        release = Release(settings.releases / digest(settings))
        if release.is_whole:
            _switch(release)
            return _report(release, {}, fresh=False)
        with _made(settings, release.digest, step, shacl) as (made, seconds):
            if digest(settings) != release.digest:
                raise BuildFailed("The tables or the ontology changed meanwhile. Build again.")
            shutil.rmtree(release.folder, ignore_errors=True)
            made.folder.rename(release.folder)
        _switch(release)
        return _report(release, seconds, fresh=True)


def check(settings: Settings, step: Step = _silent) -> Report:
    """Do all that `build` does except publishing; see there for the errors."""
    with _explained(settings.releases), _only_builder(settings.releases):
        release = Release(settings.releases / digest(settings))
        with _made(settings, release.digest, step, True) as (made, seconds):
            return replace(_report(made, seconds, fresh=True), release=release)


def _report(release: Release, seconds: dict[str, float], *, fresh: bool) -> Report:
    """Return what a build did, as it wrote it down."""
    return Report(
        release=release,
        seconds=seconds,
        fresh=fresh,
        quality=quality.read(release.quality),
        **release.report,
    )


@contextmanager
def _explained(releases: Path) -> Iterator[None]:
    """Turn what the disk refuses into an error that says what to do."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise BuildFailed(
            f"The build could not be finished: {error}. The old release stands; make room "
            f"on the disk or correct the access rights of {releases.name}/."
        ) from error


@contextmanager
def _only_builder(releases: Path) -> Iterator[None]:
    """Keep other builds out, and clear what a killed one left behind."""
    releases.mkdir(parents=True, exist_ok=True)
    with (releases / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildFailed("Another build is running. Wait until it has finished.") from None
        (releases / _POINTER).unlink(missing_ok=True)
        for left_behind in releases.glob("*.partial"):
            shutil.rmtree(left_behind)
        yield


@contextmanager
def _made(
    settings: Settings, name: str, step: Step, shacl: bool
) -> Iterator[tuple[Release, dict[str, float]]]:
    """Give a release that is made and not yet published, and the time of each step."""
    made = Release(settings.releases / f"{name}.partial")
    try:
        yield made, _Builder(settings, made.folder, step, shacl).run()
    finally:
        shutil.rmtree(made.folder, ignore_errors=True)


def _switch(release: Release) -> None:
    """Point `current` to a release, in one step that cannot be seen half done."""
    pointer = release.folder.parent / _POINTER
    pointer.symlink_to(release.folder.name)
    pointer.replace(release.folder.parent / "current")


class _Builder:
    """Makes the files of one release in a folder of its own."""

    def __init__(self, settings: Settings, folder: Path, step: Step, shacl: bool) -> None:
        self._settings, self._folder, self._step, self._shacl = settings, folder, step, shacl
        self._release = Release(folder)
        self.seconds: dict[str, float] = {}

    def run(self) -> dict[str, float]:
        """Make all files and return the time of each step."""
        self._folder.mkdir()
        with self._timed("read the ontology"):
            self._ontology = ontology.read(self._settings.ontology, self._settings.base_iri)
        with self._timed("read and check the tables"):
            examined = tables.examine(self._settings.tables, self._ontology.concepts)
            # With complaints the sound rows go on, so that shapes and checks have their say too.
            self._judgements = identity.judgements(examined.sound)
            self._complaints = {*examined.complaints, *self._judgements.complaints}
            self._tables = identity.merged(examined.sound, self._judgements.kept)
        with self._timed("lift the rows to quads"):
            store = self._lift()
            asserted = _lines(store)
            store.bulk_extend([ox.Quad(*quad.triple) for quad in store])  # the union of all graphs
        with self._timed("run the rules"):
            inferred = self._infer(store, asserted)
        graph = Graph(store, self._settings.base_iri)
        with self._timed("run shapes and checks"):
            self._validate(graph)
        if self._complaints:
            raise BuildRefused(self._complaints)
        with self._timed("write the dump"):
            lines = sorted([*asserted, *inferred])
            _write(self._release.dump, lines)
        with self._timed("write the store and the search index"), ThreadPoolExecutor() as threads:
            written = threads.submit(self._write_store, lines)
            described = threads.submit(description.describe, graph, self._folder.stem)
            measured = threads.submit(
                quality.measure, graph, self._judgements.unsure, self._settings.left_out
            )
            searchable = search.write_index(graph, self._release.search_index)
            written.result()
            _write(self._release.description, described.result())
            _write(self._release.quality, measured.result().text)
        self._write_report(graph, len(asserted), len(inferred), searchable)
        return self.seconds

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        self._step(name)
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start

    def _lift(self) -> ox.Store:
        """Return a store of the ontology and the rows.

        It lies in memory: there a store is made and asked several times as fast as on disk.
        """
        base, concepts = self._settings.base_iri, self._ontology.concepts
        store = ox.Store()
        quads = chain(
            self._ontology.quads,
            identity.redirects(self._judgements.kept, base),
            lift(self._tables, concepts, base),
        )
        store.bulk_extend(quads)
        return store

    def _infer(self, store: ox.Store, asserted: list[str]) -> list[str]:
        """Add to the store what the rules derive and no source says; return its lines."""
        graph = Graph(store, self._settings.base_iri)

        def derive(rule: queries.Query) -> set[str]:
            try:
                with validate.blamed(f"rules/{rule.name}.rq"):
                    triples = graph.construct(rule).serialize(format=ox.RdfFormat.N_TRIPLES)
            except BuildRefused as refused:
                self._complaints.update(refused.complaints)
                return set()
            return {line.removesuffix(" .\n") for line in _split(triples)}

        rules = queries.folder(self._settings.ontology / "rules")
        with ThreadPoolExecutor() as threads:  # the store lets go of Python while it searches
            derived = set[str]().union(*threads.map(derive, rules))
        inferred = f"<{self._settings.base_iri}{INFERRED_GRAPH}>"
        new = [f"{triple} {inferred} .\n" for triple in derived - _triples(asserted)]
        store.bulk_load("".join([*new, *_union(new)]).encode(), ox.RdfFormat.N_QUADS)
        return new

    def _write_store(self, lines: list[str]) -> None:
        """Write the store from the lines of the dump, with the union of all graphs.

        Both are loaded in one go, so that a blank node is the same in both.
        """
        file = self._folder / "store.nq"
        _write(file, chain(lines, _union(lines)))
        store = ox.Store(str(self._release.store))
        store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
        store.flush()
        file.unlink()

    def _validate(self, graph: Graph) -> None:
        """Gather what shapes and checks object to."""
        found = list(validate.check_findings(graph, self._settings.ontology))
        if self._shacl:
            found += validate.shape_findings(
                graph, self._settings.ontology, complete=not self._complaints
            )
        places = self._places() if found else {}
        for one in found:
            if isinstance(one, Complaint):
                self._complaints.add(one)
            else:
                self._complaints.update(validate.complaints(one, places.get(one.subject, ())))

    def _places(self) -> dict[str, list[validate.Place]]:
        """Return for each thing the rows that speak of it, and for each term its definition."""
        places: dict[str, list[validate.Place]] = defaultdict(list)
        base = self._settings.base_iri
        for iri, file, line in ontology.positions(self._settings.ontology, base):
            places[iri].append(validate.Place(file, line, {}))
        for table, rows in self._tables:
            for row in rows:
                cells: dict[str, list[tuple[str, str]]] = defaultdict(list)
                for column, cell in zip(table.columns, row.cells, strict=True):
                    if column.predicate:
                        cells[column.predicate].append((column.name, cell))
                graph = row_graph(table, row, base)
                place = validate.Place(table.file, row.number, cells, graph)
                places[row_subject(table, row, base)].append(place)
        return places

    def _write_report(self, graph: Graph, asserted: int, inferred: int, searchable: int) -> None:
        """Write what was counted; it is the last file, so that its presence means completeness."""
        graphs = graph.select("SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }")
        report = {
            "base_iri": self._settings.base_iri,
            "rows": {table.name: len(rows) for table, rows in self._tables},
            "counts": {
                str(row["kind"]): row["count"] for row in graph.select(queries.named("counts"))
            },
            "retired": len(self._judgements.kept),
            "triples": asserted + inferred,
            "inferred": inferred,
            "graphs": graphs[0]["n"],
            "searchable": searchable,
        }
        _write(self._folder / "report.json", json.dumps(report, indent=1, sort_keys=True) + "\n")


def _lines(store: ox.Store) -> list[str]:
    """Return the lines of a store's dump, in no order."""
    return _split(store.dump(format=ox.RdfFormat.N_QUADS))


def _triples(lines: Iterable[str]) -> set[str]:
    """Return what the lines of a dump say, whoever says it."""
    return {line.removesuffix(" .\n").rpartition(" ")[0] for line in lines}


def _union(lines: Iterable[str]) -> Iterator[str]:
    """Yield what the lines of a dump say as lines of the default graph, each once."""
    return (f"{triple} .\n" for triple in sorted(_triples(lines)))


def _split(dump: bytes | None) -> list[str]:
    """Return the lines of a dump; only a line feed ends one."""
    return [f"{line}\n" for line in (dump or b"").decode().split("\n") if line]


def _write(path: Path, text: Iterable[str]) -> None:
    """Write a text that comes in parts, and see it safely on the disk."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(text)
        file.flush()
        os.fsync(file.fileno())
