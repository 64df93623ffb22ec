"""The words around other calendars.

Buttons are ``events:import_page`` and the drop-down ``import_pick`` with an import's id and a page;
``import_take`` and ``import_follow`` with its id; ``feeds`` with a page; and ``feed``, ``feed_read`` and
``feed_stop`` with the id of a calendar that is followed.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Choice,
    Option,
    Section,
    Style,
    escape,
    fit,
    limits,
    line,
    moment,
    number_of,
    paged,
    when,
)
from mentorbot.events import recurrence
from mentorbot.events.feeds import Feed
from mentorbot.events.imports import Offer
from mentorbot.events.known import CHOOSABLE, Status
from mentorbot.events.listings import Listing
from mentorbot.events.taking import Taken
from mentorbot.events.vanished import Origin
from mentorbot.members.clocks import Clock, Whose
from mentorbot.members.links import doubt_written, find_doubts
from mentorbot.members.words import tell_clock
from mentorbot.times.words import describe_day

PER_PAGE: Final = 8
MOST_LINK: Final = 80
FEEDS_PER_PAGE: Final = 6
_KNOWN: Final = {
    Status.CHANGED: "has changed; I bring it up to date",
    Status.CANCELLED: "was cancelled; I cancel it here too",
    Status.BACK: "was cancelled, and is on again",
    Status.SAME: "is here already",
}


def list_numbers(offer: Offer, page: int) -> range:
    """The numbers of the listings that a page shows."""
    shown = paged(range(len(offer.listings)), page, PER_PAGE).items
    return range(shown[0], shown[-1] + 1) if shown else range(0)


def offer_card(offer: Offer, page: int = 1, *, clock: Clock | None = None) -> Card:
    """What was found in a calendar, to choose what is published.

    Args:
        clock: By whose what names no zone was read just now.
    """
    part = paged(range(len(offer.listings)), page, PER_PAGE)
    lines = "\n".join(_line(offer, number) for number in part.items)
    blocks: list[Block] = [Section(_summary(offer)), Section(lines)]
    options = tuple(
        Option(
            fit(f"{_day(listing):%Y-%m-%d} · {listing.title}", limits.OPTION_LABEL),
            str(number),
            chosen=number in offer.chosen,
        )
        for number in part.items
        if offer.statuses[number] in CHOOSABLE and (listing := offer.listings[number])
    )
    if options:
        pick = f"events:import_pick:{offer.id}:{part.number}"
        blocks.append(Choice(pick, "Which of these shall I publish?", options, least=0, most=len(options)))
    if offer.notes:
        blocks.append(Section("\n".join(map(escape, offer.notes))))
    blocks.append(Actions((*part.turns(f"events:import_page:{offer.id}"), *_actions(offer))))
    said = f"{part.said}. " if part.said else ""
    footer = f"{said}Nobody else sees this until you publish."
    if clock and clock.whose in {Whose.COMMUNITY, Whose.NOBODY}:
        footer += f"\n{tell_clock(clock, 'what names no zone')}"
    if offer.address.url and not offer.followed:
        footer += (
            "\nTo follow a calendar means that I read it every day: I publish what is new in it, and bring "
            "up to date what has changed. What you leave out now stays out."
        )
    return Card("From another calendar", tuple(blocks), Accent.CARE, footer)


def taken_words(taken: Taken) -> str:
    """What came of it, in a sentence."""
    parts = [
        f"{count:,} {what}"
        for count, what in (
            (taken.published, "published"),
            (taken.changed, "brought up to date"),
            (taken.cancelled, "cancelled"),
            (taken.missing, "not in it any more, but left as they are"),
        )
        if count
    ]
    return f"{', '.join(parts)}." if parts else "There was nothing new in it."


def taken_card(taken: Taken) -> Card:
    """What came of it."""
    blocks = [Section(taken_words(taken))]
    if taken.followed:
        blocks.append(
            Section(
                "From now on I read this calendar every day. `/organize event feeds` shows and stops that."
            )
        )
    return Card(
        "Done", tuple(blocks), Accent.GOOD, footer="`/organize event edit` adds credits, seats or a picture."
    )


def feeds_card(feeds: Sequence[Feed], page: int = 1) -> Card:
    """The calendars that are followed."""
    part = paged(feeds, page, FEEDS_PER_PAGE)
    blocks: list[Block] = [
        line(_name(feed), _state(feed), action=Action("Open", f"events:feed:{feed.id}"))
        for feed in part.items
    ]
    if not feeds:
        blocks.append(
            Section("No calendar is followed here. `/organize event import` reads one, and can follow it.")
        )
    if turns := part.turns("events:feeds"):
        blocks.append(Actions(tuple(turns)))
    return Card("Calendars that are followed", tuple(blocks), footer=part.said or None)


def feed_card(feed: Feed, said: str = "") -> Card:
    """One calendar that is followed, and what can be done with it."""
    words = f"On {escape(feed.host)}. {_state(feed)}\nNext time: {moment(feed.next_at, 'R')}."
    actions = (
        Action("Read it now", f"events:feed_read:{feed.id}"),
        Action("Stop following", f"events:feed_stop:{feed.id}", style=Style.DANGER),
        Action("All calendars", "events:feeds:1"),
    )
    blocks: list[Block] = [Section(said)] if said else []
    return Card(
        feed.title or feed.host,
        (*blocks, Section(words), Actions(actions)),
        Accent.CARE if feed.failures else Accent.PLAIN,
        footer="When you stop, its events stay as they are, and change no more by themselves.",
    )


def stopped_card(feed: Feed) -> Card:
    """After a calendar is followed no more."""
    words = f"I no longer read **{_name(feed)}**. Its events stay: `/organize event edit` changes one."
    return Card(
        "Stopped", (Section(words), Actions((Action("All calendars", "events:feeds:1"),))), Accent.GOOD
    )


def failing_card(feed: Feed) -> Card:
    """What those who followed a calendar are told when it cannot be read for long."""
    words = (
        f"I have not been able to read **{_name(feed)}** (on {escape(feed.host)}) since "
        f"{when(feed.read_at)}:\n{escape(feed.error)}\n\nIts events stay as they are, "
        "and I go on trying every day. `/organize event feeds`, in the community, stops that."
    )
    return Card("A calendar cannot be read", (Section(words),), Accent.CARE)


def vanished_card(feed: Feed, lost: Sequence[Origin]) -> Card:
    """What those who followed a calendar are told of events that it does not list any more."""
    shown = lost[:PER_PAGE]
    lines = [f"• **{escape(fit(one.title, 70))}** · {moment(one.next_at, 'f')}" for one in shown]
    if len(lost) > len(shown):
        lines.append(f"… and {len(lost) - len(shown):,} more")
    words = (
        f"**{_name(feed)}** (on {escape(feed.host)}) does not list these any more. It does not say whether "
        "they are off, so I have changed nothing, and nobody else was told."
    )
    footer = (
        "If one is off: `/organize event edit`, in the community, cancels it and tells those who were going."
    )
    return Card("No longer in a calendar", (Section(words), Section("\n".join(lines))), Accent.CARE, footer)


def _summary(offer: Offer) -> str:
    many = {status: offer.statuses.count(status) for status in Status}
    name = f"**{escape(offer.title)}**: " if offer.title else ""
    words = f"{name}{len(offer.listings):,} to come. {len(offer.chosen):,} chosen to be published."
    if many[Status.CHANGED] or many[Status.CANCELLED]:
        changed = many[Status.CHANGED] + many[Status.CANCELLED]
        words += f" {number_of(changed, 'that is here has', 'that are here have')} changed."
    return words


def _line(offer: Offer, number: int) -> str:
    listing, status = offer.listings[number], offer.statuses[number]
    sign = {Status.CHANGED: "↻", Status.CANCELLED: "✕", Status.SAME: "="}.get(status)
    sign = sign or ("✓" if number in offer.chosen else "○")
    start = listing.when.starts_at
    days = listing.when.all_day
    about = [describe_day(_day(listing)) if days else moment(start, "f"), *_often(listing)]
    if status in _KNOWN:
        about.append(_KNOWN[status])
    elif where := listing.when.place or ("online" if listing.when.link else ""):
        about.append(escape(fit(where, 40)))
    if status in CHOOSABLE:
        about += [f"`{fit(link, MOST_LINK)}`{_doubt(link)}" for link in _links(listing)]
        for link, doubt in [*find_doubts(listing.title, listing.about).items()][:1]:
            about.append(f"within the words `{fit(link, MOST_LINK)}` (**{doubt}**)")
    return f"{sign} **{escape(fit(listing.title, 70))}** · {' · '.join(about)}"


def _day(listing: Listing) -> date:
    """The day it begins where it is."""
    return listing.when.starts_at.astimezone(ZoneInfo(listing.when.time_zone)).date()


def _links(listing: Listing) -> list[str]:
    return list(dict.fromkeys(filter(None, (listing.registration, listing.when.link))))


def _doubt(link: str) -> str:
    doubt = doubt_written(link)
    return f" (**{doubt}**)" if doubt else ""


def _often(listing: Listing) -> list[str]:
    if not listing.when.rule:
        return []
    left_out = len(recurrence.read_moments(listing.when.skipped))
    return [recurrence.describe_rule(listing.when.rule) + (f", {left_out} left out" if left_out else "")]


def _actions(offer: Offer) -> list[Action]:
    known = sum(status in {Status.CHANGED, Status.CANCELLED} for status in offer.statuses)
    publish = f"Publish {len(offer.chosen)}" if offer.chosen else "Publish"
    label = "Bring up to date" if known and not offer.chosen else publish
    nothing = not offer.chosen and not known
    actions = [Action(label, f"events:import_take:{offer.id}", style=Style.GOOD, disabled=nothing)]
    if offer.address.url and not offer.followed:
        follow = "Follow the calendar" if nothing else f"{label} and follow"
        actions.append(Action(follow, f"events:import_follow:{offer.id}", style=Style.PRIMARY))
    return actions


def _name(feed: Feed) -> str:
    return escape(feed.title or feed.host)


def _state(feed: Feed) -> str:
    if feed.failures:
        return f"Could not be read since {moment(feed.read_at, 'R')}: {escape(feed.error)}"
    return f"Last read {moment(feed.read_at, 'R')}."
