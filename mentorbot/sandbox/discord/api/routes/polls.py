"""Polls in messages: made by bots, voted in by people, ended by the bot that made them.

Source: https://docs.discord.com/developers/resources/poll
"""

from mentorbot.sandbox.discord.api import errors, messages
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import channel_of, limit_of, message_of, number, place_of
from mentorbot.sandbox.discord.api.local import LocalDiscord
from mentorbot.sandbox.discord.api.routing import route
from mentorbot.sandbox.discord.world import intents, payloads
from mentorbot.sandbox.discord.world.guilds import Message
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.wire import Json

POLL = "/channels/{channel_id}/polls/{message_id}"
VOTING = (intents.GUILD_POLLS, intents.DIRECT_POLLS)


def _counted(message: Message, *, final: bool) -> None:
    shown = message.payload["poll"]
    counts = [
        {"id": answer, "count": len(users), "me_voted": False}
        for answer, users in sorted(message.votes.items())
        if users
    ]
    message.payload = {
        **message.payload,
        "poll": {**shown, "results": {"answer_counts": counts, "is_finalized": final}},
    }


def vote(sandbox: LocalDiscord, message: Message, user: User, answers: list[int]) -> None:
    """Let a person vote for these answers and no others, and tell the bots.

    Raises:
        DiscordError: 520001, the poll has ended.
    """
    if message.payload["poll"]["results"]["is_finalized"]:
        raise DiscordError(errors.POLL_EXPIRED)
    for one in message.payload["poll"]["answers"]:
        number = one["answer_id"]
        users = message.votes.setdefault(number, [])
        if (number in answers) == (user.id in users):
            continue
        event = "MESSAGE_POLL_VOTE_ADD" if number in answers else "MESSAGE_POLL_VOTE_REMOVE"
        users.append(user.id) if number in answers else users.remove(user.id)
        _counted(message, final=False)
        channel = message.channel
        data: Json = {
            "user_id": user.id,
            "channel_id": channel.id,
            "message_id": message.id,
            "answer_id": number,
        }
        if channel.guild is not None:
            data["guild_id"] = channel.guild.id
        messages.tell_channel(sandbox, event, channel, data, wants=VOTING)


def _poll(call: Call, channel_id: str, message_id: str) -> Message:
    message = message_of(channel_of(call, channel_id), message_id)
    if "poll" not in message.payload:
        raise DiscordError(errors.NOT_A_POLL)
    return message


@route("GET", f"{POLL}/answers/{{answer_id}}")
def voters(call: Call, channel_id: str, message_id: str, answer_id: str) -> Json:
    """Who voted for an answer."""
    message = _poll(call, channel_id, message_id)
    limit, after = limit_of(call, usual=25, most=100), place_of(call, "after") or 0
    problems = Problems()
    answer = checks.whole(problems, ("answer_id",), number(answer_id), 0, (1 << 31) - 1)
    errors.refuse_if(problems)
    users = message.votes.get(answer or 0, [])
    ids = sorted((one for one in users if int(one) > after), key=int)[:limit]
    return {"users": [payloads.user(call.sandbox.world.users[one]) for one in ids]}


@route("POST", f"{POLL}/expire")
def expire(call: Call, channel_id: str, message_id: str) -> Json:
    """End a poll of the bot's own now."""
    message = _poll(call, channel_id, message_id)
    if message.author is not call.app.bot:
        raise DiscordError(errors.NOT_THE_AUTHOR)
    if message.payload["poll"]["results"]["is_finalized"]:
        raise DiscordError(errors.POLL_EXPIRED)
    now = payloads.moment(call.sandbox.world.now())
    message.payload = {**message.payload, "poll": {**message.payload["poll"], "expiry": now}}
    _counted(message, final=True)
    messages.tell_changed(call.sandbox, message)
    return message.payload
