"""What a bot on Slack works with: the program, its sender, what answers, and the names of commands there."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import aiohttp

from mentorbot import metrics
from mentorbot.chat.declare import Declared, Loop
from mentorbot.chat.loops import Loops
from mentorbot.chat.program import Program
from mentorbot.chat.router import Router
from mentorbot.on_slack import heard
from mentorbot.on_slack.acting import Acting
from mentorbot.on_slack.bot import SlackBot
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.happenings import Happenings
from mentorbot.on_slack.names import Names
from mentorbot.on_slack.people import People
from mentorbot.on_slack.platform import Shows, SlackPlatform
from mentorbot.on_slack.posts import LOOK_EVERY, EventPosts, Messages, OpportunityPosts
from mentorbot.on_slack.sender import SlackSender
from mentorbot.on_slack.suggesting import Suggesting
from mentorbot.on_slack.turns import Turns
from mentorbot.on_slack.values import Values
from mentorbot.on_slack.workspaces import Workspaces, make_client


@dataclass(frozen=True, slots=True)
class Furnished:
    """A bot, and what it sends with."""

    bot: SlackBot
    sender: SlackSender
    platform: SlackPlatform
    loops: Sequence[Loop]
    """What is done again and again, besides what rooms declare."""


def furnish(
    program: Program,
    workspaces: Workspaces,
    session: aiohttp.ClientSession,
    *,
    prefix: str = "",
    renamed: str = "",
    signing_secret: str = "",
    link: str = "",
) -> Furnished:
    """Make a bot of a program.

    Args:
        session: What requests are made with; open for as long as the bot runs.
        prefix: Stands before each command's name.
        renamed: Commands that are called otherwise, as the setting has it.
        signing_secret: With which what comes over HTTP has to be signed.
        link: Where workspaces install the app.

    Raises:
        OperatorError: A command cannot be called so.
    """
    declared = program.part(Declared)
    people = People(workspaces)
    platform = SlackPlatform(workspaces, people)
    program.platforms[PLATFORM] = platform
    router = Router()
    router.add(declared.presses.values())
    turns, values = Turns(program, people, workspaces), Values(workspaces, people, session)
    acting = Acting(
        program=program,
        declared=declared,
        names=Names(declared.commands, prefix, renamed),
        router=router,
        workspaces=workspaces,
        people=people,
        turns=turns,
        values=values,
        suggesting=Suggesting(turns, values),
    )
    happenings = Happenings(acting, people, workspaces, platform)
    client = make_client(session)
    bot = SlackBot(program, client, workspaces, acting, happenings, signing_secret=signing_secret, link=link)
    if program.counted:
        bot.answered = metrics.interaction
    loops = [*_show_posts(program, platform, workspaces), Loop(heard.PRUNE_EVERY, heard.forget_old)]
    return Furnished(bot, SlackSender(workspaces), platform, loops)


def _show_posts(program: Program, platform: SlackPlatform, workspaces: Workspaces) -> Sequence[Loop]:
    """Let what is posted of events and opportunities be looked after; what has to be done for it."""
    messages = Messages(workspaces)
    events = EventPosts(program.database, messages)
    opportunities = OpportunityPosts(program.database, messages)

    async def look_after_events(_: Program) -> None:
        await events.bring_up_all()

    async def look_after_opportunities(_: Program) -> None:
        await opportunities.bring_up_all()

    loops = program.part(Loops)
    platform.shows["event"] = Shows(events.bring_up, partial(loops.ring, look_after_events), events.wake)
    platform.shows["opportunity"] = Shows(
        opportunities.bring_up, partial(loops.ring, look_after_opportunities), opportunities.wake
    )
    return [Loop(LOOK_EVERY, one) for one in (look_after_events, look_after_opportunities)]
