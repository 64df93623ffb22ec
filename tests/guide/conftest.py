"""A small guide in which nothing is wrong, for a test to break."""

from pathlib import Path
from textwrap import dedent

import pytest

from mentorbot.guide.load import Library

GUIDE = """\
title: A small guide
chapters: [start]
stages:
  high_school: High-school student
  undergraduate: Undergraduate
  career_changer: Career changer
  clinician: Clinician
  masters_student: Master's student
  early_careerist: Early careerist
  manager: Manager
"""

GLOSSARY = """\
- term: FTE
  meaning: Full-time equivalent, the hours of one full-time job.
  also: [full-time equivalent]
- term: Paper
  meaning: What proves it.
  page: paper
"""

STEP = """\
---
id: learn
number: 1
title: Learn the trade
summary: Where it begins.
keywords: [learning, school]
sources:
  - title: A source
    url: https://example.org/learn
    checked: 2026-01-02
milestones:
  - id: learn.read
    title: Read about it
    why: It saves a wrong turn.
    done_when: Can you tell a friend about it?
    typical_time: An hour
    typical_weeks: 1
  - id: learn.apply
    title: Apply
    why: Nobody comes to fetch you.
    done_when: Is it sent?
    typical_time: 2 weeks
    typical_weeks: 2
    after: [learn.read]
    stages: [high_school, undergraduate]
    anchor:
      rrule: FREQ=YEARLY;BYMONTH=10;BYDAY=1FR
      time_zone: America/New_York
      time: "23:59:59"
      label: The deadline
    resources:
      - title: Where to start
        page: start
  - id: learn.study
    title: Study
    why: It is the work itself.
    done_when: Have you passed?
    typical_time: 2 years
    typical_weeks: 104
    after: [learn.apply]
  - id: learn.finish
    title: Finish
    why: The end is what counts.
    done_when: Do you hold it?
    typical_time: A day
    typical_weeks: 1
    after: [learn.study]
    optional: true
---
## Why this step
Because it comes first. See [the paper](page:paper) and [a source](https://example.org/).

## How
Slowly.
"""

CHAPTER = """\
---
id: start
title: Where to start
summary: The first page.
keywords: [beginning]
sources:
  - {title: A source, url: "https://example.org/start", checked: 2026-01-02}
---
## First
Words.
"""

CREDENTIAL = """\
---
id: paper
title: The paper
summary: A credential.
sources:
  - {title: A source, url: "https://example.org/paper", checked: 2026-01-02, as_of: "2024"}
note: Some pages still tell of an older rule.
---
## What it is
Words about paper.
"""

SMALL = {
    "en/guide.yaml": GUIDE,
    "en/glossary.yaml": GLOSSARY,
    "en/steps/1-learn.md": STEP,
    "en/chapters/start.md": CHAPTER,
    "en/credentials/paper.md": CREDENTIAL,
}


class Content:
    """A folder of content that a test writes to."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, text: str) -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        (self.root / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    def load(self) -> Library:
        return Library.load(self.root)


@pytest.fixture
def content(tmp_path: Path) -> Content:
    """A small guide in which nothing is wrong."""
    content = Content(tmp_path)
    for name, text in SMALL.items():
        content.write(name, text)
    return content
