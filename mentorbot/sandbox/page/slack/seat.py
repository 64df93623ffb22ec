"""What a person can do in a local Slack from the page, or over HTTP: the same words for both."""

from collections.abc import Awaitable, Callable
from typing import Any

from mentorbot.sandbox.page.given import Given
from mentorbot.sandbox.page.seat import file
from mentorbot.sandbox.page.slack.blocks import SEPARATOR
from mentorbot.sandbox.page.slack.eyes import HOME, Eyes, number
from mentorbot.sandbox.slack.interactions.interactions import Interaction
from mentorbot.sandbox.slack.interactions.state import VALUES, held_value, walk
from mentorbot.sandbox.slack.people import answers
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.people.screen import ClientRefusedError, words
from mentorbot.sandbox.slack.people.surfaces import Modal, Reply
from mentorbot.sandbox.slack.sandbox import Sandbox
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.slack.world.views import View
from mentorbot.sandbox.wire import Json

EMOJI = {"👍": "+1", "🎉": "tada", "❤️": "heart"}
MOST_SUGGESTED = 200
Declare = Callable[[str, str], None]
SENTENCES = {
    "operation_timeout": "{name} did not answer within 3 seconds.",
    "dispatch_failed": "{name} is not there, or failed at that.",
    "app_is_not_installed": "{name} is no longer in this workspace.",
    "app_is_not_interactive": "{name} takes no presses: its manifest says so.",
}


class Seat:
    """A person in front of a screen.

    Args:
        sandbox: Where they are.
        person: Who sits there.
        declare: Called before a command is used that no app may have yet, with `command` and its name.
    """

    def __init__(self, sandbox: Sandbox, person: Person, declare: Declare) -> None:
        self.sandbox = sandbox
        self.person = person
        self.declare = declare
        self.eyes = Eyes(sandbox, person)
        self._suggested: dict[str, list[Json]] = {}
        """What was offered last in each select whose choices the app gives."""

    # --- finding --------------------------------------------------------------------------------

    def channel(self, given: Given) -> Channel:
        """The conversation that is meant.

        Raises:
            ClientRefusedError: There is none that this person sees.
        """
        channel = self.sandbox.world.channels.get(given.text("channel"))
        if channel is None or not self.person.sees(channel):
            raise ClientRefusedError("There is no such channel, or you do not see it.")
        return channel

    def message(self, given: Given, name: str = "message") -> Message:
        """The message that is meant, among those on this person's screen."""
        wanted = given.text(name)
        for one in self.eyes.messages(self.channel(given)):
            if str(number(one)) == wanted:
                return one
        raise ClientRefusedError("That message is not there any more.")

    def source(self, given: Given) -> Message | View:
        """What something is done on: a modal, a Home tab or a message."""
        if given.has("view"):
            view = self.sandbox.world.views.get(given.text("view"))
            if view is None or not self.person.is_shown(view):
                raise ClientRefusedError("That is not open any more.")
            return view
        place = given.text("channel")
        if place.startswith(HOME):
            return self.person.home(self.sandbox.world.apps[place.removeprefix(HOME)]).source
        return self.message(given)

    def element(self, given: Given, source: Message | View) -> tuple[Json, Json]:
        """The element that is meant, with its block."""
        block_id, _, action_id = given.text("custom_id").partition(SEPARATOR)
        for block, element in walk(source.blocks):
            if (block["block_id"], element["action_id"]) == (block_id, action_id):
                return block, element
        raise ClientRefusedError("That is not there any more.")

    # --- filling in -----------------------------------------------------------------------------

    def value(self, source: Message | View, block: Json, element: Json, given: Any) -> Json:
        """What an element holds after it was filled in with what the page sent."""
        kind = element["type"]
        what = f"The field {answers.label_of(block, element)}"
        if kind == "file_input":
            files = [file(one) for one in given or ()]
            return self.person.acts.upload_into(self.person.user, element, files)
        if isinstance(given, list) and not kind.startswith("multi_") and kind != "checkboxes":
            given = given[0] if given else ""
        if not kind.endswith("external_select"):
            return answers.fill_element(element, given, what)
        held = held_value(block, element, self.person.acts.filled(self.person.user, source))
        known = list(self._suggested.get(_key(block, element), ()))
        before = held[VALUES[kind][0]]
        known += before if isinstance(before, list) else [before] if before else []
        wanted = given if isinstance(given, list) else [given] if given else []
        return answers.picked_value(element, [answers.find_option(one, known, what) for one in wanted])

    def fill(self, source: View, answered: Json, *, strictly: bool) -> None:
        """Fill in the fields of a modal or a Home tab.

        Args:
            answered: What was sent, by the page's names of the elements.
            strictly: Whether what a field does not take is refused; else it is left as it was.
        """
        for block, element in walk(source.blocks):
            name = _key(block, element)
            if name not in answered:
                continue
            try:
                value = self.value(source, block, element, answered[name])
            except ClientRefusedError:
                if strictly:
                    raise
                continue
            self.person.acts.fill(self.person.user, source, block, element, value)

    def suggested(self, block: Json, element: Json, options: list[Json]) -> None:
        """Remember what was offered."""
        self._suggested[_key(block, element)] = options
        while len(self._suggested) > MOST_SUGGESTED:
            del self._suggested[next(iter(self._suggested))]

    # --- what comes of it -----------------------------------------------------------------------

    async def answer(self, interaction: Interaction) -> Json:
        """Wait until the app has acknowledged it; what it shows is told as it comes."""
        within = self.sandbox.delivery.answer_within + 1
        name = interaction.installation.bot.shown_name
        await self.person.wait(lambda: interaction.done, f"{name} is slow", lambda: "", within)
        if interaction.error:
            sentence = SENTENCES.get(
                interaction.error, "{name} answered with what Slack does not take: {error}."
            )
            raise ClientRefusedError(sentence.format(name=name, error=interaction.error))
        if interaction.errors:
            return {"kind": "errors", "errors": interaction.errors}
        return {"kind": "done"}


