"""``mentorbot outbox``: what is due, and trying again what could not be sent."""

from collections.abc import Sequence

from mentorbot.db import Database
from mentorbot.delivery import letters
from mentorbot.delivery.models import State
from mentorbot.errors import UserError


async def list_deliveries(database: Database, state: str, most: int) -> str:
    """Deliveries as lines of text, with the sums below.

    Args:
        state: One of State's values, or "all".
        most: How many at most.

    Raises:
        UserError: There is no such state.
    """
    if state != "all" and state not in set(State):
        raise UserError(f"There is no state {state!r}. The states are {', '.join(State)}; or say all.")
    async with database.engine.connect() as connection:
        lines = await letters.find_lines(connection, None if state == "all" else State(state), most)
        sums = await letters.count_states(connection)
    shown = [
        f"{line.id:>8}  {line.state:<9}  {line.due_at:%Y-%m-%d %H:%M:%S} UTC  {line.kind:<20}  "
        f"tries {line.attempts}{f'  {line.error}' if line.error else ''}"
        for line in lines
    ]
    total = ", ".join(f"{count:,} {name}" for name, count in sorted(sums.items())) or "none"
    return "\n".join([*shown, f"Messages: {total}."])


async def retry_deliveries(database: Database, ids: Sequence[int] | None) -> str:
    """Let these (None: all) that could not be sent be tried again; returns what to tell."""
    async with database.session_scope() as session:
        count = await letters.retry_dead(session, ids=ids)
    if not count:
        return "There is nothing such that could not be sent. `mentorbot outbox list` shows what there is."
    return f"{count:,} will be tried again, within seconds if the bot runs."
