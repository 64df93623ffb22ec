"""What a person can do from the page, or over HTTP: the same words with the same meaning for both."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from typing import Any

from mentorbot.sandbox.discord.api import messages
from mentorbot.sandbox.discord.api.bodies import definitions
from mentorbot.sandbox.discord.api.bodies.forms import FILE_UPLOAD, SELECTS, STRING_SELECT, TEXT_INPUT
from mentorbot.sandbox.discord.api.bodies.uploads import Upload
from mentorbot.sandbox.discord.api.interactions import Interaction
from mentorbot.sandbox.discord.api.routes import polls, reactions, scheduled_events
from mentorbot.sandbox.discord.people import answers, menu
from mentorbot.sandbox.discord.people.answers import Filled
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import (
    DEFERRED_UPDATE,
    MESSAGE,
    MODAL,
    THINKING,
    UPDATE,
    Modal,
    Reply,
)
from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.discord.sandbox import Sandbox
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Channel, Message
from mentorbot.sandbox.discord.world.users import Application
from mentorbot.sandbox.page.given import Given
from mentorbot.sandbox.page.view import View
from mentorbot.sandbox.wire import Json

OBJECTS = frozenset({definitions.USER_OPTION, definitions.CHANNEL, definitions.ROLE, definitions.MENTIONABLE})
KINDS = {
    MESSAGE: "message",
    THINKING: "thinking",
    DEFERRED_UPDATE: "later",
    UPDATE: "update",
    MODAL: "modal",
}
MOST_OPEN_MODALS = 20


class Seat:
    """A person in front of a screen.

    Args:
        sandbox: Where they are.
        person: Who sits there.
    """

    def __init__(self, sandbox: Sandbox, person: Person) -> None:
        self.sandbox = sandbox
        self.person = person
        self.view = View(sandbox, person.user)
        self.modals: dict[str, Modal] = {}
        """The forms that are open, by the id of the interaction that opened each."""

    # --- finding --------------------------------------------------------------------------------

    def channel(self, given: Given) -> Channel:
        """The channel that is meant.

        Raises:
            ClientRefusedError: There is none that this person sees.
        """
        channel = self.sandbox.world.channels.get(given.text("channel"))
        if channel is None or not self.view.sees(channel):
            raise ClientRefusedError("There is no such channel, or you do not see it.")
        return channel

    def message(self, given: Given, name: str = "message") -> Message:
        """The message that is meant, among those on this person's screen."""
        channel, wanted = self.channel(given), given.text(name)
        whispers = self.sandbox.world.whispers.get(self.person.id, {})
        message = channel.history.get(wanted) or whispers.get(wanted)
        if message is None:
            raise ClientRefusedError("That message is not there any more.")
        return message

    def thing(self, given: Any) -> Any:
        """The user, role or channel with an id."""
        found = self.sandbox.interactions.found(given) if isinstance(given, str) else None
        if found is None:
            raise ClientRefusedError("What was chosen is not there any more.")
        return found

    def command(self, given: Given, channel: Channel, kind: int) -> tuple[Application, Json, list[str]]:
        """The command that is meant, and the words after its name."""
        name = given.text("name")
        parts = name.removeprefix("/").split() if kind == definitions.CHAT_INPUT else [name]
        head, *words = parts or [""]
        application = self.sandbox.world.applications.get(given.text("app", ""))
        app, definition = menu.find(self.sandbox, self.person.user, channel, (head, kind), application)
        return app, definition, words

    def options(self, definition: Json, words: list[str], given: Given) -> dict[str, Any]:
        """The options that were filled in, with people, channels and files in the place of their ids."""
        _, known = answers.descend(definition, words)
        kinds = {one["name"]: one["type"] for one in known}
        return {name: self._value(kinds.get(name), value) for name, value in given.part("options").items()}

    def _value(self, kind: int | None, value: Any) -> Any:
        if kind in OBJECTS:
            return self.thing(value)
        return file(value) if kind == definitions.ATTACHMENT else value

    # --- what comes of it -----------------------------------------------------------------------

    async def answer(self, interaction: Interaction, source: Message | None = None) -> Json:
        """Wait for the first answer, and tell what it is.

        Args:
            interaction: What was sent.
            source: The message from which it was sent.
        """
        deadline = interaction.born + self.sandbox.interactions.answer_within
        while not interaction.answered:
            if not await interaction.next_step(interaction.steps, deadline):
                name = self.view.shown_name(interaction.app.bot)
                return {"kind": "silent", "text": f"{name} did not answer in time."}
        told: Json = {"kind": KINDS[interaction.answered], "id": interaction.id}
        if interaction.answered == MODAL:
            reply = Reply(self.person, source, interaction) if source is not None else None
            modal = Modal(self.person, interaction, reply)
            self.modals[interaction.id] = modal
            if len(self.modals) > MOST_OPEN_MODALS:
                del self.modals[next(iter(self.modals))]
            return told | {"modal": self.view.modal(modal.shown)}
        if interaction.original is not None:
            told["message"] = self.view.message(interaction.original)
        return told


