"""Messages: made, changed and deleted, by bots, people and interactions alike, and told to the bots."""

import re
from collections.abc import Sequence

from mentorbot.sandbox.discord.api.bodies import emoji
from mentorbot.sandbox.discord.api.bodies.checks import Path
from mentorbot.sandbox.discord.api.bodies.drafts import (
    EPHEMERAL,
    LOADING,
    Allowed,
    Draft,
    draft,
    refuse_empty,
)
from mentorbot.sandbox.discord.api.bodies.forms import TEXT_DISPLAY, walk
from mentorbot.sandbox.discord.api.bodies.uploads import Upload
from mentorbot.sandbox.discord.api.local import LocalDiscord
from mentorbot.sandbox.discord.gateway.sessions import Session, Tailor
from mentorbot.sandbox.discord.world import intents, payloads, permissions
from mentorbot.sandbox.discord.world.guilds import DM, Channel, Message
from mentorbot.sandbox.discord.world.users import Application, User
from mentorbot.sandbox.wire import Json

DEFAULT, THREAD_CREATED, REPLY, SLASH, STARTER, CONTEXT_MENU, STAGE_STARTED = 0, 18, 19, 20, 21, 23, 27
FORWARD, HAS_SNAPSHOT = 1, 1 << 14
IN_A_SNAPSHOT = (
    "type", "content", "embeds", "attachments", "timestamp", "edited_timestamp", "flags", "mentions",
    "mention_roles", "sticker_items", "components",
)  # fmt: skip
PRIVATE_PARTS: Json = {"content": "", "embeds": [], "attachments": [], "components": []}
MESSAGES = (intents.GUILD_MESSAGES, intents.DIRECT_MESSAGES)
TYPING = (intents.GUILD_TYPING, intents.DIRECT_TYPING)
USER_MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")


def create(
    sandbox: LocalDiscord,
    channel: Channel,
    author: User,
    body: Json,
    files: Sequence[Upload] = (),
    *,
    path: Path = (),
    kind: int = DEFAULT,
    seen_only_by: str | None = None,
    webhook_id: str | None = None,
    application_id: str | None = None,
    extra: Json | None = None,
    loading: bool = False,
    replied_to: Message | None = None,
    forwarding: Message | None = None,
    identifier: str | None = None,
) -> Message:
    """Put a message into a channel and tell the bots.

    Args:
        sandbox: Where it happens.
        channel: Where it goes.
        author: Who it is from.
        body: What a bot sends to create a message.
        files: The files with it.
        path: Where `body` stands in the request, for the paths of errors.
        kind: The message type.
        seen_only_by: The id of the only person who sees it; the flag in `body` alone does not hide it.
        webhook_id: The webhook it is sent through, for an interaction the application's id.
        application_id: The application it is from.
        extra: More fields of the message, such as `interaction_metadata`.
        loading: An empty message that says the bot is thinking.
        replied_to: The message it is a reply to.
        forwarding: The message that it brings from elsewhere; it has nothing of its own then.
        identifier: Its id, when it is the first of a post in a forum: the post's.

    Raises:
        DiscordError: 50035, 50006.
    """
    ephemeral = seen_only_by is not None
    kept = draft(
        sandbox.world, sandbox.url, channel, body, files, author=author, path=path, ephemeral=ephemeral
    )
    if loading:
        kept.flags |= LOADING
    elif forwarding is None:
        refuse_empty(kept)
    if ephemeral:
        kept.flags |= EPHEMERAL
    now = sandbox.world.now()
    payload: Json = {
        "id": identifier or sandbox.world.new_id(),
        "channel_id": channel.id,
        "type": kind,
        "author": payloads.user(author),
        "timestamp": payloads.moment(now),
        "edited_timestamp": None,
        "tts": kept.tts,
        "pinned": False,
        **_written(kept),
    }
    more: Json = {
        "nonce": kept.nonce,
        "shared_client_theme": kept.theme,
        "poll": kept.poll,
        "sticker_items": kept.stickers or None,
        "webhook_id": webhook_id,
        "application_id": application_id,
    }
    payload |= {name: value for name, value in more.items() if value is not None}
    if extra:
        payload.update(extra)
    _refer(payload, replied_to, forwarding)
    message = Message(
        payload["id"],
        channel,
        author,
        payload,
        seen_only_by,
        webhook_id=webhook_id,
        application_id=application_id,
    )
    _mention(sandbox, message, kept.allowed, replied_to)
    if ephemeral:
        sandbox.world.whisper(message)
    else:
        sandbox.world.keep(message)
    _tell(sandbox, "MESSAGE_CREATE", message)
    return message


