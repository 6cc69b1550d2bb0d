"""Chance: random numbers that start from a seed, so that figures are the same each time."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import igraph

_ONE_AT_A_TIME = threading.Lock()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Let igraph draw its random numbers from a seed, one thread at a time.

    Parameters
    ----------
    seed
        Start of the random numbers.

    Examples
    --------
    >>> with seeded(1):
    ...     one = igraph.Graph.Erdos_Renyi(9, 0.5).get_edgelist()
    >>> with seeded(1):
    ...     one == igraph.Graph.Erdos_Renyi(9, 0.5).get_edgelist()
    True
    """
    with _ONE_AT_A_TIME:  # igraph has one source of chance for all threads
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - not for secrets
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)
