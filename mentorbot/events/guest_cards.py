"""The words around the group of those who come: buttons ``events:group``, ``group_on`` and ``group_off``."""

from mentorbot.chat import Accent, Action, Actions, Card, Section, Style, number_of
from mentorbot.chat import title as heading
from mentorbot.events.cards import name_of
from mentorbot.events.guests import GuestGroup
from mentorbot.events.view import EventView

_WHAT = (
    "Whoever is going gets into a group of this event, and out of it when they no longer are; nobody has to "
    "do anything for it. It is a role without permissions, which you can let into channels or "
    "mention, or a private channel where there are no roles. When the event is over, it goes."
)


def group_card(found: GuestGroup, said: str = "") -> Card:
    """Whether an event has a group for those who come, and turning it on or off."""
    id_ = found.event.id
    state = "It has none."
    if found.wanted:
        state = f"It is on; {number_of(found.people, 'person is', 'people are')} in it."
    turn = Action("Have one", f"events:group_on:{id_}", style=Style.GOOD)
    if found.wanted:
        turn = Action("End it", f"events:group_off:{id_}", style=Style.DANGER)
    actions = Actions((turn, Action("Back", f"events:manage:{id_}")))
    blocks = (Section(f"{said} {state}".strip()), Section(_WHAT), actions)
    return Card(f"A group for those who come: {heading(found.event.title)}", blocks)


def trouble_card(event: EventView, why: str) -> Card:
    """What organizers are told when the group is not as it should be."""
    words = f"The group of those who come to **{name_of(event)}** is not as it should be. {why}"
    next_ = "Once that is done, it comes right by itself."
    return Card("The group of an event needs a look", (Section(words), Section(next_)), Accent.CARE)
