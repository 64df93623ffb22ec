"""The messages of a mentorship, made when they fall due, and the end of it when its time is up."""

from datetime import timedelta
from typing import Final

from mentorbot import clock
from mentorbot.chat import Block, Card
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Due, handler
from mentorbot.delivery.service import Row
from mentorbot.guide.load import Library
from mentorbot.meetings import icebreakers, planning
from mentorbot.meetings.cards import off_blocks
from mentorbot.members import service as members
from mentorbot.mentoring import acts, settings
from mentorbot.mentoring.mentorships import (
    agreement,
    cards,
    certificates,
    check_cards,
    circles,
    departing,
    departing_cards,
    ending,
    ending_cards,
    health,
    losing,
    losing_cards,
    midway,
    midway_cards,
    notices,
    opening,
    pairs,
    sessions,
    signs,
    talks,
)
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.health import Signs
from mentorbot.mentoring.mentorships.notices import About, Help, Turn
from mentorbot.mentoring.mentorships.pairs import Pair, Side
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.mentorships.signs import PAIR
from mentorbot.mentoring.mentorships.terms import (
    CHECK_EVERY,
    ORGANIZERS_AFTER,
    Health,
    TalkKind,
)
from mentorbot.mentoring.terms import Ending, Format

_A_DAY: Final = timedelta(days=1)


@handler(notices.CHECK, Turn)
async def make_check(session: Session, due: Due, about: Turn) -> Card | None:
    """One of the two is asked how it goes; the next time is planned."""
    pair, turn = await find_live(session, about), about.turn
    if pair is None or due.member_id is None:
        return None
    me = pair.me(due.member_id)
    following = notices.make_check_row(pair.mentorship, turn + 1, due.member_id, me.person.address)
    if following.due_at < pair.mentorship.ends_at:
        await delivery.schedule_many(session, [following])
    if turn < health.count_turns(pair.mentorship.formed_at, clock.now()):
        return None  # After an outage the newer one asks.
    if me is not pair.mentor:
        return cards.check_card(pair, me, turn)
    asked = await find_asked_together(session, me.person.id)
    if pair.id not in [one.id for one in asked]:
        return (
            cards.check_card(pair, me, turn) if await _speaks_for_circle(session, pair.mentorship) else None
        )
    if pair.id != asked[0].id:
        return None  # They are asked about all of them in one message.
    now = clock.now()
    old_enough = [one for one in asked if now - one.mentorship.formed_at >= CHECK_EVERY / 2]
    return (
        check_cards.check_all_card(old_enough, now)
        if len(old_enough) > 1
        else cards.check_card(pair, me, turn)
    )


async def find_asked_together(session: Session, mentor_id: int) -> list[Pair]:
    """The mentorships of a mentor about which one message asks, whoever they are longest with first."""
    found = await pairing.find_mentorships(session, mentor_id)
    lasting = [one for one in found if one.mentor_id == mentor_id and one.format is not Format.ONCE]
    spoken = [one for one in lasting if await _speaks_for_circle(session, one)]
    oldest = sorted(spoken, key=lambda one: (one.formed_at, one.id))[: check_cards.MOST_ASKED]
    return await pairs.find_pairs(session, oldest)


@handler(notices.LOOK, Turn, works=True)
async def look_after(session: Session, due: Due, about: Turn) -> Card | None:
    """See how it does; where it is at risk ask privately, and tell organizers some days later.

    Each of the two is asked only if it is at risk as far as they may know.
    """
    pair, turn = await find_live(session, about), about.turn
    if pair is None:
        return None
    following = notices.make_look_row(pair.mentorship, turn + 1, pair.mentee.person.address)
    if following.due_at < pair.mentorship.ends_at:
        await delivery.schedule_many(session, [following])
    known = await _read_signs(session, pair)
    if health.judge_health(known, clock.now()) is not Health.AT_RISK:
        return None
    rows = [
        notices.make_note(pair, notices.RISK, side, f"risk:{turn}", payload=about)
        for side in pair.sides
        if _at_risk(known, side)
    ]
    told = await settings.read_settings(session, pair.mentorship.community_id)
    to = told.organizers(pair.mentee.person)
    before = await delivery.find_sent_message(session, f"{notices.prefix(pair.id)}organizers:{turn - 1}")
    if to is not None and before is None:
        rows.append(
            Row(
                notices.ORGANIZERS,
                about,
                to,
                clock.now() + ORGANIZERS_AFTER,
                dedupe_key=f"{notices.prefix(pair.id)}organizers:{turn}",
                community_id=pair.mentorship.community_id,
                respect_quiet=False,
            )
        )
    await delivery.schedule_many(session, rows)
    return None


