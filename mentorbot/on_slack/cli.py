"""``mentorbot slack``: the manifest of the app, and a key for the tokens of workspaces."""

import json

from cryptography.fernet import Fernet

from mentorbot import rooms
from mentorbot.config import Settings
from mentorbot.on_slack.manifest import OPTIONAL, SCOPES, make_manifest
from mentorbot.on_slack.names import Names


def write_manifest(settings: Settings) -> str:
    """The manifest as JSON, by what the settings say of names, of an address and of Socket Mode.

    Raises:
        OperatorError: A command cannot be called as the settings say.
    """
    declared = rooms.declared()
    names = Names(declared.commands, settings.slack_prefix, settings.slack_names)
    socket_mode = settings.find_secret("slack_signing_secret") is None
    made = make_manifest(declared, names, address=settings.slack_address, socket_mode=socket_mode)
    return json.dumps(made, indent=2, ensure_ascii=False)


def list_scopes() -> str:
    """What the app asks for, and what for, a line each."""
    return "\n".join(f"{scope:<18} {why}" for scope, why in sorted((SCOPES | OPTIONAL).items()))


def make_key() -> str:
    """A new key for the setting MENTORBOT_SECRET_KEY."""
    return Fernet.generate_key().decode()
