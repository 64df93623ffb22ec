"""Checks exchanges against Slack's own shapes: types of its libraries, and samples of what it answers.

What the sandbox accepts as blocks and views must be what the types allow; an answer and an event must have
the form that the types promise, and no key that the samples do not know. What differs is in `mismatches`.
Sources: https://github.com/slackapi/node-slack-sdk and https://github.com/slackapi/java-slack-sdk
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from mentorbot.sandbox.slack.api.exchanges import Exchange
from mentorbot.sandbox.wire import Json

TYPES, SAMPLES = "slack-api.schema.json", "slack-samples.json"
MOST_SHOWN = 3
UNSAMPLED = frozenset(
    {"ok", "error", "needed", "provided", "warning", "response_metadata", "revoked", "args"}
)
"""What every answer may have."""

WITH_BLOCKS = ("chat.", "files.completeUploadExternal")
FREE = (
    "/state",
    "/view/state",
    "/view/blocks",
    "/message",
    "/actions",
    "/response_urls",
    "/api_app_id",
    "/user/username",
)
"""What samples of payloads leave out or have one kind of; other shapes know them."""
ID = re.compile(r"[A-Z][A-Z0-9]{8,}")

Validator = jsonschema_rs.Draft202012Validator


class Shapes:
    """The shapes themselves; they are read once for all sandboxes.

    Args:
        folder: Where they are.
    """

    def __init__(self, folder: Path) -> None:
        document = json.loads((folder / TYPES).read_text(encoding="utf-8"))
        samples = json.loads((folder / SAMPLES).read_text(encoding="utf-8"))
        self.answers: dict[str, Json] = samples["api"]
        self.payloads = {one.get("type", "slash_commands"): one for one in samples["app-backend"].values()}
        """Samples of what apps are brought of people, by their type."""
        self._raw = document["$defs"]
        self._definitions: dict[str, Any] = {}
        schemas: dict[str, Json] = {
            **{f"responses/{name}": one for name, one in document["responses"].items()},
            **{f"types/{name}": one for name, one in document["types"].items() if name != "Event"},
        }
        self._schemas = {name: self._resolved(one) for name, one in schemas.items()}
        self._events: dict[tuple[str, str], list[Json]] = {}
        for one in self._alternatives(document["types"]["Event"]):
            kind = one["properties"]["type"].get("const", "")
            subtype = one["properties"].get("subtype", {}).get("const", "")
            self._events.setdefault((kind, subtype), []).append(one)
        self._validators: dict[str, Validator] = {}

    def validator(self, name: str) -> Validator | None:
        """The validator of a type (`types/View`), an answer or an event, if it is described."""
        known = self._validators.get(name)
        schema = self._schemas.get(name)
        if known is None and schema is not None:
            known = self._validators[name] = Validator({**schema, "$defs": self._definitions})
        return known

    def event_validator(self, kind: str, subtype: str) -> Validator | None:
        """The validator of an event, if it is described; what happens in private channels is as in others."""
        name = f"events/{kind}/{subtype}"
        described = self._events.get((kind, subtype.replace("group_", "channel_")))
        if described and name not in self._schemas:
            self._schemas[name] = {"anyOf": [_loosened(one) for one in described]}
        return self.validator(name)

    def _alternatives(self, schema: Json) -> Iterator[Json]:
        """The schemas of a union, resolved."""
        while isinstance(schema.get("$ref"), str):
            schema = self._raw[_name(schema)]
        if "anyOf" in schema:
            for one in schema["anyOf"]:
                yield from self._alternatives(one)
        else:
            yield self._resolved(schema)

    def _resolved(self, node: Any) -> Any:
        """A schema in which properties that several share stand where they are used.

        The definitions it refers to are resolved, too, and kept.
        """
        if isinstance(node, list):
            return [self._resolved(one) for one in node]
        if not isinstance(node, dict):
            return node
        if isinstance(node.get("$ref"), str) and _name(node) not in self._definitions:
            self._definitions[_name(node)] = True  # it may refer to itself
            self._definitions[_name(node)] = self._resolved(self._raw[_name(node)])
        return {
            name: self._named(value) if name == "properties" else self._resolved(value)
            for name, value in node.items()
        }

    def _named(self, properties: Json) -> Json:
        """Properties by name, those that stand elsewhere brought here."""
        while isinstance(properties.get("$ref"), str):
            properties = self._raw[_name(properties)]
        return {name: self._resolved(one) for name, one in properties.items()}


def _name(reference: Json) -> str:
    return str(reference["$ref"].rpartition("/")[2])


def _loosened(event: Json) -> Json:
    """An event as Slack sends it where the types are narrower.

    The subtype may be that of a private channel, who comes by themselves has no inviter, an app writes no
    `client_msg_id`, and a message within an event does not say once more where it is.
    """
    loose: Json = {"subtype": {"type": "string"}}
    for name in {"message", "previous_message", "root"} & event["properties"].keys():
        loose[name] = {"type": "object", "required": ["type", "ts"]}
    required = [name for name in event.get("required", []) if name not in {"inviter", "client_msg_id"}]
    return {**event, "properties": {**event["properties"], **loose}, "required": required}


@lru_cache(maxsize=2)
def _read(folder: Path) -> Shapes:
    return Shapes(folder)


class Schema:
    """Compares exchanges and events with the shapes.

    Args:
        folder: Where the shapes are.
    """

    def __init__(self, folder: Path) -> None:
        self.mismatches: list[str] = []
        """A line for everything that differed."""
        self._shapes = _read(folder)

    def check(self, exchange: Exchange) -> None:
        """Check an exchange; what the sandbox refused need not be what Slack takes."""
        if not exchange.answer.get("ok"):
            return
        self._check_blocks(exchange)
        answered = self._shapes.validator(f"responses/{exchange.method}")
        self._check(answered, _bare(exchange.answer), f"{exchange.method} answered")
        sample = self._shapes.answers.get(exchange.method)
        if sample is not None:
            for place in _strangers(exchange.answer, sample, ""):
                if place.split("/")[1] not in UNSAMPLED:
                    self._note(f"{exchange.method} answered with {place}, which no sample has")

    def check_event(self, body: Json) -> None:
        """Check an event as it goes to an app (`event_callback`)."""
        event = body["event"]
        kind, subtype = event["type"], event.get("subtype", "")
        validator = self._shapes.event_validator(kind, subtype)
        if validator is None:
            self._note(f"the event {kind} {subtype} is not described")
        self._check(validator, _bare(event), f"the event {kind} {subtype} says")

    def check_payload(self, body: Json) -> None:
        """Check what an app is brought of what a person did: a command, a press, a form, a shortcut."""
        kind = body.get("type", "slash_commands")
        sample = self._shapes.payloads.get(kind)
        if sample is None:
            return
        for place in _strangers(body, sample, ""):
            if not place.startswith(FREE):
                self._note(f"{kind} brings {place}, which no sample has")

    def _check_blocks(self, exchange: Exchange) -> None:
        if exchange.method.startswith("views."):
            view = _read_json(exchange.arguments.get("view"))
            self._check(self._shapes.validator("types/View"), view, f"{exchange.method} was sent a view")
        elif exchange.method.startswith(WITH_BLOCKS):
            block = self._shapes.validator("types/Block")
            for number, one in enumerate(_read_json(exchange.arguments.get("blocks")) or []):
                self._check(block, one, f"{exchange.method} was sent block {number}")

    def _check(self, validator: Validator | None, value: Any, where: str) -> None:
        if validator is not None and not validator.is_valid(value):
            found = [_line(error) for error in validator.iter_errors(value)]
            self._note(f"{where}: {'; '.join(found[:MOST_SHOWN])}")

    def _note(self, line: str) -> None:
        if line not in self.mismatches:
            self.mismatches.append(line)


def _read_json(value: Any) -> Any:
    """What a form has as text, and JSON as it is; it was accepted, so it can be read."""
    return json.loads(value) if isinstance(value, str) and value else value


def _bare(value: Any) -> Any:
    """What Slack says, without what it says is nothing and without blocks.

    The types of answers leave out the one, and know fewer of the other than those of requests.
    """
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if isinstance(value, dict):
        return {
            name: [] if name == "blocks" else _bare(one) for name, one in value.items() if one is not None
        }
    return value


def _strangers(value: Any, sample: Any, place: str) -> list[str]:
    """Where a value has keys that a sample does not have; what a sample leaves empty may hold anything."""
    if isinstance(value, list) and isinstance(sample, list) and sample:
        found = [_strangers(one, sample[0], f"{place}/[]") for one in value]
        return sorted({one for places in found for one in places})
    if not isinstance(value, dict) or not isinstance(sample, dict) or not sample:
        return []
    strange = []
    for name, one in value.items():
        if ID.fullmatch(name):
            continue  # what stands under ids is under others in a sample
        if name not in sample:
            strange.append(f"{place}/{name}")
        elif name != "blocks":  # samples have one of each kind at most; the types know them all
            strange += _strangers(one, sample[name], f"{place}/{name}")
    return strange


def _line(error: jsonschema_rs.ValidationError) -> str:
    """What is wrong, where it is deepest: of several alternatives, the one that comes farthest."""
    while inside := [one for branch in getattr(error.kind, "context", ()) for one in branch]:
        error = max(inside, key=lambda one: len(one.instance_path))
    place = "/".join(map(str, error.instance_path)) or "the whole"
    return f"{place}: {str(error.message)[:300]}"
