"""A guild with something of every kind in it, for tests that try every endpoint."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mentorbot.sandbox.discord.api.interactions import COMPONENT
from mentorbot.sandbox.discord.api.messages import create
from mentorbot.sandbox.discord.api.routes import reactions
from mentorbot.sandbox.discord.api.threads import start
from mentorbot.sandbox.discord.world import payloads, permissions
from mentorbot.sandbox.discord.world.guilds import (
    ANNOUNCEMENT,
    CATEGORY,
    FORUM,
    PUBLIC_THREAD,
    STAGE,
    VOICE,
    Guild,
    Overwrite,
)

if TYPE_CHECKING:
    from conftest import Api, Town

Json = dict[str, Any]

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAA"
    "C0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


async def settle(town: Town, api: Api) -> dict[str, str]:
    """Make a guild with something of every kind in it; returns what the stand-ins stand for."""
    sandbox, bot = town.sandbox, town.app.bot
    guild = sandbox.add_guild("Future managers")
    alice, general = sandbox.add_person("alice", guild), guild.channel("general")
    sandbox.install(town.app, guild)
    guild.roles[guild.id].permissions = permissions.ALL
    guild.members[bot.id].roles = [sandbox.add_role(guild, "bots", position=50).id]
    ids = {
        "guild": guild.id,
        "application": town.app.id,
        "alice": alice.id,
        "emoji": "👍",
        "nothing": "123456789",
        "stranger": sandbox.add_user("stranger").id,
        "role": sandbox.add_role(guild, "Mentors").id,
        "own role": sandbox.add_role(guild, "Mentees").id,
        "general": general.id,
        "thread": start(sandbox, general, bot, "thread", kind=PUBLIC_THREAD).id,
    }
    kinds = {"voice": VOICE, "category": CATEGORY, "stage": STAGE, "news": ANNOUNCEMENT}
    ids |= {name: sandbox.add_channel(guild, name, kind=kind).id for name, kind in kinds.items()}
    guild.bans[ids["stranger"]] = None
    guild.members[alice.id].roles = [ids["own role"]]

    async def made(path: str, **body: Any) -> Any:
        status, answer = await api("POST", path, body)
        assert status in {200, 201}, (path, answer)
        return answer

    tags = [{"name": "Résumés"}]
    forum = await made(f"/guilds/{guild.id}/channels", name="questions", type=FORUM, available_tags=tags)
    ids |= {"forum": forum["id"], "tag": forum["available_tags"][0]["id"]}
    opening = {"content": "How do I begin?"}
    ids["post"] = (await made(f"/channels/{forum['id']}/threads", name="Beginning", message=opening))["id"]
    ids["published"] = (await made(f"/channels/{ids['news']}/messages", content="News"))["id"]
    ids["older"] = (await made(f"/channels/{general.id}/messages", content="older"))["id"]
    question = {"question": {"text": "When?"}, "answers": [{"poll_media": {"text": "Now"}}]}
    ids["poll"] = (await made(f"/channels/{general.id}/messages", poll=question))["id"]
    hook = await made(f"/channels/{general.id}/webhooks", name="Feed")
    ids |= {"webhook": hook["id"], "webhook_token": hook["token"]}
    ids["invite"] = (await made(f"/channels/{general.id}/invites"))["code"]
    ids["emoji_id"] = (await made(f"/guilds/{guild.id}/emojis", name="hat", image=PIXEL))["id"]
    ids["event"] = (await made(f"/guilds/{guild.id}/scheduled-events", **event()))["id"]
    command = {"name": "hello", "description": "Say hello"}
    ids["command"] = (await made(f"/applications/{town.app.id}/commands", **command))["id"]
    ids["sticker"] = sandbox.world.new_id()
    guild.stickers[ids["sticker"]] = a_sticker(town, guild, ids["sticker"])

    message = create(sandbox, general, bot, {"content": "hello"})
    reactions.add(sandbox, message, alice.user, "👍")
    general.overwrites[alice.id] = Overwrite(alice.id, 1)
    button = {"custom_id": "x", "component_type": 2}
    first, second = (
        sandbox.interactions.begin(COMPONENT, town.app, alice.user, general, button, message=message)
        for _ in range(2)
    )
    second.answered, second.original = 6, message
    ids |= {
        "interaction": first.id,
        "interaction_token": first.token,
        "interaction's": second.token,
        "message": message.id,
    }
    return ids


def event() -> Json:
    begins = datetime.now(UTC) + timedelta(days=3)
    return {
        "name": "Résumé workshop",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "Library"},
        "scheduled_start_time": begins.isoformat(),
        "scheduled_end_time": (begins + timedelta(hours=1)).isoformat(),
    }


def a_sticker(town: Town, guild: Guild, identifier: str) -> Json:
    about = {"name": "hat", "tags": "hat", "description": None, "type": 2, "format_type": 1}
    maker = payloads.user(town.app.bot)
    return {**about, "id": identifier, "guild_id": guild.id, "available": True, "user": maker}
