"""SQLAlchemy's asyncio engine without its ORM, which nothing here uses.

``sqlalchemy.ext.asyncio`` imports the ORM for its sessions: a fifteenth of the bot's memory and of its start.
So it is imported here as if it had no sessions; whoever asks it for one later gets the real thing.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any, Final

_PACKAGE: Final = "sqlalchemy.ext.asyncio"
_LEFT_OUT: Final = (f"{_PACKAGE}.session", f"{_PACKAGE}.scoping")


class _Empty(ModuleType):
    """A module in which every name is None."""

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)


def _import_without_sessions() -> None:
    if _PACKAGE in sys.modules:
        return  # somebody wanted all of it
    sys.modules.update((name, _Empty(name)) for name in _LEFT_OUT)
    try:
        package = import_module(_PACKAGE)
    finally:
        for name in _LEFT_OUT:
            del sys.modules[name]
    for name in [name for name, value in vars(package).items() if value is None]:
        if not name.startswith("__"):
            delattr(package, name)
    package.__getattr__ = _left_out  # type: ignore[method-assign]


def _left_out(name: str) -> Any:
    for module in map(import_module, _LEFT_OUT):
        if hasattr(module, name):
            return getattr(module, name)
    raise AttributeError(f"module {_PACKAGE!r} has no attribute {name!r}")


_import_without_sessions()

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine  # noqa: E402

__all__ = ["AsyncConnection", "AsyncEngine", "create_async_engine"]
