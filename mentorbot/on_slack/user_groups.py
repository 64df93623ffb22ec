"""A user group that a workspace has already: people are let in and out, it is never made or ended.

Slack takes only the whole list of who is in one, and none that is empty.
Source: https://docs.slack.dev/reference/methods/usergroups.users.update
"""

from collections.abc import Collection, Sequence
from typing import Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot.chat.platform import CannotOpenError
from mentorbot.on_slack.manifest import read_held
from mentorbot.on_slack.people import Profile
from mentorbot.on_slack.refusals import is_passing, read_word

SCOPE: Final = "usergroups:write"
_NO_SCOPE: Final = (
    "I may not change user groups here. Ask whoever runs me to paste the newest manifest and install the app "
    "again; it needs usergroups:write for it."
)
_GONE: Final = (
    "The user group is gone: somebody disabled it. **A group for them**, under `/organize event edit`, ends "
    "this, or takes another."
)
_NO_PLAN: Final = "Slack has user groups on paid plans only, and this workspace is on none."
_ONLY_ADMINS: Final = (
    "In this workspace only admins may change user groups, and an app is none. An owner can let everybody, "
    "under Settings → Permissions → User Groups."
)
_EMPTY: Final = (
    "Slack lets nobody empty a user group, so the last of those who came stay in it. Put somebody in who is "
    "to stay, or take them out by hand."
)
_NOT_YOURS: Final = "Only admins and owners can choose a user group for this. Please ask one of them."
_SENTENCES: Final = {
    "missing_scope": _NO_SCOPE,
    "no_such_subteam": _GONE,
    "subteam_not_found": _GONE,
    "paid_teams_only": _NO_PLAN,
    "plan_upgrade_required": _NO_PLAN,
    "permission_denied": _ONLY_ADMINS,
    "no_users_provided": _EMPTY,
}
_UNFIT: Final = {"invalid_users", "failed_for_some_users"}


async def find_obstacle(client: AsyncWebClient, team: str, group_id: str, who: Profile | None) -> str:
    """What keeps the app from changing a group for somebody, in a sentence; empty for nothing.

    Raises:
        SlackApiError: Slack has trouble.
    """
    if who is None or not who.manages:
        return _NOT_YOURS
    if SCOPE not in read_held(await client.auth_test()):
        return _NO_SCOPE
    try:
        groups = (await client.usergroups_list(team_id=team))["usergroups"]
    except SlackApiError as error:
        return _explain(error)
    return "" if any(one["id"] == group_id for one in groups) else _GONE


async def fill(
    client: AsyncWebClient, team: str, group_id: str, people: Sequence[str], former: Collection[str]
) -> frozenset[str]:
    """Let people in and out.

    Args:
        people: Who is let in; whoever Slack does not take is passed over.

    Returns:
        Those of the people who were in it before.

    Raises:
        CannotOpenError: It cannot be, and why.
        SlackApiError: Slack has trouble.
    """
    try:
        inside = await _find_users(client, team, group_id)
        had = frozenset(inside).intersection(people)
        stay = [one for one in inside if one not in former]
        joining = [one for one in people if one not in stay]
        if stay + joining == inside:
            return had
        try:
            await _set(client, team, group_id, stay + joining)
        except SlackApiError as error:
            if read_word(error) not in _UNFIT:
                raise
            await _set_one_by_one(client, team, group_id, stay, joining)
    except SlackApiError as error:
        if read_word(error) == "no_such_subteam" and not people:
            return frozenset()
        raise CannotOpenError(_explain(error)) from None
    return had


async def _set_one_by_one(
    client: AsyncWebClient, team: str, group_id: str, stay: list[str], joining: Sequence[str]
) -> None:
    """Let in whom Slack takes: one that it does not keeps nobody else out."""
    for one in joining:
        try:
            await _set(client, team, group_id, [*stay, one])
        except SlackApiError as error:
            if read_word(error) not in _UNFIT:
                raise
        else:
            stay = [*stay, one]


async def _find_users(client: AsyncWebClient, team: str, group_id: str) -> list[str]:
    return [*(await client.usergroups_users_list(usergroup=group_id, team_id=team))["users"]]


async def _set(client: AsyncWebClient, team: str, group_id: str, users: Sequence[str]) -> None:
    await client.usergroups_users_update(usergroup=group_id, users=[*users], team_id=team)


def _explain(error: SlackApiError) -> str:
    """Slack's refusal as a sentence. Raises SlackApiError: it may work later."""
    if is_passing(error):
        raise error
    word = read_word(error)
    return _SENTENCES.get(word, f"Slack does not take it: {word or 'it does not say why'}.")
