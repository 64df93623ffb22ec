"""No field is dropped in silence, and none takes what Discord's description does not allow.

Where the description is present, every field of every endpoint that takes JSON is written, with a value that
is allowed and with some that are not. The first is given back, or is a complaint, or a refusal with a code of
Discord's; the others are refused, and the refusal names the field.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from described import Described, Field
from furnished import PIXEL, event, settle

from mentorbot.sandbox.discord.api.routing import TABLE, Route

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Api, Town

Json = dict[str, Any]
WITH_A_BODY = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True)
class Case:
    """One way of asking for an endpoint.

    Args:
        body: What a request needs besides the field that is tried; a text may name what it is the id of.
        place: What stands in the address in the place of `{channel_id}`, or another id by its name.
        kind: A field, or a field and its only value, of the object that is meant among several.
        query: What stands after the address.
        fresh: Whether it can be done once only.
        look: Where what was sent can be seen, if it is not in the answer.
    """

    body: Json = field(default_factory=dict)
    place: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    query: str = ""
    fresh: bool = False
    look: str = ""

    def is_meant(self, schema: Json) -> bool:
        """Whether an object of the description is the one that is meant."""
        name, _, value = self.kind.partition("=")
        shown = schema["properties"].get(name)
        return not name or (shown is not None and (not value or shown.get("enum") == [int(value)]))


def channel(where: str, kind: str = "permission_overwrites", **body: Any) -> Case:
    return Case(body, {"channel_id": where}, kind)


COMMAND = [Case({"name": "greet", "description": "Say hello"})]
SPAM = {"name": "no spam", "event_type": 1, "trigger_type": 3, "actions": [{"type": 1}]}
WORDS = {**SPAM, "trigger_type": 1, "trigger_metadata": {"keyword_filter": ["spam"]}}
PICTURE = [Case({"name": "cap", "image": PIXEL})]
CASES: dict[str, list[Case]] = {
    "POST /applications/{application_id}/commands": COMMAND,
    "POST /applications/{application_id}/guilds/{guild_id}/commands": COMMAND,
    "POST /applications/{application_id}/emojis": PICTURE,
    "PATCH /applications/{application_id}/emojis/{emoji_id}": [Case({}, {"emoji_id": "own emoji"})],
    "PATCH /applications/{application_id}/guilds/{guild_id}/commands/{command_id}": [
        Case({}, {"command_id": "guild command"})
    ],
    "POST /guilds/{guild_id}/emojis": PICTURE,
    "POST /guilds/{guild_id}/channels": [Case({"name": "made", "type": kind}) for kind in (0, 2, 13, 15)],
    "POST /guilds/{guild_id}/auto-moderation/rules": [Case(WORDS, kind="trigger_type=1", fresh=True)],
    "PATCH /guilds/{guild_id}/auto-moderation/rules/{rule_id}": [Case(kind="trigger_type=3")],
    "POST /guilds/{guild_id}/scheduled-events": [Case(event(), kind="recurrence_rule")],
    "PATCH /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}": [
        Case(kind="recurrence_rule", fresh=True)
    ],
    "POST /guilds/{guild_id}/bulk-ban": [Case({"user_ids": ["alice"]}, fresh=True)],
    "POST /channels/{channel_id}/messages": [Case({"content": "hello"})],
    "POST /channels/{channel_id}/messages/bulk-delete": [Case({"messages": ["message", "older"]})],
    "POST /channels/{channel_id}/messages/{message_id}/threads": [
        Case({"name": "made"}, {"message_id": "older"}, fresh=True),
    ],
    "POST /channels/{channel_id}/threads": [
        channel("general", "invitable", name="made"),
        channel("forum", "message", name="a post", message={"content": "hello"}),
    ],
    "POST /channels/{channel_id}/webhooks": [Case({"name": "made"})],
    "POST /channels/{channel_id}/invites": [channel("general", "max_uses"), channel("voice", "max_uses")],
    "PUT /channels/{channel_id}/permissions/{overwrite_id}": [Case({"type": 0}, look="/channels/{general}")],
    "PUT /channels/{channel_id}/voice-status": [channel("voice", "")],
    "PATCH /channels/{channel_id}": [
        *(channel(name) for name in ("general", "voice", "stage", "category", "forum", "news")),
        *(replace(channel(name, "archived"), fresh=True) for name in ("thread", "post")),
    ],
    "PATCH /stage-instances/{channel_id}": [channel("open stage", "")],
    "POST /stage-instances": [Case({"topic": "Résumés", "channel_id": "stage"}, fresh=True)],
    "POST /users/@me/channels": [Case({"recipient_id": "alice"})],
    "POST /webhooks/{webhook_id}/{webhook_token}": [
        Case({"content": "hello"}, kind="username", query="?wait=true")
    ],
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": [
        Case({}, {"message_id": "hooked"}),
    ],
    "POST /interactions/{interaction_id}/{interaction_token}/callback": [],  # tests of its own
    "PUT /applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions": [],
}
DONE = frozenset(
    {
        "allowed_mentions",  # shows in whom a message notifies
        "avatar_url",  # is another picture of the webhook
        "compute_prune_count",
        "days",
        "delete_message_days",
        "delete_message_seconds",
        "enforce_nonce",
        "image",  # can be downloaded
        "lock_permissions",
        "messages",
        "send_start_notification",
        "recipient_id",  # is among those of the channel
        "status",  # of a voice channel is told by the gateway
        "unique",
        "user_ids",
        "username",  # is in the author of what a webhook writes
    }
)
"""What is done, and does not stay as it was sent."""
REFUSED = frozenset(
    {
        "access_tokens",  # nobody has let the bot into their account
        "attachments",  # no file comes along
        "channel_id",  # nobody is connected to voice; a webhook cannot move to where the test points
        "deaf",
        "emoji_id",
        "embeds",  # what a link shows is Discord's own
        "features",  # Discord gives them
        "flags",  # only some may be set
        "include_roles",  # is text in the description, and ids in truth
        "message",
        "message_reference",
        "messages",  # one of them twice
        "mute",
        "recurrence_rule",  # all of it at once does not go together: test_settings.py has it
        "role_ids",
        "shared_client_theme",
        "sticker_ids",
        "target_type",  # needs a voice channel, and whom it is about
        "thread_name",
        "type",  # only a few kinds of channel can become another
        "poll",  # of emoji and text that belong together
        "components",
    }
)
"""What cannot be had with the value that is made up here."""


def name_of(route: Route) -> str:
    return f"{route.method} {route.template}"


def placed(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: placed(one, ids) for key, one in value.items()}
    if isinstance(value, list):
        return [placed(one, ids) for one in value]
    return ids.get(value, value) if isinstance(value, str) else value


def is_there(given: Any, shown: Any) -> bool:
    """Whether what was given is in what is shown, as Discord writes it."""
    if isinstance(given, dict):
        return isinstance(shown, dict) and all(is_there(one, shown.get(key)) for key, one in given.items())
    if isinstance(given, list):
        return isinstance(shown, list) and len(given) <= len(shown) and all(map(is_there, given, shown))
    if given == PIXEL:
        return isinstance(shown, str) and bool(shown)
    if isinstance(given, str) and given.endswith("+00:00") and isinstance(shown, str):
        return datetime.fromisoformat(given) == datetime.fromisoformat(shown)
    return bool(given == shown or str(given) == shown)


def shows(answer: Any, name: str, given: Any) -> bool:
    """Whether an answer has a field with a value, anywhere in it."""
    if isinstance(answer, list):
        return any(shows(one, name, given) for one in answer)
    if not isinstance(answer, dict):
        return False
    return (name in answer and is_there(given, answer[name])) or any(
        shows(one, name, given) for one in answer.values()
    )


class Trial:
    """Requests to one endpoint, in one way."""

    def __init__(self, api: Api, route: Route, case: Case, ids: dict[str, str]) -> None:
        self.api, self.route, self.case, self.ids = api, route, case, ids
        self.path = route.template
        for name, known in {**ADDRESS, **case.place}.items():
            self.path = self.path.replace(f"{{{name}}}", ids[known])

    async def __call__(self, name: str, value: Any) -> tuple[int, Any]:
        """Send a value for a field."""
        body = {**placed(self.case.body, self.ids), name: value}
        return await self.api(self.route.method, self.path + self.case.query, body)


ADDRESS = {
    "channel_id": "general",
    "user_id": "alice",
    "role_id": "role",
    "overwrite_id": "role",
    "guild_id": "guild",
    "message_id": "message",
    "application_id": "application",
    "webhook_id": "webhook",
    "webhook_token": "webhook_token",
    "emoji_id": "emoji_id",
    "sticker_id": "sticker",
    "command_id": "command",
    "guild_scheduled_event_id": "event",
    "rule_id": "rule",
}
"""What stands in an address."""


async def furnish(town: Town, api: Api) -> dict[str, str]:
    """A guild with something of every kind in it, and a few more things."""
    ids = await settle(town, api)

    async def made(path: str, **body: Any) -> Any:
        status, answer = await api("POST", path, body)
        assert status in {200, 201}, (path, answer)
        return answer

    guild, app = f"/guilds/{ids['guild']}", f"/applications/{ids['application']}"
    ids["rule"] = (await made(f"{guild}/auto-moderation/rules", **SPAM))["id"]
    ids["own emoji"] = (await made(f"{app}/emojis", name="cap", image=PIXEL))["id"]
    ids["guild command"] = (await made(f"{app}{guild}/commands", name="here", description="Here"))["id"]
    hook = f"/webhooks/{ids['webhook']}/{ids['webhook_token']}"
    ids["hooked"] = (await made(f"{hook}?wait=true", content="hello"))["id"]
    ids["open stage"] = (await made(f"{guild}/channels", name="open", type=13))["id"]
    await made("/stage-instances", channel_id=ids["open stage"], topic="Résumés")
    ids["parent_id"] = ids["category"]
    ids["id"] = ids["role"]
    ids |= {"afk_channel_id": ids["voice"], "user_id": ids["alice"], "recipient_id": ids["alice"]}
    ids |= {"roles": ids["role"], "exempt_roles": ids["role"], "applied_tags": ids["tag"]}
    ids |= {"user_ids": ids["alice"], "target_user_id": ids["alice"], "rules_channel_id": ids["general"]}
    ids |= {"guild_scheduled_event_id": ids["event"], "role_ids": ids["role"]}
    return ids


async def try_good(town: Town, trial: Trial, described: Described, one: Field) -> str:
    """What becomes of an allowed value: nothing to say where it is kept, complained of or refused."""
    if not one.schemas:
        return ""
    good = described.good(one.name, one.schemas[0], trial.ids)
    town.sandbox.dropped.clear()
    status, answer = await trial(one.name, good)
    if status >= 300:
        known = one.name in REFUSED and "code" in answer
        return "" if known else f"{one.name}={good!r} is refused: {answer}"
    if trial.case.look:
        _, answer = await trial.api("GET", trial.case.look.format(**trial.ids))
    if town.sandbox.dropped or one.name in DONE or shows(answer, one.name, good):
        return ""
    return f"{one.name}={good!r} is dropped in silence: {answer}"


async def try_bad(trial: Trial, one: Field, value: Any) -> str:
    """What becomes of a value that is not allowed: nothing to say where it is refused by its name."""
    status, answer = await trial(one.name, value)
    if status == 400 and one.name in answer.get("errors", {}):
        return ""
    return f"{one.name}={str(value)[:40]} is taken, or refused for something else: {status} {answer}"


@pytest.mark.parametrize("route", [one for one in TABLE.routes if one.method in WITH_A_BODY], ids=name_of)
async def test_every_field_is_kept_or_complained_of_and_every_wrong_value_refused(
    town: Town, api: Api, openapi: Path | None, route: Route
) -> None:
    if openapi is None:
        pytest.skip("Discord's OpenAPI description is not here; DISCORD_OPENAPI names it")
    described = Described(openapi)
    objects = described.objects(route)
    if route.refuses or not objects:
        return
    wrong = []
    for case in CASES.get(name_of(route), [Case()]):
        ids = await furnish(town, api)
        if case.place.get("channel_id") == "forum":
            ids["id"] = ids["tag"]
        trial = Trial(api, route, case, ids)
        meant = next(filter(case.is_meant, objects))
        fields = described.fields(meant)
        wrong += [await try_bad(trial, one, value) for one in fields for value in described.bad(one)]
        for one in fields:
            if case.fresh:
                trial = Trial(api, route, case, await furnish(town, api))
            wrong.append(await try_good(town, trial, described, one))
    town.sandbox.dropped.clear()
    if town.sandbox.schema is not None:
        town.sandbox.schema.mismatches.clear()
    assert "\n".join(line for line in wrong if line) == ""
