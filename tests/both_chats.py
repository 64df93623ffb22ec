"""Every card and form that a test shows on Discord is rendered for Slack too, and is one that Slack takes."""

from collections.abc import Iterator

import pytest
from slack_shapes import check_blocks, check_view

from mentorbot.chat import Card, Form
from mentorbot.on_discord import render as discord_render
from mentorbot.on_slack import modals, render


def show_card(card: Card) -> None:
    """Render a card for each place on Slack. Raises AssertionError: Slack would refuse it."""
    for screen in (render.message(card, "T012ABC"), render.ephemeral(card, "T012ABC", "kept")):
        for part in (screen, *screen.rest):
            check_blocks(part.blocks)
            assert part.text
    check_view(render.view(card, "T012ABC", "kept"))


def show_form(form: Form) -> None:
    """Render a form for Slack. Raises AssertionError: Slack would refuse it."""
    check_view(modals.form(form, "T012ABC", "key"))


@pytest.fixture(autouse=True)
def slack_shows_it_too(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Render for Slack whatever the test shows on Discord; what Slack would refuse fails the test."""
    shown: list[Card | Form] = []
    components, modal = discord_render.components, discord_render.modal

    def card_too(card: Card, community: str | None = None) -> list[discord_render.Data]:
        made = components(card, community)
        shown.append(card)
        return made

    def form_too(form: Form, community: str | None = None) -> discord_render.discord.ui.Modal:
        made = modal(form, community)
        shown.append(form)
        return made

    monkeypatch.setattr(discord_render, "components", card_too)
    monkeypatch.setattr(discord_render, "modal", form_too)
    yield
    for one in shown:
        if isinstance(one, Card):
            show_card(one)
        else:
            show_form(one)
