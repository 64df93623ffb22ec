"""The document that is handed in, opened with a reader that did not write it."""

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from mentorbot.credits import export, letters, pdf
from mentorbot.credits.pdf_table import wrap
from mentorbot.credits.rules import Rules
from mentorbot.credits.standing import EntryView, GoalView, Standing

RULES = Rules.load()
TODAY = date(2026, 5, 1)
TITLES = [
    "Budgets for beginners",
    "Łódź, Αθήνα, Київ: a tour",
    "ניהול בתי חולים",
    "إدارة المستشفيات",
    "Finance 🎓 with 👩‍⚕️",
    "病院経営",
    "x" * 200,
    "<b>bold</b> **bold** {nb} @everyone",
]


def entry(number: int, title: str, **changes: Any) -> EntryView:
    given = {
        "id": number,
        "title": title,
        "day": date(2026, 3, 1),
        "quarters": 4,
        "type": "in-person",
        "proof": None,
    }
    fields = dict.fromkeys(EntryView.__dataclass_fields__)
    return EntryView(**{**fields, **given, **changes})


def standing(*entries: EntryView, credential: str = "fache") -> Standing:
    fields: dict[str, Any] = dict.fromkeys(GoalView.__dataclass_fields__)
    goal = GoalView(
        **{
            **fields,
            "id": 1,
            "credential": credential,
            "starts_on": date(2025, 1, 1),
            "ends_on": date(2027, 12, 31),
            "reminded": True,
            "entries": entries,
        }
    )
    return Standing(**{**dict.fromkeys(Standing.__dataclass_fields__), "goals": (goal,)})


def read(found: Standing) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.write_pdf(RULES.credentials, found, TODAY)))


def words(reader: PdfReader) -> str:
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def test_it_says_what_counts_what_is_missing_and_by_which_rule() -> None:
    proof = "https://example.org/certificate?a=1&b=2"
    reader = read(standing(entry(1, TITLES[0], proof=proof), entry(2, "Qualified", type="qualifying")))
    text = words(reader)
    assert "Fellow of the American College of Healthcare Executives" in text
    assert "2025-01-01 to 2027-12-31" in text
    assert "Budgets for beginners" in text
    assert "Checked 20" in text
    assert text.endswith("Page 1")
    links = [note.get_object()["/A"]["/URI"] for note in reader.pages[0].get("/Annots", [])]
    assert set(links) == {proof}
    assert reader.metadata is not None
    assert reader.metadata.title == "Continuing education"


def test_an_entry_of_an_earlier_cycle_is_not_said_to_be_of_this_one() -> None:
    found = standing(entry(1, "Now"), entry(2, "Then", day=date(2024, 3, 1)))
    _, now, then = csv.reader(io.StringIO(export.write_csv(RULES.credentials, found).decode("utf-8-sig")))
    assert now[1:5] == ["2025-01-01", "2027-12-31", "2026-03-01", "Now"]
    assert then[1:5] == ["", "", "2024-03-01", "Then"]


def test_every_script_and_emoji_keeps_the_document_whole() -> None:
    text = words(read(standing(*(entry(number, title) for number, title in enumerate(TITLES)))))
    assert "Łódź, Αθήνα, Київ: a tour" in text
    assert "Finance 🎓 with 👩" in text
    assert "病院経営" in text
    assert "<b>bold</b> **bold** {nb} @everyone" in text
    # Shaped letters are put down in the order in which they are seen.
    assert any(hebrew in text for hebrew in ("ניהול", "לוהינ"))


def test_many_entries_go_over_pages_with_the_head_on_each() -> None:
    reader = read(standing(*(entry(number, f"Course {number}") for number in range(150))))
    assert len(reader.pages) > 3
    assert all("Logged" in page.extract_text() for page in reader.pages)
    assert all(f"Page {number}" in page.extract_text() for number, page in enumerate(reader.pages, 1))


def test_a_credential_without_a_rule_and_without_entries_is_written_too() -> None:
    assert "I do not know its rule any more" in words(read(standing(credential="gone")))
    assert "Nothing is logged yet" in words(read(standing()))


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=200), st.text(max_size=60))
def test_whatever_was_typed_comes_out_as_a_document(title: str, proof: str) -> None:
    found = standing(entry(1, title, proof=f"https://example.org/{proof}"))
    assert len(read(replace(found)).pages) == 1


SIGNS = [
    ("a🎓", "a🎓"),
    ("e\u0301", "e\u0301"),
    ("\u202ea\x00", "a"),
    ("ኣ", "□"),
    ("𝄃", "(musical symbol reverse final barline)"),
]


@pytest.mark.parametrize(("text", "legible"), SIGNS)
def test_signs_without_letters_are_named_or_boxed(text: str, legible: str) -> None:
    assert letters.legible(text) == legible


SCRIPTS = [
    "病院経営の基礎",
    "医院管理：财务课程",
    "醫院管理",
    "병원 경영 세미나",
    "अस्पताल प्रबंधन",
    "হাসপাতাল",
    "மருத்துவமனை",
    "โรงพยาบาล",
    "ＡＢＣ　１２３！",
    "🎓👍🇩🇪❤",
]


@pytest.mark.parametrize("title", SCRIPTS)
def test_a_title_in_any_of_these_scripts_is_shown_by_letters_and_not_by_boxes(title: str) -> None:
    assert not letters.has_boxes(title)
    assert letters.legible(title) == title
    [font] = {name for name in letters.list_fonts(title) if name != "NotoEmoji"} or {"NotoEmoji"}
    reader = read(standing(entry(1, title)))
    used = {str(name) for page in reader.pages for name in fonts(page)}
    assert any(font in name for name in used)


def fonts(page: Any) -> list[str]:
    """The names of the fonts that a page uses."""
    return [one.get_object()["/BaseFont"] for one in page["/Resources"]["/Font"].values()]


def test_a_document_in_latin_letters_holds_no_other_font() -> None:
    assert letters.list_fonts("Łódź, Αθήνα, Київ") == []


def test_signs_that_no_font_has_are_told_of() -> None:
    files = export.make_files(export.Task(RULES.credentials, standing(entry(1, "ኣ")), TODAY))
    card = export.export_card(files, standing(entry(1, "ኣ")))
    assert any("boxes" in getattr(block, "text", "") for block in card.blocks)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 10, []),
        ("one two  three", 7, ["one two", "three"]),
        ("https://example.org/abc x", 10, ["https://ex", "ample.org/", "abc x"]),
        ("病院経営と会計の入門", 4, ["病院経営", "と会計の", "入門"]),
        ("a", 0, ["a"]),
    ],
)
def test_a_cell_is_parted_between_words_and_a_long_word_within_it(
    text: str, room: float, lines: list[str]
) -> None:
    assert list(wrap(text, room, lambda said: float(len(said)))) == lines
