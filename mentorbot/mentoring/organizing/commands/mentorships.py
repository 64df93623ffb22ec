"""/organize mentorship: making, changing and ending by hand, with a reason; files and numbers."""

from collections.abc import Sequence

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Audience, command, sent
from mentorbot.chat.options import Person, person, whole
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.errors import UserError
from mentorbot.forms.asking import ask_back
from mentorbot.members.looking import find_gone
from mentorbot.members.naming import find_named, split_pairs
from mentorbot.mentoring.organizing import hand, hand_cards, number_cards, numbers
from mentorbot.mentoring.profiles import answers
from mentorbot.mentoring.terms import MOST_MONTHS

ONE_LEFT = "One of them has left the community, so nothing was changed."


@command(
    "organize mentorship make",
    "Bring two together yourself, or many at once: nobody named, a form asks. Both read why.",
    person("mentor", "Who mentors."),
    person("mentee", "Whom they mentor."),
    audience=Audience.ORGANIZERS,
)
async def ask_to_make(turn: Turn, mentor: Person | None = None, mentee: Person | None = None) -> Form:
    """The form before two are brought together, or many."""
    if mentor is None and mentee is None:
        async with turn.read() as connection:
            return hand_cards.make_many_form(await hand.find_months(connection, turn.caller, turn.rights))
    if mentor is None or mentee is None:
        raise UserError(
            "Please name both, `mentor` and `mentee`; or nobody, to bring several pairs together."
        )
    async with turn.read() as connection:
        found = await hand.find_making(connection, turn.caller, turn.rights, mentor.id, mentee.id)
    return hand_cards.make_form(found)


@command(
    "organize mentorship change",
    "Change how long a mentorship lasts, or who mentors. All of them read why.",
    person("mentor", "Who mentors now."),
    person("mentee", "Whom they mentor."),
    whole("months", "How long it is to last in all.", 1, MOST_MONTHS),
    person("to", "Who is to mentor in their place."),
    audience=Audience.ORGANIZERS,
)
async def ask_to_change(
    turn: Turn, mentor: Person, mentee: Person, months: int | None = None, to: Person | None = None
) -> Form:
    """The form before a mentorship is changed."""
    async with turn.read() as connection:
        found = await hand.find_changing(
            connection,
            turn.caller,
            turn.rights,
            mentor.id,
            mentee.id,
            months=months,
            to_user=to.id if to else None,
        )
    return hand_cards.change_form(found)


@command(
    "organize mentorship end",
    "End a mentorship yourself. Both read why.",
    person("mentor", "Who mentors."),
    person("mentee", "Whom they mentor."),
    audience=Audience.ORGANIZERS,
)
async def ask_to_end(turn: Turn, mentor: Person, mentee: Person) -> Form:
    """The form before a mentorship is ended."""
    async with turn.read() as connection:
        found = await hand.find_changing(connection, turn.caller, turn.rights, mentor.id, mentee.id)
    return hand_cards.end_form(found.pair)


@command(
    "organize mentorship export",
    "All mentorships as a file: those that go on, and those that have ended.",
    audience=Audience.ORGANIZERS,
)
async def export_pairs(turn: Turn) -> Card:
    """Every mentorship as a table."""
    async with turn.read() as connection:
        found = await numbers.find_pairs(connection, turn.caller, turn.rights)
    return await turn.draw(number_cards.pairs_card, found)


@command(
    "organize mentorship year",
    "A year of mentoring in numbers, by month as a file.",
    whole("year", "Which; this one if you leave it out.", 2000, 2200),
    audience=Audience.ORGANIZERS,
)
async def show_year(turn: Turn, year: int | None = None) -> Card:
    """A year in numbers."""
    async with turn.read() as connection:
        found = await numbers.count_year(connection, turn.caller, turn.rights, year)
    return await turn.draw(number_cards.year_card, found)


@sent("hand:make")
async def make_mentorship(press: Press) -> Card:
    """Bring two together."""
    mentor, _, mentee = press.argument.partition(":")
    reason = hand.read_reason(press.answers)
    months = answers.read_number(press.answers, "months", 1, MOST_MONTHS, "How many months it lasts")
    await _check_here(press, [number(mentor), number(mentee)])
    async with press.change() as session:
        pair = await hand.make_mentorship(
            session,
            press.caller,
            press.rights,
            number(mentor),
            number(mentee),
            months=months,
            reason=reason,
        )
    return hand_cards.done_card(pair, hand_cards.MADE)


@sent("hand:make_many")
async def make_many(press: Press) -> Card:
    """Bring many together, once it was shown who."""
    reason = hand.read_reason(press.answers)
    months = answers.read_number(press.answers, "months", 1, MOST_MONTHS, "How many months it lasts")
    async with press.read() as connection:
        await hand.find_months(connection, press.caller, press.rights)
    typed = split_pairs(press.typed.get("pairs", ""))
    named = await find_named(press, [one for pair in typed for one in pair])
    if unknown := [one.why for one in named.values() if one.why]:
        raise UserError(hand.say_all(unknown))
    both = ((named[mentor].user_id, named[mentee].user_id) for mentor, mentee in typed)
    users = list(dict.fromkeys(both))
    async with press.read() as connection:
        found = await hand.find_makings(connection, press.caller, press.rights, users)
    if back := await ask_back(press, "hand:make_many", hand_cards.read_back_pairs(found)):
        return back
    await _check_here(press, [id_ for one in found for id_ in (one.mentor.member_id, one.mentee.member_id)])
    async with press.change() as session:
        made = await hand.make_many(session, press.caller, press.rights, users, months=months, reason=reason)
    return hand_cards.made_many_card(made)


@sent("hand:change")
async def change_mentorship(press: Press) -> Card:
    """Let it last another time, or have somebody else mentor."""
    id_, _, to = press.argument.partition(":")
    reason = hand.read_reason(press.answers)
    months = None
    if press.typed.get("months", "").strip() or not number(to):
        months = answers.read_number(press.answers, "months", 1, MOST_MONTHS, "How many months it lasts")
    if number(to):
        await _check_here(press, [number(to)])
    async with press.change() as session:
        pair = await hand.change_mentorship(
            session,
            press.caller,
            press.rights,
            number(id_),
            months=months,
            to_id=number(to) or None,
            reason=reason,
        )
    return hand_cards.done_card(pair, hand_cards.CHANGED)


@sent("hand:end")
async def end_mentorship(press: Press) -> Card:
    """End it."""
    reason = hand.read_reason(press.answers)
    async with press.change() as session:
        pair = await hand.end_mentorship(session, press.caller, press.rights, number(press.argument), reason)
    return hand_cards.done_card(pair, hand_cards.ENDED)


async def _check_here(turn: Turn, member_ids: Sequence[int]) -> None:
    """Whether they are in the community still. Raises UserError: one has left, or the caller may not ask."""
    async with turn.read() as connection:
        await hand.check_members(connection, turn.caller, turn.rights, member_ids)
    if await find_gone(turn.program, member_ids):
        raise UserError(ONE_LEFT)
