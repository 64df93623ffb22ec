"""Places of a round that are kept for some people, and how many they may have.

They are those at a stage of their career, those whom organizers name one by one, or those in a group of the
community's own: a role or user group.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Self

from mentorbot.guide.model import Stage


class Group(StrEnum):
    """For whom places are kept: those who are named, or those at one stage, or at several."""

    NAMED = "named"
    STUDENTS = "students"
    PROFESSIONALS = "professionals"
    HIGH_SCHOOL = Stage.HIGH_SCHOOL.value
    UNDERGRADUATE = Stage.UNDERGRADUATE.value
    MASTERS_STUDENT = Stage.MASTERS_STUDENT.value
    CAREER_CHANGER = Stage.CAREER_CHANGER.value
    CLINICIAN = Stage.CLINICIAN.value
    EARLY_CAREERIST = Stage.EARLY_CAREERIST.value
    MANAGER = Stage.MANAGER.value

    @property
    def stages(self) -> frozenset[Stage]:
        """Who is in it; of those who are named that is not said by a stage."""
        if self is Group.NAMED:
            return frozenset()
        if self is Group.STUDENTS:
            return _STUDENTS
        if self is Group.PROFESSIONALS:
            return frozenset(Stage) - _STUDENTS
        return frozenset((Stage(self.value),))


_OWN: Final = "@"
_STUDENTS: Final = frozenset((Stage.HIGH_SCHOOL, Stage.UNDERGRADUATE, Stage.MASTERS_STUDENT))


@dataclass(frozen=True, slots=True)
class Place:
    """What holds for a group.

    Args:
        group: Those at some stages, or named; None: those in a group of the community's own.
        least: So many places are kept for them; what they do not take, others get.
        most: No more of them get a mentor; None: as many as can be.
        own: The platform's id of the role or user group, where it is the community's own; empty otherwise.
    """

    group: Group | None
    least: int = 0
    most: int | None = None
    own: str = ""

    @property
    def key(self) -> str:
        """By which it is told apart from those for others."""
        return f"{_OWN}{self.own}" if self.group is None else self.group.value

    @property
    def by_stage(self) -> bool:
        """Whether it is for those at some stages."""
        return self.group is not None and self.group is not Group.NAMED

    def holds(self, stage: Stage | None, groups: Collection[str]) -> bool:
        """Whether somebody is in it.

        Args:
            stage: At which they are.
            groups: Those of the community's own that they are in; with NAMED, where they are named.
        """
        if self.group is not None and self.by_stage:
            return stage in self.group.stages
        return (self.group or self.own) in groups

    def meets(self, other: "Place") -> bool:
        """Whether it is known that somebody can be in both; of groups of one's own that is not known."""
        return bool(self.group and other.group and self.group.stages & other.group.stages)

    def without(self, many: int) -> Self:
        """What is left of it when so many of the group have a mentor already."""
        most = None if self.most is None else max(0, self.most - many)
        return replace(self, least=max(0, self.least - many), most=most)


def write_places(places: tuple[Place, ...]) -> str:
    """Places as a column keeps them."""
    return ",".join(f"{one.key}:{one.least}:{'' if one.most is None else one.most}" for one in places)


def read_places(code: str) -> tuple[Place, ...]:
    """What :func:`write_places` wrote. Raises ValueError for anything else."""
    return tuple(_read_place(*one.split(":")) for one in code.split(",") if one)


def _read_place(key: str, least: str, most: str) -> Place:
    own = key.startswith(_OWN)
    return Place(
        None if own else Group(key),
        int(least),
        int(most) if most else None,
        key.removeprefix(_OWN) if own else "",
    )