def file(given: Any) -> tuple[str, bytes]:
    """A file as it is sent in JSON: its name, and its content in base64."""
    if not isinstance(given, dict) or not isinstance(given.get("name"), str) or not given["name"]:
        raise ClientRefusedError("A file needs a name and its content in base64.")
    try:
        return given["name"], base64.b64decode(given.get("data", ""), validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise ClientRefusedError("The content of a file is not base64.") from None


# --- what can be done -------------------------------------------------------------------------------

Action = Callable[[Seat, Given], Awaitable[Any]]


async def slash(seat: Seat, given: Given) -> Json:
    """Use a slash command."""
    channel = seat.channel(given)
    app, definition, words = seat.command(given, channel, definitions.CHAT_INPUT)
    filled = answers.fill_options(definition, words, seat.options(definition, words, given))
    return await seat.answer(seat.person.use(app, definition, filled, channel))


async def complete(seat: Seat, given: Given) -> list[Json]:
    """Ask what is offered for an option while it is typed; `focused` names it."""
    channel = seat.channel(given)
    app, definition, words = seat.command(given, channel, definitions.CHAT_INPUT)
    typed = seat.options(definition, words, given)
    focused = given.text("focused")
    last = typed.pop(focused, "")
    filled = answers.fill_partly(definition, words, {**typed, focused: last})
    interaction = seat.person.ask(app, definition, filled, channel)
    deadline = interaction.born + seat.sandbox.interactions.answer_within
    while interaction.choices is None:
        if not await interaction.next_step(interaction.steps, deadline):
            raise ClientRefusedError(f"{seat.view.shown_name(app.bot)} offered nothing in time.")
    return interaction.choices


async def context(seat: Seat, given: Given) -> Json:
    """Use a command from the menu of a user (`user`) or of a message (`message`)."""
    channel = seat.channel(given)
    target: Any
    if given.has("user"):
        kind, target = definitions.USER, seat.thing(given.text("user"))
    else:
        kind, target = definitions.MESSAGE, seat.message(given)
    app, definition, _ = seat.command(given, channel, kind)
    filled = Filled(objects=[target])
    return await seat.answer(seat.person.use(app, definition, filled, channel, target_id=target.id))


async def press(seat: Seat, given: Given) -> Json:
    """Press a button, by its custom id."""
    message = seat.message(given)
    reply = Reply(seat.person, message)
    return await seat.answer(reply.begin(reply.pressed(given.text("custom_id"))), message)


async def choose(seat: Seat, given: Given) -> Json:
    """Choose in a select, by its custom id."""
    message = seat.message(given)
    reply = Reply(seat.person, message)
    name = given.text("custom_id")
    values = given.several("values")
    if reply.find_select(name).kind != STRING_SELECT:
        values = [seat.thing(one) for one in values]
    return await seat.answer(reply.begin(reply.chosen(name, values)), message)


async def submit(seat: Seat, given: Given) -> Json:
    """Send a form that is open; it stays open when it is refused, or not answered."""
    modal = seat.modals.get(given.text("modal"))
    if modal is None:
        raise ClientRefusedError("That form is not open any more. Open it again.")
    known = answers.fields(modal.shown)
    kinds = {name: one["type"] for label, one in known for name in (label, one["custom_id"])}
    sent = Given(given.part("answers"))
    answered: dict[str, Any] = {}
    for name, value in sent.values.items():
        kind = kinds.get(name)
        if kind is not None and not sent.has(name):
            continue
        if kind == FILE_UPLOAD:
            answered[name] = [file(one) for one in sent.several(name)]
        elif kind in SELECTS and kind != STRING_SELECT:
            answered[name] = [seat.thing(one) for one in sent.several(name)]
        else:
            answered[name] = sent.text(name) if kind == TEXT_INPUT else value
    source = modal.opened_from.message if modal.opened_from else None
    told = await seat.answer(modal.begin(answers.fill_modal(modal.shown, answered)), source)
    if told["kind"] != "silent":
        seat.modals.pop(given.text("modal"), None)
    return told


async def say(seat: Seat, given: Given) -> Json:
    """Write a message: `text`, perhaps `files`, perhaps `reply_to`."""
    channel = seat.channel(given)
    if not seat.view.may_write(channel):
        raise ClientRefusedError("You may not write in this channel.")
    sent = [file(one) for one in given.several("files")]
    uploads = [Upload(f"files[{number}]", name, content) for number, (name, content) in enumerate(sent)]
    before = seat.message(given, "reply_to") if given.has("reply_to") else None
    about = [
        {"id": number, "description": one.get("about") or None}
        for number, one in enumerate(given.several("files"))
    ]
    body: Json = {"content": given.text("text", ""), "attachments": about}
    kind = messages.DEFAULT if before is None else messages.REPLY
    made = messages.create(
        seat.sandbox, channel, seat.person.user, body, uploads, kind=kind, replied_to=before
    )
    return seat.view.message(made)


async def edit(seat: Seat, given: Given) -> Json:
    """Change the text of an own message."""
    message = seat.message(given)
    if message.author is not seat.person.user:
        raise ClientRefusedError("Only who wrote a message can change it.")
    return seat.view.message(messages.edit(seat.sandbox, message, {"content": given.text("text")}))


async def delete(seat: Seat, given: Given) -> None:
    """Delete a message: an own one, or any for who may manage messages."""
    message = seat.message(given)
    granted = permissions.in_channel(seat.sandbox.world, message.channel, seat.person.user)
    if message.author is not seat.person.user and not granted & permissions.MANAGE_MESSAGES:
        raise ClientRefusedError("You may not delete the messages of others.")
    messages.delete(seat.sandbox, message)


async def dismiss(seat: Seat, given: Given) -> None:
    """Take a message that only this person sees from their screen; the bot hears nothing of it."""
    message = seat.message(given)
    if message.ephemeral:
        seat.sandbox.world.forget_whisper(message)
        seat.sandbox.bell.ring()


async def react(seat: Seat, given: Given) -> None:
    """React with an emoji, or take that back."""
    message, written = seat.message(given), given.text("emoji")
    if message.ephemeral:
        raise ClientRefusedError("Nobody can react to what only you see.")
    if seat.person.id in message.reactions.get(written, []):
        reactions.remove(seat.sandbox, message, seat.person.id, written)
    else:
        reactions.add(seat.sandbox, message, seat.person.user, written)


async def vote(seat: Seat, given: Given) -> None:
    """Vote in a poll for the `answers` with these numbers and no others; none takes the vote back."""
    message = seat.message(given)
    if "poll" not in message.payload:
        raise ClientRefusedError("There is no poll in that message.")
    chosen = given.wholes("answers")
    if len(chosen) > 1 and not message.payload["poll"].get("allow_multiselect"):
        raise ClientRefusedError("This poll takes one answer.")
    polls.vote(seat.sandbox, message, seat.person.user, chosen)


async def interested(seat: Seat, given: Given) -> None:
    """Mark a scheduled event as interesting, or take that back."""
    for guild in seat.sandbox.world.guilds_of(seat.person.id):
        event = guild.events.get(given.text("scheduled_event"))
        if event is not None:
            wanted = seat.person.id not in event.interested
            scheduled_events.set_interest(seat.sandbox, event, seat.person.user, interested=wanted)
            seat.sandbox.bell.ring()
            return
    raise ClientRefusedError("That event is over, or was cancelled.")


async def find(seat: Seat, given: Given) -> list[Json]:
    """Find users, roles and channels by what was typed."""
    kinds = {str(one) for one in given.several("kinds")}
    types = given.wholes("channel_types")
    return seat.view.find(kinds, given.text("typed", ""), seat.channel(given), types)


async def commands(seat: Seat, given: Given) -> list[Json]:
    """The commands that are offered in a channel."""
    return seat.view.commands(seat.channel(given))


async def history(seat: Seat, given: Given) -> list[Json]:
    """The last messages of a channel, oldest first; `limit` says how many."""
    channel, limit = seat.channel(given), min(given.whole("limit", 50, lowest=1), 200)
    shown = [one for one, _ in zip(seat.view.messages(channel), range(limit), strict=False)]
    return [seat.view.message(one) for one in reversed(shown)]


ACTIONS: dict[str, Action] = {
    one.__name__: one
    for one in (
        slash, complete, context, press, choose, submit, say, edit, delete, dismiss, react, vote, interested,
        find, commands, history,
    )
}  # fmt: skip
