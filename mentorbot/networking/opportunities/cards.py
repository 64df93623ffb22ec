"""The words around one opportunity.

Buttons are ``opportunities:look``, ``applied``, ``remind``, ``forget``, ``report`` with its id; for its
author and organizers, with its id and version, ``write``, ``deadline``, ``publish``, ``close``; and
``approve``, ``decline`` and ``handled`` for organizers.
"""

from collections.abc import Sequence
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
    Section,
    Style,
    escape,
    mention,
    mention_channel,
    mention_group,
    moment,
)
from mentorbot.chat import title as heading
from mentorbot.members.links import tell_links
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring.handled import handled_action, handled_card, name_carer
from mentorbot.networking.opportunities.marks import Applied
from mentorbot.networking.opportunities.searches import Looked
from mentorbot.networking.opportunities.service import Managed, OpportunityView
from mentorbot.networking.opportunities.terms import Level, OpportunityKind, OpportunityState, WorkMode

STORED: Final = "Stored."
THANKS: Final = "Thank you for sharing this."

UNNAMED: Final = "New opportunity"
KINDS: Final = {
    OpportunityKind.JOB: "Job",
    OpportunityKind.INTERNSHIP: "Internship",
    OpportunityKind.FELLOWSHIP: "Administrative fellowship",
    OpportunityKind.RESIDENCY: "Residency",
    OpportunityKind.VOLUNTEER: "Volunteer role",
}
MODES: Final = {WorkMode.ON_SITE: "On site", WorkMode.HYBRID: "Hybrid", WorkMode.REMOTE: "Remote"}
LEVELS: Final = {
    Level.ENTRY: "Entry level",
    Level.MIDDLE: "Middle level",
    Level.SENIOR: "Senior",
    Level.EXECUTIVE: "Executive",
}


def public_card(opportunity: OpportunityView, now: datetime) -> Card:
    """The opportunity as all see it, in a channel or as a post of a forum."""
    if not opportunity.is_open(now):
        words = Section(f"**{_title(opportunity)}** is closed. `/opportunity search` shows what is open.")
        return Card(
            f"Closed: {heading(opportunity.title)}", (words,), public=True, tags=list_tags(opportunity)
        )
    actions = Actions((*_links(opportunity), *_member_actions(opportunity)))
    return Card(
        heading(opportunity.title),
        (*_facts(opportunity), actions),
        Accent.NEXT,
        public=True,
        tags=list_tags(opportunity),
    )


def looked_card(looked: "Looked", now: datetime, *, organizer: bool = False) -> Card:
    """An opportunity for one member, with what they did about it, and what they may change."""
    found = looked.opportunity
    open_ = found.is_open(now)
    said = []
    if not open_:
        said.append("This opportunity is closed.")
    if looked.applied:
        said.append("You applied. Good luck!")
    if looked.reminded and open_ and not looked.applied:
        said.append("I will remind you before the deadline.")
    blocks: list[Block] = [Section(" ".join(said)), Divider()] if said else []
    blocks += _facts(found)
    links = _links(found) if open_ else ()
    theirs = _member_actions(found, applied=looked.applied, reminded=looked.reminded) if open_ else ()
    if links or theirs:
        blocks.append(Actions((*links, *theirs)))
    if (looked.mine or organizer) and open_:
        blocks.append(Actions(_author_actions(found)))
    return Card(heading(found.title), tuple(blocks), Accent.NEXT if open_ else Accent.PLAIN)


def managed_card(found: Managed, note: str = "") -> Card:
    """An opportunity for whoever looks after it; of a draft there is nothing to note yet."""
    draft = found.opportunity.state is OpportunityState.DRAFT
    return preview_card(found.opportunity, "" if draft else note, approval=found.approval)


