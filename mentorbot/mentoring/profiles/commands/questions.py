"""What organizers ask besides what everybody is asked: asking it, and answering."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Audience, command, press, sent
from mentorbot.chat.options import choice
from mentorbot.chat.turn import Press, Turn
from mentorbot.members.answers import read_choice
from mentorbot.mentoring.profiles import question_cards, questions
from mentorbot.mentoring.terms import Role


@command(
    "organize mentor questions",
    "Up to five questions of your own in the forms of mentors, and of mentees.",
    choice(
        "who", "Whom you ask; mentors if you leave it out.", {Role.MENTOR: "Mentors", Role.MENTEE: "Mentees"}
    ),
    audience=Audience.ORGANIZERS,
)
async def ask_for_questions(turn: Turn, who: str = Role.MENTOR) -> Form:
    """The form of what organizers ask."""
    role = read_choice(Role, who)
    async with turn.read() as connection:
        found = await questions.find_questions(connection, turn.caller, turn.rights, role)
    return question_cards.questions_form(found, role)


@sent("asked:set")
async def set_questions(press: Press) -> Card:
    """Say what organizers ask."""
    role, texts = read_choice(Role, press.argument), questions.read_questions(press.answers)
    async with press.change() as session:
        found = await questions.set_questions(session, press.caller, press.rights, role, texts)
    return question_cards.questions_card(found, role)


@press("asked:fill")
async def ask_for_replies(press: Press) -> Form:
    """The form of what organizers ask, to be answered."""
    role = read_choice(Role, press.argument)
    async with press.read() as connection:
        found = await questions.find_asked(connection, press.caller, role)
    return question_cards.reply_form(found, role)


@sent("asked:save")
async def keep_replies(press: Press) -> Card:
    """Keep what somebody answered."""
    role, said = read_choice(Role, press.argument), questions.read_replies(press.answers)
    async with press.change() as session:
        found = await questions.keep_replies(session, press.caller, role, said)
    return question_cards.more_card(found, role, "It is kept. Thank you!")