@handler(notices.RISK, Turn)
async def make_risk(session: Session, due: Due, about: Turn) -> Card | None:
    """One of the two is asked privately what is the matter."""
    pair = await find_live(session, about)
    if pair is None or due.member_id is None:
        return None
    me, known = pair.me(due.member_id), await _read_signs(session, pair)
    if not _at_risk(known, me):
        return None
    return cards.risk_card(pair, me, about.turn, asked=health.asks_for_help(known, me.person.id))


@handler(notices.ORGANIZERS, Turn)
async def tell_organizers(session: Session, due: Due, about: Turn) -> Card | None:
    """Organizers hear of a mentorship that is at risk still."""
    pair = await find_live(session, about)
    if pair is None:
        return None
    known = await _read_signs(session, pair)
    if health.judge_health(known, clock.now()) is not Health.AT_RISK:
        return None
    if not all(_at_risk(known, side) for side in pair.sides):
        return cards.asked_for_help_card()  # one of the two may read that channel
    return cards.organizers_card(pair, known, clock.now())


@handler(notices.HELP, Help)
async def make_help(session: Session, due: Due, about: Help) -> Card | None:
    """Organizers hear that one of the two asks for help."""
    pair = await find_live(session, about)
    return cards.help_card(pair, pair.me(about.by)) if pair else None


@handler(notices.MIDWAY, About)
async def make_midway(session: Session, due: Due, about: About) -> Card | None:
    """One of the two is asked halfway how it is so far."""
    pair = await find_live(session, about)
    if pair is None or due.member_id is None or not midway.is_due(pair.mentorship, clock.now()):
        return None
    return midway_cards.ask_card(pair, pair.me(due.member_id))


@handler(notices.TERM, About)
async def make_term(session: Session, due: Due, about: About) -> Card | None:
    """It ends soon: go on, graduate, or let it end. One conversation without a time yet: agree on one."""
    pair = await find_live(session, about)
    if pair is None or due.member_id is None or pair.mentorship.ends_at <= clock.now():
        return None
    if pair.once:
        known = await _read_signs(session, pair)
        return None if known.planned else cards.unplanned_card(pair, pair.me(due.member_id))
    return cards.term_card(pair, pair.me(due.member_id))


async def _read_signs(session: Session, pair: Pair) -> Signs:
    return (await signs.read_signs(session, [pair.mentorship], clock.now()))[pair.id]


def _at_risk(known: Signs, me: Side) -> bool:
    """Whether it is at risk as far as this one of the two may know."""
    return health.judge_health(health.as_seen_by(known, me.person.id), clock.now()) is Health.AT_RISK


async def _speaks_for_circle(session: Session, pair: MentorshipView) -> bool:
    """Whether this is the mentorship for which the mentor of a circle is asked, for all of it."""
    if pair.circle_id is None:
        return True
    first = next(iter(await pairing.find_in_circle(session, pair.circle_id)), None)
    return first is not None and first.id == pair.id


async def find_live(session: Session, about: About) -> Pair | None:
    """The mentorship that a message is about; None if it has ended."""
    pair = await pairs.find_pair(session, about.mentorship)
    return pair if pair is not None and pair.live else None


@handler(ending.ENDED, ending.End)
async def make_ended(session: Session, due: Due, about: ending.End) -> Card | None:
    """One of the two is told that it has ended, and asked how it was."""
    pair = await pairs.find_pair(session, about.mentorship)
    off = await _find_off(session, about.mentorship, due.member_id or 0)
    if pair is None or due.member_id is None:
        return ending_cards.left_card(off, as_mentor=about.as_mentor)
    if pair.live:
        return None  # whoever had left is back
    standing = await certificates.read_standing(session, pair)
    reason = await acts.find_reason(session, pair.id) if about.ending is Ending.ORGANIZER else ""
    return ending_cards.ended_card(pair, pair.me(due.member_id), about.ending, standing, reason, off)


@handler(departing.LEFT, departing.Departed)
async def tell_of_departure(session: Session, due: Due, about: departing.Departed) -> Card | None:
    """Organizers hear that somebody has left, and what ended by it; nothing if they are back."""
    found = [one for one in await departing.find_left(session, about.member) if not one.live]
    gone = [one for one in found if one.mentorship.ended_at and due.due_at - one.mentorship.ended_at < _A_DAY]
    return departing_cards.departed_card(about.member, gone) if gone else None


