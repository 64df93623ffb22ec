"""Halfway each of the two is asked how it is; the other never sees it, organizers as far as they may."""

from datetime import timedelta

import pytest
from mentoring.conftest import person
from mentoring.pair import ADA, BEN, bring_together

from mentorbot import clock
from mentorbot.chat.caller import Rights
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.mentoring.mentorships import midway, midway_cards
from mentorbot.mentoring.terms import Format

pytestmark = pytest.mark.every_database
BOSS = Rights(manages_community=True)


async def test_both_are_asked_once_halfway_and_what_they_say_is_for_organizers(database: Database) -> None:
    two = await bring_together(database)
    pair = await two.get()
    clock.advance((pair.ends_at - pair.formed_at) / 2 + timedelta(hours=1))
    asked = [to for to, title in await two.send() if title == "Halfway"]
    assert sorted(asked) == ["ada", "ben"]
    with pytest.raises(UserError, match="Please choose"):
        midway.read_answers({"rating": "9"})
    async with database.session_scope() as session:
        for who, shared in ((ADA, "no"), (BEN, "yes")):
            said = midway.read_answers({"rating": "2", "text": f"More *{who.user_id}*", "shared": shared})
            await midway.keep_answers(session, who, two.id, said)
            await midway.keep_answers(session, who, two.id, said)
        with pytest.raises(UserError, match="not enrolled"):
            await midway.keep_answers(session, person("eve"), two.id, said)
        hers = await midway.sum_up(session, ADA, BOSS)
        assert hers.voices == (), "what is said of an organizer is not for them"
        own = await midway.sum_up(session, BEN, BOSS)
        assert [voice.user_id for voice in own.voices] == ["ben"]
        found = await midway.sum_up(session, person("eve"), BOSS)
        assert hers.mentors == found.mentors
        card = str(midway_cards.summary_card(found))
        assert (found.mentors.count, found.mentors.rating) == (1, None)
        assert "More \\\\*ben" in card
        assert "More \\\\*ada" not in card
        _, _, known = await midway.find_asked(session, BEN, two.id)
        assert known is not None
        assert known.rating == 2
        with pytest.raises(UserError, match="Only organizers"):
            await midway.sum_up(session, BEN, Rights())


@pytest.mark.parametrize("given", [{"months": 1}, {"format_": Format.ONCE}])
async def test_what_is_short_or_once_is_not_asked_about_halfway(
    database: Database, given: dict[str, object]
) -> None:
    two = await bring_together(database, **given)
    assert not await two.waiting("mentorship_midway:")
