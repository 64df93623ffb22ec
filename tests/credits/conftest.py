"""The community that the tests through Discord are about, and the rules as they are."""

import pytest
from town import empty_town, town

from mentorbot.credits.rules import Rules

__all__ = ["empty_town", "town"]


@pytest.fixture(scope="session")
def rules() -> Rules:
    """Every credential there is."""
    return Rules.load()
