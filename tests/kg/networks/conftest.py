"""What the tests of networks share."""

from __future__ import annotations

import networkx as nx
import pytest

import kg
from kg import Settings
from kg.networks.claim_network import read


@pytest.fixture(scope="module")
def network(world_release: Settings) -> nx.Graph[str]:
    """Return the network of the made-up world."""
    return read(kg.open(world_release))
