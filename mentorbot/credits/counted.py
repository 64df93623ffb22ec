"""What the files that are handed out say of an entry."""

from mentorbot.credits.credential import Credential, hours
from mentorbot.credits.standing import EntryView, GoalView


def list_counted(goal: GoalView, credential: Credential | None) -> dict[int, str]:
    """By entry, how much of it counts; "0" for one outside of the cycle."""
    if credential is None:
        return {}
    verdicts = goal.count(credential).verdicts
    return {
        entry.id: hours(verdicts[entry.id].counted) if entry.id in verdicts else "0" for entry in goal.entries
    }


def type_name(credential: Credential | None, entry: EntryView) -> str:
    """What the type of an entry is called; its id, if its rule is not known any more."""
    type_ = credential.types.get(entry.type) if credential else None
    return type_.name if type_ else entry.type
