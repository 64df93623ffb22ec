"""A matching round at the level of its services, and what the outbox holds because of it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import mailing
from mentoring.conftest import look, offer, person
from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Rights
from mentorbot.db import Database
from mentorbot.delivery import kinds
from mentorbot.delivery.kinds import Address, Due
from mentorbot.delivery.models import State
from mentorbot.delivery.service import delivery
from mentorbot.mentoring.matching.rounds import solve_round
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.rounds import gathering, organizing, publishing, results, service
from mentorbot.mentoring.rounds.results import Line
from mentorbot.mentoring.rounds.terms import RoundState, RuleKind, Side
from mentorbot.mentoring.rounds.view import Plan, RoundView

BOSS = person("boss")
ORGANIZER = Rights(manages_community=True)


def text(card: Card) -> str:
    """All that a card says."""
    return "\n".join(
        [card.title, *(block.text for block in card.blocks if hasattr(block, "text")), card.footer or ""]
    )


@dataclass
class Matchday:
    """Opens a round and lets people take part."""

    database: Database
    ids: dict[str, int] = field(default_factory=dict)
    inside: dict[str, frozenset[str]] = field(default_factory=dict)
    """The groups of the community's own that people are in, as the platform would say it."""

    async def open(self, **plan: Any) -> RoundView:
        """Open a round that closes in a week, with whatever is said of it."""
        asked = Plan(**{"name": "Spring round", "closes_at": clock.now() + timedelta(days=7), **plan})
        async with self.database.session_scope() as session:
            return await organizing.open_round(session, BOSS, ORGANIZER, asked, "77")

    async def seek(self, found: RoundView, *names: str, **profile: Any) -> None:
        """Let these look for a mentor in the round; they are made mentees if they are none."""
        for name in names:
            if name not in self.ids:
                self.ids[name] = await look(self.database, person(name), **profile)
            async with self.database.session_scope() as session:
                await service.sign_up(session, person(name), found.id, Side.MENTEE)

    async def offer(self, found: RoundView, *names: str, **profile: Any) -> None:
        """Let these mentor in the round."""
        for name in names:
            if name not in self.ids:
                self.ids[name] = await offer(self.database, person(name), **profile)
            async with self.database.session_scope() as session:
                await service.sign_up(session, person(name), found.id, Side.MENTOR)

    async def get(self, found: RoundView) -> RoundView:
        """The round as it is now."""
        async with self.database.read_scope() as connection:
            now = await service.find_round(connection, found.id)
        assert now is not None
        return now

    async def work_out(self, found: RoundView) -> RoundView:
        """Work it out and keep what has come of it."""
        found = await self.get(found)
        async with self.database.read_scope() as connection:
            task = await gathering.read_task(connection, found, self.inside)
        outcome = solve_round(task.mentees, task.mentors, task.rules)
        async with self.database.session_scope() as session:
            await results.store_outcome(session, found, outcome)
        return await self.get(found)

    async def lines(self, found: RoundView, *, matched: bool = True, page: int | None = None) -> list[Line]:
        """What was worked out."""
        async with self.database.read_scope() as connection:
            return await results.read_lines(connection, found, matched=matched, page=page)

    async def pairs(self, found: RoundView) -> dict[str, str]:
        """Whom each mentee gets, by name."""
        return {line.mentee: line.mentor for line in await self.lines(found)}

    async def publish(self, found: RoundView) -> RoundView:
        """Publish what was worked out last."""
        found = await self.get(found)
        async with self.database.session_scope() as session:
            return await publishing.publish_round(session, BOSS, ORGANIZER, found.id, found.solved)

    async def lay_down(self, mentee: str, mentor: str, kind: RuleKind) -> bool:
        """Pin two or forbid them; whether it holds now."""
        async with self.database.session_scope() as session:
            _, holds = await service.lay_down(session, BOSS, ORGANIZER, (mentee, mentor), kind)
        return holds

    async def answer(self, found: RoundView, who: str, mentee: str, *, yes: bool) -> Any:
        """Let somebody answer whether they want the pair of this mentee."""
        async with self.database.session_scope() as session:
            _, state = await publishing.answer_pairing(
                session, person(who), found.id, self.ids[mentee], yes=yes
            )
        return state

    async def settle(self, found: RoundView) -> RoundView:
        """What the bot does by itself when everybody has answered, or the time is over."""
        async with self.database.read_scope() as connection:
            due = await publishing.find_unsettled(connection)
        for one in due:
            async with self.database.session_scope() as session:
                await publishing.close_answers(session, one)
            async with self.database.read_scope() as connection:
                last = not publishing.can_try_again(one)
                task = await gathering.read_task(connection, one, self.inside, last=last)
            outcome = solve_round(task.mentees, task.mentors, task.rules)
            async with self.database.session_scope() as session:
                await publishing.begin_turn(session, one, outcome)
        return await self.get(found)

    async def live(self) -> set[tuple[str, str]]:
        """Who mentors whom, by name."""
        names = {id_: name for name, id_ in self.ids.items()}
        async with self.database.read_scope() as connection:
            found = [one for id_ in names for one in await pairing.find_mentorships(connection, id_)]
        return {(names[one.mentor_id], names[one.mentee_id]) for one in found}

    async def deliver(self) -> list[tuple[str, Card]]:
        """Send what is due, as the dispatcher does; what each person was sent, in order."""
        sent = []
        while True:
            async with self.database.session_scope() as session:
                waiting = select(delivery).where(
                    delivery.c.state == State.PENDING, delivery.c.due_at <= clock.now()
                )
                row = (await session.execute(waiting.order_by(delivery.c.id).limit(1))).first()
                if row is None:
                    return sent
                to = Address(row.platform, row.community, row.user_id or None, row.channel_id or None)
                due = Due(
                    row.id,
                    row.dedupe_key,
                    row.kind,
                    payload=row.payload,
                    to=to,
                    due_at=row.due_at,
                    community_id=row.community_id,
                    member_id=row.member_id,
                    attempts=1,
                    program=mailing.program_of(self.database),
                )
                handler = kinds.find_handler(row.kind)
                assert handler is not None
                card = await handler(session, due)
                done = {"state": State.SENT if card else State.CANCELLED, "settled_at": clock.now()}
                await session.execute(delivery.update().where(delivery.c.id == row.id).values(done))
            if card is not None:
                sent.append((to.user_id or "", card))


async def finished(day: Matchday, found: RoundView) -> bool:
    """Whether everything of the round is over."""
    return (await day.get(found)).state is RoundState.DONE
