"""The words at the end of a mentorship, and of one conversation.

Buttons are ``mentorship:`` and, with the id, ``end``, ``end_confirm``, ``graduate`` (which asks once more
where the certificate is not earned yet), ``graduate_confirm``, ``certificate`` and ``feedback``.
"""

from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Image,
    Section,
    Style,
    escape,
    number_of,
    title,
)
from mentorbot.meetings.cards import plan_action
from mentorbot.mentoring import words
from mentorbot.mentoring.mentorships import pictures
from mentorbot.mentoring.mentorships.cards import count_sessions, name_side
from mentorbot.mentoring.mentorships.certificates import Standing
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.signs import PAIR
from mentorbot.mentoring.terms import Ending

NOT_HELD: Final = "You did not get to it this time. It was nobody's fault."


def confirm_end_card(pair: Pair, me: Side) -> Card:
    """The question before it ends."""
    other = name_side(pair.other(me.person.id))
    said = (
        f"{other} is told kindly that it has ended, and no reason is given or asked for. Sessions that you "
        "planned are cancelled. Nothing that you wrote is deleted."
    )
    end = Action("End it", f"mentorship:end_confirm:{pair.id}", style=Style.DANGER)
    graduate = Action("Graduate instead", f"mentorship:graduate:{pair.id}", style=Style.GOOD)
    go_on = Action("Go on", f"mentorship:open:{pair.id}")
    name = title(pair.other(me.person.id).name)
    heading = f"Call off the conversation with {name}?" if pair.once else f"End the mentorship with {name}?"
    actions = (end, go_on) if pair.once else (end, graduate, go_on)
    return Card(heading, (Section(said), Actions(actions)), Accent.CARE)


def too_early_card(pair: Pair, me: Side, standing: Standing) -> Card:
    """The question before it graduates without a certificate."""
    said = (
        f"{_missing(standing)} If you graduate now, your mentorship with "
        f"{name_side(pair.other(me.person.id))} ends for both of you, without a certificate."
    )
    actions = (
        plan_action(PAIR, pair.id, "Plan a session"),
        Action("Graduate without it", f"mentorship:graduate_confirm:{pair.id}"),
        Action("Go on", f"mentorship:open:{pair.id}"),
    )
    return Card("Graduate already?", (Section(said), Actions(actions)), Accent.CARE)


def ended_card(  # noqa: PLR0917 - one for each part of the message
    pair: Pair,
    me: Side,
    ending: Ending,
    standing: Standing,
    reason: str = "",
    off: tuple[Block, ...] = (),
) -> Card:
    """It has ended: what was, what may come, and the question how it was.

    Args:
        reason: What an organizer wrote who ended it.
        off: What takes the sessions out of a calendar that were planned.
    """
    if pair.once:
        return _once_card(pair, me, ending, standing, (*_from_organizers(reason), *off))
    other = name_side(pair.other(me.person.id))
    as_mentor = me is pair.mentor
    graduated = ending is Ending.GRADUATED
    blocks: list[Block] = []
    if graduated:
        held = count_sessions(standing.sessions)
        said = f"Your mentorship with {other} is complete: {held}. Well done, both of you."
        heading, accent = "You made it", Accent.GOOD
        if pair.mentorship.certified:
            blocks = [Section(said), _certificate(pair, standing)]
        else:
            blocks = [Section(said), Section(_missing(standing))]
    else:
        why = {
            Ending.TIME: "has come to the end that you agreed on",
            Ending.LEFT: "has ended, because one of you left the community",
            Ending.ORGANIZER: "was ended by an organizer",
        }.get(ending, "has ended")
        said = (
            f"Your mentorship with {other} {why}. It was nobody's fault. Thank you for the time you gave it."
        )
        heading, accent = "Your mentorship has ended", Accent.PLAIN
        blocks = [Section(said), *_from_organizers(reason)]
    blocks += off
    blocks.append(Section(_next(as_mentor=as_mentor, graduated=graduated)))
    find = () if as_mentor else (Action("Find another mentor", "find:open"),)
    blocks.append(Actions((_feedback(pair.id), *find)))
    return Card(heading, tuple(blocks), accent)


def certificate_card(pair: Pair, standing: Standing) -> Card:
    """The certificate once more."""
    return Card("Your certificate", (_certificate(pair, standing),), Accent.GOOD)


def left_card(off: tuple[Block, ...], *, as_mentor: bool) -> Card:
    """The other one was erased, so nobody is named. ``off``: as for :func:`ended_card`."""
    who = "mentee" if as_mentor else "mentor"
    said = (
        f"Your {who} has left the programme, and all that was stored about them is erased. So your "
        "mentorship has ended, and sessions that you planned are cancelled. It was nobody's fault."
    )
    blocks: list[Block] = [Section(said), *off, Section(_next(as_mentor=as_mentor, graduated=False))]
    if not as_mentor:
        blocks.append(Actions((Action("Find another mentor", "find:open", style=Style.PRIMARY),)))
    return Card("Your mentorship has ended", tuple(blocks))


def _once_card(pair: Pair, me: Side, ending: Ending, standing: Standing, more: tuple[Block, ...]) -> Card:
    """One conversation is over, or will not be. ``more``: what belongs to it beside."""
    other = name_side(pair.other(me.person.id))
    find = () if me is pair.mentor else (Action("Find a mentor", "find:open"),)
    if standing.sessions:
        said = f"You have had your conversation with {other}. Thank you for the time you gave it."
        if find:
            said += " If you would like more of it, ask for a mentorship."
        actions = Actions((_feedback(pair.id), *find))
        return Card("That was it", (Section(said), actions), Accent.GOOD)
    why = {
        Ending.TIME: f"No time was found for the conversation with {other}. {NOT_HELD}",
        Ending.LEFT: f"The conversation with {other} is off, because one of you left the community.",
    }.get(ending, f"The conversation with {other} is off. It was nobody's fault.")
    blocks: list[Block] = [Section(why), *more]
    if find:
        blocks.append(Actions(find))
    return Card("Your conversation is off", tuple(blocks))


def _from_organizers(reason: str) -> list[Section]:
    """What an organizer wrote who ended it, for both; nothing if none did."""
    return [Section(f"**The organizers write to both of you:** {escape(reason)}")] if reason else []


def _certificate(pair: Pair, standing: Standing) -> Image:
    when = f"{pair.mentorship.ended_at or pair.mentorship.ends_at:%B %Y}"
    drawn = pictures.draw_certificate(pair.mentee.name, pair.mentor.name, standing.sessions, when, "")
    alt = f"Certificate: {pair.mentee.name} and {pair.mentor.name}, mentorship completed, {when}."
    return Image(drawn, "certificate.png", alt)


def _missing(standing: Standing) -> str:
    needed = words.name_needed(standing.needed_sessions, standing.needed_weeks)
    have = f"{number_of(standing.sessions, 'session')} in {number_of(standing.weeks, 'week')}"
    return f"A certificate here needs {needed}; you have {have}."


def _feedback(mentorship_id: int) -> Action:
    return Action("Say how it was", f"mentorship:feedback:{mentorship_id}", style=Style.PRIMARY)


def _next(*, as_mentor: bool, graduated: bool) -> str:
    if as_mentor:
        return "Your seat is free again. `/mentor pause` gives you a rest, if you want one."
    if graduated:
        return (
            "Somebody is now where you began. `/mentor join` makes you a mentor; an hour a month is plenty."
        )
    return "`/mentor find` shows who would fit next, whenever you like."
