"""When Slack does not renew a token any more: who is told, and what goes on once the app is installed again.

What renews a token can be used once. If the bot is killed after Slack took it and before the new ones were
stored, nothing renews it any more; the old token holds for some hours yet, in which people can be told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import Accent, Action, Actions, Card, Section, moment
from mentorbot.db import AsyncConnection, Session
from mentorbot.delivery import direct, letters
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address, Due, handler
from mentorbot.delivery.payloads import Payload
from mentorbot.members.service import ensure_community
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.models import SLACK_INSTALLATION, SLACK_TEAM
from mentorbot.on_slack.refusals import NOT_INSTALLED, NOT_LET_IN, SENTENCES

KIND: Final = "slack_reinstall"

_table = SLACK_INSTALLATION


@dataclass(frozen=True, slots=True)
class Wanted(Payload):
    """That the app is to be installed again.

    Args:
        installation: Whose token is not renewed.
        link: Where it is installed.
        ends_at: Until when the token holds.
    """

    installation: int
    link: str
    ends_at: datetime


@handler(KIND, Wanted)
async def make_wanted(session: Session, due: Due, wanted: Wanted) -> Card | None:
    """What organizers read; nothing, if it was installed again meanwhile."""
    refused = select(_table.c.id).where(_table.c.id == wanted.installation, _table.c.refused_at.is_not(None))
    if (await session.execute(refused)).first() is None:
        return None
    return wanted_card(wanted.link, wanted.ends_at)


def wanted_card(link: str, ends_at: datetime) -> Card:
    """Ask to install the app again."""
    told = (
        f"Slack does not renew my access to this workspace, and what I have ends {moment(ends_at)}. Please "
        "install me again before that: it takes a minute, and nothing that is stored is lost. What falls due "
        "in between arrives afterwards."
    )
    again = Actions((Action("Install again", url=link),))
    return Card("Please install me again", (Section(told), again), Accent.CARE)


async def tell_organizers(session: Session, wanted: Wanted, teams: Sequence[str]) -> None:
    """Have organizers told where notices go to.

    Args:
        teams: The workspaces that the token is for.
    """
    for team in teams:
        community = await ensure_community(session, PLATFORM, team)
        channel = await direct.find_notice_channel(session, community)
        if channel is not None:
            await delivery.schedule(
                session,
                kind=KIND,
                payload=wanted,
                to=Address(PLATFORM, team, channel_id=channel),
                due_at=clock.now(),
                dedupe_key=f"{KIND}:{wanted.installation}:{wanted.ends_at:%Y%m%dT%H%M%S}:{channel}",
                community_id=community,
            )


async def find_teams(connection: AsyncConnection | Session, installation: int) -> list[str]:
    """The workspaces that an installation is for, as far as they are known."""
    own = select(_table.c.external_id).where(_table.c.id == installation, ~_table.c.org_wide)
    mapped = select(SLACK_TEAM.c.team_id).where(SLACK_TEAM.c.installation_id == installation)
    found = [*(await connection.execute(own)).scalars(), *(await connection.execute(mapped)).scalars()]
    return list(dict.fromkeys(found))


async def send_what_waited(session: Session, installation: int) -> None:
    """The app is installed anew: what it could not send without a token or a permission is tried at once."""
    for team in await find_teams(session, installation):
        await _send_again(session, team, NOT_LET_IN, SENTENCES["missing_scope"])


async def send_what_waited_outside(session: Session, teams: Sequence[str]) -> None:
    """An organization lets the app into workspaces: what it could not send there is tried at once."""
    for team in teams:
        await _send_again(session, team, NOT_INSTALLED, SENTENCES["team_access_not_granted"])


async def _send_again(session: Session, team: str, *reasons: str) -> None:
    community = await ensure_community(session, PLATFORM, team)
    await letters.retry_dead(session, community_id=community, errors=reasons)


async def find_refused(connection: AsyncConnection) -> list[tuple[str, datetime | None]]:
    """The installations whose token Slack takes or renews no more.

    Returns:
        What each is called, and until when its token holds; None where it does not any more.
    """
    columns = select(_table.c.name, _table.c.ends_at).where(_table.c.refused_at.is_not(None))
    now = clock.now()
    return [
        (name, ends_at if ends_at is not None and ends_at > now else None)
        for name, ends_at in await connection.execute(columns)
    ]


async def find_scopes(connection: AsyncConnection) -> list[tuple[str, frozenset[str]]]:
    """What the app may do in each installation: what that is called, and its scopes."""
    columns = select(_table.c.name, _table.c.scopes)
    return [(name, frozenset(scopes.split(","))) for name, scopes in await connection.execute(columns)]
