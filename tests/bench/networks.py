"""Networks: projections beside networkx's, and measures beside igraph's.

Run as `python -m tests.bench.networks` it does the largest projection alone, so that its memory
can be told from that of the rest.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import igraph
import networkx as nx
import numpy as np

from kg import Text
from kg.explore.timing import Timing
from kg.networks import BY, Affiliations, Projection, Recipe, project, read
from kg.networks.affiliations import Claims, Things
from kg.networks.chance import seeded
from kg.networks.communities import communities
from kg.networks.convert import tie_weights, ties_to_igraph, to_igraph
from kg.networks.layout import positions, spread
from kg.networks.measures import MEASURES
from kg.networks.robustness import ranked
from kg.remote import open_graph
from kg.settings import Settings
from kg.store import Release, open_release
from server import create_app
from tests.bench import explorer

PARTICIPATIONS = 1_000_000
PEOPLE_OF_ALL = 10
"""Participations for each person: a million of a hundred thousand."""
MINUTE = 60.0
RECIPE = Recipe(between="people", by=("events",))

PAGES = (
    "/networks?between=organisations&by=events",
    "/networks?between=people&by=events&by=initiatives",
    "/networks?between=organisations&by=events&by=initiatives&by=memberships&measures=1",
    "/networks?between=organisations&by=events&weight=newman&from=2017&to=2019&colour=community",
    "/networks?between=countries&by=events",
)
"""Pages of networks of all sizes."""

Figures = dict[str, float]


def attended(number: int, seed: int = 1) -> Affiliations:
    """Return people at events, both with heavy tails.

    Parameters
    ----------
    number
        Number of participations; a tenth as many people.
    seed
        Start of the random numbers.
    """
    chance = np.random.default_rng(seed)
    people = number // PEOPLE_OF_ALL
    sizes = np.minimum(2 + chance.pareto(1.6, size=number).astype(np.int64) * 3, 1000)
    sizes = sizes[: np.searchsorted(np.cumsum(sizes), number)]
    keenness = 1 / (10 + np.arange(people)) ** 0.6
    who = chance.choice(people, size=int(sizes.sum()), p=keenness / keenness.sum())
    event = np.repeat(np.arange(len(sizes)), sizes) + people
    pairs = np.unique(np.column_stack([who, event]), axis=0)
    width = len(str(number))
    paths = [f"event/{one:0{width}}" for one in range(len(sizes))]
    paths += [f"person/{one:0{width}}" for one in range(people)]
    pairs = np.column_stack([pairs[:, 0] + len(sizes), pairs[:, 1] - people])
    rows = np.column_stack([pairs, np.arange(len(pairs))]).astype(np.int32)
    empty = np.empty((0, 3), dtype=np.int32)
    return Affiliations(
        release="",
        things=Things(
            paths=paths, iris=paths, labels=[[Text(path)] for path in paths],
            countries=[[]] * len(paths), types=[[]] * len(paths),
            whole=np.arange(len(paths), dtype=np.int32),
            successor=np.arange(len(paths), dtype=np.int32),
        ),
        claims=Claims(
            paths=[f"participation/{one}" for one in range(len(rows))],
            sources=[["s"]] * len(rows), read_timings=lambda: [Timing()] * len(rows),
        ),
        rows=dict.fromkeys(BY, empty) | {"events": rows},
    )  # fmt: skip


def networks(release: Release, settings: Settings) -> Figures:
    """Return how projections and measures compare.

    Parameters
    ----------
    release, settings
        The release of the full data, and the settings with which it is opened.
    """
    affiliations = read(open_graph(release, settings))
    return {
        **projections(),
        **largest(),
        **measures(affiliations),
        **ranges(affiliations),
        **pages(settings),
        **beside_kglab(release, settings),
    }


def pages(settings: Settings) -> Figures:
    """Return the server's time for pages of networks, in milliseconds."""
    client = create_app(settings).test_client()
    client.get("/")  # it also opens the store
    return {
        "networks: first page of a release, ms": explorer.timed(client, PAGES[0]),
        **explorer.figures(client, "networks: page (at most 150)", PAGES * 20),
    }


def beside_kglab(release: Release, settings: Settings) -> Figures:
    """Return how long it takes from what is on disk to a network, here and with kglab.

    kglab keeps no store: it reads a file into memory, and from there makes its network. Its
    packages do not agree with ours, so that it has a Python of its own, which the environment
    variable ``KGLAB_PYTHON`` names; without it, this is left out.
    """
    python = os.environ.get("KGLAB_PYTHON")
    if not python:
        return {}
    recipe = Recipe(between="organisations", by=("events",))
    ours = min(
        timed(lambda: Projection(read(open_graph(release, settings)), recipe).network())
        for _ in range(3)
    )
    with tempfile.TemporaryDirectory() as name:
        dump = Path(name) / "graph.ttl"
        with dump.open("wb") as sink:
            open_release(release, settings.base_iri).export("turtle", sink)
        program = Path(__file__).with_name("kglab_path.py")
        line = [python, str(program), str(dump)]
        theirs: Figures = json.loads(subprocess.check_output(line, text=True))
    whole = theirs["load"] + theirs["network"]
    return {
        "store to network: ours, s": ours,
        "store to network: kglab, s": whole,
        "store to network: kglab, once it is loaded, s": theirs["network"],
        "store to network: kglab / ours (at least 5)": whole / ours,
    }


