"""The words around several opportunities: what was found, what is new, saved searches, what is taken in.

Buttons and drop-downs are ``opportunities:page`` and ``save`` with a search in its short form, ``remove``
with the id of a saved one, ``saved``, and ``take_in`` and ``leave_out`` with the number of a file.
"""

from collections.abc import Sequence
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Block,
    Card,
    Choice,
    Option,
    Section,
    Style,
    escape,
    mention_channel,
    moment,
    number_of,
    paged,
)
from mentorbot.chat.lists import say_first
from mentorbot.members.links import doubt_link, find_doubts, tell_links
from mentorbot.members.words import SETTINGS
from mentorbot.networking.opportunities.cards import KINDS, LEVELS, MODES, describe_opportunity
from mentorbot.networking.opportunities.filters import Filters
from mentorbot.networking.opportunities.imports import Good, Preview
from mentorbot.networking.opportunities.searches import MOST_FOUND, Search
from mentorbot.networking.opportunities.service import OpportunityView
from mentorbot.networking.opportunities.terms import Cadence
from mentorbot.times.typed import is_exact

PER_PAGE: Final = 6
MOST_TOLD: Final = 8
MOST_ERRORS: Final = 10
CADENCES: Final = {
    Cadence.AT_ONCE: "At once",
    Cadence.DAILY: "Once a day",
    Cadence.WEEKLY: "Once a week",
}


REMOVED: Final = "Removed."


def say_kept(kept: "Search") -> str:
    """What is said when a search was saved."""
    return f"Kept: {CADENCES[kept.cadence].lower()} I tell you what is new."


def found_card(found: Sequence[OpportunityView], filters: Filters, page: int = 1) -> Card:
    """What a search found, some at a time, with the choice to be told of new ones."""
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(page, 1), pages)
    part = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    blocks: list[Block] = [Section(f"Looking for: {describe_filters(filters)}.")]
    blocks += [_line(one) for one in part]
    if not part:
        blocks.append(Section("Nothing like that is open right now. I can tell you when something comes."))
    turn = []
    if page > 1:
        turn.append(Action("◀ Back", f"opportunities:page:{page - 1}:{filters.code}"))
    if page < pages:
        turn.append(Action("Next ▶", f"opportunities:page:{page + 1}:{filters.code}"))
    if turn:
        blocks.append(Actions(tuple(turn)))
    options = tuple(Option(name, cadence.value) for cadence, name in CADENCES.items())
    blocks.append(Choice(f"opportunities:save:{filters.code}", "Tell me of new ones like these …", options))
    said = (
        f"Page {page} of {pages}." if pages > 1 else "",
        say_first(len(found), MOST_FOUND, "more conditions find others"),
        "`/opportunity saved` lists what you are told of.",
    )
    return Card("Opportunities", tuple(blocks), footer=" ".join(filter(None, said)))


def saved_card(searches: Sequence["Search"], note: str = "") -> Card:
    """The searches that somebody saved, each with a way to be rid of it."""
    blocks: list[Block] = [Section(note)] if note else []
    blocks += [
        Section(
            f"**{describe_filters(one.filters)}**\n{CADENCES[one.cadence]}",
            action=Action("Remove", f"opportunities:remove:{one.id}"),
        )
        for one in searches
    ]
    if not searches:
        blocks.append(
            Section(
                "You have saved no search. `/opportunity search` finds what is open, and saves it for you."
            )
        )
    return Card("Your saved searches", tuple(blocks), footer="Saved again, a search takes the new rhythm.")


def alert_card(new: Sequence[OpportunityView], cadence: Cadence) -> Card:
    """What is new for somebody."""
    blocks: list[Block] = [_line(one) for one in new[:MOST_TOLD]]
    if len(new) > MOST_TOLD:
        blocks.append(Section(f"And {len(new) - MOST_TOLD} more: `/opportunity search` shows them."))
    blocks.append(Actions((Action("My saved searches", "opportunities:saved"),)))
    when = {Cadence.AT_ONCE: "", Cadence.DAILY: " today", Cadence.WEEKLY: " this week"}[cadence]
    title = f"A new opportunity{when}" if len(new) == 1 else f"{len(new)} new opportunities{when}"
    return Card(title, tuple(blocks), Accent.NEXT)


def waiting_card(waiting: Sequence[OpportunityView], page: int = 1) -> Card:
    """What waits for an organizer, a page of it."""
    shown = paged(waiting, page, PER_PAGE)
    blocks: list[Block] = [
        Section(
            f"{_name(one)}\n{describe_opportunity(one)}",
            action=Action("Look", f"opportunities:review:{one.id}"),
        )
        for one in shown.items
    ]
    if not waiting:
        blocks.append(Section("Nothing waits for you."))
    if turns := shown.turns("opportunities:waiting"):
        blocks.append(Actions(tuple(turns)))
    return Card("To look at", tuple(blocks), footer=shown.said or None)


