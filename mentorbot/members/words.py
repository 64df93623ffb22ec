"""What members' places of work are called."""

from typing import Final

from mentorbot.guide.model import Setting

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