def edit(
    sandbox: LocalDiscord, message: Message, body: Json, files: Sequence[Upload] = (), *, path: Path = ()
) -> Message:
    """Change a message and tell the bots; what `body` does not name stays.

    A message that said the bot is thinking does not count as edited.

    Raises:
        DiscordError: 50035, 50006.
    """
    channel, author = message.channel, message.author
    kept = draft(sandbox.world, sandbox.url, channel, body, files, author=author, path=path, before=message)
    refuse_empty(kept)
    was_loading = bool(message.payload["flags"] & LOADING)
    changes = _written(kept)
    if kept.stickers or "sticker_items" in message.payload:
        changes["sticker_items"] = kept.stickers
    if kept.poll is not None:
        changes["poll"] = kept.poll
    if not was_loading:
        changes["edited_timestamp"] = payloads.moment(sandbox.world.now())
    message.payload = {**message.payload, **changes}
    _mention(sandbox, message, kept.allowed, None)
    _tell(sandbox, "MESSAGE_UPDATE", message)
    return message


def tell_changed(sandbox: LocalDiscord, message: Message) -> None:
    """Tell the bots of a message that has changed without having been edited."""
    _tell(sandbox, "MESSAGE_UPDATE", message)


def delete(sandbox: LocalDiscord, message: Message) -> None:
    """Take a message away and tell the bots."""
    channel = message.channel
    channel.history.pop(message.id, None)
    channel.pins.pop(message.id, None)
    if message.ephemeral:
        sandbox.world.forget_whisper(message)
        sandbox.bell.ring()
        return
    data: Json = {"id": message.id, "channel_id": channel.id}
    if channel.guild is not None:
        data["guild_id"] = channel.guild.id
    tell_channel(sandbox, "MESSAGE_DELETE", channel, data)


def delete_several(sandbox: LocalDiscord, channel: Channel, ids: list[str]) -> None:
    """Take messages away at once, with one event for all."""
    for message_id in ids:
        channel.history.pop(message_id, None)
        channel.pins.pop(message_id, None)
    data: Json = {"ids": ids, "channel_id": channel.id}
    if channel.guild is not None:
        data["guild_id"] = channel.guild.id
    tell_channel(sandbox, "MESSAGE_DELETE_BULK", channel, data)


def tell_typing(sandbox: LocalDiscord, channel: Channel, user: User) -> None:
    """Tell the bots that a user is typing."""
    data: Json = {
        "channel_id": channel.id,
        "user_id": user.id,
        "timestamp": int(sandbox.world.now().timestamp()),
    }
    if channel.guild is not None:
        data["guild_id"] = channel.guild.id
        data["member"] = payloads.member(channel.guild.members[user.id])
    tell_channel(sandbox, "TYPING_START", channel, data, wants=TYPING)


def may_read(app: Application, message: Message, granted: int) -> bool:
    """Whether a bot sees what is in a message: its own, one that mentions it, a DM, or any with the intent.

    Args:
        app: The bot's application.
        message: The message.
        granted: Intents; MESSAGE_CONTENT is the one that counts.
    """
    own = message.author is app.bot or app.bot.id in message.mentioned
    return own or bool(granted & intents.MESSAGE_CONTENT) or message.channel.guild is None


def seen_by(app: Application, message: Message, granted: int) -> Json:
    """A message as HTTP gives it to a bot."""
    seen = message.payload
    if message.reactions:
        seen = {**seen, "reactions": emoji.counted(message, app.bot)}
    return seen if may_read(app, message, granted) else _private(seen)


def _private(seen: Json) -> Json:
    """A message without what only those see who may read it."""
    told = {**_without(seen, "poll"), **PRIVATE_PARTS}
    if "message_snapshots" in seen:
        told["message_snapshots"] = [
            {"message": _private(one["message"])} for one in seen["message_snapshots"]
        ]
    return told


