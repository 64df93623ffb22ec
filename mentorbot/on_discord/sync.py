"""Giving Discord the commands, only when they have changed: each time, every client reloads them all.

What Discord is told stands in a file, which ``make docs`` writes from the cogs: so a bot knows its commands
without having loaded what answers them. A test holds the file to the cogs.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import discord
from discord import app_commands

from mentorbot import logs
from mentorbot.community import service
from mentorbot.db import Database
from mentorbot.on_discord import kinds, translator

Described = dict[str, Any]
"""A command, or a part of one, as Discord is told of it."""

FILE: Final = Path(__file__).with_name("commands.json")

log = logs.get(__name__)


def described(tree: app_commands.CommandTree[Any]) -> str:
    """What belongs into the file: the commands that are loaded, each on a line of its own."""
    found = sorted((command.to_dict(tree) for command in tree.get_commands()), key=lambda one: one["name"])
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in found)
    return f"[\n{lines}\n]\n"


def commands(content: Path | None = None) -> list[Described]:
    """What Discord is told of the commands.

    Args:
        content: The folder whose translations of names are added.

    Raises:
        OperatorError: A translation cannot be used.
    """
    found: list[Described] = json.loads(FILE.read_text(encoding="utf-8"))
    if content is not None and (words := translator.read(content)):
        translator.translate(found, words)
    return found


def summaries() -> dict[str, str]:
    """What each command says of itself, by its name as people type it; menus say nothing."""
    return {name: text for one in commands() for name, text in _summaries(one)}


def _summaries(one: Mapping[str, Any], group: str = "") -> Iterator[tuple[str, str]]:
    name = f"{group} {one['name']}".strip()
    inner = [option for option in one.get("options", ()) if option["type"] in kinds.NESTED]
    for option in inner:
        yield from _summaries(option, name)
    if not inner:
        yield name, one.get("description", "")


async def sync(client: discord.Client, database: Database, wanted: list[Described]) -> bool:
    """Give Discord the commands unless it has them already.

    Returns:
        Whether they were given. If Discord refuses them it is logged, and the bot goes on with those it has.
    """
    assert client.application_id is not None, "it has logged in"  # noqa: S101 - told to mypy
    digest = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()
    application = str(client.application_id)
    async with database.read_scope() as connection:
        if await service.synced_hash(connection, application) == digest:
            return False
    try:
        await client.http.bulk_upsert_global_commands(client.application_id, wanted)
    except discord.HTTPException as error:
        log.exception("Discord did not take the commands; the ones it has stay", exc_info=error)
        return False
    async with database.session_scope() as session:
        await service.remember_sync(session, application, digest)
    log.info("commands given to Discord", commands=len(wanted))
    return True
