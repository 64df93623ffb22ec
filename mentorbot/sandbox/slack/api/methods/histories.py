"""Looking at conversations: `conversations.*` that change nothing, and `users.conversations`."""

from collections.abc import Iterable

from mentorbot.sandbox.slack.api import finding
from mentorbot.sandbox.slack.api.calls import Call
from mentorbot.sandbox.slack.api.paging import take_page
from mentorbot.sandbox.slack.api.rate_limits import Tier
from mentorbot.sandbox.slack.api.registry import method
from mentorbot.sandbox.slack.world import payloads
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.slack.world.teams import User
from mentorbot.sandbox.wire import Json

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
FREE_HISTORY = 90 * 24 * 3600
"""How far back a workspace on the free plan can look, in seconds."""
DRIPS = 15
"""So many messages at once get apps that are distributed for money outside the Marketplace."""


@method("conversations.info", *READ)
def info(call: Call) -> Json:
    """What is told of a conversation."""
    channel = finding.find_channel(call, scope="read")
    count = call.flag("include_num_members")
    told = payloads.channel(channel, call.bot, count=count)
    if call.flag("include_locale"):
        told["locale"] = call.world.teams[channel.team_id].locale
    return {"channel": told}


@method("conversations.list", *READ, tier=Tier.TWO)
def list_conversations(call: Call) -> Json:
    """The conversations of a workspace that the bot can see."""
    team = call.team()
    return _listed(call, call.bot, [one for one in call.world.channels.values() if one.team_id == team.id])


@method("users.conversations", *READ)
def list_of_user(call: Call) -> Json:
    """The conversations that somebody is in, as far as the bot can see them."""
    user = finding.find_user(call, call.text("user") or call.bot.id)
    theirs = [one for one in call.world.channels.values() if user.id in one.members]
    return _listed(call, user, theirs)


def _listed(call: Call, viewer: User, channels: Iterable[Channel]) -> Json:
    kinds = finding.wanted_kinds(call, "public_channel")
    for kind in sorted(kinds):
        call.needs(f"{finding.WORDS[kind]}:read")
    found = [
        one
        for one in channels
        if one.kind in kinds
        and finding.can_see(call, one)
        and not (one.archived and call.flag("exclude_archived"))
    ]
    page, cursor = take_page(call, found, usual=100, most=999)
    counted = call.method.name == "conversations.list"
    told = [payloads.channel(one, viewer, count=counted) for one in page]
    if not counted:
        for one in told:
            one.pop("is_member", None)
    return {"channels": told, "response_metadata": {"next_cursor": cursor}}


@method("conversations.members", *READ, tier=Tier.FOUR)
def members(call: Call) -> Json:
    """Who is in a conversation."""
    channel = finding.find_channel(call, scope="read")
    page, cursor = take_page(call, list(channel.members), usual=100, most=1000)
    return {"members": list(page), "response_metadata": {"next_cursor": cursor}}


@method("conversations.history", *HISTORY)
def history(call: Call) -> Json:
    """What was said in a conversation, newest first; not what is in threads."""
    channel = finding.find_channel(call, scope="history")
    finding.check_member(call, channel)
    said = [one for one in channel.messages.values() if _is_on_top(one)]
    if call.world.teams[channel.team_id].plan == "free":
        since = call.world.clock() - FREE_HISTORY
        said = [one for one in said if float(one.ts) >= since]
    return {**_told(call, list(reversed(_between(call, said)))), "pin_count": len(channel.pins)}


def _is_on_top(message: Message) -> bool:
    return not message.thread_ts or message.thread_ts == message.ts or message.broadcast


@method("conversations.replies", *HISTORY)
def replies(call: Call) -> Json:
    """A message and what was answered to it, oldest first."""
    channel = finding.find_channel(call, scope="history")
    finding.check_member(call, channel)
    root = finding.find_message(call, channel, missing="thread_not_found")
    return _told(call, [root, *_between(call, channel.replies(root.ts))])


def _between(call: Call, messages: list[Message]) -> list[Message]:
    """Those of some messages that are from the time that a call asks for."""
    oldest, latest = finding.moment(call, "oldest"), finding.moment(call, "latest")
    inclusive = call.flag("inclusive")

    def fits(message: Message) -> bool:
        at = float(message.ts)
        if oldest is not None and (at < oldest or (at == oldest and not inclusive)):
            return False
        return latest is None or at < latest or (at == latest and inclusive)

    return [one for one in messages if fits(one)]


def _told(call: Call, messages: list[Message]) -> Json:
    drips = call.app.outside_marketplace
    limit = call.number("limit", DRIPS if drips else 100, least=0, most=999)
    if drips and limit > DRIPS:
        call.arguments["limit"] = DRIPS
    page, cursor = take_page(call, messages, usual=DRIPS if drips else 100, most=999)
    metadata = call.flag("include_all_metadata")
    told = [payloads.message(call.world, one, metadata=metadata) for one in page]
    answer: Json = {"messages": told, "has_more": bool(cursor)}
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer
