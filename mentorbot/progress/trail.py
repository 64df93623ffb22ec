"""The guide as it lies before all who are at one stage: worked out once, however many walk it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from mentorbot.guide.model import Guide, Milestone, Stage
from mentorbot.progress.ways import items_of


@dataclass(frozen=True, slots=True, eq=False)
class Trail:
    """What is the same for everybody at a stage. Every order in it is the guide's own.

    Args:
        guide: The guide as it is told to them.
        milestones: Those that are meant for them, by id.
        touched: Which of these something is said of by what is stored under a name.
        before: What is to be done first for a milestone, of what is meant for them; only where there is any.
        following: What is to be done after a milestone; only where there is any.
        parts: Those that need a milestone, by its id; only where there is any.
        may_fall: Those that may be off somebody's path, each behind what it is a part of.
        under_way: Those that all at this stage are in the midst of.
        under_way_in_step: Those that one is in the midst of by being in their step.
        dated: Those with a date.
        first_for: Those that come earlier for some.
    """

    guide: Guide
    milestones: Mapping[str, Milestone]
    touched: Mapping[str, tuple[Milestone, ...]]
    before: Mapping[str, tuple[str, ...]]
    following: Mapping[str, tuple[Milestone, ...]]
    parts: Mapping[str, tuple[Milestone, ...]]
    may_fall: tuple[Milestone, ...]
    under_way: tuple[Milestone, ...]
    under_way_in_step: tuple[Milestone, ...]
    dated: tuple[Milestone, ...]
    first_for: tuple[Milestone, ...]


def find_trail(guide: Guide, stage: Stage | None) -> Trail:
    """The trail of those at a stage; None for those of whom that is not known."""
    key = Trail, stage
    if key not in guide.made:
        guide.made[key] = _make_trail(guide.told_to(stage), stage)
    trail: Trail = guide.made[key]
    return trail


def _make_trail(guide: Guide, stage: Stage | None) -> Trail:
    milestones = {
        id_: m for id_, m in guide.milestones.items() if stage is None or not m.stages or stage in m.stages
    }
    theirs = tuple(milestones.values())
    before = {m.id: tuple(one for one in m.before if one in milestones) for m in theirs}
    touched: dict[str, tuple[Milestone, ...]] = {}
    following: dict[str, tuple[Milestone, ...]] = {}
    parts: dict[str, tuple[Milestone, ...]] = {}
    for m in theirs:
        for whole in m.needs:
            parts[whole] = (*parts.get(whole, ()), m)
        for item in (*items_of(m), m.step):
            touched[item] = (*touched.get(item, ()), m)
        for one in before[m.id]:
            following[one] = (*following.get(one, ()), m)
    under_way = tuple(m for m in theirs if stage in m.under_way_for)
    return Trail(
        guide,
        milestones,
        touched,
        before={id_: ids for id_, ids in before.items() if ids},
        following=following,
        parts={id_: those for id_, those in parts.items() if id_ in milestones},
        may_fall=tuple(_find_conditional(milestones, stage)),
        under_way=under_way,
        under_way_in_step=tuple(m for m in theirs if m.under_way_for and m not in under_way),
        dated=tuple(m for m in theirs if m.anchor is not None),
        first_for=tuple(m for m in theirs if m.first_for),
    )


def _find_conditional(milestones: Mapping[str, Milestone], stage: Stage | None) -> list[Milestone]:
    """Those with a condition for being on somebody's path, each behind what it is a part of."""
    found: dict[str, Milestone] = {}

    def visit(milestone: Milestone) -> None:
        for whole in milestone.needs:
            if whole in milestones:
                visit(milestones[whole])
        if (
            milestone.only_for
            or milestone.not_for
            or milestone.unless
            or milestone.needs
            or stage in milestone.years
        ):
            found[milestone.id] = milestone

    for one in milestones.values():
        visit(one)
    return list(found.values())
