"""How a community introduces its members to each other, and when: what organizers set up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert, read_row
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import NOTHING, Payload
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members.answers import paragraph
from mentorbot.mentoring import rights
from mentorbot.networking.intros.costs import Mode
from mentorbot.networking.intros.models import INTRO_SETTING
from mentorbot.networking.intros.terms import MOST_MESSAGE, By, Cadence, Programme
from mentorbot.times import repeats
from mentorbot.times.repeats import Repeat
from mentorbot.times.words import CODES

ROUND, CALL = "intro_round", "intro_call"
NOT_SET_UP: Final = (
    "There are no introductions in this community yet. An organizer sets them up with `/setup intros`."
)
NOT_ORGANIZER: Final = (
    "Only organizers set up introductions: those whom `/setup organizers` names, and whoever may manage "
    "this community. Please ask one of them."
)
SHOWN_DATES: Final = 3


@dataclass(frozen=True, slots=True)
class Next(Payload):
    """That a round begins: when it was to, and the number it was to have."""

    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What an organizer chose.

    Args:
        weekday: 0 is Monday.
        at: Wall-clock time in ``time_zone``.
        by: What "across" and "within" go by.
    """

    channel_id: str
    role_id: str
    size: int
    mode: Mode
    by: By
    cadence: Cadence
    weekday: int
    at: time
    time_zone: str
    message: str


USUAL: Final[Mapping[str, Any]] = {
    "role_id": "",
    "size": 2,
    "mode": Mode.ANYONE,
    "by": By.CAREER,
    "cadence": Cadence.TWO_WEEKS,
    "weekday": 0,
    "at": time(9),
    "message": "",
}
"""What holds at first for what an organizer leaves out."""
_TIMING: Final = ("cadence", "weekday", "at", "time_zone")


def read_plan(before: "ProgrammeView | None", given: Mapping[str, Any]) -> Plan:
    """What an organizer chose: what came, and for the rest what holds.

    Args:
        before: How introductions are; None if there are none yet.
        given: Fields of the plan; for a mode and what it goes by ``who_meets``, such as "across:career".

    Raises:
        UserError: Something is none of what can be chosen.
    """
    known = {name: getattr(before, name) for name in Plan.__dataclass_fields__} if before else USUAL
    chosen = {**known, **given}
    try:
        if "who_meets" in chosen:
            mode, _, by = chosen.pop("who_meets").partition(":")
            chosen |= {"mode": Mode(mode), "by": By(by)}
        chosen["cadence"] = Cadence(chosen["cadence"])
        chosen["weekday"] %= 7
        return Plan(**chosen)
    except ValueError:
        raise UserError(
            "I do not know one of these values. Please give one of those that are offered."
        ) from None


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A community's introductions. ``platform`` and ``community`` are its own ids there."""

    platform: str
    community: str
    community_id: int
    state: Programme
    channel_id: str
    role_id: str
    size: int
    mode: Mode
    by: By
    cadence: Cadence
    weekday: int
    at: time
    time_zone: str
    since: date
    message: str
    rounds: int
    next_at: datetime

    @property
    def number(self) -> int:
        """The number of the round that comes next."""
        return self.rounds + 1

    def dates(self) -> Iterator[datetime]:
        """When rounds begin from the next one on, in UTC."""
        moment = self.next_at
        while True:
            yield moment
            moment = repeats.next_after(self._repeat, moment)

    def after(self, moment: datetime) -> datetime:
        """When the first round after a moment begins."""
        return repeats.next_after(self._repeat, moment)

    @property
    def _repeat(self) -> Repeat:
        return Repeat(_rule(self.cadence, self.weekday), self.time_zone, self.at, self.since)


COLUMNS: Final[tuple[ColumnElement[Any], ...]] = (
    *members.PLACE,
    *(INTRO_SETTING.c[name] for name in ProgrammeView.__dataclass_fields__ if name in INTRO_SETTING.c),
)
SOURCE: Final = INTRO_SETTING.join(members.COMMUNITY, INTRO_SETTING.c.community_id == members.COMMUNITY_ID)


