"""The endpoints with which a bot answers interactions: the callback, and the messages sent with its token.

Source: https://docs.discord.com/developers/interactions/receiving-and-responding
"""

import asyncio
from typing import Any

from mentorbot.sandbox.discord.api import errors, messages
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.api.bodies.definitions import CHAT_INPUT, coerced, localized
from mentorbot.sandbox.discord.api.bodies.drafts import EPHEMERAL, LOADING
from mentorbot.sandbox.discord.api.bodies.given import forgo
from mentorbot.sandbox.discord.api.bodies.modals import modal
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import body_of, flag_of
from mentorbot.sandbox.discord.api.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Interaction,
)
from mentorbot.sandbox.discord.api.routes import webhooks
from mentorbot.sandbox.discord.api.routing import Answer, route
from mentorbot.sandbox.discord.world.guilds import Message
from mentorbot.sandbox.wire import Json

MESSAGE, THINKING, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
ALLOWED = {
    COMMAND: (MESSAGE, THINKING, MODAL),
    COMPONENT: (MESSAGE, THINKING, DEFERRED_UPDATE, UPDATE, MODAL),
    AUTOCOMPLETE: (CHOICES,),
    MODAL_SUBMIT: (MESSAGE, THINKING, DEFERRED_UPDATE, UPDATE),
}
WITHOUT_MESSAGE = {MODAL_SUBMIT: (MESSAGE, THINKING, DEFERRED_UPDATE)}  # the last only closes it
MOST_CHOICES = 25
ORIGINAL = ("@original",)
DATA: Path = ("data",)

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"


def _unanswered(call: Call, interaction_id: str, token: str) -> Interaction:
    interactions = call.sandbox.interactions
    interaction = interactions.by_id.get(interaction_id)
    if interaction is None or interaction.token != token:
        raise DiscordError(errors.UNKNOWN_INTERACTION)
    if interaction.answered:
        raise DiscordError(errors.ALREADY_ACKNOWLEDGED)
    if asyncio.get_running_loop().time() - interaction.born > interactions.answer_within:
        raise DiscordError(errors.UNKNOWN_INTERACTION)
    return interaction


@route("POST", CALLBACK, auth=False, shares_global=False)
def answer(call: Call, interaction_id: str, interaction_token: str) -> Answer:
    """Give the first answer to an interaction."""
    interaction = _unanswered(call, interaction_id, interaction_token)
    problems, body, wanted = Problems(), body_of(call), flag_of(call, "with_response")
    allowed = ALLOWED[interaction.type]
    if interaction.message is None:
        allowed = WITHOUT_MESSAGE.get(interaction.type, allowed)
    kind = checks.one_of(problems, ("type",), body.get("type"), allowed)
    data = {} if body.get("data") is None else checks.mapping(problems, DATA, body["data"])
    errors.refuse_if(problems)
    assert kind is not None  # noqa: S101  (a missing type was refused)
    assert data is not None  # noqa: S101  (and so was data that is no object)
    ANSWERS[kind](call, interaction, data)
    interaction.answered = kind
    _tell_people(call, interaction)
    if wanted:
        return Answer(200, _told(interaction, kind))
    return Answer(204)


def _tell_people(call: Call, interaction: Interaction) -> None:
    interaction.happened()
    call.sandbox.bell.ring()


def _told(interaction: Interaction, kind: int) -> Json:
    about: Json = {"id": interaction.id, "type": interaction.type}
    told: Json = {"interaction": about}
    shown = interaction.original
    if kind in {MESSAGE, THINKING, DEFERRED_UPDATE, UPDATE} and shown is not None:
        flags = shown.payload["flags"]
        about["response_message_id"] = shown.id
        about["response_message_loading"] = bool(flags & LOADING)
        about["response_message_ephemeral"] = bool(flags & EPHEMERAL)
        if kind in {MESSAGE, UPDATE}:
            told["resource"] = {"type": kind, "message": shown.payload}
    return told


def _send(call: Call, interaction: Interaction, data: Json) -> None:
    interaction.original = _post(call, interaction, data, path=DATA)


