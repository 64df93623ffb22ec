"""Triggers: what lets an app open a modal, once, soon after somebody did something."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentorbot.sandbox.slack.world.ids import Now

LIFETIME = timedelta(seconds=3)


class TriggerError(Exception):
    """A trigger cannot be used; its text is Slack's word for why."""


@dataclass(slots=True, eq=False)
class Trigger:
    """What came with an interaction.

    Args:
        text: The `trigger_id`.
        view_id: The modal in which it happened, if it did in one: only there another can be put on top.
    """

    text: str
    app_id: str
    team_id: str
    user_id: str
    issued: datetime
    view_id: str = ""
    used: bool = False


class Triggers:
    """The triggers that were given out.

    Args:
        now: Tells the time, aware.
    """

    def __init__(self, now: Now) -> None:
        self._now = now
        self._known: dict[str, Trigger] = {}
        self.lifetime = LIFETIME
        """How long one is good."""

    def issue(self, app_id: str, team_id: str, user_id: str, *, view_id: str = "") -> Trigger:
        """Make one for an interaction that is happening now."""
        now = self._now()
        text = f"{secrets.randbelow(10**13):013d}.{secrets.randbelow(10**12):012d}.{secrets.token_hex(16)}"
        trigger = self._known[text] = Trigger(text, app_id, team_id, user_id, now, view_id)
        while len(self._known) > 1000:
            del self._known[next(iter(self._known))]
        return trigger

    def use(self, text: str, app_id: str) -> Trigger:
        """Take one to open a modal with.

        Raises:
            TriggerError: There is none, it is another app's, too old, or was used.
        """
        trigger = self._known.get(text)
        if trigger is None:
            raise TriggerError("invalid_trigger_id")
        if trigger.app_id != app_id:
            raise TriggerError("invalid_trigger_id")
        if trigger.used:
            raise TriggerError("exchanged_trigger_id")
        if self._now() > trigger.issued + self.lifetime:
            raise TriggerError("expired_trigger_id")
        trigger.used = True
        return trigger
