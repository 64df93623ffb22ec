"""The words that organizers read.

Buttons are ``events:publish``, ``words``, ``time``, ``cancel``, ``cancel_confirm`` and ``drop`` with an
event's id and version, and ``manage`` with its id.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Divider,
    Section,
    Style,
    mention_channel,
    number_of,
)
from mentorbot.chat import title as heading
from mentorbot.events.announce import Changed
from mentorbot.events.cards import counts, facts, name_of, shown
from mentorbot.events.service import UNNAMED
from mentorbot.events.terms import EventState
from mentorbot.events.view import EventView
from mentorbot.members.links import tell_links
from mentorbot.times.zones import DEFAULT

NATIVE_GONE: Final = "Somebody deleted or ended the scheduled event beside the message."


_BY_UTC: Final = (
    "Its times are read by UTC. If you meant another clock, press **Change time and place**; "
    "`/start` with your city is how I know yours."
)


def preview_card(event: EventView, now: datetime, note: str = "", picture: bytes | None = None) -> Card:
    """The event as its organizers see it, with what they can do.

    Args:
        picture: That of the event, if it has one.
    """
    draft, untitled = event.state is EventState.DRAFT, event.title == UNNAMED
    state = {
        EventState.DRAFT: (
            f"A draft, which only organizers see. It will be posted in {mention_channel(event.channel_id)}."
        ),
        EventState.PUBLISHED: f"Published in {mention_channel(event.channel_id)}. {counts(event)}",
        EventState.CANCELLED: "Cancelled.",
    }[event.state]
    at = f"{event.id}:{event.version}"
    change = (
        Action("Change the words", f"events:words:{at}"),
        Action("Change time and place", f"events:time:{at}"),
        *((Action("Change one date", f"events:dates:{event.id}"),) if event.rule else ()),
        Action("Change the sign-up", f"events:signup:{at}"),
        *((Action("Remove the picture", f"events:unillustrate:{at}"),) if event.picture else ()),
    )
    actions = {
        EventState.DRAFT: (
            Action("Publish", f"events:publish:{at}", style=Style.GOOD, disabled=untitled),
            *change,
            *(() if event.rule else (Action("Ask for the date", f"events:poll:{at}", disabled=untitled),)),
            Action("Drop it", f"events:drop:{at}", style=Style.DANGER),
        ),
        EventState.PUBLISHED: (
            *change,
            Action("Who comes", f"events:who:{event.id}"),
            Action("Who organizes", f"events:team:{event.id}"),
            Action("A group for them", f"events:group:{event.id}"),
            Action("Cancel the event", f"events:cancel:{at}", style=Style.DANGER),
        ),
        EventState.CANCELLED: (),
    }[event.state]
    if draft and event.time_zone == DEFAULT and not event.all_day:
        state += f"\n{_BY_UTC}"
    blocks: list[Block] = [Section(f"{note}\n{state}" if note else state), Divider(), *facts(event, now)]
    if event.native_gone and event.state is EventState.PUBLISHED:
        blocks.append(Section(NATIVE_GONE))
        blocks.append(Actions((Action("Make it again", f"events:native:{at}"),)))
    if told := tell_links([event.registration, event.link], event.title, event.about, event.host):
        blocks.append(Section(told))
    if picture is not None:
        blocks += shown(event, picture)
    if actions:
        blocks.append(Actions(actions))
    return Card(heading(event.title), tuple(blocks), Accent.CARE if draft else Accent.PLAIN)


def too_few_card(event: EventView) -> Card:
    """What organizers are told when too few came."""
    going = number_of(event.going, "person was", "people were")
    words = (
        f"**{name_of(event)}** needed {event.least}, and {going} going, so it was called off. "
        "Those who come or would like to are told."
    )
    return Card("Called off: too few came", (Section(words),), Accent.CARE)


def native_gone_card(event: EventView) -> Card:
    """What organizers are told when somebody took away the platform's own event."""
    words = (
        f"The scheduled event of **{name_of(event)}** was deleted or ended by somebody, so I have not made "
        "it again. Its message and reminders go on as they were."
    )
    next_ = "Was that meant? `/organize event edit`, in the community, makes it again, or cancels the event."
    return Card("A scheduled event is gone", (Section(words), Section(next_)), Accent.CARE)


def changed_card(
    changed: Changed, now: datetime, notes: Sequence[str] = (), picture: bytes | None = None
) -> Card:
    """What came of an organizer's change; the picture as in :func:`preview_card`."""
    if not changed.changed:
        said = "Nothing has changed."
    elif changed.told:
        said = "Stored. Those who come or would like to are told."
    else:
        said = "Stored."
    return preview_card(changed.event, now, " ".join((said, *notes)), picture)


def confirm_cancel_card(event: EventView) -> Card:
    """The question before an event is called off."""
    at = f"{event.id}:{event.version}"
    words = (
        f"**{name_of(event)}** will be marked as cancelled for all, without a way back. "
        f"Those who come or would like to are told ({event.going + event.waiting + event.interested:,})."
    )
    actions = (
        Action("Cancel the event", f"events:cancel_confirm:{at}", style=Style.DANGER),
        Action("Keep it", f"events:manage:{event.id}"),
    )
    return Card("Cancel this event?", (Section(words), Actions(actions)), Accent.CARE)


def dropped_card(event: EventView) -> Card:
    """After a draft was dropped."""
    return Card("Dropped", (Section(f"The draft **{name_of(event)}** is gone."),))


def channel_card(channel_id: str) -> Card:
    """After it was said where events are announced."""
    words = (
        f"Events are announced in {mention_channel(channel_id)}, by whoever may manage events "
        "and by those whom `/setup organizers` names."
    )
    next_ = "`/organize event announce` makes the first one."
    return Card("Stored", (Section(words), Section(next_)), Accent.GOOD)


def unillustrated_card(problem: str) -> Card:
    """That an event was begun without the picture that was sent with it, and why."""
    another = "The event is begun without it. `/organize event edit` takes another picture."
    return Card("The picture is left out", (Section(problem), Section(another)), Accent.CARE)


def trouble_card(sentences: Sequence[str]) -> Card:
    """What could not be done, beside what was."""
    return Card("One thing is left", tuple(map(Section, sentences)), Accent.CARE)
