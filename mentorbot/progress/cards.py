"""The words around what to do next.

Buttons are ``progress:next`` and ``progress:overview``, and with a milestone's id ``progress:done``,
``begin`` (under way), ``skip`` (not for me), ``undo``, ``why``, ``more`` and ``show`` (an alternative).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Divider,
    Field,
    Fields,
    Image,
    Section,
    Style,
    fit,
    limits,
    number_of,
    when,
)
from mentorbot.guide.aims import load_aims
from mentorbot.guide.cards import ESTIMATE
from mentorbot.guide.model import Guide, Milestone, Stage, Way
from mentorbot.members.cards import SAY_AIMS
from mentorbot.members.words import SETTINGS
from mentorbot.progress import picture
from mentorbot.progress.advice import Advice, Pick, Reason, Target
from mentorbot.progress.models import Mark
from mentorbot.progress.overview import StepState, StepView
from mentorbot.progress.path import SETTLED, state_of
from mentorbot.progress.service import Change, Marked
from mentorbot.progress.ways import ACTIONS, items_of

_BECAUSE = {
    Reason.DEADLINE: "Its date is near, so it goes before everything else.",
    Reason.EARLY: "People know what no page can tell you, and finding them takes weeks. So begin early.",
    Reason.GOAL: "It belongs to what you aim at, so it goes before what is for everybody.",
    Reason.AHEAD: "It can wait: it belongs to your final year, which has not begun.",
    Reason.UNDER_WAY: "You said that you are in this step now.",
    Reason.FIRST: "This is where the path begins for you.",
    Reason.IN_ORDER: "It is on your path and waits for nothing else, so you can begin right away.",
    Reason.OPTIONAL: "What your stage needs is done. This one is worth a thought, and fine to set aside.",
    Reason.RUNNING: "It is what you still have under way.",
}

_SAID = {
    Mark.DONE: "done",
    Mark.NOT_FOR_ME: "not for you",
    Mark.STARTED: "under way",
}

_STATE = {
    StepState.DONE: ("✓", "done"),
    StepState.NEXT: ("→", "next"),
    StepState.UNDER_WAY: ("◐", "under way"),
    StepState.NOT_FOR_ME: ("–", "not for you"),
    StepState.AHEAD: ("○", "ahead"),
    StepState.ELSEWHERE: ("○", "nothing for your stage"),
}

_SETTINGS: Final[Mapping[str, str]] = {setting.value: name for setting, name in SETTINGS.items()}
MOST_NAMED = 4
"""How many milestones are named that wait for one."""
FORMS: Final = {False: "light", True: "dark"}
"""What a picture is called by whether it is dark."""
SHOW_PROGRESS = Action("My progress", "progress:overview")
NEXT = Action("What is next?", "progress:next", style=Style.PRIMARY)


_MOVED_ON = Action("I have moved on", "members:start", style=Style.PRIMARY)
_MENTOR = Action("Be a mentor", "mentor:about")
_RENEW = Action("Renew my credential", "credits:status")
_AFTER: Final[Mapping[Stage | None, tuple[Action, ...]]] = {
    Stage.HIGH_SCHOOL: (_MOVED_ON,),
    Stage.UNDERGRADUATE: (_MOVED_ON,),
    Stage.MANAGER: (_MENTOR, _RENEW),
}
"""What is offered at the end of the path; to all others, moving on and mentoring."""


def advice_card(advice: Advice, guide: Guide) -> Card:
    """The one thing to do next; or, at the end of the path, congratulations."""
    if advice.next is None:
        return _finished(advice, guide)
    return Card(advice.next.milestone.title, tuple(_advice(advice.next, advice, guide)), Accent.NEXT)


def pick_card(pick: Pick, advice: Advice, guide: Guide) -> Card:
    """One milestone, as the advice shows it, for whoever looks at it; what was said can be taken back."""
    milestone, marks = pick.milestone, advice.path.standing.marks
    state = state_of(milestone, marks)
    blocks: list[Block] = [Section(_where(pick, guide))]
    if state is not None:
        taken = Action("Take it back", f"progress:undo:{milestone.id}")
        said = any(item in marks for item in items_of(milestone))
        words = (
            f"It is marked as {_SAID[state]}."
            if said
            else "It is done: its whole step is, as `/start` has it."
        )
        blocks.append(Section(words, action=taken if said else None))
    blocks += _milestone(pick)
    if state not in SETTLED:
        blocks.append(_buttons(pick, enrolled=advice.enrolled))
    if not advice.enrolled:
        blocks.append(_invitation())
    return Card(milestone.title, tuple(blocks), Accent.PLAIN)


def aims_card(advice: Advice, guide: Guide) -> Card:
    """It is stored what one aims at, and this is next by it."""
    words = "I keep that in mind: for what comes next, for mentors, and for what is on offer."
    return _under(words, "What you aim at is stored", advice, guide)


def welcome_card(advice: Advice, guide: Guide, *, first_time: bool, beside: Sequence[Section] = ()) -> Card:
    """The answer to /start: it is stored, and here is what to do with it; one more thing can be said.

    Args:
        beside: What else is to be told of the answers.
    """
    if first_time:
        words = "You are in. Here is the first thing to do; `/nextstep` shows it again whenever you like."
    else:
        words = "All that you have done is kept. This is next for you now."
    if advice.next is None:
        words = "Your answers are stored. By what you say, nothing on the path is left for you to do."
    if not advice.path.aims:
        words += " Say where you want to work, or which credential you aim at, and it fits you better."
    heading = "Welcome" if first_time else "Your answers are stored"
    offered = advice.next is not None and advice.next.milestone.way is Way.NAME_CREDENTIAL
    card = _under(words, heading, advice, guide, None if offered else SAY_AIMS)
    told, *rest = card.blocks
    return replace(card, blocks=(told, *beside, *rest))


def marked_card(marked: Marked, advice: Advice, guide: Guide) -> Card:
    """What came of a press, a way to take it back, and the next thing."""
    title = marked.milestone.title
    if not marked.changed:
        said = f" It is marked as {_SAID[marked.before]}." if marked.before else ""
        # The second of two quick clicks lands here, and must not take the way back with it.
        undo = _undo(marked) if marked.milestone.id in marked.standing.marks else None
        return _under(f"Nothing has changed for **{title}**.{said}", "Already so", advice, guide, undo)
    words, heading = {
        Change.DONE: (f"**{title}** is done. Well done!", "Done"),
        Change.NOT_FOR_ME: (f"**{title}** is set aside. It will not come up again.", "Not for you"),
        Change.STARTED: (f"**{title}** is under way. Here is something to do beside it.", "Under way"),
        Change.UNDO: (f"**{title}** is open again.", "Taken back"),
    }[marked.change]
    undo = None if marked.change is Change.UNDO else _undo(marked)
    return _under(words, heading, advice, guide, undo)


def _undo(marked: Marked) -> Action:
    return Action("Undo", f"progress:undo:{marked.milestone.id}")


def why_card(pick: Pick, guide: Guide) -> Card:
    """Why this milestone was proposed to this member now, what it leads to, and where to read on."""
    milestone = pick.milestone
    blocks: list[Block] = [
        Section("\n".join(f"- {one}" for one in _grounds(pick, guide)), "Why you, and why now")
    ]
    if pick.opens:
        blocks.append(
            Section("\n".join(f"- {one.title}" for one in pick.opens[:MOST_NAMED]), "What it opens for you")
        )
    links = [f"- [{r.title}]({r.url})" for r in milestone.resources if r.url]
    if links:
        blocks.append(Section("\n".join(links), "To read"))
    pages = [r for r in milestone.resources if r.page in guide.pages]
    blocks.append(
        Actions(
            (
                *(Action(r.title, f"guide:page_beside:{r.page}:1") for r in pages[:4]),
                Action("Show the step", f"guide:step_beside:{milestone.step}"),
            )
        )
    )
    return Card(milestone.title, tuple(blocks))


def progress_card(views: tuple[StepView, ...], advice: Advice, *, dark: bool = False) -> Card:
    """The whole path as a picture, light or dark; in words it is one press away."""
    image = Image(picture.draw_picture(views, dark=dark), "progress.png", _alt(views))
    other = FORMS[not dark]
    turned = Action(f"{other.capitalize()} picture", f"progress:overview:{other}")
    blocks = [image, *_beside_path(advice), Actions((Action("In words", "progress:words"), turned))]
    return _path_card(advice, blocks)


def words_card(views: tuple[StepView, ...], advice: Advice) -> Card:
    """The whole path in words."""
    lines = Section("\n".join(_line(view) for view in views))
    picture_ = Actions((Action("As a picture", "progress:overview"),))
    return _path_card(advice, [lines, *_beside_path(advice), picture_])


def _beside_path(advice: Advice) -> list[Block]:
    blocks: list[Block] = []
    if advice.next is not None:
        blocks.append(Section(f"**{advice.next.milestone.title}**", "Next", NEXT))
    if not advice.enrolled:
        blocks.append(_invitation())
    return blocks


def _path_card(advice: Advice, blocks: list[Block]) -> Card:
    accent = Accent.GOOD if advice.finished else Accent.PLAIN
    return Card("Your path", (Section(_count(advice)), *blocks), accent)


def _under(words: str, heading: str, advice: Advice, guide: Guide, action: Action | None = None) -> Card:
    told = Section(words, action=action)
    if advice.next is None:
        finished = _finished(advice, guide)
        return Card(finished.title, (told, Divider(), *finished.blocks), finished.accent)
    blocks = _advice(advice.next, advice, guide, advice.next.milestone.title)
    return Card(heading, (told, Divider(), *blocks), Accent.NEXT)


def _advice(pick: Pick, advice: Advice, guide: Guide, heading: str | None = None) -> list[Block]:
    where = _where(pick, guide)
    if advice.enrolled:
        where += f" · {advice.done} of {advice.total} done"
    blocks = [Section(where, heading), *_milestone(pick)]
    if advice.enrolled and _wants_year(pick):
        blocks.append(
            Section(
                "It is for the year before one graduates. Say when you do under **More**, and it keeps to it."
            )
        )
    if advice.path.has_graduated:
        blocks.append(_ask_anew(advice))
    note = _target_note(advice.target)
    if note:
        blocks.append(Section(note))
    blocks.append(_buttons(pick, enrolled=advice.enrolled))
    if not advice.enrolled:
        blocks += [Divider(), _invitation(), *_others(advice)]
    return blocks


def more_card(pick: Pick, advice: Advice) -> Card:
    """What else can be done with a milestone, and what could be done in its place."""
    id_ = pick.milestone.id
    begin = Action("Under way", f"progress:begin:{id_}")
    plan = Action("Plan it", f"reminders:plan:{id_}")
    show = Action("Show the step", f"guide:step_beside:{pick.step.id}")
    offered = (plan, show) if pick.reason is Reason.RUNNING else (begin, plan, show)
    blocks: list[Block] = [Actions((_remind(pick), *offered) if pick.milestone.way else offered)]
    if _wants_year(pick):
        blocks.append(Section("It is for the year before one graduates: when do you?", action=SAY_AIMS))
    others = [other for other in advice.alternatives if other.milestone.id != id_]
    blocks += [Divider(), *map(_alternative, others)] if others else []
    if advice.running:
        titles = ", ".join(f"**{m.title}**" for m in advice.running)
        blocks.append(Section(f"Under way meanwhile: {titles}"))
    return Card(pick.milestone.title, tuple(blocks))


def _others(advice: Advice) -> list[Block]:
    return [Divider(), *map(_alternative, advice.alternatives)] if advice.alternatives else []


def _milestone(pick: Pick) -> list[Block]:
    milestone = pick.milestone
    facts = [Field("Takes", milestone.typical_time)]
    if pick.due is not None:
        facts.append(Field("By", describe_due(milestone, pick.due)))
    return [
        Section(milestone.why),
        Section(
            milestone.done_when,
            "How to tell that it is done",
            ACTIONS[milestone.way] if milestone.way else None,
        ),
        Fields(tuple(facts)),
    ]


def describe_due(milestone: Milestone, due: datetime) -> str:
    """By when a milestone is to be done, what that date is, and whether it is an estimate."""
    words = [when(due, "D")]
    if milestone.anchor is not None:
        words.append(milestone.anchor.label)
        if milestone.anchor.estimates(due):
            words.append(ESTIMATE)
    return " · ".join(words)


def _wants_year(pick: Pick) -> bool:
    """Whether it would help to know when the member graduates."""
    return pick.final and pick.graduation is None


def _where(pick: Pick, guide: Guide) -> str:
    return f"Step {pick.step.number} of {len(guide.steps)}: {pick.step.title}"


def _buttons(pick: Pick, *, enrolled: bool) -> Actions:
    """What can be done at once: five with the milestone's own way, which all fit on a phone."""
    id_ = pick.milestone.id
    why = Action("Why this?", f"progress:why:{id_}")
    if not enrolled:
        return Actions((why, Action("Show the step", f"guide:step_beside:{pick.step.id}")))
    done = Action("Done", f"progress:done:{id_}", style=Style.GOOD)
    skip = Action("Not for me", f"progress:skip:{id_}")
    more = Action("More", f"progress:more:{id_}")
    return Actions((done, why, skip, more) if pick.milestone.way else (done, _remind(pick), why, skip, more))


