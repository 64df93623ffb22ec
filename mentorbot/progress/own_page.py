"""Where one stands on the path: what is next, first on one's own page."""

from typing import Final

from mentorbot import clock
from mentorbot.chat import Accent, Action, Actions, Block, Card, Section, Style
from mentorbot.chat.declare import own_part
from mentorbot.chat.turn import Turn
from mentorbot.guide.load import guide_for
from mentorbot.guide.model import Guide
from mentorbot.progress import service
from mentorbot.progress.advice import Advice, Pick
from mentorbot.progress.cards import advice_card, describe_due
from mentorbot.progress.ways import ACTIONS

_BAR: Final = 10


@own_part(10)
async def show_next(turn: Turn) -> Card:
    """What is next, and how far one is."""
    guide = guide_for(turn)
    async with turn.read() as connection:
        standing = await service.load_standing(connection, turn.caller)
    return next_card(service.choose_next(guide, standing, clock.now()), guide)


def next_card(advice: Advice, guide: Guide) -> Card:
    """The one thing to do next, with what can be done about it; for a newcomer, how to begin.

    So it is for whoever came another way, such as a mentor, and has not said where they stand.
    """
    if not advice.enrolled or (advice.stage is None and not advice.path.spoken_of):
        words = "Answer five short questions, and I show you what to do next, and who can help."
        start = Action("Start", "members:start", style=Style.PRIMARY)
        return Card("Welcome", (Section(words), Actions((start,))), Accent.NEXT)
    if advice.next is None:
        return advice_card(advice, guide)
    blocks: list[Block] = [Section(bar(advice.done, advice.total)), *_about(advice.next, guide)]
    return Card(f"Next: {advice.next.milestone.title}", tuple(blocks), Accent.NEXT)


def bar(done: int, total: int) -> str:
    """How much is done, as a bar and in words."""
    filled = round(_BAR * done / total) if total else 0
    return f"{'▰' * filled}{'▱' * (_BAR - filled)}  {done} of {total} done"


def _about(pick: Pick, guide: Guide) -> tuple[Block, ...]:
    milestone = pick.milestone
    words = f"{milestone.why}\nStep {pick.step.number} of {len(guide.steps)}: {pick.step.title}"
    if pick.due is not None:
        words += f" · by {describe_due(milestone, pick.due)}"
    actions = (
        Action("Done", f"progress:done:{milestone.id}", style=Style.GOOD),
        Action("Remind me", f"reminders:about:{milestone.id}"),
        Action("Why this?", f"progress:why:{milestone.id}"),
        Action("My progress", "progress:words"),
    )
    return Section(words, action=ACTIONS[milestone.way] if milestone.way else None), Actions(actions)
