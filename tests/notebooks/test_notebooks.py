"""Each notebook runs from top to bottom, and its stored output is what it gives today."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.settings import Settings
from tests.notebooks.notebooks import FOLDER, printed, read, run
from tests.stores import oxigraph

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


# The kernel's own start warns about things that are not ours.
quiet = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")


@pytest.fixture(scope="module")
def server(real_release: Settings) -> Iterator[str]:
    """Give the address of another server that holds the real tables."""
    with oxigraph() as other:
        other.publish(real_release)
        yield other.queries


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@quiet
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_gives_its_stored_output(
    path: Path, real_release: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_BUILD_FOLDER", str(real_release.build_folder))
    monkeypatch.setenv("KG_STORE", "")
    stored, fresh = read(path), read(path)
    run(fresh)
    assert printed(fresh) == printed(stored)


# One that asks the explorer, and one that asks for networks; by an address in their code, all run
# in `test_installed`.
@quiet
@pytest.mark.parametrize("path", [NOTEBOOKS[0], NOTEBOOKS[-1]], ids=lambda path: path.stem)
def test_gives_the_same_where_a_setting_names_another_server(
    path: Path, server: str, real_release: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_BUILD_FOLDER", str(real_release.build_folder))
    monkeypatch.setenv("KG_STORE", server)
    stored, fresh = read(path), read(path)
    run(fresh)
    assert printed(fresh) == printed(stored)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_what_was_found_and_what_cannot_be_told(path: Path) -> None:
    told = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
    assert told[0].startswith(f"# {path.stem[:2]} · ")
    for heading in ("## Finding", "## Limits"):
        (section,) = [one for one in told if one.startswith(f"{heading}\n")]
        assert len(section.split()) > 30


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_functions_in_a_notebook_are_short(path: Path) -> None:
    for cell in read(path).cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.FunctionDef):
                    assert (node.end_lineno or 0) - node.lineno < 10, node.name


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_imports_only_the_library_and_common_packages(path: Path) -> None:
    allowed = {"kg", "pandas", "networkx", "IPython", "datetime"}
    for cell in read(path).cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Import):
                    assert {name.name.partition(".")[0] for name in node.names} <= allowed
                if isinstance(node, ast.ImportFrom):
                    assert (node.module or "").partition(".")[0] in allowed
