"""The words of introductions.

Buttons are ``intros:`` and ``join`` (opens the form ``joined``), ``leave``, ``pause`` (opens the form
``paused``), ``back``; with the id of a group ``met:<id>:yes`` or ``no``, ``group`` and ``apart`` (a drop-down
of its people), ``another``; for organizers ``preview``, ``now:<number>``, ``skip:<moment>``, ``halt``,
``go_on``, ``numbers`` and ``invite``.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from mentorbot import clock
from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Choice,
    Field,
    Fields,
    Option,
    Section,
    Style,
    escape,
    mention,
    moment,
    number_of,
)
from mentorbot.chat.losing import Loss
from mentorbot.meetings import icebreakers
from mentorbot.meetings.cards import plan_action
from mentorbot.members.words import SETTINGS, STAGES, name_apart
from mentorbot.mentoring import vocabulary
from mentorbot.mentoring.mentorships.losing_cards import room_card
from mentorbot.mentoring.reports.cards import add_report
from mentorbot.mentoring.words import join_words
from mentorbot.networking.intros.groups import GroupView, Someone
from mentorbot.networking.intros.service import Part, Standing
from mentorbot.networking.intros.terms import Met

OWNER: Final = "intro"
"""What meetings call a group of a round."""
_LEAVE: Final = Action("Leave", "intros:leave")
_PAUSE: Final = Action("Pause", "intros:pause")
_HOW: Final = Action("Change", "intros:join")


def new_card(group: "GroupView", me: "Someone", message: str) -> Card:
    """Whom somebody meets this time, and how to begin."""
    others = group.others(me.member_id)
    blocks: list[Block] = [Section(message)] if message else []
    blocks += [Section(_portrait(one, me)) for one in others]
    if shared := _shared(me, others):
        blocks.append(Section(f"You could talk about **{shared}**: all of you named it."))
    blocks += [
        Section(openers(group)),
        Section(
            f"Twenty minutes are enough. Write to {_mentions(others)}, or propose times here. "
            f"This round ends {moment(group.ends_at, 'R')}."
        ),
        Actions((_plan(group), _met(group, Met.YES, Style.GOOD), _someone_else(group))),
        Actions((_PAUSE, _LEAVE)),
    ]
    footer = f"Introductions, round {group.number}"
    card = Card(f"Meet {_many(others)}", tuple(blocks), Accent.NEXT, footer=footer)
    return add_report(card, OWNER, group.id)


def thread_card(group: "GroupView", message: str) -> Card:
    """The first message in a group's thread, for all of them."""
    blocks: list[Block] = [Section(message)] if message else []
    blocks += [
        Section(
            f"{_mentions(group.people)}, meet each other. Say hello, and find twenty minutes before "
            f"{moment(group.ends_at, 'f')}."
        ),
        Section(openers(group)),
        Actions((_plan(group), _met(group, Met.YES, Style.GOOD))),
    ]
    card = Card("Meet somebody new", tuple(blocks), Accent.NEXT, public=True)
    return add_report(card, OWNER, group.id)


def halfway_card(group: "GroupView", me: "Someone", message: str) -> Card:
    """Half of the round is over, and they have not said that they met."""
    others = group.others(me.member_id)
    blocks = (
        Section(
            f"Have you found a time with {_mentions(others)} yet? There is time until "
            f"{moment(group.ends_at, 'f')}. A short call, or a few messages, are as good as a coffee."
        ),
        Actions((_plan(group), _met(group, Met.YES, Style.GOOD), _someone_else(group))),
        Actions((_PAUSE, _LEAVE)),
    )
    return add_report(Card("Halfway through this round", blocks, Accent.CARE), OWNER, group.id)


def asked_card(group: "GroupView", me: "Someone", message: str) -> Card:
    """At the end: did they meet?"""
    blocks = (
        Section(f"{_how_long(group)} Did you meet {_mentions(group.others(me.member_id))}?"),
        Actions(
            (_met(group, Met.YES, Style.GOOD), _met(group, Met.NO, Style.SECONDARY), _someone_else(group))
        ),
        Actions((_PAUSE, _LEAVE)),
    )
    footer = "Organizers see how many met, not who did not."
    return add_report(Card("Did you meet?", blocks, Accent.NEXT, footer=footer), OWNER, group.id)


def _how_long(group: "GroupView") -> str:
    """Until when a round runs; whoever was away is asked when it has ended, too."""
    ends = moment(group.ends_at, "R")
    return f"This round ends {ends}." if group.ends_at > clock.now() else f"This round ended {ends}."


def said_card(group: "GroupView", met: Met) -> Card:
    """What was said is kept."""
    if met is Met.YES:
        words = "Glad that you met. You will be introduced to somebody else next time."
    else:
        words = "Thank you for saying so. It happens; next time you will be introduced to somebody else."
    return Card("Noted", (Section(words), Actions((_HOW, _PAUSE, _LEAVE))), Accent.GOOD)


def left_out_card(next_at: datetime) -> Card:
    """There was nobody for them."""
    words = f"This time there was nobody left for you to meet. The next round is {moment(next_at, 'R')}."
    return Card("No introduction this time", (Section(words), Actions((_PAUSE, _LEAVE))), Accent.CARE)


def broken_card(group: "GroupView", me: "Someone") -> Card:
    """Whoever they were to meet has left the community, or was erased."""
    words = (
        "Whoever you were to meet does not take part any more, so this introduction has come to nothing. "
        "That is nobody's fault; you will meet somebody else in the next round."
    )
    return Card("Your introduction has ended", (Section(words), Actions((_PAUSE, _LEAVE))), Accent.CARE)


