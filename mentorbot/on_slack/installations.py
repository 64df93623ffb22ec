"""Where the app is installed, kept in the database: tokens are encrypted, and renewed before they end."""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import aiohttp
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import case, delete, literal, or_, select, update

from mentorbot import clock, logs
from mentorbot.chat.bell import Bell
from mentorbot.db import Database, Session, insert
from mentorbot.errors import OperatorError
from mentorbot.on_slack import reinstalling, render
from mentorbot.on_slack.models import SLACK_INSTALLATION, SLACK_TEAM
from mentorbot.on_slack.refusals import read_word
from mentorbot.on_slack.workspaces import (
    DEAD,
    TROUBLE,
    NotInstalledError,
    TokenEndedError,
    ask_name,
    make_client,
)

RENEWED_BEFORE: Final = timedelta(hours=6)
"""How long before its end a token is renewed. Slack's live twelve hours, the old one to its end: if it cannot
be renewed, there is so much time to tell people."""

RENEWED_WITHIN: Final = timedelta(minutes=1)
"""How long one process has for it before another may try."""

BAD_KEY: Final = "MENTORBOT_SECRET_KEY is not a key. `mentorbot slack key` makes one."
OTHER_KEY: Final = (
    "The tokens of workspaces were encrypted with another key. Set MENTORBOT_SECRET_KEY to that one, or have "
    "the workspaces install the app again."
)

REFUSED: Final = (
    "Slack does not renew the token any more. Let an admin of the workspace install the app again at the "
    "link, before the token ends; nothing that is stored is lost."
)

_REFUSED: Final = {"invalid_refresh_token", "invalid_grant", "token_expired", "token_revoked"}

CHANGED: Final = Bell("slack installations")
"""Rung when it is another where the app is, or with which token, so that no process goes by what was."""

REVOKED: Final = (
    "Slack does not take the token of this workspace any more: it was revoked. Let an admin install the app "
    "again at the link; nothing that is stored is lost, and what is due there waits."
)

_table = SLACK_INSTALLATION
log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    client: AsyncWebClient
    ends_at: datetime | None
    org_wide: bool
    refused: bool

    @property
    def ended(self) -> bool:
        """Whether the token is good for nothing any more."""
        return self.refused if self.ends_at is None else self.ends_at <= clock.now()

    def usable(self) -> AsyncWebClient:
        """What to make requests with. Raises TokenEndedError, or SlackClientError if it may come right."""
        if not self.ended:
            return self.client
        if self.refused:
            raise TokenEndedError
        raise SlackClientError("the token has ended, and could not be renewed yet")


