"""Which extensions the bot has: every module of the package ``cogs``, each with a ``setup``."""

import pkgutil
from importlib import import_module
from types import ModuleType
from typing import Final

PACKAGE: Final = "cogs"


def find_extensions() -> list[ModuleType]:
    """Import all of them, in the order of their names."""
    package = import_module(PACKAGE)
    return [import_module(f"{PACKAGE}.{one.name}") for one in pkgutil.iter_modules(package.__path__)]