def _remind(pick: Pick) -> Action:
    return Action("Remind me", f"reminders:about:{pick.milestone.id}")


def _alternative(pick: Pick) -> Section:
    words = f"Or: **{pick.milestone.title}**\n{pick.step.title} · {pick.milestone.typical_time}"
    return Section(words, action=Action("Look", f"progress:show:{pick.milestone.id}"))


def _invitation() -> Section:
    return Section(
        "You are not enrolled yet. `/start` asks five short questions, and the advice will fit you.",
        action=Action("Start", "members:start", style=Style.PRIMARY),
    )


def _grounds(pick: Pick, guide: Guide) -> Iterator[str]:
    """What speaks for it, of what the member said: one sentence each."""
    yield _because(pick)
    settings, others = (
        [one for one in pick.aims if one in _SETTINGS],
        [one for one in pick.aims if one not in _SETTINGS],
    )
    if settings:
        yield f"Where you want to work: {', '.join(_SETTINGS[one].lower() for one in settings)}."
    if others:
        yield f"You aim at {' and '.join(load_aims()[one].name for one in others)}."
    if pick.graduation is not None:
        when_ = "it is for your final year" if pick.final else "it is for the years before your last"
        yield f"You graduate in {pick.graduation}, and {when_}."
    if pick.milestone.stages and pick.stage is not None:
        yield f"It is meant for those who are where you are: {guide.stages[pick.stage]}."
    if pick.due is not None:
        yield f"By {describe_due(pick.milestone, pick.due)}. It takes: {_lower(pick.milestone.typical_time)}."


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _because(pick: Pick) -> str:
    if pick.reason is Reason.FOR_GOAL and pick.because is not None:
        return f"It comes before **{pick.because.title}**, which belongs to what you aim at."
    if pick.reason is Reason.PREPARES and pick.because is not None:
        return f"It comes before **{pick.because.title}**, whose date is near."
    if pick.reason is Reason.FOLLOWS and pick.because is not None:
        return f"It follows from what you have done: **{pick.because.title}**."
    if pick.reason is Reason.WAITS and pick.because is not None:
        return f"It can wait: **{pick.because.title}** comes before it."
    return _BECAUSE[pick.reason]


