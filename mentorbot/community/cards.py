"""The words of help and privacy."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Attachment,
    Block,
    Card,
    Image,
    Section,
    Style,
    mention,
    mention_group,
    number_of,
)
from mentorbot.chat.declare import Audience, Command
from mentorbot.community.glance import Glance
from mentorbot.community.picture import ALT, draw_where
from mentorbot.community.standing import Standing

_EXPORTED: Final = "mentorbot-my-data.json"
_MOST_PLAIN: Final = 2 * 2**20
"""Bytes; no platform takes files of any size, and a thousand lines of it say much the same."""
_STAYS: Final = (
    "- What you reported to organizers, and added to it, without your name; and what others reported about "
    "you.\n"
    "- Events and opportunities that all can see, without your name.\n"
    "- Messages that are in the chat already: mine to others too. Copies that whoever runs me made before.\n"
    "- So that nobody gets around a block or a limit by erasing: who blocked you, and whom you asked lately. "
    "It is kept under a code, not under your name, and holds if you come back."
)
_NOT_IN_IT: Final = (
    "Not in it are your certificates, which `/credits export` gives you, and what others said of you in "
    "confidence, such as whom they keep away from or what they reported."
)
_WELCOME: Final = (
    "I walk with you from where you stand to a job in healthcare management, one thing at a time. "
    "Begin with `/start`; after that, `/nextstep` is all you need."
)
HEADINGS: Final = {
    Audience.EVERYONE: "For everyone on the path",
    Audience.MENTORS: "For mentors",
    Audience.ORGANIZERS: "For organizers",
}
FIRST: Final[Mapping[Standing, tuple[str, ...]]] = {
    Standing.NEWCOMER: ("start", "nextstep", "guide", "events", "opportunity search"),
    Standing.STUDENT: ("nextstep", "mentor find", "progress", "remind me", "events"),
    Standing.MENTOR: ("mentor requests", "mentorship list", "session plan", "mentor pause", "events"),
    Standing.ORGANIZER: (
        "organize event announce", "organize request list", "match open", "organize report list",
        "setup start",
    ),
}  # fmt: skip
"""The five commands that matter first to somebody, by where they stand."""
_ORGANIZERS_FIRST: Final = {
    "organize event announce": "tell people of an event",
    "organize request list": "who waits for a mentor, and why",
    "organize mentor list": "who mentors, and who has room",
    "match open": "bring many together in a round",
}
_MANAGERS_TOO: Final = {"setup check": "whether anything is missing here"}
_NOTHING_YET: Final = "Nobody takes part yet. Once all is set up, tell people of `/start`."
_WAY_ON: Final = {
    Standing.NEWCOMER: (
        Action("Start", "members:start", style=Style.PRIMARY),
        Action("What is next?", "progress:next"),
    ),
    Standing.STUDENT: (
        Action("What is next?", "progress:next", style=Style.PRIMARY),
        Action("My progress", "progress:overview"),
    ),
}


def help_card(commands: Iterable[Command], standing: Standing) -> Card:
    """The five commands that matter to somebody now; buttons lead to all the others.

    Args:
        commands: All that there are.
    """
    by_words = {one.words: one for one in commands}
    blocks: list[Block] = [Section(_WELCOME)] if standing is Standing.NEWCOMER else []
    blocks.append(Section("\n".join(_line(by_words[words]) for words in FIRST[standing])))
    blocks.append(Actions(_WAY_ON.get(standing, _WAY_ON[Standing.STUDENT])))
    lists = [Audience.EVERYONE, Audience.MENTORS]
    if standing is Standing.ORGANIZER:
        lists.append(Audience.ORGANIZERS)
    blocks.append(Actions(tuple(_list_of(to, "All commands") for to in lists)))
    return Card("What I can do for you", tuple(blocks), footer="Answers are shown to you alone.")


def programme_card(found: Glance, *, manages: bool) -> Card:
    """The programme at a glance, with what organizers can do.

    Args:
        manages: They manage the community too, so that they can set it up.
    """
    there = (
        number_of(found.members, "member"),
        f"{number_of(found.mentors, 'mentor')} listed",
        number_of(found.mentorships, "mentorship"),
        f"{number_of(found.requests, 'request')} that nobody has taken yet",
        f"{number_of(found.events, 'event')} to come",
    )
    words = " · ".join(there) if found != Glance() else _NOTHING_YET
    shown = _ORGANIZERS_FIRST | (_MANAGERS_TOO if manages else {})
    lines = "\n".join(f"`/{one}` · {about}" for one, about in shown.items())
    ways = [_list_of(Audience.ORGANIZERS)]
    if manages:
        ways.insert(0, Action("Set up", "setup:go:1"))
    return Card("Your programme", (Section(words), Section(lines, "What you can do"), Actions(tuple(ways))))


def commands_card(commands: Iterable[Command], audience: Audience) -> Card:
    """All that there is for some, by rooms; buttons lead to what there is for others.

    Args:
        commands: All that there are, in the order they should be read.
    """
    listed = list(commands)
    rooms: dict[str, list[str]] = {}
    for one in listed:
        if one.audience is audience:
            rooms.setdefault(room_of(one), []).append(_line(one))
    blocks: list[Block] = [Section("\n".join(lines), room.capitalize()) for room, lines in rooms.items()]
    others = [to for to in Audience if to is not audience and any(one.audience is to for one in listed)]
    if others:
        blocks.append(Actions(tuple(_list_of(to) for to in others)))
    return Card(HEADINGS[audience], tuple(blocks), footer="`/help` shows what matters to you now.")


def room_of(command: Command) -> str:
    """The word of the room that declares a command."""
    _, room, *_ = command.handler.__module__.split(".")
    return room


def _line(command: Command) -> str:
    return f"`/{command.words}` · {command.about}"


def _list_of(audience: Audience, everyone: str = HEADINGS[Audience.EVERYONE]) -> Action:
    label = everyone if audience is Audience.EVERYONE else HEADINGS[audience]
    return Action(label, f"community:help:{audience}")


def export_card(data: dict[str, Any], *, spans: bool = True) -> Card:
    """The file with all that is stored about someone.

    Args:
        spans: A direct message is about all communities that they are in.
    """
    many = len(data["memberships"])
    where = "this community" if many == 1 else f"{many} communities"
    content = json.dumps(data, indent=2, ensure_ascii=False).encode("utf-8", "replace")
    file = Attachment(content, _EXPORTED) if len(content) <= _MOST_PLAIN else _packed(content)
    return Card(
        "Your data",
        (Section(f"This file holds what I store about you in {where}. {_NOT_IN_IT}"), file),
        footer="Asked for in a direct message to me, it covers every community where you use me."
        if spans
        else None,
    )


def _packed(content: bytes) -> Attachment:
    """What is too long to be sent as it is, in a ZIP file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(_EXPORTED, content)
    return Attachment(made.getvalue(), f"{_EXPORTED}.zip")


