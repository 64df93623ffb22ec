import io
import json
import re
import zipfile

import pytest

from mentorbot import rooms
from mentorbot.chat import Actions, Attachment, Card, Section
from mentorbot.chat.declare import Audience
from mentorbot.community.cards import (
    FIRST,
    commands_card,
    confirm_erase_card,
    erased_card,
    export_card,
    help_card,
    kept_card,
    organizers_card,
)
from mentorbot.community.standing import Standing

ALL = rooms.declared().commands


def words(card: Card) -> str:
    return "\n".join(f"{b.heading or ''}\n{b.text}" for b in card.blocks if isinstance(b, Section))


@pytest.mark.parametrize("standing", Standing)
def test_help_names_the_five_commands_that_matter_first(standing: Standing) -> None:
    card = help_card(ALL.values(), standing)
    named = re.findall("^`/(.+?)` · ", words(card), re.MULTILINE)
    assert tuple(named) == FIRST[standing]
    assert len(named) == 5
    assert all(one in ALL for one in named)


def test_only_a_newcomer_is_welcomed_and_shown_where_to_begin() -> None:
    for standing in Standing:
        card = help_card(ALL.values(), standing)
        pressed = [one.id for block in card.blocks if isinstance(block, Actions) for one in block.actions]
        assert ("members:start" in pressed) == (standing is Standing.NEWCOMER)
        assert ("I walk with you" in words(card)) == (standing is Standing.NEWCOMER)


def test_only_an_organizer_is_led_to_what_is_for_organizers() -> None:
    for standing in Standing:
        shown = "community:help:organizer" in leads(help_card(ALL.values(), standing))
        assert shown == (standing is Standing.ORGANIZER)


def test_every_command_is_one_press_away_from_help() -> None:
    listed = {
        name
        for lead in leads(help_card(ALL.values(), Standing.ORGANIZER))
        for name in re.findall(
            "^`/(.+?)` · ", words(commands_card(ALL.values(), Audience(str(lead)[15:]))), re.MULTILINE
        )
    }
    assert listed == set(ALL)


def leads(card: Card) -> list[str | None]:
    return [
        action.id
        for block in card.blocks
        if isinstance(block, Actions)
        for action in block.actions
        if (action.id or "").startswith("community:help:")
    ]


def test_each_role_has_its_own_list_by_rooms_that_leads_to_the_others() -> None:
    card = commands_card(ALL.values(), Audience.ORGANIZERS)
    assert "Events\n`/organize event " in words(card)
    assert "`/nextstep`" not in words(card)
    assert leads(card) == ["community:help:student", "community:help:mentor"]


def test_nothing_leads_to_a_role_without_commands() -> None:
    students = [one for one in ALL.values() if one.audience is Audience.EVERYONE]
    assert leads(commands_card(students, Audience.EVERYONE)) == []


def test_erasing_is_asked_for_with_its_scope_and_can_be_left() -> None:
    here, everywhere = confirm_erase_card(everywhere=False), confirm_erase_card(everywhere=True)
    assert "in **this community**" in words(here)
    assert "in **every community**" in words(everywhere)
    [row] = [block for block in here.blocks if isinstance(block, Actions)]
    assert [action.id for action in row.actions] == ["privacy:erase_confirm", "privacy:erase_cancel"]
    assert "in this community is gone" in words(erased_card(everywhere=False))
    assert "in every community is gone" in words(erased_card(everywhere=True))
    assert "Nothing was erased" in words(kept_card())


@pytest.mark.parametrize("room", rooms.INSIDE)
def test_the_order_inside_of_a_room_names_all_that_has_commands_there(room: str) -> None:
    modules = [one.__name__.removeprefix(f"mentorbot.{room}.") for one in rooms.command_modules(room)]
    order = rooms.INSIDE[room]
    assert not [part for part in order if not any(f"{one}.".startswith(f"{part}.") for one in modules)]
    inner = {one.partition(".")[0] for one in modules}
    assert {part.partition(".")[0] for part in order} == inner


def test_help_begins_in_mentoring_with_what_one_looks_for_and_ends_with_keeping_away() -> None:
    names = [one.words for one in ALL.values() if one.words.split()[0] in {"mentee", "mentor", "mentorship"}]
    wanted = ["mentee profile", "mentor find", "mentee requests", "mentorship list", "mentee blocks"]
    assert [one for one in names if one in wanted] == wanted


def test_a_long_export_is_packed_and_holds_all() -> None:
    rows = [{"number": number, "text": "x" * 600} for number in range(5_000)]
    card = export_card({"memberships": [{"credit_entry": rows}]})
    (file,) = [block for block in card.blocks if isinstance(block, Attachment)]
    assert file.filename == "mentorbot-my-data.json.zip"
    assert len(file.data) < 2**20
    with zipfile.ZipFile(io.BytesIO(file.data)) as packed:
        (name,) = packed.namelist()
        assert json.loads(packed.read(name))["memberships"][0]["credit_entry"] == rows


def test_a_short_export_is_a_file_to_read() -> None:
    card = export_card({"memberships": [{}]})
    assert [b.filename for b in card.blocks if isinstance(b, Attachment)] == ["mentorbot-my-data.json"]


@pytest.mark.parametrize("role", ["", "9"])
def test_whoever_is_named_is_said_to_organize_and_not_only_to_look_after_events(role: str) -> None:
    one, two = (words(organizers_card(role, who, hides_commands=False)) for who in (["7"], ["7", "8"]))
    organizing, _, rest = one.partition(" So does <@7>.")
    assert "organizes here" in organizing
    assert "vents" not in organizing
    assert "may manage events" in rest
    assert " So do <@7>, <@8>. Events" in two