def preview_card(opportunity: OpportunityView, note: str = "", *, approval: bool = False) -> Card:
    """The opportunity as its author or an organizer sees it, with what they can do."""
    where = mention_channel(opportunity.channel_id)
    state = {
        OpportunityState.DRAFT: f"Only you see this so far. It will be shown in {where}."
        if not approval
        else f"Only you see this so far. An organizer looks at it before it is shown in {where}.",
        OpportunityState.WAITING: "Handed in. An organizer looks at it, and I tell you what they say.",
        OpportunityState.OPEN: f"Open to all, and shown in {where}.",
        OpportunityState.CLOSED: "Closed.",
        OpportunityState.DECLINED: "An organizer decided not to show it.",
    }[opportunity.state]
    blocks: list[Block] = [Section(f"{note}\n{state}" if note else state), Divider(), *_facts(opportunity)]
    at = f"{opportunity.id}:{opportunity.version}"
    if opportunity.state is OpportunityState.DRAFT:
        post = Action(
            "Hand it in" if approval else "Post it",
            f"opportunities:publish:{at}",
            style=Style.GOOD,
            disabled=not opportunity.title,
        )
        blocks.append(Actions((post, *_author_actions(opportunity))))
    elif opportunity.state in {OpportunityState.WAITING, OpportunityState.OPEN}:
        blocks.append(Actions(_author_actions(opportunity)))
    draft = opportunity.state is OpportunityState.DRAFT
    return Card(heading(opportunity.title) or UNNAMED, tuple(blocks), Accent.CARE if draft else Accent.PLAIN)


def dropped_card(opportunity: OpportunityView) -> Card:
    """After a draft was dropped, or an opportunity closed."""
    if opportunity.state is OpportunityState.DRAFT:
        return Card("Dropped", (Section("The draft is gone. Nobody has seen it."),))
    words = f"**{_title(opportunity)}** is closed. Nobody is reminded or told of it any more."
    return Card("Closed", (Section(words),), Accent.GOOD)


def review_card(opportunity: OpportunityView, now: datetime, by: str = "") -> Card:
    """What was handed in, for organizers.

    Args:
        by: Who looks after it, by the platform's id; empty for nobody yet.
    """
    decide = [
        Action("Show it to all", f"opportunities:approve:{opportunity.id}", style=Style.GOOD),
        Action("Decline", f"opportunities:decline:{opportunity.id}", style=Style.DANGER),
    ]
    if not by:
        decide.append(handled_action(f"opportunities:handled:{opportunity.id}"))
    words = "A member handed this in. It is shown to all once an organizer agrees."
    if opportunity.deadline is not None and opportunity.deadline <= now:
        words = "A member handed this in. Its deadline has passed meanwhile."
    if by:
        words += f"\n{name_carer(by)}"
    told = tell_links([opportunity.link], opportunity.title, opportunity.about, opportunity.place)
    where = [Section(told)] if told else []
    blocks = (Section(words), Divider(), *_facts(opportunity), *where, Actions(tuple(decide)))
    return Card(f"To look at: {heading(opportunity.title)}", blocks, Accent.CARE, public=True)


def look_card(opportunity: OpportunityView, now: datetime) -> Card:
    """What was handed in, for an organizer alone who goes through what waits."""
    if opportunity.state is not OpportunityState.WAITING:
        return reviewed_card(opportunity)
    shown = review_card(opportunity, now)
    more = Actions(
        (
            Action("Change it", f"opportunities:manage:{opportunity.id}"),
            Action("What else waits", "opportunities:waiting:1"),
        )
    )
    return replace(shown, blocks=(*shown.blocks, more), public=False)


def reviewed_card(opportunity: OpportunityView, by: str = "") -> Card:
    """After an organizer decided; for all who see the message, ``by`` whom, by the platform's id."""
    said = {
        OpportunityState.OPEN: (
            f"is open to all in {mention_channel(opportunity.channel_id)}. Its author is told."
        ),
        OpportunityState.DECLINED: "is not shown. Its author is told, kindly and without a name.",
        OpportunityState.CLOSED: "is closed.",
    }.get(opportunity.state, "waits.")
    if by:
        said += f" {mention(by)} decided."
    blocks: list[Block] = [Section(f"**{_title(opportunity)}** {said}")]
    if opportunity.state is OpportunityState.DECLINED and not by:
        blocks.append(Actions((Action("Tell its author why", f"opportunities:say_why:{opportunity.id}"),)))
    return Card("Decided", tuple(blocks), Accent.GOOD, public=bool(by))


