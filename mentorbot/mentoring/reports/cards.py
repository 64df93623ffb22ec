"""The words around reports.

Buttons: ``report:look``, ``add``, ``answer``, ``handled`` and ``close`` with a case's id; ``brokered`` with
the kind and the id of what brought people together (opens the form ``tell``).
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
    Option,
    Section,
    Style,
    TextField,
    escape,
    fit,
    limits,
    mention,
    moment,
    paged,
)
from mentorbot.mentoring.handled import handled_action, handled_card
from mentorbot.mentoring.reports.brokered import MOST_SAID, Brokered
from mentorbot.mentoring.reports.service import CaseView
from mentorbot.mentoring.reports.terms import MOST_REPORT

MOST_QUOTED: Final = 1000
_OPEN: Final = Action("Open cases", "report:cases:0", style=Style.PRIMARY)
_SHOWN: Final = 1200
_LISTED: Final = 10
_NOT_TOLD: Final = "They are not told, nor read it. If you choose nobody, organizers among them read it."
_NOTES: Final = 6


def report_form(about_user: str = "", quoted: str = "") -> Form:
    """What happened.

    Args:
        quoted: A message that it is about, which the text begins with.
    """
    begun = f"“{fit(' '.join(quoted.split()), MOST_QUOTED)}”\n" if quoted.strip() else None
    field = TextField(
        "text",
        "What happened?",
        "Only organizers of this community read it.",
        value=begun,
        required=True,
        paragraph=True,
        most=MOST_REPORT,
    )
    return Form(f"report:file:{about_user}", "Report to the organizers", (field,))


def add_report(card: Card, kind: str, id_: int) -> Card:
    """The card with a button more, in its last row if there is room: to report what it is about.

    Args:
        kind: As registered in :mod:`mentorbot.mentoring.reports.brokered`.
    """
    report = Action("Report", f"report:brokered:{kind}:{id_}")
    *before, last = card.blocks
    if isinstance(last, Actions) and len(last.actions) < limits.ACTIONS_PER_ROW:
        return replace(card, blocks=(*before, replace(last, actions=(*last.actions, report))))
    return replace(card, blocks=(*card.blocks, Actions((report,))))


def brokered_form(argument: str, found: Brokered) -> Form:
    """What happened, of something that the bot brought about.

    Args:
        argument: Its kind and id.
    """
    adds = ", and what they wrote to you" if found.wrote else ""
    text = TextField(
        "text",
        "What happened?",
        f"Only organizers read it. I add what it is about{adds}.",
        required=True,
        paragraph=True,
        most=MOST_REPORT - MOST_SAID - 2,
    )
    if len(found.others) < 2:
        return Form(f"report:tell:{argument}", fit(found.title, limits.FORM_TITLE), (text,))
    people = [Option(fit(word, limits.OPTION_LABEL), user) for user, word in found.others]
    about = ChoiceField("about", "Whom is it about?", tuple(people), _NOT_TOLD, required=False)
    return Form(f"report:tell:{argument}", fit(found.title, limits.FORM_TITLE), (about, text))


def note_form(report_id: int, *, shown: bool) -> Form:
    """More to a case."""
    label, hint = ("Answer the reporter", "They see it, without your name.") if shown else ("Note", None)
    field = TextField("text", label, hint, required=True, paragraph=True, most=MOST_REPORT)
    return Form(f"report:{'answered' if shown else 'added'}:{report_id}", "Add to the case", (field,))


def filed_card(case: "CaseView") -> Card:
    """After something was reported."""
    words = f"This is case {case.number}. Only organizers read it."
    if case.about is not None:
        words += (
            " Whoever it is about is told nothing of it, and never sees it; if they organize here "
            "themselves, they can notice at most that something was reported."
        )
    words += " `/report list` shows what has become of it."
    danger = "If somebody is in danger now, call your local emergency number first."
    return Card(
        "The organizers have your report", (Section(words), _buttons(case)), Accent.GOOD, footer=danger
    )


def mine_card(cases: Sequence["CaseView"], page: int = 1) -> Card:
    """The caller's own cases, a page of them."""
    shown = paged(cases, page, _LISTED)
    blocks: list[Block] = [_line(one) for one in shown.items]
    if not cases:
        blocks.append(Section("You have reported nothing. `/report new` tells organizers, and nobody else."))
    if turns := shown.turns("report:mine"):
        blocks.append(Actions(tuple(turns)))
    return Card("Your reports", tuple(blocks), footer=shown.said or None)


