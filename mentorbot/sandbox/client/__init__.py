"""A page in which people play with a sandbox: `async with Client(sandbox) as client`."""

from .hooks import Due, Hooks, Narrator
from .site import Client

__all__ = ["Client", "Due", "Hooks", "Narrator"]
