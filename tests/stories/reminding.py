"""A reminder that somebody keeps, on either chat."""

from mentorbot.demo.stage.seen import Actor


async def keep_reminder(person: Actor) -> None:
    """Let somebody be reminded to call ACHE in two hours."""
    drafted = await person.slash("remind me", what="call ACHE", when="in 2 hours")
    await drafted.click("Keep")
