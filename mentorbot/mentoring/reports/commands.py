"""/report: telling organizers, and nobody else, what went wrong."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Audience, MenuOn, command, menu, press, sent
from mentorbot.chat.options import Message, Person, person, yes_no
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.mentoring import people
from mentorbot.mentoring.handled import noted_card
from mentorbot.mentoring.reports import brokered, cards, service


@command(
    "report new",
    "Tell the organizers, and nobody else, that something went wrong.",
    person("about", "Whom it is about, if anybody. They are not told, nor read it."),
)
async def ask_what_happened(turn: Turn, about: Person | None = None) -> Form:
    """The form of a report."""
    async with turn.read() as connection:
        await people.find_caller(connection, turn.caller)
    return cards.report_form(about.id if about else "")


@menu("Report this", "Tell the organizers, and nobody else, about this message.", MenuOn.MESSAGE)
async def ask_about_message(turn: Turn, message: Message) -> Form:
    """The form of a report about a message, which it quotes."""
    async with turn.read() as connection:
        await people.find_caller(connection, turn.caller)
    return cards.report_form("" if message.author.bot else message.author.id, message.text)


@command("report list", "What you have reported, and what has become of it.")
async def show_mine(turn: Turn) -> Card:
    """What the caller has reported."""
    async with turn.read() as connection:
        found = await service.find_own(connection, turn.caller)
    return cards.mine_card(found)


@command(
    "organize report list",
    "What was reported.",
    yes_no("closed", "Those that are closed, in the place of those that are open."),
    audience=Audience.ORGANIZERS,
)
async def show_cases(turn: Turn, closed: bool = False) -> Card:
    """What was reported in the community."""
    async with turn.read() as connection:
        found = await service.find_cases(connection, turn.caller, turn.rights, closed=closed)
    return cards.cases_card(found, closed=closed)


@press("report:mine")
async def turn_mine(press: Press) -> Card:
    """Another page of what the caller has reported."""
    async with press.read() as connection:
        found = await service.find_own(connection, press.caller)
    return cards.mine_card(found, number(press.argument, 1))


@press("report:cases")
async def turn_cases(press: Press) -> Card:
    """Another page of what was reported in the community."""
    which, _, page = press.argument.partition(":")
    closed = which == "1"
    async with press.read() as connection:
        found = await service.find_cases(connection, press.caller, press.rights, closed=closed)
    return cards.cases_card(found, closed=closed, page=number(page, 1))


@sent("report:file", anew=True)
async def file_report(press: Press) -> Card:
    """Take a report in."""
    async with press.change() as session:
        case = await service.file_report(
            session, press.caller, press.typed.get("text", ""), press.argument or None
        )
    return cards.filed_card(case)


@press("report:brokered")
async def ask_about_brokered(press: Press) -> Form:
    """The form of a report on something that the bot brought about."""
    async with press.read() as connection:
        found, _ = await brokered.find_brokered(connection, press.caller, press.argument)
    return cards.brokered_form(press.argument, found)


@sent("report:tell", anew=True)
async def file_brokered(press: Press) -> Card:
    """Take a report on something that the bot brought about in."""
    said = press.typed
    async with press.change() as session:
        case = await service.file_brokered(
            session, press.caller, press.argument, said.get("text", ""), said.get("about")
        )
    return cards.filed_card(case)


@press("report:look")
async def show_case(press: Press) -> Card:
    """A case, for an organizer or for whoever reported it."""
    async with press.read() as connection:
        case, organizer = await service.look_at_case(
            connection, press.caller, press.rights, number(press.argument)
        )
    return cards.case_card(case, organizer=organizer)


@press("report:add", "report:answer")
async def ask_note(press: Press) -> Form:
    """The form of what is added to a case; an organizer's answer is shown to the reporter."""
    async with press.read() as connection:
        case, organizer = await service.look_at_case(
            connection, press.caller, press.rights, number(press.argument)
        )
    return cards.note_form(case.id, shown=press.verb == "answer" and organizer)


@sent("report:added", "report:answered")
async def add_note(press: Press) -> Card:
    """Add to a case."""
    async with press.change() as session:
        case, organizer = await service.add_note(
            session,
            press.caller,
            press.rights,
            number(press.argument),
            press.typed.get("text", ""),
            shown=press.verb == "answered",
        )
    return cards.case_card(case, organizer=organizer)


@press("report:handled", anew=True)
async def mark_handled(press: Press) -> Card:
    """Say that one looks after a case."""
    async with press.change() as session:
        await service.mark_handled(session, press.caller, press.rights, number(press.argument))
    if press.seen_by_all:
        press.renew(cards.cared_for_card(press.caller.user_id))
    return noted_card()


@press("report:close")
async def close_case(press: Press) -> Card:
    """Close a case."""
    async with press.change() as session:
        case, organizer = await service.close_case(
            session, press.caller, press.rights, number(press.argument)
        )
    return cards.case_card(case, organizer=organizer)
