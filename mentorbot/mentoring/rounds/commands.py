"""/match: matching rounds, in which many mentees and mentors are brought together at once."""

from typing import Final
from zoneinfo import ZoneInfo

from mentorbot import logs
from mentorbot.chat import Card
from mentorbot.chat.declare import Audience, command, loop, press
from mentorbot.chat.options import Channel, Person, channel, choice, person, text, whole, yes_no
from mentorbot.chat.posting import check_post
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.members import answers
from mentorbot.members.answers import one_line
from mentorbot.members.suggestions import suggest_moment, suggest_zones
from mentorbot.mentoring.handled import noted_card
from mentorbot.mentoring.matching.outcome import Method
from mentorbot.mentoring.matching.weights import Weight, Weights
from mentorbot.mentoring.rounds import cards, file_cards, notice_cards, organizing, publishing, service
from mentorbot.mentoring.rounds.announcing import Announcements
from mentorbot.mentoring.rounds.showing import find_solver, read_two, show_pairs, show_worked_out
from mentorbot.mentoring.rounds.terms import MOST_NAME, RuleKind, Side
from mentorbot.mentoring.rounds.view import Plan
from mentorbot.mentoring.rounds.weighing import service as weighing
from mentorbot.mentoring.terms import MOST_MONTHS, Format
from mentorbot.times.typed import read_moment

log = logs.get(__name__)

_FORMATS: Final = {Format.PAIR.value: "Pairs", Format.CIRCLE.value: "A circle around each mentor"}
_MENTORS: Final = {"signed": "Mentors sign up too", "listed": "All who are listed take part"}
_NAME: Final = "Matching round"
_MONTHS: Final = "How long these mentorships last; as the community has set if you leave it out."


@command(
    "match open",
    "Open a matching round, and let people sign up for it.",
    text(
        "closes",
        "Until when people sign up, such as next Friday 6pm, 2027-03-01 18:00.",
        least=1,
        most=40,
        suggest=suggest_moment,
    ),
    text("name", "What people call it, such as Spring round.", least=1, most=MOST_NAME),
    choice("mentors", "Whether mentors sign up too, or all who are listed take part.", _MENTORS),
    choice("together", "Pairs, or a circle around each mentor.", _FORMATS),
    choice("seek", "What counts most, after as many pairs as can be.", cards.WAYS),
    choice("employers", "Whether people of one employer may be brought together.", cards.EMPLOYERS),
    yes_no("hour", "Whether a pair must have an hour in common, which both have said."),
    whole("least", "The fewest points, of 100, that a pair must have; no least if you leave it out.", 0, 100),
    yes_no("peers", "Whether those without a mentor get a small circle of peers."),
    yes_no("confirm", "Whether both sides are asked before a pair is made."),
    whole(
        "months",
        "How long these mentorships last; as the community has set if you leave it out.",
        1,
        MOST_MONTHS,
    ),
    yes_no("memory", "Whether those who went without before come first, and those who had a mentor last."),
    text(
        "zone",
        "The city or time zone that the time is in; yours, or the community's, if you leave it out.",
        suggest=suggest_zones,
    ),
    channel("channel", "Where it is announced; the channel for mentoring if you leave it out."),
    audience=Audience.ORGANIZERS,
)
async def open_round(  # noqa: PLR0917 - one for each option
    turn: Turn,
    closes: str,
    name: str = _NAME,
    mentors: str = "signed",
    together: str = Format.PAIR.value,
    seek: str = Method.BEST.value,
    employers: str = "together",
    hour: bool = False,
    least: int = 0,
    peers: bool = False,
    confirm: bool = False,
    months: int | None = None,
    memory: bool = False,
    zone: str = "",
    channel: Channel | None = None,
) -> Card:
    """Open a round where the bot can announce it."""
    chosen = channel.id if channel else ""
    async with turn.read() as connection:
        opening = await organizing.find_opening(connection, turn.caller, turn.rights, chosen, zone)
    plan = Plan(
        one_line(name) or _NAME,
        read_moment(closes, ZoneInfo(opening.clock.zone), "end of sign-up"),
        all_mentors=mentors == "listed",
        format=answers.read_choice(Format, together),
        method=answers.read_choice(Method, seek),
        employers_apart=employers == cards.APART,
        peers=peers,
        confirm=confirm,
        months=months,
        weights=Weights(time=Weight.MUST) if hour else Weights(),
        least_score=least,
        memory=memory,
    )
    access = await turn.platform.find_access(turn.caller.community or "", opening.channel_id)
    check_post(access, opening.channel_id, command="/match open" if chosen else "/setup mentoring")
    async with turn.change() as session:
        found = await organizing.open_round(session, turn.caller, turn.rights, plan, opening.channel_id)
    return cards.opened_card(found, opening.clock)


@command(
    "match preview",
    "Who would get whom, and why; after it is published, who got whom.",
    audience=Audience.ORGANIZERS,
)
async def preview_round(turn: Turn) -> Card:
    """The round as it stands, worked out if it was not yet."""
    return await show_worked_out(turn)


@command("match rerun", "Work the round out again.", audience=Audience.ORGANIZERS)
async def work_out_anew(turn: Turn) -> Card:
    """The round, worked out anew."""
    return await show_worked_out(turn, anew=True)


@command(
    "match pin",
    "These two are brought together; once more takes it back.",
    person("mentee", "Who looks for a mentor."),
    person("mentor", "Whom they get."),
    audience=Audience.ORGANIZERS,
)
async def pin_pair(turn: Turn, mentee: Person, mentor: Person) -> Card:
    """Lay down that two are brought together."""
    return await _lay_down(turn, mentee, mentor, RuleKind.PIN)


