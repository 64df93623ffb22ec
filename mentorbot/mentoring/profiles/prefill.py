"""What a new mentee's form is filled in with: what they told at enrolment, and where they are on the path."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from mentorbot.guide.model import Stage
from mentorbot.members.aims import find_credentials, find_settings
from mentorbot.members.service import MemberView
from mentorbot.mentoring import vocabulary, words
from mentorbot.mentoring.profiles.service import Reach, Wish
from mentorbot.mentoring.terms import MOST_TOPICS, Help
from mentorbot.progress.service import Mark

_OF_STEP: Final = {
    "bachelors": ("degrees",),
    "experience": ("first-role",),
    "masters": ("degrees", "fellowships"),
    "certification": ("exams",),
    "skills": ("leadership",),
    "network": ("network",),
}
_OF_STAGE: Final = {
    Stage.HIGH_SCHOOL: ("degrees",),
    Stage.UNDERGRADUATE: ("degrees", "first-role"),
    Stage.MASTERS_STUDENT: ("fellowships", "job-search"),
    Stage.CAREER_CHANGER: ("first-role", "job-search"),
    Stage.CLINICIAN: ("clinical-to-admin",),
    Stage.EARLY_CAREERIST: ("leadership", "exams"),
    Stage.MANAGER: ("leadership", "strategy"),
}


def prefill_wish(member: MemberView, marks: Mapping[str, Mark]) -> Wish:
    """What a member may look for, judging by what they aim at, their stage and the steps they are in."""
    said = member.goal.casefold()
    topics = dict.fromkeys(_named(said))
    for step, found in _OF_STEP.items():
        if marks.get(step) is Mark.STARTED:
            topics |= dict.fromkeys(found)
    if find_credentials(member):
        topics["exams"] = None
    topics |= dict.fromkeys(_OF_STAGE.get(member.stage, ()) if member.stage else ())
    known = vocabulary.list_topics()
    return Wish(
        member.goal,
        "",
        tuple(one for one in topics if one in known)[:MOST_TOPICS],
        find_settings(member),
        (Help.DIRECTION,),
    )


def prefill_reach(member: MemberView, credentials: Sequence[str] = ()) -> Reach:
    """How a member can be met, judging by the language of their client.

    Args:
        credentials: Ids of those they keep or aim at.
    """
    language = member.locale.partition("-")[0]
    languages = dict.fromkeys(["en", language] if language in words.LANGUAGES else ["en"])
    # When they have time they have not said: what is kept by itself must not count as said.
    return Reach(tuple(languages), (), tuple(credentials)[:MOST_TOPICS])


def _named(said: str) -> list[str]:
    """The topics whose other words are in what somebody wrote."""
    return [
        topic.id
        for topic in vocabulary.list_topics().values()
        if any(re.search(rf"\b{re.escape(word.casefold())}", said) for word in topic.also if len(word) > 3)
    ]
