"""The words for when somebody of a mentorship leaves the community, and comes back."""

from collections.abc import Sequence

from mentorbot.chat import Accent, Action, Actions, Block, Card, Section, escape, fit, limits, mention
from mentorbot.meetings.cards import plan_action
from mentorbot.mentoring.mentorships.cards import handled_pair, name_side
from mentorbot.mentoring.mentorships.departing import TAKEN_UP_WITHIN
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.signs import CIRCLE, PAIR
from mentorbot.mentoring.words import join_words


def departed_card(member_id: int, gone: Sequence[Pair]) -> Card:
    """Organizers hear that somebody has left, and which mentorships ended by it."""
    who = mention(gone[0].me(member_id).person.user_id)
    others = [mention(one.other(member_id).person.user_id) for one in gone]
    words = (
        f"{who} has left the community, so what they had with {join_words(others)} has ended. "
        f"{'All of these are' if len(others) > 1 else 'Who is left is'} told kindly. If {who} is back within "
        f"{TAKEN_UP_WITHIN.days} days, it goes on if there is room."
    )
    write = [_write(one.id, one.other(member_id)) for one in gone]
    actions = Actions((*write, handled_pair(gone[0].id)))
    return Card("Somebody has left", (Section(words), actions), Accent.CARE, public=True)


def _write(mentorship_id: int, to: Side) -> Action:
    label = fit(f"Write to {to.name}", limits.ACTION_LABEL)
    return Action(label, f"attention:write:pair:{mentorship_id}:{to.person.id}")


def resumed_card(pair: Pair, me: Side, off: tuple[Block, ...]) -> Card:
    """Whoever had left is back, so it goes on. ``off``: what takes out of a calendar what was planned."""
    other, what = name_side(pair.other(me.person.id)), "conversation" if pair.once else "mentorship"
    words = (
        f"You are both in the community again, so your {what} with {other} goes on as before. Sessions "
        "that were planned are off: plan the next. If it does not suit you any more, end it kindly."
    )
    end = Action("End it kindly", f"mentorship:end:{pair.id}")
    actions = (plan_action(PAIR, pair.id, "Plan a session"), end)
    return Card(f"Your {what} goes on", (Section(words), *off, Actions(actions)), Accent.GOOD)


def rejoined_card(name: str, circle_id: int) -> Card:
    """Whoever had left is back in their circle of peers; so all of it are told where it had ended by that."""
    words = f"{escape(name)} goes on: whoever had left the community is back. Say hello to the others."
    actions = (
        plan_action(CIRCLE, circle_id, "Plan a session"),
        Action("Leave it", f"mentorship:leave:{circle_id}"),
    )
    return Card("Your circle goes on", (Section(words), Actions(actions)), Accent.GOOD)
