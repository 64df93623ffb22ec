"""Who organizes an event together, for those who do."""

from mentorbot.chat import Card
from mentorbot.chat.declare import Audience, command, press
from mentorbot.chat.options import Person, person, text
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.events import team, team_cards
from mentorbot.events.suggestions import suggest_editable


@command(
    "organize event team",
    "See who organizes an event; name somebody who may change it too, or take them off.",
    text("event", "Which event.", suggest=suggest_editable),
    person("add", "Somebody who organizes it as well, and is told what concerns it."),
    person("remove", "Somebody who does not any more."),
    audience=Audience.ORGANIZERS,
)
async def change_team(
    turn: Turn, event: str, add: Person | None = None, remove: Person | None = None
) -> Card:
    """Who organizes an event, after somebody was named or taken off."""
    id_ = number(event.strip())
    if add is None and remove is None:
        async with turn.read() as connection:
            return team_cards.team_card(await team.find_team(connection, turn.caller, turn.rights, id_))
    async with turn.change() as session:
        if add is not None:
            found = await team.name_organizer(session, turn.caller, turn.rights, id_, add.id)
        if remove is not None:
            found = await team.remove_organizer(session, turn.caller, turn.rights, id_, remove.id)
    return team_cards.team_card(found, "Stored. Whoever was named is told." if add else "Stored.")


@press("events:team")
async def show_team(press: Press) -> Card:
    """Who organizes an event."""
    async with press.read() as connection:
        found = await team.find_team(connection, press.caller, press.rights, number(press.argument))
    return team_cards.team_card(found)
