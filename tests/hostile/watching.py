"""Looking over the bot's shoulder: what it sent, what it logged, what it stored."""

import asyncio
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from typing import Any

from town import Town

from mentorbot.db import metadata
from mentorbot.sandbox.discord.people.replies import Modal, Reply

REFUSED = "That did not work"
BROKEN = "Something broke on my side"
NO_MENTIONS = {"parse": []}

# What Discord would turn into a mention, an emoji, a command or a date, unless a backslash is before it.
_LIVE = re.compile(r"(?<!\\)<(?:@[!&]?\d|#\d|id:|/[^>\n]+:\d|a?:\w+:\d)|@everyone|@here")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")


# At every start discord.py warns that it could not speak. And at the first heartbeat, 41 s later, that it is
# late: it takes the time of sending only afterwards, when an answer from nearby has come already.
_FORMS = {"opened_form", "kept_form"}
_EXPECTED = re.compile("voice will NOT|Can't keep up")


class Watcher:
    """Sees what the bot does in a town.

    Args:
        log: where the bot logs to, as JSON lines.
    """

    def __init__(self, town: Town, log: io.StringIO) -> None:
        self.town = town
        self.log = log
        self._read = 0
        self._seen = 0
        self._looking: sqlite3.Connection | None = None
        self._version = 0
        self._rows: dict[str, list[tuple[Any, ...]]] = {}

    def close(self) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.close()

    def wrongs(self) -> list[str]:
        """Everything that went wrong since the last time: errors in the log, mentions, refused requests."""
        return [*self._logged(), *self._sent()]

    def bugs(self) -> list[dict[str, Any]]:
        """The bugs that somebody met, in the log since the last time, which are taken off it.

        What the bot does by itself also says there that it could not, and has no reference.
        """
        return [line for line in self._lines() if "reference" in line]

    def _lines(self) -> Iterator[dict[str, Any]]:
        new, self._read = self.log.getvalue()[self._read :], len(self.log.getvalue())
        yield from map(json.loads, new.splitlines())

    def _logged(self) -> Iterator[str]:
        for line in self._lines():
            if line["level"] not in {"debug", "info"} and not _EXPECTED.search(line["event"]):
                yield json.dumps(line, indent=1).replace("\\n", "\n")

    def _sent(self) -> Iterator[str]:
        requests = self.town.sandbox.requests
        while requests:
            one = requests.popleft()
            if one.status >= 400:
                yield f"{one.method} {one.path} was answered with {one.status}: {one.answer}"
            yield from _loud(one.body)
        interactions = list(self.town.sandbox.interactions.by_id.values())
        for interaction in interactions[self._seen :]:
            for message in filter(None, (interaction.original, *interaction.sent)):
                yield from _mentioning(message.payload)
        self._seen = len(interactions)

    async def stored(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row that an answer may change.

        The names of communities are renewed in passing; what was filled into a form is kept, taken or not.
        """
        path = self.town.database.path
        assert path is not None
        looking = self._looking = self._looking or sqlite3.connect(path, isolation_level=None)
        # It is asked after every answer, most of which have stored nothing
        # (https://www.sqlite.org/pragma.html#pragma_data_version).
        version = looking.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._rows, self._version = dict(_rows(looking)), version
        return self._rows

    async def personal(self, *, but: str = "") -> dict[str, list[tuple[Any, ...]]]:
        """Every row about a member, without those of the user with this id in the first community."""
        rows = await self.stored()
        home = next((row[0] for row in rows["community"] if self.town.guild.id in row), None)
        left_out = {row[0] for row in rows["member"] if row[1] == home and row[2] == but}
        kept = {"member": [row for row in rows["member"] if row[0] not in left_out]}
        for table in metadata.sorted_tables:
            if "member_id" in table.c:
                place = list(table.c.keys()).index("member_id")
                kept[table.name] = [row for row in rows[table.name] if row[place] not in left_out]
        return kept

    async def check(self, reply: Any, before: dict[str, list[tuple[Any, ...]]] | None = None) -> None:
        """Hold an answer to what every answer must be.

        Args:
            before: what was stored before; a refusal must have left it so. None, if that is not asked.
        """
        assert isinstance(reply, Reply | Modal), reply
        await asyncio.sleep(0)
        assert self.wrongs() == []
        if isinstance(reply, Modal):
            return
        assert BROKEN not in reply.text
        assert shown_alive(reply) == []
        if before is not None and REFUSED in reply.text:
            assert await self.stored() == before


def _rows(looking: sqlite3.Connection) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    looking.execute("BEGIN")
    for table in metadata.sorted_tables:
        if table.name in _FORMS:
            continue
        names = [one.name for one in table.c if (table.name, one.name) != ("community", "name")]
        chosen = ", ".join(f'"{name}"' for name in names)
        yield table.name, sorted(looking.execute(f"SELECT {chosen} FROM {table.name}"), key=repr)  # noqa: S608
    looking.execute("COMMIT")


def shown_alive(reply: Reply) -> list[str]:
    """What in a message would act on whoever reads it: mentions, turned text, characters nobody sees."""
    text = reply.text
    return [found[0] for sign in (_LIVE, _TURNING, _CONTROL) for found in sign.finditer(text)]


def _loud(body: Any) -> Iterator[str]:
    """Requests that send a message without saying that it mentions nobody."""
    data = body.get("data", body) if isinstance(body, dict) else {}
    if isinstance(data, dict) and ("components" in data or "content" in data) and "custom_id" not in data:
        allowed = data.get("allowed_mentions")
        if (
            not isinstance(allowed, dict)
            or allowed.get("parse") != []
            or set(allowed) - {"parse", "replied_user"}
        ):
            yield f"a message was sent with allowed_mentions {allowed!r}"


def _mentioning(payload: dict[str, Any]) -> Iterator[str]:
    if payload["mentions"] or payload["mention_roles"] or payload["mention_everyone"]:
        yield f"message {payload['id']} mentions somebody"
