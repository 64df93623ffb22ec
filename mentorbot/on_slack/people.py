"""Who somebody is on Slack, remembered for some minutes: their name, where they live, what they may."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.errors import SlackApiError

from mentorbot import logs
from mentorbot.chat.caller import Rights
from mentorbot.chat.platform import Called
from mentorbot.on_slack.workspaces import TROUBLE, Workspaces, read_cursor

KNOWN_FOR: Final = 300.0
"""Seconds for which what Slack said of somebody holds; a change that it tells of counts at once."""
_MOST_KNOWN: Final = 20_000
_PAGE: Final = 1_000
"""People whom Slack tells of at once, at most. Source: https://docs.slack.dev/reference/methods/users.list"""
_NAMES: Final = ("display_name", "display_name_normalized", "real_name", "real_name_normalized", "email")

log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody, as Slack knows them.

    Args:
        name: As others see it.
        locale: Of their client, such as "en-US".
        zone: An IANA name; empty where Slack does not say.
        manages: They are an admin or an owner of the workspace.
        guest: They are there for some channels only.
        bot: They are a program.
        gone: Their account is deactivated.
        stranger: They belong to another workspace, and share a channel with this one.
        username: Of which no two are the same.
        teams: The workspaces of an organization that they are in; none where there is no organization.
    """

    id: str
    name: str
    locale: str = "en-US"
    zone: str = ""
    manages: bool = False
    guest: bool = False
    bot: bool = False
    gone: bool = False
    stranger: bool = False
    username: str = ""
    teams: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Listed:
    """Somebody of a workspace, with all that they may be called, in small letters."""

    called: Called
    names: frozenset[str]


class People:
    """Asks Slack who somebody is."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._known: dict[tuple[str, str], tuple[float, Profile]] = {}
        self._groups: dict[str, tuple[float, dict[str, frozenset[str]]]] = {}
        self._asking: dict[tuple[str, str], asyncio.Lock] = {}
        # Of the workspace that was asked about last: a list of all can be long.
        self._listed: dict[str, tuple[float, list[_Listed]]] = {}
        self._listing: dict[str, asyncio.Lock] = {}

    async def find(self, community: str, user_id: str) -> Profile | None:
        """Somebody; None if Slack does not know them there.

        Raises:
            SlackClientError: Slack does not say.
        """
        key = community, user_id
        known = self._known.get(key)
        if known is not None and time.monotonic() - known[0] < KNOWN_FOR:
            return known[1]
        async with self._asking.setdefault(key, asyncio.Lock()):
            known = self._known.get(key)
            if known is not None and time.monotonic() - known[0] < KNOWN_FOR:
                return known[1]
            try:
                profile = await self._ask(community, user_id)
            finally:
                self._asking.pop(key, None)
            if profile is not None:
                while len(self._known) >= _MOST_KNOWN:
                    self._known.pop(next(iter(self._known)))
                self._known[key] = time.monotonic(), profile
            return profile

    async def find_called(self, community: str, name: str) -> list[Called]:
        """Those of a workspace who are called that, or have that e-mail address where the app may know it.

        Raises:
            SlackClientError: Slack does not say.
        """
        wanted = name.casefold()
        async with self._listing.setdefault(community, asyncio.Lock()):
            at, listed = self._listed.get(community, (0.0, []))
            if not listed or time.monotonic() - at >= KNOWN_FOR:
                listed = await self._list(community)
                self._listed = {community: (time.monotonic(), listed)}
        return [one.called for one in listed if wanted in one.names]

    def recall(self, community: str, user_id: str) -> Profile | None:
        """Somebody as they were known last, without asking Slack; None for somebody new."""
        known = self._known.get((community, user_id))
        return known[1] if known else None

    async def find_surely(self, community: str, user_id: str, name: str = "") -> Profile:
        """Somebody as they are known, or were; where Slack does not say, somebody without any rights."""
        try:
            return await self.find(community, user_id) or Profile(user_id, name or user_id, gone=True)
        except TROUBLE as error:
            log.warning("Slack does not say who somebody is", error=str(error))
            known = self._known.get((community, user_id))
            return known[1] if known else Profile(user_id, name or user_id)

    async def find_rights(self, community: str, profile: Profile) -> Rights:
        """What somebody may do there, and the user groups that they are in."""
        may = profile.manages and not profile.guest
        groups = await self.find_groups(community, profile.id) or frozenset()
        return Rights(groups, manages_events=may, manages_community=may)

    async def find_groups(self, community: str, user_id: str) -> frozenset[str] | None:
        """The user groups that somebody is in; None where no groups can be seen at all."""
        groups = await self._load_groups(community)
        return frozenset(group for group, users in groups.items() if user_id in users) if groups else None

    def forget(self, community: str, user_id: str) -> None:
        """Ask anew: Slack said that something is another with them."""
        self._known.pop((community, user_id), None)
        self._listed.pop(community, None)

    def forget_groups(self, community: str) -> None:
        """Ask anew who is in which user group."""
        self._groups.pop(community, None)

    async def _ask(self, community: str, user_id: str) -> Profile | None:
        client = await self._workspaces.find_client(community)
        try:
            answer = await client.users_info(user=user_id, include_locale=True)
        except SlackApiError as error:
            if error.response.get("error") in {"user_not_found", "user_not_visible"}:
                return None
            raise
        return read_profile(answer["user"], community, org_wide=await self._workspaces.is_org_wide(community))

    async def _list(self, community: str) -> list[_Listed]:
        """The people of a workspace who are still there."""
        client = await self._workspaces.find_client(community)
        found: list[_Listed] = []
        cursor = ""
        while True:
            page = await client.users_list(limit=_PAGE, cursor=cursor, team_id=community)
            for user in page["members"]:
                profile = read_profile(user, community)
                if not (profile.bot or profile.gone):
                    found.append(_Listed(Called(profile.id, profile.username), _read_names(user)))
            if not (cursor := read_cursor(page)):
                return found

    async def _load_groups(self, community: str) -> Mapping[str, frozenset[str]]:
        known = self._groups.get(community)
        if known is not None and time.monotonic() - known[0] < KNOWN_FOR:
            return known[1]
        found: dict[str, frozenset[str]] = {}
        try:
            client = await self._workspaces.find_client(community)
            answer = await client.usergroups_list(include_users=True, team_id=community)
            found = {one["id"]: frozenset(one.get("users") or ()) for one in answer["usergroups"]}
        except TROUBLE as error:
            # There are none on a free plan, and an app may have been installed without being let see them.
            log.info("no user groups", error=str(error))
            found = known[1] if known is not None else {}
        self._groups[community] = time.monotonic(), found
        return found


def read_profile(user: Mapping[str, Any], community: str, *, org_wide: bool = False) -> Profile:
    """Somebody, of what Slack says of a user.

    Args:
        org_wide: The app is in all workspaces of an organization, whose people belong to each.
    """
    profile = user.get("profile") or {}
    names = profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name")
    name = next(filter(None, names), user["id"])
    home = user.get("team_id") or community
    enterprise = (user.get("enterprise_user") or {}).get("teams") or ()
    return Profile(
        id=str(user["id"]),
        name=str(name),
        locale=str(user.get("locale") or "en-US"),
        zone=str(user.get("tz") or ""),
        manages=bool(user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        bot=bool(user.get("is_bot")) or user.get("id") == "USLACKBOT",
        gone=bool(user.get("deleted")),
        username=str(user.get("name") or ""),
        teams=frozenset(map(str, enterprise)),
        stranger=bool(user.get("is_stranger"))
        or (home != community and community not in enterprise and not org_wide),
    )


def _read_names(user: Mapping[str, Any]) -> frozenset[str]:
    profile = user.get("profile") or {}
    names = (user.get("name"), user.get("real_name"), *map(profile.get, _NAMES))
    return frozenset(str(one).casefold() for one in names if one)
