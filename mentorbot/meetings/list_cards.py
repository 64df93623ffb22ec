"""The list of what somebody has planned."""

from collections.abc import Sequence
from typing import Final

from mentorbot.chat import Action, Actions, Block, Card, Section, mention, moment, paged
from mentorbot.meetings.planning import MeetingView

_LISTED: Final = 8


def list_card(
    meetings: Sequence[MeetingView], plan: Sequence[Action], word: str, page: int = 1, turn: str = ""
) -> Card:
    """What is planned, the next first; a page of it.

    Args:
        plan: Buttons that plan another.
        turn: The id of the buttons that turn the page, without its number; empty where none can be turned.
    """
    shown = paged(meetings, page, _LISTED)
    blocks: list[Block] = [_line(one) for one in shown.items]
    if not meetings:
        blocks.append(Section(f"No {word} is planned."))
    if buttons := (*plan, *(shown.turns(turn) if turn else ())):
        blocks.append(Actions(buttons))
    foot = " · ".join(filter(None, ("Open one to move or cancel it.", shown.said if turn else "")))
    return Card(f"Your {word}s", tuple(blocks), footer=foot)


def _line(meeting: MeetingView) -> Section:
    who = ", ".join(mention(str(one.to.user_id)) for one in meeting.parts)
    when = f"{moment(meeting.starts_at, 'F')}" if meeting.starts_at else "No time agreed yet"
    return Section(f"**{when}**\n{who}", action=Action("Open", f"meetings:show:{meeting.id}"))
