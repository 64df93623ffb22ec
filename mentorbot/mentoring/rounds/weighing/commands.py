"""/match weigh, and what each choice of a round costs."""

from functools import partial
from typing import Final

from mentorbot.chat import Card, Form, mention
from mentorbot.chat.declare import Audience, command, press, sent
from mentorbot.chat.options import File, Person, choice, file, group, person, text, whole, yes_no
from mentorbot.chat.options import Group as OwnGroup
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.errors import UserError
from mentorbot.members import answers
from mentorbot.members import service as members
from mentorbot.members.naming import (
    MOST_TYPED,
    find_named,
    list_unknown,
    read_people,
    require_some,
    split_names,
)
from mentorbot.mentoring import vocabulary
from mentorbot.mentoring.matching.outcome import Method
from mentorbot.mentoring.matching.places import Group, Place
from mentorbot.mentoring.matching.weights import Part, Weight
from mentorbot.mentoring.rounds import organizing
from mentorbot.mentoring.rounds.cards import APART, EMPLOYERS, GROUPS, WAYS, working_card
from mentorbot.mentoring.rounds.service import find_current
from mentorbot.mentoring.rounds.showing import find_solver, show_worked_out
from mentorbot.mentoring.rounds.terms import MOST_KEPT
from mentorbot.mentoring.rounds.view import RoundView
from mentorbot.mentoring.rounds.weighing import cards, service
from mentorbot.mentoring.rounds.weighing.service import Changes
from mentorbot.mentoring.rounds.weighing.supposing import MANY, Wish
from mentorbot.mentoring.terms import MOST_CAPACITY
from mentorbot.mentoring.words import LANGUAGES

_TOPICS: Final = {one.id: one.name for one in vocabulary.list_topics().values()}
_WEIGHTS: Final = {
    Weight.NONE.value: "Not at all",
    Weight.LITTLE.value: "A little",
    Weight.USUAL.value: "As usual",
    Weight.MUCH.value: "Much",
    Weight.MUST.value: "Must: no pair without it",
}


@command(
    "match weigh",
    "What counts how much in the open round; what you leave out stays as it is.",
    choice("topics", "How much topics in common count.", _WEIGHTS),
    choice("time", "How much time in common counts; must is an hour.", _WEIGHTS),
    choice("setting", "How much it counts that the mentor works where the mentee wants to be.", _WEIGHTS),
    choice("help", "How much the kind of help counts that is wanted and offered.", _WEIGHTS),
    choice("credentials", "How much credentials count that the mentee aims at.", _WEIGHTS),
    choice("years", "How much the mentor's experience counts.", _WEIGHTS),
    whole("least", "The fewest points, of 100, that a pair must have; 0 for no least.", 0, 100),
    choice("employers", "Whether people of one employer may be brought together.", EMPLOYERS),
    choice("seek", "What counts most, after as many pairs as can be.", WAYS),
    yes_no("memory", "Whether those who went without before come first, and those who had a mentor last."),
    audience=Audience.ORGANIZERS,
)
async def weigh(  # noqa: PLR0917 - one for each option
    turn: Turn,
    topics: str = "",
    time: str = "",
    setting: str = "",
    help: str = "",  # noqa: A002 - as it is called
    credentials: str = "",
    years: str = "",
    least: int | None = None,
    employers: str = "",
    seek: str = "",
    memory: bool | None = None,
) -> Card:
    """Let the round go by something else, and show what it goes by."""
    said = zip(Part, (topics, time, setting, help, credentials, years), strict=True)
    changes = Changes(
        {part: answers.read_choice(Weight, word) for part, word in said if word},
        least_score=least,
        employers_apart=employers == APART if employers else None,
        method=answers.read_choice(Method, seek) if seek else None,
        memory=memory,
    )
    async with turn.change() as session:
        found = await service.change_round(session, turn.caller, turn.rights, changes)
    return cards.weighed_card(found)


@command(
    "match reserve",
    "Keep places of the open round for people at a stage or in a group, or let no more of them in.",
    choice("who", "For whom: those you name, or by where they stand in their career.", GROUPS),
    whole("least", "So many places are kept for them; what they do not take, others get.", 0, MOST_KEPT),
    whole(
        "most",
        "No more of them get a mentor. With neither, it is taken back.",
        0,
        MOST_KEPT,
    ),
    group("role", "For whom instead: people with this role, or in this group."),
    audience=Audience.ORGANIZERS,
)
async def reserve(
    turn: Turn, who: str = "", least: int = 0, most: int | None = None, role: OwnGroup | None = None
) -> Card:
    """Keep places, and show what the round goes by."""
    if bool(who) is (role is not None):
        raise UserError(
            "Say for whom: people you name or at a stage (`who`), or with a role (`role`); one of the two."
        )
    if role is not None and role.everybody:
        raise UserError("Everybody is in that group, so it would keep no place for anybody. Choose another.")
    place = Place(None, least, most, role.id) if role else Place(answers.read_choice(Group, who), least, most)
    async with turn.change() as session:
        found = await service.keep_places(session, turn.caller, turn.rights, place)
    return cards.weighed_card(found)