def cases_card(cases: Sequence["CaseView"], *, closed: bool, page: int = 1) -> Card:
    """The community's cases, for organizers, the newest first; a page of them."""
    shown = paged(cases, page, _LISTED)
    blocks: list[Block] = [_line(one) for one in shown.items]
    if not cases:
        blocks.append(Section("There are no closed cases." if closed else "No case is open."))
    if turns := shown.turns(f"report:cases:{int(closed)}"):
        blocks.append(Actions(tuple(turns)))
    return Card("Closed cases" if closed else "Open cases", tuple(blocks), footer=shown.said or None)


def case_card(case: "CaseView", *, organizer: bool) -> Card:
    """One case, as an organizer sees it, or whoever reported it."""
    facts = [f"Reported {moment(case.at, 'f')}"]
    if organizer:
        facts.append(f"by {mention(case.reporter)}" if case.reporter else "by somebody who was erased")
    # Whoever reports an introduction may not have been told who the other is.
    if organizer and case.about:
        facts.append(f"about {mention(case.about)}")
    state = f"Closed {moment(case.closed_at, 'f')}." if case.closed_at else "Open."
    blocks: list[Block] = [Section(f"{', '.join(facts)}. {state}"), Section(escape(fit(case.text, _SHOWN)))]
    notes = [note for note in case.notes if organizer or note.shown][-_NOTES:]
    for note in notes:
        who = "The reporter" if note.by_reporter else "An organizer"
        hidden = "" if note.shown or note.by_reporter else ", for organizers"
        blocks.append(Section(f"**{who}{hidden}**, {moment(note.at, 'f')}\n{escape(fit(note.text, 300))}"))
    if organizer and case.about_mentor:
        off = Action("Take them off the list of mentors", f"hand:delist:{case.id}", style=Style.DANGER)
        blocks.append(Actions((off,)))
    if case.closed_at is None:
        blocks.append(_buttons(case, organizer=organizer))
    return Card(f"Case {case.number}", tuple(blocks), Accent.PLAIN if case.closed_at else Accent.CARE)


def news_card(case: "CaseView", *, new: bool) -> Card:
    """For the organizers' channel: that there is something, and neither which case nor what it says.

    Whom it is about may read that channel, too: the button shows each organizer the cases that are for them.
    """
    words = "Somebody reported something" if new else "Somebody added something to what they reported"
    look = Actions((_OPEN, handled_action(f"report:handled:{case.id}")))
    text = Section(f"{words}. Only organizers can open it, and only they see what it says.")
    title = "A report for the organizers" if new else "More to a report"
    return Card(title, (text, look), Accent.CARE, public=True)


def cared_for_card(user_id: str) -> Card:
    """What that becomes once an organizer looks after it; the others can open their cases still."""
    return handled_card("A report for the organizers", user_id, Actions((_OPEN,)))


def still_open_card() -> Card:
    """The same channel, some days after: that a case which somebody looks after is open still."""
    text = Section("A report that an organizer looks after is open still. Can it be closed?")
    return Card("A report is open still", (text, Actions((_OPEN,))), Accent.CARE, public=True)


def answer_card(case: "CaseView") -> Card:
    """For the reporter: that there is news."""
    words = "It was closed." if case.closed_at else "An organizer has answered."
    look = Actions((Action("Look", f"report:look:{case.id}", style=Style.PRIMARY),))
    return Card(f"News of your case {case.number}", (Section(words), look), Accent.NEXT)


def _buttons(case: "CaseView", *, organizer: bool = False) -> Actions:
    add = Action("Add a note" if organizer else "Add something", f"report:add:{case.id}")
    if not organizer:
        return Actions((add,))
    answer = Action("Answer the reporter", f"report:answer:{case.id}", style=Style.PRIMARY)
    close = Action("Close it", f"report:close:{case.id}")
    return Actions((answer, add, close) if case.reporter else (add, close))


def _line(case: "CaseView") -> Section:
    state = (
        f"closed {moment(case.closed_at, 'R')}" if case.closed_at else f"open since {moment(case.at, 'R')}"
    )
    words = f"**Case {case.number}** · {state}\n{escape(fit(case.text, 80))}"
    return Section(words, action=Action("Look", f"report:look:{case.id}"))
