"""Modals and Home tabs: checked, opened, put on top of each other, changed."""

import json
import secrets
from typing import Any

from mentorbot.sandbox.slack.api.blocks import check_files, fill_in
from mentorbot.sandbox.slack.api.calls import invalid
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.kit.checks import Problems
from mentorbot.sandbox.slack.api.kit.views import check_view
from mentorbot.sandbox.slack.world.apps import Installation
from mentorbot.sandbox.slack.world.views import View
from mentorbot.sandbox.slack.world.world import World
from mentorbot.sandbox.wire import Json, dumps

LARGEST_VIEW = 250_000
MOST_MODALS = 3


def read_view(world: World, given: Any, *kinds: str) -> Json:
    """A view as an app sent it, checked, with ids in it.

    Args:
        kinds: Which types are taken here.

    Raises:
        SlackError: `invalid_arguments` with a line for everything that is wrong, or `view_too_large`.
    """
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            raise invalid("failed to parse view as JSON [json-pointer:/view]") from None
    if not isinstance(given, dict):
        raise invalid("missing required field: view")
    if len(dumps(given).encode()) > LARGEST_VIEW:
        raise SlackError("view_too_large")
    kind = given.get("type")
    if kind not in kinds:
        raise invalid(f"view must be of type {' or '.join(kinds)} [json-pointer:/view/type]")
    problems = Problems("/view")
    check_view(given, problems)
    if not problems.lines:
        check_files(world, given["blocks"], problems)
    if problems.lines:
        raise invalid(*problems.lines)
    return {**given, "blocks": fill_in(given["blocks"])}


def open_modal(world: World, installation: Installation, team_id: str, user_id: str, given: Json) -> View:
    """Show a modal to somebody, instead of those that are open."""
    _check_external(world, team_id, given)
    close_modals(world, user_id)
    return _push(world, installation, team_id, user_id, given)


def push_modal(world: World, installation: Installation, team_id: str, user_id: str, given: Json) -> View:
    """Put a modal on top of those that are open.

    Raises:
        SlackError: `push_limit_reached`, or `duplicate_external_id`.
    """
    if len(world.modals.get(user_id, [])) >= MOST_MODALS:
        raise SlackError("push_limit_reached")
    _check_external(world, team_id, given)
    return _push(world, installation, team_id, user_id, given)


def change_view(world: World, view: View, given: Json, *, given_hash: str = "") -> View:
    """Show something else in a modal; what was filled in stays where its block and element stay.

    Raises:
        SlackError: `hash_conflict`, or `duplicate_external_id`.
    """
    if given_hash and given_hash != view.hash:
        raise SlackError("hash_conflict")
    wanted = given.get("external_id")
    if wanted and wanted != view.external_id:
        _check_external(world, view.team_id, given)
    view.given, view.hash = given, new_hash(world)
    kept = {str(block["block_id"]) for block in view.blocks}
    view.state = {block_id: values for block_id, values in view.state.items() if block_id in kept}
    return view


def publish_home(
    world: World, installation: Installation, user_id: str, given: Json, *, given_hash: str = ""
) -> View:
    """Show something in somebody's Home tab of an app, in every workspace where both are.

    Raises:
        SlackError: `hash_conflict`, or `duplicate_external_id`.
    """
    teams = [one.id for one in installation.teams if user_id in one.users]
    keys = [(installation.app.id, team_id, user_id) for team_id in teams]
    known = next((world.homes[key] for key in keys if key in world.homes), None)
    if known is not None:
        return change_view(world, known, given, given_hash=given_hash)
    if given_hash:
        raise SlackError("hash_conflict")
    _check_external(world, teams[0], given)
    made = _made(world, installation, teams[0], user_id, given)
    made.root_view_id = made.id
    world.homes |= dict.fromkeys(keys, made)
    return made


def close_modals(world: World, user_id: str) -> list[View]:
    """Close all modals that somebody has open; returns them, highest first."""
    closed = list(reversed(world.modals.pop(user_id, [])))
    for one in closed:
        world.views.pop(one.id, None)
    return closed


def new_hash(world: World) -> str:
    """A hash that no other state of a view has."""
    return f"{world.clock()}.{secrets.token_hex(4)}"


def _push(world: World, installation: Installation, team_id: str, user_id: str, given: Json) -> View:
    stack = world.modals.setdefault(user_id, [])
    made = _made(world, installation, team_id, user_id, given)
    made.root_view_id = stack[0].id if stack else made.id
    made.previous_view_id = stack[-1].id if stack else None
    stack.append(made)
    return made


def _made(world: World, installation: Installation, team_id: str, user_id: str, given: Json) -> View:
    view = View(
        world.new_id("V"),
        given["type"],
        installation.app.id,
        team_id,
        user_id,
        given,
        new_hash(world),
        installation.bot.bot_id,
        installed_in=_installed_in(installation, team_id),
    )
    world.views[view.id] = view
    return view


def _installed_in(installation: Installation, team_id: str) -> str:
    """The workspace or the organization that installed an app."""
    whole = installation.enterprise if installation.is_org_wide else None
    return whole.id if whole else team_id


def _check_external(world: World, team_id: str, given: Json) -> None:
    wanted = given.get("external_id")
    if wanted and any(one.external_id == wanted and one.team_id == team_id for one in world.views.values()):
        raise SlackError("duplicate_external_id")
