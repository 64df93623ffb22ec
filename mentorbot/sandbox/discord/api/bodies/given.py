"""What a bot sent, which knows what was asked of it: what nobody asks for would be lost in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mentorbot.sandbox.discord.api.bodies.checks import Path
from mentorbot.sandbox.wire import Json


class Given(dict[str, Any]):
    """An object as a bot sent it: whoever reads a field has asked for it, whoever looks for it has not."""

    __slots__ = ("asked",)

    def __init__(self, fields: Json | None = None) -> None:
        if fields:
            dict.update(self, fields)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return dict.__getitem__(self, name)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field."""
        self.asked.add(name)
        return dict.get(self, name, default)

    def items(self) -> Any:
        """All fields, each of which is asked for by that."""
        self.asked.update(self)
        return dict.items(self)

    def values(self) -> Any:
        """All values, each of which is asked for by that."""
        self.asked.update(self)
        return dict.values(self)

    def instead(self, **fields: Any) -> Given:
        """The same with other values in the place of some; what is asked of it counts for this one."""
        return self._sharing({**self, **fields})

    def over(self, before: Json) -> Given:
        """What was there before, with what was given in its place; what is asked of it counts for both."""
        if isinstance(before, Given):
            self.asked |= before.asked
            before.asked = self.asked
        return self._sharing({**before, **self})

    def _sharing(self, fields: Json) -> Given:
        made = Given(fields)
        made.asked = self.asked
        return made


def pass_over(value: object, names: Iterable[str] | None = None) -> None:
    """Count fields as asked for of which Discord makes nothing either: these of an object, or all of it."""
    if isinstance(value, Given):
        value.asked.update(value if names is None else names)
        for inner in dict.values(value) if names is None else ():
            pass_over(inner)
    elif isinstance(value, list):
        for inner in value:
            pass_over(inner, names)


def forgo(value: object, *names: str) -> None:
    """Count fields as not asked for, of which nothing comes although they were looked at."""
    if isinstance(value, Given):
        value.asked.difference_update(names)


def lost(value: object, path: Path = ()) -> Iterator[str]:
    """Where fields stand that nobody has asked for, such as `embeds.0.video`; null is no loss."""
    if isinstance(value, Given):
        for name, inner in dict.items(value):
            if name in value.asked:
                yield from lost(inner, (*path, name))
            elif inner is not None:
                yield ".".join(map(str, (*path, name)))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from lost(inner, (*path, index))