def explained_card(opportunity: OpportunityView) -> Card:
    """After an organizer said why."""
    return Card("Told", (Section(f"Whoever handed in **{_title(opportunity)}** reads it."),), Accent.GOOD)


def why_card(opportunity: OpportunityView, reason: str) -> Card:
    """What its author reads of why organizers decided not to show it."""
    words = f"Why **{_title(opportunity)}** is not shown here. The organizers write:\n{escape(reason)}"
    footer = "`/opportunity post` hands it in again, put otherwise."
    return Card("About your opportunity", (Section(words),), footer=footer)


def decided_card(opportunity: OpportunityView) -> Card:
    """What its author is told of what organizers decided."""
    name = f"**{_title(opportunity)}**"
    if opportunity.state is OpportunityState.OPEN:
        look = Actions((Action("Look", f"opportunities:look:{opportunity.id}"),))
        words = (
            f"{name} is now open to all in {mention_channel(opportunity.channel_id)}. Thank you "
            "for sharing it."
        )
        return Card("Your opportunity is shown", (Section(words), look), Accent.GOOD)
    words = (
        f"Thank you for sharing {name}. The organizers decided not to show it here; "
        "they can tell you more if you ask."
    )
    return Card("Your opportunity is not shown", (Section(words),))


def reported_card(opportunity: OpportunityView, reason: str, now: datetime) -> Card:
    """What somebody told organizers. It does not say who."""
    words = f"A member says that something is wrong with this opportunity:\n> {escape(reason)}"
    actions = Actions(
        (
            *_links(opportunity),
            Action(
                "Close it",
                f"opportunities:close:{opportunity.id}:{opportunity.version}",
                style=Style.DANGER,
            ),
            handled_action(f"opportunities:handled:{opportunity.id}"),
        )
    )
    blocks = (Section(words), Divider(), *_facts(opportunity), actions)
    return Card(f"Reported: {heading(opportunity.title)}", blocks, Accent.CARE, public=True)


def seen_card(opportunity: OpportunityView, by: str) -> Card:
    """What that becomes once an organizer looks after it; ``by``: who, by the platform's id."""
    return handled_card(f"Reported: {heading(opportunity.title)}", by)


def closed_for_all_card(opportunity: OpportunityView, by: str) -> Card:
    """What that becomes once an organizer has closed it; ``by``: who, by the platform's id."""
    words = f"It is closed. {mention(by)} decided."
    return Card(f"Reported: {heading(opportunity.title)}", (Section(words),), Accent.GOOD, public=True)


def thanks_card(opportunity: OpportunityView) -> Card:
    """After a report."""
    words = f"Thank you. The organizers are told about **{_title(opportunity)}**, but not by whom."
    return Card("Reported", (Section(words),), Accent.GOOD)


def applied_card(applied: "Applied") -> Card:
    """After somebody said that they applied."""
    name = f"**{_title(applied.opportunity)}**"
    words = f"Noted: you applied for {name}. Good luck! I will not remind you of it any more."
    blocks: list[Block] = [Section(words)]
    for milestone in applied.under_way:
        blocks += [
            Section(f"In your guide “{escape(milestone.title)}” is under way."),
            Actions((Action("That milestone is done", f"progress:done:{milestone.id}"),)),
        ]
    return Card("You applied", tuple(blocks), Accent.GOOD)


def remind_card(opportunity: OpportunityView, moments: Sequence[datetime]) -> Card:
    """After somebody asked to be reminded, or not to be."""
    name = f"**{_title(opportunity)}**"
    if not moments:
        return Card("No reminders", (Section(f"I will not remind you of {name}."),))
    when = " and ".join(moment(one) for one in moments)
    words = f"I will remind you of the deadline of {name}: {when}."
    forget = Actions((Action("No, do not", f"opportunities:forget:{opportunity.id}"),))
    return Card("I will remind you", (Section(words), forget), Accent.GOOD)


