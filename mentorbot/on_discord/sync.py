"""Giving Discord the commands, only when they have changed: each time, every client reloads them all."""

import hashlib
import json
from typing import Any

import discord
from discord import app_commands

from mentorbot import logs
from mentorbot.community import service
from mentorbot.db import Database

log = logs.get(__name__)


async def described(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    """The commands as Discord is told of them, names in other languages included."""
    translator = tree.translator
    if translator is None:
        return [command.to_dict(tree) for command in tree.get_commands()]
    return [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]


async def sync(tree: app_commands.CommandTree[Any], application_id: int, database: Database) -> bool:
    """Give Discord the commands unless it has them already.

    Returns:
        Whether they were given. If Discord refuses them it is logged, and the bot goes on with those it has.
    """
    text = json.dumps(await described(tree), sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    application = str(application_id)
    async with database.read_scope() as connection:
        if await service.synced_hash(connection, application) == digest:
            return False
    try:
        await tree.sync()
    except (discord.HTTPException, app_commands.CommandSyncFailure) as error:
        log.exception("Discord did not take the commands; the ones it has stay", exc_info=error)
        return False
    async with database.session_scope() as session:
        await service.remember_sync(session, application, digest)
    log.info("commands given to Discord", commands=len(tree.get_commands()))
    return True
