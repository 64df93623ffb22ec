"""The page on which somebody lets an app into their workspace, and what Slack sends the browser on to.

Source: https://docs.slack.dev/authentication/installing-with-oauth
"""

from __future__ import annotations

import html
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web

from mentorbot.sandbox.slack.api.installing import issue_code
from mentorbot.sandbox.slack.api.local import LocalSlack
from mentorbot.sandbox.slack.world.apps import App
from mentorbot.sandbox.slack.world.teams import Team, User

PREFIX = "/oauth/v2/authorize"


class RefusedError(Exception):
    """The page cannot be shown; the text is what Slack says instead."""


class OAuthPage:
    """Asks people whether an app may come into their workspace.

    Args:
        slack: Where it is.
    """

    def __init__(self, slack: LocalSlack) -> None:
        self.slack = slack

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Show the page, or take what was chosen on it."""
        try:
            app, scopes, back = self._asked(request)
            if request.method == "POST":
                chosen = dict(parse_qsl((await request.read()).decode(errors="replace")))
                return self._decide(request, app, scopes, back, chosen)
        except RefusedError as refused:
            return web.Response(status=400, text=str(refused))
        return web.Response(text=self._page(request, app, scopes), content_type="text/html")

    def _asked(self, request: web.BaseRequest) -> tuple[App, list[str], str]:
        query = request.query
        known = self.slack.world.apps.values()
        app = next((one for one in known if one.client_id == query.get("client_id")), None)
        if app is None:
            raise RefusedError("Invalid client_id parameter")
        scopes = [one for one in query.get("scope", "").replace(" ", ",").split(",") if one]
        if unknown := [one for one in scopes if one not in app.scopes]:
            raise RefusedError(f"Invalid permissions requested: {unknown[0]}")
        allowed = app.part("oauth_config", "redirect_urls") or []
        back = query.get("redirect_uri") or (allowed[0] if allowed else "")
        if not any(back.startswith(one) for one in allowed):
            raise RefusedError("redirect_uri did not match any configured URIs")
        return app, scopes, back

    def _decide(
        self, request: web.BaseRequest, app: App, scopes: list[str], back: str, chosen: dict[str, str]
    ) -> web.Response:
        """Let the app in, or not, and send the browser back to it."""
        state = request.query.get("state", "")
        if chosen.get("answer") != "allow":
            return _redirect(back, {"error": "access_denied", "state": state})
        user, team = self._who(chosen)
        enterprise = team.enterprise if chosen.get("whole") == "yes" else None
        if chosen.get("whole") == "yes" and (enterprise is None or not app.org_wide):
            raise RefusedError("This app cannot be installed for a whole organization")
        named = request.query.get("redirect_uri", "")
        code = issue_code(
            self.slack.world, app, [team], user, scopes, redirect_uri=named, enterprise=enterprise
        )
        self.slack.bell.ring()
        return _redirect(back, {"code": code, "state": state})

    def _who(self, chosen: dict[str, str]) -> tuple[User, Team]:
        world = self.slack.world
        user_id, _, team_id = chosen.get("who", "").partition(" ")
        team, user = world.teams.get(team_id), world.users.get(user_id)
        if team is None or user is None or user.id not in team.users:
            raise RefusedError("Nobody is signed in there")
        if user.is_guest:
            raise RefusedError("Guests cannot install apps")
        return user, team

    def _page(self, request: web.BaseRequest, app: App, scopes: list[str]) -> str:
        """The page in words; whoever presses on it says who they are, as nobody signs in here."""
        people = "".join(
            f"<option value='{user.id} {team.id}'>{html.escape(f'{user.shown_name} in {team.name}')}</option>"
            for team in self.slack.world.teams.values()
            for user in team.users.values()
            if not user.is_bot and not user.deleted and not user.is_guest
        )
        listed = "".join(f"<li>{html.escape(one)}</li>" for one in scopes)
        return (
            f"<!doctype html><meta charset='utf-8'><title>{html.escape(app.name)}</title>"
            f"<h1>{html.escape(app.name)} asks to come into your workspace</h1><ul>{listed}</ul>"
            f"<form method='post' action='{html.escape(str(request.rel_url))}'>"
            f"<label>You are <select name='who'>{people}</select></label> "
            "<button name='answer' value='allow'>Allow</button> "
            "<button name='answer' value='deny'>Cancel</button></form>"
        )


def _redirect(back: str, more: dict[str, str]) -> web.Response:
    parts = urlsplit(back)
    query = urlencode([*parse_qsl(parts.query), *((name, value) for name, value in more.items() if value)])
    return web.Response(status=302, headers={"Location": urlunsplit(parts._replace(query=query))})
