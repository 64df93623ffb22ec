"""The commands of /credits, through a real discord.py client."""

from datetime import date

from town import Town

from mentorbot import clock


def today() -> date:
    return clock.now().date()


async def keep(town: Town, **options: object) -> None:
    """Let alice enrol and keep the FACHE."""
    await town.enrol(town.alice)
    given = {"credential": "fache", "expires": f"{today().year + 1}-12-31", **options}
    reply = await town.alice.slash("credits goal", **given)
    assert "is your goal now" in reply.text, reply.text


async def test_a_student_logs_what_they_earn_and_sees_what_is_missing(town: Town) -> None:
    await keep(town)
    (choice,) = await town.alice.type("credits log", type="qualif")
    assert choice.label == "FACHE · Qualifying Education"
    reply = await town.alice.slash(
        "credits log", title="A webinar", hours=15, type=choice.value, proof="https://example.org/c.pdf"
    )
    assert "12 of it count" in reply.text
    assert "24 credits" in reply.text
    assert reply.ephemeral
    status = await town.alice.slash("credits status")
    assert "3 over the maximum, not counted" in status.text
    assert "12 missing" in status.text
