"""Checks exchanges against Discord's own OpenAPI description.

A request that the sandbox accepts must be one that the description allows, and an answer must have the form
that the description promises. What differs is collected in `mismatches`.
Source of the description: https://github.com/discord/discord-api-spec
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from mentorbot.sandbox.discord.api.exchanges import Exchange
from mentorbot.sandbox.discord.api.routing import Route

ANSWERS, REQUESTS = "urn:discord", "urn:discord:requests"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAME = re.compile(r"\{[^}]*\}")
MOST_SHOWN = 3
LEFT_OUT = (("ChannelTypes", "GUILD_MEDIA", 16), ("MessageReferenceType", "FORWARD", 1))
"""Channels of media, forums of pictures; and messages that are brought from elsewhere."""
TEXT_TOO = frozenset({"description", "compute_prune_count"})
"""An application's description without translations, and what discord.py writes for a boolean."""
PERMISSIONS = frozenset({"permissions", "allow", "deny", "default_member_permissions"})

Validator = jsonschema_rs.Draft202012Validator


class Description:
    """The description itself; it is read once for all sandboxes.

    Args:
        path: Where it is.
    """

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        document["$schema"] = DRAFT
        _complete(document)
        requests = _relaxed(document)
        self.registry = jsonschema_rs.Registry([(ANSWERS, document), (REQUESTS, requests)])
        self.validators: dict[str, Validator] = {}
        """What has been compiled so far, by the address of the schema."""
        self.operations: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}
        """Path and operation by method and path without the names of its parameters."""
        for template, methods in document["paths"].items():
            for method, operation in methods.items():
                if method != "parameters":
                    self.operations[method.upper(), NAME.sub("{}", template)] = (template, operation)

    def validator(self, address: str) -> Validator:
        """The validator of the schema at an address."""
        known = self.validators.get(address)
        if known is None:
            known = self.validators[address] = Validator({"$ref": address}, registry=self.registry)
        return known


def _complete(document: dict[str, Any]) -> None:
    """What Discord documents and the description leaves out.

    Sources: https://docs.discord.com/developers/resources/channel#channel-object-channel-types
        https://docs.discord.com/developers/resources/message#message-reference-types
    """
    for schema, title, value in LEFT_OUT:
        kinds = document["components"]["schemas"].get(schema, {}).get("oneOf")
        if kinds and not any(kind.get("const") == value for kind in kinds):
            kinds.append({"title": title, "const": value})


def _relaxed(node: Any, name: str = "") -> Any:
    """The description for requests, where Discord takes more than it describes: ids as numbers, and so on."""
    if isinstance(node, list):
        return [_relaxed(one) for one in node]
    if not isinstance(node, dict):
        return node
    if name == "SnowflakeType":
        return {"anyOf": [node, {"type": "integer", "minimum": 0}]}
    if name in PERMISSIONS and "integer" in node.get("type", ()):
        return {"anyOf": [node, {"type": "string", "pattern": "^[0-9]+$"}]}
    if name in TEXT_TOO and {"boolean", "object"} & set(node.get("type", ())):
        return {"anyOf": [node, {"type": "string"}]}
    return {key: _relaxed(value, key) for key, value in node.items()}


@lru_cache(maxsize=4)
def _read(path: Path) -> Description:
    return Description(path)


class Schema:
    """Compares exchanges with the description.

    Args:
        path: Where the description is.
    """

    def __init__(self, path: Path) -> None:
        self.mismatches: list[str] = []
        """A line for everything that differed."""
        self._description = _read(path)

    def described(self) -> set[tuple[str, str]]:
        """Method and path of everything that is described, without the names of the parameters."""
        return set(self._description.operations)

    def check(self, route: Route, exchange: Exchange) -> None:
        """Check an exchange; what the sandbox refused need not be what the description allows."""
        if exchange.status < 300:
            self._check_request(route, exchange.body)
        self._check_answer(route, exchange.status, exchange.answer)

    def _check_request(self, route: Route, body: Any) -> None:
        found = self._operation(route)
        if found is None:
            return
        template, operation = found
        described = operation.get("requestBody")
        if described is None or "application/json" not in described["content"]:
            return
        if body is None:
            body = {}  # Discord takes no body for an empty one
        inner = "requestBody/content/application~1json/schema"
        self._check(
            REQUESTS + _pointer(template, route.method, inner),
            body,
            f"{route.method} {route.template} was sent",
        )

    def _check_answer(self, route: Route, status: int, answer: Any) -> None:
        found = self._operation(route)
        if found is None:
            return
        template, operation = found
        responses = operation["responses"]
        where = f"{route.method} {route.template} answered {status}"
        if status >= 400:
            told = {"message", "retry_after", "global"} if status == 429 else {"code", "message"}
            if not isinstance(answer, dict) or told - answer.keys():
                self.mismatches.append(f"{where} without {', '.join(sorted(told))}")
            return
        if str(status) not in responses:
            described = ", ".join(name for name in responses if name.startswith("2"))
            self.mismatches.append(f"{where}, but only {described} is described")
            return
        content = responses[str(status)].get("content", {})
        if "application/json" in content and answer is not None:
            inner = f"responses/{status}/content/application~1json/schema"
            self._check(ANSWERS + _pointer(template, route.method, inner), answer, where)
        elif ("application/json" in content) != (answer is not None):
            self.mismatches.append(f"{where} with{'' if answer is not None else 'out'} a body")

    def _operation(self, route: Route) -> tuple[str, dict[str, Any]] | None:
        key = (route.method, NAME.sub("{}", route.template))
        found = self._description.operations.get(key)
        if found is None:
            line = f"{route.method} {route.template} is not described"
            if line not in self.mismatches:
                self.mismatches.append(line)
        return found

    def _check(self, address: str, value: Any, where: str) -> None:
        validator = self._description.validator(address)
        if not validator.is_valid(value):
            found = [_line(error) for error in validator.iter_errors(value)]
            self.mismatches.append(f"{where}: {'; '.join(found[:MOST_SHOWN])}")


def _pointer(template: str, method: str, inner: str) -> str:
    escaped = template.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
    return f"#/paths/{escaped}/{method.lower()}/{inner}"


def _line(error: jsonschema_rs.ValidationError) -> str:
    """What is wrong, where it is deepest: of several alternatives, the one that comes farthest."""
    while inside := [one for branch in getattr(error.kind, "context", ()) for one in branch]:
        error = max(inside, key=lambda one: len(one.instance_path))
    place = "/".join(map(str, error.instance_path)) or "the whole"
    return f"{place}: {str(error.message)[:300]}"