def deadline_card(opportunity: OpportunityView) -> Card:
    """The reminder itself."""
    if opportunity.deadline is None:
        raise ValueError("there is no deadline to remind of")
    due = opportunity.deadline
    words = f"**{_title(opportunity)}** ({_at(opportunity)}) closes {moment(due, 'R')}: {moment(due)}."
    actions = Actions(
        (
            *_links(opportunity),
            Action("I applied", f"opportunities:applied:{opportunity.id}", style=Style.GOOD),
            Action("Look", f"opportunities:look:{opportunity.id}"),
            Action("No reminders of this", f"opportunities:forget:{opportunity.id}"),
        )
    )
    return Card("A deadline is near", (Section(words), actions), Accent.NEXT)


def channel_card(channel_id: str, review_id: str, role_id: str, *, approval: bool) -> Card:
    """After it was said where opportunities are shown."""
    who = f"people in {mention_group(role_id)}" if role_id else "all members"
    words = [
        (
            f"Opportunities are shown in {mention_channel(channel_id)}. Posting them is for {who}, and "
            "for organizers."
        )
    ]
    if approval:
        words.append(f"Organizers look at each first, in {mention_channel(review_id)}.")
    elif review_id:
        words.append(f"What members report is shown in {mention_channel(review_id)}.")
    words.append("`/opportunity post` makes the first one.")
    return Card("Stored", (Section(" ".join(words)),), Accent.GOOD)


def list_tags(opportunity: OpportunityView) -> tuple[str, ...]:
    """The names of the tags that it gets in a forum that has such."""
    setting = SETTINGS[opportunity.setting] if opportunity.setting else ""
    mode = MODES[opportunity.mode] if opportunity.mode else ""
    return tuple(name for name in (KINDS[opportunity.kind], setting, mode) if name)


def describe_opportunity(opportunity: OpportunityView) -> str:
    """What it is in one line: kind, where, how far along a career."""
    parts = [KINDS[opportunity.kind]]
    if opportunity.setting:
        parts.append(SETTINGS[opportunity.setting])
    if opportunity.level:
        parts.append(LEVELS[opportunity.level])
    return " · ".join(parts)


def _facts(opportunity: OpportunityView) -> list[Block]:
    facts = []
    if opportunity.organization:
        facts.append(Field("At", escape(opportunity.organization)))
    where = [escape(opportunity.place)] if opportunity.place else []
    if opportunity.mode:
        where.append(MODES[opportunity.mode])
    if where:
        facts.append(Field("Where", " · ".join(where)))
    if opportunity.pay:
        facts.append(Field("Pay", escape(opportunity.pay)))
    if opportunity.deadline:
        facts.append(
            Field("Apply by", f"{moment(opportunity.deadline)} ({moment(opportunity.deadline, 'R')})")
        )
    blocks: list[Block] = [Section(describe_opportunity(opportunity))]
    if opportunity.about:
        blocks.append(Section(escape(opportunity.about)))
    if facts:
        blocks.append(Fields(tuple(facts)))
    return blocks


def _links(opportunity: OpportunityView) -> tuple[Action, ...]:
    return (Action("Open the posting", url=opportunity.link),) if opportunity.link else ()


def _member_actions(
    opportunity: OpportunityView, *, applied: bool = False, reminded: bool = False
) -> tuple[Action, ...]:
    actions = []
    if not applied:
        actions.append(Action("I applied", f"opportunities:applied:{opportunity.id}", style=Style.GOOD))
        if reminded:
            actions.append(Action("No reminders of this", f"opportunities:forget:{opportunity.id}"))
        elif opportunity.deadline is not None:
            actions.append(Action("Remind me", f"opportunities:remind:{opportunity.id}"))
    actions.append(Action("Report", f"opportunities:report:{opportunity.id}"))
    return tuple(actions)


def _author_actions(opportunity: OpportunityView) -> tuple[Action, ...]:
    at = f"{opportunity.id}:{opportunity.version}"
    draft = opportunity.state is OpportunityState.DRAFT
    return (
        Action("Change the words", f"opportunities:write:{at}"),
        Action("Change the deadline", f"opportunities:deadline:{at}"),
        Action("Drop it" if draft else "Close it", f"opportunities:close:{at}", style=Style.DANGER),
    )


def _title(opportunity: OpportunityView) -> str:
    return escape(opportunity.title)


def _at(opportunity: OpportunityView) -> str:
    return escape(opportunity.organization)
