"""Installing apps, and their tokens."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from mentorbot.sandbox.slack.world.apps import App, Grant, Installation, Token, TokenKind
from mentorbot.sandbox.slack.world.teams import Enterprise, Profile, Team, User
from mentorbot.sandbox.slack.world.world import World

ROTATION = timedelta(hours=12)
"""How long a token is good where tokens are rotated."""
CODE_LIFETIME = timedelta(minutes=10)


def new_token(
    world: World, app: App, kind: TokenKind, scopes: Iterable[str], installation: Installation | None = None
) -> Token:
    """Make a token."""
    numbers = f"{secrets.randbelow(10**12):012d}-{secrets.randbelow(10**12):012d}"
    expires = None
    if kind == "app":
        text = f"xapp-1-{app.id}-{numbers.split('-', maxsplit=1)[0]}-{secrets.token_hex(32)}"
    elif kind == "refresh":
        text = f"xoxe-1-{secrets.token_urlsafe(90)}"
    else:
        text = f"xoxb-{numbers}-{secrets.token_urlsafe(18)}"
        if app.rotates:
            text, expires = f"xoxe.{text}", world.now() + ROTATION
    token = Token(text, kind, app, frozenset(scopes), installation, expires)
    world.tokens[text] = token
    return token


def issue_code(
    world: World,
    app: App,
    teams: list[Team],
    installer: User,
    scopes: Iterable[str],
    *,
    redirect_uri: str = "",
    enterprise: Enterprise | None = None,
) -> str:
    """Make a code that stands for what somebody granted an app; `oauth.v2.access` takes it once."""
    code = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(32)}"
    expires = world.now() + CODE_LIFETIME
    world.codes[code] = Grant(app, teams, installer, frozenset(scopes), expires, redirect_uri, enterprise)
    return code


def renew(world: World, installation: Installation) -> None:
    """Give an installation a new token, and a new one to refresh it where tokens are rotated."""
    app = installation.app
    installation.token = new_token(world, app, "bot", installation.scopes, installation).text
    if app.rotates:
        installation.refresh_token = new_token(world, app, "refresh", installation.scopes, installation).text


def install(
    world: World,
    app: App,
    teams: list[Team],
    installer: User,
    scopes: Iterable[str],
    *,
    enterprise: Enterprise | None = None,
) -> Installation:
    """Install an app, or install it again, which widens its scopes and keeps its bot.

    Args:
        teams: The workspaces that it is let into.
        enterprise: The organization, where it installs the app as a whole.
    """
    team = teams[0] if enterprise is None else None
    for known in app.installations:
        if not known.gone and known.team is team and known.enterprise is (enterprise or known.enterprise):
            known.scopes |= frozenset(scopes)
            known.installer = installer
            known.teams = list(dict.fromkeys([*known.teams, *teams]))
            token = world.tokens[known.token]
            if app.rotates or token.revoked:
                renew(world, known)
            else:
                token.scopes = known.scopes
            return known
    home = team or teams[0]
    name = str(app.part("features", "bot_user", "display_name") or app.name)
    username = "".join(one for one in name.lower() if one.isalnum()) or "bot"
    bot = User(
        world.new_id("U"),
        home.id,
        username,
        Profile(name),
        tz="America/Los_Angeles",
        bot_id=world.new_id("B"),
        app_id=app.id,
        updated=world.clock(),
    )
    world.users[bot.id] = bot
    for one in teams:
        one.users[bot.id] = bot
    belongs = enterprise or (team.enterprise if team else None)
    made = Installation(app, bot, frozenset(scopes), installer, team, belongs, list(teams))
    app.installations.append(made)
    renew(world, made)
    return made
