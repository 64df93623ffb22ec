"""Work in a process of its own: the bot answers meanwhile, and what it took is given back when it ends.

The bot sends a task to a program that it starts with ``python -m``, and gets what came of it. On the way the
program may say how far it is. Whoever no longer waits ends it.
"""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

Tell = Callable[[str], None]

_PASSED_ON: Final = ("PATH", "SYSTEMROOT", "LANG", "TMPDIR", "TEMP")
_MARK: Final = b"\x1e"
"""Begins a line that says how far it is; what else is said is for the log if it fails."""


async def work_aside(program: str, task: object, *, patience: float, hear: Tell = lambda said: None) -> Any:
    """What the program makes of the task.

    Args:
        program: A module of ours that ends in :func:`serve`.
        patience: Seconds after which it is ended.
        hear: Is told how far it is, in words.

    Raises:
        TimeoutError: It took longer.
        RuntimeError: It failed; with what it said last.
    """
    said: list[bytes] = []
    async with _running(program, patience=patience, errors=PIPE) as process:
        _, made, _ = await asyncio.gather(_give(process, task), _take(process), _listen(process, said, hear))
        await process.wait()
    if process.returncode:
        raise RuntimeError(f"{program} failed: {b''.join(said).decode(errors='replace')[-500:]}")
    return pickle.loads(made)  # noqa: S301 - our own process made it


async def read_aside(program: str, *arguments: str, data: bytes, patience: float) -> bytes:
    """What a program of ours makes of data that strangers wrote, in a process that has none of our secrets.

    Args:
        program: A module; it narrows itself (see :mod:`mentorbot.narrow`), then reads the standard input.
        patience: Seconds after which it is ended.

    Raises:
        TimeoutError: It took longer.
        RuntimeError: It failed, or the system ended it.
    """
    async with _running(program, *arguments, patience=patience, errors=DEVNULL) as process:
        made, _ = await process.communicate(data)
    if process.returncode:
        raise RuntimeError(f"{program} ended with {process.returncode}")
    return made


def list_needed() -> dict[str, str]:
    """The environment of a process of ours: what finds Python and its libraries, and none of the secrets."""
    known = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return known | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}


def serve(work: Callable[[Any, Tell], object]) -> None:
    """Do the work for the task that is read from the standard input."""
    with suppress(AttributeError, OSError):  # Windows has none, and a system may forbid it
        os.nice(5)  # whoever waits for an answer comes first
    task = pickle.load(sys.stdin.buffer)  # noqa: S301 - the bot that started this process made it
    pickle.dump(work(task, _say), sys.stdout.buffer)


def _say(said: str) -> None:
    sys.stderr.buffer.write(_MARK + said.encode() + b"\n")
    sys.stderr.buffer.flush()


@asynccontextmanager
async def _running(
    program: str, *arguments: str, patience: float, errors: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of ours; at the end of the block, or when patience ends (TimeoutError), it has ended too."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", program, *arguments, stdin=PIPE, stdout=PIPE, stderr=errors, env=list_needed()
    )
    try:
        async with asyncio.timeout(patience):
            yield process
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _give(process: asyncio.subprocess.Process, task: object) -> None:
    into = process.stdin
    if into is None:
        return
    try:
        into.write(pickle.dumps(task))
        await into.drain()
        into.close()
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has ended before it had read all; what it said tells why


async def _take(process: asyncio.subprocess.Process) -> bytes:
    return await process.stdout.read() if process.stdout else b""


async def _listen(process: asyncio.subprocess.Process, said: list[bytes], hear: Tell) -> None:
    if process.stderr is None:
        return
    async for line in process.stderr:
        if line.startswith(_MARK):
            hear(line[1:].decode(errors="replace").strip())
        else:
            said.append(line)
