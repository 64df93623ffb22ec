"""Saying something, changing and taking back what was said: `chat.*`."""

from mentorbot.sandbox.slack.api import finding
from mentorbot.sandbox.slack.api.calls import Call
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.messages import LARGEST_BLOCKS, LONGEST_UPDATE, Draft, read_draft
from mentorbot.sandbox.slack.api.rate_limits import Tier
from mentorbot.sandbox.slack.api.registry import method
from mentorbot.sandbox.slack.world import lives, payloads
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.slack.world.teams import User
from mentorbot.sandbox.wire import Json


@method("chat.postMessage", "chat:write", tier=Tier.SPECIAL)
def post_message(call: Call) -> Json:
    """Say something in a conversation, or to somebody in their direct message with the app."""
    channel = _place(call)
    draft = read_draft(call.world, call.arguments, largest=LARGEST_BLOCKS)
    if draft.is_empty:
        raise SlackError("no_text")
    _check_may_post(call, channel)
    thread = call.text("thread_ts")
    if thread and not finding.TS.fullmatch(thread):
        raise SlackError("invalid_thread_ts")
    if call.local.rate_limits.enabled:
        call.local.rate_limits.take_post(call.app.id, channel.id)
    message = _made(call, channel, draft, thread)
    message.broadcast = bool(thread) and call.flag("reply_broadcast")
    if message.broadcast:
        message.subtype = "thread_broadcast"
    lives.post(call.world, message)
    told = payloads.message(call.world, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": told}


@method("chat.postEphemeral", "chat:write", tier=Tier.FOUR)
def post_ephemeral(call: Call) -> Json:
    """Say something that one person of a conversation sees, until they reload."""
    channel = finding.find_channel(call)
    user = finding.find_user(call, call.required("user"))
    draft = read_draft(call.world, call.arguments)
    if draft.is_empty:
        raise SlackError("no_text")
    finding.check_open(channel)
    finding.check_member(call, channel)
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    message = _made(call, channel, draft, call.text("thread_ts"))
    message.seen_only_by = user.id
    lives.post(call.world, message)
    return {"message_ts": message.ts}


@method("chat.update", "chat:write", tier=Tier.THREE)
def update(call: Call) -> Json:
    """Change what the app said; what is left out stays, but a text alone takes the place of blocks."""
    channel = finding.find_channel(call)
    message = finding.find_message(call, channel)
    if message.user is not call.bot:
        raise SlackError("cant_update_message")
    if channel.archived:
        raise SlackError("is_inactive")
    draft = read_draft(call.world, call.arguments, longest=LONGEST_UPDATE, largest=LARGEST_BLOCKS)
    if draft.is_empty and draft.blocks is None and draft.attachments is None:
        raise SlackError("no_text")
    before = payloads.message(call.world, message)
    if draft.text is not None:
        message.text, message.blocks = draft.text, []
    if draft.blocks is not None:
        message.blocks = draft.blocks
    if draft.attachments is not None:
        message.attachments = draft.attachments
    if draft.metadata is not None:
        message.metadata = draft.metadata or None
    if "file_ids" in call.arguments:
        wanted = call.names("file_ids")
        message.files = [one for one in message.files if one.id in wanted]
    lives.edit(call.world, message, call.bot, before)
    told = payloads.message(call.world, message, metadata=True)
    del told["ts"]
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": told}


@method("chat.delete", "chat:write", tier=Tier.THREE)
def delete(call: Call) -> Json:
    """Take back what the app said."""
    channel = finding.find_channel(call)
    message = finding.find_message(call, channel)
    if message.user is not call.bot:
        raise SlackError("cant_delete_message")
    lives.delete(call.world, message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink", tier=Tier.SPECIAL)
def get_permalink(call: Call) -> Json:
    """The address of a message."""
    channel = finding.find_channel(call)
    message = finding.find_message(call, channel, "message_ts")
    return {"channel": channel.id, "permalink": payloads.permalink(call.world, message)}


def _place(call: Call) -> Channel:
    """Where to say it: a conversation, a channel by its name, or somebody's direct message."""
    named = call.required("channel")
    if named.startswith(("U", "W")) and named in call.world.users:
        return _direct(call, call.world.users[named])
    if named.startswith("#"):
        for team in call.installation.teams:
            channel = call.world.channel_named(team.id, named[1:])
            if channel is not None and finding.can_see(call, channel):
                return channel
        raise SlackError("channel_not_found")
    return finding.find_channel(call)


def _direct(call: Call, user: User) -> Channel:
    if not finding.can_meet(call, user) or user.deleted:
        raise SlackError("channel_not_found")
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    team = next((one for one in call.installation.teams if user.id in one.users), None)
    if team is None:
        raise SlackError("channel_not_found")
    return lives.open_direct(call.world, team, [call.bot, user])[0]


def _check_may_post(call: Call, channel: Channel) -> None:
    finding.check_open(channel)
    if call.bot.id not in channel.members and "chat:write.public" not in call.token.scopes:
        raise SlackError("not_in_channel")
    if channel.posters is not None and call.bot.id not in channel.posters:
        raise SlackError("restricted_action")
    if channel.kind == "im":
        if not call.app.part("features", "app_home", "messages_tab_enabled"):
            raise SlackError("messages_tab_disabled")
        if any(call.world.users[one].deleted for one in channel.members):
            raise SlackError("is_archived")


def _made(call: Call, channel: Channel, draft: Draft, thread: str) -> Message:
    root = channel.messages.get(thread) if thread else None
    return Message(
        call.world.new_ts(),
        channel,
        call.bot,
        draft.text or "",
        draft.blocks or [],
        draft.attachments or [],
        draft.metadata or None,
        app_id=call.app.id,
        thread_ts=(root.thread_ts or root.ts) if root else thread,
    )
