"""Requests that stand open are told to mentors whom they fit: once a week at most, and off in one press."""

from datetime import timedelta

import pytest
from mentoring.asking import Community, community

from mentorbot.mentoring.requests import offering

__all__ = ["community"]
pytestmark = pytest.mark.every_database
OPEN = "Somebody looks for a mentor like you"


async def hear(community: Community, name: str, *, hear: bool) -> None:
    async with community.database.session_scope() as session:
        await offering.hear_of_open(session, community.caller(name), hear=hear)


async def test_a_request_nobody_could_take_is_told_to_those_whom_it_fits(community: Community) -> None:
    for name in ("ada", "flo", "off"):
        await community.mentor(name, topics="finance")
    await community.mentor("other", topics="people")
    await community.mentor("full", topics="finance", taken=0, capacity=1, state="paused")
    await community.mentor("french", topics="finance", languages="fr")
    for name in ("ben", "cem", "dan"):
        await community.mentee(name, topics="finance")
    await hear(community, "off", hear=False)
    first = await community.ask("ben", "ada")
    await community.decline("ada", first)
    await community.pass_by()
    told = community.told("flo")
    assert OPEN in told
    assert "Ben" in told
    for name in ("ada", "off", "other", "full", "french"):
        assert OPEN not in community.told(name), f"{name} is not to hear of it"
    second = await community.ask("cem", "ada")
    await community.decline("ada", second)
    await community.pass_by()
    assert community.told("flo") == "", "once a week at most"
    await hear(community, "off", hear=True)
    await community.pass_by(timedelta(days=8))
    for name in ("flo", "off"):
        told = community.told(name)
        assert told.count(OPEN) == 1
        assert "Ben" in told
        assert "Cem" in told
    await community.take("flo", first)
    await community.withdraw("cem", second)
    await community.pass_by(timedelta(days=20))
    assert OPEN not in community.told("flo")
