"""Confine a process: no network, bounded memory and time, and no life beyond its parent.

The query parser of the store decides what is asked; this is the second wall behind `kg.guard`. It
needs the Linux kernel (seccomp); elsewhere `deny_network` says that it could not be done.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import math
import os
import platform
import resource
import select
import signal
import struct
import sys
import time
from functools import lru_cache

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EACCES
# AUDIT_ARCH and the numbers of socket(2) and io_uring_setup(2), from the kernel's own tables.
_ARCHITECTURES = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}


def bound_memory(megabytes: int) -> None:
    """Bound the address space of this process; an allocation beyond it fails.

    Parameters
    ----------
    megabytes
        Address space.
    """
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def bound_time(seconds: float) -> None:
    """Bound the processor time that this process takes from now on.

    It is the last resort, where no parent is left to end the process.

    Parameters
    ----------
    seconds
        Processor time after which the kernel ends the process, rounded up and one more.
    """
    _bound_time(math.ceil(time.process_time() + seconds) + 1)


@lru_cache(maxsize=1)  # most tasks end within the second in which they began
def _bound_time(most: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def end_when_closed(lifeline: int) -> None:
    """Have the kernel end this process when the other end of a pipe is closed, by whatever cause.

    (That a process may end with its parent the kernel knows too, but it takes the thread that
    started it for the parent.)

    Parameters
    ----------
    lifeline
        Descriptor of the pipe's reading end; nothing must ever be written to the other.
    """
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    if sys.platform == "linux":  # ends a process that stands still too
        fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_ASYNC)
    # What the kernel has sent already, where the other end was closed before.
    if select.select([lifeline], [], [], 0)[0]:
        os._exit(1)


def deny_network() -> bool:
    """Take from this process, for good, the ability to open a socket.

    Returns
    -------
    bool
        Whether it could be done: on Linux, on the two common processors.
    """
    numbers = _ARCHITECTURES.get(platform.machine())
    if sys.platform != "linux" or numbers is None:
        return False
    program = _refusing(*numbers)
    instructions = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(instructions))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.create_string_buffer(header, len(header)))
    return True


def _refusing(architecture: int, *calls: int) -> bytes:
    """Return the filter program: refuse these system calls and any foreign architecture.

    Each instruction is a code, two relative jumps and a constant, as in bpf(4); the data that is
    looked at begins with the number of the call and the architecture.
    """
    load, jump_if_equal, jump_if_at_least, finish = 0x20, 0x15, 0x35, 0x06
    x32_calls = 0x40000000  # the same processor's other numbering of the calls
    checks = [(jump_if_equal, call) for call in calls] + [(jump_if_at_least, x32_calls)]
    instruction = struct.Struct("HBBI").pack
    program = instruction(load, 0, 0, 4)
    program += instruction(jump_if_equal, 0, len(checks) + 2, architecture)
    program += instruction(load, 0, 0, 0)
    for place, (comparison, number) in enumerate(checks):
        program += instruction(comparison, len(checks) - place, 0, number)
    return program + instruction(finish, 0, 0, _ALLOW) + instruction(finish, 0, 0, _REFUSE)


def _prctl(option: int, *arguments: object) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    padded = [*arguments, 0, 0, 0, 0][:4]
    values = [ctypes.c_ulong(one) if isinstance(one, int) else one for one in padded]
    if library.prctl(option, *values) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl({option}) failed")