def _think(call: Call, interaction: Interaction, data: Json) -> None:
    problems = Problems()
    flags = checks.whole(problems, (*DATA, "flags"), data.get("flags"), 0, (1 << 31) - 1, default=0) or 0
    errors.refuse_if(problems)
    if flags & ~EPHEMERAL:
        forgo(data, "flags")
    interaction.original = _post(call, interaction, {"flags": flags & EPHEMERAL}, path=DATA, loading=True)


def _defer_update(call: Call, interaction: Interaction, data: Json) -> None:
    interaction.original = interaction.message


def _update(call: Call, interaction: Interaction, data: Json) -> None:
    assert interaction.message is not None  # noqa: S101  (the type is refused without)
    if not call.sandbox.interactions.is_there(interaction.message):
        raise DiscordError(errors.UNKNOWN_MESSAGE)
    messages.edit(call.sandbox, interaction.message, data, call.files, path=DATA)
    interaction.original = interaction.message


def _offer(call: Call, interaction: Interaction, data: Json) -> None:
    problems = Problems()
    path = (*DATA, "choices")
    offered: list[Json] = []
    for index, raw in enumerate(checks.several(problems, path, data.get("choices"), 0, MOST_CHOICES)):
        here = (*path, index)
        choice = checks.mapping(problems, here, raw)
        if choice is None:
            continue
        shown: Json = {"name": checks.text(problems, (*here, "name"), choice.get("name"), 1, 100)}
        words = localized(problems, (*here, "name_localizations"), choice.get("name_localizations"), 100)
        if words is not None:
            shown["name_localizations"] = words
        value = coerced(problems, (*here, "value"), interaction.asked, choice.get("value"))
        offered.append({**shown, "value": value})
    errors.refuse_if(problems)
    interaction.choices = offered


def _open(call: Call, interaction: Interaction, data: Json) -> None:
    problems = Problems()
    shown = modal(data, problems, DATA)
    errors.refuse_if(problems)
    interaction.modal = shown


ANSWERS = {
    MESSAGE: _send,
    THINKING: _think,
    DEFERRED_UPDATE: _defer_update,
    UPDATE: _update,
    CHOICES: _offer,
    MODAL: _open,
}


def _post(
    call: Call, interaction: Interaction, body: Json, *, path: Path = (), loading: bool = False
) -> Message:
    """Make a message that answers an interaction, and show it."""
    flags = body.get("flags") if isinstance(body, dict) else 0
    hidden = isinstance(flags, int) and bool(flags & EPHEMERAL)
    kind, extra = _origin(interaction)
    message = messages.create(
        call.sandbox,
        interaction.channel,
        interaction.app.bot,
        body,
        call.files,
        path=path,
        kind=kind,
        seen_only_by=interaction.user.id if hidden else None,
        webhook_id=interaction.app.id,
        application_id=interaction.app.id,
        extra=extra,
        loading=loading,
    )
    interaction.sent.append(message)
    return message


def _origin(interaction: Interaction) -> tuple[int, Json]:
    """The type of a message that answers an interaction, and what it tells of it."""
    original, command = interaction.original, interaction.command
    if original is not None:
        about = {**interaction.about, "original_response_message_id": original.id}
        return messages.REPLY, {"interaction_metadata": about, "message_reference": _reference(original)}
    extra: Json = {"interaction_metadata": interaction.about}
    if command is not None:
        extra["interaction"] = {
            "id": interaction.id,
            "type": COMMAND,
            "name": interaction.used,
            "user": interaction.about["user"],
        }
        return messages.SLASH if command["type"] == CHAT_INPUT else messages.CONTEXT_MENU, extra
    if interaction.message is None:
        return messages.DEFAULT, extra
    extra["message_reference"] = _reference(interaction.message)
    return messages.REPLY, extra


def _reference(message: Message) -> Json:
    reference: Json = {"type": 0, "channel_id": message.channel.id, "message_id": message.id}
    if message.channel.guild is not None:
        reference["guild_id"] = message.channel.guild.id
    return reference


