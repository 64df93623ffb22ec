"""What members say in the directory, and what others see of it: only what was ticked, from one place."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update

from mentorbot import clock
from mentorbot.chat import fit
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, rows_of
from mentorbot.errors import UserError
from mentorbot.guide.model import Way
from mentorbot.members import service as members
from mentorbot.mentoring import people
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.networking.directory.models import DIRECTORY_VALUE
from mentorbot.networking.directory.seeking import Sought
from mentorbot.networking.directory.terms import CHOSEN, MOST_VALUE, TYPED, EntryField
from mentorbot.networking.opportunities.filters import join_words
from mentorbot.progress.ways import note_way

MOST_FOUND: Final = 100
GONE: Final = "This person is not in the directory, or not any more. `/directory find` shows who is."


Values = Mapping[EntryField, tuple[str, ...]]
"""What an entry says, by field; a field without a value is left out."""


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own entry: all that one wrote, and which fields others see."""

    values: Values
    shown: frozenset[EntryField]


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody's entry as others see it: nothing but what they ticked."""

    member_id: int
    values: Values


async def find_own(connection: AsyncConnection | Session, caller: Caller) -> Mine:
    """The caller's own entry; empty if there is none.

    Raises:
        UserError: They are no member.
    """
    person = await people.find_caller(connection, caller)
    statement = (
        select(DIRECTORY_VALUE.c.field, DIRECTORY_VALUE.c.value, DIRECTORY_VALUE.c.shown)
        .where(DIRECTORY_VALUE.c.member_id == person.id)
        .order_by(DIRECTORY_VALUE.c.value)
    )
    rows = (await connection.execute(statement)).all()
    return Mine(
        _by_field((row.field, row.value) for row in rows), frozenset(r.field for r in rows if r.shown)
    )


async def prefill_entry(connection: AsyncConnection | Session, caller: Caller) -> Mine:
    """The caller's entry for its two forms; where one is empty yet, with what they said as a mentor.

    Nothing of it is stored, let alone shown, until they send the form.

    Raises:
        UserError: They are no member.
    """
    person = await people.find_caller(connection, caller)
    found = await find_own(connection, caller)
    mentor = await profiles.find_mentor(connection, person.id)
    if mentor is None:
        return found
    said = {
        EntryField.NAME: (fit(mentor.name, MOST_VALUE),),
        EntryField.ROLE: (fit(mentor.role, MOST_VALUE),),
        EntryField.ORGANIZATION: (fit(mentor.organization, MOST_VALUE),),
        EntryField.SETTING: (mentor.setting.value,),
        EntryField.TOPIC: mentor.topics,
        EntryField.CREDENTIAL: mentor.credentials,
        EntryField.LANGUAGE: mentor.languages,
    }
    values = dict(found.values)
    for form in (set(TYPED), set(CHOSEN)):
        if not form & found.values.keys():
            values |= {name: said[name][: CHOSEN.get(name)] for name in form & said.keys() if any(said[name])}
    return Mine(values, found.shown)


async def write_entry(session: Session, caller: Caller, values: Values) -> Mine:
    """Store what the caller says in these fields, in the place of what was there.

    What they had ticked stays ticked; a field that is new is seen by nobody until they tick it.

    Args:
        values: By field; one without values is emptied, a field that is not named stays.
    """
    person = await people.find_caller(session, caller)
    before = await find_own(session, caller)
    theirs = DIRECTORY_VALUE.c.member_id == person.id
    await session.execute(delete(DIRECTORY_VALUE).where(theirs, DIRECTORY_VALUE.c.field.in_(list(values))))
    now = clock.now()
    rows = [
        {
            "member_id": person.id,
            "field": name,
            "value": value,
            "community_id": person.community_id,
            "words": join_words(value) if name in TYPED else "",
            "shown": name in before.shown,
            "at": now,
        }
        for name, several in values.items()
        for value in dict.fromkeys(several)
    ]
    if rows:
        await session.execute(insert(DIRECTORY_VALUE), rows)
    return await find_own(session, caller)


async def show_fields(session: Session, caller: Caller, fields: Collection[EntryField]) -> Mine:
    """Let others see these fields of the caller's entry, and no others."""
    person = await people.find_caller(session, caller)
    ticked = DIRECTORY_VALUE.c.field.in_(list(fields))
    theirs = update(DIRECTORY_VALUE).where(DIRECTORY_VALUE.c.member_id == person.id)
    await session.execute(theirs.values(shown=ticked, at=clock.now()))
    mine = await find_own(session, caller)
    if mine.shown:
        await note_way(session, person.id, Way.JOIN_DIRECTORY)
    return mine


