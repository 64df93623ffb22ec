"""The golden paths: what thirteen people are shown, one thing after the other, from the guide as it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from mentorbot.guide.load import Library
from mentorbot.guide.model import Guide, Setting, Stage, Way
from mentorbot.members.service import MemberView
from mentorbot.progress.advice import Pick, Reason, choose_next
from mentorbot.progress.models import Mark
from mentorbot.progress.path import Standing
from mentorbot.progress.ways import item_of

BEGIN: Final = datetime(2026, 11, 30, 15, tzinfo=UTC)
MOST: Final = 80
"""More than any path is long: to end a walk that goes in circles."""
LONG: Final = 4
"""What takes more weeks they mark as under way, and finish when it comes back."""
HEAD: Final = """# Golden paths

What thirteen people are shown, one after the other, from 30 November 2026 on. Each presses **Done** when the
time is over that a thing usually takes. What takes more than four weeks they mark as **Under way**, go on
beside it, and finish it when it comes back. A change of the guide or of the advice shows here as a
difference: read it as one of them would.

`make docs ARGS=paths` writes this page."""
_WHY: Final = {
    Reason.DEADLINE: "its date is near",
    Reason.PREPARES: "a date needs it",
    Reason.EARLY: "early for everybody",
    Reason.GOAL: "what they aim at",
    Reason.FOR_GOAL: "what they aim at needs it",
    Reason.UNDER_WAY: "the step they are in",
    Reason.OPTIONAL: "optional",
    Reason.AHEAD: "for a later year",
}


@dataclass(frozen=True, slots=True)
class Person:
    """One of them. ``marks``: what they said in /start of the steps."""

    name: str
    stage: Stage
    goal: str = ""
    setting: Setting | None = None
    credential: str | None = None
    graduation: int | None = None
    marks: dict[str, Mark] = field(default_factory=dict)

    def stand(self, marks: dict[str, Mark]) -> Standing:
        """How they stand with these marks."""
        member = MemberView(
            1, self.stage, self.goal, "America/Chicago", "en", None, BEGIN, BEGIN,
            self.setting, self.credential, self.graduation,
        )  # fmt: skip
        named = {item_of(Way.NAME_CREDENTIAL): Mark.DONE} if self.credential else {}
        return Standing(member, {**self.marks, **named, **marks})


_BACHELOR: Final = {"bachelors": Mark.DONE}
_MASTER: Final = {"bachelors": Mark.DONE, "masters": Mark.DONE}
PEOPLE: Final = (
    Person("A high-school student who does not know yet", Stage.HIGH_SCHOOL, graduation=2028),
    Person(
        "An undergraduate in the first year, drawn to public health",
        Stage.UNDERGRADUATE,
        setting=Setting.PUBLIC_HEALTH,
        graduation=2030,
        marks={"bachelors": Mark.STARTED},
    ),
    Person(
        "An undergraduate in the final year who wants to work in a practice",
        Stage.UNDERGRADUATE,
        setting=Setting.PRACTICE,
        credential="cmpe",
        graduation=2027,
        marks={"bachelors": Mark.STARTED},
    ),
    Person("A teacher who changes careers", Stage.CAREER_CHANGER, marks=_BACHELOR),
    Person(
        "A nurse of ten years who wants to lead her unit",
        Stage.CLINICIAN,
        "become a nurse manager",
        Setting.HOSPITAL,
        "nurse-leadership",
        marks=_BACHELOR,
    ),
    Person(
        "A physical therapist who wants to run a nursing home",
        Stage.CLINICIAN,
        "run a nursing home",
        marks=_BACHELOR,
    ),
    Person(
        "A master's student in the first year, for a fellowship",
        Stage.MASTERS_STUDENT,
        "an administrative fellowship in a hospital",
        graduation=2028,
        marks=_BACHELOR,
    ),
    Person(
        "A master's student in the final year, for a fellowship",
        Stage.MASTERS_STUDENT,
        "an administrative fellowship in a hospital",
        graduation=2027,
        marks=_BACHELOR,
    ),
    Person(
        "A fellow in the first post, for the FACHE",
        Stage.EARLY_CAREERIST,
        "a director of operations, then COO",
        Setting.HOSPITAL,
        "fache",
        marks=_MASTER,
    ),
    Person("A manager of twelve years", Stage.MANAGER, marks=_MASTER),
    Person(
        "A sergeant who leaves the service next summer",
        Stage.CAREER_CHANGER,
        "a SkillBridge place, then the MHA",
        Setting.FEDERAL,
        marks=_BACHELOR,
    ),
    Person(
        "A nursing assistant without a degree who wants to run the home",
        Stage.CAREER_CHANGER,
        "run a nursing home",
        Setting.LONG_TERM_CARE,
        "nursing-home-license",
    ),
    Person(
        "A Fellow whose FACHE is due this year",
        Stage.MANAGER,
        "recertify my FACHE",
        Setting.HOSPITAL,
        "fache",
        marks=_MASTER,
    ),
)


def paths_page() -> str:
    """The page of all paths."""
    guide = Library.load().guide()
    return "\n\n".join((HEAD, *(_section(person, guide) for person in PEOPLE))) + "\n"


def walk(person: Person, guide: Guide) -> Iterator[tuple[Pick, datetime, bool]]:
    """What a person is shown, when, and whether again, until nothing is left; what is long comes twice."""
    marks: dict[str, Mark] = {}
    now = BEGIN
    for _ in range(MOST):
        pick = choose_next(guide, person.stand(marks), now).next
        if pick is None:
            return
        yield pick, now, pick.milestone.id in marks
        milestone = pick.milestone
        begins = milestone.typical_weeks > LONG and pick.reason is not Reason.RUNNING
        begins = begins and marks.get(milestone.id) is None
        marks[milestone.id] = Mark.STARTED if begins else Mark.DONE
        done = now + timedelta(weeks=1 if begins else min(milestone.typical_weeks, LONG))
        near = pick.reason in {Reason.DEADLINE, Reason.PREPARES} and pick.due is not None
        now = min(done, pick.due) if near and pick.due else done
    raise AssertionError(f"{person.name} never comes to an end")


def _section(person: Person, guide: Guide) -> str:
    said = [guide.stages[person.stage], *([f"“{person.goal}”"] if person.goal else [])]
    said += [str(one) for one in (person.setting, person.credential, person.graduation) if one]
    said += [f"step {guide.step(step).number}: {mark}" for step, mark in person.marks.items()]
    lines = [_line(number, *shown) for number, shown in enumerate(walk(person, guide), 1)]
    return "\n\n".join((f"## {person.name}", " · ".join(said), "\n".join(lines)))


def _line(number: int, pick: Pick, when: datetime, again: bool) -> str:
    again_ = "finish: " if again or pick.reason is Reason.RUNNING else ""
    why = f"; {_WHY[pick.reason]}" if pick.reason in _WHY else ""
    return f"{number}. {again_}{pick.milestone.title} ({when:%b %Y}{why})"
