"""The settings of one running bot, from the environment or a file named ``.env``."""

import ctypes
import os
import re
import sys
from pathlib import Path
from typing import Annotated, Any, Final, cast
from urllib.parse import unquote

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails, PydanticUndefined
from pydantic_settings import BaseSettings, SettingsConfigDict

from mentorbot import logs, paths
from mentorbot.errors import OperatorError
from mentorbot.logs import LogFormat, LogLevel
from mentorbot.masking import MASK, masked

PREFIX: Final = "MENTORBOT_"
SECRETS: Final = (
    "token",
    "slack_bot_token",
    "slack_app_token",
    "slack_signing_secret",
    "slack_client_secret",
    "secret_key",
)
"""Settings that are secrets; each has another with ``_file`` after its name, for the file that holds it."""

_WEB_ADDRESS: Final = r"^(https://[^\s/]+|http://(127\.0\.0\.1|localhost):\d+)?$"


def _token(token: SecretStr | None) -> SecretStr | None:
    if token is None:
        return None
    text = token.get_secret_value().strip().removeprefix("Bot ")
    if not text:
        return None
    if any(character.isspace() for character in text) or not text.isascii():
        raise ValueError("is not a token: it has spaces or letters that no token has; copy it again")
    return SecretStr(text)


def _folder(path: Path | None) -> Path | None:
    if path is not None and not path.is_dir():
        raise ValueError(f"there is no folder {path}")
    return path


def _shards(wanted: str) -> str:
    if wanted not in {"", "auto"} and not (
        wanted.isascii() and wanted.isdigit() and 0 < int(wanted) < 10_000
    ):
        raise ValueError("is neither auto nor a number from 1 to 9999")
    return wanted


