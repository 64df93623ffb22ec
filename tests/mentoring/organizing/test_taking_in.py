"""Mentors and mentees are invited by a file, and listed once they have said yes themselves."""

import pytest
from mentoring.quarter import Quarter, empty_town, quarter, town

from mentorbot.chat.spreadsheet import read_table
from mentorbot.errors import UserError
from mentorbot.members.naming import Named
from mentorbot.mentoring.organizing import taking_in_rows
from mentorbot.mentoring.terms import Role

__all__ = ["empty_town", "quarter", "town"]

HEAD = "user,role,setting,topics,years,capacity\n"
CREDENTIALS = {"fache": "FACHE"}
REFUSED = ("Years of experience", "at least one topic", "row 4 already", "nobody's id")


async def test_people_of_a_file_confirm_themselves_with_one_press(quarter: Quarter) -> None:
    ada, eve, boss, bob = quarter.person("ada"), quarter.person("eve"), quarter.boss, quarter.town.bob
    await quarter.mentor(eve)
    rows = (
        f"{ada.id},CFO,Hospital,Finance; operations,12,2\n"
        f"<@{bob.id}>,CEO,moon,finance,1,1\n"
        f"{eve.id},CEO,hospital,finance,1,1\n"
        "123456789012345678,CEO,hospital,finance,1,1\n"
    )
    refused = await ada.slash("organize mentor import", file=("m.csv", HEAD.encode()))
    assert "Only organizers" in refused.text
    seen = await boss.slash("organize mentor import", file=("m.csv", (HEAD + rows).encode()))
    assert "**2 rows** can be taken in, **2** cannot." in seen.text
    assert "Row 3: I do not know “moon” in the column setting" in seen.text
    assert "Row 4: This person is a mentor here already" in seen.text
    done = await seen.click("Invite 2 people")
    assert "1 person is asked now" in done.text
    assert "Not in this community, so not asked: 123456789012345678" in done.text
    asked = await ada.wait_for_dm("would like to list you as a mentor")
    assert "1 of 1 mentor" in (await boss.slash("organize mentor list")).text, "nobody is listed by a file"
    yes = next(one.custom_id for one in asked.buttons if one.label == "Yes, list me")
    assert "You are listed" in (await asked.click("Yes, list me")).text
    assert "not open any more" in (await ada.forge_click(yes, asked)).text
    assert "2 of 2 mentors" in (await boss.slash("organize mentor list")).text
    wishes = f"user;goals;topics\n{bob.id};Lead a nursing home;long-term-care\n"
    seen = await boss.slash("organize mentor import", file=("w.csv", wishes.encode()), who="mentee")
    await seen.click("Invite 1 person")
    asked = await bob.wait_for_dm("help you find a mentor")
    assert "is deleted" in (await asked.click("No, thanks")).text
    assert "what you look for" in (await bob.slash("mentor find")).text


def test_each_row_is_read_or_refused_with_a_sentence_of_its_own() -> None:
    cells = (
        "7,CFO,hospital,finance,ten,1",
        "7,CFO,hospital,,1,1",
        "8,CFO,hospital,finance,,",
        "8,a,payer,people,1,1",
    )
    text = HEAD + "\n".join((*cells, "Ä,a,payer,people,1,1"))
    rows = list(read_table(text, taking_in_rows.LAYOUTS[Role.MENTOR]))
    named = {one: Named(one, one) for one in taking_in_rows.list_names(rows)}
    good, bad = taking_in_rows.read_rows(rows, Role.MENTOR, CREDENTIALS, named)
    assert [(one.row, one.user_id, one.said["capacity"]) for one in good] == [(4, "8", "1")]
    assert [one.row for one in bad] == [2, 3, 5, 6]
    for one, words in zip(bad, REFUSED, strict=True):
        assert words in one.what
    with pytest.raises(UserError, match="I miss goals"):
        list(read_table("user,topics\n", taking_in_rows.LAYOUTS[Role.MENTEE]))


@pytest.mark.parametrize(
    ("topics", "read"),
    [
        ("Finance & budgets; LONG TERM CARE", ["finance", "long-term-care"]),
        ("Job search, résumé and interviews", ["job-search"]),
        ("finance | operations/burnout\nfinance", ["finance", "operations", "balance"]),
        ("Operatons", "Those nearest to it: Operations and patient flow"),
    ],
)
def test_what_a_cell_names_is_known_however_it_is_written(topics: str, read: list[str] | str) -> None:
    rows = [
        (2, {**dict.fromkeys(taking_in_rows.LAYOUTS[Role.MENTOR].columns, ""), "user": "7", "role": "CFO"})
    ]
    rows[0][1].update(setting="Nursing and long term care", topics=topics, years="12.0")
    good, bad = taking_in_rows.read_rows(rows, Role.MENTOR, CREDENTIALS, {"7": Named("7", "7")})
    if isinstance(read, str):
        assert read in bad[0].what
    else:
        assert good[0].said["topics"] == read
        assert good[0].said["setting"] == ["long_term_care"]
