"""The words around those who organize an event together. The button is ``events:team`` with an event's id."""

from mentorbot.chat import Accent, Action, Actions, Block, Card, Section, mention
from mentorbot.chat import title as heading
from mentorbot.events.cards import name_of
from mentorbot.events.team import Team
from mentorbot.events.view import EventView


def team_card(found: Team, said: str = "") -> Card:
    """Who organizes an event."""
    lines = [f"- {mention(one)}{'' if named else ' · announced it'}" for one, named in found.people]
    blocks: list[Block] = [Section(said)] if said else []
    blocks.append(
        Section("\n".join(lines) or "Nobody in particular: notices go to the channel for organizers.")
    )
    blocks.append(Actions((Action("Back", f"events:manage:{found.event.id}"),)))
    return Card(
        f"Who organizes: {heading(found.event.title)}",
        tuple(blocks),
        footer="`/organize event team` names somebody, or takes them off. They can change this event alone.",
    )


def named_card(event: EventView) -> Card:
    """What somebody is told who was named to organize an event along."""
    words = f"You organize **{name_of(event)}** along with others now. I tell you what concerns it."
    how = "Press here to change it or to see who comes; in the community it is `/events`, **Look**."
    organize = Actions((Action("Organize it", f"events:manage:{event.id}"),))
    return Card("You organize an event", (Section(words), Section(how), organize), Accent.NEXT)
