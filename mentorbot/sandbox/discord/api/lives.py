"""What happens in guilds, and which bots are told: joining, leaving, roles, channels."""

from mentorbot.sandbox.discord.api.local import LocalDiscord
from mentorbot.sandbox.discord.gateway.sessions import Session
from mentorbot.sandbox.discord.world import intents, payloads, permissions
from mentorbot.sandbox.discord.world.guilds import Channel, Guild, Member, Role
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.wire import Json


def join(sandbox: LocalDiscord, user: User, guild: Guild, roles: list[str]) -> Member:
    """Let a user join a guild; a bot that is connected gets the guild."""
    already = guild.members.get(user.id)
    if already is not None:
        return already
    member = Member(user, guild, sandbox.world.now(), roles)
    guild.members[user.id] = member
    app = sandbox.world.by_bot.get(user.id)
    if app is not None:
        for session in list(sandbox.gateway.sessions.values()):
            if session.app is app and session.serves(guild) and session.intents & intents.GUILDS:
                created = payloads.guild_create(guild, app, session.intents)
                sandbox.gateway.dispatch_to(session, "GUILD_CREATE", created)
    data = {**payloads.member(member), "guild_id": guild.id}
    sandbox.gateway.dispatch("GUILD_MEMBER_ADD", data, guild=guild, intents=intents.MEMBERS)
    return member


def leave(sandbox: LocalDiscord, user: User, guild: Guild) -> None:
    """Let a user leave a guild, or be removed; a bot that is removed is told that the guild is gone."""
    member = guild.members.pop(user.id, None)
    if member is None:
        return
    for thread in guild.threads.values():
        thread.thread_members.pop(user.id, None)
    app = sandbox.world.by_bot.get(user.id)
    if app is not None:
        sandbox.gateway.dispatch(
            "GUILD_DELETE", {"id": guild.id}, guild=guild, app=app, intents=intents.GUILDS
        )
    data = {"guild_id": guild.id, "user": payloads.user(user)}
    sandbox.gateway.dispatch("GUILD_MEMBER_REMOVE", data, guild=guild, intents=intents.MEMBERS)


def member_changed(sandbox: LocalDiscord, member: Member) -> None:
    """Tell the bots that a member has another nick, role or timeout; a bot always learns of itself."""
    guild = member.guild
    data = {**payloads.member(member), "guild_id": guild.id}
    sandbox.gateway.dispatch("GUILD_MEMBER_UPDATE", data, guild=guild, intents=intents.MEMBERS)
    for session in list(sandbox.gateway.sessions.values()):
        if session.app.bot is member.user and session.serves(guild) and not session.intents & intents.MEMBERS:
            sandbox.gateway.dispatch_to(session, "GUILD_MEMBER_UPDATE", data)


def role_changed(sandbox: LocalDiscord, event: str, guild: Guild, role: Role) -> None:
    """Tell the bots of a role: `GUILD_ROLE_CREATE`, `_UPDATE` or `_DELETE`."""
    data: Json = {"guild_id": guild.id}
    if event == "GUILD_ROLE_DELETE":
        data["role_id"] = role.id
    else:
        data["role"] = payloads.role(role)
    sandbox.gateway.dispatch(event, data, guild=guild, intents=intents.GUILDS)


def channel_changed(sandbox: LocalDiscord, event: str, channel: Channel) -> None:
    """Tell the bots of a guild's channel: `CHANNEL_CREATE`, `_UPDATE` or `_DELETE`."""
    sandbox.gateway.dispatch(event, payloads.channel(channel), guild=channel.guild, intents=intents.GUILDS)


