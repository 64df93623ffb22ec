"""The words that people are sent about a round."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Field,
    Fields,
    Section,
    Style,
    escape,
    fit,
    mention,
    moment,
    number_of,
    title,
)
from mentorbot.mentoring.handled import handled_action, handled_card
from mentorbot.mentoring.matching.outcome import Left
from mentorbot.mentoring.rounds.terms import TURNS, RoundState, Shows
from mentorbot.mentoring.rounds.view import RoundView
from mentorbot.mentoring.terms import Format

_OVER: Final = {
    Shows.OPEN: "Sign-up is open.",
    Shows.CLOSED: "Sign-up is closed. Whoever signed up hears from me directly.",
    Shows.DONE: "This round is published. Whoever signed up has heard from me directly.",
    Shows.CANCELLED: "This round was called off.",
}
_ABOUT: Final = 400
_LISTED: Final = 20
_FEW: Final = 10
"""So many have a button each: a message holds no more."""
LEAVE_ANY_TIME: Final = "Either of you can end it at any time, and nobody is to blame."


@dataclass(frozen=True, slots=True)
class Partner:
    """The other one, as they are shown.

    Args:
        user_id: The platform's.
        mentorship: The id of that with them, where the place is in which the two talk; None before there is.
    """

    name: str
    user_id: str
    about: str = ""
    role: str = ""
    reasons: tuple[str, ...] = ()
    mentorship: int | None = None


def call_card(found: RoundView) -> Card:
    """The message for all in which people sign up."""
    circles = found.format is Format.CIRCLE
    says = [
        "Mentors and mentees are brought together by topics, settings, credentials, languages and hours.",
        "You will meet in a small circle around a mentor." if circles else "",
        "Both of you are asked before a pair is made." if found.confirm else "",
        "If there is no mentor for you this time, you get a small circle of peers." if found.peers else "",
    ]
    actions = [Action("I look for a mentor", f"match:seek:{found.id}", style=Style.PRIMARY)]
    if not found.all_mentors:
        actions.append(Action("I mentor", f"match:offer:{found.id}", style=Style.PRIMARY))
    actions.append(Action("Not this time", f"match:off:{found.id}"))
    return Card(
        title(found.name),
        (
            Section("\n".join(part for part in says if part)),
            Fields((Field("Sign up until", f"{moment(found.closes_at)} ({moment(found.closes_at, 'R')})"),)),
            Actions(tuple(actions)),
        ),
        Accent.NEXT,
        footer="Mentors who are listed take part by themselves." if found.all_mentors else None,
        public=True,
    )


def closed_card(found: RoundView) -> Card:
    """Tells organizers that sign-up is over."""
    if not found.mentees or not (found.mentors or found.all_mentors):
        return _empty_card(found)
    who = f"{number_of(found.mentees, 'person looks', 'people look')} for a mentor"
    who += "." if found.all_mentors else f", {number_of(found.mentors, 'offers', 'offer')} to mentor."
    text = f"Sign-up for **{escape(found.name)}** is over: {who}\n`/match preview` shows who would get whom."
    actions = Actions((_look(found), handled_action(f"match:handled:{found.id}")))
    return Card("Time to match", (Section(text), actions), Accent.NEXT, public=True)


def handled_round_card(found: RoundView, by: str) -> Card:
    """What that becomes once an organizer looks after it; ``by``: who, by the platform's id."""
    look = (Actions((_look(found),)),) if found.mentees or found.mentors else ()
    return handled_card(title(found.name), by, *look)


def _look(found: RoundView) -> Action:
    return Action("Who would get whom", f"match:look:{found.id}", style=Style.PRIMARY)


def _empty_card(found: RoundView) -> Card:
    """Tells organizers that there is nothing to match."""
    if not (found.mentees or found.mentors):
        who = "nobody has signed up"
    else:
        who = "nobody has signed up to mentor" if found.mentees else "nobody looks for a mentor"
    text = (
        f"Sign-up for **{escape(found.name)}** is over, and {who}, so there is nothing to match.\n"
        "`/match cancel` calls it off; `/match open` begins another, perhaps with more time to sign up."
    )
    actions = Actions((handled_action(f"match:handled:{found.id}"),))
    return Card("A round without people", (Section(text), actions), Accent.CARE, public=True)


def over_card(found: RoundView, shows: Shows) -> Card:
    """What the message for all becomes once nobody can sign up any more."""
    return Card(title(found.name), (Section(_OVER[shows]),), public=True)


def called_off_card(found: RoundView) -> Card:
    """To somebody who had signed up."""
    text = (
        f"The round **{escape(found.name)}**, for which you signed up, was called off. Nobody is brought "
        "together by it, and that says nothing about you."
    )
    more = "`/mentor find` shows who has room now."
    return Card("The round is called off", (Section(f"{text}\n{more}"),), Accent.CARE)


def mentor_found_card(found: RoundView, mentor: Partner) -> Card:
    """To a mentee who got a mentor."""
    text = (
        f"**{escape(mentor.name)}** ({mention(mentor.user_id)}) is your mentor now, for "
        f"{number_of(found.months, 'month')}."
    )
    blocks: list[Block] = [Section(text), *_about(mentor)]
    first = (
        "Say hello, and agree on a first half hour: what you want to get out of this, and how often you talk."
    )
    blocks.append(Section(f"{first} {LEAVE_ANY_TIME}", "What now"))
    if (open_ := _open(mentor, "Your mentorship")) is not None:
        blocks.append(Actions((open_,)))
    return Card("You have a mentor", tuple(blocks), Accent.GOOD, footer=escape(found.name))


