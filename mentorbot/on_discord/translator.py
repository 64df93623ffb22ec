"""Names of commands in other languages, from ``commands.yaml`` beside the guide's pages in each.

It maps what a command or option is in English to what it is there::

    nextstep: {name: prossimo, description: La cosa da fare adesso}
    guide: {description: Leggi la guida}
    guide.topic: {name: tema, description: Cosa cerchi}
    events.show: {choices: {mine: I miei}}
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import discord
import yaml

from mentorbot.errors import OperatorError
from mentorbot.on_discord import kinds

FILE = "commands.yaml"

Words = Mapping[str, Mapping[str, Any]]


def read(content: Path) -> dict[str, Words]:
    """What the folders under ``content`` hold, by their names ("es", "pt-BR").

    Raises:
        OperatorError: A file is not a mapping of that form.
    """
    return {file.parent.name: _read(file) for file in sorted(content.glob(f"*/{FILE}"))}


def translate(described: Iterable[dict[str, Any]], words: Mapping[str, Words], group: str = "") -> None:
    """Add to commands what they are called elsewhere.

    Args:
        described: As Discord is told of them.
        words: By language; what is not among them stays as it is in English.
        group: What stands before their names in the files.
    """
    for one in described:
        name = group + one["name"]
        for field in ("name", "description"):
            if told := _told(words, name, field):
                one[f"{field}_localizations"] = told
        for choice in one.get("choices", ()):
            if told := _told(words, name, "choices", str(choice["value"])):
                choice["name_localizations"] = told
        for option in one.get("options", ()):
            translate((option,), words, f"{name} " if option["type"] in kinds.NESTED else f"{name}.")


def _told(words: Mapping[str, Words], name: str, *fields: str) -> dict[str, str]:
    """What the files say of this, by locale."""
    told = {}
    for locale in discord.Locale:
        found: Any = _of(words, locale.value).get(name, {})
        for field in fields:
            found = found.get(field) if isinstance(found, Mapping) else None
        if found:
            told[locale.value] = str(found)
    return told


def _of(words: Mapping[str, Words], locale: str) -> Words:
    return words.get(locale) or words.get(locale.partition("-")[0]) or {}


def _read(file: Path) -> Words:
    words = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(words, dict) or not all(isinstance(entry, dict) for entry in words.values()):
        raise OperatorError(f"{file} should map commands to their names, such as  nextstep: {{name: …}}")
    return words
