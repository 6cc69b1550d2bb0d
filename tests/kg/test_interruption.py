"""Killed, interrupted or out of room: the old release stands, and the next build works."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg import build
from kg.builder import Builder
from kg.errors import BuildFailed
from kg.store import current_release
from tests.homes import PROJECT, Kept, World, rename

MOMENTS = [
    "read the ontology", "read and check the tables", "lift the rows to quads",
    "run the rules", "run shapes and checks",
    "write the store, the dumps and the search index",
    "before rename", "after rename", "after symlink_to", "after replace",
]  # fmt: skip
STOPPING = """
import pathlib, sys
from kg import Settings
from kg.build import build

def moment(name):
    print(name, flush=True)
    sys.stdin.readline()

def announced(name):
    call = getattr(pathlib.Path, name)
    def announcing(path, *arguments):
        moment("before " + name)
        result = call(path, *arguments)
        moment("after " + name)
        return result
    setattr(pathlib.Path, name, announcing)

for name in ("rename", "symlink_to", "replace"):
    announced(name)
build(Settings.from_environment(), moment)
"""


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_build_that_is_killed_leaves_the_old_release_and_no_trace_after_the_next(
    built: World, moment: str
) -> None:
    old = current_release(built.settings)
    dump = old.dump.read_bytes()
    rename(built)
    with subprocess.Popen(
        [sys.executable, "-c", STOPPING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | built.environment,
        cwd=PROJECT,
    ) as process:
        assert process.stdin
        assert process.stdout
        for line in process.stdout:
            if line.strip() == moment:
                process.send_signal(signal.SIGKILL)
                break
            process.stdin.write("\n")
            process.stdin.flush()
    assert process.returncode == -signal.SIGKILL
    serving = current_release(built.settings)
    if moment == "after replace":
        assert serving.digest == build.digest(built.settings)
    else:
        assert serving == old
    assert kg.open(built.settings).ask("ASK { ?p foaf:name ?n FILTER(STRSTARTS(?n, 'Jürgen')) }")
    assert old.dump.read_bytes() == dump
    report = build.build(built.settings, shacl=False)
    assert report.fresh == (not moment.startswith("after"))
    assert current_release(built.settings).digest == build.digest(built.settings)
    assert kg.open(built.settings).ask("ASK { ?p foaf:name 'Jürgen Krüger-Ål' }")
    assert not list(built.releases.glob("*.partial"))


@pytest.mark.parametrize("seconds", [0.3, 0.7, 1.0, 1.3])
def test_a_command_that_is_killed_at_any_time_leaves_the_old_release(
    built: World, seconds: float
) -> None:
    old = current_release(built.settings)
    rename(built)
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "build"],
        env=os.environ | built.environment,
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    assert current_release(built.settings).is_whole
    assert old.is_whole
    build.build(built.settings)
    assert kg.open(built.settings).ask("ASK { ?p foaf:name 'Jürgen Krüger-Ål' }")


def test_a_command_that_is_interrupted_says_so_and_cleans_up(built: World) -> None:
    kept = Kept(built)
    rename(built)
    program = "import signal, kg.cli, kg.builder as b\n" + (
        "def stop(self, graph): signal.raise_signal(signal.SIGINT)\n"
        "b.Builder._validate = stop\nkg.cli.main(['build'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | built.environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    kept.stands()


def can_mount() -> bool:
    """Return whether we may mount a small disk, in a space of names of our own."""
    if not shutil.which("unshare"):
        return False
    tried = subprocess.run(
        [*OWN_MOUNTS, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True
    )
    return tried.returncode == 0


OWN_MOUNTS = ["unshare", "--user", "--map-root-user", "--mount"]
needs_mount = pytest.mark.skipif(
    not can_mount(), reason="no disk can be mounted here (unshare --user --mount is not allowed)"
)
ON_A_SMALL_DISK = """
set -e
mount -t tmpfs -o size={size}k tmpfs "$KG_BUILD_FOLDER"
cp -a "$OLD/." "$KG_BUILD_FOLDER"
before=$(cd "$KG_BUILD_FOLDER" && find . -type f ! -name .lock -exec sha256sum {{}} + | sort)
set +e
"$PYTHON" -m kg.cli build; echo "status $?"
after=$(cd "$KG_BUILD_FOLDER" && find . -type f ! -name .lock -exec sha256sum {{}} + | sort)
test "$before" = "$after" && echo "the old release stands"
"$PYTHON" -m kg.cli query "$QUESTION"
mount -o remount,size=64m "$KG_BUILD_FOLDER"
"$PYTHON" -m kg.cli build; echo "status $?"
"$PYTHON" -m kg.cli query "$QUESTION"
ls -A "$KG_BUILD_FOLDER"
"""


def on_own_disk(
    script: str, built: World, folder: Path, question: str
) -> subprocess.CompletedProcess[str]:
    """Run a shell script that mounts a disk for the releases and asks a question."""
    disk, file = folder / "disk", folder / "question.rq"
    disk.mkdir()
    file.write_text(question, "utf-8")
    own = {
        "KG_BUILD_FOLDER": str(disk),
        "OLD": str(built.releases),
        "PYTHON": sys.executable,
        "QUESTION": str(file),
    }
    return subprocess.run(
        [*OWN_MOUNTS, "sh", "-c", script],
        env=os.environ | built.environment | own,
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )


@needs_mount
@pytest.mark.parametrize("free", [0, 700, 1100, 1600], ids="{} kB free".format)
def test_a_full_disk_fails_with_a_clear_message_and_the_next_build_works(
    built: World, tmp_path: Path, free: int
) -> None:
    rename(built)
    question = "SELECT ?n { ?p foaf:name ?n FILTER(STRSTARTS(?n, 'Jürgen')) }"
    used = int(subprocess.check_output(["du", "-sk", built.releases]).split()[0])
    done = on_own_disk(ON_A_SMALL_DISK.format(size=used + 40 + free), built, tmp_path, question)
    said = done.stdout.splitlines()
    told = done.stderr.replace("\n", " ")
    assert "No space left on device" in told or "disk is full" in told
    assert "The old release stands; make room on the disk" in done.stderr
    assert "Traceback" not in done.stderr
    assert [line for line in said if line.startswith("status")] == ["status 1", "status 0"]
    assert "the old release stands" in said
    assert [line.strip() for line in said if line.startswith(" Jürgen")] == [
        "Jürgen Krüger",
        "Jürgen Krüger-Ål",
    ]
    assert not [line for line in said if line.endswith(".partial")]


NO_ROOM = "make room on the disk"
NO_RIGHT = "correct the access rights of"
BY_STORE = "IO error: {}: While appending to file: build/a/store/000008.sst: {}"


@pytest.mark.parametrize(
    ("error", "problem", "remedy"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "{releases}/a"), "{releases}/a: No space",
         NO_ROOM),
        (OSError(errno.EDQUOT, "Disk quota exceeded", "{releases}/a"), "", NO_ROOM),
        (OSError(BY_STORE.format(*2 * ["No space left on device"])), "build/a/store", NO_ROOM),
        (OSError(BY_STORE.format(*2 * ["Disk quota exceeded"])), "", NO_ROOM),
        (sqlite3.OperationalError("database or disk is full"), "", NO_ROOM),
        (OSError(errno.EACCES, "Permission denied", "{releases}/a"), "", f"{NO_RIGHT} build/"),
        (OSError(errno.EPERM, "Operation not permitted", "{releases}"), "", f"{NO_RIGHT} build/"),
        (OSError(errno.EROFS, "Read-only file system", "{releases}/a"), "", f"{NO_RIGHT} build/"),
        (OSError(errno.EACCES, "Permission denied", "/data/a.csv"), "/data/a.csv: Permission",
         f"{NO_RIGHT} /data/a.csv"),
        (OSError(BY_STORE.format(*2 * ["Permission denied"])), "", f"{NO_RIGHT} build/"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "",
         f"{NO_RIGHT} build/"),
        (OSError(errno.EIO, "Input/output error", "{releases}/a"), "{releases}/a: Input/output",
         "correct what is named here and build again"),
        (sqlite3.OperationalError("database is locked"), "database is locked",
         "correct what is named here and build again"),
    ],
)  # fmt: skip
def test_what_the_disk_refuses_is_named_with_its_own_remedy(
    built: World,
    monkeypatch: pytest.MonkeyPatch,
    error: OSError | sqlite3.Error,
    problem: str,
    remedy: str,
) -> None:
    kept = Kept(built)
    if isinstance(error, OSError) and error.filename:
        error.filename = error.filename.format(releases=built.releases)

    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(Builder, "_describe", refuse)
    rename(built)
    with pytest.raises(BuildFailed) as caught:
        build.build(built.settings)
    said = str(caught.value)
    assert problem.format(releases=built.releases) in said
    assert said.endswith(f"The old release stands; {remedy}.")
    kept.stands()


def test_a_folder_in_the_place_of_a_file_is_named(built: World) -> None:
    kept = Kept(built)
    folder = built.path("ontology/zz.ttl")
    folder.mkdir()
    with pytest.raises(BuildFailed, match=f"{folder}: Is a directory") as caught:
        build.build(built.settings)
    assert "room" not in str(caught.value)
    assert "rights" not in str(caught.value)
    kept.stands()


READ_ONLY = """
mount -t tmpfs tmpfs "$KG_BUILD_FOLDER" && cp -a "$OLD/." "$KG_BUILD_FOLDER"
mount -o remount,ro "$KG_BUILD_FOLDER"
"$PYTHON" -m kg.cli build; echo "status $?"
"$PYTHON" -m kg.cli validate; echo "status $?"
"$PYTHON" -m kg.cli stats; echo "status $?"
"$PYTHON" -m kg.cli query "$QUESTION"; echo "status $?"
"""


@needs_mount
def test_in_a_folder_that_cannot_be_written_one_can_read(built: World, tmp_path: Path) -> None:
    done = on_own_disk(READ_ONLY, built, tmp_path, "ASK { ?p foaf:name 'Jürgen Krüger' }")
    statuses = [line for line in done.stdout.splitlines() if line.startswith("status")]
    assert statuses == ["status 1", "status 1", "status 0", "status 0"]
    assert done.stderr.count("correct the access rights of disk/") == 2
    assert "Traceback" not in done.stderr
