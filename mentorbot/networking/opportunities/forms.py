"""The forms in which an opportunity is described, and reported."""

from zoneinfo import ZoneInfo

from mentorbot.chat import Form, TextField
from mentorbot.networking.opportunities import terms
from mentorbot.networking.opportunities.service import OpportunityView


def words_form(opportunity: OpportunityView) -> Form:
    """What is written about it. ``opportunities:save_words:<id>:<version>``."""
    return Form(
        id=f"opportunities:save_words:{opportunity.id}:{opportunity.version}",
        title="About the opportunity",
        fields=(
            TextField(
                "title", "Title", value=opportunity.title or None, required=True, most=terms.MOST_TITLE
            ),
            TextField(
                "organization",
                "Who offers it?",
                value=opportunity.organization or None,
                required=True,
                most=terms.MOST_ORGANIZATION,
            ),
            TextField(
                "place",
                "Where?",
                hint="City and state, or leave it empty.",
                value=opportunity.place or None,
                most=terms.MOST_PLACE,
            ),
            TextField(
                "link",
                "Link to the posting",
                value=opportunity.link or None,
                placeholder="https://…",
                most=terms.MOST_LINK,
            ),
            TextField(
                "about",
                "What is it about?",
                value=opportunity.about or None,
                paragraph=True,
                most=terms.MOST_ABOUT,
            ),
        ),
    )


def deadline_form(opportunity: OpportunityView, zone: str) -> Form:
    """When it closes. ``opportunities:save_deadline:<id>:<version>``."""
    due = opportunity.deadline.astimezone(ZoneInfo(zone)) if opportunity.deadline else None
    field = TextField(
        "deadline",
        "Apply by",
        hint=f"A day, with or without a time; in {zone}. Empty: no deadline.",
        value=f"{due:%Y-%m-%d %H:%M}" if due else None,
        placeholder="March 1, next Friday 5pm, in 3 weeks",
        most=40,
    )
    return Form(
        id=f"opportunities:save_deadline:{opportunity.id}:{opportunity.version}",
        title="The deadline",
        fields=(field,),
    )


def report_form(id_: int) -> Form:
    """What is wrong with it. ``opportunities:send_report:<id>``."""
    field = _reason("What is wrong with it?", "Organizers read this. They are not told who wrote it.")
    return Form(id=f"opportunities:send_report:{id_}", title="Tell the organizers", fields=(field,))


def why_form(id_: int) -> Form:
    """Why organizers decided not to show it. ``opportunities:why:<id>``."""
    field = _reason(
        "Why is it not shown?", "Its author reads it. It says that the organizers wrote it, not who."
    )
    return Form(id=f"opportunities:why:{id_}", title="Tell its author why", fields=(field,))


def _reason(label: str, hint: str) -> TextField:
    return TextField("reason", label, hint, required=True, paragraph=True, most=terms.MOST_REASON)
