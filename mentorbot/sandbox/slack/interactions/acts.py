"""What people can do with apps, and what Slack does with what an app answers.

Sources: https://docs.slack.dev/interactivity/handling-user-interaction,
https://docs.slack.dev/interactivity/implementing-slash-commands, https://docs.slack.dev/surfaces/modals
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from mentorbot.sandbox.slack.api import views
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.files import promise_file
from mentorbot.sandbox.slack.api.local import LocalSlack
from mentorbot.sandbox.slack.envelopes import Envelope, Kind, NotDeliveredError
from mentorbot.sandbox.slack.interactions import payloads
from mentorbot.sandbox.slack.interactions.choices import read_choices
from mentorbot.sandbox.slack.interactions.delivery import Delivery
from mentorbot.sandbox.slack.interactions.interactions import Interaction
from mentorbot.sandbox.slack.interactions.responses import ResponseUrls
from mentorbot.sandbox.slack.interactions.state import held_value, read_state
from mentorbot.sandbox.slack.world.apps import Installation
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.slack.world.files import File
from mentorbot.sandbox.slack.world.teams import Team, User
from mentorbot.sandbox.slack.world.views import View
from mentorbot.sandbox.slack.world.written import write_file
from mentorbot.sandbox.wire import Json

MOST_FILLED = 5000

Held = dict[str, dict[str, Json]]
Source = Message | View


class Acts:
    """Brings what people do to the apps.

    Args:
        slack: Where it happens.
        delivery: Brings things to apps.
        responses: The addresses at which apps answer.
    """

    def __init__(self, slack: LocalSlack, delivery: Delivery, responses: ResponseUrls) -> None:
        self.slack = slack
        self.delivery = delivery
        self.responses = responses
        self.errors: dict[str, dict[str, str]] = {}
        """Sentences beside the fields of modals that were not taken, by ids of view and block."""
        self._filled: OrderedDict[tuple[str, ...], Held] = OrderedDict()

    # --- what is filled in ------------------------------------------------------------------------

    def filled(self, user: User, source: Source) -> Held:
        """What somebody has changed on a message or a view."""
        return self._filled.get(_key(user, source), {})

    def fill(self, user: User, source: Source, block: Json, element: Json, value: Json) -> None:
        """Change what an element holds, without telling anybody."""
        held = self._filled.setdefault(_key(user, source), {})
        held.setdefault(block["block_id"], {})[element["action_id"]] = value
        while len(self._filled) > MOST_FILLED:
            self._filled.popitem(last=False)
        if isinstance(source, View):
            source.state = read_state(source.blocks, held)

    def upload(self, user: User, team: Team, files: Sequence[tuple[str, bytes]]) -> list[File]:
        """Put files, each a name and a content, where they can be seen; they are in no conversation yet."""
        made = []
        for name, content in files:
            file = promise_file(self.slack.world, user, team.id, name, len(content))
            file.content, file.completed, file.processed = content, True, True
            made.append(file)
        return made

    def upload_into(self, user: User, element: Json, files: Sequence[tuple[str, bytes]]) -> Json:
        """What a field for files holds after somebody put files, each a name and a content, into it."""
        team = self.slack.world.teams[user.team_id]
        made = [write_file(self.slack.world, one) for one in self.upload(user, team, files)]
        return {"type": element["type"], "files": made}

    # --- what people do -----------------------------------------------------------------------------

    def command(self, user: User, team: Team, channel: Channel, command: str, text: str) -> Interaction:
        """Use a slash command.

        Args:
            command: Its name with the slash.
            text: What was typed after it.

        Raises:
            KeyError: No app has it here.
        """
        installation = self.find_command(team, command)
        interaction = Interaction("command", installation, team, user, channel)
        told = payloads.command(installation, team, user, channel, (command, text))
        told["response_url"] = self.responses.issue(interaction)
        return self._begin(interaction, "slash_commands", told)

    def find_command(self, team: Team, command: str) -> Installation:
        """The app whose slash command it is; of two the one that was installed last.

        Raises:
            KeyError: No app has it here.
        """
        found = [
            one
            for one in self.slack.world.installations(team.id)
            if any(each["command"] == command for each in one.app.commands)
        ]
        if not found:
            raise KeyError(command)
        return found[-1]

    def act(self, user: User, source: Source, block: Json, element: Json, value: Json) -> Interaction:
        """Press or choose something.

        Args:
            value: What the element holds now; empty for a button.
        """
        interaction = self._on(user, source, "block_actions")
        told = self._told(interaction)
        if isinstance(source, Message):
            told["state"] = {"values": read_state(source.blocks, self.filled(user, source))}
            told["response_url"] = self.responses.issue(interaction)
        told["actions"] = [payloads.action(block, element, value, self.slack.world.new_ts())]
        return self._begin(interaction, "interactive", told)

    def type(self, user: User, view: View, block: Json, element: Json) -> Interaction:
        """Tell the app of what was typed in a field that says so at once (`dispatch_action`)."""
        return self.act(user, view, block, element, held_value(block, element, self.filled(user, view)))

    def submit(self, user: User, view: View) -> Interaction:
        """Send a modal."""
        view.state = read_state(view.blocks, self.filled(user, view))
        self.errors.pop(view.id, None)
        interaction = self._on(user, view, "view_submission")
        told = self._told(interaction)
        del told["container"]
        told["response_urls"] = self._view_response_urls(interaction, view)
        return self._begin(interaction, "interactive", told)

    def close(self, user: User, view: View, *, all_of_them: bool = False) -> None:
        """Leave a modal without sending it, or all that are open."""
        everything = all_of_them or bool(view.given.get("clear_on_close"))
        stack = self.slack.world.modals.get(user.id, [])
        for one in reversed(list(stack)) if everything else [view]:
            self._leave(one)
            if one.given.get("notify_on_close"):
                interaction = self._on(user, one, "view_closed")
                told = self._told(interaction)
                del told["container"]
                told["is_cleared"] = everything
                self._begin(interaction, "interactive", told, triggers=False)
        self.slack.bell.ring()

    def shortcut(self, user: User, team: Team, name: str) -> Interaction:
        """Use a global shortcut, by its name or callback id.

        Raises:
            KeyError: No app has it here.
        """
        installation, shortcut = self._find_shortcut(team, name, "global")
        interaction = Interaction("shortcut", installation, team, user)
        told = self._told(interaction)
        told |= {"callback_id": shortcut["callback_id"], "action_ts": self.slack.world.new_ts()}
        return self._begin(interaction, "interactive", told)

    def message_shortcut(self, user: User, team: Team, message: Message, name: str) -> Interaction:
        """Use a shortcut from the menu of a message, by its name or callback id.

        Raises:
            KeyError: No app has it here.
        """
        installation, shortcut = self._find_shortcut(team, name, "message")
        interaction = Interaction(
            "message_action", installation, team, user, message.channel, message, message.thread_ts
        )
        told = self._told(interaction)
        del told["container"]
        told |= {
            "callback_id": shortcut["callback_id"],
            "action_ts": self.slack.world.new_ts(),
            "message_ts": message.ts,
            "response_url": self.responses.issue(interaction),
        }
        return self._begin(interaction, "interactive", told)

    def suggest(self, user: User, source: Source, block: Json, element: Json, typed: str) -> Interaction:
        """Type in a select whose choices the app gives."""
        interaction = self._on(user, source, "block_suggestion")
        told = self._told(interaction) | payloads.suggestion(block, element, typed)
        return self._begin(interaction, "interactive", told, triggers=False)

    # --- how it comes to the app --------------------------------------------------------------------

    def _find_shortcut(self, team: Team, name: str, kind: str) -> tuple[Installation, Json]:
        for installation in self.slack.world.installations(team.id):
            for one in installation.app.shortcuts:
                if one["type"] == kind and name in {one["name"], one["callback_id"]}:
                    return installation, one
        raise KeyError(name)

    def _on(self, user: User, source: Source, kind: str) -> Interaction:
        """An interaction with a message or a view."""
        world = self.slack.world
        channel = source.channel if isinstance(source, Message) else None
        team_id = channel.team_id if channel else source.team_id  # type: ignore[union-attr]
        app = world.apps[source.app_id]
        installation = world.installation(app, team_id) or app.installations[-1]
        thread = source.thread_ts if isinstance(source, Message) else ""
        return Interaction(kind, installation, world.teams[team_id], user, channel, source, thread)

    def _told(self, interaction: Interaction) -> Json:
        told = payloads.interaction(
            interaction.kind,
            interaction.installation,
            interaction.team,
            interaction.user,
            interaction.channel,
        )
        source = interaction.source
        if isinstance(source, View):
            source.state = read_state(source.blocks, self.filled(interaction.user, source))
            told |= payloads.in_view(source)
        elif source is not None:
            told |= payloads.in_message(self.slack.world, source)
        return told

    def _view_response_urls(self, interaction: Interaction, view: View) -> list[Json]:
        """Addresses for the conversations that were chosen in elements that ask for them."""
        urls: list[Json] = []
        for block in view.blocks:
            element = block.get("element") or {}
            if not element.get("response_url_enabled"):
                continue
            value = view.state[block["block_id"]][element["action_id"]]
            chosen = value.get("selected_conversation") or value.get("selected_channel")
            channel = self.slack.world.channels.get(chosen or "")
            if channel is not None:
                urls.append(
                    {
                        "response_url": self.responses.issue(interaction, channel),
                        "channel_id": channel.id,
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                    }
                )
        return urls

    def _begin(
        self, interaction: Interaction, kind: Kind, told: Json, *, triggers: bool = True
    ) -> Interaction:
        if triggers:
            view = interaction.source if isinstance(interaction.source, View) else None
            interaction.trigger = self.slack.world.triggers.issue(
                interaction.app.id,
                interaction.team.id,
                interaction.user.id,
                view_id=view.id if view is not None and view.type == "modal" else "",
            )
            told["trigger_id"] = interaction.trigger.text
        interaction.payload = told
        if kind == "interactive" and not interaction.app.interactive:
            interaction.done, interaction.error = True, "app_is_not_interactive"
            return interaction
        if interaction.installation.gone:
            interaction.done, interaction.error = True, "app_is_not_installed"
            return interaction
        answered = interaction.kind in {"command", "view_submission", "block_suggestion"}
        envelope = Envelope(kind, told, accepts_response=answered)
        self.delivery.errands.start(lambda: self._deliver(interaction, envelope))
        return interaction

    async def _deliver(self, interaction: Interaction, envelope: Envelope) -> None:
        try:
            interaction.answer = await self.delivery.bring(interaction.app, envelope)
            self._take_answer(interaction)
        except NotDeliveredError as error:
            interaction.error = str(error)
        finally:
            interaction.done = True
            self.slack.bell.ring()

    # --- what the app answers -----------------------------------------------------------------------

    def _take_answer(self, interaction: Interaction) -> None:
        """Do what an acknowledgement says; what Slack does not take is told as a fault of the app."""
        take = {
            "command": self._take_message,
            "view_submission": self._take_response_action,
            "block_suggestion": self._take_choices,
        }.get(interaction.kind)
        if take is None:
            return
        try:
            take(interaction, interaction.answer)
        except SlackError as refused:
            interaction.error = refused.error
            told = "; ".join(refused.messages or ())
            self.slack.unknown.append(
                f"answer of {interaction.app.name} to {interaction.kind}: {refused.error} {told}".rstrip()
            )

    def _take_message(self, interaction: Interaction, answer: Any) -> None:
        if isinstance(answer, str):
            answer = {"text": answer}
        if isinstance(answer, dict) and any(answer.get(one) for one in ("text", "blocks", "attachments")):
            self.responses.show(interaction, answer)

    def _take_response_action(self, interaction: Interaction, answer: Any) -> None:
        view, world = interaction.source, self.slack.world
        assert isinstance(view, View)  # noqa: S101  (only views are sent)
        if answer is None or answer == {}:
            self._leave(view)
            return
        action = answer.get("response_action") if isinstance(answer, dict) else None
        if action == "errors":
            self._take_errors(interaction, view, answer.get("errors"))
        elif action == "clear":
            views.close_modals(world, interaction.user.id)
        elif action == "update":
            views.change_view(world, view, views.read_view(world, answer.get("view"), "modal"))
        elif action == "push":
            given = views.read_view(world, answer.get("view"), "modal")
            views.push_modal(world, interaction.installation, view.team_id, view.user_id, given)
        else:
            raise SlackError("invalid_response_action")

    def _leave(self, view: View) -> None:
        stack = self.slack.world.modals.get(view.user_id, [])
        if view in stack:
            stack.remove(view)
        self.slack.world.views.pop(view.id, None)

    def _take_errors(self, interaction: Interaction, view: View, told: Any) -> None:
        fields = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(told, dict) or not told or not all(isinstance(one, str) for one in told.values()):
            raise SlackError("invalid_errors")
        if unknown := [one for one in told if one not in fields]:
            raise SlackError("invalid_errors", messages=[f"there is no input block {unknown[0]!r}"])
        interaction.errors = dict(told)
        self.errors[view.id] = dict(told)

    def _take_choices(self, interaction: Interaction, answer: Any) -> None:
        interaction.choices = read_choices(answer)


def _key(user: User, source: Source) -> tuple[str, ...]:
    if isinstance(source, View):
        return (user.id, source.id)
    return (user.id, source.channel.id, source.ts)
