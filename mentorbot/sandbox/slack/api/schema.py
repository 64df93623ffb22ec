"""Checks exchanges against Slack's own shapes: types of its libraries, and samples of what it answers.

What the sandbox accepts as blocks and views must be what the types allow; an answer and an event must have
the form that the types promise, and no key that the samples do not know. What differs is in `mismatches`.
Sources: https://github.com/slackapi/node-slack-sdk and https://github.com/slackapi/java-slack-sdk
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from mentorbot.sandbox.slack.api.exchanges import Exchange
from mentorbot.sandbox.wire import Json

TYPES, SAMPLES = "slack-api.schema.json", "slack-samples.json"
MOST_SHOWN = 3
UNSAMPLED = frozenset({"ok", "error", "needed", "provided", "warning", "response_metadata"})
"""What every answer may have."""

Validator = jsonschema_rs.Draft202012Validator


class Shapes:
    """The shapes themselves; they are read once for all sandboxes.

    Args:
        folder: Where they are.
    """

    def __init__(self, folder: Path) -> None:
        document = json.loads((folder / TYPES).read_text(encoding="utf-8"))
        self._definitions = document["$defs"]
        shared = _shared(document)
        self._document = {
            "$defs": {
                name: self._resolved(one) for name, one in self._definitions.items() if name not in shared
            }
        }
        self.responses: dict[str, Json] = document["responses"]
        self.types: dict[str, Json] = document["types"]
        samples = json.loads((folder / SAMPLES).read_text(encoding="utf-8"))
        self.answers: dict[str, Json] = samples["api"]
        self.events: dict[str, Json] = samples["events"]
        self._validators: dict[str, Validator] = {}

    def validator(self, address: str) -> Validator:
        """The validator of a type or of an answer, by its address in the document."""
        known = self._validators.get(address)
        if known is None:
            group, _, name = address.partition("/")
            schema = (self.responses if group == "responses" else self.types)[name]
            known = self._validators[address] = Validator({**self._resolved(schema), **self._document})
        return known

    def _resolved(self, node: Any) -> Any:
        """A schema in which properties that several share stand where they are used."""
        if isinstance(node, list):
            return [self._resolved(one) for one in node]
        if not isinstance(node, dict):
            return node
        return {
            name: self._named(value) if name == "properties" else self._resolved(value)
            for name, value in node.items()
        }

    def _named(self, properties: Json) -> Json:
        """Properties by name, those that stand elsewhere brought here."""
        while isinstance(properties.get("$ref"), str):
            properties = self._definitions[_name(properties)]
        return {name: self._resolved(one) for name, one in properties.items()}


def _name(reference: Json) -> str:
    return str(reference["$ref"].rpartition("/")[2])


def _shared(node: Any) -> set[str]:
    """The names of definitions that are no schemas, but properties that several share."""
    if isinstance(node, list):
        return set().union(*map(_shared, node))
    if not isinstance(node, dict):
        return set()
    found = set().union(*map(_shared, node.values()))
    properties = node.get("properties")
    if isinstance(properties, dict) and isinstance(properties.get("$ref"), str):
        found.add(_name(properties))
    return found


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
        if exchange.method in self._shapes.responses:
            self._check(f"responses/{exchange.method}", exchange.answer, f"{exchange.method} answered")
        sample = self._shapes.answers.get(exchange.method)
        if sample is not None:
            for place in _strangers(exchange.answer, sample, ""):
                if place.split("/")[1] not in UNSAMPLED:
                    self._note(f"{exchange.method} answered with {place}, which no sample has")

    def check_event(self, body: Json) -> None:
        """Check an event as it goes to an app (`event_callback`)."""
        event = body["event"]
        self._check("types/Event", event, f"the event {event.get('type')} says")

    def _check_blocks(self, exchange: Exchange) -> None:
        view = _read_json(exchange.arguments.get("view"))
        if isinstance(view, dict):
            self._check("types/View", view, f"{exchange.method} was sent a view")
        blocks = _read_json(exchange.arguments.get("blocks"))
        for number, block in enumerate(blocks if isinstance(blocks, list) else []):
            self._check("types/Block", block, f"{exchange.method} was sent block {number}")

    def _check(self, address: str, value: Any, where: str) -> None:
        validator = self._shapes.validator(address)
        if not validator.is_valid(value):
            found = [_line(error) for error in validator.iter_errors(value)]
            self._note(f"{where}: {'; '.join(found[:MOST_SHOWN])}")

    def _note(self, line: str) -> None:
        if line not in self.mismatches:
            self.mismatches.append(line)


def _read_json(value: Any) -> Any:
    """What a form has as text, and JSON as it is; it was accepted, so it can be read."""
    return json.loads(value) if isinstance(value, str) and value else value


def _strangers(value: Any, sample: Any, place: str) -> list[str]:
    """Where a value has keys that a sample does not have; what a sample leaves empty may hold anything."""
    if isinstance(value, list) and isinstance(sample, list) and sample:
        found = [_strangers(one, sample[0], f"{place}/[]") for one in value]
        return sorted({one for places in found for one in places})
    if not isinstance(value, dict) or not isinstance(sample, dict) or not sample:
        return []
    strange = []
    for name, one in value.items():
        if name in sample:
            strange += _strangers(one, sample[name], f"{place}/{name}")
        elif name not in {"blocks", "elements", "element"}:
            strange.append(f"{place}/{name}")
    return strange


def _line(error: jsonschema_rs.ValidationError) -> str:
    """What is wrong, where it is deepest: of several alternatives, the one that comes farthest."""
    while inside := [one for branch in getattr(error.kind, "context", ()) for one in branch]:
        error = max(inside, key=lambda one: len(one.instance_path))
    place = "/".join(map(str, error.instance_path)) or "the whole"
    return f"{place}: {str(error.message)[:300]}"
