"""Who is there: `users.*`, and `usergroups.*`."""

from mentorbot.sandbox.slack.api import finding
from mentorbot.sandbox.slack.api.calls import Call
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.paging import take_page
from mentorbot.sandbox.slack.api.rate_limits import Tier
from mentorbot.sandbox.slack.api.registry import method
from mentorbot.sandbox.slack.world import lives, payloads
from mentorbot.sandbox.slack.world.teams import User, UserGroup
from mentorbot.sandbox.wire import Json


def _told(call: Call, user: User) -> Json:
    """A person, seen from a workspace of the app that they are in, or as the stranger they are."""
    teams = call.installation.teams
    where = next((team for team in teams if user.id in team.users), teams[0])
    return payloads.user(
        call.world,
        user,
        seen_from=where.id,
        email="users:read.email" in call.token.scopes,
        locale=call.flag("include_locale"),
    )


@method("users.info", "users:read", tier=Tier.FOUR)
def info(call: Call) -> Json:
    """What is told of somebody."""
    return {"user": _told(call, finding.find_user(call, call.required("user")))}


@method("users.list", "users:read", tier=Tier.TWO)
def list_users(call: Call) -> Json:
    """Everybody of a workspace, bots and deactivated ones too."""
    page, cursor = take_page(call, list(call.team().users.values()), usual=1000, most=1000)
    told = [_told(call, one) for one in page]
    return {"members": told, "cache_ts": call.world.clock(), "response_metadata": {"next_cursor": cursor}}


@method("users.lookupByEmail", "users:read.email")
def look_up(call: Call) -> Json:
    """Whose mailbox it is."""
    wanted = call.required("email").lower()
    for team in call.installation.teams:
        for user in team.users.values():
            if user.profile.email.lower() == wanted and not user.deleted and not user.is_bot:
                return {"user": _told(call, user)}
    raise SlackError("users_not_found")


@method("users.profile.get", "users.profile:read", tier=Tier.FOUR)
def get_profile(call: Call) -> Json:
    """What somebody tells of themselves."""
    user = finding.find_user(call, call.text("user") or call.bot.id)
    told = payloads.profile(user)
    for name in ("team", "bot_id", "api_app_id"):
        told.pop(name, None)
    if "users:read.email" in call.token.scopes and user.profile.email:
        told["email"] = user.profile.email
    return {"profile": told}


@method("users.getPresence", "users:read")
def get_presence(call: Call) -> Json:
    """Whether somebody is active; in the sandbox everybody is who was not deactivated."""
    user = finding.find_user(call, call.text("user") or call.bot.id)
    return {"presence": "away" if user.deleted else "active"}


def _groups(call: Call) -> dict[str, UserGroup]:
    team = call.team()
    if team.plan == "free":
        raise SlackError("plan_upgrade_required")
    return team.groups


@method("usergroups.list", "usergroups:read", tier=Tier.TWO)
def list_groups(call: Call) -> Json:
    """The user groups of a workspace."""
    groups = [one for one in _groups(call).values() if not one.disabled or call.flag("include_disabled")]
    users, count = call.flag("include_users"), call.flag("include_count")
    return {"usergroups": [payloads.group(one, users=users, count=count) for one in groups]}


@method("usergroups.users.list", "usergroups:read", tier=Tier.TWO)
def list_group_users(call: Call) -> Json:
    """Who is in a user group."""
    group = _find_group(call, disabled=call.flag("include_disabled"))
    here = [one for one in group.users if not call.world.users[one].deleted]
    return {"users": here}


@method("usergroups.users.update", "usergroups:write", tier=Tier.TWO)
def set_group_users(call: Call) -> Json:
    """Say who is in a user group: all of them, and at least one."""
    team, group = call.team(), _find_group(call)
    if not team.apps_change_groups:
        raise SlackError("permission_denied")
    wanted = [one for one in call.text("users").split(",") if one]
    if not wanted:
        raise SlackError("no_users_provided")
    if any(one not in team.users or call.world.users[one].deleted for one in wanted):
        raise SlackError("invalid_users")
    lives.set_group_users(call.world, team, group, list(dict.fromkeys(wanted)))
    return {"usergroup": payloads.group(group, users=True, count=True)}


def _find_group(call: Call, *, disabled: bool = False) -> UserGroup:
    group = _groups(call).get(call.required("usergroup"))
    if group is None or (group.disabled and not disabled):
        raise SlackError("no_such_subteam")
    return group
