"""The words around calendars that other programs follow.

Buttons are ``events:follow`` (what there is), ``follow_new`` (makes an address), ``follow_stop``; for
organizers ``follow_open`` and ``follow_close``, of that for everybody.
"""

from collections.abc import Sequence
from typing import Final

from mentorbot.chat import Accent, Action, Actions, Block, Card, Section, Style, escape, moment
from mentorbot.events.hooks import WebCalendars
from mentorbot.events.subscriptions import KEPT, Followed

HOW: Final = (
    "- **Google Calendar**, in a browser: *Other calendars*, *+*, *From URL*.\n"
    "- **Outlook**: *Add calendar*, *Subscribe from web*.\n"
    "- **Apple Calendar**: *File*, *New Calendar Subscription*; on an iPhone *Calendars*, *Add Calendar*, "
    "*Add Subscription Calendar*."
)
_YOURS_ALONE: Final = (
    "Whoever has this address can read your calendar, so keep it to yourself. I cannot show it a second "
    "time: paste it now, or make a new one later."
)
_INSIDE: Final = (
    "It has the events you come to, your sessions with what to talk about, your reminders, and the deadlines "
    f"you set yourself: all that is to come, and {KEPT.days} days of what was."
)
_PACE: Final = "Your calendar asks for news by itself: Apple and Outlook within hours, Google within a day."


def follow_action(label: str = "Follow it in my calendar") -> Action:
    """What leads to one's own address."""
    return Action(label, "events:follow")


def follow_card(found: Followed, address: WebCalendars) -> Card:
    """What somebody can follow, and their own address if they have one."""
    blocks: list[Block]
    if found.made_at is None:
        words = f"I give you an address of your own, and your calendar keeps itself up to date. {_INSIDE}"
        make = Action("Make my address", "events:follow_new", style=Style.PRIMARY)
        blocks = [Section(words), Actions((make,))]
    else:
        words = (
            f"Your address was made {moment(found.made_at, 'R')}. I keep no copy of it, so I cannot show it "
            "again. A new one ends the old one: then change it in your calendar too."
        )
        blocks = [Section(words), Actions((Action("Make a new address", "events:follow_new"), _stop()))]
    if found.shown:
        blocks.append(Section(_code(address.of(found.shown)), "The events here, for everybody"))
        if found.made_at is None:
            blocks.append(Section(HOW, "How to follow it"))
    return Card("Your calendar, always up to date", tuple(blocks), Accent.NEXT)


def made_card(address: str, community: str) -> Card:
    """Somebody's new address, which is shown this once."""
    where = f" in **{escape(community)}**" if community else ""
    blocks = (
        Section(f"This is your address for what is yours{where}:\n{_code(address)}"),
        Section(_YOURS_ALONE),
        Section(HOW, "How to follow it"),
        Section(_INSIDE),
        Actions((_stop(),)),
    )
    return Card("Your address", blocks, Accent.GOOD, footer=_PACE)


def stopped_card(*, was: bool) -> Card:
    """After an address was taken back."""
    words = (
        "Nobody can read your calendar by its address any more. What your program has of it stays until you "
        "unsubscribe there."
        if was
        else "You have no address, so there is nothing to end."
    )
    again = Actions((follow_action("Make an address again" if was else "Make an address"),))
    return Card("Ended" if was else "Already so", (Section(words), again), Accent.GOOD)


def public_card(address: WebCalendars, shown: str, said: str = "") -> Card:
    """Whether a community's events can be followed by everybody, for its organizers."""
    note: Sequence[Section] = (Section(said),) if said else ()
    if not shown:
        words = (
            "Nobody can follow the events here from outside. I can make an address that you put on a "
            "website: with it, everybody sees what is announced to all, but not who comes."
        )
        make = Actions((Action("Make an address for all", "events:follow_open", style=Style.PRIMARY),))
        return Card("Public calendar: off", (*note, Section(words), make))
    words = (
        f"{_code(address.of(shown))}\nWhoever has it sees what is announced here to all: titles, times, "
        "places and where to register. Who comes, links to join online, and events for one group or career "
        "stage are not in it."
    )
    end = Actions((Action("End it", "events:follow_close", style=Style.DANGER),))
    about = (*note, Section(words), Section(HOW, "How to follow it"))
    return Card("Public calendar: on", (*about, end), Accent.GOOD)


def _stop() -> Action:
    return Action("End it", "events:follow_stop", style=Style.DANGER)


def _code(address: str) -> str:
    return f"`{address}`"
