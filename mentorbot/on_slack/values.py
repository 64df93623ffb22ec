"""From what was typed or chosen for an option of a command to what its handler gets."""

from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError

from mentorbot.chat.numbers import read_number
from mentorbot.chat.options import Channel, CommandOption, Group, Kind, Named, Person
from mentorbot.chat.program import Program
from mentorbot.errors import UserError
from mentorbot.on_slack.people import People
from mentorbot.on_slack.platform import NOT_SAID
from mentorbot.on_slack.refusals import is_passing
from mentorbot.on_slack.workspaces import TROUBLE, Workspaces

FILE_GONE: Final = "I could not get the file from Slack. Please attach it again."


class SlackFile:
    """A file that somebody put into a form."""

    def __init__(self, about: Mapping[str, Any], token: str, session: aiohttp.ClientSession) -> None:
        self.name = str(about.get("name") or "file")
        self.size = int(about.get("size") or 0)
        self._address = str(about.get("url_private_download") or about.get("url_private") or "")
        self._token = token
        self._session = session

    async def read(self) -> bytes:
        """Its bytes. Raises UserError: Slack does not hand them out any more."""
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            async with self._session.get(self._address, headers=headers) as response:
                if response.status != 200:
                    raise UserError(FILE_GONE)
                return await response.read()
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            raise UserError(FILE_GONE) from None


def find_named(option: CommandOption, program: Program) -> Named:
    """What can be chosen for an option, by value."""
    return option.named(program) if callable(option.named) else option.named or {}


class Values:
    """Reads what stands for options.

    Args:
        session: What files are fetched with.
    """

    def __init__(self, workspaces: Workspaces, people: People, session: aiohttp.ClientSession) -> None:
        self._workspaces = workspaces
        self._people = people
        self._session = session

    async def read(  # noqa: PLR0911 - one for each kind of option
        self, option: CommandOption, raw: Any, community: str, program: Program
    ) -> Any:
        """What the handler gets.

        Raises:
            UserError: It cannot be that, and what could.
        """
        match option.kind:
            case Kind.TEXT:
                return _read_text(option, str(raw))
            case Kind.WHOLE | Kind.DECIMAL:
                return read_number(option, str(raw))
            case Kind.YES_NO:
                if not isinstance(raw, bool):
                    raise UserError("Please say yes or no.")
                return raw
            case Kind.CHOICE:
                return _read_choice(str(raw), find_named(option, program))
            case Kind.PERSON:
                return await self._read_person(str(raw), community)
            case Kind.CHANNEL:
                return await self._read_channel(str(raw), community)
            case Kind.GROUP:
                return await self._read_group(str(raw), community)
            case Kind.FILE:
                client = await self._workspaces.find_client(community)
                return SlackFile(raw if isinstance(raw, Mapping) else {}, client.token or "", self._session)

    async def find_groups(self, community: str, typed: str) -> list[dict[str, Any]]:
        """The user groups that fit what is typed, as lines of a drop-down; none where Slack has none."""
        client = await self._workspaces.find_client(community)
        try:
            groups = (await client.usergroups_list(team_id=community))["usergroups"]
        except SlackApiError:
            return []
        wanted = typed.casefold().removeprefix("@")
        return [
            {"text": {"type": "plain_text", "text": f"@{one['handle']}"[:75]}, "value": str(one["id"])}
            for one in groups
            if wanted in f"{one.get('handle')} {one.get('name')}".casefold()
        ][:100]

    async def _read_person(self, raw: str, community: str) -> Person:
        try:
            found = await self._people.find(community, raw)
        except TROUBLE:
            raise UserError("Slack does not tell me who that is just now. Please try again.") from None
        if found is None:
            raise UserError("Please name somebody here, as in @name, or choose them from the list.")
        return Person(found.id, found.name, found.bot, outside=found.stranger, gone=found.gone)

    async def _read_channel(self, raw: str, community: str) -> Channel:
        client = await self._workspaces.find_client(community)
        try:
            found = (await client.conversations_info(channel=raw))["channel"]
        except SlackApiError as error:
            if is_passing(error):
                raise UserError(NOT_SAID) from None
            raise UserError(
                "I cannot see that channel. Name one as in #channel; if it is private, invite me there first."
            ) from None
        return Channel(str(found["id"]), str(found.get("name") or raw))

    async def _read_group(self, raw: str, community: str) -> Group:
        client = await self._workspaces.find_client(community)
        try:
            groups = (await client.usergroups_list(team_id=community))["usergroups"]
        except SlackApiError:
            groups = []
        for one in groups:
            if raw in {one["id"], one.get("handle"), f"@{one.get('handle')}"}:
                return Group(str(one["id"]), str(one.get("handle") or one.get("name") or raw))
        raise UserError("There is no such user group here. Slack has them on paid plans only.")


def _read_text(option: CommandOption, raw: str) -> str:
    length = len(raw)
    if option.most is not None and length > option.most:
        raise UserError(f"Please write at most {option.most:.0f} characters; it is {length:,} now.")
    if option.least is not None and length < option.least:
        raise UserError("Please fill this in.")
    return raw


def _read_choice(raw: str, named: Named) -> Any:
    for value, name in named.items():
        if raw.casefold() in {str(value).casefold(), name.casefold()}:
            return str(value) if isinstance(value, str) else value
    raise UserError(f"Please choose one of these: {', '.join(named.values())}.")
