"""Views: modals and Home tabs.

Source: https://docs.slack.dev/reference/views
"""

from mentorbot.sandbox.slack.api.kit.blocks import check_blocks
from mentorbot.sandbox.slack.api.kit.checks import Check, Problems, anything, flag, shape, text
from mentorbot.sandbox.slack.api.kit.parts import TYPE, plain
from mentorbot.sandbox.wire import Json

USUAL: dict[str, Check] = {
    "private_metadata": text(3000, least=0),
    "callback_id": text(255, least=0),
    "external_id": text(255, least=0),
}
MODAL = shape(
    {"type": TYPE, "title": plain(24), "blocks": anything},
    {
        **USUAL,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
HOME = shape({"type": TYPE, "blocks": anything}, USUAL)


def check_view(view: Json, problems: Problems) -> None:
    """Note all that Slack would refuse about a modal or a Home tab."""
    is_modal = view.get("type") == "modal"
    (MODAL if is_modal else HOME)(view, "", problems)
    if "blocks" in view:
        check_blocks(view["blocks"], "modal" if is_modal else "home", problems)
    if is_modal and not problems.lines:
        asks = any(one["type"] == "input" for one in view["blocks"])
        if asks and "submit" not in view:
            problems.add("/submit", "`submit` is required when an `input` block is within blocks array")
