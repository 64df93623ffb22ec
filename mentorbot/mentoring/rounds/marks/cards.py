"""The words around saying whom one would love to be with in a round, and whom rather not."""

from collections.abc import Mapping, Sequence

from mentorbot.chat import Accent, Card, ChoiceField, Form, Option, Section, escape, fit, number_of, title
from mentorbot.mentoring.matching.outcome import Mark
from mentorbot.mentoring.rounds.marks.service import MOST, Suggested
from mentorbot.mentoring.rounds.terms import Side
from mentorbot.mentoring.rounds.view import RoundView
from mentorbot.mentoring.vocabulary import name_topics, split_ids


def marks_form(found: RoundView, side: Side, suggested: Sequence[Suggested]) -> Form:
    """The form in which somebody marks a few of those who fit. ``match:marked:<round>.<side>``."""
    labels = {
        Mark.LOVE: "I would love to be with",
        Mark.RATHER_NOT: "I would rather not be with",
    }
    hints = {
        Mark.LOVE: "Whoever you leave out of both lists is fine with you.",
        Mark.RATHER_NOT: "Nobody sees this, not the organizers either.",
    }
    fields = tuple(
        ChoiceField(
            mark.value,
            labels[mark],
            tuple(_option(one, side, mark) for one in suggested),
            hint=hints[mark],
            required=False,
            least=0,
            most=min(MOST[mark], len(suggested)),
        )
        for mark in Mark
    )
    return Form(f"match:marked:{found.id}.{side}", "Whom you would like", fields)


def marked_card(found: RoundView, picked: Mapping[Mark, Sequence[int]]) -> Card:
    """What was marked is kept."""
    love, rather_not = (len(picked[mark]) for mark in Mark)
    said = []
    if love:
        said.append(f"you would love to be with {number_of(love, 'person', 'people')}")
    if rather_not:
        said.append(f"you would rather not be with {number_of(rather_not, 'person', 'people')}")
    kept = " and that ".join(said) or "everybody is fine with you"
    text = (
        f"I have noted that {kept}. Nobody else sees it, not the organizers either, and it is forgotten when "
        "the round is over.\n"
        "It counts where people fit about as well. It is a wish and no promise, and as many get a mentor as "
        "without it. If you must not be brought together with somebody, choose **Block** in their menu "
        "instead.\n"
        "Until sign-up closes, the same button changes it."
    )
    return Card("Noted", (Section(text),), Accent.GOOD, footer=escape(found.name))


def _option(one: Suggested, side: Side, mark: Mark) -> Option:
    about = one.about if side is Side.MENTEE else ", ".join(name_topics(split_ids(one.about)))
    return Option(
        fit(title(one.name) or "Somebody", 100),
        str(one.member_id),
        fit(about, 100) or None,
        chosen=one.mark is mark,
    )
