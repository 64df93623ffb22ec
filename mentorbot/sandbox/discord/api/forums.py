"""Forums: their tags, and posts, which are threads with a first message of the same id.

Source: https://docs.discord.com/developers/topics/threads#forums
"""

from mentorbot.sandbox.discord.api import errors, messages, needs, threads
from mentorbot.sandbox.discord.api.bodies import checks, emoji
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.api.bodies.drafts import draft, refuse_empty
from mentorbot.sandbox.discord.api.bodies.given import forgo
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import flag_of
from mentorbot.sandbox.discord.world import payloads, permissions
from mentorbot.sandbox.discord.world.guilds import FORUM, PUBLIC_THREAD, Channel, Forum
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.wire import Json

MOST_TAGS, MOST_APPLIED = 20, 5
TAG_NEEDED, PINNED = 1 << 4, 1 << 1
SORT_ORDERS, LAYOUTS = (0, 1), (0, 1, 2)
FIELDS = (
    "available_tags",
    "default_reaction_emoji",
    "default_sort_order",
    "default_forum_layout",
    "default_tag_setting",
    "flags",
)
"""What only a forum has."""
TAG_SETTINGS = ("match_all", "match_some")


def settle(problems: Problems, channel: Channel, body: Json, new_id: object, known: emoji.Known) -> None:
    """Set what a forum has beyond other channels, as far as `body` names it.

    Args:
        problems: Where to note what is wrong.
        channel: The forum.
        body: What a bot sends to make or change it.
        new_id: Makes the ids of new tags.
        known: The custom emoji that the bot may use.
    """
    forum = channel.forum = channel.forum or Forum()
    if body.get("available_tags") is not None:
        forum.tags = _tags(problems, forum, body["available_tags"], new_id, known)
    if "default_reaction_emoji" in body:
        forum.reaction = _reaction(problems, body["default_reaction_emoji"], known)
    if body.get("default_sort_order") is not None:
        where = ("default_sort_order",)
        forum.sort_order = checks.one_of(problems, where, body["default_sort_order"], SORT_ORDERS)
    if body.get("default_forum_layout") is not None:
        where = ("default_forum_layout",)
        forum.layout = checks.one_of(problems, where, body["default_forum_layout"], LAYOUTS) or 0
    where = ("default_tag_setting",)
    forum.tag_setting = checks.word(problems, where, body.get(where[0]), TAG_SETTINGS) or forum.tag_setting
    flags = checks.whole(problems, ("flags",), body.get("flags"), 0, (1 << 31) - 1)
    if flags is not None and channel.type == FORUM:
        channel.flags = flags & TAG_NEEDED
    if (flags or 0) & ~TAG_NEEDED:
        forgo(body, "flags")
    if channel.type != FORUM:
        channel.forum = None  # it was only looked at


def _reaction(problems: Problems, given: object, known: emoji.Known) -> Json | None:
    path: Path = ("default_reaction_emoji",)
    one = checks.mapping(problems, path, given) if given is not None else None
    return None if one is None else emoji.of_forum(problems, path, one, known)


def _tags(problems: Problems, forum: Forum, given: object, new_id: object, known: emoji.Known) -> list[Json]:
    before = {one["id"] for one in forum.tags}
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
        shown = emoji.of_forum(problems, here, one, known)
        given_id = checks.snowflake(problems, (*here, "id"), one.get("id"), optional=True)
        identifier = given_id if given_id in before else new_id() if callable(new_id) else given_id
        kept.append({"id": identifier, "name": name or "", "moderated": moderated, **shown})
    return kept


def tags_of(call: Call, forum: Channel, given: object) -> list[str]:
    """Check the tags that a post is to have.

    Raises:
        DiscordError: 10087 for a tag that the forum does not have, 40067 when a post needs one, 50013 for one
            that only moderators give.
    """
    problems = Problems()
    ids = list(dict.fromkeys(checks.ids(problems, ("applied_tags",), given, MOST_APPLIED, unique=False)))
    errors.refuse_if(problems)
    known = {one["id"]: one for one in (forum.forum or Forum()).tags}
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
    kept = draft(
        call.sandbox.world, call.sandbox.url, forum, first, call.files, author=author, path=("message",)
    )
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
    flag_of(call, "use_nested_fields")  # they are nested in any case
    checks.flag(problems, ("invitable",), body.get("invitable"))
    forgo(body, "invitable")
    checks.one_of(problems, ("type",), body.get("type"), (PUBLIC_THREAD,), default=PUBLIC_THREAD)
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
