"""Giving Discord the commands, only when they have changed: each time, every client reloads them all."""

import hashlib
import json
from pathlib import Path
from typing import Any

import discord
from discord import app_commands

from mentorbot import logs
from mentorbot.community import service
from mentorbot.db import Database
from mentorbot.on_discord import mentions, translator

Described = dict[str, Any]
"""A command, or a part of one, as Discord is told of it."""

log = logs.get(__name__)


def commands(tree: app_commands.CommandTree[Any], content: Path | None = None) -> list[Described]:
    """What Discord is told of the commands.

    Args:
        content: The folder whose translations of names are added.

    Raises:
        OperatorError: A translation cannot be used.
    """
    found: list[Described] = sorted(
        (command.to_dict(tree) for command in tree.get_commands()), key=lambda one: one["name"]
    )
    if content is not None and (words := translator.read(content)):
        translator.translate(found, words)
    return found


async def sync(client: discord.Client, database: Database, wanted: list[Described]) -> bool:
    """Give Discord the commands unless it has them already.

    Returns:
        Whether they were given. If Discord refuses them it is logged, and the bot goes on with those it has.
    """
    assert client.application_id is not None, "it has logged in"  # noqa: S101 - told to mypy
    digest = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()
    application = str(client.application_id)
    async with database.read_scope() as connection:
        if await service.find_synced_hash(connection, application) == digest:
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


async def learn_ids(client: discord.Client) -> None:
    """Learn the ids that Discord gave the commands; without them, texts name commands as they are typed."""
    assert client.application_id is not None, "it has logged in"  # noqa: S101 - told to mypy
    try:
        mentions.learn(await client.http.get_global_commands(client.application_id))
    except discord.HTTPException as error:
        log.warning("Discord did not tell the ids of the commands", error=str(error))
