"""Voice and stages, as far as a Discord without sound has them: nobody is ever connected.

Source: https://docs.discord.com/developers/resources/voice, https://docs.discord.com/developers/resources/stage-instance
"""

from mentorbot.sandbox.discord.api import errors, messages
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import body_of, channel_of, guild_of
from mentorbot.sandbox.discord.api.routes import audit
from mentorbot.sandbox.discord.api.routing import route
from mentorbot.sandbox.discord.world import intents, permissions
from mentorbot.sandbox.discord.world.guilds import STAGE, VOICE, Channel
from mentorbot.sandbox.wire import Json

STATES = "/guilds/{guild_id}/voice-states"
INSTANCE = "/stage-instances/{channel_id}"
NOBODY = "Nobody is ever connected to voice here."
MODERATE = permissions.MANAGE_CHANNELS
OPENED = ("STAGE_INSTANCE_CREATE", audit.STAGE_CREATE)
CHANGED = ("STAGE_INSTANCE_UPDATE", audit.STAGE_UPDATE)
CLOSED = ("STAGE_INSTANCE_DELETE", audit.STAGE_DELETE)


@route("GET", f"{STATES}/@me", refuses=NOBODY)
def own_state(call: Call, guild_id: str) -> None:
    """The bot's voice state: it has none."""
    guild_of(call, guild_id)
    raise DiscordError(errors.UNKNOWN_VOICE_STATE)


@route("GET", f"{STATES}/{{user_id}}", refuses=NOBODY)
def state(call: Call, guild_id: str, user_id: str) -> None:
    """Somebody's voice state: they have none."""
    own_state(call, guild_id)


@route("PATCH", f"{STATES}/@me", refuses=NOBODY)
def edit_own_state(call: Call, guild_id: str) -> None:
    """Ask to speak on a stage."""
    own_state(call, guild_id)


@route("PATCH", f"{STATES}/{{user_id}}", refuses=NOBODY)
def edit_state(call: Call, guild_id: str, user_id: str) -> None:
    """Let somebody speak on a stage."""
    own_state(call, guild_id)


@route("POST", "/channels/{channel_id}/send-soundboard-sound", refuses=NOBODY)
def play(call: Call, channel_id: str) -> None:
    """Play a sound in a voice channel, which needs somebody in it."""
    if channel_of(call, channel_id).type not in {VOICE, STAGE}:
        raise DiscordError(errors.NOT_ON_THIS_CHANNEL_TYPE)
    raise DiscordError(errors.NOT_IN_VOICE)


def _stage(call: Call, channel_id: str, wanted: int = 0) -> tuple[Channel, Json]:
    channel = channel_of(call, channel_id, wanted)
    found = channel.guild.stages.get(channel.id) if channel.guild is not None else None
    if found is None:
        raise DiscordError(errors.UNKNOWN_STAGE)
    return channel, found


def _tell(
    call: Call, what: tuple[str, int], channel: Channel, before: Json | None, after: Json | None
) -> None:
    guild = channel.guild
    assert guild is not None  # noqa: S101  (a stage is in a guild)
    event, action = what
    shown = after or before or {}
    call.sandbox.gateway.dispatch(event, shown, guild=guild, intents=intents.GUILDS)
    options = {"channel_id": channel.id}
    audit.record(call, guild, action, shown["id"], before=before, after=after, options=options)


@route("POST", "/stage-instances")
def create(call: Call) -> Json:
    """Open a stage."""
    body, problems = body_of(call), Problems()
    topic = checks.text(problems, ("topic",), body.get("topic"), 1, 120)
    privacy = checks.one_of(problems, ("privacy_level",), body.get("privacy_level"), (1, 2), default=2)
    identifier = checks.snowflake(problems, ("channel_id",), body.get("channel_id"))
    where = ("guild_scheduled_event_id",)
    event_id = checks.snowflake(problems, where, body.get("guild_scheduled_event_id"), optional=True)
    where = ("send_start_notification",)
    told = checks.flag(problems, where, body.get("send_start_notification"))
    errors.refuse_if(problems)
    channel = channel_of(call, identifier or "", MODERATE | (permissions.MENTION_EVERYONE if told else 0))
    if channel.type != STAGE or channel.guild is None:
        raise DiscordError(errors.NOT_ON_THIS_CHANNEL_TYPE)
    if channel.id in channel.guild.stages:
        raise DiscordError(150006, "The Stage is already open")
    if event_id is not None and event_id not in channel.guild.events:
        raise DiscordError(errors.UNKNOWN_SCHEDULED_EVENT)
    made: Json = {
        "id": call.sandbox.world.new_id(),
        "guild_id": channel.guild.id,
        "channel_id": channel.id,
        "topic": topic,
        "privacy_level": privacy,
        "discoverable_disabled": True,
        "guild_scheduled_event_id": event_id,
    }
    channel.guild.stages[channel.id] = made
    _tell(call, OPENED, channel, None, made)
    if told:
        said = {"content": topic}
        messages.create(call.sandbox, channel, call.app.bot, said, kind=messages.STAGE_STARTED)
    return made


@route("GET", INSTANCE)
def instance(call: Call, channel_id: str) -> Json:
    """The stage that is open in a channel."""
    return _stage(call, channel_id)[1]


@route("PATCH", INSTANCE)
def edit(call: Call, channel_id: str) -> Json:
    """Give a stage another topic."""
    channel, before = _stage(call, channel_id, MODERATE)
    body, problems = body_of(call), Problems()
    topic = checks.text(problems, ("topic",), body.get("topic", before["topic"]), 1, 120)
    privacy = checks.one_of(
        problems, ("privacy_level",), body.get("privacy_level"), (1, 2), default=before["privacy_level"]
    )
    errors.refuse_if(problems)
    after = {**before, "topic": topic, "privacy_level": privacy}
    assert channel.guild is not None  # noqa: S101  (a stage is in a guild)
    channel.guild.stages[channel.id] = after
    _tell(call, CHANGED, channel, before, after)
    return after


@route("DELETE", INSTANCE)
def close(call: Call, channel_id: str) -> None:
    """Close a stage."""
    channel, before = _stage(call, channel_id, MODERATE)
    assert channel.guild is not None  # noqa: S101  (a stage is in a guild)
    del channel.guild.stages[channel.id]
    _tell(call, CLOSED, channel, before, None)
