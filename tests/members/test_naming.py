"""Several people are named at once, as lists of people are pasted."""

import pytest

from mentorbot.errors import UserError
from mentorbot.members.naming import MOST_NAMED, split_names, split_pairs

LISTS = {
    "@ada, @bo and <@123456789012345678>": ["@ada", "@bo", "123456789012345678"],
    "<@U0LAN0Z89|ada><@!123456789012345678>": ["U0LAN0Z89", "123456789012345678"],
    "- Ada Lovelace\n- Bo Kim\r\n\n3. Cem": ["Ada Lovelace", "Bo Kim", "Cem"],
    "123456789012345678 U0LAN0Z89 @ada ada@example.org": [
        "123456789012345678",
        "U0LAN0Z89",
        "@ada",
        "ada@example.org",
    ],
    "Ada Lovelace <ada@example.org>; <mailto:bo@example.org|bo@example.org>": [
        "ada@example.org",
        "bo@example.org",
    ],
    "“Ada”,\tada;Ada ,, @\u200bbo": ["ada", "@bo"],
    '="123456789012345678"\n\'223456789012345678': ["123456789012345678", "223456789012345678"],
    "阿达、博，Évelyne": ["阿达", "博", "Évelyne"],
}


@pytest.mark.parametrize(("text", "names"), LISTS.items())
def test_a_list_of_people_is_read_however_it_is_parted(text: str, names: list[str]) -> None:
    assert [one.casefold() for one in split_names(text)] == [one.casefold() for one in names]


def test_two_are_named_on_each_line_or_the_line_is_said() -> None:
    text = "@ada, bo\n\nAda Lovelace → Bo Kim\n<@123456789012345678>\t@cem\nAda Lovelace - Bo Kim"
    pair = ("Ada Lovelace", "Bo Kim")
    assert split_pairs(text) == [("@ada", "bo"), pair, ("123456789012345678", "@cem"), pair]
    for bad, said in (
        ("ada, bo\ncem", "Line 2 names 1 person"),
        ("a, b, c", "names 3 people"),
        (" ", "two on"),
    ):
        with pytest.raises(UserError, match=said):
            split_pairs(bad)


def test_a_list_of_nobody_or_of_too_many_is_refused_with_a_sentence() -> None:
    with pytest.raises(UserError, match="Please name somebody"):
        split_names(" , ;\n-")
    with pytest.raises(UserError, match="201 names; I take 200 at a time"):
        split_names(",".join(f"p{number}" for number in range(MOST_NAMED + 1)))
