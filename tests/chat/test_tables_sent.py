"""Tables as spreadsheets write them are read; what is not clear in one is said by its row or column."""

import pytest

from mentorbot.chat.spreadsheet import Layout, check_row, decode_table, read_table
from mentorbot.errors import UserError

LAYOUT = Layout(("user", "topics", "day_parts"), ("user", "topics"), most_rows=3, most_bytes=10_000)
PLAIN = 'User,Topics,Day parts\n7,"finance, quality",évenings\n\n8,"two\nlines",\n'
READ = [
    (2, {"user": "7", "topics": "finance, quality", "day_parts": "évenings"}),
    (4, {"user": "8", "topics": "two\nlines", "day_parts": ""}),
]


@pytest.mark.parametrize(
    "sent",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.encode("cp1252"),
        PLAIN.replace(",", "\t").replace("finance\t", "finance,").encode("utf-16"),
        PLAIN.replace(",", ";").replace("finance;", "finance,").encode(),
        b"sep=;\r\n" + PLAIN.replace(",", ";").replace("finance;", "finance,").encode(),
    ],
)
def test_a_table_is_read_in_every_form_that_spreadsheets_write(sent: bytes) -> None:
    assert list(read_table(decode_table(sent, LAYOUT), LAYOUT)) == READ


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_a_table_is_read_with_the_line_ends_of_every_system(end: str) -> None:
    rows = read_table(PLAIN.replace("two\nlines", "two, lines").replace("\n", end), LAYOUT)
    assert [row["user"] for _, row in rows] == ["7", "8"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("", "I miss user, topics"),
        ("user;day parts\n", "I miss topics"),
        ("user,topics,day part\n", "If you mean day_parts, call it so"),
        ("user,topics,Topics\n", "column topics is there twice"),
        ("user,topics\n1,a\n2,b\n3,c\n4,d\n", "more than 3 rows"),
        ('user,topics\n1,a\n2,"b\n3,c\n', "after row 2"),
        ('user,topics\n1,"a"b\n', "quotation mark"),
    ],
)
def test_what_is_not_clear_in_a_table_is_said(sent: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        list(read_table(sent, LAYOUT))


@pytest.mark.parametrize("above", ["Mentors 2027\n", "\n\n", ",,\n", '"Mentors, 2027"\n'])
@pytest.mark.parametrize("separator", [",", ";", "|", "\t"])
def test_headings_are_found_below_a_title_whatever_stands_between_cells(above: str, separator: str) -> None:
    sent = above + 'User, "Topics"\n7,"finance; quality"\n'.replace(",", separator)
    (row, cells), *others = read_table(sent, LAYOUT)
    assert (row, cells["user"], cells["topics"]) == (above.count("\n") + 2, "7", "finance; quality")
    assert not others


def test_a_row_with_a_cell_too_many_is_refused_alone_and_empty_cells_are_none() -> None:
    sent = "user,topics,notes\n1,finance, quality,it\n2,finance,x,,\n3\n"
    bad, good, short = (row for _, row in read_table(sent, LAYOUT))
    with pytest.raises(UserError, match="more cells than there are columns"):
        check_row(bad)
    check_row(good)
    check_row(short)
    assert (short["user"], short["topics"]) == ("3", "")