class Installations:
    """The workspaces that have installed the app.

    Args:
        session: What requests are made with; open for as long as this is used.
        keys: What encrypts tokens: the first what is written, all of them what is read; with commas between.
        client_id: The app's, with which tokens are renewed.
        client_secret: Likewise.
        link: Where the app is installed.

    Raises:
        OperatorError: A key is none.
    """

    def __init__(
        self,
        database: Database,
        session: aiohttp.ClientSession,
        *,
        keys: str,
        client_id: str,
        client_secret: str,
        link: str = "",
    ) -> None:
        self.anybody = make_client(session)
        self.refused = asyncio.Event()  # never: the others go on without one of them
        self._link = link
        self._database = database
        self._session = session
        try:
            self._lock = MultiFernet([Fernet(one.strip()) for one in keys.split(",")])
        except ValueError:
            raise OperatorError(BAD_KEY) from None
        self._app = {"client_id": client_id, "client_secret": client_secret}
        self._known: dict[str, _Known] = {}
        self._names: dict[str, str] = {}
        self._renewing: dict[int, asyncio.Task[None]] = {}
        self._doubted: dict[int, asyncio.Task[None]] = {}

    def hearing(self) -> AbstractContextManager[None]:
        """As Workspaces says."""
        return CHANGED.heard_by(self._know_nothing)

    def _know_nothing(self) -> None:
        """Load anew what is wanted: something is another."""
        self._known.clear()
        self._names.clear()

    async def find_client(self, community: str, enterprise: str | None = None) -> AsyncWebClient:
        """As Workspaces says. A token that ends soon is renewed meanwhile; one that has ended, before."""
        known = self._known.get(community) or await self._load(community, enterprise)
        if known.refused:
            return known.usable()
        if known.ends_at is None or known.ends_at - clock.now() > RENEWED_BEFORE:
            return known.client
        renewing = self._renewing.get(known.id)
        if renewing is None:
            renewing = self._renewing[known.id] = asyncio.create_task(self._renew(known.id))
            renewing.add_done_callback(lambda _: self._renewing.pop(known.id, None))
        if known.ended:
            await asyncio.shield(renewing)
            return (await self._load(community, enterprise)).usable()
        return known.client

    async def find_name(self, community: str) -> str:
        """As Workspaces says."""
        if not self._names.get(community):
            self._names[community] = await ask_name(await self.find_client(community), community)
        return self._names[community]

    async def is_org_wide(self, community: str) -> bool:
        """As Workspaces says."""
        return (self._known.get(community) or await self._load(community, None)).org_wide

    async def is_let_in(self, community: str) -> bool:
        """As Workspaces says."""
        try:
            await self._load(community, None)
        except NotInstalledError:
            return False
        return True

    async def forget(self, community: str, enterprise: str | None) -> None:
        """As Workspaces says: its tokens are deleted, unless Slack still takes them.

        It is told late perhaps, when the app has been installed again.
        """
        for whose in filter(None, (community, enterprise)):
            async with self._database.read_scope() as connection:
                kept = select(_table.c.token).where(_table.c.external_id == whose)
                token = (await connection.execute(kept)).scalar()
            if token is not None and not await self._works(self._decrypt(token)):
                async with self._database.session_scope() as session:
                    gone = (_table.c.external_id == whose) & (_table.c.token == token)
                    await session.execute(delete(_table).where(gone))
                    CHANGED.ring(session)

    async def note_revoked(self, community: str, enterprise: str | None) -> None:
        """As Workspaces says."""
        whose = select(_table.c.id, _table.c.token).where(
            _table.c.external_id.in_([one for one in (community, enterprise) if one])
        )
        async with self._database.read_scope() as connection:
            rows = (await connection.execute(whose)).all()
        for row in rows:
            await self._check(row.id, row.token)

    async def note_access(self, teams: Collection[str], enterprise: str | None, *, granted: bool) -> None:
        """As Workspaces says."""
        async with self._database.session_scope() as session:
            whole = select(_table.c.id).where(_table.c.external_id == enterprise, _table.c.org_wide)
            installation = (await session.execute(whole)).scalar()
            for team in teams:
                if granted and installation is not None:
                    await _note_team(session, team, installation)
                elif not granted:
                    await session.execute(delete(SLACK_TEAM).where(SLACK_TEAM.c.team_id == team))
            CHANGED.ring(session)

    async def _works(self, token: str) -> bool:
        """Whether Slack takes a token; if Slack does not say, it is taken to."""
        try:
            await make_client(self._session, token).auth_test()
        except SlackApiError as error:
            return read_word(error) not in DEAD
        except (aiohttp.ClientError, OSError, TimeoutError):
            return True
        return True

    def _doubt(self, id_: int, token: str) -> None:
        """Slack has just refused a token: see whether it does so again, and note it.

        Args:
            token: As it is stored.
        """
        self._known.clear()
        if id_ not in self._doubted:
            self._doubted[id_] = asyncio.create_task(self._check(id_, token))
            self._doubted[id_].add_done_callback(lambda _: self._doubted.pop(id_, None))

    async def _check(self, id_: int, token: str) -> None:
        """Note a token that Slack takes no more, until the app is installed again; if it is stored still."""
        if await self._works(self._decrypt(token)):
            return
        now = clock.now()
        ends = case((_table.c.ends_at.is_(None), None), else_=literal(now, _table.c.ends_at.type))
        async with self._database.session_scope() as session:
            noted = await session.execute(
                update(_table)
                .where(_table.c.id == id_, _table.c.token == token)
                .where(_table.c.refused_at.is_(None) | (_table.c.ends_at > now))
                .values(refused_at=now, ends_at=ends)
                .returning(_table.c.name)
            )
            row = noted.first()
            CHANGED.ring(session)
        if row is not None:
            log.error(REVOKED, workspace=row.name, link=self._link)

    async def keep(self, installed: Installation) -> None:
        """Keep an installation, in the place of an earlier one."""
        org_wide = bool(installed.is_enterprise_install)
        ends = installed.bot_token_expires_at
        refresh = installed.bot_refresh_token
        row = {
            "org_wide": org_wide,
            "name": str((installed.enterprise_name if org_wide else installed.team_name) or "")[:200],
            "scopes": ",".join(installed.bot_scopes or ()),
            "token": self._encrypt(installed.bot_token or ""),
            "refresh_token": self._encrypt(refresh) if refresh and ends else None,
            "ends_at": datetime.fromtimestamp(ends, UTC) if refresh and ends else None,
            "renewed_until": None,
            "installed_at": clock.now(),
            "installer_id": installed.user_id or None,
            "refused_at": None,
        }
        whose = str(installed.enterprise_id if org_wide else installed.team_id)
        async with self._database.session_scope() as session:
            await session.execute(
                insert(_table)
                .values(external_id=whose, **row)
                .on_conflict_do_update(index_elements=["external_id"], set_=row)
            )
            kept = await session.execute(select(_table.c.id).where(_table.c.external_id == whose))
            await reinstalling.send_what_waited(session, kept.scalar_one())
            CHANGED.ring(session)
        log.info("installed in a workspace", name=row["name"], org_wide=org_wide)

    async def _load(self, community: str, enterprise: str | None) -> _Known:
        """What is stored of a workspace: its own installation before that of its organization."""
        names = ("id", "external_id", "token", "ends_at", "org_wide", "refused_at")
        columns = [_table.c[one] for one in names]
        mapped = select(SLACK_TEAM.c.installation_id).where(SLACK_TEAM.c.team_id == community)
        which = or_(_table.c.external_id == community, _table.c.id.in_(mapped))
        if enterprise:
            which = or_(which, _table.c.external_id == enterprise)
        async with self._database.read_scope() as connection:
            rows = (await connection.execute(select(*columns).where(which))).all()
        row = next((one for one in rows if one.external_id == community), rows[0] if rows else None)
        if row is None:
            raise NotInstalledError(community)
        if enterprise and row.external_id == enterprise and community:
            async with self._database.session_scope() as session:
                await _note_team(session, community, row.id)
        token = self._decrypt(row.token)
        refused = row.refused_at is not None
        client = make_client(self._session, token, partial(self._doubt, row.id, row.token))
        known = _Known(row.id, client, row.ends_at, row.org_wide, refused)
        if not refused:  # another process may be told at any moment that it is installed again
            self._known[community] = known
        return known

    async def _renew(self, id_: int) -> None:
        """Renew a token: one process alone, for what renews it can be used once."""
        now = clock.now()
        free = or_(_table.c.renewed_until.is_(None), _table.c.renewed_until < now)
        async with self._database.session_scope() as session:
            taken = await session.execute(
                update(_table)
                .where(_table.c.id == id_, free, _table.c.ends_at <= now + RENEWED_BEFORE)
                .values(renewed_until=now + RENEWED_WITHIN)
                .returning(_table.c.refresh_token)
            )
            row = taken.first()
        self._known.clear()
        if row is None or row.refresh_token is None:
            return  # another process has renewed it, or is about to
        try:
            answer = await self.anybody.oauth_v2_access(
                **self._app, grant_type="refresh_token", refresh_token=self._decrypt(row.refresh_token)
            )
        except SlackApiError as error:
            if read_word(error) in _REFUSED:
                await self._note_refused(id_, row.refresh_token)
            else:
                log.warning("Slack does not renew a token now; trying again", error=read_word(error))
            return
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            # What renews may have been used up by it: the next try shows.
            log.warning("could not ask Slack to renew a token; trying again", error=str(error))
            return
        async with self._database.session_scope() as session:
            await session.execute(update(_table).where(_table.c.id == id_).values(self._renewed(answer.data)))
            CHANGED.ring(session)

    def _renewed(self, answer: Any) -> Mapping[str, Any]:
        return {
            "token": self._encrypt(str(answer["access_token"])),
            "refresh_token": self._encrypt(str(answer["refresh_token"])),
            "ends_at": clock.now() + timedelta(seconds=int(answer["expires_in"])),
            "renewed_until": None,
            "refused_at": None,
        }

    async def _note_refused(self, id_: int, tried: str) -> None:
        """What renews the token is used up, or was withdrawn: note it, and have people told.

        Args:
            tried: What was to renew it, as it is stored; if there is another by now, all is well.
        """
        async with self._database.session_scope() as session:
            noted = await session.execute(
                update(_table)
                .where(_table.c.id == id_, _table.c.refresh_token == tried, _table.c.refused_at.is_(None))
                .values(refused_at=clock.now())
                .returning(_table.c.name, _table.c.token, _table.c.ends_at, _table.c.installer_id)
            )
            row = noted.first()
            if row is None:
                return
            teams = await reinstalling.find_teams(session, id_)
            wanted = reinstalling.Wanted(id_, self._link, row.ends_at)
            await reinstalling.tell_organizers(session, wanted, teams)
            CHANGED.ring(session)
        log.error(REFUSED, workspace=row.name, link=self._link, ends_at=row.ends_at.isoformat())
        if row.installer_id is not None:
            await self._tell_installer(self._decrypt(row.token), row.installer_id, wanted)

    async def _tell_installer(self, token: str, user_id: str, wanted: reinstalling.Wanted) -> None:
        """Write to whoever installed the app, who need not be a member of the programme."""
        screen = render.message(reinstalling.wanted_card(wanted.link, wanted.ends_at), "")
        try:
            client = make_client(self._session, token)
            await client.chat_postMessage(channel=user_id, text=screen.text, blocks=screen.blocks)
        except TROUBLE as error:
            log.warning("could not tell whoever installed the app", error=str(error))

    def _encrypt(self, token: str) -> str:
        return self._lock.encrypt(token.encode()).decode()

    def _decrypt(self, kept: str) -> str:
        try:
            return self._lock.decrypt(kept.encode()).decode()
        except InvalidToken:
            log.error(OTHER_KEY)  # noqa: TRY400 - there is nothing to trace
            raise NotInstalledError(OTHER_KEY) from None


async def _note_team(session: Session, team_id: str, installation_id: int) -> None:
    row = {"installation_id": installation_id}
    await session.execute(
        insert(SLACK_TEAM)
        .values(team_id=team_id, **row)
        .on_conflict_do_update(index_elements=["team_id"], set_=row)
    )
