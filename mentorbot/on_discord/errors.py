"""What a person is told when something goes wrong, and what is logged. The one place for both."""

import secrets
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord
from discord import app_commands

from mentorbot import logs
from mentorbot.chat import Block, Card
from mentorbot.chat.apologies import bug_card, refusal_card
from mentorbot.errors import UserError, WhichCommunityError
from mentorbot.on_discord import answer, pressed, watch
from mentorbot.on_discord.asked import TYPED, WHICH, again_blocks, which_card
from mentorbot.on_discord.caller import caller

if TYPE_CHECKING:
    from mentorbot.forms.keeping import FormKeeper

OUTDATED: Final = "That command has changed. Discord will show the new one shortly; please try again then."
UNREADABLE: Final = "I could not use what you filled in. Please choose from what is offered as you type."

# Nobody is waiting any more (10062), or another answer came first (40060).
# https://docs.discord.com/developers/topics/opcodes-and-status-codes
_GONE: Final = {10062, 40060}

log = logs.get(__name__)


async def tell(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Tell the caller what happened; a bug is logged with the reference that they are given."""
    if isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError):
        error = error.__cause__ or error
    if isinstance(error, discord.InteractionResponded) or getattr(error, "code", None) in _GONE:
        log.info("came too late", interaction=interaction.id, error=str(error))
        return
    reference = secrets.token_hex(4)
    if running := watch.of(interaction):
        running.outcome = "refused" if _expected(error) else "failed"
    try:
        beside = await _keep_form(interaction, error) + await _keep_command(interaction, error)
        which = await _ask_which(interaction, error, beside)
        await answer.show(interaction, which or _card(error, reference, beside))
    except (discord.DiscordException, aiohttp.ClientError, OSError) as again:
        log.info("could not tell of an error", interaction=interaction.id, error=str(again))
    finally:
        # After the answer, which is waited for: to write a traceback out takes its time.
        if not _expected(error):
            log.error("bug", reference=reference, doing=doing(interaction), exc_info=error)


async def suggest_nothing(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Answer whoever is typing, who cannot be told anything; a bug is logged."""
    note(interaction, error)
    try:
        await interaction.response.autocomplete([])
    except (discord.DiscordException, aiohttp.ClientError, OSError) as again:
        log.info("could not answer", interaction=interaction.id, error=str(again))


def note(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Log an error of which nobody is told, if it is a bug."""
    if not _expected(error):
        log.error("bug", doing=doing(interaction), exc_info=error)


def _expected(error: BaseException) -> bool:
    return isinstance(error, UserError | app_commands.AppCommandError) and not isinstance(
        error, app_commands.CommandInvokeError
    )


async def _keep_form(interaction: discord.Interaction[Any], error: BaseException) -> tuple[Block, ...]:
    """Keep what was filled into a form that was not taken; what the person is told of that."""
    running = watch.of(interaction)
    if interaction.type is not discord.InteractionType.modal_submit or (running and running.taken):
        return ()
    first = getattr(error, "way_on", None) is None
    sent_id, answers = pressed.read_id(interaction), pressed.read_answers(interaction)
    if sent_id.startswith(TYPED) and running and running.asked:
        return ()  # it is kept with what was asked for
    forms: FormKeeper = interaction.client.forms
    return await forms.keep(caller(interaction), sent_id, answers, first=first)


async def _keep_command(interaction: discord.Interaction[Any], error: BaseException) -> tuple[Block, ...]:
    """Keep what was typed for a command that was not carried out; what the person is told of that."""
    running = watch.of(interaction)
    asked = running.asked if running is not None and not running.taken else None
    if asked is None or isinstance(error, WhichCommunityError):
        return ()
    return await again_blocks(interaction.client.forms, caller(interaction), asked)


async def _ask_which(
    interaction: discord.Interaction[Any], error: BaseException, beside: tuple[Block, ...]
) -> Card | None:
    """Keep what could be about several communities; the question which of them was meant."""
    running = watch.of(interaction)
    asked = running.asked if running is not None and not running.taken else None
    if asked is None or not isinstance(error, WhichCommunityError):
        return None
    forms: FormKeeper = interaction.client.forms
    return which_card(await forms.keep_asked(caller(interaction), WHICH, asked.write()), error, beside)


def _card(error: BaseException, reference: str, beside: tuple[Block, ...]) -> Card:
    if isinstance(error, UserError):
        return refusal_card(error.sentence, error.way_on, beside)
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return refusal_card(OUTDATED)
    if isinstance(error, app_commands.TransformerError | app_commands.CheckFailure):
        return refusal_card(UNREADABLE)
    return bug_card(reference, beside)


def doing(interaction: discord.Interaction[Any]) -> str:
    """Which command ("nextstep") or button ("progress:done"), without anything that was typed."""
    if interaction.command is not None:
        return interaction.command.qualified_name
    data: Any = interaction.data or {}
    return ":".join((pressed.read_id(interaction) or str(data.get("name", ""))).split(":")[:2])
