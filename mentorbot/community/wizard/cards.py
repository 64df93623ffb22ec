"""The words of setting a community up, and of looking whether all is there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Choice,
    Form,
    Option,
    Pick,
    Pickable,
    Section,
    Style,
    TextField,
    mention,
    mention_channel,
    mention_group,
    number_of,
)
from mentorbot.chat.losing import WORDS as LOST_WORDS
from mentorbot.chat.losing import Loss
from mentorbot.chat.platform import Permissions
from mentorbot.chat.posting import Access
from mentorbot.community.wizard.service import PARTS, Setup, Slot
from mentorbot.times import zones

LAST: Final = 5
_AGAIN: Final = (
    "Each answer is kept at once. `/setup start` brings you back here, `/setup check` looks at it all."
)
_MOST_CITY: Final = 100
_LETTERS: Final = {slot: slot[0] for slot in PARTS}


@dataclass(frozen=True, slots=True)
class Words:
    """What a channel is chosen for, in words.

    Args:
        name: What it is for.
        what: What goes there, as a sentence.
        asks: What stands in the drop-down.
        command: The one that sets it as well.
    """

    name: str
    what: str
    asks: str
    command: str


WORDS: Final[Mapping[Slot, Words]] = {
    Slot.EVENTS: Words(
        "Events", "Every event that is published.", "Where events are announced", "setup events"
    ),
    Slot.MENTORING: Words(
        "Mentoring",
        "Matching rounds are announced there, and pairs get private places to talk of their own.",
        "Where mentoring goes",
        "setup mentoring",
    ),
    Slot.ORGANIZERS: Words(
        "What needs an organizer",
        "Reports, and mentors who wait for a look. Best a channel that only organizers see.",
        "Where organizers are told",
        "setup mentoring",
    ),
    Slot.INTROS: Words(
        "Introductions",
        "A call to take part, every two weeks unless you say otherwise.",
        "Where introductions are told of",
        "setup intros",
    ),
    Slot.OPPORTUNITIES: Words(
        "Opportunities",
        "Jobs, internships and fellowships that members share.",
        "Where opportunities are shown",
        "setup opportunities",
    ),
    Slot.NOTICES: Words(
        "Closed direct messages",
        "Members who take no direct messages are mentioned there when something waits for them.",
        "Where I may mention members",
        "setup notices",
    ),
}
_PARTS_ABOUT: Final = {
    Slot.EVENTS: "Announce events, seats, reminders, calendars",
    Slot.MENTORING: "Mentors, requests, matching rounds, mentorships",
    Slot.INTROS: "Members meet each other, in rounds",
    Slot.OPPORTUNITIES: "Jobs, internships, fellowships",
}


@dataclass(frozen=True, slots=True)
class Look:
    """What the platform says of the chosen channels, and of what the bot may do; None: it did not say."""

    access: Mapping[str, Access]
    permissions: Permissions | None


def write_parts(parts: Iterable[Slot]) -> str:
    """Parts as they stand in the id of a button."""
    chosen = set(parts)
    return "".join(_LETTERS[one] for one in PARTS if one in chosen)


def read_parts(text: str) -> tuple[Slot, ...]:
    """Parts of what stood in the id of a button; whoever wants can send anything there."""
    return tuple(one for one in PARTS if _LETTERS[one] in text)


def parts_card(setup: Setup) -> Card:
    """The first question: what is used here; with what is answered already."""
    used = setup.used()
    begun = used or (Slot.EVENTS, Slot.MENTORING)
    options = tuple(Option(WORDS[one].name, one, _PARTS_ABOUT[one], chosen=one in begun) for one in PARTS)
    blocks: list[Block] = []
    if setup.channels:
        blocks.append(Section("\n".join(_kept_lines(setup)), "What is set up already"))
    names = " and ".join(WORDS[one].name for one in begun) if len(begun) < 3 else "these"
    return Card(
        "Set up, 1 of 5: what do you use?",
        (
            *blocks,
            Section(
                "Choose what you want to use; you can come back for the rest. Walking the guide with "
                "`/nextstep` needs no set-up. What has a channel already keeps it."
            ),
            Choice("setup:parts", "What you want to use", options, 1, len(options)),
            Actions(
                (Action(f"Go on with {names}", f"setup:go:2.{write_parts(begun)}", style=Style.PRIMARY),)
            ),
        ),
        Accent.NEXT,
        _AGAIN,
    )


def clock_card(setup: Setup, parts: str) -> Card:
    """The second question: by whose clock times are read."""
    now = f"{clock.now().astimezone(ZoneInfo(setup.zone)):%H:%M}"
    if setup.told:
        told = f"It is **{now}** for you, in **{zones.label(setup.zone)}**."
    else:
        told = "I do not know where you live yet. If you do not say, I go by UTC."
    style = Style.SECONDARY if setup.told else Style.PRIMARY
    live = Action("Change where I live", f"setup:clock:{parts}", style=style)
    return Card(
        "Set up, 2 of 5: what time is it for you?",
        (
            Section(
                f"{told} “Friday at 6 pm” means this clock when you announce an event, and rounds of "
                "introductions begin by it; other organizers' times too, until they say where they live. "
                "Everybody reads times on their own clock."
            ),
            Actions((live,)),
            _way(2, parts),
        ),
        Accent.NEXT,
        _AGAIN,
    )


def clock_form(parts: str) -> Form:
    """The one question where the organizer lives."""
    asked = TextField(
        "city",
        "Your city or time zone",
        placeholder="Chicago, Mumbai, Eastern Time …",
        required=True,
        most=_MOST_CITY,
    )
    return Form(f"setup:live:{parts}", "Where do you live?", (asked,))


def channels_card(setup: Setup, parts: str, told: str = "") -> Card:
    """The third question: where things go.

    Args:
        told: What was kept just now, as a sentence.
    """
    blocks: list[Block] = [Section(told)] if told else []
    for slot in _slots(setup, read_parts(parts)):
        words, channel = WORDS[slot], setup.channels.get(slot)
        now = f"Now: {mention_channel(channel)}" if channel else "No channel yet."
        kind = Pickable.POSTS if slot is Slot.OPPORTUNITIES else Pickable.CHANNEL
        blocks += [
            Section(f"**{words.name}** · {words.what} {now}"),
            Pick(f"setup:channel:{slot}.{parts}", words.asks, kind),
        ]
    return Card("Set up, 3 of 5: where does it go?", (*blocks, _way(3, parts)), Accent.NEXT, _AGAIN)


def kept_sentence(slot: Slot, channel: str) -> str:
    """That a channel was kept."""
    return f"✓ {WORDS[slot].name}: {mention_channel(channel)}."


def organizers_card(setup: Setup, parts: str) -> Card:
    """The fourth question: who organizes."""
    who = ["whoever may manage this community"]
    who += [f"whoever is in {mention_group(setup.role)}"] if setup.role else []
    who += [mention(one) for one in setup.named]
    return Card(
        "Set up, 4 of 5: who organizes?",
        (
            Section(
                f"Now: {', '.join(who)}. Organizers look at reports, rounds and mentors. Pick somebody "
                "who is named already to take it back. `/setup organizers` says who does, too, and "
                "how they get to see the commands."
            ),
            Pick(f"setup:role:{parts}", "Who is in this role or group organizes", Pickable.GROUP),
            Pick(f"setup:person:{parts}", "Name somebody, or take it back", Pickable.PERSON),
            _way(4, parts),
        ),
        Accent.NEXT,
        _AGAIN,
    )


def check_card(setup: Setup, look: Look, parts: str | None = None, told: str = "") -> Card:
    """The fifth question, and `/setup check`: what is lacking, and what each permission gives.

    Args:
        parts: Those that are set up just now; None where it is only looked at.
        told: What came of a test message.
    """
    wanted = set(setup.used()) | set(read_parts(parts or ""))
    trouble = [*_channel_lines(setup, look, sorted(wanted, key=PARTS.index))]
    lacking = look.permissions.lacking if look.permissions else ()
    blocks: list[Block] = [Section(told)] if told else []
    blocks.append(
        Section(
            "\n".join(trouble) if trouble else "All channels are there, and I may write in each.", "Channels"
        )
    )
    blocks.append(Section(_permission_lines(look.permissions), "What I may do"))
    if trouble or lacking:
        shut = any(not may.write and may.obstacle is None for may in look.access.values())
        how = look.permissions.how if look.permissions and (lacking or shut) else ""
        blocks.append(Section(f"{how} Channels are chosen with `/setup start`.".strip(), "What to do"))
    actions = []
    if setup.channels:
        actions.append(Action("Send a test message", f"setup:test:{parts or ''}", style=Style.PRIMARY))
    if parts is None:
        actions.append(Action("Set up", "setup:go:1"))
        blocks.append(Actions(tuple(actions)))
    else:
        blocks += [Actions(tuple(actions))] if actions else []
        blocks.append(_way(LAST, parts))
    title = "Set up, 5 of 5: may I do all that?" if parts is not None else "Is all set up?"
    accent = Accent.CARE if trouble or lacking else Accent.GOOD
    return Card(title, tuple(blocks), accent, _AGAIN if parts is not None else None)


def trial_card(slots: Sequence[Slot]) -> Card:
    """What is posted to try a channel."""
    what = ", ".join(WORDS[one].name for one in slots)
    return Card("A test message", (Section(f"I can write here. This is where these go: {what}."),))


def tested_sentence(sent: Sequence[str], failed: Sequence[str], titled: Sequence[str]) -> str:
    """What came of test messages, by channels."""
    lines = []
    if sent:
        lines.append(f"✓ {number_of(len(sent), 'test message')} sent: {_channels(sent)}.")
    if titled:
        lines.append(f"No test in {_channels(titled)}: there I post opportunities only.")
    if failed:
        lines.append(f"⚠ I cannot write in {_channels(failed)}.")
    return "\n".join(lines)


def done_card(setup: Setup) -> Card:
    """The end: what is set up, and what comes next."""
    lines = _kept_lines(setup) or [
        "- No channel yet. Members can walk the guide with `/nextstep` all the same."
    ]
    nexts = [
        line
        for slot, line in (
            (Slot.EVENTS, "`/organize event announce` announces the first event."),
            (Slot.MENTORING, "`/match open` opens a round; mentors join with `/mentor join`."),
            (Slot.INTROS, "`/setup intros` changes how often, and who meets."),
            (Slot.OPPORTUNITIES, "`/opportunity post` shares the first one."),
        )
        if slot in setup.channels
    ]
    nexts.append("`/setup mentoring` and the other `/setup` commands have the finer settings.")
    return Card(
        "All set up" if setup.channels else "Nothing to set up",
        (Section("\n".join(lines)), Section("\n".join(f"- {one}" for one in nexts), "What comes next")),
        Accent.GOOD,
        "`/setup check` looks again at any time whether something is missing.",
    )


def lost_card(channel: str, loss: Loss, uses: Sequence[Slot]) -> Card:
    """Organizers hear that a channel is lost, and what goes there.

    Args:
        channel: Its id.
        uses: What it is chosen for.
    """
    words = [f"The channel {mention_channel(channel)} {LOST_WORDS[loss]}"]
    if loss is not Loss.DELETED:
        words.append("What could not be sent there is sent once it is back.")
    lines = "\n".join(f"- {WORDS[slot].name}: `/{WORDS[slot].command}` chooses another." for slot in uses)
    return Card(
        "A channel of yours is gone" if loss is Loss.DELETED else "I cannot write in a channel of yours",
        (Section(" ".join(words)), Section(lines, "What goes there")),
        Accent.CARE,
        "`/setup check` looks again at any time whether something is missing.",
    )


def _kept_lines(setup: Setup) -> list[str]:
    return [f"- {WORDS[slot].name}: {mention_channel(channel)}" for slot, channel in setup.channels.items()]


def _slots(setup: Setup, parts: Sequence[Slot]) -> list[Slot]:
    """What channels are asked for, where these parts are used."""
    slots: list[Slot] = []
    for part in parts:
        slots += [part, Slot.ORGANIZERS] if part is Slot.MENTORING else [part]
    return [*slots, Slot.NOTICES] if setup.closes_directs else slots


def _way(step: int, parts: str) -> Actions:
    """The buttons to the question before and to the next."""
    back = Action("Back", f"setup:go:{step - 1}.{parts}")
    on = Action("Done", "setup:done", style=Style.GOOD)
    if step < LAST:
        on = Action("Next", f"setup:go:{step + 1}.{parts}", style=Style.PRIMARY)
    return Actions((back, on))


def _channel_lines(setup: Setup, look: Look, wanted: Sequence[Slot]) -> Iterable[str]:
    """What is wrong with the channels, a line each."""
    slots = _slots(setup, wanted)
    for slot in [*slots, *(one for one in setup.channels if one not in slots)]:
        channel, words = setup.channels.get(slot), WORDS[slot]
        if channel is None:
            yield f"- {words.name}: no channel yet. `/{words.command}` chooses one."
            continue
        may, where = look.access[channel], mention_channel(channel)
        if may.obstacle is not None:
            why = may.obstacle.why.format(where=where)
            yield f"- {words.name}: {why} {may.obstacle.remedy}, or choose another with `/{words.command}`."
        elif not may.see:
            yield f"- {words.name}: I cannot see {where}, or it is not there any more."
        elif not may.write:
            yield f"- {words.name}: I may not write in {where}."
        elif slot is Slot.EVENTS and not may.attach:
            yield f"- {words.name}: I may not attach files in {where}, so no event can have a picture."
        elif slot is Slot.MENTORING and not may.open_rooms:
            yield (
                f"- {words.name}: I may not open private places in {where}, so pairs are introduced in "
                "direct messages."
            )


def _permission_lines(found: Permissions | None) -> str:
    if found is None:
        return "I could not look just now. Please try again in a minute."
    lines = [f"⚠ **{one.name}** is missing · {one.gives}" for one in found.lacking]
    lines += [f"✓ **{one.name}** · {one.gives}" for one in found.each if one.held]
    return "\n".join(lines)


def _channels(ids: Iterable[str]) -> str:
    return ", ".join(map(mention_channel, ids))
