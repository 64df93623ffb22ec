"""The words around finding a mentor.

``find:open`` shows the best, ``find:again`` with a request's id those who could be asked in the place of
others. ``find:form`` opens the form in which they are chosen: a request's id (0: a new one), the id of the
one to begin with (0: nobody yet) and those of all that are offered; ``find:send`` is the form.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    ChoiceField,
    Form,
    FormField,
    Option,
    Section,
    Style,
    TextField,
    escape,
    fit,
)
from mentorbot.chat import title as heading
from mentorbot.chat.lists import BACK
from mentorbot.guide.model import Setting
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring import vocabulary, words
from mentorbot.mentoring.finding.service import SHOWN, Match
from mentorbot.mentoring.finding.shelf import Wanted
from mentorbot.mentoring.profiles.service import MentorView
from mentorbot.mentoring.terms import MOST_CHOICES, MOST_NOTE, Format

_ABOUT: Final = 200
_PAIR, _ONCE = "pair", "once"


def found_card(
    matches: Sequence[Match], wanted: Wanted, request_id: int = 0, page: int = 1, *, last: bool = False
) -> Card:
    """The mentors who fit best, to choose from.

    Args:
        matches: Those of this page and those before, and one more if there are more.
        wanted: Which were wanted at all.
        request_id: The request that is to ask others; 0: a new one.
        last: After this page no more are shown.
    """
    first = min((page - 1) * SHOWN, (max(len(matches) - 1, 0) // SHOWN) * SHOWN)
    shown = matches[first : first + SHOWN]
    blocks: list[Block] = [_match(one, request_id) for one in shown]
    if matches:
        ids = ",".join(str(one.mentor.member_id) for one in shown)
        several = f"Ask up to {MOST_CHOICES}, one after the other"
        actions = [Action(several, f"find:form:{request_id}:0:{ids}", style=Style.PRIMARY)]
        at, asked = first // SHOWN + 1, _code(wanted)
        if at > 1:
            actions.append(Action(BACK, f"find:page:{request_id}:{at - 1}:{asked}"))
        foot = "The next is asked only if the one before cannot; nobody has to say why."
        more = len(matches) > first + SHOWN
        if more and not last:
            actions.append(Action("More mentors", f"find:page:{request_id}:{at + 1}:{asked}"))
        elif more:
            foot = f"There are more; `/mentor find` with a topic or a setting finds others. {foot}"
        blocks.append(Actions(tuple(actions)))
        return Card("Mentors for you", tuple(blocks), Accent.NEXT, foot)
    said = "Nobody who fits can be asked at the moment."
    if wanted:
        said = f"Nobody like that can be asked at the moment ({_asked(wanted)}). Try it with less."
    mine = Actions((Action("What I look for", "mentee:wish"), Action("My requests", "request:mine")))
    return Card(
        "Nobody just now", (Section(said), mine), Accent.CARE, "Look in again soon: this changes every day."
    )


def _code(wanted: Wanted) -> str:
    """What is wanted, as it stands in a button; see :func:`read_code`."""
    return ":".join((wanted.topic, wanted.setting, wanted.language, wanted.credential))


def read_code(code: str) -> Wanted:
    """What is wanted, from a button; what is not there is not looked for."""
    topic, setting, language, credential = (*code.split(":", 3), "", "", "", "")[:4]
    known = vocabulary.list_topics()
    return Wanted(
        topic if topic in known else "",
        setting if setting in SETTINGS else "",
        language if language in words.LANGUAGES else "",
        credential,
    )


def no_profile_card() -> Card:
    """For somebody who has not said what they look for."""
    said = "To find somebody who fits I need to know what you look for: one short form."
    action = Action("Say what I look for", "mentee:wish", style=Style.PRIMARY)
    return Card("First, about you", (Section(said), Actions((action,))), Accent.NEXT)


def ask_form(mentors: Sequence[MentorView], request_id: int = 0, note: str = "", first: int = 0) -> Form:
    """Whom to ask, in which order, with a note. ``find:send:<request id>``; 0: a new request.

    Args:
        mentors: Those to choose from.
        first: The member's id of the one who was chosen already.
    """
    options = tuple(
        Option(fit(_plain(one), 100), str(one.member_id), fit(one.role, 100), chosen=one.member_id == first)
        for one in mentors
    )
    others = tuple(replace(one, chosen=False) for one in options)
    fields: list[FormField] = [ChoiceField("place1", "Whom to ask first", options)]
    for place in range(2, min(MOST_CHOICES, len(options)) + 1):
        label = "If they cannot, whom then?" if place == 2 else "And then?"
        fields.append(ChoiceField(f"place{place}", label, others, required=False, least=0))
    if not request_id and _meets(mentors, Format.PAIR) and _meets(mentors, Format.ONCE):
        fields.append(ChoiceField("kind", "What do you ask for?", _kinds(mentors, first)))
    fields.append(
        TextField(
            "note",
            "A few words to your mentors",
            value=note or None,
            placeholder="What you would like to talk about, and why with them",
            paragraph=True,
            most=MOST_NOTE,
        )
    )
    title = "Ask to be mentored" if _meets(mentors, Format.PAIR) else "Ask for one conversation"
    return Form(f"find:send:{request_id}", title, tuple(fields))


def read_once(chosen: Sequence[str]) -> bool | None:
    """Whether one conversation is asked for, from the form; None where it was not asked."""
    return (_ONCE in chosen) if chosen else None


def _meets(mentors: Sequence[MentorView], how: Format) -> bool:
    return any(how in one.formats for one in mentors)


def _kinds(mentors: Sequence[MentorView], first: int) -> tuple[Option, Option]:
    """A mentorship or one conversation: the first, unless whoever was chosen offers the second alone."""
    once = any(one.member_id == first and Format.PAIR not in one.formats for one in mentors)
    return (
        Option("A mentorship over months", _PAIR, chosen=not once),
        Option("One conversation", _ONCE, "Only of those who offer it", chosen=once),
    )


def _match(match: Match, request_id: int) -> Section:
    mentor = match.mentor
    where = f", {escape(mentor.organization)}" if mentor.organization else ""
    lines = [f"{escape(mentor.role)}{where} · {SETTINGS[mentor.setting].lower()}"]
    if Format.PAIR not in mentor.formats:
        lines.append("Offers one-off conversations, no mentorships.")
    if match.reasons:
        lines.append(f"**Why:** {'; '.join(match.reasons)}.")
    if mentor.about:
        lines.append(escape(fit(mentor.about, _ABOUT)))
    ask = Action("Ask", f"find:form:{request_id}:{mentor.member_id}:{mentor.member_id}")
    return Section("\n".join(lines), heading=escape(mentor.name), action=ask)


def _plain(mentor: MentorView) -> str:
    return heading(mentor.name) or "A mentor"


def _asked(wanted: Wanted) -> str:
    said = [
        *vocabulary.name_topics([wanted.topic] if wanted.topic else []),
        *([SETTINGS[Setting(wanted.setting)].lower()] if wanted.setting else []),
        *([words.LANGUAGES.get(wanted.language, wanted.language)] if wanted.language else []),
        *([wanted.credential.upper()] if wanted.credential else []),
    ]
    return words.join_words(said)
