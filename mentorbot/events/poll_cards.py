"""The words around asking for the date of an event.

Buttons are ``events:tick`` and ``choose`` with an event's id and a start, in seconds since 1970; ``poll`` and
``poll_again``, which asks for other times, with its id and version.
"""

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Field,
    Fields,
    Form,
    Section,
    Style,
    TextField,
    escape,
    mention,
    mention_channel,
    number_of,
)
from mentorbot.chat import title as heading
from mentorbot.events.cards import name_of, where_of
from mentorbot.events.polls import LEAST, MOST, Poll, Polled, Proposed, Ticked
from mentorbot.events.terms import EventState
from mentorbot.events.time_words import describe_date
from mentorbot.events.view import EventView

MOST_NAMED = 20
"""People who are named beside a time; of more it is said how many."""


def poll_form(event: EventView) -> Form:
    """The times that are proposed. ``events:poll_write:<id>:<version>``."""
    field = TextField(
        "times",
        "When could it be?",
        hint=f"{LEAST} to {MOST} times, each on a line of its own; on the clock of {event.time_zone}.",
        placeholder="next Tuesday 5pm\nnext Thursday 6pm",
        required=True,
        paragraph=True,
        most=600,
    )
    return Form(id=f"events:poll_write:{event.id}:{event.version}", title="Ask for the date", fields=(field,))


def poll_card(poll: Poll) -> Card:
    """The question as all see it; once a time was chosen, which."""
    event = poll.event
    if poll.chosen is not None or event.state is not EventState.DRAFT:
        return _settled_card(poll)
    actions = tuple(
        Action(f"Time {number}", f"events:tick:{event.id}:{_stamp(one)}")
        for number, one in enumerate(poll.times, start=1)
    )
    blocks: list[Block] = [
        Section("When could you come? Press each time that suits you; a second press takes it back."),
        Section("\n".join(_line(poll, number) for number in range(1, len(poll.times) + 1))),
        Actions(actions),
        *_facts(event),
    ]
    return Card(f"When? {heading(event.title)}", tuple(blocks), Accent.NEXT, public=True)


def off_card(event: EventView) -> Card:
    """The question after its draft was dropped."""
    words = f"**{name_of(event)}** does not take place for now, so no date is looked for."
    return Card(f"When? {heading(event.title)}", (Section(words),), public=True)


def ticked_card(ticked: Ticked) -> Card:
    """What holds for somebody after they pressed."""
    poll = ticked.poll
    if poll.chosen is not None or poll.event.state is not EventState.DRAFT:
        return _settled_card(poll, public=False)
    mine = [number for number, one in enumerate(poll.times, start=1) if one.starts_at in ticked.mine]
    lines = "\n".join(_line(poll, number) for number in mine)
    words = f"These times suit you:\n{lines}" if mine else "No time suits you so far."
    told = "I tell you when the date is set." if mine else "Press a time on the message if one does."
    return Card(heading(poll.event.title), (Section(words), Section(told)), Accent.GOOD)


def polled_card(polled: Polled, said: str = "") -> Card:
    """The question as organizers see it, with whom each time suits."""
    poll, event = polled.poll, polled.poll.event
    at = f"{event.id}:{event.version}"
    blocks: list[Block] = [Section(said)] if said else []
    blocks.append(Section(f"Asked in {mention_channel(poll.channel_id)}."))
    for number, one in enumerate(poll.times, start=1):
        people = polled.people.get(one.starts_at, ())
        named = ", ".join(map(mention, people[:MOST_NAMED]))
        more = f" and {len(people) - MOST_NAMED:,} more" if len(people) > MOST_NAMED else ""
        button = Action(f"Choose {number}", f"events:choose:{event.id}:{_stamp(one)}", style=Style.GOOD)
        blocks.append(Section(f"{_line(poll, number)}\n{named}{more}".strip(), action=button))
    again = Action("Ask for other times", f"events:poll_again:{at}")
    blocks.append(Actions((again, Action("Back", f"events:manage:{event.id}"))))
    footer = "Choosing a time publishes the event then, and tells everybody who ticked one."
    return Card(f"The date of {heading(event.title)}", tuple(blocks), Accent.NEXT, footer=footer)


def told_card(poll: Poll, *, suits: bool) -> Card:
    """What somebody who ticked a time is told once one was chosen."""
    event, at = poll.event, poll.event.near(poll.chosen or poll.event.starts_at)
    words = f"**{name_of(event)}** is on {describe_date(event, at)}."
    how = "That is a time that suits you." if suits else "You had not said that this time suits you."
    ask = Actions((Action("Say whether you come", f"events:show:{event.id}", style=Style.PRIMARY),))
    return Card("The date is set", (Section(f"{words} {how}"), ask), Accent.NEXT)


def _settled_card(poll: Poll, *, public: bool = True) -> Card:
    event = poll.event
    words = "It was called off."
    if event.state is EventState.PUBLISHED:
        words = f"The date is set: {describe_date(event, event.near(poll.chosen or event.starts_at))}."
    show = Actions((Action("Look", f"events:show:{event.id}"),))
    return Card(f"When? {heading(event.title)}", (Section(words), show), Accent.GOOD, public=public)


def _facts(event: EventView) -> list[Block]:
    """What the event is, but for when."""
    known = (("Where", where_of(event.place, event.link)), ("Host", escape(event.host)))
    fields = tuple(Field(name, words) for name, words in known if words)
    blocks: list[Block] = [Section(escape(event.about))] if event.about else []
    return [*blocks, Fields(fields)] if fields else blocks


def _line(poll: Poll, number: int) -> str:
    one = poll.times[number - 1]
    suits = number_of(one.ticks, "person", "people")
    return f"**{number}** · {describe_date(*one.describes(poll.event))} · {suits}"


def _stamp(one: Proposed) -> int:
    return int(one.starts_at.timestamp())
