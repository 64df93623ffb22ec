"""People who offer to mentor, and who look for a mentor, on either chat."""

from typing import Any

from mentorbot.demo.stage.seen import Actor, Seen

ABOUT: dict[str, Any] = {
    "role": "Administrator",
    "organization": "Lakeside nursing home",
    "setting": "long_term_care",
    "years": "12",
}
USUAL: dict[str, Any] = {"formats": ["pair"], "languages": ["en"], "day_parts": ["evenings"]}
TIME = {"hours": "4", "capacity": "2", "zone": "America/Chicago"}
WISH: dict[str, Any] = {
    "goals": "Lead a nursing home",
    "topics": ["long-term-care", "finance"],
    "settings": ["long_term_care"],
}


async def offer(mentor: Actor, *topics: str, **about: Any) -> None:
    """Offer to mentor, in three short forms."""
    form = await mentor.slash("mentor join")
    step = await form.submit({**ABOUT, **about})
    form = await step.click("What you help with")
    step = await form.submit({"topics": list(topics or ("long-term-care", "operations")), **USUAL})
    form = await step.click("How much time")
    assert "You are listed" in (await form.submit(TIME)).text


async def wish(mentee: Actor, **wished: Any) -> Seen:
    """Say what one looks for; returns what one is told."""
    form = await mentee.slash("mentee profile")
    said: Seen = await form.submit({**WISH, **wished})
    assert "Find a mentor" in said.buttons
    return said


async def bring_together(mentee: Actor, mentor: Actor) -> None:
    """Let a mentee ask a mentor, who accepts."""
    await offer(mentor)
    found = await (await wish(mentee)).click("Find a mentor")
    form = await found.click("Ask")
    await form.submit(note="I would love to learn from you.")
    letter = await mentor.wait_for_dm("would like you as a mentor")
    assert "is your mentee" in (await letter.click("Accept")).text
    await mentee.wait_for_dm("is your mentor now")
