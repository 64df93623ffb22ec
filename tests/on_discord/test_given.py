"""What was given to a command is kept whole until it is put right."""

import json
from typing import Any, cast

import discord

from mentorbot.chat import Card
from mentorbot.chat.declare import Audience, Command
from mentorbot.chat.options import Channel, Group, Person, channel, file, group, person, text, whole, yes_no
from mentorbot.chat.turn import Turn
from mentorbot.on_discord.given import KeptFile, read_given, write_given


async def _do(turn: Turn, **given: Any) -> Card:
    raise NotImplementedError


OPTIONS = (
    text("words", "What."),
    whole("many", "How many.", 1, 9),
    yes_no("sure", "Whether."),
    person("who", "Who."),
    group("all", "Which."),
    channel("where", "Where."),
    file("table", "Which."),
)


def test_every_kind_of_option_comes_back_from_what_is_kept() -> None:
    client = cast(discord.Client, object())
    command = Command("try it", "Tries.", OPTIONS, _do, Audience.EVERYONE, True)
    given = {
        "words": "Tag “eins”",
        "many": 3,
        "sure": False,
        "who": Person("7", "Ada", bot=True),
        "all": Group("8", "everyone", everybody=True),
        "where": Channel("9", "general"),
        "table": KeptFile(client, "t.csv", 12, "https://cdn.example/t.csv"),
    }
    kept = json.loads(json.dumps(write_given({**given, "left_out": None})))
    again = read_given(client, command, {**kept, "gone_since": 1})
    table = again.pop("table")
    assert (table.name, table.size, table.url) == ("t.csv", 12, "https://cdn.example/t.csv")
    assert again == {name: value for name, value in given.items() if name != "table"}
