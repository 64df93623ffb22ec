from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mentorbot.db import Database
from mentorbot.guide.load import Library
from mentorbot.guide.model import Guide


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'community.sqlite'}")
    await database.upgrade()
    yield database
    await database.close()


@pytest.fixture(scope="session")
def guide() -> Guide:
    return Library.load().guide("en")
