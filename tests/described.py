"""What Discord's description says of every field that an endpoint takes, and values to try each with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from furnished import PIXEL

from mentorbot.sandbox.discord.api.routing import Route
from mentorbot.sandbox.discord.api.schema import NAME

Json = dict[str, Any]
NOW = datetime.now(UTC)
SOON, LATER = (f"{(NOW + timedelta(days=days)).isoformat(timespec='seconds')}" for days in (1, 8))
ENDLESS = 20_000
"""A length from which on the description only says that there is an end."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a body.

    Args:
        name: What it is called.
        schemas: What it may be, null left out.
        nullable: Whether it may be null.
        required: Whether it must be there.
    """

    name: str
    schemas: tuple[Json, ...]
    nullable: bool
    required: bool


@lru_cache(maxsize=1)
def described(path: Path) -> tuple[Json, dict[tuple[str, str], Json]]:
    """The schemas by name, and the schema of the body of each endpoint."""
    document = json.loads(path.read_text(encoding="utf-8"))
    bodies: dict[tuple[str, str], Json] = {}
    for template, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}) if method != "parameters" else {}
            if "application/json" in content:
                bodies[method.upper(), NAME.sub("{}", template)] = content["application/json"]["schema"]
    return document["components"]["schemas"], bodies


class Described:
    """Looks things up in the description.

    Args:
        path: Where it is.
    """

    def __init__(self, path: Path) -> None:
        self.schemas, self.bodies = described(path)

    def resolved(self, schema: Json) -> Json:
        """A schema with references followed."""
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[-1]]
        return schema

    def alternatives(self, schema: Json) -> Iterator[Json]:
        """What a schema allows, one by one."""
        schema = self.resolved(schema)
        inner = schema.get("oneOf") or schema.get("anyOf")
        if inner is None:
            yield schema
        elif all("const" in one for one in inner):
            yield {"enum": [one["const"] for one in inner]}
        else:
            for one in inner:
                yield from self.alternatives(one)

    def objects(self, route: Route) -> list[Json]:
        """The kinds of object that an endpoint takes as its body."""
        schema = self.bodies.get((route.method, NAME.sub("{}", route.template)))
        return [one for one in self.alternatives(schema) if "properties" in one] if schema else []

    def fields(self, schema: Json) -> list[Field]:
        """The fields of an object."""
        found = []
        for name, inner in schema["properties"].items():
            allowed = list(self.alternatives(inner))
            nullable = any("null" in _types(one) for one in allowed)
            rest = tuple(one for one in allowed if _types(one) != ["null"])
            found.append(Field(name, rest, nullable, name in schema.get("required", ())))
        return found

    def good(self, name: str, schema: Json, ids: dict[str, str]) -> Any:
        """A value that the description allows, where there is a choice another than what is usual."""
        if "enum" in schema:
            return schema["enum"][-1]
        kind = next(one for one in _types(schema) if one != "null")
        if kind == "string":
            return self._text(name, schema, ids)
        if kind in {"integer", "number"}:
            lowest = schema.get("minimum", 0)
            return min(schema.get("maximum", lowest + 3), lowest + 3)
        if kind == "boolean":
            return True
        if kind == "array":
            inner = next(one for one in self.alternatives(schema["items"]) if _types(one) != ["null"])
            return [self.good(name, inner, ids)] * max(schema.get("minItems", 1), 1)
        inner = self.fields(schema) if "properties" in schema else []
        named = {one.name for one in inner}
        return {
            one.name: self.good(one.name, one.schemas[0], ids)
            for one in inner
            if one.schemas and not (one.name == "emoji_name" and "emoji_id" in named)
        }

    def _text(self, name: str, schema: Json, ids: dict[str, str]) -> str:
        kind = schema.get("format")
        if kind == "snowflake":
            return ids.get(name, ids["general"])
        if kind == "date-time":
            return LATER if "end" in name else SOON
        if kind == "uri":
            return "https://example.org/there"
        if name in {"icon", "image", "avatar", "banner", "splash", "cover_image", "home_header"}:
            return PIXEL
        if name == "discovery_splash":
            return PIXEL
        return ("words" * 20)[: max(schema.get("minLength", 1), min(schema.get("maxLength", 6), 6))]

    def bad(self, field: Field) -> Iterator[Any]:
        """Values that the description does not allow for a field."""
        kinds = {kind for schema in field.schemas for kind in _types(schema)}
        if "object" not in kinds:
            yield {"odd": 1}
        if "array" not in kinds:
            yield [[]]
        if len(field.schemas) == 1:
            yield from _beyond(field.schemas[0], kinds)


def _beyond(schema: Json, kinds: set[str]) -> Iterator[Any]:
    """Values that are of the wrong type, or beyond what a schema allows of the right one."""
    longest = schema.get("maxLength", ENDLESS)
    if "enum" in schema:
        yield 987 if isinstance(schema["enum"][0], int) else "no such word"
    elif "integer" in kinds:
        yield "many"
        yield from (schema[name] + more for name, more in (("minimum", -1), ("maximum", 1)) if name in schema)
    elif "boolean" in kinds:
        yield "maybe"
    elif "array" in kinds:
        yield from (
            "x",
            *([[None] * (schema["maxItems"] + 1)] if schema.get("maxItems", ENDLESS) < 1000 else []),
        )
    elif schema.get("format") in {"snowflake", "date-time", "uri"}:
        yield "no such thing"
    elif "string" in kinds:
        yield from (
            "x" * length for length in (longest + 1, schema.get("minLength", 0) - 1) if 0 < length < ENDLESS
        )


def _types(schema: Json) -> list[str]:
    kinds = schema.get("type", ())
    return [kinds] if isinstance(kinds, str) else list(kinds)
