"""The editor's packages are locked by what they hold; without npm, set-up says what is lost."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from server import vendor
from tests.homes import PROJECT

ASSETS = PROJECT / "server" / "assets"


def test_every_package_is_locked_by_its_hash_and_no_host_is_named() -> None:
    text = (ASSETS / "package-lock.json").read_text("utf-8")
    packages = {name: own for name, own in json.loads(text)["packages"].items() if name}
    assert len(packages) > 10
    assert all(own["integrity"].startswith("sha512-") for own in packages.values())
    assert "://" not in text


def test_what_is_asked_for_is_what_is_locked() -> None:
    asked = json.loads((ASSETS / "package.json").read_text("utf-8"))
    locked = json.loads((ASSETS / "package-lock.json").read_text("utf-8"))["packages"][""]
    for kind in ("dependencies", "devDependencies"):
        assert asked[kind] == locked[kind]


def _bundle(folder: Path, npm: str | None) -> subprocess.CompletedProcess[str]:
    """Run the script in a copy, on a machine whose npm does this, or that has none."""
    tools = folder / "bin"
    tools.mkdir()
    for name in ("bash", "dirname", "mv"):
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    if npm is not None:
        (tools / "npm").write_text(f"#!{tools / 'bash'}\n{npm}\n")
        (tools / "npm").chmod(0o755)
    (folder / "assets").mkdir()
    shutil.copy(ASSETS / "bundle.sh", folder / "assets")
    command = [str(tools / "bash"), str(folder / "assets" / "bundle.sh")]
    return subprocess.run(command, env={"PATH": str(tools)}, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("npm", "said"),
    [(None, "No npm here"), ("echo no network >&2; exit 1", "npm could not install the editor"),
     ("exit 0", "The editor could not be bundled")],
)  # fmt: skip
def test_set_up_goes_on_without_the_editor(tmp_path: Path, npm: str | None, said: str) -> None:
    run = _bundle(tmp_path, npm)
    assert run.returncode == 0
    assert said in run.stdout
    assert "plain form" in run.stdout
    assert not (tmp_path / "static").exists()


def test_the_page_names_the_editor_only_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor, "EDITOR", "vendor/none.js")
    assert vendor.editor() == ""
