"""Two people of one display name are told apart in lists of people to meet."""

from mentoring.conftest import person

from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.guide.model import Setting, Stage
from mentorbot.members import service as members
from mentorbot.members.service import Profile
from mentorbot.networking.interviews import cards, offering
from mentorbot.networking.interviews.offering import Answers


async def test_whoever_is_offered_has_their_username_beside_their_name(database: Database) -> None:
    async with database.session_scope() as session:
        await members.enrol(session, person("ben"), Profile(Stage.CLINICIAN))
        for username in ("annlee", "annlee2", ""):
            who = Caller("discord", "guild", f"1{len(username)}", username=username)
            await members.enrol(session, who, Profile(Stage.MANAGER))
            await offering.offer_interviews(
                session, who, Answers("Director", Setting.HOSPITAL, ("finance",), 2, 20)
            )
        found = await offering.find_offers(session, person("ben"))
    shown = str(cards.found_card(found, ""))
    for said in ("<@16> (@annlee)", "<@17> (@annlee2)", "<@10>**"):
        assert said in shown
