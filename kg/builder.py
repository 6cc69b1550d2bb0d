"""Make the files of one release, step by step, in a folder of its own."""

from __future__ import annotations

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg import (
    description,
    dumps,
    fingerprints,
    identity,
    ontology,
    quality,
    queries,
    search,
    tables,
    validate,
)
from kg.errors import BuildRefused, Complaint
from kg.lift import lift, moved_claims, row_graph, row_subject
from kg.settings import Settings
from kg.store import Graph, Release, unite
from kg.vocabulary import DATA_SET, INFERRED_GRAPH, RELEASE_GRAPH, VERSION

Step = Callable[[str], None]
"""Told the name of each step as it begins."""

STEPS: Final = 6
"""Number of steps of a build."""

Lines = list[bytes]
"""Statements, each a line of N-Quads or N-Triples with its line feed."""


class Builder:
    """Makes the files of one release.

    The graph is made in memory, where a store is filled and asked several times as fast as on
    disk; what is certain already is written to disk meanwhile, as the store lets go of Python
    while it loads.

    Parameters
    ----------
    settings
        Where the truth lies.
    folder
        The folder to make.
    step
        Told the name of each step as it begins.
    shacl
        Whether the SHACL shapes are run.
    """

    def __init__(self, settings: Settings, folder: Path, step: Step, shacl: bool) -> None:
        self._settings, self._folder, self._step, self._shacl = settings, folder, step, shacl
        self._release = Release(folder)
        self._written: list[Future[None]] = []
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
            self._left_out, faults = quality.read_left_out(self._settings.left_out)
            self._complaints = {*examined.complaints, *self._judgements.complaints, *faults}
            self._tables = identity.merged(examined.sound, self._judgements.kept)
            self._moved = moved_claims(examined.sound, self._tables, self._settings.base_iri)
        with _one_thread() as disk, _one_thread() as files:
            with self._timed("lift the rows to quads"):
                store = self._lift()
                asserted = _lines(store.dump(format=ox.RdfFormat.N_QUADS))
                unite(store)
                said = _union(store)
            # A blank node is the same in its own graph and in the union as both come in one go;
            # rules derive nothing of blank nodes.
            self._meanwhile(disk, self._write_store, [*asserted, *said])
            graph = Graph(store, self._settings.base_iri)
            with self._timed("run the rules"):
                derived = self._infer(graph, said)
                inferred = _in_graph(f"{self._settings.base_iri}{INFERRED_GRAPH}", derived)
                _load(store, [*inferred, *derived])
            self._meanwhile(disk, self._write_store, [*inferred, *derived])
            self._meanwhile(disk, self._compact_store)
            self._meanwhile(files, self._write_dumps, [*asserted, *inferred])
            self._meanwhile(files, self._write_fingerprints, asserted, inferred)
            with self._timed("run shapes and checks"):
                self._validate(graph)
            if self._complaints:
                raise BuildRefused(self._complaints)
            with self._timed("write the store, the dumps and the search index"):
                self._meanwhile(files, self._write_description, graph)
                searchable = self._describe(graph)
                for part in self._written:
                    part.result()
        self._write_report(graph, len(asserted), len(inferred), searchable)
        return self.seconds

    def _meanwhile(self, thread: Executor, work: Callable[..., None], *arguments: object) -> None:
        """Have something written while the graph is made, unless it is refused already."""
        if not self._complaints:
            self._written.append(thread.submit(work, *arguments))

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        self._step(name)
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start

    def _lift(self) -> ox.Store:
        """Return a store of the ontology and the rows, each statement in its named graph."""
        base, concepts = self._settings.base_iri, self._ontology.concepts
        store = ox.Store()
        store.bulk_extend(
            chain(
                self._ontology.quads,
                identity.redirects(self._judgements.kept, self._moved, base),
                lift(self._tables, concepts, base),
                [self._version()],
            )
        )
        return store

    def _version(self) -> ox.Quad:
        """Return the statement that tells which release it is, wherever it is loaded."""
        base = self._settings.base_iri
        digest = ox.Literal(self._folder.stem)
        return ox.Quad(
            ox.NamedNode(base + DATA_SET), VERSION, digest, ox.NamedNode(base + RELEASE_GRAPH)
        )

    def _infer(self, graph: Graph, said: Lines) -> set[bytes]:
        """Return the triples that the rules derive and nobody says."""

        def derive(rule: Path) -> Lines:
            try:
                with validate.blamed(rule):
                    return _lines(graph.derive(queries.read(rule)))
            except BuildRefused as refused:
                self._complaints.update(refused.complaints)
                return []

        rules = queries.files(self._settings.ontology / "rules")
        with ThreadPoolExecutor() as threads:  # the store lets go of Python while it searches
            derived = set[bytes]().union(*threads.map(derive, rules))
        return derived.difference(said)

    def _validate(self, graph: Graph) -> None:
        """Gather what shapes and checks object to."""
        self._complaints.update(validate.question_faults(graph, self._settings.ontology))
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

    def _describe(self, graph: Graph) -> int:
        """Write what is known of the graph beside it; return the number of searchable things."""
        with ThreadPoolExecutor() as threads:
            rows = Counter(
                row_graph(table, row, graph.base) for table, rows in self._tables for row in rows
            )
            measured = threads.submit(
                quality.measure, graph, rows, self._judgements.unsure, self._left_out
            )
            searchable = search.write_index(graph, self._release.search_index)
            _write(self._release.quality, [measured.result().text.encode()])
        return searchable

    def _write_store(self, quads: Lines) -> None:
        """Add quads to the store on disk."""
        store = ox.Store(str(self._release.store))
        _load(store, quads)
        store.flush()

    def _compact_store(self) -> None:
        """Merge the files of the store on disk.

        Few files are read faster, and are all open from the start: a reader of a release that is
        moved away meets none that it can no longer open.
        """
        store = ox.Store(str(self._release.store))
        store.optimize()
        store.flush()

    def _write_dumps(self, quads: Lines) -> None:
        """Write the whole graph, sorted, and the files to take away."""
        _write(self._release.dump, sorted(quads))
        dumps.write(self._release.dump, self._release.dumps)

    def _write_fingerprints(self, asserted: Lines, inferred: Lines) -> None:
        """Write what is said of each thing, as hashes by which releases are compared."""
        lines = fingerprints.taken(asserted, inferred, self._settings.base_iri)
        _write(self._release.fingerprints, lines)

    def _write_description(self, graph: Graph) -> None:
        """Write what the data set is and holds, and which files can be taken away."""
        files = dumps.read(self._release.dumps)
        text = description.describe(graph, self._folder.stem, files.values())
        _write(self._release.description, [text.encode()])

    def _write_report(self, graph: Graph, asserted: int, inferred: int, searchable: int) -> None:
        """Write what was counted; it is the last file, so that its presence means completeness."""
        counts = graph.select(queries.named("counts"))
        report = {
            "base_iri": self._settings.base_iri,
            "rows": {table.name: len(rows) for table, rows in self._tables},
            "counts": {str(row["kind"]): row["count"] for row in counts},
            "retired": len(self._judgements.kept),
            "triples": asserted + inferred,
            "inferred": inferred,
            "graphs": graph.select(queries.named("graph_count"))[0]["graphs"],
            "searchable": searchable,
        }
        text = json.dumps(report, indent=1, sort_keys=True) + "\n"
        _write(self._folder / "report.json", [text.encode()])


@contextmanager
def _one_thread() -> Iterator[Executor]:
    """Give a thread for work in order; at the end, such as an error, nothing more is begun."""
    thread = ThreadPoolExecutor(max_workers=1)
    try:
        yield thread
    finally:
        thread.shutdown(cancel_futures=True)


def _lines(statements: bytes | None) -> Lines:
    """Return the lines of N-Quads or N-Triples, which write a line end in a text as an escape."""
    return (statements or b"").splitlines(keepends=True)


def _union(store: ox.Store) -> Lines:
    """Return what all graphs of a store say, each statement once."""
    union = ox.DefaultGraph()
    return _lines(store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=union))


def _load(store: ox.Store, quads: Lines) -> None:
    """Add quads that a store has written, so that they need no check."""
    store.bulk_load(b"".join(quads), ox.RdfFormat.N_QUADS, lenient=True)


def _in_graph(graph: str, triples: Iterable[bytes]) -> Lines:
    """Return triples as quads of a graph."""
    end = f"<{graph}> .\n".encode()
    return [triple.removesuffix(b".\n") + end for triple in triples]


def _write(path: Path, lines: Iterable[bytes]) -> None:
    """Write lines to a file, and see them safely on the disk."""
    with path.open("wb") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