def mentees_found_card(found: RoundView, mentees: Sequence[Partner]) -> Card:
    """To a mentor, all whom they got."""
    many = "a mentee" if len(mentees) == 1 else f"{len(mentees)} mentees"
    blocks: list[Section] = []
    for mentee in mentees[:_LISTED]:
        why = f"\n{_why(mentee)}" if mentee.reasons else ""
        wanted = f"\n{escape(fit(mentee.about, 120))}" if mentee.about else ""
        blocks.append(
            Section(
                fit(f"**{escape(mentee.name)}** ({mention(mentee.user_id)}){wanted}{why}", 600),
                action=_open(mentee, "Open"),
            )
        )
    if len(mentees) > 5:
        blocks = [
            Section(f"**{escape(one.name)}** ({mention(one.user_id)})", action=_open(one, "Open"))
            for one in mentees[:_FEW]
        ]
        if more := mentees[_FEW:_LISTED]:
            blocks.append(Section(_names(more)))
            blocks.append(Section("`/mentorship list` opens each of them."))
    blocks.append(Section("They have been told too. Say hello and plan a first half hour."))
    return Card(f"You have {many}", tuple(blocks), Accent.GOOD, footer=escape(found.name))


def question_card(
    found: RoundView, mentee_id: int, partner: Partner, *, to_mentee: bool, again: bool = False
) -> Card:
    """Asks one of two whether they want to be brought together; ``again``: they have not answered yet."""
    asked = "Would you like them as your mentor?" if to_mentee else "Would you like to mentor them?"
    key = f"{found.id}.{mentee_id}"
    by = "" if found.answer_by is None else f" Please answer by {moment(found.answer_by)}."
    waits = "You have not answered yet. " if again else ""
    blocks: list[Block] = [
        Section(f"{waits}**{escape(partner.name)}** and you would fit. {asked}{by}"),
        *_about(partner),
        Actions(
            (
                Action("Yes, gladly", f"match:yes:{key}", style=Style.GOOD),
                Action("Rather not", f"match:no:{key}"),
            )
        ),
    ]
    footer = "If you would rather not, the other is told only that it does not come about."
    heading = "A mentor for you?" if to_mentee else "A mentee for you?"
    return Card(heading, tuple(blocks), Accent.NEXT, footer=footer)


def declined_card(found: RoundView) -> Card:
    """To whoever said yes when the other did not."""
    text = "The pair I asked you about does not come about this time. That says nothing about you."
    again = found.state is RoundState.ASKING and found.turn < TURNS
    more = "I look once more for somebody who fits you among those who are left." if again else ""
    return Card("Not this pair", (Section(f"{text}\n{more}"),), footer=escape(found.name))


def peers_card(found: RoundView, others: Sequence[Partner]) -> Card:
    """To somebody in a circle of peers."""
    text = "There was no mentor for each of you this time, so you meet among yourselves. In your circle are:"
    next_ = "Whoever reads this first says hello and suggests a time. An hour every two weeks is good."
    return Card(
        "Your circle", (Section(f"{text}\n{_names(others)}"), Section(next_, "What now")), Accent.GOOD
    )


_WHY: Final = {
    Left.NO_MENTORS: "nobody else took part as a mentor.",
    Left.FORMAT: "those who mentor meet people in another way than this round is for.",
    Left.LANGUAGE: (
        "none of them speaks a language that you gave. If you speak another, add it with `/mentee profile`."
    ),
    Left.EMPLOYER: (
        "those who speak a language of yours work where you do, and this round keeps colleagues apart."
    ),
    Left.MUST: "this round asks for things in common that you had with none of them.",
    Left.LEAST: "you had too little in common with those who took part.",
    Left.RESERVED: "as many people at your stage, or in your group, have a mentor now as this round takes.",
    Left.DECLINED: "you and those who fit were asked, and it did not come about.",
    Left.FULL: "those who fit have as many mentees as they can take.",
    Left.LATE: "a seat became free too late to ask you about it. An organizer can still bring you together.",
}
"""Of what could tell who keeps away from whom, nothing is said."""


def alone_card(found: RoundView, why: Left | None = None) -> Card:
    """To a mentee for whom there is nobody.

    Args:
        why: Why that is; None where it is not known, or could not be formed any more.
    """
    text = "There was no mentor for you in this round"
    text += f": {_WHY[why]}" if why in _WHY else "."
    next_ = "In the next round you come before those who fit as well and have waited less."
    more = "Until then, `/mentor find` shows who has room now."
    says = f"{text} {next_}\n{more}"
    return Card("No mentor this time", (Section(says),), Accent.CARE, footer=escape(found.name))


def nobody_card(found: RoundView) -> Card:
    """To a mentor who signed up and got nobody."""
    text = (
        "Thank you for offering your time. This round has brought you nobody. "
        "You stay listed, so people can still ask you."
    )
    return Card("Nobody this time", (Section(text),), footer=escape(found.name))


def _open(partner: Partner, label: str) -> Action | None:
    """To the mentorship, with the place where the two talk."""
    if partner.mentorship is None:
        return None
    return Action(label, f"mentorship:open:{partner.mentorship}", style=Style.PRIMARY)


def _names(people: Sequence[Partner]) -> str:
    return "\n".join(f"**{escape(one.name)}** ({mention(one.user_id)})" for one in people[:_LISTED])


def _about(partner: Partner) -> list[Section]:
    blocks = []
    if partner.role:
        blocks.append(Section(escape(partner.role)))
    if partner.reasons:
        blocks.append(Section(_why(partner), "Why you two"))
    if partner.about:
        blocks.append(Section(escape(fit(partner.about, _ABOUT)), "In their words"))
    return blocks


def _why(partner: Partner) -> str:
    return "; ".join(partner.reasons)
