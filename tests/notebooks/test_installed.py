"""Notebooks run where the package is installed, far from the project, also by an address alone."""

from __future__ import annotations

import ast
import json
import os
import site
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

from kg.settings import Settings
from tests.homes import PROJECT
from tests.notebooks.notebooks import FOLDER, printed, read, run
from tests.server.catalogs import compile_catalogs
from tests.server.live import Live

READ_AT_RUN_TIME = (
    "kg/**/*.py", "kg/queries/*", "server/**/*.py", "server/static/**/*", "server/templates/**/*",
    "server/translations/**/*.mo",
)  # fmt: skip

NAMES = sorted(path.stem for path in FOLDER.glob("*.ipynb"))

# The kernel's own start warns about things that are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")


def found(folder: Path, pattern: str) -> set[Path]:
    """Return the files of a pattern, as seen from the folder."""
    return {path.relative_to(folder) for path in folder.glob(pattern) if path.is_file()}


def packages_of(environment: Path) -> Path:
    """Return the folder of the packages of an environment."""
    return Path(sysconfig.get_path("purelib", "venv", {"base": str(environment)}))


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment with our wheel, a kernel and what they need, but not the project."""
    wheels, folder = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("environment")
    python = str(folder / "bin" / "python")
    compile_catalogs()
    pip("wheel", "--no-build-isolation", "--wheel-dir", str(wheels), str(PROJECT))
    venv.create(folder, symlinks=True)
    pip("--python", python, "install", *map(str, wheels.iterdir()))
    # A folder named by a .pth file is searched, but its own .pth files, such as ours, are not read.
    (packages_of(folder) / "others.pth").write_text("\n".join(site.getsitepackages()))
    kernel = folder / "share" / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    start = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": start, "display_name": "installed"}))
    return folder


def pip(*arguments: str) -> None:
    """Run pip, which is to fetch nothing."""
    options = ["--disable-pip-version-check", "--quiet"]
    environment = os.environ | {"PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1"}
    command = [sys.executable, "-m", "pip", *options, *arguments]
    subprocess.run(command, env=environment, check=True, timeout=120)


@pytest.fixture
def packages(environment: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which the package is installed, for notebooks that run there."""
    monkeypatch.setenv("JUPYTER_PATH", str(environment / "share" / "jupyter"))
    for name in ("PYTHONPATH", "KG_STORE"):
        monkeypatch.delenv(name, raising=False)
    return packages_of(environment)


@pytest.fixture(scope="module")
def address(real_release: Settings) -> Iterator[str]:
    """Give the address at which our own server answers queries on the real tables."""
    with closing(Live(real_release, KG_WORKERS="1")) as live:
        yield f"{live.address}/sparql"


@pytest.mark.parametrize("pattern", READ_AT_RUN_TIME)
def test_the_wheel_has_what_is_read_at_run_time(packages: Path, pattern: str) -> None:
    assert found(packages, pattern) == found(PROJECT, pattern) != set()


@pytest.mark.parametrize("name", NAMES[:1])
def test_runs_far_from_the_project_and_gives_its_stored_output(
    name: str,
    packages: Path,
    real_release: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KG_HOME", str(real_release.home))
    monkeypatch.setenv("KG_BUILD_FOLDER", str(real_release.build_folder))
    stored, fresh = (read(FOLDER / f"{name}.ipynb") for _ in range(2))
    fresh.cells.append(new_code_cell("import sys, kg\n[kg.__file__, *sys.path]"))
    run(fresh, tmp_path)
    *given, [paths] = printed(fresh)
    library, *searched = ast.literal_eval(paths)
    assert Path(library).is_relative_to(packages)
    assert str(PROJECT) not in searched
    assert given == printed(stored)


@pytest.mark.parametrize("name", NAMES)
def test_an_address_in_the_code_stands_for_project_and_release(
    name: str, packages: Path, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_HOME", str(tmp_path))
    stored, fresh = (read(FOLDER / f"{name}.ipynb") for _ in range(2))
    (opening,) = [
        cell for cell in fresh.cells if ".open()" in cell.source and cell.cell_type == "code"
    ]
    opening.source = opening.source.replace(".open()", f".open({address!r})")
    run(fresh, tmp_path)
    assert printed(fresh) == printed(stored)
