"""All methods: each module puts its own into the register when it is imported."""

from mentorbot.sandbox.slack.api.methods import auth, files
from mentorbot.sandbox.slack.api.registry import METHODS

MODULES = (auth, files)

__all__ = ["METHODS", "MODULES"]
