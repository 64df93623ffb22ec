"""The rules that are shipped, against what the bodies publish; and what an editor is told of a mistake."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mentorbot import cli, paths
from mentorbot.credits.credential import hours
from mentorbot.credits.rule import Credit, Gap, Offer, count_credits, fill_gap
from mentorbot.credits.rules import Rules
from mentorbot.errors import UserError
from mentorbot.guide.model import Guide
from mentorbot.guide.problems import ContentError

DAY = date(2025, 6, 1)
ACHE = "https://ache.org/fache/earn-my-fache/continuing-education-requirement-faq"
ACHE_BOUNDS = "https://ache.org/fache/earn-my-fache/continuing-education-requirement"
MGMA = "https://www.mgma.com/career-pathways/career-advancement/acmpe/acmpe-continuing-education"
MGMA_SCHEDULE = "https://preview.mgma.com/acmpe-tracking"
AHIMA = "https://www.ahima.org/certification/Recertification"
PAHCOM = "https://my.pahcom.com/decertification, and so that the older rule holds as well"


def test_a_source_was_read_on_one_day_whatever_names_it(guide: Guide) -> None:
    named = [source for page in guide.pages.values() for source in page.sources]
    named += [source for _, source in Rules.load().list_sources()]
    days = {source.url: source.checked for source in named}
    assert [source.url for source in named if days[source.url] != source.checked] == []


def earned(logged: dict[str, float]) -> list[Credit]:
    return [Credit(n, DAY, int(amount * 4), type_) for n, (type_, amount) in enumerate(logged.items())]


@pytest.mark.parametrize(
    ("credential", "logged", "counts", "missing", "source"),
    [
        ("fache", {"in-person": 12, "virtual-interactive": 12, "qualifying": 12}, 36, 0, ACHE),
        ("fache", {"in-person": 12, "virtual-interactive": 24}, 36, 0, ACHE_BOUNDS),
        ("fache", {"in-person": 36}, 36, 0, ACHE_BOUNDS),
        ("fache", {"in-person": 12, "virtual-interactive": 12, "qualifying": 15}, 36, 0, ACHE_BOUNDS),
        ("fache", {"in-person": 6, "virtual-interactive": 30, "qualifying": 12}, 42, 6, ACHE_BOUNDS),
        ("fache", {"virtual-interactive": 24, "qualifying": 12}, 36, 12, ACHE_BOUNDS),
        ("cmpe", {"mgma-live": 12, "mgma-other": 18, "other": 20}, 50, 0, MGMA),
        ("cmpe", {"mgma-live": 50}, 50, 0, MGMA),
        ("cmpe", {"mgma-live": 11.75, "mgma-other": 18.25, "other": 20}, 50, 0.25, MGMA),
        ("cmpe", {"mgma-live": 12, "mgma-other": 8, "other": 30}, 40, 10, MGMA),
        ("rhia", {"ahima": 12, "health-information": 12, "other": 6}, 30, 0, AHIMA),
        ("rhia", {"health-information": 30}, 30, 12, AHIMA),
        ("rhia", {"ahima": 6, "ahima-other": 6, "health-information": 18}, 30, 0, AHIMA),
        ("rhia", {"ahima-other": 12, "health-information": 18}, 30, 6, AHIMA),
        ("rhia", {"health-information": 24, "other": 4}, 28, 12, AHIMA),
        ("rhia", {"health-information": 20}, 20, 12, AHIMA),
        ("rhia", {}, 0, 30, AHIMA),
        ("rhia", {"ahima": 8, "health-information": 22}, 30, 4, AHIMA),
        ("rhia", {"ahima": 12, "health-information": 8, "other": 10}, 30, 4, AHIMA),
        ("cmm", {"approved": 6, "recognized": 6}, 12, 0, PAHCOM),
        ("cmm", {"approved": 12}, 12, 0, PAHCOM),
        ("cmm", {"approved": 4, "recognized": 8}, 10, 2, PAHCOM),
    ],
)
def test_published_rules_come_out_as_published(
    rules: Rules, *, credential: str, logged: dict[str, float], counts: float, missing: float, source: str
) -> None:
    rule = rules.find(credential)
    result = count_credits(rule.parts, earned(logged)).tallies["education"]
    assert (result.counted, result.missing) == (counts * 4, missing * 4), source


@pytest.mark.parametrize(
    ("certified", "total", "mgma", "live", "other"),
    [
        (date(2022, 1, 1), 50, 30, 12, 20),
        (date(2022, 6, 30), 50, 30, 12, 20),
        (date(2022, 7, 1), 40, 24, 10, 16),
        (date(2022, 12, 31), 40, 24, 10, 16),
        (date(2023, 1, 1), 30, 18, 7, 12),
        (date(2023, 6, 30), 30, 18, 7, 12),
        (date(2023, 7, 1), 20, 12, 5, 8),
        (date(2023, 12, 31), 20, 12, 5, 8),
        (date(2024, 1, 1), 0, 0, 0, 20),
        (date(2024, 12, 31), 0, 0, 0, 20),
        (date(2025, 1, 1), 50, 30, 12, 20),
        (date(2026, 5, 1), 30, 18, 7, 12),
    ],
)
@pytest.mark.parametrize("credential", ["cmpe", "facmpe"])
def test_the_common_cycle_is_prorated_as_mgma_publishes_it(
    rules: Rules, *, credential: str, certified: date, total: int, mgma: int, live: int, other: int
) -> None:
    groups = {g.id: g for g in rules.find(credential).asked(certified)[0].every()}
    asked = (groups["education"].least, groups["mgma"].least, groups["mgma-live"].least, groups["other"].most)
    assert asked == (total * 4, mgma * 4, live * 4, other * 4), MGMA_SCHEDULE


def test_a_fellow_of_acmpe_needs_six_volunteer_hours_three_of_them_for_the_association(rules: Rules) -> None:
    parts = rules.find("FACMPE").parts
    assert count_credits(parts, earned({"elsewhere": 6})).tallies["volunteering"].missing == 3 * 4
    assert (
        count_credits(parts, earned({"elsewhere": 3, "association": 3})).tallies["volunteering"].missing == 0
    )


def test_what_is_not_verified_says_so(rules: Rules) -> None:
    assert {one.id for one in rules.credentials.values() if not one.verified} == {
        "chfp", "cmm", "cmpe", "cphims", "cphq", "cphrm", "facmpe", "fhfma", "rhia"
    }  # fmt: skip


def test_the_offer_that_closes_most_of_the_gap_comes_first_and_what_is_full_does_not_come(
    rules: Rules,
) -> None:
    fache = rules.find("fache")
    logged = earned({"qualifying": 12, "virtual-interactive": 12, "civic": 2, "healthcare": 2})
    gap = Gap(fache.parts, tuple(logged), fache.kinds, date(2025, 1, 1), date(2027, 12, 31))
    offers = [
        Offer("webinar", date(2026, 2, 1), {"ache-qualifying": 8}),
        Offer("panel", date(2026, 3, 1), {"ache-in-person": 6}),
        Offer("congress", date(2026, 4, 1), {"ache-in-person": 60, "ache-qualifying": 8}),
        Offer("too late", date(2028, 3, 1), {"ache-in-person": 48}),
        Offer("dance", date(2026, 3, 1), {"dancing": 48}),
        Offer("early panel", date(2026, 1, 15), {"ache-in-person": 6}),
    ]
    found = [(filling.offer.id, hours(filling.gain)) for filling in fill_gap(gap, offers)]
    assert found == [("congress", "12"), ("early panel", "1.5"), ("panel", "1.5")]


def test_a_credential_is_found_by_name_title_or_id_and_nothing_else(rules: Rules) -> None:
    assert rules.find(" fache ").id == rules.find("FACHE").id == "fache"
    assert rules.find("certified medical manager").id == "cmm"
    assert [one.id for one in rules.search("mgma fellow")] == ["facmpe"]
    with pytest.raises(UserError, match="I know the rules of CHFP, CMM, CMPE"):
        rules.find("driving licence")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    copy = tmp_path / "content"
    shutil.copytree(paths.CONTENT, copy)
    return copy


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "told"),
    [
        ("cmm", "years: 1", "years: two", "years: two", "cycle years: 'two' is not a whole number"),
        ("cmm", "verified: false\n", "", "id: cmm", "verified: is missing"),
        ("cmm", "least: 6", "leest: 6", "leest: 6", 'parts 1 (education) of 1 (approved) leest: '),
        ("cmm", "least: 12", "least: 12.1", "least: 12.1", "in whole quarters such as 1.25"),
        ("cmm", "least: 12", "least: lots", "least: lots", "must be a number of hours"),
        ("cmm", "id: cmm", "id: cmx", "id: cmx", 'id: "cmx" differs from the name of the file'),
        ("cmm", "page: cmm", "page: nowhere", "page:", 'page: the guide has no credential "nowhere"'),
        ("cmm", "id: recognized", "id: approved", "name: PAHCOM-Recognized", '"approved" is used already'),
        ("cmm", "mgma, other]", "mgma, pahcom-approved]", "kinds: [ache", "belongs to one type alone"),
        ("cmm", "    unit: CEUs\n", "", "parts:", "education has no unit, such as hours"),
        ("fache", "most: 24", "most: 24\n        least: 30", "id: virtual", "no more than 24 can count"),
        ("cmpe", "least: 30\n", "least: 30\n        most: 10\n", "id: mgma\n", "but 12 are asked for"),
        ("cmpe", "mgma-live: {least: 10}", "x: {least: 10}", "- {education: {least: 40}", "no group"),
        ("cmpe", "  common_start: 2022-01-01\n", "", "proration:", "needs a cycle with a common_start"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_is_told_with_file_and_line(
    content: Path, *, file: str, old: str, new: str, at: str, told: str
) -> None:
    path = content / "credentials" / f"{file}.yaml"
    text = path.read_text()
    assert old in text
    text = text.replace(old, new, 1)
    path.write_text(text)
    line = text[: text.index(at)].count("\n") + 1
    # A group begins at its id, which stands in the line before its name.
    line -= at.startswith("name")
    with pytest.raises(ContentError) as caught:
        Rules.load(content)
    assert any(told in problem.what for problem in caught.value.problems), caught.value
    assert any((problem.file, problem.line) == (path, line) for problem in caught.value.problems), (
        caught.value
    )


def test_content_check_lists_mistakes_of_rules_beside_those_of_the_guide(content: Path) -> None:
    rule = content / "credentials" / "cmm.yaml"
    rule.write_text(rule.read_text().replace("verified: false\n", ""))
    page = content / "en" / "credentials" / "cmm.md"
    page.write_text(page.read_text().replace("id: cmm", "id: other"))
    result = CliRunner().invoke(cli.app, ["content", "check", "--path", str(content)])
    assert result.exit_code == 1
    assert f"{rule}:1: verified: is missing" in result.output
    assert f"{page}:2: " in result.output


def test_a_broken_edit_keeps_the_rules_that_were_there(content: Path) -> None:
    rules = Rules.load(content)
    before = rules.credentials
    (content / "credentials" / "cmm.yaml").write_text("id: [")
    with pytest.raises(ContentError):
        rules.reload()
    assert rules.credentials is before


def test_content_without_rules_has_no_credentials(content: Path) -> None:
    shutil.rmtree(content / "credentials")
    assert Rules.load(content).credentials == {}
