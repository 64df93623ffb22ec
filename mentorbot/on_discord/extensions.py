"""Which extensions the bot has: every module of the package ``cogs`` that has a ``setup``."""

import pkgutil
from graphlib import TopologicalSorter
from importlib import import_module
from types import ModuleType
from typing import Final

PACKAGE: Final = "cogs"


def find_extensions() -> list[ModuleType]:
    """Import all of them.

    Returns:
        In the order in which they are set up. One that adds to the commands of others names those in its
        ``AFTER``, and comes after them.
    """
    package = import_module(PACKAGE)
    modules = [import_module(f"{PACKAGE}.{one.name}") for one in pkgutil.iter_modules(package.__path__)]
    found = {module.__name__: module for module in modules if hasattr(module, "setup")}
    after = {name: getattr(module, "AFTER", ()) for name, module in found.items()}
    return [found[name] for name in TopologicalSorter(after).static_order()]
