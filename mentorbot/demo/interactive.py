"""Trying the bot by hand: typing commands, pressing buttons by number, being one person or another."""

import asyncio
from contextlib import suppress
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mentorbot.demo.cast import ROLES
from mentorbot.demo.keyboard import Keyboard
from mentorbot.demo.markdown import Reader
from mentorbot.demo.screen import Form, Screen
from mentorbot.demo.server import Server
from mentorbot.sandbox.discord.api.bodies import definitions
from mentorbot.sandbox.discord.api.bodies.forms import STRING_SELECT
from mentorbot.sandbox.discord.people import menu
from mentorbot.sandbox.discord.people.replies import Modal, Reply
from mentorbot.sandbox.discord.people.screen import Choice
from mentorbot.sandbox.discord.people.terminal import Terminal, follow

HELP = """\
/start                     use a command; / alone lists them
/guide topic:fache         with an option; or just: /guide how do I network
/guide topic:fa?           what is offered while one types (so does the Tab key, where there is one)
1                          press button 1 of what is on the screen; 3 FACHE chooses FACHE in drop-down 3
@maya   #general   dm      be somebody else; go to a channel; go to the DM with the bot
restart                    stop the bot and start it again
help   quit                these lines; the end"""
WORDS = ("dm", "help", "menu", "quit", "read", "restart", "wait")


async def play(console: Console, server: Server, reader: Reader) -> None:
    """Let whoever sits at the terminal do as they like, until they quit."""
    desk = Desk(console, server, reader)
    following = asyncio.create_task(follow(server.sandbox, desk, desk.write))
    try:
        await desk.run()
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
    desk.write("Bye.")


class Desk(Terminal):
    """The sandbox's terminal, with screens drawn as in the tour."""

    def __init__(self, console: Console, server: Server, reader: Reader) -> None:
        self.console = console
        self.server = server
        self.reader = reader
        self.keyboard = Keyboard(self.words, self.offers)
        people = "\n".join(
            f"  @{one.name:<8} {one.called}, {ROLES.get(one.name, 'somebody')}" for one in server.people
        )
        self.help = f"You can be\n{people}\n\nBegin with /start, then try /nextstep.\n\n{HELP}"
        super().__init__(server.sandbox, server.people, self.write_lines, self.keyboard.ask)

    def write_lines(self, lines: str) -> None:
        """Show some lines as they are."""
        self.console.print(Text(lines))

    async def do(self, line: str) -> None:
        """Do what one line says."""
        head = line.partition(" ")[0]
        if line == "restart":
            await self.server.stop()
            await self.server.start()
            self.write("The bot was stopped and is online again. Buttons on your screen still work.")
            return
        await super().do(line)
        if head[0] not in "/@#" and not head.isdigit() and head not in WORDS:
            self.write("You said that in the channel. The bot reads no messages; its commands begin with /.")

    def show(self, reply: Reply) -> None:
        """Draw a message with its buttons and drop-downs numbered."""
        self.console.print(Screen(reply, self.reader, numbered=True))

    def show_choices(self, option: str, choices: list[Choice]) -> None:
        """List what is offered, and what to type to choose it."""
        if not choices:
            self.write("  Nothing is offered for that.")
            return
        table = Table.grid(padding=(0, 2))
        for choice in choices:
            table.add_row(
                Text(f"  {choice.label}"),
                Text(f"{option}:{choice.value}", style="bold cyan", overflow="fold"),
            )
        self.console.print(table)

    def list_commands(self) -> None:
        """List the commands that can be used here, with their options."""
        table = Table.grid(padding=(0, 2))
        for name, options, told in self._commands():
            shown = "".join(f" {option}:" for option in options)
            table.add_row(Text(f"  /{name}", style="bold cyan") + Text(shown, style="dim"), Text(told))
        self.console.print(table)

    async def fill(self, modal: Modal) -> dict[str, Any]:
        """Show the form, ask for one field after the other, and show what will be sent."""
        self.console.print(Form(modal))
        self.write("  Enter leaves a field as it is.")
        given: dict[str, Any] = {}
        for label, field in modal.fields.items():
            options = field.get("options", [])
            for number, option in enumerate(options, start=1):
                self.write(f"    {number} {option['label']}")
            several = field.get("max_values", 1) > 1
            how = " (numbers, such as 1, 2)" if several else " (a number)" if options else ""
            typed = (await self.keyboard.ask(f"  {label}{how}: ")).strip()
            if typed and field["type"] == STRING_SELECT:
                given[field["custom_id"]] = [_option(options, one.strip()) for one in typed.split(",")]
            elif typed:
                given[field["custom_id"]] = typed
        self.console.print(Form(modal, given))
        return given

    def _commands(self) -> list[tuple[str, list[str], str]]:
        """Commands as they are typed, with the names of their options and what they do."""
        found = []
        for _, command in menu.offered(self.sandbox, self.who.user, self.channel):
            if command["type"] != definitions.CHAT_INPUT:
                continue
            inner = [one for one in command.get("options", []) if one["type"] == definitions.SUBCOMMAND]
            for one in inner:
                names = [option["name"] for option in one.get("options", [])]
                found.append((f"{command['name']} {one['name']}", names, one["description"]))
            if not inner:
                names = [option["name"] for option in command.get("options", [])]
                found.append((command["name"], names, command["description"]))
        return sorted(found)

    def words(self, line: str) -> list[str]:
        """What a line that begins so may go on with, for the Tab key; the last word is replaced."""
        commands = self._commands()
        if " " not in line:
            people = [f"@{name}" for name in self.people]
            channels = [f"#{one.name}" for one in self.server.guild.channels.values()]
            heads = {f"/{name.split()[0]}" for name, _, _ in commands}
            return [*sorted(heads), *people, *channels, *WORDS]
        before = line.rpartition(" ")[0].removeprefix("/")
        inner = [
            name.removeprefix(before).strip() for name, _, _ in commands if name.startswith(f"{before} ")
        ]
        options = [f"{one}:" for name, found, _ in commands if before.startswith(name) for one in found]
        return inner + options

    async def offers(self, line: str) -> list[str]:
        """The values that the bot offers for the option that a line ends with, for the Tab key."""
        head, _, last = line.rpartition(" ")
        option, _, value = last.partition(":")
        choices = await self.who.type(head, {option: value}, channel=self.channel)
        return [f"{option}:{choice.value}" for choice in choices]


def _option(options: list[dict[str, Any]], typed: str) -> str:
    """The option with that number, or what was typed if it is none."""
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(options):
        return str(options[int(typed) - 1]["value"])
    return typed
