"""All methods: each module puts its own into the register when it is imported."""

from mentorbot.sandbox.slack.api.methods import (
    auth,
    chat,
    conversations,
    files,
    histories,
    marks,
    oauth,
    users,
    views,
)
from mentorbot.sandbox.slack.api.registry import METHODS

MODULES = (auth, chat, conversations, files, histories, marks, oauth, users, views)

__all__ = ["METHODS", "MODULES"]
