"""The buttons and forms of meetings, whatever they are about."""

import asyncio

import discord
from discord.ext import commands

from mentorbot import clock
from mentorbot.errors import UserError
from mentorbot.meetings import cards, offers, planning, service
from mentorbot.meetings.offers import Offer
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller

Interaction = discord.Interaction[MentorBot]


async def plan(interaction: Interaction, kind: str, owner_id: int) -> None:
    """Open the form to propose times about an owner; where another proposed some already, show those.

    Raises:
        UserError: There is nothing of the caller's to meet about.
    """
    who = caller(interaction)
    async with interaction.client.database.read_scope() as connection:
        _, member, open_ = await service.about(connection, who, kind, owner_id)
    me = open_.part_of(member.id) if open_ else None
    if open_ is not None and me is not None and open_.proposer_id != member.id:
        await show(interaction, cards.meeting_card(open_, me, clock.now()))
    else:
        await ask(interaction, cards.plan_form(kind, owner_id, member.time_zone))


class Meetings(commands.Cog, name="meetings"):
    """What is pressed on meetings."""

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot

    @action("plan")
    async def _plan(self, press: Press) -> None:
        kind, _, owner = press.argument.partition(":")
        await plan(press.interaction, kind, number(owner))

    @action("propose")
    async def _propose(self, press: Press) -> None:
        kind, _, owner = press.argument.partition(":")
        who = caller(press.interaction)
        async with self.bot.database.read_scope() as connection:
            _, member, _ = await service.about(connection, who, kind, number(owner))
        offer = await _read(press, member.time_zone)
        async with self.bot.database.session_scope() as session:
            done = await service.propose(session, who, kind, number(owner), offer)
        await change(press.interaction, cards.proposed_card(done.meeting, done.me, clock.now()))

    @action("other")
    async def _other(self, press: Press) -> None:
        id_, _, turn = press.argument.partition(":")
        async with self.bot.database.read_scope() as connection:
            found, me = await planning.get(connection, caller(press.interaction), number(id_))
        if not found.live or found.turn != number(turn):
            await change(press.interaction, cards.meeting_card(found, me, clock.now()))
        else:
            await ask(press.interaction, cards.again_form(found, me))

    @action("again")
    async def _again(self, press: Press) -> None:
        id_, _, turn = press.argument.partition(":")
        who = caller(press.interaction)
        async with self.bot.database.read_scope() as connection:
            _, me = await planning.get(connection, who, number(id_))
        offer = await _read(press, me.time_zone)
        async with self.bot.database.session_scope() as session:
            done = await service.again(session, who, number(id_), number(turn), offer)
        await change(press.interaction, cards.proposed_card(done.meeting, done.me, clock.now()))

    @action("pick")
    async def _pick(self, press: Press) -> None:
        id_, turn, place = (number(part, -1) for part in (press.argument + "::").split(":")[:3])
        async with self.bot.database.session_scope() as session:
            done = await service.pick(session, caller(press.interaction), id_, turn, place)
        card = cards.picked_card(done.meeting, done.me, clock.now(), changed=done.changed)
        await change(press.interaction, card)

    @action("show")
    async def _show(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            found, me = await planning.get(connection, caller(press.interaction), number(press.argument))
        await change(press.interaction, cards.meeting_card(found, me, clock.now()))

    @action("cancel")
    async def _ask_to_cancel(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            found, me = await planning.get(connection, caller(press.interaction), number(press.argument))
        over = not found.live or (found.ends_at is not None and found.ends_at <= clock.now())
        card = cards.meeting_card(found, me, clock.now()) if over else cards.confirm_cancel_card(found, me)
        await change(press.interaction, card)

    @action("cancel_confirm")
    async def _cancel(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            done = await service.cancel(session, caller(press.interaction), number(press.argument))
        await change(press.interaction, cards.cancelled_card(done.meeting, done.me))

    @action("met")
    async def _met(self, press: Press) -> None:
        await self._answer(press, met=True)

    @action("missed")
    async def _missed(self, press: Press) -> None:
        await self._answer(press, met=False)

    @action("note")
    async def _ask_for_note(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            found, me = await planning.get(connection, caller(press.interaction), number(press.argument))
        await ask(press.interaction, cards.note_form(found, me))

    @action("noted")
    async def _note(self, press: Press) -> None:
        typed = press.answers.get("note", "")
        if not isinstance(typed, str):
            raise UserError("Please type your note.")
        async with self.bot.database.session_scope() as session:
            done = await service.note(session, caller(press.interaction), number(press.argument), typed)
        await change(press.interaction, cards.noted_card(done.meeting, done.me, clock.now()))

    async def _answer(self, press: Press, *, met: bool) -> None:
        async with self.bot.database.session_scope() as session:
            done = await service.answer(session, caller(press.interaction), number(press.argument), met=met)
        await change(press.interaction, cards.answered_card(done.meeting, done.me, clock.now()))


async def _read(press: Press, time_zone: str) -> Offer:
    """Understand the form; in a thread, because other languages take their time."""
    languages = (press.interaction.locale.value[:2],)
    return await asyncio.to_thread(offers.read, press.answers, time_zone, clock.now(), languages)


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Meetings(bot))
