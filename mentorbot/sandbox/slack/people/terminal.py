"""A small Slack client for the terminal: type commands, press buttons by number, read the answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from mentorbot.sandbox.slack.api.local import LocalSlack
from mentorbot.sandbox.slack.interactions.state import VALUES, walk
from mentorbot.sandbox.slack.people import answers, screen
from mentorbot.sandbox.slack.people.browser import Browser
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.people.screen import ClientRefusedError, NotOnScreenError
from mentorbot.sandbox.slack.people.surface import Surface
from mentorbot.sandbox.slack.people.surfaces import Home, Modal, Reply
from mentorbot.sandbox.slack.world.channels import Channel

HELP = """\
/name words              use a slash command
3                        press button 3;  3 value, value  choose in select 3;  3 letters?  what is offered
shortcut NAME            use a global shortcut;  menu NAME  one from the menu of the last message
home                     open the app's Home tab;  reload  as one reloads Slack
install ADDRESS          let an app into the workspace, by its own page for that
@name  #channel  dm      be somebody else, go to another channel, go to your messages with the app
read                     the last messages here;  wait  for the app's next one;  quit  the end
anything else            is said in the channel"""

PATIENCE = 10.0
MARK = re.compile(r"<([@#!])([^>|]+)(?:\|([^>]*))?>")
NAMED = re.compile(r"(?<![\w<])([@#])([\w.-]+)")


class Terminal:
    """One screen in front of which several people sit in turn.

    Args:
        slack: Where they are.
        people: Who can be played, the first one first.
        write: Shows some lines.
        ask: Shows a question and returns the line that is typed; raises EOFError at the end.
        declare: Called before something is used that no app may have yet, with `command` or a kind of
            shortcut, and its name.
    """

    help = HELP
    """What can be typed."""

    def __init__(
        self,
        slack: LocalSlack,
        people: list[Person],
        write: Callable[[str], None],
        ask: Callable[[str], Awaitable[str]],
        declare: Callable[[str, str], None] = lambda kind, name: None,
    ) -> None:
        self.slack = slack
        self.people = {person.name: person for person in people}
        self.who = people[0]
        self.channel: Channel = self.who.channel()
        self.write = write
        self.ask = ask
        self.declare = declare
        self.shown: Surface | None = None

    async def run(self) -> None:
        """Do what is typed until the end."""
        self.write(self.help)
        while True:
            place = "DM" if self.channel.is_direct else f"#{self.channel.name}"
            try:
                line = (await self.ask(f"{self.who.name} {place}> ")).strip()
                if line in {"quit", "exit"}:
                    return
                if line:
                    await self.do(line)
            except EOFError:
                return

    async def do(self, line: str) -> None:
        """Do what one line says; what cannot be done is told in a sentence."""
        try:
            await self._do(line)
        except (ClientRefusedError, NotOnScreenError, ValueError) as error:
            self.write(str(error))

    async def _do(self, line: str) -> None:
        head, _, rest = line.partition(" ")
        if line.startswith("/"):
            self.declare("command", head)
            await self._answered(
                await self.who.slash(self._with_mentions(line), channel=self.channel, timeout=PATIENCE)
            )
        elif head.isdigit():
            await self._press(int(head), rest)
        elif head == "shortcut":
            self.declare("global", rest)
            await self._answered(await self.who.shortcut(rest, timeout=PATIENCE))
        elif head == "install":
            page = await Browser(self.who).install(rest)
            self.write(f"{page.status} {page.address}")
        elif head == "menu":
            await self._menu(rest)
        elif line in {"home", "reload", "read", "wait", "help", "dm"}:
            await self._word(line)
        elif line.startswith("@") and " " not in line:
            self._become(line[1:])
        elif line.startswith("#") and " " not in line:
            self.channel = self._named_channel(line[1:])
        else:
            await self.who.say(self._with_mentions(line), self.channel)

    async def _word(self, word: str) -> None:
        if word == "home":
            await self._answered(await self.who.open_home(timeout=PATIENCE))
        elif word == "reload":
            self.who.reload()
            self.shown = None
        elif word == "read":
            for reply in self.who.see(self.channel)[-10:]:
                self.write(f"— {reply.message.user.shown_name}:")
                self.show(reply)
        elif word == "wait":
            self.shown = await self.who.wait_for_message(
                self.channel, lambda one: one.message.user.is_bot, timeout=PATIENCE
            )
        elif word == "dm":
            self.channel = self.who.dm()
        else:
            self.write(self.help)

    def _become(self, name: str) -> None:
        if name not in self.people:
            raise ClientRefusedError(f"There is no @{name} here. There are: {', '.join(self.people)}.")
        self.who, self.shown = self.people[name], None
        if self.channel.is_direct:
            self.channel = self.who.channel()

    def _named_channel(self, name: str) -> Channel:
        for one in self.slack.world.channels.values():
            if one.name == name and self.who.sees(one):
                return one
        raise ClientRefusedError(f"There is no channel #{name}.")

    def _with_mentions(self, line: str) -> str:
        users = {one.name: one.mention for one in self.slack.world.users.values()}
        channels = {one.name: f"<#{one.id}>" for one in self.slack.world.channels.values() if one.name}

        def mention(found: re.Match[str]) -> str:
            known = users if found[1] == "@" else channels
            return known.get(found[2], found[0])

        return NAMED.sub(mention, line)

    async def _menu(self, name: str) -> None:
        seen = self.who.see(self.channel)
        if not seen:
            raise ClientRefusedError("There is no message here yet.")
        self.declare("message", name)
        reply = self.shown if isinstance(self.shown, Reply) and self.shown.is_shown else seen[-1]
        await self._answered(await reply.shortcut(name, timeout=PATIENCE))

    # --- what is on the screen ----------------------------------------------------------------------

    def _surface(self) -> Surface:
        if self.shown is None or not self.shown.is_shown:
            seen = self.who.see(self.channel)
            if not seen:
                raise ClientRefusedError("There is no message here yet.")
            self.shown = seen[-1]
        return self.shown

    async def _press(self, number: int, rest: str) -> None:
        surface = self._surface()
        items: list[screen.Button | screen.Select] = [*surface.buttons, *surface.selects]
        if not 1 <= number <= len(items):
            raise ClientRefusedError(f"There is nothing numbered {number} on the screen.")
        item = items[number - 1]
        if isinstance(item, screen.Button):
            await self._answered(await surface.click(item.action_id, timeout=PATIENCE))
        elif rest.endswith("?"):
            offered = await surface.suggest(item.action_id, rest.removesuffix("?"), timeout=PATIENCE)
            self.write("\n".join(f"  {one.label}" for one in offered) or "  Nothing is offered for that.")
        else:
            given = self._given(item.kind, rest)
            await self._answered(await surface.choose(item.action_id, given, timeout=PATIENCE))

    def _given(self, kind: str, typed: str) -> Any:
        """What was typed for an element; people and channels are named."""
        several = kind.startswith("multi_") or kind == "checkboxes"
        values = [self._named(kind, one.strip()) for one in typed.split(",")] if several else typed
        return values if several else self._named(kind, typed)

    def _named(self, kind: str, typed: str) -> Any:
        if "users" in kind and typed.lstrip("@") in self.people:
            return self.people[typed.lstrip("@")]
        if "channels" in kind or "conversations" in kind:
            return self._named_channel(typed.lstrip("#"))
        return typed

    async def _answered(self, shown: Any) -> None:
        while isinstance(shown, Modal):
            if not shown.source.given.get("submit"):
                break
            if shown.errors:
                self.write("\n".join(f"! {name}: {told}" for name, told in shown.errors.items()))
            shown = await shown.submit(await self.fill(shown), timeout=PATIENCE)
        self.shown = shown
        self.show(shown)

    async def fill(self, modal: Modal) -> dict[str, Any]:
        """Ask for each field of a modal; an empty line keeps what is in it."""
        self.write(f"┌ {modal.title}")
        given: dict[str, Any] = {}
        for block, element in walk(modal.blocks):
            if block["type"] != "input" or element["type"] not in VALUES or element["type"] == "file_input":
                continue
            offered = answers.offered(element)
            label = screen.words(block["label"])
            typed = await self.ask(f"│ {label}{f' ({offered})' if offered else ''}: ")
            if typed.strip():
                given[block["block_id"]] = self._given(element["type"], typed)
        return given

    def show(self, surface: Surface) -> None:
        """Show a message, a modal or a Home tab with its buttons and selects numbered."""
        seen = "only you see this\n" if isinstance(surface, Reply) and surface.ephemeral else ""
        head = "(Home)\n" if isinstance(surface, Home) else ""
        items = [*surface.buttons, *surface.selects]
        numbered = [f"{number} {item}" for number, item in enumerate(items, start=1)]
        lines = [*f"{seen}{head}{surface}".splitlines(), *([" · ".join(numbered)] if numbered else [])]
        self.write("\n".join(f"  │ {self._readable(line)}" for line in lines))

    def _readable(self, line: str) -> str:
        """Mentions and dates as the client shows them."""
        world = self.slack.world

        def shown(found: re.Match[str]) -> str:
            mark, what, said = found[1], found[2], found[3]
            if mark == "@" and what in world.users:
                return f"@{world.users[what].shown_name}"
            if mark == "#" and what in world.channels:
                return f"#{world.channels[what].name}"
            if mark == "!" and what.startswith("date^"):
                moment = datetime.fromtimestamp(int(what.split("^")[1]), UTC)
                return f"{moment:%d %B %Y %H:%M} UTC"
            return said or found[0]

        return MARK.sub(shown, line)


async def follow(slack: LocalSlack, terminal: Terminal, write: Callable[[str], None]) -> None:
    """Show what apps write by themselves, in channels and directly, as it comes."""
    seen = {id(one) for channel in slack.world.channels.values() for one in channel.messages.values()}
    while True:
        await slack.bell.rings()
        await asyncio.sleep(0)
        for channel in list(slack.world.channels.values()):
            for message in list(channel.messages.values())[-20:]:
                if id(message) in seen:
                    continue
                seen.add(id(message))
                if message.user.is_bot:
                    place = "a DM" if channel.is_direct else f"#{channel.name}"
                    write(f"— {message.user.shown_name} in {place}:")
                    terminal.shown = Reply(terminal.who, message)
                    terminal.show(terminal.shown)
