"""What comes of what people do on Slack: commands, presses, forms, shortcuts, and typing in a drop-down."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from slack_sdk.errors import SlackClientError

from mentorbot import logs
from mentorbot.chat import Action, Card, Section, escape, line
from mentorbot.chat.caller import Caller
from mentorbot.chat.declare import Command, Declared
from mentorbot.chat.options import Kind, Message, Person
from mentorbot.chat.program import Program
from mentorbot.chat.roots import ROOTS
from mentorbot.chat.router import Router
from mentorbot.chat.turn import Turn, number
from mentorbot.errors import UserError
from mentorbot.forms.keeping import FormKeeper
from mentorbot.members import service as members
from mentorbot.on_slack import answer, command_modal, errors, files, home, modals, render, shortcuts, words
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.exchange import (
    Acknowledgement,
    Data,
    Exchange,
    Origin,
    Surface,
    read_origin,
    read_place,
)
from mentorbot.on_slack.mrkdwn import Reader
from mentorbot.on_slack.names import Names
from mentorbot.on_slack.people import People
from mentorbot.on_slack.presses import read_press
from mentorbot.on_slack.suggesting import Suggesting
from mentorbot.on_slack.turns import Turns
from mentorbot.on_slack.values import Values, find_named
from mentorbot.on_slack.words import Typed
from mentorbot.on_slack.workspaces import Workspaces

RUN: Final = "slack:run"
"""A button or shortcut that runs a command; its words are the argument."""
HOME: Final = "slack:home"
"""The drop-down of a person's own page that chooses a workspace."""

UNKNOWN: Final = "I know no command “{typed}”. `/help` shows what I can do."
GONE: Final = "I cannot make these files any more. Please type the command again."
LACKS: Final = "Please fill this in."
_MOST_AGAIN: Final = 200
_MOST_LOOKING: Final = 10_000

log = logs.get(__name__)


