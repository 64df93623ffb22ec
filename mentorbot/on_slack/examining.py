"""Looking whether the app on Slack is as the bot needs it, and saying what to do about what is not."""

from datetime import datetime

import aiohttp

from mentorbot.config import Settings
from mentorbot.db import upkeep
from mentorbot.errors import OperatorError
from mentorbot.finding import Finding
from mentorbot.on_slack.installing import INSTALL
from mentorbot.on_slack.manifest import OPTIONAL, SCOPES, read_held
from mentorbot.on_slack.process import UNREACHABLE, check_app_token, check_token, refuse_unreachable
from mentorbot.on_slack.reinstalling import find_refused, find_scopes
from mentorbot.on_slack.workspaces import make_client

_AGAIN = "Paste the newest manifest (`mentorbot slack manifest`) and install the app again."


async def examine_slack(settings: Settings) -> list[Finding]:
    """What Slack says of the token, of what the app may do, and of the way that things come in."""
    async with aiohttp.ClientSession(trust_env=True) as session:
        token = settings.find_secret("slack_bot_token")
        findings = []
        if token is not None:
            findings += await _examine_token(session, token)
        elif settings.slack_client_id is not None:
            findings += [_examine_installing(settings), *await _examine_renewing(settings)]
        return [*findings, await _examine_way(session, settings)]


async def _examine_token(session: aiohttp.ClientSession, token: str) -> list[Finding]:
    client = make_client(session, token)
    try:
        await check_token(client)
        known = await client.auth_test()
    except OperatorError as error:
        return [Finding("Slack's token", error.sentence, well=False)]
    except UNREACHABLE as error:
        return [Finding("Slack", refuse_unreachable(error).sentence, well=False)]
    found = Finding("Slack's token", f"it is {known.get('user')}'s in {known.get('team')}")
    return [found, *_compare_scopes(read_held(known))]


def _compare_scopes(held: set[str]) -> list[Finding]:
    lacking, unneeded = sorted(SCOPES.keys() - held), sorted(held - SCOPES.keys() - OPTIONAL.keys())
    if lacking:
        what = "; ".join(f"{scope}, {SCOPES[scope]}" for scope in lacking)
        return [Finding("Slack's scopes", f"the app lacks {what}. {_AGAIN}", well=False)]
    if unneeded:
        told = f"the app has {', '.join(unneeded)}, which it does not need. {_AGAIN}"
        return [Finding("Slack's scopes", told, well=False, advice=True)]
    return [Finding("Slack's scopes", "they are enough, and no more than that")]


def _examine_installing(settings: Settings) -> Finding:
    lacking = [
        variable
        for variable, there in (
            ("MENTORBOT_SLACK_CLIENT_SECRET", settings.find_secret("slack_client_secret")),
            ("MENTORBOT_SECRET_KEY", settings.find_secret("secret_key")),
            ("MENTORBOT_SLACK_ADDRESS", settings.slack_address),
            ("MENTORBOT_HEALTH_PORT", settings.health_port is not None),
        )
        if not there
    ]
    if lacking:
        told = f"workspaces cannot install the app without {', '.join(lacking)}. Set that too."
        return Finding("Installing on Slack", told, well=False)
    return Finding("Installing on Slack", f"{settings.slack_address}/slack/install is for workspaces")


async def _examine_renewing(settings: Settings) -> list[Finding]:
    """A line for each workspace that has to install the app again, and why."""
    try:
        async with (
            upkeep.open_existing(settings.database, 2) as database,
            database.read_scope() as connection,
        ):
            refused = await find_refused(connection)
            held = await find_scopes(connection)
    except OperatorError:
        return []  # the line of the database says what is wrong with that
    again = f"Let an admin there open {settings.slack_address}{INSTALL}; nothing that is stored is lost."
    return [
        Finding(
            f"Slack in {name or 'a workspace'}",
            f"{_say_refused(ends_at)} {again}",
            well=False,
        )
        for name, ends_at in refused
    ] + [
        Finding(
            f"Slack in {name or 'a workspace'}",
            f"the app lacks {', '.join(sorted(SCOPES.keys() - scopes))}. {again}",
            well=False,
        )
        for name, scopes in held
        if SCOPES.keys() - scopes
    ]


def _say_refused(ends_at: datetime | None) -> str:
    if ends_at is None:
        return "Slack does not take the token any more; what is due there waits."
    return f"Slack does not renew the token any more, which ends {ends_at:%Y-%m-%d %H:%M} UTC."


async def _examine_way(session: aiohttp.ClientSession, settings: Settings) -> Finding:
    """Whether what people do on Slack can come in."""
    token = settings.find_secret("slack_app_token")
    if token is None:
        if settings.find_secret("slack_signing_secret") is None or settings.health_port is None:
            told = (
                "there is none. Set MENTORBOT_SLACK_APP_TOKEN for Socket Mode; or "
                "MENTORBOT_SLACK_SIGNING_SECRET and MENTORBOT_HEALTH_PORT, where Slack reaches this machine."
            )
            return Finding("Slack's way in", told, well=False)
        return Finding("Slack's way in", f"HTTP, at port {settings.health_port}")
    try:
        await check_app_token(make_client(session), token)
    except OperatorError as error:
        return Finding("Slack's way in", error.sentence, well=False)
    return Finding("Slack's way in", "Socket Mode, and Slack takes the token for it")