def thread_changed(
    sandbox: LocalDiscord, event: str, thread: Channel, *, newly_created: bool = False
) -> None:
    """Tell the bots that see a thread of it: `THREAD_CREATE`, `_UPDATE` or `_DELETE`."""

    def seen(session: Session, given: Json) -> Json | None:
        bot = session.app.bot
        if not permissions.in_channel(sandbox.world, thread, bot) & permissions.VIEW_CHANNEL:
            return None
        if event == "THREAD_DELETE" or bot.id not in thread.thread_members:
            return given
        return {**given, "member": payloads.thread_member(thread, bot.id)}

    data = payloads.thread(thread)
    if event == "THREAD_DELETE":
        data = {name: data[name] for name in ("id", "guild_id", "parent_id", "type")}
    if newly_created:
        data["newly_created"] = True
    sandbox.gateway.dispatch(event, data, guild=thread.guild, intents=intents.GUILDS, tailor=seen)


def join_thread(sandbox: LocalDiscord, thread: Channel, user: User) -> None:
    """Let a user join a thread; a bot that joins a private one is told that it exists."""
    if user.id in thread.thread_members:
        return
    thread.thread_members[user.id] = sandbox.world.now()
    app = sandbox.world.by_bot.get(user.id)
    if app is not None and thread.guild is not None:
        data = payloads.thread(thread, user)
        sandbox.gateway.dispatch("THREAD_CREATE", data, guild=thread.guild, app=app, intents=intents.GUILDS)
    _thread_members_changed(sandbox, thread, added=[user.id])


def leave_thread(sandbox: LocalDiscord, thread: Channel, user_id: str) -> None:
    """Let a user leave a thread, or be taken out."""
    if user_id not in thread.thread_members:
        return
    _thread_members_changed(sandbox, thread, removed=[user_id])
    del thread.thread_members[user_id]


def _thread_members_changed(
    sandbox: LocalDiscord,
    thread: Channel,
    *,
    added: list[str] | None = None,
    removed: list[str] | None = None,
) -> None:
    assert thread.guild is not None  # noqa: S101  (threads are in guilds)
    came, went = added or [], removed or []
    data: Json = {"id": thread.id, "guild_id": thread.guild.id, "member_count": len(thread.thread_members)}
    if came:
        data["added_members"] = [payloads.thread_member(thread, each, with_member=True) for each in came]
    if went:
        data["removed_member_ids"] = went

    def seen(session: Session, given: Json) -> Json | None:
        own = session.app.bot.id in (*came, *went)
        return given if own or session.intents & intents.MEMBERS else None

    sandbox.gateway.dispatch(
        "THREAD_MEMBERS_UPDATE", data, guild=thread.guild, intents=intents.GUILDS, tailor=seen
    )


def remove_channel(sandbox: LocalDiscord, channel: Channel) -> None:
    """Take a guild's channel away with its threads, or a single thread."""
    guild = channel.guild
    assert guild is not None  # noqa: S101  (DMs are not removed)
    sandbox.world.channels.pop(channel.id, None)
    if channel.is_thread:
        guild.threads.pop(channel.id, None)
        thread_changed(sandbox, "THREAD_DELETE", channel)
        return
    guild.channels.pop(channel.id, None)
    for thread in [one for one in guild.threads.values() if one.parent is channel]:
        del guild.threads[thread.id]
        sandbox.world.channels.pop(thread.id, None)
    for child in guild.channels.values():
        if child.parent is channel:
            child.parent = None
    channel_changed(sandbox, "CHANNEL_DELETE", channel)


def guild_changed(sandbox: LocalDiscord, guild: Guild) -> None:
    """Tell the bots that a guild has another name, description or owner."""
    sandbox.gateway.dispatch("GUILD_UPDATE", payloads.guild(guild), guild=guild, intents=intents.GUILDS)


def voice_status_changed(sandbox: LocalDiscord, channel: Channel) -> None:
    """Tell the bots what goes on in a voice channel."""
    assert channel.guild is not None  # noqa: S101  (DMs have no status)
    data = {"id": channel.id, "guild_id": channel.guild.id, "status": channel.voice["status"]}
    sandbox.gateway.dispatch("VOICE_CHANNEL_STATUS_UPDATE", data, guild=channel.guild, intents=intents.GUILDS)
