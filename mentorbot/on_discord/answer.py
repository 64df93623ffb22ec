"""Answering an interaction, in time or after Discord was asked for more."""

from typing import Any

import discord

from mentorbot.chat import Card, Form
from mentorbot.chat.placing import name_community
from mentorbot.chat.turn import Press, Turn
from mentorbot.on_discord import render, watch
from mentorbot.on_discord.caller import meant


async def give(interaction: discord.Interaction[Any], turn: Turn, answer: Card | Form, *, anew: bool) -> None:
    """Show what a handler returned, with all that goes with it; then do what is to be done afterwards.

    Args:
        anew: A card is a message of its own, rather than what the caller's own message becomes.
    """
    if isinstance(turn, Press) and turn.renewed is not None:
        await _renew(interaction, turn.renewed)
    if isinstance(answer, Form):
        await ask(interaction, answer)
        await interaction.client.forms.note_opened(turn.caller, answer)
    else:
        await (show if anew else change)(interaction, _named(turn, answer))
    for card in turn.further:
        await show(interaction, _named(turn, card))
    for work in turn.later:
        if (last := await work()) is not None:
            await show(interaction, last)


def _named(turn: Turn, card: Card) -> Card:
    """The card, saying which community it is about where that may be another."""
    caller = turn.caller
    return name_community(card, caller.community_name) if caller.several and caller.community else card


async def show(interaction: discord.Interaction[Any], card: Card) -> None:
    """Answer with a message of its own, seen by the caller alone unless the card is public."""
    waiting = await _settle(interaction)
    screen = render.screen(card, meant(interaction))
    files = render.files(card)
    if waiting is not None and waiting.thinking:
        waiting.thinking = False
        await interaction.edit_original_response(view=screen, attachments=files)
        return
    sent = files or discord.utils.MISSING
    if interaction.response.is_done():
        await interaction.followup.send(view=screen, ephemeral=not card.public, files=sent)
    else:
        await interaction.response.send_message(view=screen, ephemeral=not card.public, files=sent)


async def change(interaction: discord.Interaction[Any], card: Card) -> None:
    """Turn the caller's own message, on which they pressed, into this card; a message of others stays."""
    if not (_is_theirs(interaction.message, interaction.user) or _is_direct(interaction)):
        await show(interaction, card)
        return
    await _settle(interaction)
    screen = render.screen(card, meant(interaction))
    files = render.files(card)
    if interaction.response.is_done():
        await interaction.edit_original_response(view=screen, attachments=files)
    else:
        await interaction.response.edit_message(view=screen, attachments=files)


async def _renew(interaction: discord.Interaction[Any], card: Card) -> None:
    """Turn the message that was pressed on into this card, for all who see it, with the answer itself."""
    await _settle(interaction)
    files = render.files(card) or discord.utils.MISSING
    if interaction.response.is_done():
        await interaction.edit_original_response(
            view=render.screen(card, meant(interaction)), attachments=files
        )
    else:
        await interaction.response.edit_message(
            view=render.screen(card, meant(interaction)), attachments=files
        )


async def ask(interaction: discord.Interaction[Any], form: Form) -> None:
    """Open the form. It has to be the first answer, so whatever opens one is not put off."""
    await _settle(interaction)
    await interaction.response.send_modal(render.modal(form, meant(interaction)))


def _is_theirs(message: discord.Message | None, user: discord.abc.User) -> bool:
    """Whether the user alone sees the message. Discord lets nobody else press; that is not relied on."""
    if message is None or not message.flags.ephemeral:
        return False
    asked = message.interaction_metadata
    return asked is None or asked.user.id == user.id


def _is_direct(interaction: discord.Interaction[Any]) -> bool:
    """Whether it was pressed on what the bot wrote to them directly, such as a reminder."""
    message = interaction.message
    return message is not None and interaction.guild_id is None and not message.flags.ephemeral


async def _settle(interaction: discord.Interaction[Any]) -> watch.Watch | None:
    running = watch.of(interaction)
    if running is not None:
        await running.settle()
    return running