@command(
    "match name",
    "Name those who are to have kept places of the round: one, or many at once.",
    person("mentee", "Who signed up to find a mentor; once more takes it back."),
    text(
        "many",
        "Several, with commas: @name, id, name, e-mail. A form asks if all is left out.",
        most=MOST_TYPED,
    ),
    file("file", "Or a table with the column user: all of them are named."),
    audience=Audience.ORGANIZERS,
)
async def name_mentee(
    turn: Turn, mentee: Person | None = None, many: str = "", file: File | None = None
) -> Card | Form:
    """Name somebody for whom places can be kept, or many; with nobody, the form for many."""
    if mentee is not None and not many and file is None:
        async with turn.change() as session:
            found, holds = await service.name_mentee(session, turn.caller, turn.rights, mentee.id)
        return cards.named_card(found, holds=holds)
    async with turn.read() as connection:
        current = await service.find_open(connection, turn.caller, turn.rights)
    typed = [mention(mentee.id)] if mentee is not None else []
    typed += split_names(many) if many else []
    typed += await read_people(turn, file) if file is not None else []
    if not typed:
        return cards.naming_form(current)
    return await _name_many(turn, current.id, typed, holds=True)


@sent("match:name")
async def name_mentees(press: Press) -> Card:
    """Name all those in a list, or take it back from them."""
    round_id = number(press.argument)
    async with press.read() as connection:
        await service.find_open(connection, press.caller, press.rights, round_id)
    typed = split_names(press.typed.get("people", ""))
    return await _name_many(press, round_id, typed, holds=press.typed.get("what") != cards.TAKE_BACK)


async def _name_many(turn: Turn, round_id: int, typed: list[str], *, holds: bool) -> Card:
    named = await find_named(turn, typed)
    users = require_some(named.values())
    async with turn.change() as session:
        found = await service.name_mentees(
            session, turn.caller, turn.rights, users, holds=holds, round_id=round_id
        )
    return cards.many_named_card(found, list_unknown(named.values()), holds=holds)


@press("match:compare")
async def compare(press: Press) -> Card:
    """The same round by each way, and what each choice costs."""
    async with press.read() as connection:
        found = await organizing.find_live(connection, press.caller, press.rights, number(press.argument))
        dark = await members.prefers_dark(connection, press.caller)
    seen = await find_solver(press.program).compare(found)
    if isinstance(seen, str):
        return working_card(found, seen, "compare")
    return await press.draw(partial(cards.comparison_card, dark=dark), found, seen)


@command(
    "match suppose",
    "What more mentors would bring to the open round; nothing is changed by it.",
    whole("mentors", "How many more mentors; two if you leave it out.", 1, MOST_CAPACITY),
    choice("topic", "What they help with; what is wanted most if you leave it out.", _TOPICS),
    choice("language", "Which language they speak; that of most if you leave it out.", LANGUAGES),
    whole("room", "How many mentees each takes; as many as usual if you leave it out.", 1, MOST_CAPACITY),
    audience=Audience.ORGANIZERS,
)
async def suppose(
    turn: Turn, mentors: int = MANY, topic: str = "", language: str = "", room: int = 0
) -> Card:
    """What the round would bring with more mentors."""
    async with turn.read() as connection:
        found = await find_current(connection, turn.caller, turn.rights)
    return await _suppose(turn, found, cards.read_wish(f"{mentors}:{topic}:{language}:{room}"))


@press("match:suppose")
async def suppose_again(press: Press) -> Card:
    """The same, once more, or as it stands with what is wanted most."""
    first, _, code = press.argument.partition(".")
    async with press.read() as connection:
        found = await organizing.find_live(connection, press.caller, press.rights, number(first))
    return await _suppose(press, found, cards.read_wish(code))


async def _suppose(turn: Turn, found: RoundView, wish: Wish) -> Card:
    seen = await find_solver(turn.program).suppose(found, wish)
    if isinstance(seen, str):
        return working_card(found, seen, "suppose", cards.write_wish(wish))
    return cards.outlook_card(found, seen, wish)


@press("match:way")
async def take_way(press: Press) -> Card:
    """Take another way, and work the round out by it."""
    first, _, method = press.argument.partition(".")
    changes = Changes(method=answers.read_choice(Method, method))
    async with press.change() as session:
        await service.change_round(session, press.caller, press.rights, changes, number(first))
    return await show_worked_out(press, anew=True)
