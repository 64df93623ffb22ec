"""Messages that are forwarded: a copy of what they were at that moment, in another place.

Source: https://docs.discord.com/developers/resources/message#message-reference-types
"""

from mentorbot.sandbox.discord.api import errors, messages
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import channel_of, message_of
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Message
from mentorbot.sandbox.wire import Json

HERE = ("message_reference",)
NOTHING_BESIDES = ("content", "embeds", "components", "attachments", "sticker_ids", "poll")
FORWARDABLE = frozenset({messages.DEFAULT, messages.REPLY, messages.SLASH, messages.CONTEXT_MENU})


def forwarded(call: Call, body: Json) -> Message | None:
    """The message that a bot forwards with what it sends; None when it forwards none.

    Args:
        call: The request.
        body: Its body.

    Raises:
        DiscordError: 50035, it is told wrongly, or cannot be forwarded; 10003, 10008, 50001, 50013, it is
            not there, or not for the bot; 160014, the bot may not read it.
    """
    reference = body.get("message_reference")
    if not isinstance(reference, dict) or reference.get("type") != messages.FORWARD:
        return None
    problems = Problems()
    where = checks.snowflake(problems, (*HERE, "channel_id"), reference.get("channel_id"))
    which = checks.snowflake(problems, (*HERE, "message_id"), reference.get("message_id"))
    checks.snowflake(problems, (*HERE, "guild_id"), reference.get("guild_id"), optional=True)
    checks.flag(problems, (*HERE, "fail_if_not_exists"), reference.get("fail_if_not_exists"))
    if any(body.get(name) for name in NOTHING_BESIDES) or call.files:
        problems.add(HERE, "BASE_TYPE_CHOICES", "A forwarded message cannot have anything of its own.")
    errors.refuse_if(problems)
    source = channel_of(call, where or "", permissions.READ_HISTORY)
    message = message_of(source, which or "")
    if message.payload["type"] not in FORWARDABLE or "poll" in message.payload:
        problems.add(HERE, "BASE_TYPE_CHOICES", "This message cannot be forwarded.")
        errors.refuse_if(problems)
    if not messages.may_read(call.app, message, call.app.privileged):
        raise DiscordError(errors.CANNOT_FORWARD_UNREAD)
    return message
