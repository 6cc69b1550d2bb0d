"""What the README shows is what the commands give."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg.settings import Settings

HOME = Settings().home
README = (HOME / "README.md").read_text("utf-8")
SHOWN = re.findall(r"```console\n\$ (.*?)\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def environment(real_release: Settings) -> dict[str, str]:
    return os.environ | {"KG_BUILD_FOLDER": str(real_release.build_folder)}


def test_shows_five_questions_one_of_ones_own_and_the_counts() -> None:
    assert len(SHOWN) == 7


@pytest.mark.parametrize(("command", "answer"), SHOWN, ids=[command for command, _ in SHOWN])
def test_command_gives_what_is_shown(
    command: str, answer: str, environment: dict[str, str]
) -> None:
    called = command.replace(".venv/bin/kg", f"{sys.executable} -m kg.cli")
    given = subprocess.run(
        called, shell=True, cwd=HOME, env=environment, capture_output=True, text=True, check=True
    )
    lines = [line.rstrip() for line in given.stdout.rstrip("\n").split("\n")]
    assert lines == answer.rstrip("\n").split("\n")


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_links_lead_to_files(link: str) -> None:
    assert (HOME / link).exists()


def test_python_example_runs(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_BUILD_FOLDER", environment["KG_BUILD_FOLDER"])
    example = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, object] = {}
    exec("\n".join(example), names)
    assert {"name": "Pia Gjellerup"} in names["rows"]  # type: ignore[operator]


def test_the_two_commands_are_the_makefiles(tmp_path: Path) -> None:
    targets = set(re.findall(r"^(\w+):", (HOME / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"^    make (\w+)", README, re.MULTILINE)) <= targets