@command(
    "match forbid",
    "These two are not brought together; once more takes it back.",
    person("mentee", "Who looks for a mentor."),
    person("mentor", "Whom they do not get."),
    audience=Audience.ORGANIZERS,
)
async def forbid_pair(turn: Turn, mentee: Person, mentor: Person) -> Card:
    """Lay down that two are not brought together."""
    return await _lay_down(turn, mentee, mentor, RuleKind.FORBID)


@command(
    "match publish",
    "Publish the round as you last saw it, and tell everybody.",
    audience=Audience.ORGANIZERS,
)
async def look_before_publishing(turn: Turn) -> Card:
    """A last look, which has the button."""
    return await show_worked_out(turn)


@command("match cancel", "Call the round off.", audience=Audience.ORGANIZERS)
async def ask_to_cancel_current(turn: Turn) -> Card:
    """The question before the round under way is called off."""
    async with turn.read() as connection:
        found = await service.find_current(connection, turn.caller, turn.rights)
    return cards.confirm_cancel_card(found)


@press("match:again")
async def work_out_again(press: Press) -> Card:
    """The round, worked out anew."""
    return await show_worked_out(press, anew=True)


@press("match:look")
async def look_again(press: Press) -> Card:
    """How far it is, or the round once it is worked out."""
    return await show_worked_out(press)


@press("match:handled", anew=True)
async def mark_handled(press: Press) -> Card:
    """Say that one looks after a round whose sign-up is over."""
    async with press.read() as connection:
        found = await service.find_own(connection, press.caller, press.rights, number(press.argument))
    if press.seen_by_all:
        press.renew(notice_cards.handled_round_card(found, press.caller.user_id))
    return noted_card()


@press("match:stop")
async def stop(press: Press) -> Card:
    """No longer work the round out."""
    async with press.read() as connection:
        found = await organizing.find_live(connection, press.caller, press.rights, number(press.argument))
    return cards.stopped_card(found, was_running=find_solver(press.program).stop(found.id))


@press("match:page")
async def turn_page(press: Press) -> Card:
    """Another page of the pairs."""
    return await show_pairs(press, *read_two(press))


@press("match:lone")
async def show_lone(press: Press) -> Card:
    """Who gets no mentor, and why."""
    round_id, page = read_two(press)
    async with press.read() as connection:
        seen = await organizing.find_lone(connection, press.caller, press.rights, round_id, page)
    return cards.lone_card(seen.round, seen.lines, seen.overview.lone, page)


@press("match:file", anew=True)
async def give_file(press: Press) -> Card:
    """Everybody in a round as a table."""
    async with press.read() as connection:
        found = await organizing.find_all(connection, press.caller, press.rights, number(press.argument))
    return await press.draw(file_cards.file_card, found)


@press("match:publish")
async def publish_or_ask(press: Press) -> Card:
    """Publish what the organizer saw; while people can sign up still, ask once more."""
    round_id, solved = read_two(press)
    async with press.read() as connection:
        found = await service.find_own(connection, press.caller, press.rights, round_id)
    return await publish_round(press) if found.closed else cards.confirm_publish_card(found, solved)


@press("match:publish_now")
async def publish_round(press: Press) -> Card:
    """Publish what the organizer saw, whoever could sign up still."""
    round_id, solved = read_two(press)
    async with press.change() as session:
        found, seen = await organizing.publish_round(session, press.caller, press.rights, round_id, solved)
    return cards.published_card(found, seen)


@press("match:cancel")
async def ask_to_cancel(press: Press) -> Card:
    """The question before a round is called off."""
    async with press.read() as connection:
        found = await organizing.find_live(connection, press.caller, press.rights, number(press.argument))
    return cards.confirm_cancel_card(found)


@press("match:cancel_yes")
async def cancel_round(press: Press) -> Card:
    """Call a round off."""
    async with press.change() as session:
        found = await publishing.cancel_round(session, press.caller, press.rights, number(press.argument))
    return cards.cancelled_card(found)


@press("match:seek", "match:offer", anew=True)
async def sign_up(press: Press) -> Card:
    """Take part, to find a mentor or to be one."""
    side = Side.MENTEE if press.verb == "seek" else Side.MENTOR
    async with press.change() as session:
        found, news = await service.sign_up(session, press.caller, number(press.argument), side)
        unsaid = await weighing.find_unsaid(session, press.caller, found, side)
    return cards.signed_up_card(found, side, unsaid, news=news)


@press("match:off")
async def sign_off(press: Press) -> Card:
    """Take part no longer."""
    async with press.change() as session:
        news = await service.sign_off(session, press.caller, number(press.argument))
    return cards.signed_off_card(news=news)


@press("match:yes", "match:no")
async def answer_pairing(press: Press) -> Card:
    """What one of two says to having been brought together."""
    round_id, mentee = read_two(press)
    async with press.change() as session:
        found, state = await publishing.answer_pairing(
            session, press.caller, round_id, mentee, yes=press.verb == "yes"
        )
    return cards.answered_card(state, again=publishing.can_try_again(found))


@loop(minutes=1)
async def settle_rounds(program: Program) -> None:
    """Go on with rounds in which everybody has answered, or the time for it is over."""
    await find_solver(program).settle_all()


@loop(minutes=1)
async def show_rounds(program: Program) -> None:
    """Let announcements say how far their rounds are."""
    await program.part(Announcements, Announcements).bring_up()


async def _lay_down(turn: Turn, mentee: Person, mentor: Person, kind: RuleKind) -> Card:
    async with turn.change() as session:
        found, holds = await service.lay_down(session, turn.caller, turn.rights, (mentee.id, mentor.id), kind)
    return cards.laid_down_card(found, kind, holds=holds)
