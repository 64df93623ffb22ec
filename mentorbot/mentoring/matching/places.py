"""Places of a round that are kept for people at a stage of their career, and how many they may have."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from mentorbot.guide.model import Stage


class Group(StrEnum):
    """For whom places are kept: those at one stage, or at several."""

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
        """Who is in it."""
        if self is Group.STUDENTS:
            return _STUDENTS
        if self is Group.PROFESSIONALS:
            return frozenset(Stage) - _STUDENTS
        return frozenset((Stage(self.value),))


_STUDENTS: Final = frozenset((Stage.HIGH_SCHOOL, Stage.UNDERGRADUATE, Stage.MASTERS_STUDENT))


@dataclass(frozen=True, slots=True)
class Place:
    """What holds for a group.

    Args:
        least: So many places are kept for them; what they do not take, others get.
        most: No more of them get a mentor; None: as many as can be.
    """

    group: Group
    least: int = 0
    most: int | None = None

    def without(self, many: int) -> Self:
        """What is left of it when so many of the group have a mentor already."""
        most = None if self.most is None else max(0, self.most - many)
        return type(self)(self.group, max(0, self.least - many), most)


def write_places(places: tuple[Place, ...]) -> str:
    """Places as a column keeps them."""
    return ",".join(f"{one.group}:{one.least}:{'' if one.most is None else one.most}" for one in places)


def read_places(code: str) -> tuple[Place, ...]:
    """What :func:`write_places` wrote. Raises ValueError for anything else."""
    parts = (one.split(":") for one in code.split(",") if one)
    return tuple(Place(Group(group), int(least), int(most) if most else None) for group, least, most in parts)
