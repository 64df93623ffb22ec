from collections.abc import Callable
from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from mentorbot.guide.model import Guide, Milestone, PageSection, Step

MakeGuide = Callable[..., Guide]


@pytest.fixture(scope="session")
def make_guide(guide: Guide) -> MakeGuide:
    """A guide of the given milestones: "one.a", "one.b", "two.a" … each with what its keywords change."""

    def make(**milestones: dict[str, object]) -> Guide:
        made = [_milestone(name.replace("__", "."), fields) for name, fields in milestones.items()]
        steps = tuple(
            Step(
                id=step,
                number=number,
                title=step.title(),
                summary="A step.",
                sections=(PageSection(heading="Why", text="Because."),),
                milestones=tuple(m for m in made if m.step == step),
            )
            for number, step in enumerate(dict.fromkeys(m.step for m in made), start=1)
        )
        by_id = {m.id: m for step in steps for m in step.milestones}
        return replace(guide, steps=steps, pages={step.id: step for step in steps}, milestones=by_id)

    return make


def _milestone(id_: str, fields: dict[str, object]) -> Milestone:
    given = {
        "title": id_,
        "why": "It helps.",
        "done_when": "Is it done?",
        "typical_time": "A week",
        "typical_weeks": 1,
        **fields,
    }
    return TypeAdapter(Milestone).validate_python({"id": id_, "step": id_.partition(".")[0], **given})
