"""A confined process has no network, bounded time and memory, and no life beyond its parent."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import time

import pytest

from kg import confinement
from tests.homes import PROJECT
from tests.processes import is_running

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"},
    reason="the kernel's filters are those of Linux on the two common processors",
)


def confined(program: str) -> subprocess.CompletedProcess[str]:
    """Run a Python program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", f"import os, socket\nfrom kg import confinement\n{program}"],
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"])
def test_no_socket_of_any_family_can_be_opened(family: str) -> None:
    done = confined(f"print(confinement.deny_network())\nsocket.socket(socket.{family})")
    assert done.stdout == "True\n"
    assert "PermissionError: [Errno 13] Permission denied" in done.stderr


def test_a_socket_can_be_opened_where_nothing_is_denied() -> None:
    assert confined("socket.socket().close()").returncode == 0


def test_the_other_ring_to_the_network_is_closed_too() -> None:
    io_uring_setup = 425
    done = confined(
        "import ctypes\nconfinement.deny_network()\nlibrary = ctypes.CDLL(None, use_errno=True)\n"
        f"print(library.syscall({io_uring_setup}, 1, None), ctypes.get_errno())"
    )
    assert done.stdout == "-1 13\n"


def test_a_denied_network_stays_denied_to_its_children() -> None:
    done = confined(
        "import subprocess, sys\nconfinement.deny_network()\n"
        "subprocess.run([sys.executable, '-c', 'import socket; socket.socket()'], check=True)"
    )
    assert "PermissionError" in done.stderr


def test_files_can_still_be_read() -> None:
    assert confined("confinement.deny_network()\nopen(os.devnull).close()").returncode == 0


def test_an_unknown_processor_is_told_and_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert not confinement.deny_network()


def test_another_system_is_told_and_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not confinement.deny_network()


def test_processor_time_is_bounded() -> None:
    start = time.monotonic()
    done = confined("confinement.bound_time(0.1)\nwhile True: pass")
    assert done.returncode in {-signal.SIGXCPU, -signal.SIGKILL}
    assert time.monotonic() - start < 10


def test_memory_is_bounded() -> None:
    done = confined("confinement.bound_memory(512)\nbytearray(600 * 2**20)")
    assert "MemoryError" in done.stderr


def test_memory_within_the_bound_is_given() -> None:
    assert confined("confinement.bound_memory(2048)\nbytearray(600 * 2**20)").returncode == 0


def test_no_core_is_dumped() -> None:
    done = confined(
        "import resource\nconfinement.bound_memory(2048)\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    assert done.stdout == "(0, 0)\n"


def test_time_is_bounded_anew_for_each_task() -> None:
    done = confined(
        "import time\n"
        "for _ in range(3):\n"
        "    confinement.bound_time(0.5)\n"
        "    end = time.process_time() + 1\n"
        "    while time.process_time() < end: pass\n"
    )
    assert done.returncode == 0


LIFELINE = "from kg import confinement; confinement.end_when_closed({}); print('.', flush=True)"


@pytest.mark.skipif(sys.platform != "linux", reason="only the Linux kernel was asked to do so")
@pytest.mark.parametrize("stands_still", [False, True])
def test_a_process_ends_when_its_lifeline_is_closed_whatever_it_does(stands_still: bool) -> None:
    lifeline, held = os.pipe()
    program = LIFELINE.format(lifeline) + "\nwhile True: pass"
    child = subprocess.Popen(
        [sys.executable, "-c", program], pass_fds=(lifeline,), stdout=subprocess.PIPE, cwd=PROJECT
    )
    assert child.stdout
    assert child.stdout.read(1) == b"."
    if stands_still:
        child.send_signal(signal.SIGSTOP)
    assert is_running(child.pid)
    os.close(held)
    assert child.wait(5) == -signal.SIGKILL
    child.communicate()
    os.close(lifeline)


@pytest.mark.skipif(sys.platform != "linux", reason="only the Linux kernel was asked to do so")
def test_a_process_ends_when_its_lifeline_was_closed_before() -> None:
    lifeline, held = os.pipe()
    os.close(held)
    done = subprocess.run(
        [sys.executable, "-c", LIFELINE.format(lifeline)],
        pass_fds=(lifeline,),
        capture_output=True,
        cwd=PROJECT,
        check=False,
    )
    os.close(lifeline)
    assert (done.returncode, done.stdout) == (1, b"")


def test_a_running_process_is_seen_as_such() -> None:
    assert is_running(os.getpid())
