"""A page in which people play with a sandbox: `async with Client(sandbox) as client`."""

from mentorbot.sandbox.page.hooks import Due, Hooks, Narrator
from mentorbot.sandbox.page.site import Client

__all__ = ["Client", "Due", "Hooks", "Narrator"]
