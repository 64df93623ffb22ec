"""The place that a person sees: guilds with their channels, members and events, and conversations."""

from itertools import islice

from mentorbot.sandbox.discord.world.guilds import DM, Channel, Guild
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.page.view import SILENT, View, seconds
from mentorbot.sandbox.wire import Json

MOST_MEMBERS = 200
MOST_UNREAD = 99


class Place:
    """The place as one person sees it.

    Args:
        view: The person's eyes.
    """

    def __init__(self, view: View) -> None:
        self.view = view

    def seen(self, read: dict[str, int]) -> Json:
        """Guilds with their channels, and conversations.

        Args:
            read: The number of the last message that they have read, by channel.
        """
        world = self.view.sandbox.world
        return {
            "me": self.view.user(self.view.who),
            "people": [self.view.user(one) for one in self.view.people()],
            "guilds": [self._guild(one, read) for one in world.guilds_of(self.view.who.id)],
            "dms": [self._channel(one, read) for one in self._conversations()],
        }

    def _conversations(self) -> list[Channel]:
        """Their direct messages; with the bots that share a guild with them also before anybody wrote."""
        world = self.view.sandbox.world
        for app in world.applications.values():
            if world.share_a_guild(app.bot.id, self.view.who.id):
                world.dm(self.view.who, app.bot)
        mine = [one for one in world.dms.values() if self.view.who in one.recipients]
        return sorted(mine, key=lambda one: -int(one.last_message_id or one.id))

    def _guild(self, guild: Guild, read: dict[str, int]) -> Json:
        channels = sorted(guild.channels.values(), key=lambda one: (one.position, int(one.id)))
        threads = [one for one in guild.threads.values() if not one.archived]
        member = guild.members[self.view.who.id]
        return {
            "id": guild.id,
            "name": guild.name,
            "roles": [guild.roles[one].name for one in member.roles if one in guild.roles],
            "channels": [self._channel(one, read) for one in channels if self.view.sees(one)],
            "threads": [self._channel(one, read) for one in threads if self.view.sees(one)],
            "members": [
                self._member(one.user, guild) for one in islice(guild.members.values(), MOST_MEMBERS)
            ],
            "member_count": len(guild.members),
            "events": [self._event(one.payload, one.interested) for one in guild.events.values()],
        }

    def _member(self, user: User, guild: Guild) -> Json:
        held = (guild.roles.get(one) for one in guild.members[user.id].roles)
        shown = [one.name for one in held if one is not None and not one.managed]
        return {**self.view.user(user, guild), "roles": shown, "owner": user.id == guild.owner_id}

    def _event(self, event: Json, interested: list[str]) -> Json:
        place = (event.get("entity_metadata") or {}).get("location")
        channel = self.view.sandbox.world.channels.get(event.get("channel_id") or "")
        return {
            "id": event["id"],
            "guild": event["guild_id"],
            "name": event["name"],
            "about": self.view.reader.read(event.get("description") or ""),
            "start": seconds(event["scheduled_start_time"]),
            "end": seconds(event["scheduled_end_time"]),
            "status": event["status"],
            "place": place or (channel.name if channel else None),
            "interested": len(interested),
            "mine": self.view.who.id in interested,
        }

    def _channel(self, channel: Channel, read: dict[str, int]) -> Json:
        """A channel, thread or conversation."""
        unread, mentions = self._unread(channel, read.get(channel.id))
        written: Json = {
            "id": channel.id,
            "type": channel.type,
            "name": channel.name,
            "guild": channel.guild.id if channel.guild else None,
            "parent": channel.parent.id if channel.parent else None,
            "topic": channel.topic,
            "unread": unread,
            "mentions": mentions,
            "silent": channel.type in SILENT,
            "may_write": self.view.may_write(channel),
        }
        if channel.type == DM:
            other = next((one for one in channel.recipients if one is not self.view.who), self.view.who)
            written["with"] = self.view.user(other)
            written["name"] = self.view.shown_name(other)
        return written

    def _unread(self, channel: Channel, last_read: int | None) -> tuple[bool, int]:
        if last_read is None or int(channel.last_message_id or 0) <= last_read:
            return False, 0
        newer = [
            one for one in islice(reversed(channel.history.values()), MOST_UNREAD) if int(one.id) > last_read
        ]
        theirs = [one for one in newer if one.author is not self.view.who]
        if channel.type == DM:
            return bool(theirs), len(theirs)
        return bool(theirs), sum(1 for one in theirs if self.view.mentioned(one))