class Settings(BaseSettings):
    """Everything an operator may set; each is MENTORBOT_ and its name, in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    token: Annotated[SecretStr | None, AfterValidator(_token)] = Field(
        default=None,
        description="The bot's token, from https://discord.com/developers/applications (Bot, Reset Token).",
    )
    token_file: Path | None = Field(
        default=None,
        description="A file that holds the token, for secrets of containers and of systemd.",
    )
    shards: Annotated[str, AfterValidator(_shards)] = Field(
        default="",
        description="Discord: into how many shards the bot is divided, which its processes share out among "
        "them: auto (as many as Discord recommends) or a number. Default: one process does all, and any "
        "other waits for it.",
    )
    database: str = Field(
        default="mentorbot.sqlite3",
        min_length=1,
        repr=False,
        description="The database: the path of a SQLite file, which is made when it is missing; or "
        "postgresql://user:password@host/name.",
    )
    database_connections: int = Field(
        default=10,
        ge=2,
        le=1000,
        description="How many connections to PostgreSQL one process opens at most; SQLite needs none of it.",
    )
    backups: Annotated[Path | None, AfterValidator(_folder)] = Field(
        default=None,
        description="A folder into which the bot copies its SQLite database again and again. Best on another "
        "disk. Default: it makes no copies by itself.",
    )
    backup_hours: int = Field(default=24, ge=1, le=720, description="Hours between two such copies.")
    backups_kept: int = Field(default=14, ge=1, le=1000, description="How many of them are kept.")
    content: Annotated[Path, AfterValidator(_folder)] = Field(
        default=paths.CONTENT,
        description="The folder with the guide (en/ and its translations). Default: the one that came along.",
    )
    log_level: LogLevel = Field(
        default=LogLevel.INFO, description="How much is logged: debug, info, warning or error."
    )
    log_format: LogFormat = Field(
        default=LogFormat.AUTO,
        description="How log lines look: text, json, or auto (text on a terminal, JSON otherwise).",
    )
    health_host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="The address that /healthz and /metrics listen on. Neither asks for a password.",
    )
    health_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="The port for /healthz, /metrics and calendars that are followed; 0 takes any free one. "
        "Default: none of them is served.",
    )
    web_address: str = Field(
        default="",
        pattern=_WEB_ADDRESS,
        description="The address under which calendar programs reach /calendars/ at that port, such as "
        "https://mentorbot.example.org. Default: that of MENTORBOT_SLACK_ADDRESS; without either, "
        "calendars are files only.",
    )

    traces: str = Field(
        default="",
        pattern=r"^(https?://[^\s]+)?$",
        description="Where a collector takes OpenTelemetry's traces over HTTP, such as "
        "http://127.0.0.1:4318/v1/traces. Default: nothing is traced. It takes requirements/traces.txt.",
    )

    slack_bot_token: Annotated[SecretStr | None, AfterValidator(_token)] = Field(
        default=None,
        description="Slack: the bot token (xoxb-…) of the app, from https://api.slack.com/apps (OAuth & "
        "Permissions).",
    )
    slack_bot_token_file: Path | None = Field(default=None, description="A file that holds it.")
    slack_app_token: Annotated[SecretStr | None, AfterValidator(_token)] = Field(
        default=None,
        description="Slack: the app-level token (xapp-…) with the scope connections:write, for Socket Mode. "
        "Without it, Slack has to reach the bot at MENTORBOT_HEALTH_PORT.",
    )
    slack_app_token_file: Path | None = Field(default=None, description="A file that holds it.")
    slack_signing_secret: Annotated[SecretStr | None, AfterValidator(_token)] = Field(
        default=None,
        description="Slack: the signing secret, from Basic Information. Only without Socket Mode.",
    )
    slack_signing_secret_file: Path | None = Field(default=None, description="A file that holds it.")
    slack_client_id: str | None = Field(
        default=None,
        description="Slack: the client id, from Basic Information. Only for an app that several workspaces "
        "install.",
    )
    slack_client_secret: Annotated[SecretStr | None, AfterValidator(_token)] = Field(
        default=None, description="Slack: the client secret that belongs to it."
    )
    slack_client_secret_file: Path | None = Field(default=None, description="A file that holds it.")
    slack_address: str = Field(
        default="",
        pattern=_WEB_ADDRESS,
        description="The address under which Slack and browsers reach the bot, such as "
        "https://mentorbot.example.org. Only without Socket Mode, or where several workspaces install it.",
    )
    slack_prefix: str = Field(
        default="",
        pattern=r"^[a-z0-9_-]{0,16}$",
        description="What stands before each slash command's name on Slack, such as mb- for /mb-nextstep.",
    )
    slack_names: str = Field(
        default="remind=reminders help=",
        description="Slash commands that are called otherwise on Slack, such as remind=reminders, since "
        "/remind is Slack's own. One without a name is left out; /mentorbot reaches it all the same.",
    )
    secret_key: Annotated[SecretStr | None, AfterValidator(_token)] = Field(
        default=None,
        description="What encrypts the tokens of workspaces in the database, and keys what has to stay of "
        "people who erased themselves; `mentorbot slack key` makes one. To change it, put a new one before "
        "the old one, with a comma between.",
    )
    secret_key_file: Path | None = Field(default=None, description="A file that holds it.")

    @property
    def place(self) -> str:
        """The database as it may be shown to anyone."""
        return masked(self.database)

    def secrets(self) -> list[str]:
        """Everything in the settings that must never be written anywhere.

        Raises:
            OperatorError: A file of a secret cannot be read, or holds none.
        """
        password = re.search(r"://[^/:@]*:(.*)@|[?&]password=([^&]*)", self.database)
        given = next(filter(None, password.groups()), "") if password else ""
        found = [self.find_secret(name) for name in SECRETS]
        return [*filter(None, found), *{given, unquote(given)} - {""}]

    @property
    def calendar_address(self) -> str:
        """Where calendar programs reach the bot; empty where they do not."""
        return "" if self.health_port is None else self.web_address or self.slack_address

    @property
    def on_slack(self) -> bool:
        """Whether there is what it takes to run on Slack: a token, or an app that workspaces install."""
        return self.find_secret("slack_bot_token") is not None or self.slack_client_id is not None

    def secret(self) -> str:
        """Discord's token, from the setting or from the file.

        Raises:
            OperatorError: There is none, or the file cannot be read or holds none.
        """
        found = self.find_secret("token")
        if found is None:
            raise OperatorError(
                "There is no token for Discord. Set MENTORBOT_TOKEN to your bot's token, or "
                "MENTORBOT_TOKEN_FILE to a file that holds it. You get one at "
                "https://discord.com/developers/applications (Bot, Reset Token)."
            )
        return found

    def find_secret(self, name: str) -> str | None:
        """A secret by its setting's name, from the setting or from its file; None if neither is set.

        Raises:
            OperatorError: The file cannot be read or holds none.
        """
        given: SecretStr | None = getattr(self, name)
        if given is not None:
            return given.get_secret_value()
        file: Path | None = getattr(self, f"{name}_file")
        if file is None:
            return None
        called = f"The {name.replace('_', ' ')} file {file}"
        try:
            found = _token(SecretStr(file.expanduser().read_text(encoding="utf-8")))
        except OSError as error:
            raise OperatorError(f"{called} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise OperatorError(f"{called}: what it holds {error}.") from error
        if found is None:
            raise OperatorError(f"{called} is empty. Put the secret in it.")
        secret = found.get_secret_value()
        logs.hide_secrets(secret)  # it may be another than at the start
        return secret


def load(**given: Any) -> Settings:
    """The settings as they stand.

    Args:
        given: Settings from the command line; they go before the environment. None means not given.

    Raises:
        OperatorError: One of them is not valid; every such one is named, with what it should be.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = "\n".join(f"  {_mistake(details)}" for details in error.errors())
        raise OperatorError(
            f"These settings cannot be used:\n{wrong}\nSee `mentorbot config example`."
        ) from None


