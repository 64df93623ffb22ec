"""How fast the bot sends at most."""

import asyncio
import time

from mentorbot.delivery.pace import Pace


async def test_after_the_event_loop_was_held_up_there_are_not_too_many_in_one_second():
    pace, passed = Pace(40), list[float]()

    async def send() -> None:
        await pace.wait()
        passed.append(time.monotonic())

    sending = [asyncio.create_task(send()) for _ in range(90)]
    await asyncio.sleep(0.7)
    time.sleep(0.4)  # noqa: ASYNC251 - holds the loop up
    await asyncio.gather(*sending)
    assert max(sum(first <= one < first + 1.0 for one in passed) for first in passed) <= 41
