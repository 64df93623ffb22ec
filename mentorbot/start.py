"""What a bot starts from: settings and content, read and checked before.

Reading them needs pydantic, YAML and more, which a bot that runs has no use for; so ``mentorbot run`` has it
done :mod:`mentorbot.aside`, while it loads what it does need.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorbot.config import Settings
    from mentorbot.credits.credential import Credential
    from mentorbot.guide.model import Guide
    from mentorbot.meetings.icebreakers import Icebreaker
    from mentorbot.mentoring.agendas import Agenda


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Settings as plain values.

    Args:
        secrets: Everything that must never be written anywhere, the token among it.
        log_level: The name of a LogLevel.
        log_format: The name of a LogFormat.
        content: The folder of the guide.
    """

    token: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    database: str = field(repr=False)
    database_connections: int
    log_level: str
    log_format: str
    health_host: str
    health_port: int | None
    content: Path


@dataclass(frozen=True, slots=True)
class Content:
    """The guides by locale, credentials and agendas by id, and what people may ask each other."""

    guides: Mapping[str, "Guide"]
    credentials: Mapping[str, "Credential"]
    agendas: Mapping[str, "Agenda"]
    icebreakers: Sequence["Icebreaker"]


def start(settings: "Settings") -> Start:
    """What a bot with these settings starts from. Raises OperatorError: there is no token."""
    return Start(
        token=settings.secret(),
        secrets=tuple(settings.secrets()),
        database=settings.database,
        database_connections=settings.database_connections,
        log_level=settings.log_level.value,
        log_format=settings.log_format.value,
        health_host=settings.health_host,
        health_port=settings.health_port,
        content=settings.content,
    )


def content(root: Path) -> Content:
    """Read and check the content. Raises OperatorError: something is wrong with it."""
    from mentorbot.credits import reading as rules  # noqa: PLC0415 - see above
    from mentorbot.guide import reading as guide  # noqa: PLC0415
    from mentorbot.meetings import icebreaker_reading as icebreakers  # noqa: PLC0415
    from mentorbot.mentoring import agenda_reading as agendas  # noqa: PLC0415

    asked = icebreakers.load(root) if (root / icebreakers.FILE).is_file() else ()
    return Content(guide.searchable(root), rules.credentials(root), agendas.load(root), asked)


def both(token_file: Path | None) -> Iterator[Start | Content]:
    """The settings as they stand, and then the content; what is called aside.

    Raises:
        OperatorError: As above, or a setting is not valid.
    """
    from mentorbot import config  # noqa: PLC0415 - see above

    settings = config.load(token_file=token_file)
    yield start(settings)
    yield content(settings.content)
