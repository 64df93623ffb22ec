"""Whatever an editor gets wrong, the sentence names the file, the line and what to do."""

from typing import Any

import pytest

from mentorbot.errors import OperatorError
from mentorbot.guide.load import ContentError

STEP = "en/steps/1-learn.md"
CHAPTER = "en/chapters/start.md"
CREDENTIAL = "en/credentials/paper.md"
COVER = "en/guide.yaml"
WORDS = "en/glossary.yaml"

# What is broken: in which file, which words, what stands there instead (of all, where it is None), the line
# to name, and words of the sentence.
BROKEN = {
    "no front matter": (CHAPTER, "---\nid", "id", 1, "must begin with front matter"),
    "front matter never closed": (CHAPTER, "---\n## First", "## First", 1, "never closed"),
    "bad YAML": (CHAPTER, "keywords: [beginning]", "keywords: [beginning", 6, "YAML"),
    "tab in YAML": (CHAPTER, "summary:", "\tsummary:", 4, "YAML"),
    "key given twice": (CHAPTER, "summary: The", "title: Again\nsummary: The", 4, '"title" is given twice'),
    "front matter is a list": (CHAPTER, None, "---\n- a\n---\n## First\nWords.\n", 2, "must hold fields"),
    "missing field": (CHAPTER, "summary: The first page.\n", "", 2, "summary: is missing"),
    "misspelt field": (CHAPTER, "keywords", "keyword", 5, 'Did you mean "keywords"?'),
    "title too long": (CHAPTER, "Where to start", "x" * 81, 3, "has 81 characters; at most 80 fit"),
    "title read as a number": (CHAPTER, "title: Where to start", "title: 2025", 3, "put it in quotes"),
    "id is not the file's name": (CHAPTER, "id: start", "id: begin", 2, "differs from the name of the file"),
    "id with capitals": (CHAPTER, "id: start", "id: Start", 2, "lower-case-words-with-hyphens"),
    "no source": (
        CREDENTIAL,
        (
            'sources:\n  - {title: A source, url: "https://example.org/paper", '
            'checked: 2026-01-02, as_of: "2024"}\n'
        ),
        "sources: []\n",
        5,
        "at least one is needed",
    ),
    "source without address": (CHAPTER, 'url: "https://example.org/start"', 'url: "ache.org"', 7, "https://"),
    "day that is none": (CHAPTER, "2026-01-02", "2026-02-31", 7, "is not a day"),
    "text before a heading": (CHAPTER, "## First", "Hello\n## First", 9, "belongs to no section"),
    "wrong heading": (CHAPTER, "## First", "# First", 9, "only ## headings"),
    "empty section": (CHAPTER, "Words.", "", 9, "is empty"),
    "no section": (CHAPTER, "## First\nWords.", "", 2, "needs at least one entry"),
    "section too long for a message": (
        CHAPTER,
        "Words.",
        "x" * 901,
        9,
        "has 901 characters; at most 900 fit",
    ),
    "too many sections": (
        CHAPTER,
        "Words.",
        "W\n" + "".join(f"## H{n}\nW\n" for n in range(8)),
        25,
        "at most 8",
    ),
    "heading twice": (CHAPTER, "Words.", "Words.\n\n## First\nMore.", 12, '"First" is there twice'),
    "mention": (CHAPTER, "Words.", "Ask @everyone.", 9, "looks like a mention"),
    "link to nowhere": (CHAPTER, "Words.", "See [it](../it.md).", 9, "must begin with https://"),
    "link to a missing page": (CHAPTER, "Words.", "[It](page:papr).", 9, 'Did you mean "paper"?'),
    "unknown stage": (STEP, "[high_school, under", "[high_scool, under", 25, 'Did you mean "high_school"?'),
    "milestone of another step": (
        STEP,
        "id: learn.finish",
        "id: teach.finish",
        41,
        'must begin with "learn."',
    ),
    "milestone id twice": (STEP, "id: learn.finish", "id: learn.study", 41, "is used already"),
    "prerequisite in capitals": (
        STEP,
        "[learn.study]",
        "[Study]",
        47,
        "must be written like this: step.slug",
    ),
    "weeks that are no number": (
        STEP,
        "typical_weeks: 104",
        "typical_weeks: two years",
        39,
        "is not a whole number",
    ),
    "no weeks at all": (STEP, "typical_weeks: 104", "typical_weeks: 0", 39, "must be 1 or more"),
    "milestones that are no list": (STEP, "milestones:\n", "milestones: none\nold:\n", 11, "must be a list"),
    "rule that is only words": (STEP, "FREQ=YEARLY;BYMONTH=10;BYDAY=1FR", "every October", 27, "NAME=VALUE"),
    "rule with an unknown day": (STEP, "BYDAY=1FR", "BYDAY=1XX", 27, "not a recurrence rule of RFC 5545"),
    "prerequisite that is not there": (STEP, "[learn.study]", "[learn.studdy]", 47, 'mean "learn.study"?'),
    "part of what is not there": (
        STEP,
        "    optional: true",
        "    optional: true\n    needs: [learn.studdy]",
        49,
        'mean "learn.study"?',
    ),
    "aim that is not there": (
        STEP,
        "    optional: true",
        "    optional: true\n    only_for: [fahce]",
        49,
        'there is no aim "fahce" in aims.yaml. Did you mean "fache"?',
    ),
    "way that is none": (STEP, "    optional: true", "    optional: true\n    way: find-friends", 49, "way"),
    "told twice to one stage": (
        STEP,
        "    optional: true",
        "    optional: true\n    told: [{stages: [manager], title: A}, {stages: [manager], title: B}]",
        49,
        "manager is told twice",
    ),
    "a circle of parts": (
        STEP,
        "    after: [learn.apply]",
        "    after: [learn.finish]\n    needs: [learn.apply]",
        40,
        "waits for itself",
    ),
    "resource of two kinds": (
        STEP,
        "page: start",
        "page: start\n        url: https://a.org/",
        32,
        "either url or page",
    ),
    "resource to a missing page": (STEP, "page: start", "page: stat", 33, 'Did you mean "start"?'),
    "rule that is none": (STEP, "FREQ=YEARLY;BYMONTH=10", "FREQ=SOMETIMES", 27, "FREQ must be one of"),
    "rule without a day": (STEP, ";BYMONTH=10;BYDAY=1FR", "", 27, "must say on which day"),
    "rule that never comes": (STEP, "=10;BYDAY=1FR", "=2;BYMONTHDAY=30", 27, "never comes"),
    "rule with an end": (STEP, "BYDAY=1FR", "BYDAY=1FR;COUNT=3", 27, "COUNT cannot be used"),
    "rule every other year": (STEP, "BYDAY=1FR", "BYDAY=1FR;INTERVAL=2", 27, "INTERVAL cannot be used"),
    "known day that is none": (
        STEP,
        "      label: The",
        "      known: [soon]\n      label: The",
        30,
        "is not a day",
    ),
    "two known days of a year": (
        STEP,
        "      label: The",
        "      known: [2025-10-03, 2025-10-10]\n      label: The",
        30,
        "two days of one year",
    ),
    "known days beside many": (
        STEP,
        "      rrule: FREQ=YEARLY;BYMONTH=10;BYDAY=1FR",
        "      known: []\n      rrule: FREQ=MONTHLY;BYDAY=1FR",
        28,
        "a single day of each year",
    ),
    "unknown time zone": (STEP, "America/New_York", "America/NewYork", 28, "is not a time zone"),
    "time without quotes": (STEP, '"23:59:59"', "12:00", 29, "write it in quotes"),
    "steps not in order": (STEP, "number: 1", "number: 2", 3, "the steps before it make it 1"),
    "unknown chapter": (COVER, "chapters: [start]", "chapters: [stat]", 2, 'Did you mean "start"?'),
    "unlisted chapter": (COVER, "chapters: [start]", "chapters: []", 2, "guide.yaml does not list"),
    "stage without label": (COVER, "  manager: Manager\n", "", 3, "manager has no label"),
    "glossary is not a list": (WORDS, None, "term: FTE\nmeaning: Hours.\n", 1, "must be a list of terms"),
    "term twice": (WORDS, "term: Paper", "term: fte", 4, "is there twice"),
    "term leads nowhere": (WORDS, "page: paper", "page: papers", 6, 'Did you mean "paper"?'),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_mistake_is_named_with_its_file_and_line(content: Any, case: str) -> None:
    name, old, new, line, words = BROKEN[case]
    if old is None:
        content.write(name, new)
    else:
        content.replace(name, old, new)
    with pytest.raises(ContentError) as caught:
        content.load()
    problems = caught.value.problems
    told = {(problem.file.relative_to(content.root).as_posix(), problem.line) for problem in problems}
    sentences = [str(problem) for problem in problems]
    where = CHAPTER if case == "unlisted chapter" else name
    assert (where, line) in told, sentences
    assert any(words in sentence for sentence in sentences), sentences
    assert isinstance(caught.value, OperatorError)
    assert str(content.root / where) in caught.value.sentence