def forget_environment() -> None:
    """Take what is secret out of the environment, once it is in the settings.

    No program that the bot starts gets to see it, nor whatever writes the environment out.
    """
    secret = {variable(name) for name in (*SECRETS, "database")}
    for name in [name for name in os.environ if name.upper() in secret]:
        if sys.platform == "linux":
            _blot_out(name)
        del os.environ[name]


def _blot_out(name: str) -> None:
    """Overwrite a variable: what it was at first is in /proc/…/environ for as long as the process runs."""
    c = ctypes.CDLL(None)
    c.getenv.restype = ctypes.c_void_p
    where = c.getenv(os.fsencode(name))
    if where is not None:
        ctypes.memset(where, 0, len(ctypes.string_at(where)))


def _mistake(details: ErrorDetails) -> str:
    name = str(details["loc"][0]) if details["loc"] else ""
    said = details["msg"].removeprefix("Value error, ")
    if details["type"] == "string_pattern_mismatch":  # which nobody can read
        said = f"It cannot be used. It is: {Settings.model_fields[name].description}"
    secret = name in SECRETS
    value = "" if secret else f" (it is {details['input']!r})"
    return f"{variable(name)}{value}: {said[0].lower()}{said[1:]}"


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def shown(settings: Settings) -> dict[str, str]:
    """Every setting by its variable, as it may be shown to anyone: secrets are masked."""
    return {variable(name): masked(_text(getattr(settings, name))) for name in type(settings).model_fields}


def example() -> str:
    """The text of ``.env.example``: each setting, what it does, and its default."""
    parts = [
        "# Settings of mentorbot. Copy this file to .env and change what you need; keep .env to yourself.\n"
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, PydanticUndefined) else _text(field.default)
        if name == "content":
            default = ""
        mark = "" if name == "token" else "# "
        parts.append(f"# {cast('str', field.description)}\n{mark}{variable(name)}={default}\n")
    return "\n".join(parts)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case SecretStr():
            return MASK
        case _:
            return str(value)
