"""From components as Discord writes them to discord.py's own classes, as anyone would build them."""

from typing import Any

import discord
from discord import ui

Json = dict[str, Any]


def layout(components: list[Json]) -> ui.LayoutView:
    """A view of these components that never times out.

    Raises:
        KeyError: There is a kind among them that no measured answer has.
    """
    view = ui.LayoutView(timeout=None)
    for component in components:
        view.add_item(_item(component))
    return view


def _item(component: Json) -> ui.Item[Any]:
    return _MAKERS[component["type"]](component)


def _container(component: Json) -> ui.Item[Any]:
    return ui.Container(
        *map(_item, component["components"]), accent_colour=component.get("accent_color"), id=component["id"]
    )


def _section(component: Json) -> ui.Item[Any]:
    return ui.Section(*map(_item, component["components"]), accessory=_item(component["accessory"]))


def _row(component: Json) -> ui.Item[Any]:
    return ui.ActionRow(*map(_item, component["components"]))


def _text(component: Json) -> ui.Item[Any]:
    return ui.TextDisplay(component["content"])


def _separator(component: Json) -> ui.Item[Any]:
    return ui.Separator(visible=component["divider"], spacing=discord.SeparatorSpacing(component["spacing"]))


def _button(component: Json) -> ui.Item[Any]:
    return ui.Button(
        label=component.get("label"),
        style=discord.ButtonStyle(component["style"]),
        custom_id=component.get("custom_id"),
        url=component.get("url"),
        disabled=component.get("disabled", False),
    )


def _select(component: Json) -> ui.Item[Any]:
    return ui.Select(
        custom_id=component["custom_id"],
        placeholder=component.get("placeholder"),
        min_values=component["min_values"],
        max_values=component["max_values"],
        options=[
            discord.SelectOption(
                label=option["label"], value=option["value"], description=option.get("description")
            )
            for option in component["options"]
        ],
    )


_MAKERS = {1: _row, 2: _button, 3: _select, 9: _section, 10: _text, 14: _separator, 17: _container}
