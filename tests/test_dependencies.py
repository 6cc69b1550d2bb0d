"""What is imported at run time is among what `make run` installs."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.homes import PROJECT

OURS = ("kg", "server")
LOCKED = {
    name.lower().replace("_", "-")
    for name in re.findall(r"^([\w.-]+)==", (PROJECT / "requirements.lock").read_text(), re.M)
}
OWNERS = packages_distributions()
MODULES = [path for package in OURS for path in sorted((PROJECT / package).rglob("*.py"))]


def imported(node: ast.AST) -> Iterator[str]:
    """Yield the packages of others that are imported, but for those that only types need."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    else:
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    packages = {name.partition(".")[0] for name in names}
    yield from packages - {"", *OURS} - sys.stdlib_module_names
    for child in ast.iter_child_nodes(node):
        yield from imported(child)


def test_what_only_types_need_does_not_count() -> None:
    source = "import flask, os\nfrom kg.terms import IRI\nif TYPE_CHECKING:\n import pandas\n"
    assert list(imported(ast.parse(f"{source}def f():\n from rich.table import Table"))) == [
        "flask",
        "rich",
    ]


@pytest.mark.parametrize("path", MODULES, ids=[str(one.relative_to(PROJECT)) for one in MODULES])
def test_every_import_is_of_a_locked_package(path: Path) -> None:
    for package in imported(ast.parse(path.read_text("utf-8"))):
        names = {name.lower().replace("_", "-") for name in OWNERS.get(package, ())}
        assert names & LOCKED, f"{package} is not in requirements.lock"