# --- the webhook of an interaction -------------------------------------------------------------------


def _acknowledged(call: Call, application_id: str, token: str) -> Interaction:
    interactions = call.sandbox.interactions
    interaction = interactions.by_token.get(token)
    if interaction is None or interaction.app.id != application_id:
        if application_id in call.sandbox.world.applications:
            raise DiscordError(errors.INVALID_WEBHOOK_TOKEN)
        raise DiscordError(errors.UNKNOWN_WEBHOOK)
    if asyncio.get_running_loop().time() - interaction.born > interactions.token_lives:
        raise DiscordError(errors.INVALID_WEBHOOK_TOKEN)
    if not interaction.answered:
        raise DiscordError(errors.UNKNOWN_WEBHOOK)
    return interaction


def _message(call: Call, interaction: Interaction, message_id: str) -> Message:
    original = interaction.original
    wanted = original.id if original is not None and message_id == "@original" else message_id
    for one in (original, *interaction.sent):
        if one is not None and one.id == wanted and call.sandbox.interactions.is_there(one):
            return one
    raise DiscordError(errors.UNKNOWN_MESSAGE)


@route("POST", WEBHOOK, auth=False, shares_global=False)
def follow_up(call: Call, webhook_id: str, webhook_token: str) -> Any:
    """Send a further message; the first one after a deferred answer becomes that answer."""
    if (hook := webhooks.found(call, webhook_id, webhook_token)) is not None:
        return webhooks.execute(call, hook)
    interaction = _acknowledged(call, webhook_id, webhook_token)
    for name in ("wait", "with_components"):
        flag_of(call, name)  # it is given back, and may have components, in any case
    original = interaction.original
    if interaction.answered == THINKING and original is not None and original.payload["flags"] & LOADING:
        message = messages.edit(call.sandbox, original, call.body, call.files)
    else:
        message = _post(call, interaction, call.body)
    _tell_people(call, interaction)
    return message.payload


@route("GET", WEBHOOK + "/messages/{message_id}", auth=False, shares_global=False, words=ORIGINAL)
def get_message(call: Call, webhook_id: str, webhook_token: str, message_id: str) -> Json:
    """The first answer (`@original`) or a further message."""
    if (hook := webhooks.found(call, webhook_id, webhook_token)) is not None:
        return webhooks.sent(call, hook, message_id).payload
    return _message(call, _acknowledged(call, webhook_id, webhook_token), message_id).payload


@route("PATCH", WEBHOOK + "/messages/{message_id}", auth=False, shares_global=False, words=ORIGINAL)
def edit_message(call: Call, webhook_id: str, webhook_token: str, message_id: str) -> Json:
    """Change the first answer or a further message."""
    flag_of(call, "with_components")  # they are a bot's, and may have them in any case
    if (hook := webhooks.found(call, webhook_id, webhook_token)) is not None:
        return messages.edit(
            call.sandbox, webhooks.sent(call, hook, message_id), call.body, call.files
        ).payload
    interaction = _acknowledged(call, webhook_id, webhook_token)
    message = _message(call, interaction, message_id)
    messages.edit(call.sandbox, message, call.body, call.files)
    interaction.edited = interaction.edited or message is interaction.original
    _tell_people(call, interaction)
    return message.payload


@route("DELETE", WEBHOOK + "/messages/{message_id}", auth=False, shares_global=False, words=ORIGINAL)
def delete_message(call: Call, webhook_id: str, webhook_token: str, message_id: str) -> None:
    """Take the first answer or a further message away."""
    if (hook := webhooks.found(call, webhook_id, webhook_token)) is not None:
        return messages.delete(call.sandbox, webhooks.sent(call, hook, message_id))
    interaction = _acknowledged(call, webhook_id, webhook_token)
    message = _message(call, interaction, message_id)
    messages.delete(call.sandbox, message)
    call.sandbox.interactions.gone.add(message.id)
    _tell_people(call, interaction)
    return None
