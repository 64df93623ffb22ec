"""Checks exchanges against Discord's own OpenAPI description.

A request that the sandbox accepts must be one that the description allows, and an answer must have the form
that the description promises. What differs is collected in `mismatches`.
Source of the description: https://github.com/discord/discord-api-spec
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs

from .routing import Route
from .server import Exchange

BASE = "urn:discord"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAME = re.compile(r"\{[^}]*\}")
MOST_SHOWN = 3

Validator = jsonschema_rs.Draft202012Validator


class Schema:
    """The description, and what differed from it.

    Attributes:
        mismatches: a line for everything that differed.
    """

    def __init__(self, path: Path) -> None:
        """Read the description at `path`."""
        document = json.loads(path.read_text(encoding="utf-8"))
        document["$schema"] = DRAFT
        document["$id"] = BASE
        self.mismatches: list[str] = []
        self._registry = jsonschema_rs.Registry([(BASE, document)])
        self._operations: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}
        for template, methods in document["paths"].items():
            for method, operation in methods.items():
                if method != "parameters":
                    self._operations[method.upper(), NAME.sub("{}", template)] = (template, operation)
        self._validators: dict[str, Validator] = {}

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
        if described is None or (body is None and not described.get("required")):
            return
        if "application/json" not in described["content"]:
            return
        pointer = _pointer(template, route.method, "requestBody/content/application~1json/schema")
        self._check(pointer, body, f"{route.method} {route.template} was sent")

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
            self.mismatches.append(f"{where}, but only {', '.join(responses)} are described")
            return
        content = responses[str(status)].get("content", {})
        if "application/json" in content and answer is not None:
            inner = f"responses/{status}/content/application~1json/schema"
            self._check(_pointer(template, route.method, inner), answer, where)
        elif ("application/json" in content) != (answer is not None):
            self.mismatches.append(f"{where} with{'' if answer is not None else 'out'} a body")

    def _operation(self, route: Route) -> tuple[str, dict[str, Any]] | None:
        key = (route.method, NAME.sub("{}", route.template))
        found = self._operations.get(key)
        if found is None:
            line = f"{route.method} {route.template} is not described"
            if line not in self.mismatches:
                self.mismatches.append(line)
        return found

    def _check(self, pointer: str, value: Any, where: str) -> None:
        validator = self._validators.get(pointer)
        if validator is None:
            validator = Validator({"$ref": f"{BASE}#{pointer}"}, registry=self._registry)
            self._validators[pointer] = validator
        if validator.is_valid(value):
            return
        found = [_line(error) for error in validator.iter_errors(value)]
        self.mismatches.append(f"{where}: {'; '.join(found[:MOST_SHOWN])}")


def _pointer(template: str, method: str, inner: str) -> str:
    escaped = template.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
    return f"/paths/{escaped}/{method.lower()}/{inner}"


def _line(error: jsonschema_rs.ValidationError) -> str:
    """What is wrong, where it is deepest: of several alternatives, the one that comes nearest."""
    place = [*error.instance_path]
    branches = getattr(error.kind, "context", None)
    while branches:
        branch = min(
            branches, key=lambda found: (len(found), -max(len(each.instance_path) for each in found))
        )
        if not branch:
            break
        error = max(branch, key=lambda each: len(each.instance_path))
        place += error.instance_path
        branches = getattr(error.kind, "context", None)
    shown = "/".join(map(str, place)) or "the whole"
    return f"{shown}: {str(error.message)[:300]}"
