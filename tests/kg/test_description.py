"""The description of the data set: the same for the same graph, and read back by terms."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import kg
from kg import dumps
from kg.build import build
from kg.description import describe, uses
from kg.prefixes import expand
from kg.settings import Settings
from kg.store import current_release
from tests.homes import OTHER_BASE, World


def test_the_same_graph_is_described_the_same(world_release: Settings) -> None:
    release = current_release(world_release)
    text = release.description.read_text("utf-8")
    files = dumps.read(release.dumps).values()
    assert describe(kg.open(world_release), release.digest, files) == text
    assert text.splitlines() == sorted(text.splitlines())


def test_it_tells_how_often_a_term_is_used(world_release: Settings) -> None:
    release = current_release(world_release)
    counts = uses(release.description)
    assert counts[expand("foaf:Person")] == release.report["counts"]["person"]
    assert counts[expand("npi:event")] >= release.report["counts"]["participation"]


def test_another_base_is_described_by_its_own_addresses(tmp_path: Path) -> None:
    settings = replace(World(tmp_path / "home").settings, base_iri=OTHER_BASE)
    build(settings)
    text = current_release(settings).description.read_text("utf-8")
    assert f"<{OTHER_BASE}.well-known/void#dataset> <{expand('void:sparqlEndpoint')}>" in text
    assert f"<{OTHER_BASE}graph.nq>" in text
    assert f"<{OTHER_BASE}dumps/graph.trig.gz>" in text
    assert f"<{OTHER_BASE}id/person/" in text
    assert "<https://w3id.org/nordic-innovation/.well-known/" not in text
