"""/interview: short talks with professionals about their work."""

from mentorbot import clock
from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Audience, command, press, sent
from mentorbot.chat.options import choice, text
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.guide.load import Library
from mentorbot.guide.model import Setting
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring import vocabulary
from mentorbot.mentoring.suggestions import suggest_topics
from mentorbot.networking.interviews import cards, forms, milestone, offering
from mentorbot.networking.interviews import service as interviews

# Professionals


@command(
    "interview offer",
    "For professionals: let students ask you about your work, or change how.",
    audience=Audience.MENTORS,
)
async def ask_what_to_offer(turn: Turn) -> Form:
    """The form of what one offers."""
    return await _offer_form(turn)


@press("interviews:offer")
async def ask_what_to_change(press: Press) -> Form:
    """The form of what one offers, from a button."""
    return await _offer_form(press)


@sent("interviews:offered")
async def offer_interviews(press: Press) -> Card:
    """Store what is offered."""
    answers = forms.read_offer(press.answers)
    async with press.change() as session:
        offer = await offering.offer_interviews(session, press.caller, answers)
    return cards.offer_card(offer)


@press("interviews:rest", "interviews:go_on")
async def switch_offer(press: Press) -> Card:
    """Pause what one offers, or go on with it."""
    async with press.change() as session:
        offer = await offering.switch_offer(session, press.caller, paused=press.verb == "rest")
    return cards.offer_card(offer)


@press("interviews:accept", "interviews:decline")
async def answer_request(press: Press) -> Card:
    """Say yes or no to whoever asked."""
    accept = press.verb == "accept"
    async with press.change() as session:
        done = await interviews.answer_request(session, press.caller, number(press.argument), accept=accept)
    return cards.answered_card(done.request, done.other)


# Students


@command(
    "interview find",
    "Find people who let you ask about their work.",
    text("topic", "What you want to hear about.", suggest=suggest_topics),
    choice("setting", "Where they should work.", SETTINGS),
)
async def find_professionals(turn: Turn, topic: str = "", setting: str = "") -> Card:
    """Whom one can ask."""
    found = vocabulary.find_topic(topic) if topic.strip() else ""
    return await _found(turn, found, forms.read_setting(setting).value if setting else "")


@press("interviews:page")
async def turn_page(press: Press) -> Card:
    """Another page of whom one can ask."""
    page, setting, topic = (*press.argument.split(":", 2), "", "")[:3]
    known = setting if setting in SETTINGS else ""
    return await _found(press, topic if topic in vocabulary.list_topics() else "", known, number(page, 1))


@command("interview list", "Your interviews: what you asked, and what you were asked.")
async def show_mine(turn: Turn) -> Card:
    """The caller's interviews."""
    return await _mine_card(turn, 1)


@press("interviews:mine")
async def turn_mine(press: Press) -> Card:
    """Another page of them."""
    return await _mine_card(press, number(press.argument, 1))


@press("interviews:find", anew=True)
async def find_more(press: Press) -> Card:
    """Whom one can ask, from a button."""
    known = press.argument if press.argument in SETTINGS else ""
    return await _found(press, "", known)


@press("interviews:ask")
async def ask_for_questions(press: Press) -> Form:
    """The form of what one wants to know."""
    professional = number(press.argument)
    async with press.read() as connection:
        stage = await interviews.check_asker(connection, press.caller, professional)
    return cards.ask_form(professional, stage)


@sent("interviews:asked", anew=True)
async def ask_for_interview(press: Press) -> Card:
    """Ask for an interview."""
    questions = press.typed.get("questions", "")
    async with press.change() as session:
        done = await interviews.ask_for_interview(session, press.caller, number(press.argument), questions)
    return cards.asked_card(done.request, done.other)


# Both


@press("interviews:withdraw")
async def withdraw_request(press: Press) -> Card:
    """Take back what one asked, or call it off."""
    async with press.change() as session:
        done = await interviews.withdraw_request(session, press.caller, number(press.argument))
    asked = done.me.id == done.request.student_id
    return cards.withdrawn_card(done.off, clock.now(), asked=asked)


@press("interviews:happened", "interviews:missed")
async def settle_outcome(press: Press) -> Card:
    """Note whether the two have talked."""
    guide, met = press.part(Library).guide(), press.verb == "happened"
    async with press.change() as session:
        done = await milestone.settle_outcome(session, press.caller, guide, number(press.argument), met=met)
    return cards.outcome_card(done.request)


async def _offer_form(turn: Turn) -> Form:
    async with turn.read() as connection:
        known = await offering.find_own(connection, turn.caller)
    return forms.offer_form(known)


async def _found(turn: Turn, topic: str, setting: str, page: int = 1) -> Card:
    topics, wanted = (topic,) if topic else (), Setting(setting) if setting else None
    async with turn.read() as connection:
        found = await offering.find_offers(connection, turn.caller, topics=topics, setting=wanted)
    return cards.found_card(found, f"{setting}:{topic}", page)


async def _mine_card(turn: Turn, page: int) -> Card:
    async with turn.read() as connection:
        me, found = await interviews.find_all_own(connection, turn.caller)
    return cards.mine_card(me, found, page)
