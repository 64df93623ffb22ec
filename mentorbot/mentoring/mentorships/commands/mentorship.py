"""/mentorship: what two have from the day they are brought together until it ends, and after."""

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Audience, command, press, sent
from mentorbot.chat.options import text
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.guide.load import guide_for
from mentorbot.members.answers import read_choice
from mentorbot.mentoring.mentorships import (
    agreement,
    cards,
    certificates,
    check_cards,
    ending,
    ending_cards,
    feedback,
    goals,
    list_cards,
    mine,
    notices,
    overview,
    pairs,
    sessions,
    signs,
)
from mentorbot.mentoring.mentorships.suggestions import suggest_mentorships
from mentorbot.mentoring.mentorships.terms import Cadence, Said

_WHICH = text("mentorship", "With whom; the newest if you leave it out.", suggest=suggest_mentorships)


@command("mentorship list", "Who you are in a mentorship with, and how it does.")
async def list_mentorships(turn: Turn) -> Card:
    """The caller's mentorships and circles."""
    return await _list_card(turn, 1)


@press("mentorship:list")
async def turn_list(press: Press) -> Card:
    """Another page of them."""
    return await _list_card(press, number(press.argument, 1))


@press("mentorship:past")
async def list_ended(press: Press) -> Card:
    """Those that have ended, a page of them."""
    async with press.read() as connection:
        found = await mine.find_past(connection, press.caller)
    return list_cards.ended_list_card(found.pairs, number(press.argument, 1), found.without_feedback)


@command("mentorship goals", "What the two of you want to reach.", _WHICH)
async def show_goals(turn: Turn, mentorship: str = "") -> Card:
    """The goals of one."""
    async with turn.read() as connection:
        found = await goals.find_meant(connection, turn.caller, guide_for(turn), mentorship)
    return list_cards.goals_card(found)


@command("mentorship end", "End a mentorship: no reason asked, nobody to blame.", _WHICH)
async def ask_to_end_meant(turn: Turn, mentorship: str = "") -> Card:
    """The question before one ends."""
    async with turn.read() as connection:
        pair, me = await pairs.find_meant(connection, turn.caller, mentorship)
    return ending_cards.confirm_end_card(pair, me)


@command("organize mentorship overview", "Which mentorships are alive.", audience=Audience.ORGANIZERS)
async def show_overview(turn: Turn) -> Card:
    """How the community's mentorships do."""
    async with turn.read() as connection:
        found = await overview.read_overview(connection, turn.caller, turn.rights)
    return await turn.draw(list_cards.overview_card, found)


@command(
    "organize mentorship feedback",
    "What they say whose mentorships have ended.",
    audience=Audience.ORGANIZERS,
)
async def show_feedback(turn: Turn) -> Card:
    """What was said of mentorships."""
    async with turn.read() as connection:
        found = await feedback.sum_up_feedback(connection, turn.caller, turn.rights)
    return list_cards.feedback_card(found)


@press("mentorship:voices")
async def turn_feedback(press: Press) -> Card:
    """Another page of it."""
    async with press.read() as connection:
        found = await feedback.sum_up_feedback(connection, press.caller, press.rights)
    return list_cards.feedback_card(found, number(press.argument, 1))


@press("mentorship:open")
async def show_mentorship(press: Press) -> Card:
    """One mentorship, and what can be done with it."""
    async with press.read() as connection:
        found = await mine.find_one(connection, press.caller, number(press.argument))
    return list_cards.open_card(found.pair, found.me, found.health, found.terms, found.thread_id)


@press("mentorship:agenda", anew=True)
async def show_agenda(press: Press) -> Card:
    """What to talk about next time."""
    async with press.read() as connection:
        pair, agenda = await sessions.find_agenda(
            connection, press.caller, guide_for(press), number(press.argument)
        )
    return list_cards.agenda_card(pair, agenda)


@press("mentorship:agreed")
async def show_terms(press: Press) -> Card:
    """What the two agree on."""
    async with press.read() as connection:
        found = await agreement.find_terms(connection, press.caller, number(press.argument))
    return cards.terms_card(found.pair, found.me, found.terms)


@press("mentorship:agree")
async def agree_to_terms(press: Press) -> Card:
    """Say yes to the terms that were seen."""
    id_, months, cadence = (press.argument + "::").split(":")[:3]
    seen = (number(months), read_choice(Cadence, cadence))
    async with press.change() as session:
        done = await agreement.agree_to_terms(session, press.caller, number(id_), seen)
    said = cards.AGREED if done.changed else cards.AGREED_BEFORE
    return cards.terms_card(done.pair, done.me, done.terms, said)


@press("mentorship:terms")
async def ask_for_terms(press: Press) -> Form:
    """How long and how often."""
    async with press.read() as connection:
        found = await agreement.find_terms(connection, press.caller, number(press.argument))
    return cards.terms_form(found.pair, found.terms)


