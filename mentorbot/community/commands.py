"""/help, /privacy and /setup: what concerns the community as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from mentorbot import logs
from mentorbot.chat import Card, mention
from mentorbot.chat.caller import Caller
from mentorbot.chat.declare import Audience, Declared, command, press
from mentorbot.chat.options import Channel, Group, Person, channel, group, person
from mentorbot.chat.platform import CannotPostError
from mentorbot.chat.posting import check_post, refuse_post
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Press, Turn
from mentorbot.community import cards, privacy
from mentorbot.community.managing import require_manager
from mentorbot.community.standing import Standing, find_standing
from mentorbot.delivery import cards as delivery_cards
from mentorbot.delivery import letters
from mentorbot.delivery import service as delivery
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.errors import UserError
from mentorbot.members.rights import (
    find_named,
    find_organizers,
    read_role,
    set_organizer_role,
    switch_named,
)
from mentorbot.members.service import ensure_community, prefers_dark

log = logs.get(__name__)

NO_PROGRAM: Final = "That is a program. Please name a person."
NOBODY_HERE: Final = (
    "{whom} does not belong to this community, or not any more. Please name somebody who does."
)


@dataclass(frozen=True, slots=True)
class HelpCards:
    """What `/help` shows, by where somebody stands: there are few, so each is made and rendered once."""

    by_standing: Mapping[Standing, Card]


def make_help(program: Program) -> HelpCards:
    """All that `/help` may show."""
    declared = program.part(Declared).commands.values()
    return HelpCards({standing: cards.help_card(declared, standing) for standing in Standing})


@command("help", "What I can do for you.")
async def show_help(turn: Turn) -> Card:
    """What matters to the caller now."""
    async with turn.read() as connection:
        standing = await find_standing(connection, turn.caller, turn.rights)
    return turn.part(HelpCards, make_help).by_standing[standing]


@press("community:help")
async def show_help_for(press: Press) -> Card:
    """All that there is for everyone, for mentors, or for organizers."""
    audience = next((one for one in Audience if one == press.argument), Audience.EVERYONE)
    return cards.commands_card(press.part(Declared).commands.values(), audience)


@command("privacy export", "Get a file with what I store about you.")
async def export(turn: Turn) -> Card:
    """The file with all that is stored about the caller."""
    async with turn.change() as session:
        data = await privacy.export(session, turn.caller)
    return await turn.draw(partial(cards.export_card, spans=turn.platform.spans_communities()), data)


@command("privacy erase", "Erase all that I store about you, for good.")
async def ask_to_erase(turn: Turn) -> Card:
    """The question before erasing."""
    return cards.confirm_erase_card(everywhere=turn.direct)


@press("privacy:erase_confirm")
async def erase(press: Press) -> Card:
    """Erase all that is stored about the caller."""
    async with press.change() as session:
        await privacy.erase(session, press.caller)
    if not await press.program.database.forget_deleted():
        log.warning("what was erased is in the write-ahead log until it is emptied: something kept it open")
    return cards.erased_card(everywhere=press.direct)


@press("privacy:erase_cancel")
async def keep(press: Press) -> Card:
    """Erase nothing."""
    return cards.kept_card()


@command(
    "setup notices",
    "Name the channel for those who take no direct messages.",
    channel("where", "Where I may mention members for whom something waits."),
    audience=Audience.ORGANIZERS,
)
async def set_notices(turn: Turn, where: Channel) -> Card:
    """Post in the channel, which is the only sure way to know that it can be done; then keep it."""
    community = require_manager(turn)
    check_post(await turn.platform.find_access(community, where.id), where.id)
    try:
        await turn.platform.post(community, where.id, delivery_cards.notices_here_card())
    except CannotPostError:
        raise refuse_post(where.id) from None
    async with turn.change() as session:
        community_id = await ensure_community(session, turn.caller.platform, community)
        await delivery.set_notice_channel(session, community_id, where.id)
        revived = await letters.retry_dead(
            session, community_id=community_id, errors=[delivery_cards.CLOSED_WITHOUT_NOTICE]
        )
    return delivery_cards.notices_set_card(where.id, revived)


@command(
    "setup organizers",
    "Who organizes here, and how they get to see these commands.",
    group("role", "Who has it organizes too; leave it out to see how it is."),
    person("person", "Somebody who organizes too; name them again to take it back."),
    audience=Audience.ORGANIZERS,
)
async def set_organizers(turn: Turn, role: Group | None = None, person: Person | None = None) -> Card:
    """Say which role organizes, or who; or see it."""
    community = require_manager(turn)
    hides = turn.platform.hides_commands()
    if person is not None and person.bot:
        raise UserError(NO_PROGRAM)
    role_id = read_role(role) if role is not None else None
    changed = role_id is not None or person is not None
    if changed:
        async with turn.change() as session:
            community_id = await ensure_community(session, turn.caller.platform, community)
            if role_id is not None:
                await set_organizer_role(session, community_id, role_id)
            if person is not None:
                named = await find_named(session, community_id)
                if (person.outside or person.gone) and person.id not in named:
                    raise UserError(NOBODY_HERE.format(whom=mention(person.id)))
                await switch_named(session, Caller(turn.caller.platform, community, person.id))
    async with turn.read() as connection:
        found = await find_organizers(connection, turn.caller)
        named = await find_named(connection, found.community_id) if found.community_id else []
        dark = await prefers_dark(connection, turn.caller)
    return cards.organizers_card(found.role, named, hides_commands=hides, changed=changed, dark=dark)


@command(
    "setup health",
    "How my messages are doing, and what could not be sent.",
    audience=Audience.ORGANIZERS,
)
async def show_health(turn: Turn) -> Card:
    """How messages are doing."""
    return await _health_card(turn)


@press("delivery:retry")
async def retry(press: Press) -> Card:
    """Try again what could not be sent."""
    return await _health_card(press, retry=True)


async def _health_card(turn: Turn, *, retry: bool = False) -> Card:
    community = require_manager(turn)
    async with turn.change() as session:
        community_id = await ensure_community(session, turn.caller.platform, community)
        retried = await letters.retry_dead(session, community_id=community_id) if retry else None
        health = await letters.find_health(session, community_id)
    return delivery_cards.health_card(health, working=turn.part(Dispatcher).well, retried=retried)