def projections() -> Figures:
    """Return the ratio to networkx on the largest size that it does in a minute."""
    figures: Figures = {}
    number = 1_000
    while True:
        known = attended(number)
        theirs = timed(lambda known=known: by_networkx(known))  # type: ignore[misc]
        if theirs > MINUTE:
            return figures
        ours = min(timed(lambda known=known: Projection(known, RECIPE)) for _ in range(3))  # type: ignore[misc]
        figures = {
            "projection: participations that networkx does in a minute": number,
            "projection: networkx at that size, s": theirs,
            "projection: ours at that size, s": ours,
            "projection: networkx / ours": theirs / ours,
        }
        number *= 2


def by_networkx(known: Affiliations) -> nx.Graph[int]:
    """Return the projection of networkx, from the network of both modes."""
    both: nx.Graph[int] = nx.Graph()
    rows = known.rows["events"][:, :2].tolist()
    both.add_edges_from(rows)
    return nx.bipartite.weighted_projected_graph(both, sorted({one for one, _ in rows}))


def largest() -> Figures:
    """Return time and memory of a million participations, in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.networks"], capture_output=True, check=True, text=True
    )
    figures: Figures = json.loads(told.stdout)
    return figures


def measures(affiliations: Affiliations) -> Figures:
    """Return betweenness, Leiden and layout from a networkx graph, over bare igraph."""
    by = ("events", "initiatives", "memberships")
    projection = Projection(affiliations, Recipe(between="people", by=by))
    network = projection.network()
    bare, weights = to_igraph(network), tie_weights(network)
    leiden = {"objective_function": "modularity", "weights": weights, "n_iterations": -1}

    def seeded_leiden(runs: int = 1) -> None:
        for number in range(runs):
            with seeded(1 + number):
                bare.community_leiden(**leiden)

    def made_and_parted() -> None:
        ties_to_igraph(projection.ties)
        seeded_leiden()

    pairs: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "betweenness": (
            lambda: MEASURES["betweenness"](to_igraph(network), tie_weights(network)),
            bare.betweenness,
        ),
        "Leiden, one run": (lambda: communities(projection, runs=1), seeded_leiden),
        "Leiden, one run, both making igraph's network": (
            lambda: communities(projection, runs=1),
            made_and_parted,
        ),
        "Leiden, 20 runs and their stability": (
            lambda: communities(projection),
            lambda: seeded_leiden(20),
        ),
        "Leiden from networkx, 20 runs": (
            lambda: communities(network),
            lambda: seeded_leiden(20),
        ),
        "layout": (lambda: positions(network), lambda: layout(bare)),
        "layout that fills a frame": (
            lambda: spread(network),
            lambda: bare.layout_fruchterman_reingold(weights=weights, niter=150, grid=False),
        ),
    }
    figures: Figures = {"measures: nodes": len(network), "measures: ties": network.size()}
    for name, (ours, theirs) in pairs.items():
        best = [min(timed(work) for _ in range(9)) for work in (ours, theirs)]
        figures[f"measures: {name}, ours / bare igraph"] = best[0] / best[1]
    return figures


def ranges(affiliations: Affiliations) -> Figures:
    """Return how ranks with one source less are found, beside making each such network anew."""
    recipe = Recipe(between="organisations", by=("events",))
    ties = project(affiliations, recipe).edges(data=True)
    behind = {one for *_, own in ties for one in own["sources"]}

    def anew() -> None:
        for source in behind:
            less = (source.partition("/")[2],)
            made = Projection(affiliations, replace(recipe, without_sources=less))
            MEASURES["degree"](*ties_to_igraph(made.ties))

    best = [
        min(timed(work) for _ in range(3))
        for work in (anew, lambda: ranked(affiliations, recipe, samples=0))
    ]
    return {
        "ranks: with one source less, s": best[1],
        "ranks: with one source less, each network anew / ours": best[0] / best[1],
        "ranks: with 500 networks drawn, s": timed(lambda: ranked(affiliations, recipe)),
        "ranks: by betweenness, s": timed(lambda: ranked(affiliations, recipe, "betweenness")),
    }


def layout(bare: igraph.Graph) -> object:
    """Lay each part of a network out, as one must who wants them side by side."""
    return [
        bare.induced_subgraph(part).layout("fr" if len(part) > 300 else "kk")
        for part in bare.connected_components()
    ]


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Print time and memory of the largest projection."""
    known = attended(PARTICIPATIONS)
    start = time.perf_counter()
    made = Projection(known, RECIPE)
    figures = {
        "projection: participations": len(known.rows["events"]),
        "projection: ties": made.ties.nnz,
        "projection: of a million, s": time.perf_counter() - start,
        "projection: of a million, peak GB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        / 1e6,
    }
    print(json.dumps({name: float(value) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