def _key(block: Json, element: Json) -> str:
    return f"{block['block_id']}{SEPARATOR}{element['action_id']}"


# --- what can be done -------------------------------------------------------------------------------

Action = Callable[[Seat, Given], Awaitable[Any]]


async def line(seat: Seat, given: Given) -> Json:
    """Use a slash command as it is typed: `text` is the whole line."""
    channel = seat.channel(given)
    head, _, rest = given.text("text").strip().partition(" ")
    seat.declare("command", head)
    return await seat.answer(seat.person.begin_command(head, rest, channel))


async def shortcut(seat: Seat, given: Given) -> Json:
    """Use a global shortcut, by its callback id."""
    acts, person = seat.person.acts, seat.person
    return await seat.answer(acts.shortcut(person.user, person.team, given.text("name")))


async def context(seat: Seat, given: Given) -> Json:
    """Use a shortcut from the menu of a message, by its name or callback id."""
    acts, person = seat.person.acts, seat.person
    message = seat.message(given)
    return await seat.answer(acts.message_shortcut(person.user, person.team, message, given.text("name")))


async def press(seat: Seat, given: Given) -> Json:
    """Press a button; `answers` is what the fields beside it hold."""
    source = seat.source(given)
    if isinstance(source, View):
        seat.fill(source, given.part("answers"), strictly=False)
    block, element = seat.element(given, source)
    return await seat.answer(seat.person.acts.act(seat.person.user, source, block, element, {}))


async def choose(seat: Seat, given: Given) -> Json:
    """Choose `values` in a select, a picker, boxes or a menu."""
    source = seat.source(given)
    block, element = seat.element(given, source)
    values = given.several("values")
    acts, user = seat.person.acts, seat.person.user
    if element["type"] == "overflow":
        value = answers.overflow_value(element, values[0] if values else "", "The menu")
    else:
        value = seat.value(source, block, element, values)
        acts.fill(user, source, block, element, value)
    if block["type"] == "input" and not block.get("dispatch_action"):
        return {"kind": "done"}
    return await seat.answer(acts.act(user, source, block, element, value))


async def suggest(seat: Seat, given: Given) -> list[Json]:
    """What is offered in a select after `typed` was typed."""
    source = seat.source(given)
    block, element = seat.element(given, source)
    interaction = seat.person.acts.suggest(seat.person.user, source, block, element, given.text("typed", ""))
    await seat.answer(interaction)
    options = interaction.choices or []
    seat.suggested(block, element, options)
    return [{"label": words(one["text"]), "value": one["value"]} for one in options]


async def submit(seat: Seat, given: Given) -> Json:
    """Send a modal, with `answers`; it stays open when it is refused, or not answered."""
    view = seat.source(given)
    if not isinstance(view, View):
        raise ClientRefusedError("Only a modal is sent.")
    seat.fill(view, given.part("answers"), strictly=True)
    Modal(seat.person, view).check()
    return await seat.answer(seat.person.acts.submit(seat.person.user, view))


async def close(seat: Seat, given: Given) -> None:
    """Leave a modal, or `all` that are open."""
    view = seat.source(given)
    if isinstance(view, View):
        seat.person.acts.close(seat.person.user, view, all_of_them=given.flag("all"))


async def say(seat: Seat, given: Given) -> Json:
    """Write a message: `text`, perhaps `files`, perhaps `reply_to` in the thread of a message."""
    root = seat.message(given, "reply_to") if given.has("reply_to") else None
    files = [file(one) for one in given.several("files")]
    made = await seat.person.say(given.text("text", ""), seat.channel(given), thread=root, files=files)
    return seat.eyes.message(made)


async def edit(seat: Seat, given: Given) -> None:
    """Change the text of an own message."""
    await seat.person.edit(seat.message(given), given.text("text"))


async def delete(seat: Seat, given: Given) -> None:
    """Take back an own message."""
    await seat.person.delete(seat.message(given))


async def dismiss(seat: Seat, given: Given) -> None:
    """Take a message that only this person sees from their screen."""
    Reply(seat.person, seat.message(given)).dismiss()
    seat.sandbox.bell.ring()


async def react(seat: Seat, given: Given) -> None:
    """Put an emoji on a message, or take it away."""
    emoji = given.text("emoji")
    await seat.person.react(seat.message(given), EMOJI.get(emoji, emoji))


async def find(seat: Seat, given: Given) -> list[Json]:
    """Find people and channels by what was typed."""
    return seat.eyes.find({str(one) for one in given.several("kinds")}, given.text("typed", ""))


async def commands(seat: Seat, given: Given) -> list[Json]:
    """The commands and shortcuts of all apps."""
    return seat.eyes.commands()


async def history(seat: Seat, given: Given) -> list[Json]:
    """The last messages of a channel, oldest first; `limit` says how many."""
    channel, limit = seat.channel(given), min(given.whole("limit", 50, lowest=1), 200)
    shown = [one for one, _ in zip(seat.eyes.messages(channel), range(limit), strict=False)]
    return [seat.eyes.message(one) for one in reversed(shown)]


async def reload(seat: Seat, given: Given) -> None:
    """Reload Slack: what only this person saw is gone, and so are modals."""
    seat.person.reload()


ACTIONS: dict[str, Action] = {
    one.__name__: one
    for one in (
        line, shortcut, context, press, choose, suggest, submit, close, say, edit, delete, dismiss, react,
        find, commands, history, reload,
    )
}  # fmt: skip
