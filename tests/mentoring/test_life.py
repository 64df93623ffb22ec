"""Whatever people do, in whatever order, what is promised holds after every step."""

import os

import pytest
from hypothesis import HealthCheck, settings
from mentoring.life import Life
from mentoring.organized_life import OrganizedLife

LIVES = int(os.environ.get("MENTORBOT_LIVES", "10"))
"""The examples are the same in every run; to look further, give how many in MENTORBOT_LIVES."""

TestLife, TestWholeLife = Life.TestCase, OrganizedLife.TestCase
TestLife.pytestmark = [pytest.mark.slow]  # type: ignore[attr-defined]
TestWholeLife.pytestmark = [pytest.mark.slow]  # type: ignore[attr-defined]
TestLife.settings = TestWholeLife.settings = settings(
    max_examples=LIVES,
    stateful_step_count=30,
    deadline=None,
    derandomize="MENTORBOT_LIVES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
