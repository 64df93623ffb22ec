"""/setup mentoring: how a community mentors."""

from mentorbot.chat import Card
from mentorbot.chat.declare import Audience, command
from mentorbot.chat.options import Channel, channel, whole, yes_no
from mentorbot.chat.posting import check_post
from mentorbot.chat.turn import Turn
from mentorbot.mentoring import rights
from mentorbot.mentoring.profiles import cards
from mentorbot.mentoring.profiles.approval import set_up_mentoring
from mentorbot.mentoring.terms import MOST_MENTORS, MOST_MONTHS, MOST_NEEDED


@command(
    "setup mentoring",
    "How mentoring works here: where pairs talk, who is told, by which limits.",
    channel("channel", "Where rounds are announced, and pairs get their private places to talk."),
    channel("organizers", "Where organizers are told what needs them."),
    yes_no("approval", "Whether an organizer looks at a mentor before they are listed."),
    whole("answer_hours", "How many hours a mentor who is asked has to answer.", 1, 720),
    whole("open_requests", "How many requests one student can have open.", 1, 10),
    whole("asks_a_week", "How often one mentor is asked in a week.", 1, 50),
    whole("months", "How many months a mentorship lasts unless the two say otherwise.", 1, MOST_MONTHS),
    whole("mentors", "How many mentors one student can have at a time.", 1, MOST_MENTORS),
    whole("certificate_sessions", "How many sessions a certificate needs.", 0, MOST_NEEDED),
    whole("certificate_weeks", "How many weeks a mentorship has to have lasted for one.", 0, MOST_NEEDED),
    audience=Audience.ORGANIZERS,
)
async def set_up(  # noqa: PLR0917 - one for each option
    turn: Turn,
    channel: Channel | None = None,
    organizers: Channel | None = None,
    approval: bool | None = None,
    answer_hours: int | None = None,
    open_requests: int | None = None,
    asks_a_week: int | None = None,
    months: int | None = None,
    mentors: int | None = None,
    certificate_sessions: int | None = None,
    certificate_weeks: int | None = None,
) -> Card:
    """Change how the community mentors; what is left out stays as it is."""
    rights.require_manager(turn.caller, turn.rights)
    for one in filter(None, (channel, organizers)):
        check_post(await turn.platform.find_access(turn.caller.community or "", one.id), one.id)
    given = {
        "channel_id": channel.id if channel else None,
        "organizer_channel_id": organizers.id if organizers else None,
        "approval": approval,
        "answer_hours": answer_hours,
        "most_open": open_requests,
        "asks_a_week": asks_a_week,
        "months": months,
        "most_mentors": mentors,
        "certificate_sessions": certificate_sessions,
        "certificate_weeks": certificate_weeks,
    }
    async with turn.change() as session:
        found = await set_up_mentoring(session, turn.caller, turn.rights, given)
    return cards.settings_card(found)