def tell_channel(
    sandbox: LocalDiscord,
    event: str,
    channel: Channel,
    data: Json,
    *,
    wants: tuple[int, int] = MESSAGES,
    tailor: Tailor | None = None,
) -> None:
    """Bring an event to the bots that see a channel.

    Args:
        sandbox: Where it happened.
        event: Its name.
        channel: The channel, thread or DM.
        data: Its data.
        wants: The intents for it in a guild, and in a DM.
        tailor: Makes what each session sees of it.
    """
    in_guild, in_dm = wants
    if channel.type == DM:
        for user in channel.recipients:
            app = sandbox.world.by_bot.get(user.id)
            if app is not None:
                sandbox.gateway.dispatch(event, data, app=app, intents=in_dm, tailor=tailor)
        return

    def only_who_sees_it(session: Session, given: Json) -> Json | None:
        if not permissions.in_channel(sandbox.world, channel, session.app.bot) & permissions.VIEW_CHANNEL:
            return None
        return tailor(session, given) if tailor is not None else given

    sandbox.gateway.dispatch(event, data, guild=channel.guild, intents=in_guild, tailor=only_who_sees_it)


def _written(kept: Draft) -> Json:
    return {
        "content": kept.content,
        "embeds": kept.embeds,
        "components": kept.components,
        "attachments": kept.attachments,
        "flags": kept.flags,
    }


def _refer(payload: Json, replied_to: Message | None, forwarding: Message | None) -> None:
    """Let a message say which other it answers, or brings from elsewhere."""
    if replied_to is not None:
        payload["message_reference"] = _reference(replied_to, 0)
        payload["referenced_message"] = _without(replied_to.payload, "referenced_message")
    elif forwarding is not None:
        payload["flags"] |= HAS_SNAPSHOT
        payload["message_reference"] = _reference(forwarding, FORWARD)
        payload["message_snapshots"] = _snapshots(forwarding)


def _reference(other: Message, kind: int) -> Json:
    reference = {"type": kind, "channel_id": other.channel.id, "message_id": other.id}
    if other.channel.guild is not None:
        reference["guild_id"] = other.channel.guild.id
    return reference


def _without(payload: Json, name: str) -> Json:
    return {key: value for key, value in payload.items() if key != name}


def _snapshots(message: Message) -> list[Json]:
    """What a message is now; of one that brings another itself, that one."""
    if "message_snapshots" in message.payload:
        return list(message.payload["message_snapshots"])
    return [{"message": {name: message.payload[name] for name in IN_A_SNAPSHOT if name in message.payload}}]


def _mention(sandbox: LocalDiscord, message: Message, allowed: Allowed, replied_to: Message | None) -> None:
    """Work out whom the message notifies."""
    payload, channel = message.payload, message.channel
    shown = payload["content"]
    if payload["components"]:
        texts = (one["content"] for one in walk(payload["components"]) if one["type"] == TEXT_DISPLAY)
        shown = "\n".join((shown, *texts))
    users: dict[str, User] = {}
    roles: list[str] = []
    everyone = False
    if "@" in shown:
        for user_id in USER_MENTION.findall(shown):
            user = sandbox.world.users.get(user_id)
            if user is not None and ("users" in allowed.parse or user_id in allowed.users):
                users[user_id] = user
        guild = channel.guild
        if guild is not None:
            granted = permissions.in_channel(sandbox.world, channel, message.author)
            through_webhook = message.author.id == message.webhook_id
            may = through_webhook or bool(granted & permissions.MENTION_EVERYONE)
            for role_id in dict.fromkeys(ROLE_MENTION.findall(shown)):
                role = guild.roles.get(role_id)
                wanted = "roles" in allowed.parse or role_id in allowed.roles
                if role is not None and wanted and (may or role.mentionable):
                    roles.append(role_id)
            everyone = may and "everyone" in allowed.parse and ("@everyone" in shown or "@here" in shown)
    if replied_to is not None and allowed.replied_user:
        users[replied_to.author.id] = replied_to.author
    payload["mentions"] = [payloads.user(user) for user in users.values()]
    payload["mention_roles"] = roles
    payload["mention_everyone"] = everyone
    message.mentioned = frozenset(users)


def _tell(sandbox: LocalDiscord, event: str, message: Message) -> None:
    if message.ephemeral or not sandbox.gateway.sessions:
        sandbox.bell.ring()
        return
    channel, guild = message.channel, message.channel.guild
    data = {**message.payload, "channel_type": channel.type}
    if guild is not None:
        data["guild_id"] = guild.id
        member = guild.members.get(message.author.id)
        if member is not None:
            data["member"] = payloads.member(member, with_user=False)

    def without_content(session: Session, given: Json) -> Json:
        return given if may_read(session.app, message, session.intents) else _private(given)

    tell_channel(sandbox, event, channel, data, tailor=without_content)