@dataclass(slots=True, kw_only=True)
class Acting:
    """Lets rooms do what people ask for, and shows what comes of it."""

    program: Program
    declared: Declared
    names: Names
    router: Router
    workspaces: Workspaces
    people: People
    turns: Turns
    values: Values
    suggesting: Suggesting
    _looking: OrderedDict[str, str] = field(default_factory=OrderedDict, init=False)

    # What came in

    async def read_line(self, body: Data, acknowledgement: Acknowledgement) -> Exchange:
        """A slash command."""
        origin = Origin(
            Surface.LINE, channel=str(body.get("channel_id") or ""), link=str(body.get("response_url") or "")
        )
        return await self._exchange(body, acknowledgement, origin)

    async def read_press(self, body: Data, acknowledgement: Acknowledgement) -> Exchange:
        """A button pressed, or something chosen in a drop-down."""
        exchange = await self._exchange(body, acknowledgement, read_origin(body))
        pressed = read_press(body)
        if pressed.community:
            exchange.community = pressed.community
        return exchange

    async def read_form(self, body: Data, acknowledgement: Acknowledgement) -> Exchange:
        """A form sent."""
        community, key = modals.read_metadata(body.get("view") or {})
        exchange = await self._exchange(body, acknowledgement, Origin.from_key(key))
        exchange.community = community or exchange.community
        return exchange

    async def read_shortcut(self, body: Data, acknowledgement: Acknowledgement) -> Exchange:
        """A shortcut: a global one has no place to answer in, so that the answer is a modal."""
        message = body.get("type") == "message_action"
        link = str(body.get("response_url") or "")
        origin = Origin(Surface.LINE, link=link) if message else Origin(Surface.HOME)
        return await self._exchange(body, acknowledgement, origin)

    # What is done

    async def run_line(self, exchange: Exchange) -> None:
        """What was typed after a slash."""
        typed = self.names.words(
            str(exchange.body.get("command") or ""), str(exchange.body.get("text") or "")
        )
        await self._run_typed(exchange, typed or "help")

    async def run_press(self, exchange: Exchange) -> None:
        """What was pressed."""
        pressed = read_press(exchange.body)
        argument = pressed.id.partition(":")[2].partition(":")[2]
        match pressed.id.split(":")[:2]:
            case [""]:
                return
            case ["slack", "run"]:
                await self._run_typed(exchange, argument)
            case ["slack", "retype"]:
                await self._run_typed(exchange, argument, form=True)
            case ["slack", "kept"]:
                await self._open_kept(exchange, number(argument))
            case ["slack", "files"]:
                await self._send_files(exchange, argument)
            case ["slack", "home"]:
                await self._choose_community(exchange, "".join(pressed.values[:1]))
            case ["slack", _]:
                return
            case _:
                await self._run_press(exchange, pressed.id, pressed.values)

    async def run_form(self, exchange: Exchange) -> None:
        """What was filled in."""
        view = exchange.view or {}
        id_ = str(view.get("callback_id") or "")
        if id_ == command_modal.CALLBACK:
            await self._run_command_form(exchange, view)
            return
        rule, argument = self.router.find(id_, sent=True)
        exchange.doing = rule.id
        press = await self.turns.press(exchange, rule, argument, answers=modals.read_answers(view))
        said = await rule.handler(press)
        exchange.taken = True
        await self.program.part(FormKeeper, FormKeeper).let_go(press.caller, id_)
        await answer.give(exchange, press, said, anew=rule.anew)

    async def run_shortcut(self, exchange: Exchange) -> None:
        """A command from the menu of shortcuts, or something to do with a message or a person."""
        id_ = str(exchange.body.get("callback_id") or "")
        if id_.startswith(f"{RUN}:"):
            await self._run_typed(exchange, id_.removeprefix(f"{RUN}:"), form=True)
            return
        menu = shortcuts.find_menu(self.declared, id_)
        exchange.doing = "menu"
        if command := shortcuts.command_of(menu):
            await self._run_command(exchange, command, Typed(form=True))
            return
        exchange.opens_form = menu.opens_form
        turn = await self.turns.command(exchange)
        said = await menu.handler(turn, await self._read_message(exchange))
        await answer.give(exchange, turn, said, anew=True)

    async def suggest(self, body: Data) -> list[Data]:
        """What fits what somebody is typing in a drop-down."""
        view, action_id = body.get("view") or {}, str(body.get("action_id") or "")
        if not action_id.startswith(f"{command_modal.SUGGEST}:"):
            return await self._suggest_groups(body)
        community, key = modals.read_metadata(view)
        command = self._command_of(Origin.from_key(key))
        name = action_id.removeprefix(f"{command_modal.SUGGEST}:")
        option = next(one for one in command.options if one.name == name)
        exchange = await self._exchange(body, Acknowledgement(_tell_nobody), Origin(Surface.MODAL))
        exchange.community = community or exchange.community
        beside = command_modal.read_options(view, command)
        return await self.suggesting.offer(exchange, option, str(body.get("value") or ""), beside)

    async def _suggest_groups(self, body: Data) -> list[Data]:
        """The user groups that fit what is typed in the drop-down of a card."""
        community = str(body.get("block_id") or "").partition(".")[0] or read_place(body)[0]
        return await self.values.find_groups(community, str(body.get("value") or ""))

    async def show_home(self, exchange: Exchange) -> None:
        """Bring the person's own page up to what is stored."""
        turn = await self.turns.command(exchange)
        view = await home.make(turn, await self._find_communities(turn), exchange.reader)
        await exchange.client.views_publish(user_id=exchange.user_id, view=view)
        self._looking[exchange.user_id] = exchange.community
        while len(self._looking) > _MOST_LOOKING:
            self._looking.popitem(last=False)

    def is_looking(self, exchange: Exchange) -> bool:
        """Whether somebody who changed something looks at their own page, which is another by it."""
        return exchange.noted and self._looking.get(exchange.user_id) == exchange.community

    async def refresh_home(self, exchange: Exchange) -> None:
        """Bring the page of somebody who looks at it up to what they did."""
        try:
            await self.show_home(exchange)
        except (UserError, SlackClientError) as error:
            log.info("could not bring a page up", error=str(error))

    # Commands

    async def _run_typed(self, exchange: Exchange, typed: str, *, form: bool = False) -> None:
        commands = self.declared.commands
        found = words.find_command(commands, typed)
        if found is None:
            near = words.find_near(commands, typed)
            if not near:
                raise UserError(UNKNOWN.format(typed=escape(typed[:60])))
            exchange.doing = "unknown"
            await answer.show(exchange, self._near_card(typed, near))
            return
        command, rest = found
        if any(option.ends for option in command.options):
            await self.turns.note_language(exchange)
        options = words.read_options(command, rest, lambda one: find_named(one, self.program))
        options.form = options.form or (form and bool(command.options))
        await self._run_command(exchange, command, options)

    async def _run_command(self, exchange: Exchange, command: Command, typed: Typed) -> None:
        exchange.doing, exchange.opens_form = command.words, command.opens_form or typed.form
        values, problems = await self._read(exchange, command, typed.given)
        missing = any(one.name not in typed.given for one in command.needed)
        with_file = not typed.given and any(one.kind is Kind.FILE for one in command.options)
        if typed.form or missing or problems or typed.left or with_file:
            exchange.opens_form = True
            callback = str(exchange.body.get("callback_id") or "")
            key = exchange.keep(words=command.words, callback=callback)
            view = command_modal.ask(
                command,
                self.program,
                exchange.community,
                key,
                typed.given,
                problems,
                shortcuts.call_often(callback),
            )
            await answer.open_view(exchange, view)
            return
        exchange.opens_form = command.opens_form
        await self._carry_out(exchange, command, typed.given, values)

    async def _open_kept(self, exchange: Exchange, kept_id: int) -> None:
        """The form of a command that was refused, with all that was typed for it."""
        caller = Caller(PLATFORM, exchange.community, exchange.user_id)
        kept, given = await self.program.part(FormKeeper, FormKeeper).find_given(caller, kept_id)
        command = self.declared.commands.get(kept.removeprefix(f"{errors.TYPED}:"))
        if command is None:
            raise UserError(GONE)
        await self._run_command(exchange, command, Typed(dict(given), form=True))

    async def _run_command_form(self, exchange: Exchange, view: Mapping[str, Any]) -> None:
        command = self._command_of(exchange.origin)
        exchange.doing = command.words
        given = command_modal.read_options(view, command)
        values, problems = await self._read(exchange, command, given)
        problems |= {one.name: LACKS for one in command.needed if one.name not in given}
        if problems:
            await exchange.acknowledgement.tell(response_action="errors", errors=problems)
            exchange.outcome = "refused"
            return
        exchange.origin = replace(exchange.origin, more={})
        await self._carry_out(exchange, command, given, values)

    async def _carry_out(
        self, exchange: Exchange, command: Command, given: Mapping[str, Any], values: Mapping[str, Any]
    ) -> None:
        """Let a command do its work with these values, and show what comes of it.

        Args:
            given: What was typed, by option: to run it again for its files, or to be put right.
        """
        exchange.again = words.write_line(command, given, _MOST_AGAIN)
        exchange.used, exchange.given = command, given
        turn = await self.turns.command(exchange)
        said = await command.handler(turn, **values)
        exchange.taken = True
        await answer.give(exchange, turn, said, anew=True)

    async def _read(
        self, exchange: Exchange, command: Command, given: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """What the handler gets, and what is wrong, by option.

        Args:
            given: What was typed, by option; words that name one thing of what is offered become that.
        """
        problems = await self.suggesting.settle(exchange, command, given)
        values: dict[str, Any] = {}
        for option in command.options:
            if option.name in given:
                try:
                    raw = given[option.name]
                    values[option.name] = await self.values.read(
                        option, raw, exchange.community, self.program
                    )
                except UserError as error:
                    problems[option.name] = error.sentence
        return values, problems

    def _command_of(self, origin: Origin) -> Command:
        """The command whose options a form asks for."""
        command = self.declared.commands.get(str(origin.more.get("words")))
        if command is None:
            menu = shortcuts.find_menu(self.declared, str(origin.more.get("callback")))
            command = shortcuts.command_of(menu)
        if command is None:
            raise UserError(GONE)
        return command

    def _near_card(self, typed: str, near: list[str]) -> Card:
        """Commands that may have been meant."""
        asked = ROOTS.get(typed.casefold())
        rows = [
            line(
                f"`/{one}`",
                self.declared.commands[one].about,
                action=Action("Do that", f"{RUN}:{one}"),
            )
            for one in near
        ]
        about = asked.about if asked else "I know no such command. Did you mean one of these?"
        return Card("Which one?", (Section(about), *rows))

    # Presses

    async def _run_press(self, exchange: Exchange, id_: str, values: tuple[str, ...]) -> None:
        rule, argument = self.router.find(id_, sent=False)
        exchange.doing, exchange.opens_form = rule.id, rule.opens_form
        exchange.again = f"!{id_}" if len(id_) < _MOST_AGAIN and not values else ""
        press = await self.turns.press(exchange, rule, argument, values=values)
        await answer.give(exchange, press, await rule.handler(press), anew=rule.anew)

    async def _send_files(self, exchange: Exchange, again: str) -> None:
        """Make an answer once more, and send its files to the person's direct messages."""
        exchange.doing = "files"
        if again.startswith("!"):
            rule, argument = self.router.find(again[1:], sent=False)
            turn = await self.turns.press(exchange, rule, argument)
            said = await rule.handler(turn)
        else:
            found = words.find_command(self.declared.commands, again)
            if found is None:
                raise UserError(GONE)
            command, rest = found
            typed = words.read_options(command, rest, lambda one: find_named(one, self.program))
            given, problems = await self._read(exchange, command, typed.given)
            if problems:
                raise UserError(GONE)
            asked = await self.turns.command(exchange)
            said, turn = await command.handler(asked, **given), asked  # type: ignore[assignment]
        cards = [one for one in (said, *turn.further) if isinstance(one, Card)]
        found_files = tuple(file for card in cards for file in render.files(card))
        if not found_files:
            raise UserError(GONE)
        opened = await exchange.client.conversations_open(users=exchange.user_id)
        await files.send_files(exchange.client, Card("", found_files), str(opened["channel"]["id"]))
        what = "it" if len(found_files) == 1 else "them"
        sent = Card("Sent", (Section(f"I have sent {what} to our direct messages."),))
        await answer.show(exchange, sent)

    # Who, and where

    async def _find_communities(self, turn: Turn) -> list[tuple[str, str]]:
        """The workspaces that somebody's own page can be about: their ids and names.

        In an organization it is one page for all of them, also where they are no member yet.
        """
        here = turn.caller.community or ""
        found = {here: turn.caller.community_name or here}
        profile = await self.people.find_surely(here, turn.caller.user_id)
        for team in sorted(profile.teams - {here}):
            if await self.workspaces.is_let_in(team) and (name := await self.workspaces.find_name(team)):
                found[team] = name
        async with turn.read() as connection:
            known = await members.find_communities(connection, turn.caller)
        for team, name in known:
            if team in found or await self.workspaces.is_let_in(team):
                found[team] = name
        return list(found.items())

    async def _choose_community(self, exchange: Exchange, chosen: str) -> None:
        exchange.doing = "home"
        turn = await self.turns.command(exchange)
        if chosen in dict(await self._find_communities(turn)):
            exchange.community = chosen
            await self.show_home(exchange)

    async def _exchange(self, body: Data, acknowledgement: Acknowledgement, origin: Origin) -> Exchange:
        user = body.get("user") or {}
        user_id = str(body.get("user_id") or user.get("id") or "")
        community, enterprise = read_place(body)
        client = await self.workspaces.find_client(community, enterprise)
        # Slack is asked who they are once it knows that this came in: until then there are three seconds.
        known = self.people.recall(community, user_id)
        return Exchange(
            community=community,
            user_id=user_id,
            origin=origin,
            client=client,
            acknowledgement=acknowledgement,
            body=body,
            trigger=str(body.get("trigger_id") or ""),
            view=body.get("view"),
            reader=Reader((known.zone if known else "") or "UTC", self.names.typed),
        )

    async def _read_message(self, exchange: Exchange) -> Message:
        found = exchange.body.get("message") or {}
        author_id = str(found.get("user") or found.get("bot_id") or "")
        author = await self.people.find_surely(exchange.community, author_id)
        by_program = author.bot or not found.get("user")
        channel = str((exchange.body.get("channel") or {}).get("id") or "")
        said = Person(author_id, author.name, by_program)
        return Message(str(found.get("ts") or ""), channel, said, words.plain(str(found.get("text") or "")))


async def _tell_nobody(**_: Any) -> None:
    """What is typed is answered with what is offered."""
