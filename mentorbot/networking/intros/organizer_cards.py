"""The words of introductions for those who organize them. The buttons are listed in cards."""

from itertools import combinations
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Field,
    Fields,
    Image,
    Section,
    Style,
    mention_channel,
    mention_group,
    moment,
    number_of,
)
from mentorbot.guide.model import Setting
from mentorbot.members.clocks import Clock
from mentorbot.members.words import SETTINGS, tell_clock
from mentorbot.mentoring import vocabulary
from mentorbot.mentoring.words import join_words
from mentorbot.networking.intros import picture
from mentorbot.networking.intros.costs import Mode, Person
from mentorbot.networking.intros.numbers import Numbers
from mentorbot.networking.intros.programme import ProgrammeView, list_upcoming
from mentorbot.networking.intros.rounds import Preview
from mentorbot.networking.intros.terms import By, Cadence, Programme
from mentorbot.times.words import WEEKDAYS

MOST_SHOWN: Final = 12
CADENCES: Final = {
    Cadence.WEEKLY: "every week",
    Cadence.TWO_WEEKS: "every two weeks",
    Cadence.FOUR_WEEKS: "every four weeks",
    Cadence.MONTHLY: "every month",
}
MODES: Final = {
    (Mode.ANYONE, By.CAREER): "anyone",
    (Mode.ANYONE, By.SETTING): "anyone",
    (Mode.ACROSS, By.CAREER): "students with professionals",
    (Mode.ACROSS, By.SETTING): "people of different settings",
    (Mode.WITHIN, By.CAREER): "students with students, professionals with professionals",
    (Mode.WITHIN, By.SETTING): "people of the same setting",
    (Mode.ANYONE, By.CHAPTER): "anyone",
    (Mode.ACROSS, By.CHAPTER): "people of different chapters",
    (Mode.WITHIN, By.CHAPTER): "people of the same chapter",
}
_PARTS: Final = {
    "the channel": ("channel_id",),
    "when rounds are": ("cadence", "weekday", "at", "time_zone"),
    "the size of groups": ("size",),
    "who meets": ("mode", "by"),
    "the role": ("role_id",),
    "the message": ("message",),
}
"""What can be changed, in words, and the fields that it is."""
_NUMBERS: Final = Action("How it is going", "intros:numbers")


def tell_changes(before: ProgrammeView | None, now: ProgrammeView, clock: Clock | None = None) -> str:
    """What became of it when introductions were set up or changed, in a few sentences.

    Args:
        clock: By whose the hour was read; None if it was left as it was.
    """
    invited = f"I invite everybody in {mention_channel(now.channel_id)} to take part."
    if before is None:
        read = f" {tell_clock(clock, f'{now.at:%H:%M}')}" if clock else ""
        return f"Introductions are set up. {invited}{read}"
    changed = [name for name, fields in _PARTS.items() if any(_differ(before, now, one) for one in fields)]
    if not changed:
        return "It was so already: nothing has changed."
    told = f"Changed: {', '.join(changed)}. Everything else is as it was."
    return f"{told} {invited}" if _differ(before, now, "channel_id") else told


def _differ(before: ProgrammeView, now: ProgrammeView, field: str) -> bool:
    return bool(getattr(before, field) != getattr(now, field))


def programme_card(found: ProgrammeView, taking_part: int, *, did: str = "") -> Card:
    """How introductions are set up, for organizers.

    Args:
        did: What has just been done, in a sentence or two.
    """
    running = found.state is Programme.RUNNING
    day = WEEKDAYS[found.weekday]
    on = f"the first {day}" if found.cadence is Cadence.MONTHLY else day
    who = f"whoever sees {mention_channel(found.channel_id)}" + (
        f" and has {mention_group(found.role_id)}" if found.role_id else ""
    )
    facts = [
        Field("Rounds", f"{CADENCES[found.cadence]}, on {on} at {found.at:%H:%M} ({found.time_zone})"),
        Field("Groups of", str(found.size)),
        Field("Who meets", MODES[found.mode, found.by]),
        Field("Who may join", who),
        Field("Taking part", str(taking_part)),
    ]
    if running:
        dates = "\n".join(f"- {moment(one, 'f')}, {moment(one, 'R')}" for one in list_upcoming(found))
        words = f"The next rounds:\n{dates}"
        stamp = int(found.next_at.timestamp())
        buttons: tuple[Action, ...] = (
            Action("Preview", "intros:preview", style=Style.PRIMARY),
            Action("Run now", f"intros:now:{found.number}"),
            Action("Skip the next", f"intros:skip:{stamp}"),
            Action("Pause", "intros:halt"),
        )
    else:
        words = "Paused: there are no rounds until you resume."
        buttons = (Action("Resume", "intros:go_on", style=Style.PRIMARY),)
    told = (Section(did),) if did else ()
    blocks = (*told, Section(words), Fields(tuple(facts)), Actions((*buttons, _NUMBERS)))
    return Card("Introductions", blocks, Accent.GOOD if running else Accent.CARE)


