"""Forums: their tags, and posts, which are threads with a first message of the same id.

Source: https://docs.discord.com/developers/topics/threads#forums
"""

from mentorbot.sandbox.discord.api import errors, messages, needs, threads
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.api.bodies.drafts import draft, refuse_empty
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.world import payloads, permissions
from mentorbot.sandbox.discord.world.guilds import PUBLIC_THREAD, Channel, Forum
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.wire import Json

MOST_TAGS, MOST_APPLIED = 20, 5
TAG_NEEDED, PINNED = 1 << 4, 1 << 1
SORT_ORDERS, LAYOUTS = (0, 1), (0, 1, 2)


def settle(problems: Problems, channel: Channel, body: Json, new_id: object) -> None:
    """Set what a forum has beyond other channels, as far as `body` names it.

    Args:
        problems: Where to note what is wrong.
        channel: The forum.
        body: What a bot sends to make or change it.
        new_id: Makes the ids of new tags.
    """
    forum = channel.forum = channel.forum or Forum()
    if body.get("available_tags") is not None:
        forum.tags = _tags(problems, forum, body["available_tags"], new_id)
    if "default_reaction_emoji" in body:
        forum.reaction = _emoji(problems, ("default_reaction_emoji",), body["default_reaction_emoji"])
    if body.get("default_sort_order") is not None:
        where = ("default_sort_order",)
        forum.sort_order = checks.one_of(problems, where, body["default_sort_order"], SORT_ORDERS)
    if body.get("default_forum_layout") is not None:
        where = ("default_forum_layout",)
        forum.layout = checks.one_of(problems, where, body["default_forum_layout"], LAYOUTS) or 0
    slow = body.get("default_thread_rate_limit_per_user")
    where = ("default_thread_rate_limit_per_user",)
    forum.slowmode = checks.whole(problems, where, slow, 0, threads.SLOWEST, default=forum.slowmode) or 0
    flags = checks.whole(problems, ("flags",), body.get("flags"), 0, (1 << 31) - 1)
    if flags is not None:
        channel.flags = flags & TAG_NEEDED


def _emoji(problems: Problems, path: Path, given: object) -> Json | None:
    if given is None:
        return None
    one = checks.mapping(problems, path, given) or {}
    identifier = one.get("emoji_id")
    name = checks.text(problems, (*path, "emoji_name"), one.get("emoji_name"), 0, 100, optional=True)
    if identifier is not None:
        identifier = checks.snowflake(problems, (*path, "emoji_id"), identifier)
    return {"emoji_id": identifier, "emoji_name": None if identifier else name or None}


def _tags(problems: Problems, forum: Forum, given: object, new_id: object) -> list[Json]:
    known = {one["id"] for one in forum.tags}
    kept: list[Json] = []
    for index, raw in enumerate(checks.several(problems, ("available_tags",), given, 0, MOST_TAGS)):
        here = ("available_tags", index)
        one = checks.mapping(problems, here, raw)
        if one is None:
            continue
        name = checks.text(problems, (*here, "name"), one.get("name"), 1, 50)
        if name is not None and any(name == other["name"] for other in kept):
            problems.add((*here, "name"), "FORUM_TAG_NAME_DUPLICATED", "Tag names must be unique")
        moderated = checks.flag(problems, (*here, "moderated"), one.get("moderated"))
        emoji = _emoji(problems, here, {key: one.get(key) for key in ("emoji_id", "emoji_name")})
        before = str(one.get("id"))
        identifier = before if before in known else new_id() if callable(new_id) else before
        kept.append({"id": identifier, "name": name or "", "moderated": moderated, **(emoji or {})})
    return kept


def tags_of(call: Call, forum: Channel, given: object) -> list[str]:
    """Check the tags that a post is to have.

    Raises:
        DiscordError: 10087 for a tag that the forum does not have, 40067 when a post needs one, 50013 for one
            that only moderators give.
    """
    problems = Problems()
    listed = checks.several(problems, ("applied_tags",), given, 0, MOST_APPLIED, optional=True)
    errors.refuse_if(problems)
    known = {one["id"]: one for one in (forum.forum or Forum()).tags}
    ids = list(dict.fromkeys(map(str, listed)))
    for each in ids:
        if each not in known:
            raise DiscordError(errors.UNKNOWN_TAG)
        if known[each]["moderated"] and call.maybe_app is not None:
            needs.need(call.sandbox.world, forum, call.app.bot, permissions.MANAGE_THREADS)
    if forum.flags & TAG_NEEDED and not ids:
        raise DiscordError(errors.TAG_REQUIRED)
    return ids


def opened(call: Call, forum: Channel, author: User, body: Json, first: Json) -> Channel:
    """Open a post; its first message is yet to come, and is refused beforehand if it cannot.

    Args:
        call: The request.
        forum: Where.
        author: Whose post it is.
        body: The name of the post, its tags and the like.
        first: Its first message, which must not be empty.
    """
    kept = draft(call.sandbox.world, call.sandbox.url, forum, first, call.files, path=("message",))
    refuse_empty(kept)
    tags = tags_of(call, forum, body.get("applied_tags"))
    name, minutes, slow = threads.settings(forum, body)
    return threads.start(
        call.sandbox, forum, author, name, kind=PUBLIC_THREAD, archive_after=minutes, slowmode=slow, tags=tags
    )


def post(call: Call, forum: Channel, body: Json) -> Json:
    """Write a post: a thread and its first message."""
    needs.need(call.sandbox.world, forum, call.app.bot, permissions.SEND_MESSAGES)
    problems = Problems()
    if body.get("message") is None:
        problems.required(("message",))
        raise errors.invalid_form(problems)
    first = checks.mapping(problems, ("message",), body["message"])
    errors.refuse_if(problems)
    assert first is not None  # noqa: S101  (refused above)
    bot = call.app.bot
    thread = opened(call, forum, bot, body, first)
    message = messages.create(
        call.sandbox, thread, bot, first, call.files, identifier=thread.id, path=("message",)
    )
    return {**payloads.thread(thread, bot), "message": message.payload}
