"""From what came in over Slack to a turn: who asks, and with what."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from mentorbot.chat.caller import Caller
from mentorbot.chat.declare import PressRule
from mentorbot.chat.program import Program
from mentorbot.chat.spoken import note_spoken
from mentorbot.chat.turn import Press, Turn, Typing
from mentorbot.db import Session
from mentorbot.errors import UserError
from mentorbot.on_slack import heard
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.exchange import Exchange, Surface, read_place
from mentorbot.on_slack.people import People, Profile
from mentorbot.on_slack.workspaces import Workspaces

NOT_FROM_HERE = (
    "You belong to another workspace, so you are no member of the programme here. If your own workspace has "
    "mentorbot, use it there."
)

TAKEN_OUT: Final = (
    "Your organization has taken me out of that workspace, so I can do nothing there. What is stored is "
    "kept, and it goes on once I am let in again."
)


class Turns:
    """Makes turns.

    Args:
        program: What handlers work with.
    """

    def __init__(self, program: Program, people: People, workspaces: Workspaces) -> None:
        self._program = program
        self._workspaces = workspaces
        self._people = people

    async def command(self, exchange: Exchange) -> Turn:
        """The turn of a command or a menu. Raises UserError: they belong to another workspace."""
        return Turn(**await self._asking(exchange))

    async def press(
        self,
        exchange: Exchange,
        rule: PressRule,
        argument: str,
        *,
        values: tuple[str, ...] = (),
        answers: Mapping[str, str | list[str]] | None = None,
    ) -> Press:
        """The turn of something pressed, chosen or sent; raises as :meth:`command`."""
        return Press(
            **await self._asking(exchange),
            verb=rule.id.partition(":")[2],
            argument=argument,
            values=values,
            answers=answers or {},
            seen_by_all=exchange.origin.surface is Surface.CHANNEL,
        )

    async def typing(self, exchange: Exchange, typed: str, beside: Mapping[str, object]) -> Typing:
        """The turn of somebody who types an option; raises as :meth:`command`."""
        return Typing(**await self._asking(exchange), typed=typed, beside=beside)

    async def note_language(self, exchange: Exchange) -> None:
        """Let what reads their words before there is a turn know the language of their client."""
        profile = await self._people.find_surely(exchange.community, exchange.user_id)
        note_spoken(profile.locale[:2])

    async def _asking(self, exchange: Exchange) -> dict[str, Any]:
        elsewhere = exchange.community != read_place(exchange.body)[0]
        if elsewhere and not await self._workspaces.is_let_in(exchange.community):
            raise UserError(TAKEN_OUT)
        profile = await self._people.find_surely(exchange.community, exchange.user_id)
        exchange.reader = replace(exchange.reader, zone=profile.zone or "UTC")
        if profile.stranger or profile.bot:
            raise UserError(NOT_FROM_HERE)
        name = await self._workspaces.find_name(exchange.community)
        return {
            "caller": caller_of(exchange.community, profile, name),
            "rights": await self._people.find_rights(exchange.community, profile),
            "name": profile.name,
            "program": self._program,
            "asked_on": self._program.platforms[PLATFORM],
            "first": partial(_note_first, exchange),
        }


async def _note_first(exchange: Exchange, session: Session) -> None:
    """Note that what came in is carried out. Raises DoneAlreadyError: it was before a restart."""
    if exchange.noted or not exchange.trigger:
        return
    if not await heard.note_heard(session, exchange.trigger):
        raise heard.DoneAlreadyError

    def keep() -> None:
        exchange.noted = True

    session.after_commit(keep)


def caller_of(community: str, profile: Profile, name: str) -> Caller:
    """Somebody in a workspace, as rooms know them."""
    return Caller(
        PLATFORM, community, profile.id, profile.locale, name, profile.zone, username=profile.username
    )
