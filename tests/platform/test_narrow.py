"""What reads the files of strangers can do nothing but that, and takes turns."""

import asyncio
import sys
from typing import Any

import pytest

from mentorbot import doctor
from mentorbot.aside import list_needed
from mentorbot.chat import readers as reading
from mentorbot.chat.readers import AT_ONCE, BUSY, MOST_WAITING, Readers
from mentorbot.chat.spreadsheet import Layout
from mentorbot.config import Settings
from mentorbot.errors import UserError
from mentorbot.narrow import Narrowed

TRIES = """
import os, socket, subprocess, sys
from mentorbot.narrow import narrow_process
os.write(1, narrow_process(10).name.encode())
tries = (
    lambda: open("/etc/passwd"),
    lambda: open("/tmp/narrow", "w"),
    lambda: socket.socket(),
    lambda: subprocess.run(["true"]),
    lambda: os.listdir("/"),
)
for one in tries:
    try:
        one()
    except OSError:
        continue
    os.write(1, b" got through")
os.write(1, f" {len(bytearray(10**6))}".encode())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there are limits at most")
async def test_a_narrowed_process_opens_no_file_no_connection_and_no_program_but_computes() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", TRIES, stdout=asyncio.subprocess.PIPE, env=list_needed()
    )
    said, _ = await process.communicate()
    assert said.decode() in {"KERNEL 1000000", "LIMITS 1000000"}


def test_doctor_says_how_far_readers_are_narrowed(settings: Settings) -> None:
    (found,) = [one for one in doctor.here(settings) if one.what == "Foreign files"]
    assert found.told in {one.value for one in Narrowed}
    assert found.well is (found.told == Narrowed.KERNEL)


def test_a_process_of_ours_gets_nothing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORBOT_TOKEN", "planted")
    monkeypatch.setenv("SOMETHING_ELSE", "planted")
    assert "planted" not in list_needed().values()


async def test_two_are_read_at_once_and_one_of_a_community(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[bytes] = []
    most, go_on = 0, asyncio.Event()
    now: list[bytes] = []

    async def read(program: str, *given: str, data: bytes, patience: float) -> bytes:
        nonlocal most
        begun.append(data)
        now.append(data)
        most = max(most, len(now))
        assert len(now) == len(set(now)), "two of one community at once"
        await go_on.wait()
        now.remove(data)
        return b"made"

    monkeypatch.setattr(reading, "read_aside", read)
    readers: Any = Readers(None)  # type: ignore[arg-type] - it needs nothing of a program
    asked = [
        asyncio.create_task(readers.read(place, "any", data=place.encode(), sorry=""))
        for place in "ab" * 2 + "cde"
    ]
    for _ in range(9):
        await asyncio.sleep(0)
    assert len(begun) == AT_ONCE
    go_on.set()
    assert await asyncio.gather(*asked) == [b"made"] * len(asked)
    assert most == AT_ONCE


async def test_too_many_waiting_of_one_community_are_told_so_and_others_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on = asyncio.Event()

    async def read(program: str, *given: str, data: bytes, patience: float) -> bytes:
        await go_on.wait()
        return b"made"

    monkeypatch.setattr(reading, "read_aside", read)
    readers: Any = Readers(None)  # type: ignore[arg-type] - it needs nothing of a program
    asked = [
        asyncio.create_task(readers.read("a", "any", data=b"x", sorry="That took me too long."))
        for _ in range(MOST_WAITING)
    ]
    await asyncio.sleep(0)
    with pytest.raises(UserError, match=BUSY):
        await readers.read("a", "any", data=b"x", sorry="That took me too long.")
    asked.append(asyncio.create_task(readers.read("b", "any", data=b"x", sorry="")))
    go_on.set()
    await asyncio.gather(*asked)


async def test_a_process_that_fails_or_hangs_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (TimeoutError, RuntimeError):

        async def read(*given: Any, error: type[Exception] = error, **more: Any) -> bytes:
            raise error

        monkeypatch.setattr(reading, "read_aside", read)
        readers: Any = Readers(None)  # type: ignore[arg-type] - it needs nothing of a program
        with pytest.raises(UserError, match="took me too long"):
            await readers.read("a", "any", data=b"x", sorry="That took me too long.")


LAYOUT = Layout(("kind", "title"), ("kind",), most_rows=3, most_bytes=200)


async def test_a_table_that_somebody_sent_is_read_in_a_process_that_can_do_nothing_else() -> None:
    readers = Readers(None)  # type: ignore[arg-type] - it needs nothing of a program
    sent = 'Kind;title;more\njob;Büro;x\n;;\njob;"a;b";\n'.encode("cp1252")
    assert await readers.read_table("a", sent, LAYOUT) == [
        (2, {"kind": "job", "title": "Büro"}),
        (4, {"kind": "job", "title": "a;b"}),
    ]
    for refused, why in (
        (b"title\nx\n", "I miss kind"),
        (b"kind\na\nb\nc\nd\n", "more than 3 rows"),
        (b"x" * 201, "larger than"),
        (b"kind\n\0\n", "no CSV file"),
    ):
        with pytest.raises(UserError, match=why):
            await readers.read_table("a", refused, LAYOUT)
