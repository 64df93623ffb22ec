"""What docs/content.md tells editors to write is what the loader takes."""

import re
from dataclasses import fields
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from mentorbot.credits.credential import Also, Credential
from mentorbot.guide import anchor
from mentorbot.guide.load import Library
from mentorbot.guide.model import Guide, Milestone, Page, Step, Term

DOCS = (Path(__file__).parents[2] / "docs" / "content.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```(\w+)\n(.*?)```", DOCS, re.DOTALL)


def test_every_example_is_valid() -> None:
    milestones, terms, asked, synonyms, rule, across = (
        yaml.safe_load(text) for language, text in EXAMPLES if language == "yaml"
    )
    for entry in milestones["milestones"]:
        milestone = TypeAdapter(Milestone).validate_python({**entry, "step": "masters"})
        assert milestone.anchor is not None
        assert not list(anchor.find_troubles(milestone.anchor.rrule))
    assert all(meanings for meanings in synonyms.values())
    pages = Library.load().guide().pages
    for page_id, sections in asked.items():
        assert sections.keys() <= {section.heading for section in pages[page_id].sections}
    assert [TypeAdapter(Term).validate_python(entry).term for entry in terms] == ["MHA"]
    assert TypeAdapter(Credential).validate_python(rule).id == "cmm"
    assert TypeAdapter(Also).validate_python(across["also"]).least > 0
    (page,) = (text for language, text in EXAMPLES if language == "markdown")
    front = yaml.safe_load(page.split("---")[1])
    TypeAdapter(Page).validate_python(
        {**front, "kind": "chapter", "sections": [{"heading": "x", "text": "x"}]}
    )


def test_every_field_is_explained() -> None:
    told = set(re.findall(r"`(\w+)`", DOCS))
    for model in (Milestone, Step, Term):
        written = {field.name for field in fields(model)} - {"kind", "sections", "step"}
        assert written <= told | {"term", "meaning"}, written - told


_SUM = re.compile(r"\$\s?\d|\d ?%|\d percent|\b\d{1,3},\d{3}\b")
_DATED = re.compile(r"\b(?:19|20)\d\d\b|undated|without a date|bears no date|for example")


def test_every_sum_says_from_when_it_is(guide: Guide) -> None:
    texts = {
        f"{id_}: {section.heading}": section.text
        for id_, page in guide.pages.items()
        for section in page.sections
    }
    texts |= {f"{id_}: summary": f"{page.summary} {page.note or ''}" for id_, page in guide.pages.items()}
    texts |= {m.id: f"{m.title} {m.why} {m.done_when}" for m in guide.milestones.values()}
    assert [where for where, text in texts.items() if _SUM.search(text) and not _DATED.search(text)] == []
