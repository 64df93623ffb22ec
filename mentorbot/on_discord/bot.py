"""The bot on Discord: what it asks for, how it answers, how it starts and how it stops.

It connects while what it is furnished with is still being loaded (see :mod:`mentorbot.on_discord.process`),
so that is imported here for its types alone.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot import logs, traces
from mentorbot.chat.caller import Caller
from mentorbot.chat.declare import Command, Declared, Menu
from mentorbot.chat.program import Program
from mentorbot.chat.router import Router
from mentorbot.chat.turn import Turn, number
from mentorbot.delivery.pace import Pace
from mentorbot.errors import BusyError, UserError
from mentorbot.on_discord import answer, errors, kinds, mentions, native, pacing, pressed, watch
from mentorbot.on_discord.asked import (
    DONE,
    GO_ON,
    GONE,
    OWN,
    TYPED,
    WHICH,
    Asked,
    again_form,
    put_right,
    read_values,
    ready_card,
)
from mentorbot.on_discord.asking import ask_command, ask_menu, ask_press, read_asked
from mentorbot.on_discord.caller import PLATFORM, caller, note_meant
from mentorbot.on_discord.connected import Connected
from mentorbot.on_discord.given import read_given, write_given
from mentorbot.on_discord.lateness import Lateness

if TYPE_CHECKING:
    from mentorbot.delivery.dispatcher import Dispatcher
    from mentorbot.forms.keeping import FormKeeper
    from mentorbot.on_discord.sender import DiscordSender

INTENTS: Final = discord.Intents(guilds=True, guild_scheduled_events=True)
"""Which servers there are and what they are called, and what becomes of Discord's own events there. Nothing
privileged, no messages, no members."""

GUILDS_WITHIN: Final = 0.5
"""Seconds without a further server, after which all are taken to have come in; nobody waits for it."""

PATIENCE: Final = 10.0
"""Seconds that a stopping bot waits for the answers it has begun."""

STOPPING: Final = "I am just being restarted. Please try again in a minute."

_PRESSES: Final = frozenset({discord.InteractionType.component, discord.InteractionType.modal_submit})

log = logs.get(__name__)

Admit = Callable[[Turn, str], Awaitable[None]]
Answered = Callable[[str, watch.Outcome, float], None]


class Tree(app_commands.CommandTree["MentorBot"]):
    """The commands, with the bot's care for time and errors."""

    async def _call(self, interaction: discord.Interaction["MentorBot"]) -> None:
        if self.client.too_late(interaction):
            return
        # Whoever asks while the bot is still being furnished waits for that, instead of for nothing.
        await self.client.furnished.wait()
        await super()._call(interaction)

    async def interaction_check(self, interaction: discord.Interaction["MentorBot"], /) -> bool:
        """Begin to watch over a command; let none through that is not as described, nor while stopping."""
        suggesting = interaction.type is not discord.InteractionType.application_command
        try:
            if not suggesting:
                declared = getattr(interaction.command, "extras", {}).get(native.DECLARED)
                self.client.begin(interaction, opens_form=bool(declared and declared.opens_form))
            if kinds.as_described(interaction):
                return True
            problem: Exception = UserError(errors.OUTDATED)
        except Exception as error:
            problem = error
        await (errors.suggest_nothing if suggesting else errors.tell)(interaction, problem)
        return False

    async def on_error(
        self, interaction: discord.Interaction["MentorBot"], error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the caller."""
        await errors.tell(interaction, error)


class MentorBot(Connected, commands.Bot):
    """The bot, empty; :func:`mentorbot.on_discord.furnish.furnish` brings what it works with.

    Its dispatcher, sender and program are there once it is ``furnished``. Nobody is answered before.

    Args:
        settling: Seconds after which it begins to send what is due: what the same bot has asked just before,
            when it ran as another process, still counts for Discord.
    """

    dispatcher: "Dispatcher"
    """Sends what is due; here from when the bot is first ready."""
    sender: "DiscordSender"
    """What it sends with."""
    admit: Admit
    """Says which community a direct message is about; raises UserError if whoever asks is not in it any more.
    Whoever asks in a community that they had left is noted to be back."""
    forms: "FormKeeper"
    """Keeps what was filled into a form that was not taken."""
    program: Program
    """All that rooms work with; whoever opened its database closes it."""

    def __init__(self, settling: float = 0.0) -> None:
        # It has no voice, so what it would need for one is not missing.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=Tree,
            intents=INTENTS,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=False
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=GUILDS_WITHIN,
            http_trace=pacing.make_trace(pace := Pace(pacing.PER_SECOND)),
        )
        self.pace = pace
        """At which Discord is asked, whoever asks."""
        self._settling = settling
        self.logged_in = asyncio.Event()
        self.furnished = asyncio.Event()
        self.router = Router()
        self.answered: Answered | None = None
        """Called with what was answered ("nextstep", "progress:done"), how it ended, and its seconds."""
        self._lateness = Lateness()
        self._running: set[asyncio.Task[Any]] = set()
        self._stopping = False

    async def setup_hook(self) -> None:
        """Discord has told who the bot is."""
        self.logged_in.set()

    @property
    def begun(self) -> bool:
        """Whether it has come in, and is not closed yet; the connection may be lost for a while."""
        return self.is_ready() and self.furnished.is_set() and not self.is_closed()

    @property
    def connected(self) -> bool:
        """Whether events are coming in, and are answered."""
        return self.begun and self.failed_at is None

    def find_line(self, interaction: discord.Interaction["MentorBot"]) -> Connected | None:
        """The connection over which this came; None if that is given up meanwhile."""
        return self

    @property
    def answering(self) -> bool:
        """Whether somebody waits for an answer."""
        return bool(self._running)

    def too_late(self, interaction: discord.Interaction["MentorBot"]) -> bool:
        """Whether this was kept for the bot while it was away for so long that the person saw it fail."""
        line = self.find_line(interaction)
        late = self._lateness.too_late(interaction.id, replayed=line is None or line.failed_at is not None)
        if late:
            log.info("left alone what came too late", doing=errors.doing(interaction))
        return late

    async def on_ready(self) -> None:
        """What is due goes out."""
        await self.furnished.wait()
        await asyncio.sleep(self._settling)
        if self._stopping:
            return
        log.info("ready", servers=len(self.guilds), name=str(self.user))
        await self.dispatcher.start(PLATFORM, self.sender, lambda: self.answering)

    async def on_interaction(self, interaction: discord.Interaction["MentorBot"]) -> None:
        """A press or a form."""
        if self.too_late(interaction):
            return
        await self.furnished.wait()
        try:
            await self._answer_press(interaction)
        except Exception as error:
            await errors.tell(interaction, error)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """A bug outside of any interaction."""
        log.exception("bug in an event", happened=event_method)

    async def answer(
        self, interaction: discord.Interaction[Any], declared: Command | Menu, given: Mapping[str, Any]
    ) -> None:
        """Let a command or menu do its work with these options, and show what comes of it."""
        if isinstance(declared, Command):
            asked = ask_command(interaction, self.program, declared, given)
        else:
            asked = ask_menu(interaction, self.program, declared, given)
        await self._carry_out(interaction, asked)

    async def _answer_press(self, interaction: discord.Interaction[Any]) -> None:
        note_meant(interaction, pressed.read_community(interaction))
        sent = interaction.type is discord.InteractionType.modal_submit
        id_ = pressed.read_id(interaction)
        try:
            if id_.startswith(OWN):
                await self._go_on(interaction, id_, sent=sent)
                return
            rule, argument = self.router.find(id_, sent=sent)
        except UserError:
            if watch.of(interaction) is None:
                self.begin(interaction)
            raise
        self.begin(interaction, opens_form=rule.opens_form)
        answers, form_id = pressed.read_answers(interaction), id_ if sent else ""
        asked = ask_press(interaction, self.program, rule, argument, answers=answers, form_id=form_id)
        await self._carry_out(interaction, asked)

    async def _go_on(self, interaction: discord.Interaction[Any], id_: str, *, sent: bool) -> None:
        """With what was asked for before: which community is known now, or what was typed is put right."""
        what, _, argument = id_.rpartition(":")
        who, found = caller(interaction), number(argument)
        if what == WHICH and not sent:
            await self._go_on_there(interaction, who, found)
        elif what == TYPED and sent:
            self.begin(interaction)
            await self._put_right(interaction, id_)
        elif what == GO_ON and not sent:
            self.begin(interaction, opens_form=True)
            command, given = await self._find_given(who, found)
            asked = ask_command(interaction, self.program, command, given, found)
            await self._carry_out(interaction, asked)
        else:
            raise UserError(GONE)

    async def _go_on_there(self, interaction: discord.Interaction[Any], who: Caller, kept: int) -> None:
        """With what was asked for, once, now that it is known which community was meant."""
        try:
            what, given = await self.forms.find_given(who, kept)
        except UserError:
            raise UserError(DONE) from None
        asked = read_asked(interaction, self.program, self.router, given) if what == WHICH else None
        if asked is None:
            raise UserError(DONE)
        self.begin(interaction, opens_form=asked.opens_form)
        try:
            await self.forms.take_asked(who, kept)
        except BusyError:
            raise
        except UserError:
            raise UserError(DONE) from None
        await self._carry_out(interaction, asked)

    async def _put_right(self, interaction: discord.Interaction[Any], sent_id: str) -> None:
        """What was typed for a command comes back: it is used with that, or shown the way to its form."""
        who, kept = caller(interaction), self.forms.read_number(sent_id)
        command, before = await self._find_given(who, kept)
        given = put_right(command, before, pressed.read_answers(interaction))
        asked = ask_command(interaction, self.program, command, given, kept)
        if command.opens_form:
            again = again_form(command, given)
            await self.forms.keep_command(who, again, write_given(given), kept)
            await answer.show(interaction, ready_card(command, kept))
            return
        await self._carry_out(interaction, asked)
        await self.forms.let_go(who, sent_id)

    async def _find_given(self, who: Caller, kept: int) -> tuple[Command, dict[str, Any]]:
        """A command that was refused, and what was given to it. Raises UserError: it is not kept any more."""
        form_id, values = await self.forms.find_given(who, kept)
        command = self.program.part(Declared).commands.get(form_id.removeprefix(f"{TYPED}:"))
        if command is None:
            raise UserError(GONE)
        return command, read_given(self, command, values)

    async def _carry_out(self, interaction: discord.Interaction[Any], asked: Asked) -> None:
        turn = asked.turn
        if (running := watch.of(interaction)) is not None:
            running.asked = asked
        await self.admit(turn, asked.name)
        note_meant(interaction, turn.caller.community)
        with traces.span("handle"):
            said = await asked.run(turn, read_values(asked))
        if running is not None:
            running.taken = True
        if asked.form_id:
            await self.forms.let_go(turn.caller, asked.form_id)
        with traces.span("show"):
            await answer.give(interaction, turn, said, anew=asked.anew)

    def begin(
        self, interaction: discord.Interaction["MentorBot"], *, opens_form: bool = False
    ) -> watch.Watch:
        """Watch over an interaction until the running task ends.

        Args:
            opens_form: What it leads to may be a form, so that Discord is not asked for more time.

        Raises:
            UserError: The bot is stopping.
        """
        if self._stopping:
            raise UserError(STOPPING)
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("an interaction is handled within a task")
        self._running.add(task)
        running = watch.Watch(interaction, asks=not opens_form)
        task.add_done_callback(partial(self._end, running, time.perf_counter()))
        return running

    def _end(self, running: watch.Watch, since: float, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        running.end()
        doing = errors.doing(running.interaction)
        if running.interaction.command is None and doing not in self.router.known:
            doing = "unknown"
        running.traced.note(doing=doing, outcome=running.outcome)
        running.traced.end()
        if self.answered is not None:
            self.answered(doing, running.outcome, time.perf_counter() - since)

    async def wait_for_answers(self) -> None:
        """Wait for the answers that are under way, for a while."""
        if others := {task for task in self._running if task is not asyncio.current_task()}:
            await asyncio.wait(others, timeout=PATIENCE)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Tell listeners of an event; once stopped, of none: discord.py may say "ready" 2 seconds late.

        Of interactions they hear of presses and forms; commands go to the tree by themselves.
        """
        if self.is_closed() or (event_name == "interaction" and args[0].type not in _PRESSES):
            return
        super().dispatch(event_name, *args, **kwargs)

    async def close(self) -> None:
        """Stop: whoever is being answered gets their answer, whoever comes now is asked to come back."""
        self._stopping = True
        await self.wait_for_answers()
        if self.furnished.is_set():
            await self.dispatcher.leave(PLATFORM, patience=PATIENCE)
        await super().close()
        mentions.learn(())
