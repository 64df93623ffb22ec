"""Taking from a process all that it does not need, before it reads what strangers wrote.

On Linux the kernel is told which calls are left (seccomp, through libseccomp, which most systems have): no
file, no network, no other program. Everywhere but on Windows there are limits besides: on time, on memory, on
files opened from now on. ``python -m mentorbot.narrow`` says what this system can do.
"""

import ctypes
import os
import sys
from contextlib import suppress
from enum import StrEnum
from typing import Any, Final

try:
    import resource
except ImportError:  # there is none on Windows
    _LIMITED = False
else:
    _LIMITED = True

MOST_MEMORY: Final = 2**30

_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 1  # the call fails with EPERM
_LEFT: Final = (
    *("read", "readv", "write", "writev", "close", "fstat", "lseek", "poll", "ppoll", "select"),
    *("brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "futex", "membarrier", "rseq"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall"),
    *("clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time"),
    *("getrandom", "getpid", "gettid", "getrusage", "times", "sched_yield", "exit", "exit_group"),
)
"""What is needed to compute, to read what was handed in, and to hand out what came of it."""


class Narrowed(StrEnum):
    """How far a process could be narrowed."""

    KERNEL = "the kernel lets readers of foreign files open no file, no connection and no program"
    LIMITS = (
        "readers of foreign files have limits of time, memory and files, but the kernel lets them do the "
        "rest; with libseccomp on Linux (Debian: libseccomp2) it would not"
    )
    NOTHING = "this system has no way to narrow readers of foreign files; they are ended after a minute"


def narrow_process(seconds: int) -> Narrowed:
    """Take from this process whatever it does not need to compute; all that it needs is loaded already.

    Args:
        seconds: Of computing, after which the system ends it, even if the bot is gone.
    """
    if not _LIMITED:
        return Narrowed.NOTHING
    library = _find_library()  # while files can be opened
    limits = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 3,
    }
    for limit, most in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    return Narrowed.KERNEL if library is not None and _tell_kernel(library) else Narrowed.LIMITS


def _tell_kernel(library: Any) -> bool:
    rules = library.seccomp_init(ctypes.c_uint32(_REFUSE))
    if not rules:
        return False
    try:
        for name in _LEFT:
            call = library.seccomp_syscall_resolve_name(name.encode())
            if call >= 0:  # not every machine has each
                library.seccomp_rule_add(ctypes.c_void_p(rules), ctypes.c_uint32(_ALLOW), call, 0)
        return bool(library.seccomp_load(ctypes.c_void_p(rules)) == 0)
    finally:
        library.seccomp_release(ctypes.c_void_p(rules))


def _find_library() -> Any:
    if sys.platform != "linux":
        return None
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL("libseccomp.so.2")
        library.seccomp_init.restype = ctypes.c_void_p
        return library
    return None


if __name__ == "__main__":
    os.write(1, narrow_process(10).name.encode())
