"""Mentors and mentees as they are stored become what a match goes by, and the match becomes words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mentoring.conftest import Make, person

from mentorbot.db import Database
from mentorbot.guide.model import Stage
from mentorbot.members import service as members
from mentorbot.members.service import Profile
from mentorbot.mentoring import candidates, words
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts, explain

SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)
WINTER = datetime(2026, 12, 1, 12, tzinfo=UTC)


async def test_what_is_stored_is_what_a_match_goes_by(database: Database, mentor: Make, mentee: Make):
    ada = await mentor("ada", capacity=3, taken=1, setting="long_term_care", languages="en,es")
    ben = await mentee("ben", organization="City Hospital")
    async with database.session_scope() as session:
        await members.enrol(session, person("ben"), Profile(Stage.MANAGER, time_zone="America/Chicago"))
    async with database.read_scope() as connection:
        (offer,) = await connection.execute(candidates.MENTORS)
        (look,) = await connection.execute(candidates.MENTEES)
    assert candidates.mentor_facts(offer, WINTER) == MentorFacts(
        ada, ("finance", "operations"), "long_term_care", ("fache",), ("en", "es"), 0, ("evenings",),
        "County hospital", 12, 2,
    )  # fmt: skip
    facts = candidates.mentee_facts(look, SUMMER, SUMMER - timedelta(days=9, hours=2))
    assert facts == MenteeFacts(
        ben, ("finance", "long-term-care"), ("long_term_care",), ("fache",), ("en",), -300, ("evenings",),
        "City Hospital", Stage.MANAGER, 9, ("direction",),
    )  # fmt: skip
    assert candidates.mentee_facts(look, WINTER).offset == -360


def test_the_reasons_say_what_two_have_in_common_the_weightiest_first():
    mentee = MenteeFacts(
        1,
        ("finance", "quality", "people"),
        ("long_term_care",),
        ("fache",),
        day_parts=("evenings",),
        stage=Stage.MANAGER,
        helps=("review",),
    )
    mentor = MentorFacts(
        2,
        ("quality", "finance"),
        "long_term_care",
        ("fache",),
        day_parts=("evenings", "weekends"),
        years=10,
        helps=("review",),
    )
    assert words.name_reasons(explain(mentee, mentor), mentor.years) == [
        "evenings in common",
        "works where the mentee wants to be: nursing and long-term care",
        "Finance and budgets, Quality and patient safety",
        "10 years of experience",
        "offers the help the mentee wants: reading résumés and work",
        "holds FACHE, which the mentee aims at",
    ]
    assert words.name_objections(explain(mentee, mentor), mentor.years) == ["2 of 3 topics"]


def test_what_counts_against_two_is_said_to_organizers():
    mentee = MenteeFacts(
        1, ("finance",), ("payer",), day_parts=("evenings",), stage=Stage.MANAGER, helps=("skills",)
    )
    mentor = MentorFacts(2, ("quality",), "hospital", day_parts=("mornings",), years=1, helps=("review",))
    assert words.name_objections(explain(mentee, mentor), 1) == [
        "no hour in common: one of them would have to move",
        "0 of 1 topic",
        "works elsewhere than the mentee wants to be",
        "offers other help than the mentee looks for",
        "1 year of experience, fewer than asked for",
    ]
    silent = MenteeFacts(1, stage=Stage.UNDERGRADUATE)
    assert words.name_objections(explain(silent, replace(mentor, years=5)), 5) == []


def test_what_two_do_not_share_is_no_reason():
    mentee = MenteeFacts(1, ("finance",), ("payer",), ("fache",), ("es",), offset=-480)
    mentor = MentorFacts(2, ("quality",), "hospital", languages=("es",), offset=0)
    assert words.name_reasons(explain(mentee, mentor)) == ["a language in common"]
