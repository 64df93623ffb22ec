"""Names of commands in other languages, from ``commands.yaml`` beside the guide's pages in each.

It maps what a command, option or choice is in English to what it is there::

    nextstep: {name: prossimo, description: La cosa da fare adesso}
    guide: {description: Leggi la guida}
    guide.topic: {name: tema, description: Cosa cerchi}
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import discord
from discord import app_commands

from mentorbot.errors import OperatorError

FILE = "commands.yaml"

_Words = Mapping[str, Mapping[str, str]]
_Place = app_commands.TranslationContextLocation
_NAMES = {_Place.command_name, _Place.group_name, _Place.parameter_name}
_DESCRIPTIONS = {_Place.command_description, _Place.group_description, _Place.parameter_description}


class Translator(app_commands.Translator):
    """Names from files.

    Args:
        words: By folder name ("es", "pt-BR").
    """

    def __init__(self, words: Mapping[str, _Words]) -> None:
        self._words = words

    @classmethod
    def read(cls, content: Path) -> "Translator | None":
        """What the folders under ``content`` hold; None if no language has the file.

        Raises:
            OperatorError: A file is not a mapping of that form.
        """
        words = {file.parent.name: _read(file) for file in sorted(content.glob(f"*/{FILE}"))}
        return cls(words) if words else None

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: Any
    ) -> str | None:
        """What it is called there, or None for as it is in English."""
        words = self._words.get(locale.value) or self._words.get(locale.value.partition("-")[0])
        if words is None:
            return None
        if context.location in _NAMES:
            return words.get(_key(context), {}).get("name")
        if context.location in _DESCRIPTIONS:
            return words.get(_key(context), {}).get("description")
        return None


def _key(context: Any) -> str:
    if context.location in {_Place.parameter_name, _Place.parameter_description}:
        return f"{context.data.command.qualified_name}.{context.data.name}"
    return str(context.data.qualified_name)


def _read(file: Path) -> _Words:
    import yaml  # noqa: PLC0415 - a megabyte that English alone does not need

    words = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(words, dict) or not all(isinstance(entry, dict) for entry in words.values()):
        raise OperatorError(f"{file} should map commands to their names, such as  nextstep: {{name: …}}")
    return words
