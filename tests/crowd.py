"""A community of many, filled in bulk: what is quick among ten may stop a bot among fifty thousand."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any

from sqlalchemy import Table, create_engine

from mentorbot import clock
from mentorbot.events.models import EVENT
from mentorbot.members.models import COMMUNITY, MEMBER
from mentorbot.mentoring.mentorships.models import MENTORSHIP
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.requests.models import MENTOR_REQUEST
from mentorbot.networking.directory.models import DIRECTORY_VALUE
from mentorbot.networking.interviews.models import INTERVIEW_OFFER
from mentorbot.networking.intros.models import INTRO_MEMBER
from mentorbot.networking.opportunities.models import OPPORTUNITY

FIRST = 1000
"""The id of the first of the many; whoever enrols before has a smaller one."""
TOPICS = ("finance", "operations", "quality", "long-term-care")
PLACES = ("Tulsa, Oklahoma", "Boise, Idaho", "Miami, Florida")


def fill(path: str, guild: str, *, members: int, each: int) -> None:
    """Fill the community with members, and with so many of each thing that members have.

    Args:
        path: The database's file, with all tables.
        guild: The community's id on Discord.
    """
    engine = create_engine(f"sqlite:///{path}")
    now = clock.now()
    with engine.begin() as connection:
        found = connection.execute(COMMUNITY.select().where(COMMUNITY.c.external_id == guild)).first()
        assert found is not None
        for table, rows in _rows(found.id, members, each, now):
            while batch := list(islice(rows, 5000)):
                connection.execute(table.insert(), batch)
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def _rows(community: int, members: int, each: int, now: datetime) -> Iterator[tuple[Table, Iterator[Any]]]:
    ids = range(FIRST, FIRST + members)
    here = {"community_id": community}
    yield (
        MEMBER,
        (
            {
                **here,
                "id": n,
                "user_id": f"77{n:016}",
                "stage": "undergraduate",
                "goal": "Run a clinic",
                "time_zone": "America/Chicago",
                "locale": "en-US",
                "enrolled_at": now,
                "updated_at": now,
            }
            for n in ids
        ),
    )
    some = ids[:each]
    topics = cycle(TOPICS)
    offer = {"topics": "finance,operations", "setting": "hospital", "credentials": "fache", "languages": "en"}
    mentor = {
        **here,
        **offer,
        "state": "listed",
        "role": "Director",
        "organization": "County hospital",
        "years": 9,
        "day_parts": "evenings",
        "hours": 4,
        "capacity": 2,
        "taken": 0,
        "formats": "pair",
        "helps": "",
        "about": "",
        "joined_at": now,
        "updated_at": now,
    }
    yield MENTOR, ({**mentor, "member_id": n, "name": f"Mentor {n}"} for n in some)
    mentee = {
        **here,
        "goals": "Lead",
        "organization": "",
        "topics": "finance",
        "settings": "hospital",
        "credentials": "",
        "languages": "en",
        "day_parts": "evenings",
        "helps": "",
        "updated_at": now,
    }
    yield MENTEE, ({**mentee, "member_id": n, "name": f"Mentee {n}"} for n in some)
    yield DIRECTORY_VALUE, (row for n in some for row in _entry(community, n, next(topics), now))
    interview = {"role": "Director", "setting": "hospital", "topics": "finance", "a_month": 2, "minutes": 20}
    interview |= {"paused": False, "updated_at": now}
    yield INTERVIEW_OFFER, ({**here, **interview, "member_id": n} for n in some)
    joined = {
        "every": 1,
        "topics": "finance",
        "day_parts": "",
        "chapter": "",
        "last_round": 0,
        "joined_at": now,
    }
    yield INTRO_MEMBER, ({**here, **joined, "member_id": n} for n in some)
    yield EVENT, (_event(community, n, now) for n in range(1, each // 5))
    yield OPPORTUNITY, (_opportunity(community, n, now) for n in range(1, each))
    fewer = range(1, each // 10)
    yield MENTORSHIP, (_mentorship(community, FIRST + n, FIRST + each - n, now) for n in fewer)
    yield MENTOR_REQUEST, (_request(community, FIRST + n, now) for n in fewer)


def _entry(community: int, member: int, topic: str, now: datetime) -> Iterator[dict[str, Any]]:
    place = PLACES[member % len(PLACES)]
    said = {
        "name": f"Person {member}",
        "role": "Practice manager",
        "organization": "Hope Clinics",
        "place": place,
        "setting": "hospital",
        "topic": topic,
        "credential": "fache",
        "language": "en",
        "open_to": "coffee",
    }
    for field, value in said.items():
        typed = field in {"name", "role", "organization", "place"}
        words = f" {value.casefold()} " if typed else ""
        yield {
            "member_id": member,
            "field": field,
            "value": value,
            "community_id": community,
            "words": words,
            "shown": True,
            "at": now + timedelta(seconds=member),
        }


def _event(community: int, n: int, now: datetime) -> dict[str, Any]:
    starts = now + timedelta(hours=n)
    return {
        "community_id": community,
        "uid": f"event-{n}",
        "state": "published",
        "version": 1,
        "sequence": 0,
        "kind": "webinar",
        "title": f"Finance evening {n}",
        "about": "All about budgets",
        "host": "The chapter",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=1),
        "until": starts + timedelta(hours=1),
        "time_zone": "UTC",
        "rule": "",
        "place": "",
        "link": "",
        "registration": "",
        "audience_role": "",
        "audience_stages": "",
        "channel_id": "1",
        "message_key": "",
        "native_id": "",
        "shown_version": 1,
        "created_at": now,
        "updated_at": now,
    }


def _opportunity(community: int, n: int, now: datetime) -> dict[str, Any]:
    return {
        "community_id": community,
        "state": "open",
        "version": 1,
        "kind": "job",
        "title": f"Analyst {n}",
        "organization": "County hospital",
        "place": PLACES[n % len(PLACES)],
        "mode": "hybrid",
        "setting": "hospital",
        "level": "entry",
        "pay": "",
        "about": "Count beds",
        "link": f"https://example.org/{n}",
        "live_link": f"example.org/{n}",
        "words": f" analyst {n} county hospital count beds ",
        "closes_at": now + timedelta(days=30),
        "turn": n,
        "channel_id": "1",
        "message_key": f"opportunity:{n}",
        "shown_version": 1,
        "created_at": now,
        "updated_at": now,
    }


def _mentorship(community: int, mentor: int, mentee: int, now: datetime) -> dict[str, Any]:
    return {
        "community_id": community,
        "mentor_id": mentor,
        "mentee_id": mentee,
        "couple": f"{mentor}:{mentee}",
        "format": "pair",
        "origin": "request",
        "wanted": "",
        "months": 6,
        "formed_at": now,
        "ends_at": now + timedelta(days=180),
    }


def _request(community: int, mentee: int, now: datetime) -> dict[str, Any]:
    return {
        "community_id": community,
        "mentee_id": mentee,
        "state": "open",
        "turn": 1,
        "note": "Please help",
        "created_at": now,
        "turned_at": now,
        "deadline_at": now + timedelta(days=3),
    }
