"""Blocks as Slack keeps them: checked, and every block and element with an id of its own."""

import copy
import secrets
from typing import Any

from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.kit.blocks import Surface, check_blocks, elements_of, images_of
from mentorbot.sandbox.slack.api.kit.checks import Problems
from mentorbot.sandbox.slack.world.world import World
from mentorbot.sandbox.wire import Json


def settle_blocks(world: World, blocks: Any, surface: Surface) -> list[Json]:
    """Blocks as Slack keeps them.

    Args:
        blocks: What the app sent.
        surface: Where they are going to be.

    Raises:
        SlackError: `invalid_blocks_format`, or `invalid_blocks` with a line for everything that is wrong.
    """
    if not isinstance(blocks, list) or not all(isinstance(one, dict) for one in blocks):
        raise SlackError("invalid_blocks_format")
    problems = Problems()
    check_blocks(blocks, surface, problems)
    if not problems.lines:
        check_files(world, blocks, problems)
    if problems.lines:
        lines = [f"[ERROR] {one}" for one in problems.lines]
        raise SlackError("invalid_blocks", messages=lines, errors=list(problems.lines))
    return fill_in(blocks)


def check_files(world: World, blocks: list[Json], problems: Problems) -> None:
    """Note where blocks show a file that was not uploaded, or not yet looked through."""
    for position, one in enumerate(blocks):
        for where, image in images_of(one):
            given = image.get("slack_file")
            if given is not None and not _is_ready(world, given):
                problems.add(f"/blocks/{position}{where}/slack_file", "invalid slack file")


def _is_ready(world: World, given: Json) -> bool:
    """Whether a file can be shown in blocks."""
    for file in world.files.values():
        if given.get("id") == file.id or file.id in given.get("url", ""):
            return file.processed and not file.deleted and file.mimetype.startswith("image/")
    return False


def fill_in(blocks: list[Json]) -> list[Json]:
    """Blocks that were checked, with the ids and the small fields that an app may leave out."""
    settled: list[Json] = copy.deepcopy(blocks)
    names = {block.get("block_id") for block in settled}
    for block in settled:
        if "block_id" not in block:
            block["block_id"] = _new_name(names)
        actions = {element.get("action_id") for _, element in elements_of(block)}
        for _, element in elements_of(block):
            if "action_id" not in element:
                element["action_id"] = _new_name(actions)
        _fill_texts(block)
    return settled


def _new_name(taken: set[str | None]) -> str:
    """A short name that nothing else here has; it is taken from now on."""
    while (name := secrets.token_urlsafe(4)[:5]) in taken:
        pass
    taken.add(name)
    return name


def _fill_texts(value: Any) -> None:
    """Say of each text what Slack takes it for where the app did not say."""
    if isinstance(value, list):
        for one in value:
            _fill_texts(one)
    elif isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
        for one in value.values():
            _fill_texts(one)
