"""What a bot on Slack works with: the program, its sender, what answers, and the names of commands there."""

from dataclasses import dataclass

import aiohttp

from mentorbot import metrics
from mentorbot.chat.declare import Declared
from mentorbot.chat.program import Program
from mentorbot.chat.router import Router
from mentorbot.on_slack.acting import Acting
from mentorbot.on_slack.bot import SlackBot
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.happenings import Happenings
from mentorbot.on_slack.names import Names
from mentorbot.on_slack.people import People
from mentorbot.on_slack.platform import SlackPlatform
from mentorbot.on_slack.sender import SlackSender
from mentorbot.on_slack.turns import Turns
from mentorbot.on_slack.values import Values
from mentorbot.on_slack.workspaces import Workspaces


@dataclass(frozen=True, slots=True)
class Furnished:
    """A bot, and what it sends with."""

    bot: SlackBot
    sender: SlackSender


def furnish(
    program: Program,
    workspaces: Workspaces,
    session: aiohttp.ClientSession,
    *,
    prefix: str = "",
    renamed: str = "",
    signing_secret: str = "",
) -> Furnished:
    """Make a bot of a program.

    Args:
        session: What requests are made with; open for as long as the bot runs.
        prefix: Stands before each command's name.
        renamed: Commands that are called otherwise, as the setting has it.
        signing_secret: With which what comes over HTTP has to be signed.

    Raises:
        OperatorError: A command cannot be called so.
    """
    declared = program.part(Declared)
    people = People(workspaces)
    platform = SlackPlatform(workspaces, people)
    program.platforms[PLATFORM] = platform
    router = Router()
    router.add(declared.presses.values())
    acting = Acting(
        program=program,
        declared=declared,
        names=Names((words.split()[0] for words in declared.commands), prefix, renamed),
        router=router,
        workspaces=workspaces,
        people=people,
        turns=Turns(program, people, workspaces),
        values=Values(workspaces, people, session),
    )
    happenings = Happenings(acting, people, workspaces, platform)
    bot = SlackBot(program, workspaces, acting, happenings, signing_secret=signing_secret)
    bot.answered = metrics.interaction
    return Furnished(bot, SlackSender(workspaces))
