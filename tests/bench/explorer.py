"""The explorer's own time for its pages and suggestions, in milliseconds."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterable, Sequence

from flask.testing import FlaskClient

from kg.settings import Settings
from server import create_app

ASKED = 400
CONNECTED = 200
FACETS = (
    "/people?country=dk", "/people?country=no&year=2018", "/people?sort=-claims",
    "/organisations?level=municipal", "/events?year=2018&country=se", "/initiatives?country=fi",
    "/sources?year=2019", "/search?q=inno", "/search?q=komm&country=dk",
)  # fmt: skip
"""Lists and searches, narrowed down."""
Figures = dict[str, float]


def explorer(settings: Settings, name: str, paths: Sequence[str], names: Sequence[str]) -> Figures:
    """Return the times of entity pages, of lists, of suggestions and of ways between two.

    Parameters
    ----------
    settings
        Of a home that has been built.
    name
        What it is called in the figures.
    paths
        Paths of things that have pages.
    names
        Names of which beginnings are typed.
    """
    client = create_app(settings).test_client()
    client.get(f"/{paths[0]}")  # the first page also opens the store
    first = timed(client, "/people")
    chosen = random.Random(1)
    things = [f"/{path}" for path in chosen.choices(paths, k=ASKED)]
    suggestions = [f"/search/suggest?q={text}" for text in typed(names, chosen)]
    return {
        **figures(client, f"{name}: entity page", things),
        f"{name}: first list of a release, ms": first,
        **figures(client, f"{name}: list or search with facets", FACETS * 10),
        **figures(client, f"{name}: suggestions", suggestions),
        f"{name}: first ways of a release, ms": timed(client, "/connect"),
        **figures(client, f"{name}: ways between two (at most 200)", connected(client, chosen)),
    }


def connected(client: FlaskClient, chosen: random.Random) -> list[str]:
    """Return addresses that ask for ways between two things, each of which has ties."""
    release = client.application.extensions["releases"].current()
    tied = list(release.network("en", (), None))
    pairs = (chosen.sample(tied, 2) for _ in range(CONNECTED))
    return [f"/connect?from={one}&to={other}" for one, other in pairs]


def typed(names: Sequence[str], chosen: random.Random) -> list[str]:
    """Return what is typed of names: beginnings of two to twelve letters, some with a slip."""
    texts = []
    for name in chosen.choices(names, k=ASKED):
        text = name[: chosen.randint(2, 12)]
        if len(text) > 5 and chosen.random() < 0.3:
            place = chosen.randrange(len(text) - 1)
            text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        texts.append(text)
    return texts


def figures(client: FlaskClient, name: str, addresses: Iterable[str]) -> Figures:
    """Return the median and the 95th percentile of the times of some addresses."""
    addresses = list(addresses)
    for address in dict.fromkeys(addresses[:20]):
        timed(client, address)
    times = [timed(client, address) for address in addresses]
    return {
        f"{name}, median, ms": statistics.median(times),
        f"{name}, p95, ms": statistics.quantiles(times, n=20)[-1],
    }


def timed(client: FlaskClient, address: str) -> float:
    """Return the milliseconds until an address is answered."""
    start = time.perf_counter()
    with client.get(address, headers={"Accept": "text/html"}) as answer:
        assert answer.status_code == 200, address
    return (time.perf_counter() - start) * 1000
