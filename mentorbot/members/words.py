"""What members' places of work are called, and where they stand in their career."""

from typing import Final

from mentorbot.chat import escape, mention
from mentorbot.guide.model import Setting, Stage
from mentorbot.members.clocks import Clock, Whose

SETTINGS: Final = {
    Setting.HOSPITAL: "Hospital",
    Setting.PRACTICE: "Physician practice",
    Setting.OUTPATIENT: "Outpatient care",
    Setting.LONG_TERM_CARE: "Nursing and long-term care",
    Setting.HOME_HEALTH: "Home health",
    Setting.PUBLIC_HEALTH: "Public health",
    Setting.PAYER: "Insurance and payers",
    Setting.CONSULTING: "Consulting",
    Setting.FEDERAL: "Military and federal",
    Setting.TECHNOLOGY: "Technology",
}
STAGES: Final = {
    Stage.HIGH_SCHOOL: "in high school",
    Stage.UNDERGRADUATE: "studying for a bachelor's degree",
    Stage.CAREER_CHANGER: "changing careers",
    Stage.CLINICIAN: "a clinician moving to management",
    Stage.MASTERS_STUDENT: "studying for a master's degree",
    Stage.EARLY_CAREERIST: "early in a management career",
    Stage.MANAGER: "a manager",
}
"""Where somebody stands in their career."""


def tell_clock(clock: Clock, what: str) -> str:
    """By whose clock something was read, as a sentence.

    Args:
        what: What was read, such as "the end of sign-up".
    """
    match clock.whose:
        case Whose.NAMED:
            return f"I read {what} by the clock of {clock.zone}."
        case Whose.OWN:
            return f"I read {what} by your clock, {clock.zone}."
        case Whose.COMMUNITY:
            return (
                f"I read {what} by this community's clock, {clock.zone}. "
                "`/start` is where to say where you live yourself."
            )
        case Whose.NOBODY:
            return (
                f"I read {what} by UTC, for I do not know where you live: "
                "`/start` is where to say it, or `zone` beside the time."
            )


def name_apart(user_id: str, username: str) -> str:
    """A person in a list in which another may have the same name: their username is beside it."""
    return f"{mention(user_id)} (@{escape(username)})" if username else mention(user_id)