def preview_card(preview: "Preview") -> Card:
    """What would be taken in of a file, and what is wrong with the rest, row by row."""
    good, bad = len(preview.good), preview.problems
    words = [
        f"**{good}** can be taken in, **{len(bad)}** cannot."
        if bad
        else f"**{number_of(good, 'row')}**, with nothing wrong."
    ]
    words += [f"Row {one.row}: {escape(one.what)}" for one in bad[:MOST_ERRORS]]
    if len(bad) > MOST_ERRORS:
        words.append(f"And {len(bad) - MOST_ERRORS} more; the file below has them all.")
    blocks: list[Block] = [Section("\n".join(words))]
    blocks += [_seen(one) for one in preview.good[:3]]
    if good > 3:
        blocks.append(Section(f"… and {good - 3} more like these."))
    if read := [_tell_deadline(one) for one in preview.good if not is_exact(one.due)]:
        more = [f"… and {len(read) - MOST_ERRORS} more."] if len(read) > MOST_ERRORS else []
        blocks.append(Section("\n".join([*read[:MOST_ERRORS], *more]), "Deadlines, as I read them"))
    if doubtful := [one for one in preview.good[3:] if _doubtful(one)]:
        blocks.append(Section("Among them are links that deserve a look:"))
        blocks += [_seen(one) for one in doubtful[:MOST_ERRORS]]
    if len(bad) > MOST_ERRORS:
        lines = "".join(f"Row {one.row}: {one.what}\n" for one in bad)
        blocks.append(Attachment(lines.encode(), "rows-to-mend.txt"))
    actions = [Action("Take none", f"opportunities:leave_out:{preview.number}")]
    if good:
        label = f"Take in {good}"
        actions.insert(0, Action(label, f"opportunities:take_in:{preview.number}", style=Style.GOOD))
    blocks.append(Actions(tuple(actions)))
    return Card("Your file", tuple(blocks), Accent.CARE if bad else Accent.NEXT)


def _seen(one: Good) -> Section:
    told = tell_links([one.texts.link], one.title, one.texts.about, one.texts.place)
    return Section(f"{_named(one.title, one.organization)}\n{told}")


def _doubtful(one: Good) -> bool:
    return bool(doubt_link(one.texts.link) or find_doubts(one.title, one.texts.about, one.texts.place))


def taken_in_card(count: int, channel_id: str) -> Card:
    """After a file was taken in, or left."""
    if not count:
        return Card("Nothing taken in", (Section("The file is gone, and nothing was changed."),))
    words = (
        f"{number_of(count, 'opportunity is', 'opportunities are')} open now. "
        f"One message in {mention_channel(channel_id)} "
        f"tells of {'it' if count == 1 else 'all of them'}."
    )
    return Card("Taken in", (Section(words),), Accent.GOOD)


def imported_card(opened: Sequence[OpportunityView]) -> Card:
    """The one message for all about many that were opened together."""
    blocks: list[Block] = [_line(one) for one in opened[:MOST_TOLD]]
    if len(opened) > MOST_TOLD:
        blocks.append(Section(f"And {len(opened) - MOST_TOLD} more: `/opportunity search` shows them."))
    return Card(
        number_of(len(opened), "new opportunity", "new opportunities"),
        tuple(blocks),
        Accent.NEXT,
        public=True,
    )


def describe_filters(filters: Filters) -> str:
    """A search in words."""
    parts: list[str] = []
    if filters.kind:
        parts.append(KINDS[filters.kind])
    if filters.setting:
        parts.append(SETTINGS[filters.setting])
    if filters.mode:
        parts.append(MODES[filters.mode])
    if filters.level:
        parts.append(LEVELS[filters.level])
    if filters.words:
        parts.append(f"“{escape(filters.words)}”")
    return ", ".join(parts) or "anything that is open"


def _tell_deadline(one: "Good") -> str:
    """How a deadline in words was read."""
    due = one.frame.deadline
    return f"Row {one.row}: “{escape(one.due)}” is {moment(due, 'F') if due else 'none'}"


def _line(opportunity: OpportunityView) -> Section:
    until = (
        f"Apply by {moment(opportunity.deadline, 'D')} ({moment(opportunity.deadline, 'R')})"
        if opportunity.deadline
        else "No deadline"
    )
    words = f"{_name(opportunity)}\n{describe_opportunity(opportunity)}\n{until}"
    return Section(words, action=Action("Look", f"opportunities:look:{opportunity.id}"))


def _name(opportunity: OpportunityView) -> str:
    return _named(opportunity.title, opportunity.organization)


def _named(title: str, organization: str) -> str:
    return f"**{escape(title)}** · {escape(organization)}"
