"""The place that a person sees: their workspace with its channels and people, apps, and conversations."""

from itertools import islice

from mentorbot.sandbox.page.slack.eyes import HOME, Eyes, number
from mentorbot.sandbox.slack.world.channels import Channel
from mentorbot.sandbox.slack.world.teams import User
from mentorbot.sandbox.wire import Json

TEXT, DIRECT, OPEN = 0, 1, 3
MOST_MEMBERS = 200
MOST_UNREAD = 99


def see_place(eyes: Eyes, read: dict[str, int]) -> Json:
    """The workspace, and conversations.

    Args:
        read: The number of the last message that they have read, by channel.
    """
    team = eyes.person.team
    channels = [one for one in eyes.sandbox.world.channels.values() if one.team_id == team.id]
    shown = [one for one in channels if not one.is_direct and not one.archived and eyes.person.sees(one)]
    members = [one for one in team.users.values() if not one.deleted]
    return {
        "me": eyes.user(eyes.person.user),
        "people": [eyes.user(one) for one in eyes.people()],
        "guilds": [
            {
                "id": team.id,
                "name": team.name,
                "roles": [],
                "channels": [_channel(eyes, one, read) for one in sorted(shown, key=_order)],
                "threads": [],
                "members": [_member(eyes, one) for one in islice(members, MOST_MEMBERS)],
                "member_count": len(members),
                "events": [],
            }
        ],
        "dms": [*_homes(eyes), *(_channel(eyes, one, read) for one in _conversations(eyes, channels))],
    }


def _order(channel: Channel) -> tuple[bool, str]:
    """The channel of everybody first, the others by name."""
    return not channel.general, channel.name


def _member(eyes: Eyes, user: User) -> Json:
    role = "" if user.role == "member" else user.role.replace("_", " ")
    return {**eyes.user(user), "roles": [role] if role else [], "owner": user.is_owner}


def _homes(eyes: Eyes) -> list[Json]:
    """The Home tabs of the apps that have one."""
    return [
        {
            "id": f"{HOME}{one.app.id}",
            "type": TEXT,
            "name": f"{one.bot.shown_name}: Home",
            "guild": None,
            "parent": None,
            "topic": "",
            "unread": False,
            "mentions": 0,
            "silent": False,
            "may_write": False,
            "home": True,
        }
        for one in eyes.sandbox.world.installations(eyes.person.team.id)
        if one.app.has_home
    ]


def _conversations(eyes: Eyes, channels: list[Channel]) -> list[Channel]:
    """Their direct messages; with apps also before anybody wrote."""
    for one in eyes.sandbox.world.installations(eyes.person.team.id):
        found = eyes.person.dm(one.app)
        if found not in channels:
            channels.append(found)
    mine = [one for one in channels if one.is_direct and eyes.person.id in one.members]
    return sorted(mine, key=lambda one: next(reversed(one.messages), ""), reverse=True)


def _channel(eyes: Eyes, channel: Channel, read: dict[str, int]) -> Json:
    """A channel or conversation."""
    unread, mentions = _unread(eyes, channel, read.get(channel.id, 0))
    shown: Json = {
        "id": channel.id,
        "type": {"im": DIRECT, "mpim": OPEN}.get(channel.kind, TEXT),
        "name": channel.name,
        "guild": None if channel.is_direct else channel.team_id,
        "parent": None,
        "topic": channel.topic.value or channel.purpose.value,
        "unread": unread,
        "mentions": mentions,
        "silent": False,
        "may_write": eyes.may_write(channel),
    }
    if channel.is_direct:
        users = eyes.sandbox.world.users
        others = [users[one] for one in channel.members if one != eyes.person.id] or [eyes.person.user]
        shown["with"] = eyes.user(others[0])
        shown["name"] = ", ".join(one.shown_name for one in others)
    return shown


def _unread(eyes: Eyes, channel: Channel, last_read: int) -> tuple[bool, int]:
    newest = islice(reversed(channel.messages.values()), MOST_UNREAD)
    theirs = [one for one in newest if number(one) > last_read and one.user is not eyes.person.user]
    return bool(theirs), sum(1 for one in theirs if eyes.mentioned(one))
