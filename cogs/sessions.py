"""/session: planning the sessions of mentorships and circles."""

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot.chat import Action
from mentorbot.meetings import cards, planning
from mentorbot.meetings.cards import plan_action
from mentorbot.meetings.commands import ask_for_times
from mentorbot.mentoring.mentorships import pairs, sessions, signs
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.on_discord import turns
from mentorbot.on_discord.answer import give, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.on_discord.mentorships import meant, offered

Interaction = discord.Interaction[MentorBot]

MOST_BUTTONS = 5


class Sessions(commands.Cog, name="sessions"):
    """The commands of sessions; what is pressed is pressed on meetings."""

    group = app_commands.Group(name="session", description="Plan and see the sessions of your mentorships.")

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot

    @group.command(name="plan", description="Propose up to three times; the other picks one.")
    @app_commands.describe(mentorship="With whom; the newest if you leave it out.")
    async def plan(self, interaction: Interaction, mentorship: app_commands.Range[str, 0, 100] = "") -> None:
        """Answer /session plan."""
        id_ = await meant(interaction, mentorship)
        async with self.bot.database.read_scope() as connection:
            pair, _ = await pairs.mine(connection, caller(interaction), id_)
        turn = turns.turn(interaction, self.bot.program)
        await give(interaction, turn, await ask_for_times(turn, *_owner(pair)), anew=True)

    @plan.autocomplete("mentorship")
    async def _mine(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await offered(interaction, typed)

    @group.command(name="list", description="The sessions that you have planned.")
    async def list_(self, interaction: Interaction) -> None:
        """Answer /session list."""
        who = caller(interaction)
        async with self.bot.database.read_scope() as connection:
            found = [
                meeting
                for kind in (signs.PAIR, signs.CIRCLE)
                for meeting in await planning.mine(connection, who, kind)
            ]
            mine = await pairs.of_caller(connection, who)
        actions = [_action(pair, me) for pair, me in mine[:MOST_BUTTONS]]
        await show(interaction, cards.list_card(found, actions, sessions.WORD))


def _owner(pair: Pair) -> tuple[str, int]:
    circle = pair.mentorship.circle_id
    return (signs.PAIR, pair.id) if circle is None else (signs.CIRCLE, circle)


def _action(pair: Pair, me: Side) -> Action:
    return plan_action(*_owner(pair), f"Plan with {pair.other(me.person.id).name}")


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Sessions(bot))