def call_card(found: ProgrammeView) -> Card:
    """What everybody sees in the channel: that there are introductions, and how to take part."""
    words = [found.message] if found.message else []
    whom = MODES[found.mode, found.by]
    words.append(
        f"Would you like to get to know somebody here? {CADENCES[found.cadence].capitalize()} I introduce "
        f"{_size(found.size)} of you who have not met yet" + ("" if whom == "anyone" else f": {whom}") + ". "
        "You find a time that suits you; twenty minutes, over a coffee or a call, are plenty."
    )
    words.append(f"The next introductions are {moment(found.next_at, 'R')}. Shall I count you in?")
    buttons = (Action("Take part", "intros:join", style=Style.PRIMARY),)
    return Card(
        "Meet somebody new", (Section("\n\n".join(words)), Actions(buttons)), Accent.NEXT, public=True
    )


def preview_card(made: "Preview", named: dict[int, str]) -> Card:
    """The next round as it would be now.

    Args:
        named: What people are called, by member.
    """
    people = {one.id: one for one in made.people}
    groups = made.grouping.groups
    seen = sum(pair in made.past.met for one in groups for pair in combinations(one, 2))
    there = number_of(len(people), "person", "people")
    facts = f"**{there}** in **{number_of(len(groups), 'group')}**. "
    again = f"{number_of(seen, 'pair has', 'pairs have')} met before."
    facts += again if seen else "Nobody meets again whom they have met."
    if made.grouping.left_out:
        facts += f" For {len(made.grouping.left_out)} there is nobody this time."
    lines = [f"- {_group(one, people, named)}" for one in groups[:MOST_SHOWN]]
    if len(groups) > MOST_SHOWN:
        lines.append(f"- … and {number_of(len(groups) - MOST_SHOWN, 'more group')}")
    blocks: list[Block] = [Section(facts)]
    if lines:
        blocks.append(Section("\n".join(lines)))
    blocks.append(Actions((Action("Run now", f"intros:now:{made.programme.number}"),)))
    return Card(f"Round {made.programme.number}, if it began now", tuple(blocks), Accent.NEXT)


def begun_card() -> Card:
    """The round begins."""
    words = "The round begins now: everybody is told whom they meet within a few minutes."
    return Card("On its way", (Section(words), Actions((_NUMBERS,))), Accent.GOOD)


def numbers_card(found: "Numbers") -> Card:
    """How introductions are going."""
    share = round(100 * found.taking_part / found.enrolled) if found.enrolled else 0
    blocks: list[Block] = [
        Fields(
            (
                Field(
                    "Taking part", f"{found.taking_part} of {number_of(found.enrolled, 'member')} ({share} %)"
                ),
                Field("Met nobody for 60 days", str(found.isolated)),
            )
        )
    ]
    if found.rounds:
        groups, met = sum(one.groups for one in found.rounds), sum(one.met for one in found.rounds)
        last = "round" if len(found.rounds) == 1 else f"{len(found.rounds)} rounds"
        rate = f"In the last {last} **{met} of {number_of(groups, 'group')}** said that they met."
        drawn = picture.draw_numbers(found.rounds, dark=found.dark)
        image = Image(drawn, "rounds.png", picture.describe_numbers(found.rounds))
        blocks += [Section(rate), image]
    else:
        blocks.append(Section("There has been no round yet."))
    if found.isolated:
        blocks.append(Actions((Action("Write to those who met nobody", "intros:invite"),)))
    return Card("How introductions are going", tuple(blocks), footer="Nobody sees who did not meet whom.")


def invited_card(many: int) -> Card:
    """They are written to."""
    them = number_of(many, "person", "people")
    words = f"I write to {them}, each once a month at most, and ask whether they want to meet somebody."
    return Card("On its way", (Section(words),), Accent.GOOD)


def invitation_card(found: ProgrammeView) -> Card:
    """For whoever met nobody for long."""
    words = (
        "It has been a while since you met somebody here. The next round of introductions is "
        f"{moment(found.next_at, 'R')}: shall I bring you together with somebody?"
    )
    buttons = (
        Action("Yes, gladly", "intros:back", style=Style.PRIMARY),
        Action("Pause", "intros:pause"),
        Action("Leave", "intros:leave"),
    )
    return Card("Would you like to meet somebody?", (Section(words), Actions(buttons)), Accent.NEXT)


def _group(one: tuple[int, ...], people: dict[int, Person], named: dict[int, str]) -> str:
    names = join_words([named.get(id_, "somebody") for id_ in one])
    topics = frozenset.intersection(*(people[id_].topics for id_ in one))
    settings = {people[id_].setting for id_ in one} - {""}
    why = [", ".join(vocabulary.name_topics(sorted(topics)))] if topics else []
    if len(settings) > 1:
        why.append("different settings")
    elif settings and len(one) > 1:
        why.append(SETTINGS[Setting(next(iter(settings)))].lower())
    return f"{names} ({'; '.join(why)})" if why else names


def _size(size: int) -> str:
    return {2: "two", 3: "three", 4: "four", 5: "five"}[size]
