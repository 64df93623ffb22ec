"""The words around the group of those who come: buttons that begin with ``events:group``."""

from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Pick,
    Pickable,
    Section,
    Style,
    mention_group,
    number_of,
)
from mentorbot.chat import title as heading
from mentorbot.chat.losing import WORDS, Loss
from mentorbot.events.cards import name_of
from mentorbot.events.guests import GuestGroup
from mentorbot.events.view import EventView

STORED: Final = "Stored: that is so within a minute."
_WHAT: Final = (
    "Whoever is going gets into a group of this event, and out of it when they no longer are; nobody has to "
    "do anything for it. **Have one** makes a role without permissions, which you can let into channels or "
    "mention, or a private channel where there are no roles. When the event is over, it goes."
)
_EXISTING: Final = (
    "Or take a role or user group that there is already, with `/organize event role`: one that lets nobody "
    "do more than take part, and that you could give yourself. When the event is over, those who came are "
    "out of it; whoever was in it before stays."
)
_UNTIL: Final = (
    "Whoever is going gets into it, and out of it when they no longer are; nobody has to do anything for it. "
    "When the event is over, those who came are out of it; whoever was in it before stays."
)


def group_card(found: GuestGroup, said: str = "") -> Card:
    """Whether an event has a group for those who come, and turning it on or off."""
    id_ = found.event.id
    back = Action("Back", f"events:manage:{id_}")
    blocks: list[Block]
    if found.wanted:
        which = f"Those who come get into {mention_group(found.existing)}" if found.existing else "It is on"
        state = f"{which}; {number_of(found.people, 'person is', 'people are')} in it."
        turns: tuple[Action, ...] = (Action("End it", f"events:group_off:{id_}", style=Style.DANGER), back)
        if found.lost is not None:
            state = f"The one that there was {WORDS[found.lost]}"
            turns = (Action("Have another", f"events:group_on:{id_}", style=Style.GOOD), *turns)
        what = _UNTIL if found.existing else _WHAT
        blocks = [Section(f"{said} {state}".strip()), Section(what), Actions(turns)]
    else:
        turn = Action("Have one", f"events:group_on:{id_}", style=Style.GOOD)
        pick = Pick(f"events:group_pick:{id_}", "Or take a role that there is", Pickable.GROUP)
        state = f"{said} It has none.".strip()
        blocks = [Section(state), Section(_WHAT), Section(_EXISTING), pick, Actions((turn, back))]
    return Card(f"A group for those who come: {heading(found.event.title)}", tuple(blocks))


def lost_card(event: EventView, loss: Loss) -> Card:
    """What organizers are told when the group is gone by somebody's hand."""
    words = f"The group of those who come to **{name_of(event)}** {WORDS[loss]}"
    next_ = (
        "I make no other unasked. `/organize event edit`, in the community, has one made under **A group for "
        "them**, with all in it who are going; or ends it there."
    )
    return Card("The group of an event is gone", (Section(words), Section(next_)), Accent.CARE)


def trouble_card(event: EventView, why: str) -> Card:
    """What organizers are told when the group is not as it should be."""
    words = f"The group of those who come to **{name_of(event)}** is not as it should be. {why}"
    next_ = "Once that is done, it comes right by itself."
    return Card("The group of an event needs a look", (Section(words), Section(next_)), Accent.CARE)
