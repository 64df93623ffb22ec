"""The words of delivery."""

from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Field,
    Fields,
    Section,
    Style,
    mention_channel,
    moment,
    number_of,
)
from mentorbot.delivery.called import call_due
from mentorbot.delivery.letters import MOST_COUNTED, Health

CLOSED: Final = "They take no direct messages from me."
CLOSED_WITHOUT_NOTICE: Final = (
    f"{CLOSED} `/setup notices` names a channel where I can tell such members that something waits for them."
)


def notice_card(delivery: int) -> Card:
    """What all in the notice channel see of a message that one of them could not be sent directly."""
    return Card(
        "Something for you",
        (
            Section(
                "I could not send it to you directly: this server's privacy settings do not let me. "
                "Press to see it; only you will."
            ),
            Actions((Action("Show it to me", f"delivery:show:{delivery}", style=Style.PRIMARY),)),
        ),
        Accent.NEXT,
        footer="To get such things directly: server name, Privacy Settings, Direct Messages.",
        public=True,
    )


def health_card(health: Health, *, working: bool, retried: int | None = None) -> Card:
    """How a community's messages are doing, for its organizers.

    Args:
        working: Whether the dispatcher could use the database when it last needed it.
        retried: How many were just asked to be tried again; None if that was not asked for.
    """
    blocks: list[Block] = []
    if retried is not None:
        blocks.append(Section(f"I am trying {_messages(retried)} again now."))
    if not working:
        blocks.append(Section("I cannot use my database just now. Whoever runs me finds more in the log."))
    many = f"more than {MOST_COUNTED:,}" if health.waiting >= MOST_COUNTED else f"{health.waiting:,}"
    facts = [Field("Still to be sent", many)]
    if health.overdue_since is not None:
        facts.append(Field("The oldest has been due", moment(health.overdue_since, "R")))
    if health.next_at is not None:
        facts.append(Field("The next is due", moment(health.next_at, "R")))
    notices = (
        mention_channel(health.notice_channel)
        if health.notice_channel
        else "none yet; `/setup notices` names one"
    )
    facts += [Field("Could not be sent", f"{health.dead:,}"), Field("Channel for notices", notices)]
    blocks.append(Fields(tuple(facts)))
    if health.reasons:
        lines = [
            f"- {reason.count:,} × {call_due(reason.kind)}, last {moment(reason.newest, 'R')}: {reason.why}"
            for reason in health.reasons
        ]
        blocks.append(Section("\n".join(lines), "Why"))
        blocks.append(Actions((Action("Try them again", "delivery:retry", style=Style.PRIMARY),)))
    return Card(
        "How my messages are doing",
        tuple(blocks),
        Accent.CARE if health.dead or health.overdue_since or not working else Accent.GOOD,
    )


def notices_set_card(channel: str, revived: int) -> Card:
    """After the channel for notices was named."""
    more = f" I am trying {_messages(revived)} again that found no way before." if revived else ""
    return Card(
        "The channel for notices is set",
        (
            Section(
                f"Members who take no direct messages will be told in {mention_channel(channel)} "
                "that something waits for "
                f"them; what it is, they alone can open.{more}"
            ),
        ),
        Accent.GOOD,
    )


def notices_here_card() -> Card:
    """What is posted in the channel for notices when it is named."""
    return Card(
        "Notices will come here",
        (
            Section(
                "If I cannot send somebody a direct message, I mention them here with a button. "
                "What it opens, only they see."
            ),
        ),
        public=True,
    )


def _messages(count: int) -> str:
    return number_of(count, "message")