def confirm_erase_card(*, everywhere: bool) -> Card:
    """The question before erasing.

    Args:
        everywhere: It was asked in a direct message, so that it is about all of the person's communities.
    """
    where = "in **every community** where you use me" if everywhere else "in **this community**"
    return Card(
        "Erase all that I store about you?",
        (
            Section(
                f"Your answers, your goal and everything you marked {where} will be deleted. "
                "Live mentorships, requests, seats at events, and what you planned with others end, and "
                "they are told. It cannot be undone. `/privacy export` gives you a copy first."
            ),
            Section(_STAYS, "What stays"),
            Actions(
                (
                    Action("Erase it all", "privacy:erase_confirm", style=Style.DANGER),
                    Action("Keep it", "privacy:erase_cancel"),
                )
            ),
        ),
        Accent.CARE,
    )


def erased_card(*, everywhere: bool) -> Card:
    """After erasing; ``everywhere`` as for the question."""
    where = "in every community" if everywhere else "in this community"
    return Card(
        "Erased",
        (
            Section(
                f"What I stored about you {where} is gone, except what I said would stay. "
                "You are welcome back any time: `/start`."
            ),
        ),
        Accent.GOOD,
    )


def kept_card() -> Card:
    """After deciding against erasing."""
    return Card("Kept", (Section("Nothing was erased."),))


def organizers_card(
    role_id: str,
    named: Sequence[str],
    *,
    hides_commands: bool,
    changed: bool = False,
    dark: bool = False,
) -> Card:
    """Who organizes a community, and how they get to see the commands for it.

    Args:
        role_id: The role that they have; empty for none.
        named: The users of those who are named.
        hides_commands: The platform shows these commands to some people only.
        changed: It has just been said.
        dark: What is drawn is for a dark screen.
    """
    if role_id:
        who = f"Whoever is in {mention_group(role_id)} organizes here, and whoever may manage this community."
    else:
        who = "Whoever may manage this community organizes here, and whom `/setup organizers` names."
    if named:
        who = f"{who} So {'does' if len(named) == 1 else 'do'} {', '.join(map(mention, named))}."
    who = f"{who} Events are looked after by whoever may manage events."
    blocks: list[Block] = [Section(who)]
    if hides_commands:
        whom = mention_group(role_id) if role_id else "another role"
        blocks += [
            Section(
                "Discord shows `/organize`, `/match` and `/setup` to those who may manage events; so that "
                f"{whom} sees them too, say so under **Server Settings → Integrations → mentorbot**."
            ),
            Image(draw_where(dark=dark), "where.png", ALT),
        ]
    title, accent = ("Stored", Accent.GOOD) if changed else ("Who organizes here", Accent.PLAIN)
    return Card(title, tuple(blocks), accent)
