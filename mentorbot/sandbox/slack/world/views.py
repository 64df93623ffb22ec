"""Modals and Home tabs."""

from dataclasses import dataclass, field
from typing import Literal

from mentorbot.sandbox.wire import Json


@dataclass(slots=True, eq=False)
class View:
    """A modal, or a person's Home tab of an app.

    Args:
        given: The view as the app sent it last, with a `block_id` in every block.
        hash: Changes with every update; an app that names an old one is refused.
        state: What the person has filled in: `{block_id: {action_id: value}}`, as in `view.state.values`.
        installed_in: The workspace or the organization that installed the app.
        previous_view_id: The modal below it.
        root_view_id: The lowest modal of the stack.
    """

    id: str
    type: Literal["modal", "home"]
    app_id: str
    team_id: str
    user_id: str
    given: Json
    hash: str
    bot_id: str = ""
    installed_in: str = ""
    root_view_id: str = ""
    previous_view_id: str | None = None
    state: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def callback_id(self) -> str:
        """What the app calls it."""
        return str(self.given.get("callback_id") or "")

    @property
    def external_id(self) -> str:
        """The app's own id of it."""
        return str(self.given.get("external_id") or "")

    @property
    def private_metadata(self) -> str:
        """What the app wrote for itself."""
        return str(self.given.get("private_metadata") or "")

    @property
    def blocks(self) -> list[Json]:
        """What is on it."""
        blocks: list[Json] = self.given["blocks"]
        return blocks
