"""Webhooks of channels: made, changed, and written through without being in the guild.

The webhooks of interactions are in `routes/callbacks.py`; the same endpoints serve both.
Source: https://docs.discord.com/developers/resources/webhook
"""

import hashlib
import secrets

from mentorbot.sandbox.discord.api import errors, forums, messages, needs
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.given import Given, forgo
from mentorbot.sandbox.discord.api.bodies.images import Picture, picture
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import (
    body_of,
    channel_of,
    flag_of,
    guild_of,
    message_of,
    place_of,
    room_of,
)
from mentorbot.sandbox.discord.api.routes import audit
from mentorbot.sandbox.discord.api.routing import route
from mentorbot.sandbox.discord.world import intents, payloads, permissions
from mentorbot.sandbox.discord.world.guilds import (
    ANNOUNCEMENT,
    FORUM,
    STAGE,
    TEXT,
    VOICE,
    Channel,
    Message,
)
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.discord.world.webhooks import Webhook
from mentorbot.sandbox.wire import Json

MOST_WEBHOOKS = 15
LONGEST_NAME = 80
LONGEST_ADDRESS = 2048
FORBIDDEN = ("clyde", "discord")
TAKES_THEM = frozenset({TEXT, VOICE, ANNOUNCEMENT, STAGE, FORUM})
BY_ID = "/webhooks/{webhook_id}"
BY_TOKEN = f"{BY_ID}/{{webhook_token}}"


def written(call: Call, hook: Webhook, *, with_user: bool = True) -> Json:
    """A webhook as Discord writes it; its token is for its own bot and whoever has it."""
    told: Json = {
        "type": 1,
        "id": hook.id,
        "name": hook.name,
        "avatar": hook.avatar,
        "channel_id": hook.channel.id,
        "guild_id": hook.guild.id,
        "application_id": hook.app_id,
    }
    if with_user:
        told["user"] = payloads.user(hook.maker)
    if not with_user or call.app.id == hook.app_id:
        told["token"] = hook.token
        told["url"] = f"{call.sandbox.api_url}/webhooks/{hook.id}/{hook.token}"
    return told


def _tell(call: Call, hook: Webhook) -> None:
    data = {"guild_id": hook.guild.id, "channel_id": hook.channel.id}
    call.sandbox.gateway.dispatch("WEBHOOKS_UPDATE", data, guild=hook.guild, intents=intents.WEBHOOKS)


