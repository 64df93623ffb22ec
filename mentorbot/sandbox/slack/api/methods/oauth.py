"""Getting tokens: a code that was granted, or an old token that is refreshed: `oauth.v2.access`."""

from mentorbot.sandbox.slack.api.calls import Call
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.installing import install, renew
from mentorbot.sandbox.slack.api.rate_limits import Tier
from mentorbot.sandbox.slack.api.registry import method
from mentorbot.sandbox.slack.world import payloads
from mentorbot.sandbox.slack.world.apps import App, Installation
from mentorbot.sandbox.wire import Json


@method("oauth.v2.access", tier=Tier.FOUR, token=None)
def access(call: Call) -> Json:
    """Give a token for a code, or a new one for a refresh token; either is good once."""
    app = _app(call)
    if call.text("grant_type") == "refresh_token":
        installation = _refreshed(call, app)
    elif call.text("grant_type", "authorization_code") == "authorization_code":
        installation = _granted(call, app)
    else:
        raise SlackError("invalid_grant_type")
    return _told(call, installation)


def _app(call: Call) -> App:
    name, secret = call.basic or (call.text("client_id"), call.text("client_secret"))
    app = next((one for one in call.world.apps.values() if one.client_id == name), None)
    if app is None:
        raise SlackError("invalid_client_id")
    if app.client_secret != secret:
        raise SlackError("bad_client_secret")
    return app


def _granted(call: Call, app: App) -> Installation:
    grant = call.world.codes.get(call.text("code"))
    if grant is None or grant.app is not app or grant.used or grant.expires <= call.world.now():
        raise SlackError("invalid_code")
    if grant.redirect_uri and call.text("redirect_uri") != grant.redirect_uri:
        raise SlackError("bad_redirect_uri")
    grant.used = True
    return install(call.world, app, grant.teams, grant.installer, grant.scopes, enterprise=grant.enterprise)


def _refreshed(call: Call, app: App) -> Installation:
    token = call.world.tokens.get(call.text("refresh_token"))
    known = token is not None and token.kind == "refresh" and token.app is app
    if token is None or not known or token.revoked or token.installation is None or token.installation.gone:
        raise SlackError("invalid_refresh_token")
    token.revoked = True
    renew(call.world, token.installation)
    return token.installation


def _told(call: Call, installation: Installation) -> Json:
    token = call.world.tokens[installation.token]
    team, enterprise = installation.team, installation.enterprise
    told: Json = {
        "app_id": installation.app.id,
        "authed_user": {"id": installation.installer.id},
        "scope": ",".join(sorted(installation.scopes)),
        "token_type": "bot",
        "access_token": installation.token,
        "bot_user_id": installation.bot.id,
        "team": {"id": team.id, "name": team.name} if team else None,
        "enterprise": {"id": enterprise.id, "name": enterprise.name} if enterprise else None,
        "is_enterprise_install": installation.is_org_wide,
    }
    if token.expires is not None:
        told["refresh_token"] = installation.refresh_token
        told["expires_in"] = payloads.seconds(token.expires) - call.world.clock()
    return told
