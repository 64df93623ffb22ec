"""Who an app is, and how it connects: `api.*`, `auth.*`, `apps.*`, `bots.*`, `team.*`."""

from mentorbot.sandbox.slack.api.calls import Call
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.paging import take_page
from mentorbot.sandbox.slack.api.rate_limits import Tier
from mentorbot.sandbox.slack.api.registry import method
from mentorbot.sandbox.slack.world import lives, payloads
from mentorbot.sandbox.wire import Json


@method("api.test", tier=Tier.FOUR, token=None)
def api_test(call: Call) -> Json:
    """Whether anybody answers."""
    error = call.text("error")
    if error:
        raise SlackError(error, args=call.arguments)
    return {"args": call.arguments} if call.arguments else {}


@method("auth.test", tier=Tier.SPECIAL)
def auth_test(call: Call) -> Json:
    """Whose token it is."""
    installation = call.installation
    where = installation.team
    enterprise = installation.enterprise
    told: Json = {
        "url": f"https://{where.domain if where else (enterprise.domain if enterprise else '')}.slack.com/",
        "team": where.name if where else (enterprise.name if enterprise else ""),
        "user": call.bot.name,
        "team_id": where.id if where else (enterprise.id if enterprise else ""),
        "user_id": call.bot.id,
        "bot_id": call.bot.bot_id,
        "is_enterprise_install": installation.is_org_wide,
    }
    if enterprise is not None:
        told["enterprise_id"] = enterprise.id
    if call.token.expires is not None:
        told["expires_in"] = payloads.seconds(call.token.expires) - call.world.clock()
    return told


@method("auth.revoke")
def auth_revoke(call: Call) -> Json:
    """End a token."""
    if call.flag("test"):
        return {"revoked": False}
    call.token.revoked = True
    return {"revoked": True}


@method("auth.teams.list", tier=Tier.TWO)
def list_teams(call: Call) -> Json:
    """The workspaces that an app was let into."""
    page, cursor = take_page(call, call.installation.teams)
    teams = [{"id": one.id, "name": one.name} for one in page]
    return {"teams": teams, "response_metadata": {"next_cursor": cursor}}


@method("apps.connections.open", "connections:write", tier=Tier.ONE, token="app")  # noqa: S106  (a kind of token)
def open_connection(call: Call) -> Json:
    """The address of a socket."""
    if not call.app.socket_mode or call.local.open_socket is None:
        raise SlackError("forbidden_method")
    return {"url": call.local.open_socket(call.app)}


@method("apps.uninstall")
def uninstall(call: Call) -> None:
    """Leave the workspace; it takes the app's own name and secret besides the token."""
    if call.required("client_id") != call.app.client_id:
        raise SlackError("client_id_token_mismatch")
    if call.required("client_secret") != call.app.client_secret:
        raise SlackError("bad_client_secret")
    lives.uninstall(call.world, call.installation)


@method("bots.info", "users:read")
def bots_info(call: Call) -> Json:
    """What is told of a bot."""
    wanted = call.text("bot") or call.bot.bot_id
    for bot in call.world.bot_users():
        if bot.bot_id == wanted and call.sees(bot.team_id):
            told = payloads.bot_profile(bot)
            del told["team_id"]
            return {"bot": {**told, "user_id": bot.id}}
    raise SlackError("bot_not_found")


@method("team.info", "team:read")
def team_info(call: Call) -> Json:
    """What is told of the workspace."""
    wanted = call.text("team")
    teams = call.installation.teams
    if not wanted:
        return {"team": payloads.team(call.installation.team or teams[0])}
    for one in teams:
        if one.id == wanted:
            return {"team": payloads.team(one)}
    raise SlackError("team_not_found")
