"""What members' places of work are called, and where they stand in their career."""

from typing import Final

from mentorbot.chat import escape, mention
from mentorbot.guide.model import Setting, Stage

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


def name_apart(user_id: str, username: str) -> str:
    """A person in a list in which another may have the same name: their username is beside it."""
    return f"{mention(user_id)} (@{escape(username)})" if username else mention(user_id)
