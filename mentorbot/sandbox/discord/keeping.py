"""Keeps a sandbox's world in a file, so that it is there again after a restart.

One SQLite file: the world without its messages as one row, each message as a row, each file as a row. What
has changed is written half a second later, and at the end.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from mentorbot.sandbox.discord.sandbox import Sandbox
from mentorbot.sandbox.discord.world.guilds import (
    DM,
    Channel,
    Forum,
    Guild,
    Member,
    Message,
    Overwrite,
    Role,
    ScheduledEvent,
)
from mentorbot.sandbox.discord.world.invites import ACTIVITY, Invite
from mentorbot.sandbox.discord.world.users import Application, User
from mentorbot.sandbox.discord.world.webhooks import Webhook
from mentorbot.sandbox.discord.world.world import World
from mentorbot.sandbox.keeping import FileKeeper, count_ahead
from mentorbot.sandbox.wire import Json

FORM = 2
TABLES = """
CREATE TABLE IF NOT EXISTS world (one INTEGER PRIMARY KEY CHECK (one = 1), body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS message (id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS file (place TEXT PRIMARY KEY, kind TEXT, content BLOB NOT NULL);
"""

USER = ("id", "username", "global_name", "bot", "accepts_dms", "locale", "avatar", "banner")
ROLE = (
    "id", "name", "permissions", "position", "color", "second_color", "third_color", "icon", "unicode_emoji",
    "hoist", "mentionable", "managed", "bot_id",
)  # fmt: skip
GUILD = (
    "id", "name", "owner_id", "description", "settings", "bans", "emojis", "stickers", "stages", "rules",
    "audit",
)  # fmt: skip
CHANNEL = (
    "id", "type", "name", "topic", "position", "nsfw", "slowmode", "owner_id", "archived", "locked",
    "invitable", "auto_archive_minutes", "last_message_id", "total_messages", "flags",
    "default_archive_minutes", "default_slowmode", "voice", "tags",
)  # fmt: skip
APPLICATION = (
    "id", "name", "token", "public_key", "privileged", "description", "emojis", "settings",
)  # fmt: skip

WEBHOOK = ("id", "token", "name", "app_id", "avatar")
INVITE = ("code", "lasts", "most_uses", "temporary", "uses", "target_type", "role_ids")
MEMBER = ("roles", "nick", "flags", "avatar", "banner", "bio")

Mark = tuple[Json, str]


class Keeper(FileKeeper):
    """Keeps the world of a sandbox in a file.

    `async with Keeper(sandbox, path)` brings back what the file holds, and keeps what happens from then on.

    Args:
        sandbox: Whose world is kept.
        path: The file, which is made if it is not there.
    """

    tables = TABLES

    def __init__(self, sandbox: Sandbox, path: Path) -> None:
        super().__init__(sandbox.bell, path)
        self.sandbox = sandbox
        self._world: World | None = None
        self._told = ""
        self._messages: dict[str, Mark] = {}
        self._files: set[str] = set()

    # --- writing --------------------------------------------------------------------------------

    def save(self) -> None:
        """Write what has changed."""
        world = self.sandbox.world
        if world is not self._world:
            self._world, self._told = world, ""
        with self._connection as connection:
            told = json.dumps(self._written(world), ensure_ascii=False)
            if told != self._told:
                connection.execute("INSERT OR REPLACE INTO world VALUES (1, ?)", (told,))
                self._told = told
            self._save_messages(connection, world)
            self._save_files(connection, world)

    def _save_messages(self, connection: sqlite3.Connection, world: World) -> None:
        there: dict[str, Message] = {one.id: one for one in _messages(world)}
        for identifier in self._messages.keys() - there.keys():
            connection.execute("DELETE FROM message WHERE id = ?", (identifier,))
            del self._messages[identifier]
        for identifier, message in there.items():
            mark = (message.payload, json.dumps(message.reactions))
            known = self._messages.get(identifier)
            if known is None or known[0] is not mark[0] or known[1] != mark[1]:
                body = json.dumps(_message(message), ensure_ascii=False)
                connection.execute("INSERT OR REPLACE INTO message VALUES (?, ?)", (identifier, body))
                self._messages[identifier] = mark

    def _save_files(self, connection: sqlite3.Connection, world: World) -> None:
        for place in self._files - world.files.keys():
            connection.execute("DELETE FROM file WHERE place = ?", (place,))
        for place in world.files.keys() - self._files:
            connection.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", (place, *world.files[place]))
        self._files = set(world.files)

    def _written(self, world: World) -> Json:
        """The world without its messages and files; the moment counts only when the clock was moved."""
        commands = self.sandbox.commands
        return {
            "form": FORM,
            "url": self.sandbox.url,
            "ahead": count_ahead(world.now()),
            "last_id": world.new_id.last,
            "users": [{**_plain(one, USER), "blocked": sorted(one.blocked)} for one in world.users.values()],
            "applications": [
                {**_plain(one, APPLICATION), "owner": one.owner.id} for one in world.applications.values()
            ],
            "guilds": [_guild(one) for one in world.guilds.values()],
            "channels": [_channel(one) for one in world.channels.values()],
            "webhooks": [
                {**_plain(one, WEBHOOK), "channel": one.channel.id, "maker": one.maker.id}
                for one in world.webhooks.values()
            ],
            "invites": [
                {
                    **_plain(one, INVITE),
                    "channel": one.channel.id,
                    "inviter": one.inviter.id,
                    "target": one.target.id if one.target is not None else None,
                    "created": _moment(one.created),
                }
                for one in world.invites.values()
            ],
            "commands": [[*key, list(shelf.values())] for key, shelf in commands.shelves()],
            "rules": [[*key, rules] for key, rules in commands.rules.items()],
        }

    # --- reading --------------------------------------------------------------------------------

    def _load(self) -> None:
        row = self._connection.execute("SELECT body FROM world").fetchone()
        if row is None:
            return
        url = json.loads(row[0]).get("url", "")

        def read(body: str) -> Any:
            """What was written, with the addresses of files at the port of today."""
            return json.loads(body.replace(f"{url}/", f"{self.sandbox.url}/") if url else body)

        kept = read(row[0])
        if kept.get("form") != FORM:
            raise self._of_another_version()
        self.found = True
        self.ahead = timedelta(seconds=kept["ahead"])
        world = self.sandbox.world
        _bring_people(world, kept)
        _bring_channels(world, kept)
        _bring_ways_in(world, kept)
        for application_id, guild_id, commands in kept["commands"]:
            shelf = self.sandbox.commands.shelf(application_id, guild_id)
            shelf.update((one["id"], one) for one in commands)
        for guild_id, subject, rules in kept["rules"]:
            self.sandbox.commands.rules[guild_id, subject] = rules
        for (body,) in self._connection.execute("SELECT body FROM message ORDER BY CAST(id AS INTEGER)"):
            _bring_message(world, read(body))
        files = self._connection.execute("SELECT place, kind, content FROM file").fetchall()
        world.keep_files({place: (kind, content) for place, kind, content in files})
        world.new_id.last = max(world.new_id.last, kept["last_id"])


def _plain(one: object, names: Iterable[str]) -> Json:
    return {name: getattr(one, name) for name in names}


def _known(one: Json, names: Iterable[str]) -> Json:
    """What is kept under these names, where it is: files of before have fewer."""
    return {name: one[name] for name in names if name in one}


def _settled(guild: Json) -> Json:
    """A guild with its settings in one place, which files of before did not have."""
    if "settings" in guild:
        return guild
    invites = guild["widget"]
    settings = {"preferred_locale": guild["locale"], "system_channel_id": guild["system_channel_id"]}
    return {
        **guild,
        "settings": {**settings, "widget_enabled": invites is not None, "widget_channel_id": invites},
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value is not None else None


def _read_moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value is not None else None


def _messages(world: World) -> Iterator[Message]:
    for channel in world.channels.values():
        yield from channel.history.values()
    for whispers in world.whispers.values():
        yield from whispers.values()


def _message(one: Message) -> Json:
    return {
        "channel": one.channel.id,
        "author": one.author.id,
        "payload": one.payload,
        "seen_only_by": one.seen_only_by,
        "webhook_id": one.webhook_id,
        "application_id": one.application_id,
        "mentioned": sorted(one.mentioned),
        "reactions": one.reactions,
        "votes": {str(answer): users for answer, users in one.votes.items()},
    }


def _guild(one: Guild) -> Json:
    return {
        **_plain(one, GUILD),
        "created": _moment(one.created),
        "roles": [_plain(each, ROLE) for each in one.roles.values()],
        "members": [
            {
                "user": each.user.id,
                "joined_at": _moment(each.joined_at),
                **_plain(each, MEMBER),
                "timed_out_until": _moment(each.timed_out_until),
            }
            for each in one.members.values()
        ],
        "events": [{"payload": each.payload, "interested": each.interested} for each in one.events.values()],
    }


def _channel(one: Channel) -> Json:
    return {
        **_plain(one, CHANNEL),
        "guild": one.guild.id if one.guild else None,
        "parent": one.parent.id if one.parent else None,
        "recipients": [each.id for each in one.recipients],
        "overwrites": [[each.id, each.type, each.allow, each.deny] for each in one.overwrites.values()],
        "forum": asdict(one.forum) if one.forum is not None else None,
        "created": _moment(one.created),
        "archive_changed": _moment(one.archive_changed),
        "thread_members": {key: _moment(value) for key, value in one.thread_members.items()},
        "pins": {key: _moment(value) for key, value in one.pins.items()},
    }


def _bring_people(world: World, kept: Json) -> None:
    """Users, applications and guilds with their members."""
    for one in kept["users"]:
        user = User(**{**one, "blocked": set(one["blocked"])})
        world.users[user.id] = user
    for one in kept["applications"]:
        bot, owner = world.users[one["id"]], world.users[one.pop("owner")]
        app = Application(bot=bot, owner=owner, **_known(one, APPLICATION))
        world.applications[app.id] = world.by_token[app.token] = world.by_bot[app.id] = app
    for one in kept["guilds"]:
        guild = Guild(created=datetime.fromisoformat(one["created"]), **_known(_settled(one), GUILD))
        world.guilds[guild.id] = guild
        guild.roles = {each["id"]: Role(**each) for each in one["roles"]}
        for each in one["members"]:
            user = world.users[each["user"]]
            joined = datetime.fromisoformat(each["joined_at"])
            until = _read_moment(each["timed_out_until"])
            more = _known(each, MEMBER)
            guild.members[user.id] = Member(user, guild, joined, timed_out_until=until, **more)
        for each in one["events"]:
            identifier = each["payload"]["id"]
            guild.events[identifier] = ScheduledEvent(identifier, guild, each["payload"], each["interested"])


def _bring_channels(world: World, kept: Json) -> None:
    for one in kept["channels"]:
        channel = Channel(**_known(one, CHANNEL))
        channel.guild = world.guilds.get(one["guild"])
        if one["forum"] is not None:
            channel.default_slowmode = one["forum"].pop("slowmode", channel.default_slowmode)
            channel.forum = Forum(**one["forum"])
        channel.recipients = tuple(world.users[each] for each in one["recipients"])
        channel.overwrites = {each[0]: Overwrite(*each) for each in one["overwrites"]}
        channel.created, channel.archive_changed = (
            _read_moment(one["created"]),
            _read_moment(one["archive_changed"]),
        )
        channel.thread_members = _moments(one["thread_members"])
        channel.pins = _moments(one["pins"])
        world.channels[channel.id] = channel
        if channel.guild is not None:
            rooms = channel.guild.threads if channel.is_thread else channel.guild.channels
            rooms[channel.id] = channel
        if channel.type == DM:
            world.dms[frozenset(one["recipients"])] = channel
    for one in kept["channels"]:
        world.channels[one["id"]].parent = world.channels.get(one["parent"])


def _bring_ways_in(world: World, kept: Json) -> None:
    """Webhooks and invitations."""
    for one in kept["webhooks"]:
        channel, maker = world.channels[one.pop("channel")], world.users[one.pop("maker")]
        world.webhooks[one["id"]] = Webhook(channel=channel, maker=maker, **one)
    for one in kept["invites"]:
        channel, inviter = world.channels[one.pop("channel")], world.users[one.pop("inviter")]
        target, role_ids = one.pop("target", None), tuple(one.pop("role_ids", ()))
        known = world.applications if one.get("target_type") == ACTIVITY else world.users
        created = datetime.fromisoformat(one.pop("created"))
        world.invites[one["code"]] = Invite(
            channel=channel,
            inviter=inviter,
            created=created,
            target=known.get(target),
            role_ids=role_ids,
            **one,
        )


def _moments(kept: dict[str, str]) -> dict[str, datetime]:
    return {key: datetime.fromisoformat(value) for key, value in kept.items()}


def _bring_message(world: World, kept: Json) -> None:
    channel = world.channels.get(kept["channel"])
    author = world.users.get(kept["author"])
    if author is None and kept["webhook_id"] == kept["author"]:
        written = kept["payload"]["author"]
        author = User(written["id"], written["username"], bot=True, avatar=written["avatar"], webhook=True)
    if channel is None or author is None:
        return
    message = Message(
        kept["payload"]["id"],
        channel,
        author,
        kept["payload"],
        kept["seen_only_by"],
        kept["webhook_id"],
        kept["application_id"],
        frozenset(kept["mentioned"]),
        kept["reactions"],
        {int(answer): users for answer, users in kept["votes"].items()},
    )
    if message.ephemeral:
        world.whisper(message)
    else:
        channel.history[message.id] = message