def _ask_anew(advice: Advice) -> Section:
    """Whether somebody whose year of graduation is over has moved on."""
    member = advice.path.standing.member
    year = member.graduation if member else None
    words = f"You said that you graduate in {year}. If you have, say where you stand now; all is kept."
    return Section(words, action=replace(_MOVED_ON, style=Style.SECONDARY))


def _target_note(target: Target) -> str | None:
    if target is Target.TIGHT:
        return (
            "What is left usually takes longer than the time to your target date. "
            "A later date, or less to do, would make it calmer: `/start`."
        )
    if target is Target.PASSED:
        return "Your target date has passed. `/start` sets a new one."
    return None


def _finished(advice: Advice, guide: Guide) -> Card:
    """The end of the path, and what comes after it at that stage."""
    ending = guide.endings.get(advice.stage) if advice.stage else None
    told = f"Congratulations! {_count(advice)} Whatever you set aside stays open to you in `/step`."
    blocks: list[Block] = [Section(told)]
    if ending:
        blocks.append(Section(ending, "And now?"))
    blocks.append(Actions((*_AFTER.get(advice.stage, (_MOVED_ON, _MENTOR)), SHOW_PROGRESS)))
    return Card("You have walked the whole path", tuple(blocks), Accent.GOOD)


def _count(advice: Advice) -> str:
    behind = _behind(advice)
    where = "on the rest of your path" if behind else "on your path"
    if advice.done == advice.total > 0:
        every = "The one milestone" if advice.total == 1 else f"All {advice.total} milestones"
        return f"{behind}{every} {where} {'is' if advice.total == 1 else 'are'} done."
    verb = "is" if advice.done == 1 else "are"
    return f"{behind}{advice.done} of the {number_of(advice.total, 'milestone')} {where} {verb} done."