async def set_up(session: Session, caller: Caller, may: Rights, plan: Plan) -> ProgrammeView:
    """Begin introductions in the caller's community, or change how they are done; what was stays.

    Everybody is invited in the channel where they begin, or where they are from now on.

    Raises:
        UserError: The caller is no organizer there, or the message is too long.
    """
    await require_organizer(session, caller, may)
    community_id = await members.ensure_community(
        session, caller.platform, caller.community or "", caller.community_name
    )
    message = paragraph(plan.message)
    if len(message) > MOST_MESSAGE:
        raise UserError(f"The message has {len(message):,} characters; please use {MOST_MESSAGE} at most.")
    now = clock.now()
    before = await find_open(session, caller)
    row: dict[str, Any] = {name: getattr(plan, name) for name in Plan.__dataclass_fields__}
    row |= {"message": message}
    if before is None:
        row["state"] = Programme.RUNNING
    if before is None or any(getattr(before, name) != getattr(plan, name) for name in _TIMING):
        since = now.astimezone(ZoneInfo(plan.time_zone)).date()
        repeat = Repeat(_rule(plan.cadence, plan.weekday), plan.time_zone, plan.at, since)
        row |= {"since": since, "next_at": repeats.next_after(repeat, now)}
    if before is None:
        await session.execute(insert(INTRO_SETTING).values(community_id=community_id, rounds=0, **row))
    else:
        theirs = INTRO_SETTING.c.community_id == community_id
        await session.execute(update(INTRO_SETTING).where(theirs).values(**row))
    programme = await _anew(session, caller)
    if before is not None and before.channel_id == plan.channel_id:
        return programme
    await delivery.schedule(
        session,
        kind=CALL,
        payload=NOTHING,
        to=Address(programme.platform, programme.community, channel_id=programme.channel_id),
        due_at=now,
        dedupe_key=f"intros:{community_id}:call:{now.isoformat()}",
        community_id=community_id,
        respect_quiet=False,
    )
    return programme


async def require_organizer(connection: AsyncConnection | Session, caller: Caller, may: Rights) -> None:
    """Raises UserError unless the caller organizes the community they are calling from."""
    if not await rights.organizes_mentoring(connection, caller, may):
        raise UserError(NOT_ORGANIZER)


async def find_open(connection: AsyncConnection | Session, caller: Caller) -> ProgrammeView | None:
    """The introductions of the caller's community (in a direct message, the one they used last), if any."""
    statement = select(*COLUMNS)
    if not members.has_place(caller):
        joined = members.SOURCE.join(INTRO_SETTING, INTRO_SETTING.c.community_id == members.MEMBER_COMMUNITY)
        statement = statement.select_from(joined).where(members.LAST_USED)
    else:
        statement = statement.select_from(SOURCE).where(members.IN_COMMUNITY)
    row = (await connection.execute(statement, members.bind_caller(caller))).first()
    return read_row(ProgrammeView, row) if row else None


async def find_programme(connection: AsyncConnection | Session, caller: Caller) -> ProgrammeView:
    """As :func:`find_open`.

    Raises:
        UserError: There are none.
    """
    found = await find_open(connection, caller)
    if found is None:
        raise UserError(NOT_SET_UP)
    return found


async def find_of_community(connection: AsyncConnection | Session, community_id: int) -> ProgrammeView | None:
    """A community's introductions by its id: for what the bot does by itself."""
    statement = select(*COLUMNS).select_from(SOURCE).where(INTRO_SETTING.c.community_id == community_id)
    row = (await connection.execute(statement)).first()
    return read_row(ProgrammeView, row) if row else None