@handler(departing.RESUMED, About)
async def make_resumed(session: Session, due: Due, about: About) -> Card | None:
    """Both are told that it goes on."""
    pair = await find_live(session, about)
    if pair is None or due.member_id is None:
        return None
    off = await _find_off(session, pair.id, due.member_id)
    return departing_cards.resumed_card(pair, pair.me(due.member_id), off)


async def _find_off(session: Session, mentorship_id: int, member_id: int) -> tuple[Block, ...]:
    """The file that takes the sessions out of a calendar which two had planned, if there are any."""
    return off_blocks(await planning.find_off(session, PAIR, mentorship_id, member_id), clock.now())


@handler(departing.REJOINED, departing.Rejoined)
async def make_rejoined(session: Session, due: Due, about: departing.Rejoined) -> Card | None:
    """Somebody is in their circle of peers again."""
    circle = await circles.find_circle(session, about.circle)
    if circle is None or circle.ended_at is not None or due.member_id not in circle.member_ids:
        return None
    return departing_cards.rejoined_card(circle.name, circle.id)


@handler(agreement.TERMS, About)
async def make_terms(session: Session, due: Due, about: About) -> Card | None:
    """The other has changed the terms: do they suit?"""
    pair = await find_live(session, about)
    if pair is None or due.member_id is None:
        return None
    agreed = await agreement.read_terms(session, pair.id)
    me = pair.me(due.member_id)
    mine = agreed.mentor_at if me is pair.mentor else agreed.mentee_at
    return cards.terms_card(pair, me, agreed) if mine is None else None


@handler(agreement.LONGER, About)
async def make_longer(session: Session, due: Due, about: About) -> Card | None:
    """The other would like it to go on: do you, too?"""
    pair = await find_live(session, about)
    terms = await agreement.read_terms(session, about.mentorship)
    if pair is None or due.member_id is None or terms.wanted_months is None:
        return None
    me = pair.me(due.member_id)
    if terms.wanted_by_mentor is (me is pair.mentor):
        return None  # they have asked for something else since themselves
    return cards.longer_card(pair, me, terms.wanted_months)


@handler(agreement.EXTENDED, About)
async def make_extended(session: Session, due: Due, about: About) -> Card | None:
    """The other has agreed that it goes on."""
    pair = await find_live(session, about)
    return cards.extended_card(pair, pair.me(due.member_id or 0)) if pair else None


@handler(opening.INTRO, opening.About)
async def make_intro(session: Session, due: Due, about: opening.About) -> Card | None:
    """The first message to them."""
    talk = await talks.find_talk(session, about.talk)
    party = await talks.find_party(session, talk) if talk else None
    if talk is None or party is None:
        return None
    to = next((side for side in party.sides if side.person.id == due.member_id), None)
    stages = await members.find_stages(session, [side.person.id for side in party.sides])
    settings = [setting for side in party.sides for setting in side.settings]
    questions = icebreakers.choose_questions(talk.id, stages, settings)
    if talk.kind is TalkKind.CIRCLE:
        circle = await circles.find_circle(session, talk.owner_id)
        name = circle.name if circle else ""
        return cards.circle_card(name, talk.owner_id, party.sides, questions, to)
    pair = party.pair
    if pair is None:
        return None
    agenda = await sessions.choose_for_pair(session, pair, due.program.part(Library).guide())
    return cards.intro_card(pair, await agreement.read_terms(session, pair.id), agenda, questions, to)


@handler(opening.NO_PLACE, opening.About)
async def tell_no_place(session: Session, due: Due, about: opening.About) -> Card | None:
    """Organizers hear that some were introduced in direct messages."""
    talk = await talks.find_talk(session, about.talk)
    party = await talks.find_party(session, talk) if talk else None
    return cards.no_place_card(party.sides) if party else None


@handler(losing.LOST, losing.Lost)
async def tell_lost(session: Session, due: Due, lost: losing.Lost) -> Card | None:
    """One of those who talk in a room hears that it is lost; if they have no other by now."""
    talk = await losing.find_lost(session, lost)
    party = await talks.find_party(session, talk) if talk else None
    return losing_cards.lost_card(party, lost, due.member_id) if party else None


handler(notices.OVER, About, works=True)(ending.end_in_time)