def _behind(advice: Advice) -> str:
    """Steps that were finished as a whole, and have nothing that is counted: "Step 1 is done. "."""
    counted = {milestone.step for milestone in advice.path.milestones}
    marks = advice.path.standing.marks
    steps = [s for s in advice.path.guide.steps if marks.get(s.id) is Mark.DONE and s.id not in counted]
    if not steps:
        return ""
    numbers = [str(one.number) for one in steps]
    named = " and ".join(filter(None, (", ".join(numbers[:-1]), numbers[-1])))
    return f"Step {named} is done. " if len(steps) == 1 else f"Steps {named} are done. "


def _line(view: StepView) -> str:
    sign, word = _STATE[view.state]
    total = len(view.marks) - view.not_for_me
    count = f", {view.done} of {total} done" if total else ""
    return f"{sign} **{view.step.number} · {view.step.title}**: {word}{count}"


def _alt(views: tuple[StepView, ...]) -> str:
    words = []
    for view in views:
        total = len(view.marks) - view.not_for_me
        count = f", {view.done} of {number_of(total, 'milestone')} done" if total else ""
        words.append(f"Step {view.step.number}, {view.step.title}: {_STATE[view.state][1]}{count}.")
    # A line for each: where there is no picture, this stands in its place.
    return fit("\n".join(words), limits.IMAGE_ALT)
