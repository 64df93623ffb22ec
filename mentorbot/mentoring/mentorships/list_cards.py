"""The words of what is looked at: one's mentorships, goals, feedback, and the community's overview."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    ChoiceField,
    Field,
    Fields,
    Form,
    Image,
    Option,
    Section,
    Style,
    TextField,
    escape,
    fit,
    limits,
    mention,
    mention_channel,
    moment,
    number_of,
    paged,
    title,
)
from mentorbot.meetings.cards import plan_action
from mentorbot.mentoring.mentorships import pictures
from mentorbot.mentoring.mentorships.agendas import Agenda
from mentorbot.mentoring.mentorships.cards import CADENCES, agenda_text, extend_action
from mentorbot.mentoring.mentorships.circles import CircleView
from mentorbot.mentoring.mentorships.pairs import Pair, Side, Terms
from mentorbot.mentoring.mentorships.pictures import WORDS
from mentorbot.mentoring.mentorships.sessions import find_owner
from mentorbot.mentoring.mentorships.signs import CIRCLE, PAIR
from mentorbot.mentoring.mentorships.terms import FEWEST_SHOWN, MOST_GOAL, MOST_GOALS, Health

if TYPE_CHECKING:
    from mentorbot.guide.model import Milestone
    from mentorbot.mentoring.mentorships.feedback import Average, Summary
    from mentorbot.mentoring.mentorships.goals import Goals
    from mentorbot.mentoring.mentorships.overview import Overview

_LISTED: Final = 8


def list_card(
    mine: Sequence[tuple[Pair, Side]],
    states: Mapping[int, Health],
    circles: Sequence[CircleView],
    page: int = 1,
    *,
    ended: int = 0,
) -> Card:
    """One's mentorships and circles of peers, a page of them.

    Args:
        ended: How many mentorships have ended, which are on a card of their own.
    """
    every: list[tuple[Pair, Side] | CircleView] = [*mine, *circles]
    shown = paged(every, page, _LISTED)
    blocks: list[Block] = []
    for one in shown.items:
        blocks += _circle(one) if isinstance(one, CircleView) else [_pair(*one, states)]
    if not blocks:
        blocks.append(
            Section("You are in no mentorship at the moment. `/mentor find` shows who would fit you.")
        )
    buttons = shown.turns("mentorship:list")
    if ended:
        buttons.append(Action(f"Those that have ended ({ended})", "mentorship:past:1"))
    return Card("Your mentorships", (*blocks, *_row(buttons)), footer=shown.said or None)


def ended_list_card(mine: Sequence[tuple[Pair, Side]], page: int, without_feedback: Collection[int]) -> Card:
    """One's mentorships that have ended, a page of them.

    Args:
        without_feedback: The ids of those of which one has not said how it was.
    """
    shown = paged(mine, page, _LISTED)
    blocks: list[Block] = []
    for pair, me in shown.items:
        other = pair.other(me.person.id)
        role = "Your mentor" if me is pair.mentee else "Your mentee"
        role = "One conversation" if pair.once else role
        on = moment(pair.mentorship.ended_at or pair.mentorship.ends_at, "D")
        line = f"**{escape(other.name)}** ({mention(other.person.user_id)})\n{role} · ended {on}"
        action = Action("Open", f"mentorship:open:{pair.id}")
        if pair.id in without_feedback:
            action = Action("Say how it was", f"mentorship:feedback:{pair.id}", style=Style.PRIMARY)
        blocks.append(Section(line, action=action))
    if not blocks:
        blocks.append(Section("No mentorship of yours has ended."))
    buttons = [*shown.turns("mentorship:past"), Action("Those that go on", "mentorship:list:1")]
    return Card("Your mentorships that have ended", (*blocks, *_row(buttons)), footer=shown.said or None)


def _pair(pair: Pair, me: Side, states: Mapping[int, Health]) -> Section:
    role = "Your mentor" if me is pair.mentee else "Your mentee"
    other = pair.other(me.person.id)
    how = "one conversation" if pair.once else WORDS[states[pair.id]]
    line = f"**{escape(other.name)}** ({mention(other.person.user_id)})\n{role} · {how}"
    line += f" · until {moment(pair.mentorship.ends_at, 'D')}"
    return Section(line, action=Action("Open", f"mentorship:open:{pair.id}"))


def _circle(circle: CircleView) -> list[Block]:
    line = f"**{escape(circle.name)}**\nA circle of {len(circle.member_ids)}"
    leave = Action("Leave", f"mentorship:leave:{circle.id}")
    return [Section(line, action=plan_action(CIRCLE, circle.id, "Plan a session")), Actions((leave,))]


def _row(buttons: Sequence[Action]) -> list[Block]:
    return [Actions(tuple(buttons))] if buttons else []


def open_card(pair: Pair, me: Side, state: Health, terms: Terms, thread: str = "") -> Card:
    """One mentorship, and what can be done with it.

    Args:
        thread: The id of their thread; empty for none.
    """
    other = pair.other(me.person.id)
    facts = [
        Field("With", mention(other.person.user_id)),
        Field("How it does", WORDS[state]),
        Field("Since", moment(pair.mentorship.formed_at, "D")),
    ]
    if not pair.live:
        facts.append(Field("Ended", moment(pair.mentorship.ended_at or pair.mentorship.ends_at, "D")))
        ended = [Action("Say how it was", f"mentorship:feedback:{pair.id}", style=Style.PRIMARY)]
        if pair.mentorship.certified:
            ended.append(Action("Certificate", f"mentorship:certificate:{pair.id}"))
        return Card(title(other.name), (Fields(tuple(facts)), Actions(tuple(ended))))
    facts.append(Field("Until", moment(pair.mentorship.ends_at, "D")))
    if pair.once:
        return _once_card(pair, other, facts, thread)
    facts.append(Field("You meet", CADENCES[terms.cadence] + ("" if terms.settled else " (not agreed yet)")))
    if thread:
        facts.append(Field("Where you talk", mention_channel(thread)))
    circle = pair.mentorship.circle_id
    plan = plan_action(PAIR, pair.id, "Plan a session")
    if circle is not None:
        plan = plan_action(CIRCLE, circle, "Plan a session")
    actions = (
        plan,
        Action("Goals", f"goals:show:{pair.id}"),
        Action("Agenda", f"mentorship:agenda:{pair.id}"),
        Action("What we agree on", f"mentorship:agreed:{pair.id}"),
        extend_action(pair, "Extend it"),
        Action("Graduate", f"mentorship:graduate:{pair.id}"),
        Action("End it kindly", f"mentorship:end:{pair.id}"),
    )
    return Card(title(other.name), (Fields(tuple(facts)), Actions(actions)), Accent.NEXT)


def _once_card(pair: Pair, other: Side, facts: Sequence[Field], thread: str) -> Card:
    """One conversation that is still to come."""
    shown = [*facts, Field("What it is", "one conversation")]
    if thread:
        shown.append(Field("Where you talk", mention_channel(thread)))
    actions = (
        plan_action(PAIR, pair.id, "Plan our conversation"),
        Action("Agenda", f"mentorship:agenda:{pair.id}"),
        Action("Call it off", f"mentorship:end:{pair.id}"),
    )
    return Card(title(other.name), (Fields(tuple(shown)), Actions(actions)), Accent.NEXT)


def plan_actions(mine: Sequence[tuple[Pair, Side]]) -> list[Action]:
    """Buttons that plan a session in each of some mentorships."""
    return [
        plan_action(*find_owner(pair), f"Plan with {pair.other(me.person.id).name}")
        for pair, me in mine[: limits.ACTIONS_PER_ROW]
    ]


def agenda_card(pair: Pair, agenda: Agenda) -> Card:
    """What to talk about next time."""
    plan = Actions((plan_action(PAIR, pair.id, "Plan a session"),))
    return Card("For your next session", (Section(agenda_text(agenda)), plan), Accent.NEXT)


def left_circle_card(name: str) -> Card:
    """After somebody has left a circle of peers."""
    return Card("You have left", (Section(f"You are no longer in {escape(name)}."),))


def goals_card(found: "Goals") -> Card:
    """What the two want to reach."""
    pair, me = found.pair, found.me
    blocks: list[Block] = []
    for goal in found.goals:
        tied = "\n-# A milestone of the guide" if goal.milestone else ""
        action = None
        if not goal.milestone or me is pair.mentee:
            label = "Not yet" if goal.done else "Done"
            verb = "untick" if goal.done else "tick"
            action = Action(
                label, f"goals:{verb}:{goal.id}", style=Style.SECONDARY if goal.done else Style.GOOD
            )
        mark = "☑" if goal.done else "☐"
        blocks.append(Section(f"{mark} {escape(goal.title)}{tied}", action=action))
    if not found.goals:
        words = "No goals yet. Two or three that both of you could see reached are plenty."
        blocks.append(Section(words))
    actions = []
    if len(found.goals) < MOST_GOALS:
        actions.append(Action("Add a goal", f"goals:new:{pair.id}", style=Style.PRIMARY))
    if found.goals:
        actions.append(Action("Drop one", f"goals:drops:{pair.id}"))
    blocks.append(Actions(tuple(actions)))
    done = sum(goal.done for goal in found.goals)
    names = f"{title(pair.mentor.name)} and {title(pair.mentee.name)}"
    footer = f"{done} of {len(found.goals)} reached. Both of you see these." if found.goals else None
    return Card(f"Goals of {names}", tuple(blocks), Accent.GOOD if done else Accent.NEXT, footer=footer)


def drop_card(found: "Goals") -> Card:
    """Which goal to let go."""
    blocks: list[Block] = [
        Section(escape(goal.title), action=Action("Drop", f"goals:drop:{goal.id}")) for goal in found.goals
    ]
    blocks.append(Actions((Action("Back", f"goals:show:{found.pair.id}"),)))
    return Card("Let a goal go?", tuple(blocks), Accent.CARE)


def goal_form(pair: Pair, milestones: Sequence["Milestone"]) -> Form:
    """A goal of one's own, or a milestone of the guide."""
    options = tuple(Option(fit(one.title, 100), one.id) for one in milestones[:25])
    words = TextField("title", "In your words", "So that both could see it reached.", most=MOST_GOAL)
    fields = (words,)
    if options:
        tied = ChoiceField(
            "milestone",
            "Or a milestone of the guide",
            options,
            "Then it is ticked wherever the mentee ticks it.",
            required=False,
            least=0,
        )
        return Form(f"goals:add:{pair.id}", "A goal", (*fields, tied))
    return Form(f"goals:add:{pair.id}", "A goal", fields)


