"""What begins a thread, and what keeps it alive; the endpoints are in `routes/threads.py`.

Source: https://docs.discord.com/developers/topics/threads
"""

from collections.abc import Sequence

from mentorbot.sandbox.discord.api import errors, lives
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.local import LocalDiscord
from mentorbot.sandbox.discord.world.guilds import Channel
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.wire import Json

ARCHIVE_AFTER = (60, 1440, 4320, 10080)
SLOWEST = 21600


def start(
    sandbox: LocalDiscord,
    parent: Channel,
    owner: User,
    name: str,
    *,
    kind: int,
    identifier: str | None = None,
    archive_after: int = 4320,
    slowmode: int = 0,
    invitable: bool = True,
    tags: Sequence[str] = (),
) -> Channel:
    """Open a thread and tell the bots; its owner is in it.

    Args:
        identifier: Its id, when it starts from a message: that message's.
        archive_after: Minutes without a message after which it is archived.
        tags: Ids of the tags of a post in a forum.
    """
    guild = parent.guild
    assert guild is not None  # noqa: S101  (only called for guild channels)
    now = sandbox.world.now()
    thread = Channel(
        identifier or sandbox.world.new_id(),
        kind,
        name,
        guild,
        parent,
        owner_id=owner.id,
        slowmode=slowmode,
        invitable=invitable,
        auto_archive_minutes=archive_after,
        created=now,
        archive_changed=now,
        thread_members={owner.id: now},
        tags=list(tags),
    )
    guild.threads[thread.id] = sandbox.world.channels[thread.id] = thread
    lives.thread_changed(sandbox, "THREAD_CREATE", thread, newly_created=True)
    return thread


def revive(sandbox: LocalDiscord, channel: Channel, author: User) -> None:
    """A message is coming: its author is in the thread from now on, and the thread is not archived."""
    if not channel.is_thread:
        return
    if channel.archived:
        channel.archived = False
        channel.archive_changed = sandbox.world.now()
        lives.thread_changed(sandbox, "THREAD_UPDATE", channel)
    lives.join_thread(sandbox, channel, author)


def settings(parent: Channel, body: Json) -> tuple[str, int, int]:
    """Check the name of a new thread, after how many minutes it is archived, and its slowmode in seconds."""
    problems = Problems()
    name = checks.text(problems, ("name",), body.get("name"), 1, 100)
    usual = parent.default_archive_minutes or 4320
    after = body.get("auto_archive_duration")
    minutes = checks.one_of(problems, ("auto_archive_duration",), after, ARCHIVE_AFTER, default=usual)
    slow = checks.whole(
        problems,
        ("rate_limit_per_user",),
        body.get("rate_limit_per_user"),
        0,
        SLOWEST,
        default=parent.default_slowmode,
    )
    errors.refuse_if(problems)
    return name or "", minutes or usual, slow or 0