def back_card(group: "GroupView", me: "Someone", message: str) -> Card:
    """Somebody of the group is back in the community, so that it goes on."""
    blocks = (
        Section(
            f"You can meet {_mentions(group.others(me.member_id))} after all: all of you are in this "
            f"community again. This round ends {moment(group.ends_at, 'R')}."
        ),
        Actions((_plan(group), _met(group, Met.YES, Style.GOOD), _someone_else(group))),
        Actions((_PAUSE, _LEAVE)),
    )
    return add_report(Card("Your introduction goes on", blocks, Accent.GOOD), OWNER, group.id)


def lost_card(group: "GroupView", loss: Loss, reader_id: int) -> Card:
    """The room of a group is lost; one of it reads that."""
    others = [mention(one.user_id) for one in group.others(reader_id)]
    return room_card(others, loss, f"intros:another:{group.id}")


def apart_card(group: "GroupView", me: "Someone") -> Card:
    """With whom not to be brought together again."""
    options = tuple(
        Option(f"Person {number}: {STAGES[one.stage] if one.stage else 'no stage said'}", str(one.member_id))
        for number, one in enumerate(group.others(me.member_id), 1)
    )
    listed = "\n".join(
        f"{number}. {name_apart(one.user_id, one.username)}"
        for number, one in enumerate(group.others(me.member_id), 1)
    )
    blocks = (
        Section(
            "Whom should I not introduce you to again? Nobody is told, and it holds for mentoring too.\n"
            f"{listed}"
        ),
        Choice(f"intros:apart:{group.id}", "Not with this person", options),
    )
    return Card("Not with this person", blocks)


def kept_apart_card() -> Card:
    """It is kept, privately."""
    words = "I will not bring you together again. They are not told, and nobody else is."
    return Card("Kept", (Section(words),), Accent.GOOD)


def part_card(part: "Part", next_at: datetime | None, *, changed: bool = True) -> Card:
    """How somebody takes part."""
    fields = [Field("How often", say_how_often(part.every))]
    if part.setting:
        fields.append(Field("Setting", SETTINGS[part.setting]))
    if part.topics:
        fields.append(Field("Topics", ", ".join(vocabulary.name_topics(vocabulary.split_ids(part.topics)))))
    if part.chapter:
        fields.append(Field("Chapter", escape(part.chapter)))
    if part.paused_until:
        fields.append(Field("Paused until", moment(part.paused_until, "D")))
    elif next_at:
        fields.append(Field("Next round", f"{moment(next_at, 'f')}, {moment(next_at, 'R')}"))
    words = (
        "When a round begins I write to you whom you meet, and why it may be worth it. The two of you find a "
        "time; I ask halfway and at the end."
    )
    back = (
        (Action("Take part again", "intros:back", style=Style.PRIMARY),) if part.paused_until else (_PAUSE,)
    )
    blocks = (Section(words), Fields(tuple(fields)), Actions((_HOW, *back, _LEAVE)))
    return Card("You take part in introductions", blocks, Accent.GOOD if changed else Accent.PLAIN)


def standing_card(standing: "Standing", *, changed: bool = True) -> Card:
    """How somebody takes part, and when the next round is."""
    next_at = standing.programme.next_at if standing.programme else None
    return part_card(standing.part, next_at, changed=changed)


def left_card(*, was_in: bool) -> Card:
    """They take part no more."""
    words = (
        "You are introduced to nobody from now on. Whom you were to meet in this round still expects you: "
        "a short message to them would be kind."
        if was_in
        else "You did not take part in introductions, so nothing changed."
    )
    blocks = (Section(words), Actions((Action("Join again", "intros:join"),)))
    return Card("You have left introductions", blocks)


def say_how_often(every: int) -> str:
    """How often somebody takes part."""
    return {1: "In every round", 2: "In every second round"}.get(
        every, f"In one of {number_of(every, 'round')}"
    )


def _portrait(one: "Someone", me: "Someone") -> str:
    facts = [STAGES[one.stage]] if one.stage else []
    if one.setting:
        facts.append(SETTINGS[one.setting].lower())
    lines = [f"**{mention(one.user_id)}**" + (f" — {', '.join(facts)}" if facts else "")]
    if one.goal:
        lines.append(f"Aims at: {escape(one.goal)}")
    if one.topics:
        lines.append(
            f"Likes to talk about: {', '.join(vocabulary.name_topics(vocabulary.split_ids(one.topics)))}"
        )
    return "\n".join(lines)


def _shared(me: "Someone", others: Sequence["Someone"]) -> str:
    common = set(vocabulary.split_ids(me.topics))
    for one in others:
        common &= set(vocabulary.split_ids(one.topics))
    return join_words(vocabulary.name_topics(sorted(common)))


def _mentions(others: Sequence["Someone"]) -> str:
    return join_words([mention(one.user_id) for one in others])


def _many(others: Sequence["Someone"]) -> str:
    return "somebody new" if len(others) == 1 else f"{len(others)} people"


def _met(group: "GroupView", met: Met, style: Style) -> Action:
    return Action(
        "We met" if met is Met.YES else "Not this time", f"intros:met:{group.id}:{met}", style=style
    )


def openers(group: "GroupView") -> str:
    """A few questions to begin with, as Markdown; the same each time."""
    asked = icebreakers.choose_questions(
        group.id,
        [one.stage for one in group.people if one.stage],
        [one.setting for one in group.people if one.setting],
    )
    return "To begin with:\n" + "\n".join(f"- {one}" for one in asked)


def _plan(group: "GroupView") -> Action:
    return plan_action(OWNER, group.id, "Propose times")


def _someone_else(group: "GroupView") -> Action:
    return Action("Not with this person", f"intros:group:{group.id}")
