"""The words around what to do next.

Buttons are ``progress:next`` and ``progress:overview``, and with a milestone's id ``progress:done``,
``begin`` (under way), ``skip`` (not for me), ``undo``, ``why`` and ``show`` (an alternative).
"""

from datetime import datetime

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
    when,
)
from mentorbot.guide.cards import ESTIMATE
from mentorbot.guide.model import Guide, Milestone
from mentorbot.progress import picture
from mentorbot.progress.advice import Advice, Pick, Reason, Target
from mentorbot.progress.models import Mark
from mentorbot.progress.overview import StepState, StepView
from mentorbot.progress.service import Change, Marked

_BECAUSE = {
    Reason.DEADLINE: "Its date is near, so it goes before everything else.",
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

SHOW_PROGRESS = Action("My progress", "progress:overview")
NEXT = Action("What is next?", "progress:next", style=Style.PRIMARY)


def advice_card(advice: Advice, guide: Guide) -> Card:
    """The one thing to do next; or, at the end of the path, congratulations."""
    if advice.next is None:
        return _finished(advice, guide)
    return Card(advice.next.milestone.title, tuple(_advice(advice.next, advice, guide)), Accent.NEXT)


def pick_card(pick: Pick, advice: Advice, guide: Guide) -> Card:
    """One milestone, as the advice shows it: for an alternative that was chosen to be looked at."""
    blocks = (Section(_where(pick, guide)), *_milestone(pick), *_buttons(pick, enrolled=advice.enrolled))
    return Card(pick.milestone.title, blocks, Accent.PLAIN)


def welcome_card(advice: Advice, guide: Guide, *, first_time: bool) -> Card:
    """The answer to /start: it is stored, and here is what to do with it."""
    if first_time:
        words = "You are in. Here is the first thing to do; `/nextstep` shows it again whenever you like."
    else:
        words = "Your answers are stored, and all that you have done is kept. This is next for you now."
    if advice.next is None:
        words = "Your answers are stored. By what you say, nothing on the path is left for you to do."
    return _under(words, "Welcome" if first_time else "Your answers are stored", advice, guide)


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
    """Why this milestone was proposed, what it takes, and where to read on."""
    milestone = pick.milestone
    blocks: list[Block] = [Section(_because(pick), "Why now"), Section(milestone.why, "Why at all")]
    before = [guide.milestones[id_].title for id_ in milestone.after if id_ in guide.milestones]
    if before:
        blocks.append(Section("\n".join(f"- {title}" for title in before), "It builds on"))
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


def progress_card(views: tuple[StepView, ...], advice: Advice) -> Card:
    """The whole path, as a picture and as text."""
    image = Image(picture.draw_picture(views), "progress.png", _alt(views))
    lines = "\n".join(_line(view) for view in views)
    blocks: list[Block] = [Section(_count(advice)), image, Section(lines)]
    if advice.next is not None:
        blocks.append(Section(f"**{advice.next.milestone.title}**", "Next", NEXT))
    if not advice.enrolled:
        blocks.append(_invitation())
    accent = Accent.GOOD if advice.finished else Accent.PLAIN
    return Card("Your path", tuple(blocks), accent)


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
    note = _target_note(advice.target)
    if note:
        blocks.append(Section(note))
    blocks += _buttons(pick, enrolled=advice.enrolled)
    if not advice.enrolled:
        blocks += [Divider(), _invitation()]
    if advice.alternatives:
        blocks += [Divider(), *(_alternative(other) for other in advice.alternatives)]
    if advice.running:
        titles = ", ".join(f"**{m.title}**" for m in advice.running)
        blocks.append(Section(f"Under way meanwhile: {titles}"))
    return blocks


def _milestone(pick: Pick) -> list[Block]:
    milestone = pick.milestone
    facts = [Field("Takes", milestone.typical_time)]
    if pick.due is not None:
        facts.append(Field("By", _by(milestone, pick.due)))
    return [
        Section(milestone.why),
        Section(milestone.done_when, "How to tell that it is done"),
        Fields(tuple(facts)),
    ]


def _by(milestone: Milestone, due: datetime) -> str:
    words = [when(due, "D")]
    if milestone.anchor is not None:
        words.append(milestone.anchor.label)
        if milestone.anchor.estimates(due):
            words.append(ESTIMATE)
    return " · ".join(words)


def _where(pick: Pick, guide: Guide) -> str:
    return f"Step {pick.step.number} of {len(guide.steps)}: {pick.step.title}"


def _buttons(pick: Pick, *, enrolled: bool) -> tuple[Actions, ...]:
    id_ = pick.milestone.id
    why = Action("Why this?", f"progress:why:{id_}")
    show = Action("Show the step", f"guide:step_beside:{pick.step.id}")
    if not enrolled:
        return (Actions((why, show)),)
    done = Action("Done", f"progress:done:{id_}", style=Style.GOOD)
    begin = Action("Under way", f"progress:begin:{id_}")
    skip = Action("Not for me", f"progress:skip:{id_}")
    said = (done, why, skip, show) if pick.reason is Reason.RUNNING else (done, begin, why, skip, show)
    remind = Action("Remind me", f"reminders:about:{id_}")
    plan = Action("Plan it", f"reminders:plan:{id_}")
    return Actions(said), Actions((remind, plan))


def _alternative(pick: Pick) -> Section:
    words = f"Or: **{pick.milestone.title}**\n{pick.step.title} · {pick.milestone.typical_time}"
    return Section(words, action=Action("Look", f"progress:show:{pick.milestone.id}"))


def _invitation() -> Section:
    return Section(
        "You are not enrolled yet. `/start` asks five short questions, and the advice will fit you.",
        action=Action("Start", "members:start", style=Style.PRIMARY),
    )


def _because(pick: Pick) -> str:
    if pick.reason is Reason.PREPARES and pick.because is not None:
        return f"It comes before **{pick.because.title}**, whose date is near."
    if pick.reason is Reason.FOLLOWS and pick.because is not None:
        return f"It follows from what you have done: **{pick.because.title}**."
    if pick.reason is Reason.WAITS and pick.because is not None:
        return f"It can wait: **{pick.because.title}** comes before it."
    return _BECAUSE[pick.reason]


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
    pages = (("Keep learning", "continuing-education"), ("Keep your network alive", "how-to-network"))
    actions = [Action(label, f"guide:page_beside:{page}:1") for label, page in pages if page in guide.pages]
    return Card(
        "You have walked the whole path",
        (
            Section(
                f"Congratulations! {_count(advice)} Whatever you set aside stays open to you in `/step`."
            ),
            Section(
                "- **Give it on.** Someone here is at step 1. Answer a question, offer a talk, be a mentor.\n"
                "- **Keep your credits.** Most credentials ask for continuing education every year or "
                "every three; write yours down as you earn it.\n"
                "- **Going on?** When you move up, choose your new stage in `/start`: there is more for it.",
                "And now?",
            ),
            Actions((*actions, SHOW_PROGRESS)),
        ),
        Accent.GOOD,
    )


def _count(advice: Advice) -> str:
    if advice.done == advice.total > 0:
        return f"All {advice.total} milestones on your path are done."
    verb = "is" if advice.done == 1 else "are"
    return f"{advice.done} of the {advice.total} milestones on your path {verb} done."


def _line(view: StepView) -> str:
    sign, word = _STATE[view.state]
    total = len(view.marks) - view.not_for_me
    count = f", {view.done} of {total} done" if total else ""
    return f"{sign} **{view.step.number} · {view.step.title}**: {word}{count}"


def _alt(views: tuple[StepView, ...]) -> str:
    words = []
    for view in views:
        total = len(view.marks) - view.not_for_me
        count = f", {view.done} of {total} milestones done" if total else ""
        words.append(f"Step {view.step.number}, {view.step.title}: {_STATE[view.state][1]}{count}.")
    return fit(" ".join(("Your path.", *words)), limits.IMAGE_ALT)
