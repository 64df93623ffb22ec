"""Whatever people do, in whatever order, what is promised holds after every step."""

import os

import pytest
from hypothesis import HealthCheck, settings
from networking.life import Life

LIVES = int(os.environ.get("MENTORBOT_LIVES", "4"))
"""The examples are the same in every run; to look further, give how many in MENTORBOT_LIVES."""

TestLife = Life.TestCase
TestLife.pytestmark = [pytest.mark.slow]  # type: ignore[attr-defined]
TestLife.settings = settings(
    max_examples=LIVES,
    stateful_step_count=25,
    deadline=None,
    derandomize="MENTORBOT_LIVES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
