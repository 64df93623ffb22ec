"""The forms in which organizers describe an event."""

from typing import Final
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.chat import Form, TextField, fit, limits
from mentorbot.events import answers, terms
from mentorbot.events.cards import hours
from mentorbot.events.service import UNNAMED
from mentorbot.events.terms import CreditType
from mentorbot.events.time_words import describe_series
from mentorbot.events.view import EventView
from mentorbot.members.answers import MOST_LINK

_TYPED: Final = {
    CreditType.IN_PERSON: "In-Person",
    CreditType.VIRTUAL: "Virtual",
    CreditType.QUALIFYING: "Qualifying",
    CreditType.OTHER: "Other",
}


def words_form(event: EventView) -> Form:
    """What is written about an event. ``events:write:<id>:<version>``."""
    zone = ZoneInfo(event.time_zone)
    deadline = event.fee_deadline.astimezone(zone) if event.fee_deadline else None
    return Form(
        id=f"events:write:{event.id}:{event.version}",
        title="About the event",
        fields=(
            TextField(
                "title",
                "Title",
                value=event.title if event.title != UNNAMED else None,
                required=True,
                most=terms.MOST_TITLE,
            ),
            TextField(
                "about",
                "What is it about?",
                value=event.about or None,
                paragraph=True,
                most=terms.MOST_ABOUT,
            ),
            TextField(
                "registration",
                "Link to register",
                value=event.registration or None,
                placeholder="https://…",
                most=MOST_LINK,
            ),
            TextField(
                "fee_deadline",
                "Until when at this fee?",
                hint=f"Such as March 3 17:00, or 2 days before; in {event.time_zone}.",
                value=f"{deadline:%Y-%m-%d %H:%M}" if deadline else None,
                most=40,
            ),
            TextField(
                "credits",
                "Continuing-education credits",
                hint="Hours by type: In-Person, Virtual, Qualifying, Other.",
                value=", ".join(f"{_TYPED[type_]} {hours(h)}" for type_, h in event.credits.items()) or None,
                placeholder="In-Person 6, Qualifying 2",
            ),
        ),
    )


def time_form(event: EventView) -> Form:
    """Time, place and room of an event. ``events:move:<id>:<version>``."""
    zone = ZoneInfo(event.time_zone)
    starts, ends = answers.write_times(event.when, answers.find_next(event.when), zone)
    goes_on = describe_series(event, clock.now()) if event.rule else ""
    return Form(
        id=f"events:move:{event.id}:{event.version}",
        title="Time and place",
        fields=(
            TextField(
                "starts",
                "Start",
                hint=f"The next one, and all after it: {goes_on}."
                if goes_on
                else "Such as March 3 5pm or 2027-03-03 17:00; or a day and “all day”.",
                value=starts,
                required=True,
                most=60,
            ),
            TextField(
                "ends",
                "End",
                hint="A date and time, or how long it takes: 90 min.",
                value=ends,
                most=40,
            ),
            TextField("zone", "Time zone or city", value=event.time_zone, required=True, most=100),
            TextField(
                "place",
                "Place, or the link of a meeting",
                value=event.place or event.link or None,
                most=MOST_LINK,
            ),
            TextField(
                "capacity",
                "How many can come?",
                hint="Leave it empty for no limit.",
                value=str(event.capacity) if event.capacity else None,
                most=10,
            ),
        ),
    )


def signup_form(event: EventView) -> Form:
    """How one signs up for an event. ``events:signup_write:<id>:<version>``."""
    zone = ZoneInfo(event.time_zone)
    closes = event.closes_at.astimezone(zone) if event.closes_at else None
    return Form(
        id=f"events:signup_write:{event.id}:{event.version}",
        title="Sign-up",
        fields=(
            TextField(
                "closes",
                "Until when can people sign up?",
                hint=f"A time in {event.time_zone}, or 2 days before. Empty: until it is over.",
                value=f"{closes:%Y-%m-%d %H:%M}" if closes else None,
                most=40,
            ),
            TextField(
                "least",
                "How many have to come?",
                hint="With fewer it is called off then, or a day before. Empty: it takes place anyway.",
                value=str(event.least) if event.least else None,
                most=10,
            ),
            TextField(
                "question",
                "A question to those who come",
                hint="Organizers read the answers. Empty: nothing is asked.",
                value=event.question or None,
                most=terms.MOST_QUESTION,
            ),
        ),
    )


def question_form(event: EventView, where: str) -> Form:
    """The question of an event to somebody who comes. ``events:reply:<id><where>``."""
    field = TextField(
        "reply", fit(event.question, limits.FIELD_LABEL), hint=_whole(event.question), paragraph=True,
        most=terms.MOST_REPLY,
    )  # fmt: skip
    return Form(id=f"events:reply:{event.id}{where}", title="Before you come", fields=(field,))


def _whole(question: str) -> str | None:
    """The question once more, where it is longer than what a field can be called."""
    return fit(question, limits.FIELD_HINT) if len(question) > limits.FIELD_LABEL else None
