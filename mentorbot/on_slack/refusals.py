"""What Slack's words of refusal mean, for organizers: what is wrong, and what to do about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from slack_sdk.errors import SlackApiError

from mentorbot.delivery.sending import RefusedError, TryAgainError
from mentorbot.on_slack.workspaces import DEAD, TROUBLE, NotInstalledError, TokenEndedError

NOT_INSTALLED: Final = "The app is not installed in this workspace any more. An admin can install it again."

LOCKED_OUT_FOR: Final = 600.0
"""Seconds until it is tried again to write where the token has ended."""

NOT_LET_IN: Final = "Slack does not let me in any more. Install the app again; what waits is sent then."

SENTENCES: Final = {
    "app_missing_action_token": NOT_INSTALLED,
    "access_denied": "The workspace does not let me do that. An admin can approve the app.",
    "cannot_dm_bot": "It is a program, and takes no direct messages.",
    "cannot_reply_to_message": "That message takes no replies.",
    "channel_not_found": "The channel is gone, or I may not see it. Invite me to it, or choose another.",
    "channel_not_supported": "Slack lets me write nothing there. Choose a channel.",
    "is_archived": "The channel is archived. Choose another, or bring it back.",
    "is_inactive": "The channel is archived. Choose another, or bring it back.",
    "messages_tab_disabled": "The app's Messages tab is off. Switch it on in the app's settings (App Home).",
    "missing_scope": "I lack a permission for it. Install the app again, so that it gets what it needs now.",
    "not_in_channel": "I am not in the channel. Invite me to it.",
    "org_login_required": "The workspace is being moved into an organization. It works again after that.",
    "restricted_action": "Only some people may do that in this workspace. An admin can let apps do it.",
    "restricted_action_non_threadable_channel": "That channel takes no such messages. Choose another.",
    "restricted_action_read_only_channel": "Only some people may write in the channel. An admin can let me.",
    "team_access_not_granted": "The organization has not given the app access to this workspace.",
    "ura_max_channels": "This person is a guest who may be in one channel only.",
    "user_disabled": "Their account is deactivated.",
    "user_is_bot": "It is a program, and takes no direct messages.",
    "user_not_found": "This person is no longer in the workspace.",
    "user_not_visible": "I may not see this person.",
    "invalid_user_combination": "Slack does not let me write to people of another workspace.",
}
"""By Slack's word; https://docs.slack.dev/reference/methods/chat.postMessage#errors"""

CLOSED: Final = ("channel_not_found", "is_archived", "not_in_channel")
"""Words for a channel that the app cannot write in, until it is brought back or the app is let in."""

_LATER: Final = {
    "fatal_error",
    "internal_error",
    "rate_limited",
    "ratelimited",
    "request_timeout",
    "rollup_error",
    "service_unavailable",
    "team_added_to_org",
}


def read_word(error: SlackApiError) -> str:
    """Slack's word for what is wrong; empty where it said none."""
    response = error.response
    data = getattr(response, "data", response)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def read_wait(error: SlackApiError) -> float | None:
    """For how many seconds Slack asks to wait; None if it does not."""
    headers = getattr(error.response, "headers", None) or {}
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        return float(found)
    except ValueError:
        return None


def is_passing(error: SlackApiError) -> bool:
    """Whether it may work later."""
    status = int(getattr(error.response, "status_code", 200) or 200)
    return read_word(error) in _LATER or status == 429 or status >= 500


@contextmanager
def explained() -> Iterator[None]:
    """Turn what Slack answers within the block into what the dispatcher understands."""
    try:
        yield
    except SlackApiError as error:
        word = read_word(error)
        if word in {"ratelimited", "rate_limited"} or getattr(error.response, "status_code", 0) == 429:
            raise TryAgainError("Slack asks me to wait.", read_wait(error), certain=True) from error
        if is_passing(error):
            raise TryAgainError("Slack has trouble.", read_wait(error)) from error
        if word in DEAD:
            raise TryAgainError(NOT_LET_IN, certain=True) from error
        raise RefusedError(
            SENTENCES.get(word, f"Slack does not take it: {word or 'it does not say why'}.")
        ) from error
    except NotInstalledError:
        raise RefusedError(NOT_INSTALLED) from None
    except TokenEndedError:
        raise TryAgainError(NOT_LET_IN, LOCKED_OUT_FOR, certain=True) from None
    except TROUBLE as error:
        raise TryAgainError("Slack could not be reached.") from error
