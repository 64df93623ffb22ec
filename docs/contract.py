"""What the sandbox has of everything that discord.py can ask Discord for, as tables in docs/sandbox.md.

What discord.py asks for is read in its installed source; what there is to ask for, in Discord's description
(https://github.com/discord/discord-api-spec), which is not part of this repository: see `description`.
"""

import ast
import json
import os
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import discord
from discord.state import ConnectionState

from mentorbot.sandbox.discord import DiscordError
from mentorbot.sandbox.discord.api.routes.endpoints import load_table

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"\{[^}]*\}")
METHODS = frozenset({"get", "post", "put", "patch", "delete"})
WORKS, MISSING = "works", "not there"

Endpoint = tuple[str, str]


def description() -> Path | None:
    """Where Discord's description is: named by DISCORD_OPENAPI, or beside the checkout; None for nowhere."""
    named = os.environ.get("DISCORD_OPENAPI")
    places = [Path(named)] if named else [ROOT, ROOT.parent, ROOT.parent / "shared"]
    found = (place if place.suffix else place / "discord-openapi.json" for place in places)
    return next((path for path in found if path.is_file()), None)


def plain(template: str) -> str:
    """A path in which the names of what varies do not matter."""
    return NAME.sub("{}", template)


def asked() -> dict[Endpoint, str]:
    """What discord.py can ask for: the path as it writes it, by method and plain path."""
    folder = Path(str(discord.__file__)).parent
    found: dict[Endpoint, str] = {}
    for name in ("http.py", "webhook/async_.py"):
        tree = ast.parse((folder / name).read_text(encoding="utf-8"))
        for method, template in _routes(tree):
            found.setdefault((method, plain(template)), template)
    return found


def _routes(tree: ast.AST) -> Iterator[Endpoint]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or len(node.args) < 2:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        method, path = node.args[:2]
        if called == "Route" and isinstance(method, ast.Constant):
            yield str(method.value), _text(path)


def _text(path: ast.expr) -> str:
    if isinstance(path, ast.JoinedStr):
        parts = (str(one.value) if isinstance(one, ast.Constant) else "{}" for one in path.values)
        return "".join(parts)
    return str(path.value) if isinstance(path, ast.Constant) else ""


def described(path: Path) -> dict[Endpoint, str]:
    """What Discord describes: the path as it writes it, by method and plain path."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return {
        (method.upper(), plain(template)): template
        for template, methods in document["paths"].items()
        for method in METHODS & methods.keys()
    }


def state(endpoint: Endpoint) -> str:
    """What the sandbox does when it is asked for something: it works, refuses and why, or is not there."""
    method, template = endpoint
    try:
        route, _ = load_table().find(method, template.strip("/").replace("{}", "0").split("/"))
    except DiscordError:
        return MISSING
    return f"refuses: {route.refuses}" if route.refuses else WORKS


def sent_events() -> set[str]:
    """The gateway events that the sandbox can send: those whose names stand in its source."""
    known = set(events())
    found: set[str] = set()
    for file in (ROOT / "mentorbot/sandbox/discord").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in known:
                found.add(node.value)
    return found


def events() -> list[str]:
    """The gateway events that discord.py understands."""
    return sorted(
        name.removeprefix("parse_").upper() for name in dir(ConnectionState) if name.startswith("parse_")
    )


def _room(template: str) -> str:
    return template.strip("/").split("/")[0]


def _endpoint_tables(told: dict[Endpoint, str]) -> Iterator[str]:
    rows = sorted(told.items(), key=lambda one: (_room(one[1]), one[1], one[0][0]))
    for room, group in groupby(rows, key=lambda one: _room(one[1])):
        yield f"\n**{room}**\n\n| endpoint | here |\n|---|---|"
        for (method, template), written in group:
            yield f"| `{method} {written}` | {state((method, template))} |"


def tables(path: Path) -> str:
    """Everything between the marks of docs/sandbox.md.

    Args:
        path: Discord's description.
    """
    there, wanted = described(path), asked()
    usable = {one: written for one, written in there.items() if one in wanted or state(one) != MISSING}
    states = [state(one).partition(":")[0] for one in there if one in wanted]
    rest = sorted(f"{one[0]:<7}{written}" for one, written in there.items() if one not in usable)
    gone = sorted(f"{one[0]:<7}{written}" for one, written in wanted.items() if one not in there)
    heard, sent = events(), sent_events()
    works, refuse, missing = (states.count(one) for one in (WORKS, "refuses", MISSING))
    summary = (
        f"Discord describes {len(there)} endpoints. discord.py {discord.__version__} asks for {len(states)} "
        f"of them: {works} work, {refuse} refuse as Discord does where there is nothing, {missing} "
        "are not there. An endpoint that is not there answers 404 and is told in `sandbox.complaints`."
    )
    lines = [
        summary,
        *_endpoint_tables(usable),
        "\n**Described by Discord, but not asked for by discord.py, and not there**\n",
        "```text\n" + "\n".join(rest) + "\n```",
        "\n**Asked for by discord.py, but no longer described by Discord, and not there**\n",
        "```text\n" + "\n".join(gone) + "\n```",
        "\n### Gateway events\n",
        f"discord.py understands {len(heard)}; {len(sent)} are sent.\n",
        "| event | here |\n|---|---|",
        *(f"| `{one}` | {'works' if one in sent else MISSING} |" for one in heard),
    ]
    return "\n".join(lines) + "\n"
