"""/organize mentor import: inviting mentors or mentees by a file."""

import asyncio
from collections.abc import Sequence
from typing import Final

from mentorbot.chat import Card
from mentorbot.chat.declare import Audience, command, press
from mentorbot.chat.options import File, choice, file
from mentorbot.chat.readers import Readers
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.credits.rules import Rules
from mentorbot.members.answers import read_choice
from mentorbot.members.naming import find_named
from mentorbot.mentoring import rights
from mentorbot.mentoring.organizing import taking_in, taking_in_cards, taking_in_rows
from mentorbot.mentoring.profiles.service import MentorView
from mentorbot.mentoring.terms import Role

_ROLES: Final = {Role.MENTOR: "Mentors", Role.MENTEE: "Mentees"}
_AT_ONCE: Final = 5


@command(
    "organize mentor import",
    "Invite mentors or mentees by a CSV file. Each confirms with one press.",
    file("file", "A table with the columns user, role, setting, topics; of mentees user, goals, topics."),
    choice("who", "Whom it has; mentors if you leave it out.", _ROLES),
    audience=Audience.ORGANIZERS,
)
async def look_at_file(turn: Turn, file: File, who: str = Role.MENTOR) -> Card:
    """A look at every row, before anybody is invited."""
    async with turn.read() as connection:
        await rights.check_organizer(connection, turn.caller, turn.rights)
    role = read_choice(Role, who)
    layout, readers = taking_in_rows.LAYOUTS[role], turn.part(Readers, Readers)
    layout.check_size(file.size)
    rows = await readers.read_table(turn.caller.place, await file.read(), layout)
    named = await find_named(turn, taking_in_rows.list_names(rows))
    async with turn.change() as session:
        found = await taking_in.look_at_file(
            session,
            turn.caller,
            turn.rights,
            rows,
            role=role,
            credentials=turn.part(Rules).names,
            named=named,
        )
    return taking_in_cards.preview_card(found)


@press("invite:all")
async def invite_all(press: Press) -> Card:
    """Invite whoever is sound in the file, and in the community."""
    async with press.read() as connection:
        found = await taking_in.find_file(
            connection, press.caller, press.rights, number(press.argument), press.part(Rules).names
        )
    users = [one.user_id for one in found.good]
    here = await _find_here(press, users)
    async with press.change() as session:
        many = await taking_in.invite_all(session, press.caller, press.rights, found, here)
    return taking_in_cards.invited_card(many, [one for one in users if one not in here])


@press("invite:none")
async def invite_nobody(press: Press) -> Card:
    """Forget the file."""
    async with press.change() as session:
        await taking_in.leave_out(session, press.caller, press.rights, number(press.argument))
    return taking_in_cards.nobody_card()


@press("invite:yes")
async def accept_invite(press: Press) -> Card:
    """Be listed with what organizers have of one."""
    async with press.change() as session:
        view = await taking_in.accept_invite(
            session, press.caller, number(press.argument), press.name, press.part(Rules).names
        )
    if isinstance(view, MentorView):
        return taking_in_cards.listed_card(Role.MENTOR, view.state)
    return taking_in_cards.listed_card(Role.MENTEE, None)


@press("invite:no")
async def decline_invite(press: Press) -> Card:
    """Have what organizers have of one deleted."""
    async with press.change() as session:
        await taking_in.decline_invite(session, press.caller, number(press.argument))
    return taking_in_cards.declined_card()


async def _find_here(press: Press, users: Sequence[str]) -> set[str]:
    """Who of these is in the community, as far as the platform says."""
    at_once = asyncio.Semaphore(_AT_ONCE)
    platform, community = press.platform, press.caller.community or ""

    async def ask(user: str) -> bool:
        async with at_once:
            return await platform.is_here(community, user)

    here = await asyncio.gather(*map(ask, users))
    return {user for user, is_here in zip(users, here, strict=True) if is_here}
