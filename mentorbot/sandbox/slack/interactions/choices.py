"""What an app offers while somebody types in a select.

Source: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select
"""

from typing import Any

from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.wire import Json

MOST_OPTIONS = 100
MOST_GROUPS = 100
LONGEST_TEXT = 75
LONGEST_VALUE = 150


def read_choices(answer: Any) -> list[Json]:
    """The options in what an app answered, in groups or not.

    Raises:
        SlackError: There are none that Slack can show, `invalid_options` with what is wrong.
    """
    if not isinstance(answer, dict) or ("options" in answer) == ("option_groups" in answer):
        raise _wrong("either options or option_groups")
    if "options" in answer:
        return _options(answer["options"])
    groups = answer["option_groups"]
    if not isinstance(groups, list) or len(groups) > MOST_GROUPS:
        raise _wrong(f"at most {MOST_GROUPS} groups")
    found: list[Json] = []
    for group in groups:
        if not isinstance(group, dict) or not _is_text(group.get("label")):
            raise _wrong("a label for every group")
        found.extend(_options(group.get("options")))
    return found


def _options(given: Any) -> list[Json]:
    if not isinstance(given, list) or len(given) > MOST_OPTIONS:
        raise _wrong(f"a list of at most {MOST_OPTIONS} options")
    for one in given:
        if not isinstance(one, dict) or not _is_text(one.get("text")):
            raise _wrong(f"a plain_text of 1 to {LONGEST_TEXT} characters in every option")
        value = one.get("value")
        if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_VALUE:
            raise _wrong(f"a value of 1 to {LONGEST_VALUE} characters in every option")
        described = one.get("description")
        if described is not None and not _is_text(described):
            raise _wrong(f"a description of 1 to {LONGEST_TEXT} characters")
    return given


def _is_text(part: Any) -> bool:
    if not isinstance(part, dict) or part.get("type") != "plain_text":
        return False
    text = part.get("text")
    return isinstance(text, str) and 1 <= len(text) <= LONGEST_TEXT


def _wrong(wanted: str) -> SlackError:
    return SlackError("invalid_options", messages=[f"there must be {wanted}"])
