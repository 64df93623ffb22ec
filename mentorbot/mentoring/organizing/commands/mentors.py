"""/organize mentor: who mentors here, and taking somebody off the list."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Audience, command, press, sent
from mentorbot.chat.options import Person, choice, person, text
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.forms.asking import ask_back
from mentorbot.members.answers import read_choice
from mentorbot.members.suggestions import suggest_day
from mentorbot.mentoring.organizing import hand, hand_cards, listing, roster, roster_cards
from mentorbot.mentoring.organizing.roster import Show


@command(
    "organize mentor list",
    "Who mentors here: room, requests, who does not answer; as a file too.",
    choice("show", "Which of them; all if you leave it out.", roster_cards.SHOWN),
    audience=Audience.ORGANIZERS,
)
async def list_mentors(turn: Turn, show: str = Show.ALL) -> Card:
    """The mentors of the community."""
    async with turn.read() as connection:
        found = await roster.find_roster(connection, turn.caller, turn.rights, read_choice(Show, show))
    return roster_cards.roster_card(found)


@press("roster:page")
async def turn_mentors(press: Press) -> Card:
    """Another page of them."""
    show, _, page = press.argument.partition(":")
    return await _roster_card(press, show, number(page, 1))


@press("roster:show")
async def show_other_mentors(press: Press) -> Card:
    """Others of them."""
    return await _roster_card(press, press.value)


@press("roster:file", anew=True)
async def give_mentors(press: Press) -> Card:
    """All of them as a file."""
    async with press.read() as connection:
        found, replies = await roster.find_every_mentor(connection, press.caller, press.rights)
    return await press.draw(roster_cards.file_card, found, replies)


@press("roster:look")
async def look_at_mentor(press: Press) -> Card:
    """One mentor, and what can be done about them."""
    return await _look_card(press, number(press.argument))


@command(
    "organize mentor pause",
    "Take a mentor off the list for a while. Their mentees stay; they read why.",
    person("who", "The mentor."),
    text("until", "The day on which it ends by itself: in 3 weeks, March 1.", most=40, suggest=suggest_day),
    audience=Audience.ORGANIZERS,
)
async def ask_to_pause(turn: Turn, who: Person, until: str = "") -> Form:
    """The form before a mentor is paused."""
    async with turn.read() as connection:
        found = await roster.find_mentor_of(connection, turn.caller, turn.rights, who.id)
    return hand_cards.pause_form(found.view, until)


@command(
    "organize mentor remove",
    "Take a mentor off the list and end their mentorships; they read why.",
    person("who", "The mentor."),
    audience=Audience.ORGANIZERS,
)
async def ask_to_remove(turn: Turn, who: Person) -> Form:
    """The form before a mentor is removed."""
    async with turn.read() as connection:
        found = await roster.find_mentor_of(connection, turn.caller, turn.rights, who.id)
    return hand_cards.remove_form(found.view)


@press("hand:pause", "hand:remove")
async def ask_about_mentor(press: Press) -> Form:
    """The form before a mentor is paused or removed, from a card."""
    async with press.read() as connection:
        found = await roster.look_at_mentor(connection, press.caller, press.rights, number(press.argument))
    return hand_cards.remove_form(found.view) if press.verb == "remove" else hand_cards.pause_form(found.view)


@sent("hand:paused")
async def pause_mentor(press: Press) -> Card:
    """Take a mentor off the list for a while."""
    reason, id_ = hand.read_reason(press.answers), number(press.argument)
    until = press.typed.get("until", "")
    async with press.read() as connection:
        read = await listing.read_back_pause(connection, press.caller, press.rights, id_, until)
    if back := await ask_back(press, "hand:paused", read):
        return back
    async with press.change() as session:
        await listing.pause_mentor(session, press.caller, press.rights, id_, until=until, reason=reason)
    return await _look_card(press, id_, "Off the list and told; they cannot go back on it alone.")


@sent("hand:removed")
async def remove_mentor(press: Press) -> Card:
    """Take a mentor off the list and end what they are in."""
    reason = hand.read_reason(press.answers)
    async with press.change() as session:
        view, ended = await listing.remove_mentor(
            session, press.caller, press.rights, number(press.argument), reason
        )
    return hand_cards.removed_card(view, ended)


@press("hand:relist")
async def list_again(press: Press) -> Card:
    """Put a mentor on the list again."""
    id_ = number(press.argument)
    async with press.change() as session:
        await listing.list_again(session, press.caller, press.rights, id_)
    return await _look_card(press, id_, "Listed again, and told.")


@press("hand:delist")
async def delist_reported(press: Press) -> Card:
    """Take the mentor off the list whom a case is about."""
    async with press.change() as session:
        case, view = await listing.delist_reported(
            session, press.caller, press.rights, number(press.argument)
        )
    return hand_cards.delisted_card(view, case.number, case.id)


async def _roster_card(press: Press, show: str, page: int = 1) -> Card:
    which = read_choice(Show, show)
    async with press.read() as connection:
        found = await roster.find_roster(connection, press.caller, press.rights, which, page)
    return roster_cards.roster_card(found)


async def _look_card(press: Press, member_id: int, said: str = "") -> Card:
    async with press.read() as connection:
        found = await roster.look_at_mentor(connection, press.caller, press.rights, member_id)
    return roster_cards.look_card(found, said)
