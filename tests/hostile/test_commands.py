"""Whatever is typed into a command, there is an answer, and it harms nobody.

The commands are those that the bot registered, so that a new one is tried without anybody thinking of it. The
examples are the same in every run (`derandomize`): a failure in CI can be had again at home. To look further,
raise `max_examples` and take `derandomize` out.
"""

from typing import Any

import pytest
from hostile.conftest import Village
from hostile.exploring import commands
from hostile.texts import NASTY, anything, up_to
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from mentorbot.sandbox.discord.people.answers import nested
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply
from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.wire import Json

LONGEST = 6000
SUBCOMMAND, STRING, INTEGER, BOOLEAN = 1, 3, 4, 5
USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 6, 7, 8, 9, 10, 11

careful = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    # Each try goes through a running bot: a failure is reported as found, not hunted for a smaller one.
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def fitting(village: Village, option: Json) -> st.SearchStrategy[Any]:
    """What the client lets through for an option."""
    if choices := option.get("choices"):
        return st.sampled_from([one["value"] for one in choices])
    least, most = option.get("min_value"), option.get("max_value")
    length, longest = option.get("min_length", 0), option.get("max_length", LONGEST)
    people = st.sampled_from([village.town.alice, village.town.bob, village.carol])
    by_type: dict[int, st.SearchStrategy[Any]] = {
        STRING: up_to(longest).map(lambda text: text.ljust(length, "_")),
        INTEGER: st.integers(least, most),
        BOOLEAN: st.booleans(),
        NUMBER: st.floats(least, most, allow_nan=False, allow_infinity=False),
        USER: people,
        ROLE: st.sampled_from(list(village.town.guild.roles.values())),
        MENTIONABLE: people,
        CHANNEL: st.sampled_from([village.town.general, village.elsewhere]),
        ATTACHMENT: st.binary(max_size=100).map(lambda content: ("certificate.pdf", content)),
    }
    return by_type[option["type"]]


wrong = (
    anything
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.none()
    | st.lists(st.integers() | anything, max_size=3)
    | st.dictionaries(st.text("ab"), st.integers(), max_size=2)
)
"""A value of any kind, past every check of the client."""


async def everyone(village: Village) -> list[tuple[Person, Any]]:
    """A member, somebody who is not enrolled, and a member who writes directly; each with where they are."""
    if "Lead a clinic" not in (await village.town.alice.slash("profile")).text:
        await village.town.enrol(village.town.alice, goal="Lead a clinic")
    alice, bob, general = village.town.alice, village.town.bob, village.town.general
    return [(alice, general), (bob, general), (alice, alice.dm()), (bob, bob.dm())]


async def test_there_are_commands_to_try(village: Village) -> None:
    names = {name for name, _ in commands(village.town)}
    assert {"start", "nextstep", "guide", "step", "progress", "profile", "help", "privacy erase"} <= names


@careful
@given(data=st.data())
async def test_whatever_the_client_lets_through_gets_an_answer(village: Village, data: st.DataObject) -> None:
    name, options = data.draw(st.sampled_from(commands(village.town)))
    person, where = data.draw(st.sampled_from(await everyone(village)))
    given_ = {
        one["name"]: data.draw(fitting(village, one))
        for one in options
        if one.get("required") or data.draw(st.booleans())
    }
    before, others = await village.watcher.stored(), await village.watcher.personal(but=person.id)
    try:
        reply = await person.slash(name, given_, channel=where)
    except ClientRefusedError:
        reject()  # it is not offered there, or not to them
    await village.watcher.check(reply, before)
    assert await village.watcher.personal(but=person.id) == others


async def sensible(person: Person, name: str, options: list[Json]) -> dict[str, Any]:
    """For every required option something that makes sense: what is offered first, or the least."""
    filled: dict[str, Any] = {}
    for option in options:
        if not option.get("required"):
            continue
        if choices := option.get("choices"):
            filled[option["name"]] = choices[0]["value"]
        elif option.get("autocomplete"):
            offered = await person.type(name, {**filled, option["name"]: ""})
            filled[option["name"]] = offered[0].value if offered else ""
        else:
            filled[option["name"]] = option.get("min_value", 1) if option["type"] != STRING else "Something"
    return filled


@pytest.mark.slow
async def test_every_nasty_text_is_answered_and_shown_without_effect(village: Village) -> None:
    alice = village.town.alice
    await village.town.enrol(alice)
    others = await village.watcher.personal(but=alice.id)
    shown = ""
    for name, options in commands(village.town):
        others_filled = await sensible(alice, name, options)
        await village.watcher.check(await alice.forge_slash(name, others_filled))
        for option in options:
            if option["type"] != STRING or "choices" in option:
                continue
            for text in NASTY:
                # As the client cuts it, and as it would come from something that is not a client.
                for sent in {text[: option.get("max_length", LONGEST)], text}:
                    before = await village.watcher.stored()
                    reply = await alice.forge_slash(name, {**others_filled, option["name"]: sent})
                    await village.watcher.check(reply, before)
                    shown += reply.text if isinstance(reply, Reply) else ""
    assert "@\u200beveryone" in shown, "what was typed is shown somewhere, or this tests nothing"
    assert await village.watcher.personal(but=alice.id) == others


@careful
@given(data=st.data())
async def test_what_no_client_would_send_is_answered_with_a_sentence(
    village: Village, data: st.DataObject
) -> None:
    name, options = data.draw(st.sampled_from(commands(village.town)))
    head, *words = name.split()
    known = [one["name"] for one in options]
    raw = data.draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "name": st.sampled_from([*known, "unknown", "self", "interaction"]),
                    "type": st.sampled_from([STRING, STRING, INTEGER, BOOLEAN, 6, 7, 8, 9, NUMBER, 11]),
                    "value": wrong,
                }
            ),
            max_size=3,
        )
    )
    # The words after the command's name may be missing, or too many: it was, or becomes, a group.
    ways = [
        [{"name": word, "type": SUBCOMMAND} for word in given_]
        for given_ in (words, [], ["gone"], ["a", "b"])
    ]
    person, where = data.draw(st.sampled_from(await everyone(village)))
    before, others = await village.watcher.stored(), await village.watcher.personal(but=person.id)
    sent = nested(data.draw(st.sampled_from([ways[0], *ways])), raw)
    reply = await person.forge_slash(head, sent, channel=where)
    await village.watcher.check(reply, before)
    assert await village.watcher.personal(but=person.id) == others


@careful
@given(data=st.data())
async def test_whatever_is_typed_something_is_offered_or_nothing(
    village: Village, data: st.DataObject
) -> None:
    typed = [
        (name, option)
        for name, options in commands(village.town)
        for option in options
        if option.get("autocomplete")
    ]
    name, option = data.draw(st.sampled_from(typed))
    person, where = data.draw(st.sampled_from(await everyone(village)))
    try:
        choices = await person.type(name, {option["name"]: data.draw(anything)}, channel=where)
    except ClientRefusedError:
        reject()  # it is not offered there
    assert len(choices) <= 25
    assert village.watcher.wrongs() == []
