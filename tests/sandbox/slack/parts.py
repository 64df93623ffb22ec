"""Blocks and views that an app in a test sends."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot.sandbox.wire import Json


def plain(text: str) -> Json:
    """A text without marks, as blocks have it."""
    return {"type": "plain_text", "text": text}


def said(text: str) -> Json:
    """A block that says something."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, action_id: str, **more: Any) -> Json:
    """A button."""
    return {"type": "button", "text": plain(label), "action_id": action_id, **more}


def row(*elements: Json) -> Json:
    """A block with elements beside each other."""
    return {"type": "actions", "elements": list(elements)}


def field(label: str, element: Json, **more: Any) -> Json:
    """A field of a form; its element has the label in small letters as its action id."""
    name = label.lower()
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {"action_id": name, **element},
        **more,
    }


def form(title: str, *blocks: Json, **more: Any) -> Json:
    """A modal with a button that sends it."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **more,
    }


def open_on_hello(bolt: AsyncApp, view: Json) -> None:
    """Let the app answer `/hello` with a modal."""

    @bolt.command("/hello")
    async def hello(ack: AsyncAck, client: AsyncWebClient, body: Json) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)
