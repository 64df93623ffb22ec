"""/organize request, and the buttons of what asks organizers for attention."""

from mentorbot.chat import Card, Form
from mentorbot.chat.caller import Caller
from mentorbot.chat.declare import Audience, command, press, sent
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.errors import UserError
from mentorbot.members.looking import find_gone
from mentorbot.mentoring.finding import service as finding
from mentorbot.mentoring.finding.shelf import Shelves
from mentorbot.mentoring.handled import noted_card
from mentorbot.mentoring.organizing import attention, attention_cards, hand
from mentorbot.mentoring.profiles import answers
from mentorbot.mentoring.terms import MOST_REASON


@command(
    "organize request list",
    "Requests for a mentor that are open: how each came to where it is.",
    audience=Audience.ORGANIZERS,
)
async def list_requests(turn: Turn) -> Card:
    """All open requests of the community."""
    return await _list_card(turn, 1)


@press("attention:page")
async def turn_requests(press: Press) -> Card:
    """Another page of them."""
    return await _list_card(press, number(press.argument, 1))


@press("attention:open", anew=True)
async def show_history(press: Press) -> Card:
    """How one request came to where it is."""
    async with press.read() as connection:
        found = await attention.find_history(connection, press.caller, press.rights, number(press.argument))
    return attention_cards.history_card(found)


@press("attention:suggest", anew=True)
async def show_mentors(press: Press) -> Card:
    """Whom an organizer could have asked."""
    async with press.read() as connection:
        request, person, mentee = await attention.find_open(
            connection, press.caller, press.rights, number(press.argument)
        )
    found = await finding.find_mentors(
        press.program.database,
        press.part(Shelves, lambda program: Shelves(program.database)),
        Caller(person.platform, person.community, person.user_id),
        most=attention.MOST_OFFERED + 1,
        request_id=request.id,
    )
    if not found:
        raise UserError(attention.NOBODY)
    mentors = [one.mentor for one in found]
    shown = mentors[: attention.MOST_OFFERED]
    return attention_cards.suggest_card(request, mentee, shown, more=len(mentors) > len(shown))


@press("attention:ask")
async def suggest_mentor(press: Press) -> Card:
    """Have a mentor asked whom an organizer thinks of."""
    id_, mentor_id = number(press.argument), number(press.value)
    async with press.read() as connection:
        await attention.find_open(connection, press.caller, press.rights, id_)
    if await find_gone(press.program, [mentor_id]):
        raise UserError(attention.NOT_NOW)
    async with press.change() as session:
        _, view = await attention.suggest_mentor(session, press.caller, press.rights, id_, mentor_id)
        found = await attention.find_history(session, press.caller, press.rights, id_)
    return attention_cards.history_card(found, attention_cards.name_suggested(found, view))


@press("attention:handled", anew=True)
async def mark_handled(press: Press) -> Card:
    """Say that one looks after a request."""
    async with press.change() as session:
        found = await attention.mark_handled(session, press.caller, press.rights, number(press.argument))
        left = await attention.find_untaken(session, found.request.community_id)
    if press.seen_by_all:
        done = attention_cards.nothing_left_card(press.caller.user_id)
        press.renew(attention_cards.untaken_card(left) if left else done)
    return attention_cards.history_card(found, "Noted: the others see that you look after it.")


@press("attention:pair_handled", anew=True)
async def mark_pair_handled(press: Press) -> Card:
    """Say that one looks after a mentorship."""
    async with press.change() as session:
        pair = await attention.mark_pair_handled(session, press.caller, press.rights, number(press.argument))
    if press.seen_by_all:
        press.renew(attention_cards.pair_handled_card(pair, press.caller.user_id))
    return noted_card()


@press("attention:write")
async def ask_what_to_write(press: Press) -> Form:
    """The form of what an organizer writes."""
    what, id_, only = (press.argument + "::").split(":")[:3]
    async with press.read() as connection:
        if what == "request":
            await attention.find_open(connection, press.caller, press.rights, number(id_))
            label = "What would you like to tell them?"
        elif what == "mentor":
            await attention.find_mentor(connection, press.caller, press.rights, number(id_))
            label = "What would you like to tell them?"
        else:
            await hand.find_pair(connection, press.caller, press.rights, number(id_))
            label = "What would you like to tell them?" if only else "What would you like to tell both?"
    return attention_cards.write_form(press.argument, label)


@sent("attention:wrote", anew=True)
async def write(press: Press) -> Card:
    """Pass on what an organizer writes."""
    what, id_, only = (press.argument + "::").split(":")[:3]
    text = answers.read_lines(press.answers, "text", "what you write", MOST_REASON)
    if not text:
        raise UserError("Please write a sentence; nothing was sent.")
    async with press.change() as session:
        if what == "request":
            many = await attention.write_about_request(session, press.caller, press.rights, number(id_), text)
        elif what == "mentor":
            many = await attention.write_to_mentor(session, press.caller, press.rights, number(id_), text)
        else:
            many = await attention.write_about_pair(
                session, press.caller, press.rights, number(id_), text, only=number(only)
            )
    return attention_cards.written_card(many)


async def _list_card(turn: Turn, page: int) -> Card:
    async with turn.read() as connection:
        found = await attention.find_waiting(connection, turn.caller, turn.rights)
    return attention_cards.list_card(found, page)