@sent("mentorship:termed")
async def propose_terms(press: Press) -> Card:
    """Change the terms; the other is asked."""
    months = number(press.typed.get("months", ""))
    cadence = read_choice(Cadence, press.typed.get("cadence", ""))
    async with press.change() as session:
        done = await agreement.propose_terms(session, press.caller, number(press.argument), months, cadence)
    said = cards.PROPOSED if done.changed else cards.UNCHANGED
    return cards.terms_card(done.pair, done.me, done.terms, said)


@press("mentorship:extend")
async def extend_mentorship(press: Press) -> Card:
    """Let it go on for longer: ask the other, or agree with what they asked."""
    id_, _, months = press.argument.partition(":")
    async with press.change() as session:
        done = await agreement.extend_mentorship(session, press.caller, number(id_), number(months) or None)
    said = cards.ASKED_ON if done.asked else cards.GOES_ON
    if not done.changed:
        said = cards.ASKED_BEFORE if done.asked else cards.LASTS
    return cards.terms_card(done.pair, done.me, done.terms, said)


@press("mentorship:said")
async def say_how_it_goes(press: Press) -> Card:
    """Answer a check-in."""
    id_, turn, said = (press.argument + "::").split(":")[:3]
    word = read_choice(Said, said)
    async with press.change() as session:
        pair, me = await signs.say_how_it_goes(session, press.caller, number(id_), number(turn), word)
    return cards.said_card(pair, me, word, number(turn))


@press("mentorship:said_of", anew=True)
async def say_how_one_goes(press: Press) -> Card:
    """Answer a check-in about one of several; the others stay to be answered."""
    id_, _, turn = press.argument.partition(":")
    word = read_choice(Said, press.value)
    async with press.change() as session:
        pair, me = await signs.say_how_it_goes(session, press.caller, number(id_), number(turn), word)
    return cards.said_card(pair, me, word, number(turn))


@press("mentorship:said_all")
async def say_all_go_well(press: Press) -> Card:
    """Say of all that one mentors that they go well."""
    async with press.change() as session:
        many = await signs.say_all_go_well(session, press.caller, number(press.argument))
    return check_cards.all_well_card(many)


@press("mentorship:help")
async def ask_for_help(press: Press) -> Card:
    """Tell organizers that somebody needs them."""
    id_, _, turn = press.argument.partition(":")
    async with press.read() as connection:
        told = await notices.find_listening(connection, press.caller, number(id_))
    if told and await press.platform.sees_channel(told.community, told.channel_id, told.other):
        return cards.help_told_card(told=False, other_reads=True)
    async with press.change() as session:
        heard = await notices.ask_for_help(session, press.caller, number(id_), number(turn))
    return cards.help_told_card(told=heard)


@press("mentorship:end")
async def ask_to_end(press: Press) -> Card:
    """The question before it ends."""
    async with press.read() as connection:
        pair, me = await pairs.find_own(connection, press.caller, number(press.argument))
    return ending_cards.confirm_end_card(pair, me)


@press("mentorship:graduate")
async def graduate(press: Press) -> Card:
    """Graduate; where the certificate is not earned yet, ask once more."""
    async with press.read() as connection:
        pair, me, standing = await certificates.find_standing(
            connection, press.caller, number(press.argument)
        )
    if pair.live and not standing.earned and not pair.once:
        return ending_cards.too_early_card(pair, me, standing)
    return await end_mentorship(press)


@press("mentorship:end_confirm", "mentorship:graduate_confirm")
async def end_mentorship(press: Press) -> Card:
    """End it, or graduate."""
    change = ending.end_own if press.verb == "end_confirm" else ending.graduate_mentorship
    async with press.change() as session:
        done = await change(session, press.caller, number(press.argument))
    return ending_cards.ended_card(done.pair, done.me, done.how, done.standing)


@press("mentorship:certificate", anew=True)
async def show_certificate(press: Press) -> Card:
    """The certificate once more."""
    async with press.read() as connection:
        pair, standing = await certificates.find_earned(connection, press.caller, number(press.argument))
    return await press.draw(ending_cards.certificate_card, pair, standing)


@press("mentorship:feedback")
async def ask_for_feedback(press: Press) -> Form:
    """How it was."""
    async with press.read() as connection:
        pair, me = await feedback.find_ended(connection, press.caller, number(press.argument))
    return cards.feedback_form(pair, me)


@sent("mentorship:told", anew=True)
async def give_feedback(press: Press) -> Card:
    """Keep what was said of it."""
    answers = feedback.read_feedback(press.answers)
    async with press.change() as session:
        await feedback.give_feedback(session, press.caller, number(press.argument), answers)
    return list_cards.thanks_card()


@press("mentorship:leave")
async def leave_circle(press: Press) -> Card:
    """Leave a circle of peers."""
    async with press.change() as session:
        left = await ending.leave_circle(session, press.caller, number(press.argument))
    return list_cards.left_circle_card(left)


async def _list_card(turn: Turn, page: int) -> Card:
    async with turn.read() as connection:
        found = await mine.find_all(connection, turn.caller)
    return list_cards.list_card(found.pairs, found.states, found.circles, page, ended=found.ended)
