from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mentorbot.db import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'members.sqlite'}")
    await database.upgrade()
    yield database
    await database.close()