async def remove_entry(session: Session, caller: Caller) -> Person:
    """Take the caller's entry out of the directory and forget it, at once."""
    person = await people.find_caller(session, caller)
    await session.execute(delete(DIRECTORY_VALUE).where(DIRECTORY_VALUE.c.member_id == person.id))
    return person


async def find_entries(
    connection: AsyncConnection | Session, caller: Caller, sought: Sought
) -> Sequence[Entry]:
    """Whom the caller may find: those who ticked what is looked for, the newest entries first.

    Nobody finds themselves, nor anybody of whom either wants to be kept from the other.

    Raises:
        UserError: The caller is no member.
    """
    person = await people.find_caller(connection, caller)
    return await _entries(connection, person, _conditions(sought))


async def find_entry(connection: AsyncConnection | Session, person: Person, member_id: int) -> Entry:
    """Somebody's entry, for another member of the community.

    Raises:
        UserError: There is none that they may see.
    """
    found = await _entries(connection, person, [DIRECTORY_VALUE.c.member_id == member_id])
    if not found:
        raise UserError(GONE)
    return found[0]


async def find_seen(connection: AsyncConnection | Session, member_ids: Iterable[int]) -> dict[int, Entry]:
    """What these members let others see, by member; for those who are being introduced already."""
    statement = (
        select(DIRECTORY_VALUE.c.member_id, DIRECTORY_VALUE.c.field, DIRECTORY_VALUE.c.value)
        .where(DIRECTORY_VALUE.c.member_id.in_(list(member_ids)), DIRECTORY_VALUE.c.shown)
        .order_by(DIRECTORY_VALUE.c.value)
    )
    said: defaultdict[int, list[tuple[EntryField, str]]] = defaultdict(list)
    for row in await connection.execute(statement):
        said[row.member_id].append((row.field, row.value))
    return {id_: Entry(id_, _by_field(pairs)) for id_, pairs in said.items()}


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members say in the directory, by member."""
    names = ("field", "value", "shown", "at")
    statement = select(*(DIRECTORY_VALUE.c[name] for name in names))
    statement = statement.order_by(DIRECTORY_VALUE.c.field, DIRECTORY_VALUE.c.value)
    return await rows_of(session, member_ids, DIRECTORY_VALUE.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members say in the directory."""
    await session.execute(delete(DIRECTORY_VALUE).where(DIRECTORY_VALUE.c.member_id.in_(member_ids)))


async def _entries(
    connection: AsyncConnection | Session, person: Person, conditions: Sequence[Any]
) -> Sequence[Entry]:
    newest = func.max(DIRECTORY_VALUE.c.at)
    statement = (
        select(DIRECTORY_VALUE.c.member_id)
        .where(
            DIRECTORY_VALUE.c.community_id == person.community_id,
            DIRECTORY_VALUE.c.shown,
            DIRECTORY_VALUE.c.member_id != person.id,
            ~blocks.are_apart(DIRECTORY_VALUE.c.member_id, person.id),
            DIRECTORY_VALUE.c.member_id.in_(select(members.ID).where(members.PRESENT)),
            *conditions,
        )
        .group_by(DIRECTORY_VALUE.c.member_id)
        .order_by(newest.desc(), DIRECTORY_VALUE.c.member_id)
        .limit(MOST_FOUND)
    )
    ids = (await connection.execute(statement)).scalars().all()
    known = await find_seen(connection, ids)
    return [known[id_] for id_ in ids if id_ in known]


def _conditions(sought: Sought) -> list[Any]:
    also = [_said(name, _COLUMN.c.value == value) for name, value in sought.chosen.items()]
    also += [
        _said(EntryField.PLACE, _COLUMN.c.words.contains(f" {word}", autoescape=True))
        for word in sought.place.split()
    ]
    return also


_COLUMN: Final = DIRECTORY_VALUE.alias("other_value")


def _said(name: EntryField, condition: Any) -> Any:
    """A condition: the entry says so in a field that its owner ticked."""
    return (
        select(_COLUMN.c.member_id)
        .where(
            _COLUMN.c.member_id == DIRECTORY_VALUE.c.member_id,
            _COLUMN.c.field == name,
            _COLUMN.c.shown,
            condition,
        )
        .correlate(DIRECTORY_VALUE)
        .exists()
    )


def _by_field(pairs: Iterable[tuple[EntryField, str]]) -> Values:
    found: dict[EntryField, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value)
    return found