async def pause_programme(session: Session, caller: Caller, may: Rights) -> ProgrammeView:
    """Have no more rounds until somebody resumes; whoever is in one goes on with it.

    Raises:
        UserError: The caller is no organizer, or there are no introductions.
    """
    await require_organizer(session, caller, may)
    found = await find_programme(session, caller)
    await write_programme(session, found.community_id, state=Programme.PAUSED)
    await delivery.cancel(session, prefix=_prefix(found.community_id))
    return await find_programme(session, caller)


async def resume_programme(session: Session, caller: Caller, may: Rights) -> ProgrammeView:
    """Have rounds again, from the next date on.

    Raises:
        UserError: The caller is no organizer, or there are no introductions.
    """
    await require_organizer(session, caller, may)
    found = await find_programme(session, caller)
    if found.state is Programme.RUNNING:
        return found
    await write_programme(
        session, found.community_id, state=Programme.RUNNING, next_at=found.after(clock.now())
    )
    return await _anew(session, caller)


async def skip_round(session: Session, caller: Caller, may: Rights, seen: datetime) -> ProgrammeView:
    """Leave out the next round.

    Args:
        seen: When the round that is meant was to begin, so that a second press does not skip another.

    Raises:
        UserError: The caller is no organizer, or there are no introductions, or none that are running.
    """
    await require_organizer(session, caller, may)
    found = await find_programme(session, caller)
    _check_running(found)
    if found.next_at == seen:
        await write_programme(session, found.community_id, next_at=found.after(found.next_at))
    return await _anew(session, caller)


async def run_now(session: Session, caller: Caller, may: Rights, seen: int) -> ProgrammeView:
    """Begin the next round at once; those after it keep their dates.

    Args:
        seen: The number of the round that is meant, so that a second press does not begin another.

    Raises:
        UserError: The caller is no organizer, or there are no introductions, or none that are running.
    """
    await require_organizer(session, caller, may)
    found = await find_programme(session, caller)
    _check_running(found)
    if found.number == seen:
        await write_programme(session, found.community_id, next_at=clock.now())
    return await _anew(session, caller)


async def write_programme(session: Session, community_id: int, **values: Any) -> None:
    """Change columns of a community's introductions."""
    await session.execute(
        INTRO_SETTING.update().where(INTRO_SETTING.c.community_id == community_id).values(values)
    )


async def schedule_programme(session: Session, programme: ProgrammeView) -> None:
    """Have the next round begin when it is due, and no other."""
    await delivery.cancel(session, prefix=_prefix(programme.community_id))
    await delivery.schedule(
        session,
        kind=ROUND,
        payload=Next(programme.next_at, programme.number),
        to=Address(programme.platform, programme.community, channel_id=programme.channel_id),
        due_at=programme.next_at,
        dedupe_key=f"{_prefix(programme.community_id)}{programme.number}:{programme.next_at.isoformat()}",
        community_id=programme.community_id,
        respect_quiet=False,
    )


def list_upcoming(programme: ProgrammeView) -> list[datetime]:
    """When the next few rounds begin."""
    return list(islice(programme.dates(), SHOWN_DATES))


async def _anew(session: Session, caller: Caller) -> ProgrammeView:
    found = await find_programme(session, caller)
    await schedule_programme(session, found)
    return found


def _check_running(programme: ProgrammeView) -> None:
    if programme.state is not Programme.RUNNING:
        raise UserError("Introductions are paused here. Resume them first; `/setup intros` has the button.")


def _prefix(community_id: int) -> str:
    return f"intros:{community_id}:round:"


def _rule(cadence: Cadence, weekday: int) -> str:
    day = CODES[weekday]
    return {
        Cadence.WEEKLY: f"FREQ=WEEKLY;BYDAY={day}",
        Cadence.TWO_WEEKS: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
        Cadence.FOUR_WEEKS: f"FREQ=WEEKLY;INTERVAL=4;BYDAY={day}",
        Cadence.MONTHLY: f"FREQ=MONTHLY;BYDAY=1{day}",
    }[cadence]
