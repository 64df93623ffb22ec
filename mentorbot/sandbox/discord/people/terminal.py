"""A small Discord client for the terminal: type slash commands, press buttons by number, read the answers."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from mentorbot.sandbox.discord.api.bodies import definitions
from mentorbot.sandbox.discord.api.bodies.forms import (
    CHECKBOX,
    CHECKBOX_GROUP,
    FILE_UPLOAD,
    RADIO_GROUP,
    SELECTS,
    STRING_SELECT,
)
from mentorbot.sandbox.discord.api.local import LocalDiscord
from mentorbot.sandbox.discord.people import menu, screen
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Modal, Reply
from mentorbot.sandbox.discord.people.screen import ClientRefusedError, NotOnScreenError
from mentorbot.sandbox.discord.world.guilds import CATEGORY, FORUM, VOICE, Channel

HELP = """\
/name option:value …     use a slash command (/ alone lists them)
/name option:beginning?  what is offered while one types, for an option that completes itself
3                        press button 3;  3 value, value  choose in select 3
menu NAME @person        use a context menu on a person;  menu NAME  on the last message
@name  #channel  dm      be somebody else, go to another channel, go to your DM with the bot
read                     the last messages here;  wait  for the bot's next one;  quit  the end
anything else            is said in the channel"""

PATIENCE = 10.0
_SUBCOMMANDS = {definitions.SUBCOMMAND, definitions.GROUP}


class Terminal:
    """One screen in front of which several people sit in turn.

    Args:
        sandbox: Where they are.
        people: Who can be played, the first one first.
        write: Shows some lines.
        ask: Shows a question and returns the line that is typed; raises EOFError at the end.
    """

    help = HELP
    """What can be typed."""

    def __init__(
        self,
        sandbox: LocalDiscord,
        people: list[Person],
        write: Callable[[str], None],
        ask: Callable[[str], Awaitable[str]],
    ) -> None:
        self.sandbox = sandbox
        self.people = {person.name: person for person in people}
        self.who = people[0]
        self.channel: Channel = self.who.channel()
        self.write = write
        self.ask = ask
        self.shown: Reply | None = None

    async def run(self) -> None:
        """Do what is typed until the end."""
        self.write(self.help)
        while True:
            place = f"#{self.channel.name}" if self.channel.guild else "DM"
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
            await self._slash(line[1:])
        elif head.isdigit():
            await self._press(int(head), rest)
        elif head == "menu":
            await self._menu(rest)
        elif line.startswith("@") and line[1:] in self.people:
            self._become(self.people[line[1:]])
        elif line.startswith("@") and " " not in line:
            raise ClientRefusedError(f"There is no {line} here. There are: {', '.join(self.people)}.")
        elif line.startswith("#"):
            self.channel = self._named_channel(line[1:])
        elif line == "dm":
            self.channel = self.who.dm()
        elif line == "read":
            self._read()
        elif line == "wait":
            self.shown = await self.who.wait_for_message(self.channel, _from_a_bot, timeout=PATIENCE)
        elif line == "help":
            self.write(self.help)
        else:
            await self.who.say(self._with_mentions(line), self.channel)

    def _become(self, person: Person) -> None:
        self.who, self.shown = person, None
        if self.channel.guild is None:
            self.channel = person.channel()

    def _with_mentions(self, line: str) -> str:
        by_name = {user.username: user for user in self.sandbox.world.users.values()}

        def mention(found: re.Match[str]) -> str:
            user = by_name.get(found[1])
            return user.mention if user else found[0]

        return re.sub(r"@([\w.]+)", mention, line)

    def _named_channel(self, name: str) -> Channel:
        for guild in self.sandbox.world.guilds_of(self.who.id):
            for one in (*guild.channels.values(), *guild.threads.values()):
                if one.name == name and one.type not in {CATEGORY, VOICE, FORUM}:
                    return one
        raise ClientRefusedError(f"There is no channel #{name}.")

    def _read(self) -> None:
        for message in self.channel.messages[-10:]:
            self.write(f"— {message.author.username}:")
            self.show(Reply(self.who, message))

    async def _slash(self, line: str) -> None:
        if not line.strip():
            self.list_commands()
            return
        head, *words = line.split()
        wanted = (head, definitions.CHAT_INPUT)
        _, definition = menu.find(self.sandbox, self.who.user, self.channel, wanted)
        options = definition.get("options", [])
        names = [head]
        while words and (step := _subcommand(options, words[0])):
            names.append(words.pop(0))
            options = step.get("options", [])
        if not options or options[0]["type"] in _SUBCOMMANDS:
            # What is left is no subcommand, which the client says in a sentence.
            names, words = names + words, []
        given = _given(words, [option["name"] for option in options])
        if given and words[-1].endswith("?"):
            await self._offer(" ".join(names), given, options)
            return
        await self._use(" ".join(names), given, options)

    async def _use(self, name: str, given: dict[str, str], options: list[dict[str, Any]]) -> None:
        values = {option: self._value(options, option, value) for option, value in given.items()}
        await self._answered(await self.who.slash(name, values, channel=self.channel, timeout=PATIENCE))

    async def _offer(self, name: str, given: dict[str, str], options: list[dict[str, Any]]) -> None:
        last = list(given)[-1]
        if not next(one for one in options if one["name"] == last).get("autocomplete"):
            await self._use(name, given, options)
            return
        given[last] = given[last].removesuffix("?")
        self.show_choices(last, await self.who.type(name, given, channel=self.channel, timeout=PATIENCE))

    def show_choices(self, option: str, choices: list[screen.Choice]) -> None:
        """Show what is offered for an option, as it has to be typed to be chosen."""
        for choice in choices:
            self.write(f"  {choice.label}   {option}:{choice.value}")
        if not choices:
            self.write("  Nothing is offered for that.")

    def list_commands(self) -> None:
        """Show the commands that can be used here."""
        for _, one in menu.offered(self.sandbox, self.who.user, self.channel):
            slash = "/" if one["type"] == definitions.CHAT_INPUT else "menu "
            options = " ".join(f"{option['name']}:…" for option in one.get("options", []))
            self.write(f"{slash}{one['name']} {options} {one['description']}")

    def _value(self, options: list[dict[str, Any]], name: str, typed: str) -> Any:
        kind = next((one["type"] for one in options if one["name"] == name), definitions.STRING)
        if kind == definitions.INTEGER and typed.lstrip("-").isdigit():
            return int(typed)
        if kind == definitions.NUMBER:
            return float(typed)
        if kind == definitions.BOOLEAN:
            return typed.lower() in {"true", "yes", "1"}
        if kind in {definitions.USER_OPTION, definitions.MENTIONABLE, definitions.CHANNEL, definitions.ROLE}:
            return self._named(typed)
        return typed

    def _named(self, typed: str) -> Any:
        """A person, channel or role by the name that somebody typed."""
        name = typed.lstrip("@#")
        if name in self.people:
            return self.people[name]
        for guild in self.sandbox.world.guilds.values():
            known: dict[str | None, Any] = {role.name: role for role in guild.roles.values()}
            known.update((one.name, one) for one in guild.channels.values())
            known.update((one.user.username, one.user) for one in guild.members.values())
            if name in known:
                return known[name]
        raise ClientRefusedError(f"Nobody and nothing here is called {typed!r}.")

    async def _menu(self, line: str) -> None:
        name, _, whom = line.partition("@")
        if whom:
            target = self._named(whom.strip())
            shown = await self.who.context_menu(
                name.strip(), user=target, channel=self.channel, timeout=PATIENCE
            )
        else:
            if not self.channel.messages:
                raise ClientRefusedError("There is no message here yet.")
            last = self.channel.messages[-1]
            shown = await self.who.context_menu(name.strip(), message=last, timeout=PATIENCE)
        await self._answered(shown)

    def _pressable(self) -> list[screen.Button | screen.Select]:
        if self.shown is None:
            if not self.channel.messages:
                return []
            self.shown = Reply(self.who, self.channel.messages[-1])
        return [*self.shown.buttons, *self.shown.selects]

    async def _press(self, number: int, rest: str) -> None:
        items = self._pressable()
        if not 1 <= number <= len(items) or self.shown is None:
            raise ClientRefusedError(f"There is nothing numbered {number} on the screen.")
        item = items[number - 1]
        reply = Reply(self.who, self.shown.message, self.shown.interaction)
        if isinstance(item, screen.Button):
            shown = await reply.click(item.custom_id or item.label, timeout=PATIENCE)
        else:
            values = [self._chosen(item.kind, one.strip()) for one in rest.split(",") if one.strip()]
            shown = await reply.select(item.custom_id, values, timeout=PATIENCE)
        await self._answered(shown)

    def _chosen(self, kind: int, typed: str) -> Any:
        return typed if kind == STRING_SELECT else self._named(typed)

    async def _answered(self, shown: Reply | Modal | None) -> None:
        while isinstance(shown, Modal):
            shown = await shown.submit(await self.fill(shown), timeout=PATIENCE)
        if shown is None:
            self.write("The form was taken, and nothing more was said.")
            return
        self.shown = shown
        self.show(shown)

    async def fill(self, modal: Modal) -> dict[str, Any]:
        """Ask for each field of a modal; an empty line keeps what is in it."""
        self.write(f"┌ {modal.title}")
        given: dict[str, Any] = {}
        for label, field in modal.fields.items():
            offered = " / ".join(option["label"] for option in field.get("options", []))
            typed = await self.ask(f"│ {label}{f' ({offered})' if offered else ''}: ")
            if not typed.strip():
                continue
            if field["type"] == CHECKBOX:
                given[field["custom_id"]] = typed.lower() in {"y", "yes", "true", "1"}
            elif field["type"] in {*SELECTS, CHECKBOX_GROUP, RADIO_GROUP}:
                kind = field["type"] if field["type"] in SELECTS else STRING_SELECT
                given[field["custom_id"]] = [self._chosen(kind, one.strip()) for one in typed.split(",")]
            elif field["type"] != FILE_UPLOAD:
                given[field["custom_id"]] = typed
        return given

    def show(self, reply: Reply) -> None:
        """Show a message with its buttons and selects numbered."""
        seen = "only you see this\n" if reply.ephemeral else ""
        body = f"{seen}{reply}"
        numbered = [
            f"{number} {item}" for number, item in enumerate([*reply.buttons, *reply.selects], start=1)
        ]
        lines = [*body.splitlines(), *([" · ".join(numbered)] if numbered else [])]
        self.write("\n".join(f"  │ {self._readable(line)}" for line in lines))

    def _readable(self, line: str) -> str:
        """Mentions and timestamps as the client shows them."""
        world = self.sandbox.world

        def person(found: re.Match[str]) -> str:
            user = world.users.get(found[1])
            return f"@{user.username}" if user else found[0]

        def channel(found: re.Match[str]) -> str:
            one = world.channels.get(found[1])
            return f"#{one.name}" if one else found[0]

        def moment(found: re.Match[str]) -> str:
            return f"{datetime.fromtimestamp(int(found[1]), UTC):%d %B %Y %H:%M} UTC"

        line = re.sub(r"<@!?(\d+)>", person, line)
        line = re.sub(r"<#(\d+)>", channel, line)
        return re.sub(r"<t:(\d{1,11})(?::[a-zA-Z])?>", moment, line)


def _subcommand(options: list[dict[str, Any]], name: str) -> dict[str, Any] | None:
    return next((one for one in options if one["type"] in _SUBCOMMANDS and one["name"] == name), None)


def _given(words: list[str], known: list[str]) -> dict[str, str]:
    """Values by option: `name:` begins one, other words belong to the one before, or to the first option."""
    given: dict[str, str] = {}
    name = known[0] if known else ""
    for word in words:
        before, colon, after = word.partition(":")
        if colon and before in known:
            name = before
            given[name] = after
        else:
            given[name] = f"{given[name]} {word}" if given.get(name) else word
    return {option: value.strip('"') for option, value in given.items()}


def _from_a_bot(reply: Reply) -> bool:
    return reply.message.author.bot


async def follow(sandbox: LocalDiscord, terminal: Terminal, write: Callable[[str], None]) -> None:
    """Show what bots write by themselves, in the channels and by DM, as it comes."""
    seen = {one.id for channel in sandbox.world.channels.values() for one in channel.messages}
    while True:
        await sandbox.bell.rings()
        await asyncio.sleep(0)
        for channel in list(sandbox.world.channels.values()):
            for message in channel.messages[-20:]:
                if message.id in seen:
                    continue
                seen.add(message.id)
                if message.author.bot and "interaction_metadata" not in message.payload:
                    place = f"#{channel.name}" if channel.guild else "a DM"
                    write(f"— {message.author.username} in {place}:")
                    terminal.shown = Reply(terminal.who, message)
                    terminal.show(terminal.shown)
