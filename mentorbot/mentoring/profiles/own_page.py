"""Mentors who wait to be listed, on an organizer's own page."""

from collections.abc import Sequence
from typing import Final

from mentorbot.chat import Accent, Action, Actions, Block, Card, Section, Style, escape
from mentorbot.chat.declare import own_part
from mentorbot.chat.lists import end_with
from mentorbot.chat.turn import Turn
from mentorbot.mentoring import rights
from mentorbot.mentoring.profiles import service
from mentorbot.mentoring.profiles.approval_cards import doubtful_links
from mentorbot.mentoring.profiles.service import MentorView

_SHOWN: Final = 3


@own_part(79)
async def show_waiting(turn: Turn) -> Card | None:
    """Who would like to mentor and waits for an organizer."""
    async with turn.read() as connection:
        community = await rights.require_organizer(connection, turn.caller, turn.rights)
        found = await service.find_waiting_mentors(connection, community)
    return waiting_card(found) if found else None


def waiting_card(found: Sequence[MentorView]) -> Card:
    """The first who wait, with what is decided of each."""
    blocks: list[Block] = []
    for one in found[:_SHOWN]:
        actions = (
            Action("Approve", f"mentor:approve:{one.member_id}.{one.version}", style=Style.GOOD),
            Action("Not now", f"mentor:turn_down:{one.member_id}"),
        )
        head = Section(f"**{escape(one.name)}**\n{escape(one.role)}")
        blocks += [head, *doubtful_links(one), Actions(actions)]
    card = Card("Mentors who wait to be listed", tuple(blocks), Accent.CARE)
    return end_with(card, len(found) - _SHOWN, "organize mentor list")