def thanks_card() -> Card:
    """After feedback."""
    words = (
        "Thank you. Organizers see averages of at least five people, and your words only if you allowed it."
    )
    return Card("It is kept", (Section(words),), Accent.GOOD)


def overview_card(found: "Overview") -> Card:
    """How the community's mentorships do, as a picture and in words."""
    if not found.total:
        words = "No mentorship is live now. They begin with `/mentor find`, or a round with `/match open`."
        if found.ended:
            words = f"{words} {number_of(found.ended, 'has', 'have')} ended."
        return Card("Mentorships", (Section(words),))
    said = ", ".join(f"{WORDS[state].lower()} {count:,}" for state, count in found.counts.items())
    drawn = pictures.draw_overview(found.counts, dark=found.dark)
    picture = Image(drawn, "mentorships.png", f"Mentorships: {said}.")
    lines = []
    for line in found.lines:
        last = moment(line.last, "R") if line.last else "never"
        people = f"{mention(line.pair.mentor.person.user_id)} → {mention(line.pair.mentee.person.user_id)}"
        lines.append(
            f"**{WORDS[line.health]}** · {people} · {number_of(line.sessions, 'session')} · last sign {last}"
        )
    blocks = (Section(f"{found.total:,} live: {said}."), picture, Section("\n".join(lines)))
    left = found.total - len(found.lines)
    footer = (
        f"Those that need somebody most stand first; {number_of(left, 'more is', 'more are')} in the file of "
        "`/organize mentorship export`."
        if left > 0
        else None
    )
    return Card("Mentorships", blocks, footer=footer)


def feedback_card(found: "Summary", page: int = 1) -> Card:
    """What those say whose mentorships have ended; a page of their words."""
    blocks: list[Block] = [
        Fields((Field("Mentees", _average(found.mentees)), Field("Mentors", _average(found.mentors))))
    ]
    shown = paged(found.voices, page, _LISTED)
    for voice in shown.items:
        role = "mentor" if voice.as_mentor else "mentee"
        text = escape(fit(voice.text, 300)) or "(no words)"
        blocks.append(Section(f"{mention(voice.user_id)}, {role}, {voice.rating} of 5\n{text}"))
    if not shown.items:
        blocks.append(Section("Nobody has allowed their words to be read yet."))
    return Card(
        "What they say of it",
        (*blocks, *_row(shown.turns("mentorship:voices"))),
        footer=" · ".join(filter(None, ("Words are shown only of those who allowed it.", shown.said))),
    )


def _average(found: "Average") -> str:
    if found.rating is None or found.recommend is None:
        return f"{number_of(found.count, 'answer')}; averages are shown from {FEWEST_SHOWN} on"
    return f"{found.rating:.1f} of 5 from {found.count:,}; {found.recommend:.0%} would recommend it"