def _changes(problems: Problems, body: Json, name: str) -> tuple[str, Picture | None]:
    checked = checks.text(problems, ("name",), body.get("name", name), 1, LONGEST_NAME) or name
    for word in FORBIDDEN:
        if word in checked.lower():
            problems.add(("name",), "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{word}"')
    return checked, picture(problems, ("avatar",), body.get("avatar"))


def _wear(call: Call, hook: Webhook, avatar: Picture | None) -> None:
    """Give a webhook a picture, or take it."""
    if avatar is not None:
        avatar.keep(call.sandbox.world, f"/avatars/{hook.id}/{avatar.name}")
    hook.avatar = avatar.name if avatar is not None else None


def _taking(call: Call, channel_id: str) -> Channel:
    """A channel of a kind that takes webhooks."""
    channel = channel_of(call, channel_id, permissions.MANAGE_WEBHOOKS)
    if channel.type not in TAKES_THEM:
        raise DiscordError(errors.NOT_ON_THIS_CHANNEL_TYPE)
    return channel


@route("POST", "/channels/{channel_id}/webhooks")
def create(call: Call, channel_id: str) -> Json:
    """Make a webhook."""
    channel = _taking(call, channel_id)
    assert channel.guild is not None  # noqa: S101  (a DM takes none)
    world, problems = call.sandbox.world, Problems()
    name, avatar = _changes(problems, body_of(call), "")
    errors.refuse_if(problems)
    if sum(one.channel is channel for one in world.webhooks.values()) >= MOST_WEBHOOKS:
        raise DiscordError(errors.TOO_MANY_WEBHOOKS)
    hook = Webhook(world.new_id(), secrets.token_urlsafe(51), name, channel, call.app.bot, call.app.id)
    _wear(call, hook, avatar)
    world.webhooks[hook.id] = hook
    _tell(call, hook)
    audit.record(
        call, channel.guild, audit.WEBHOOK_CREATE, hook.id, after={"name": name, "channel_id": channel.id}
    )
    return written(call, hook)


@route("GET", "/channels/{channel_id}/webhooks")
def of_channel(call: Call, channel_id: str) -> list[Json]:
    """The webhooks of a channel."""
    channel = _taking(call, channel_id)
    return [written(call, one) for one in call.sandbox.world.webhooks.values() if one.channel is channel]


@route("GET", "/guilds/{guild_id}/webhooks")
def of_guild(call: Call, guild_id: str) -> list[Json]:
    """The webhooks of a guild."""
    guild = guild_of(call, guild_id, permissions.MANAGE_WEBHOOKS)
    return [written(call, one) for one in call.sandbox.world.webhooks.values() if one.guild is guild]


def _own(call: Call, webhook_id: str) -> Webhook:
    hook = call.sandbox.world.webhooks.get(webhook_id)
    if hook is None or call.app.bot.id not in hook.guild.members:
        raise DiscordError(errors.UNKNOWN_WEBHOOK)
    needs.need(call.sandbox.world, hook.channel, call.app.bot, permissions.MANAGE_WEBHOOKS)
    return hook


@route("GET", BY_ID)
def one(call: Call, webhook_id: str) -> Json:
    """One webhook."""
    return written(call, _own(call, webhook_id))


@route("PATCH", BY_ID)
def edit(call: Call, webhook_id: str) -> Json:
    """Give a webhook another name, picture or channel."""
    hook, body, problems = _own(call, webhook_id), body_of(call), Problems()
    channel = hook.channel
    moved = room_of(problems, ("channel_id",), hook.guild, body.get("channel_id"), TAKES_THEM)
    if moved is not None:
        channel = channel_of(call, moved.id, permissions.MANAGE_WEBHOOKS)
    name, avatar = _changes(problems, body, hook.name)
    errors.refuse_if(problems)
    before = {"name": hook.name, "channel_id": hook.channel.id}
    hook.name, hook.channel = name, channel
    if "avatar" in body:
        _wear(call, hook, avatar)
    _tell(call, hook)
    after = {"name": hook.name, "channel_id": hook.channel.id}
    audit.record(call, hook.guild, audit.WEBHOOK_UPDATE, hook.id, before=before, after=after)
    return written(call, hook)


@route("DELETE", BY_ID)
def delete(call: Call, webhook_id: str) -> None:
    """Take a webhook away."""
    hook = _own(call, webhook_id)
    del call.sandbox.world.webhooks[hook.id]
    _tell(call, hook)
    audit.record(call, hook.guild, audit.WEBHOOK_DELETE, hook.id, before={"name": hook.name})


# --- with the token, which is all one needs -----------------------------------------------------------


def found(call: Call, webhook_id: str, token: str) -> Webhook | None:
    """The channel's webhook of that id; None when there is none, and it may be that of an interaction.

    Raises:
        DiscordError: 50027, it has another token.
    """
    hook = call.sandbox.world.webhooks.get(webhook_id)
    if hook is not None and hook.token != token:
        raise DiscordError(errors.INVALID_WEBHOOK_TOKEN)
    return hook


def _found(call: Call, webhook_id: str, token: str) -> Webhook:
    hook = found(call, webhook_id, token)
    if hook is None:
        raise DiscordError(errors.UNKNOWN_WEBHOOK)
    return hook


@route("GET", BY_TOKEN, auth=False)
def one_by_token(call: Call, webhook_id: str, webhook_token: str) -> Json:
    """One webhook."""
    return written(call, _found(call, webhook_id, webhook_token), with_user=False)


@route("PATCH", BY_TOKEN, auth=False)
def edit_by_token(call: Call, webhook_id: str, webhook_token: str) -> Json:
    """Give a webhook another name or picture."""
    hook, problems, body = _found(call, webhook_id, webhook_token), Problems(), body_of(call)
    name, avatar = _changes(problems, body, hook.name)
    errors.refuse_if(problems)
    hook.name = name
    if "avatar" in body:
        _wear(call, hook, avatar)
    _tell(call, hook)
    return written(call, hook, with_user=False)


@route("DELETE", BY_TOKEN, auth=False)
def delete_by_token(call: Call, webhook_id: str, webhook_token: str) -> None:
    """Take a webhook away."""
    hook = _found(call, webhook_id, webhook_token)
    del call.sandbox.world.webhooks[hook.id]
    _tell(call, hook)


def execute(call: Call, hook: Webhook) -> Json | None:
    """Write a message through a webhook; it is given back when the query says `wait`."""
    body, problems, wanted = body_of(call), Problems(), flag_of(call, "wait")
    flag_of(call, "with_components")  # this one was made by a bot, and may send them anyway
    name = checks.text(problems, ("username",), body.get("username"), 1, LONGEST_NAME, optional=True)
    picture_url = body.get("avatar_url")
    if picture_url:
        picture_url = checks.url(problems, ("avatar_url",), picture_url, LONGEST_ADDRESS)
    checks.whole(problems, ("flags",), body.get("flags"), 0, (1 << 31) - 1)
    in_thread = place_of(call, "thread_id") is not None
    title = checks.text(problems, ("thread_name",), body.get("thread_name"), 0, 100, optional=True)
    checks.ids(problems, ("applied_tags",), body.get("applied_tags"), forums.MOST_APPLIED)
    if hook.channel.type != FORUM or in_thread:
        forgo(body, "thread_name", "applied_tags")
    errors.refuse_if(problems)
    avatar = hashlib.sha256(picture_url.encode()).hexdigest()[:32] if picture_url else hook.avatar
    author = User(hook.id, name or hook.name, bot=True, avatar=avatar, webhook=True)
    channel = hook.channel
    if in_thread:
        channel = _thread(call, hook)
    elif channel.type == FORUM:
        channel = _post(call, hook, author, title, body)
    first = channel.id if channel.is_thread and not channel.history and channel.owner_id == hook.id else None
    message = messages.create(
        call.sandbox,
        channel,
        author,
        body,
        call.files,
        webhook_id=hook.id,
        application_id=hook.app_id,
        identifier=first,
    )
    return message.payload if wanted else None


def _post(call: Call, hook: Webhook, author: User, title: str | None, body: Given) -> Channel:
    if not title:
        raise DiscordError(220001, "Webhooks posted to forum channels must have a thread_name or thread_id")
    return forums.opened(call, hook.channel, author, body.instead(name=title), body)


def _thread(call: Call, hook: Webhook) -> Channel:
    thread = hook.guild.threads.get(str(place_of(call, "thread_id")))
    if thread is None or thread.parent is not hook.channel:
        raise DiscordError(errors.UNKNOWN_CHANNEL)
    return thread


def sent(call: Call, hook: Webhook, message_id: str) -> Message:
    """A message that was written through a webhook."""
    channel = _thread(call, hook) if place_of(call, "thread_id") is not None else hook.channel
    message = message_of(channel, message_id)
    if message.webhook_id != hook.id:
        raise DiscordError(errors.UNKNOWN_MESSAGE)
    return message
