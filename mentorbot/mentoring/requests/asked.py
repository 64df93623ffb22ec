"""What whoever asked reads of their request: who is asked, who after that, and who is not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.requests import store
from mentorbot.mentoring.requests.store import RequestView


@dataclass(frozen=True, slots=True)
class Asked:
    """A request after it was made or changed.

    Args:
        mentor: Who is asked now, if anybody is.
        later: Who is asked after that, by name, in turn.
        left_out: Who was chosen and cannot be asked now.
        dropped: Whose turn would have come, and who is not asked any more.
    """

    request: RequestView
    mentor: profiles.MentorView | None
    later: Sequence[str] = ()
    left_out: Sequence[str] = ()
    dropped: Sequence[str] = ()


async def describe_asked(
    connection: store.Reading, request: RequestView, picked: Sequence[int], before: Sequence[int] = ()
) -> Asked:
    """A request as it is, for whoever asked.

    Args:
        picked: Whom they have just chosen.
        before: Who waited for their turn until then.
    """
    later = await store.find_next(connection, request.id)
    there = {*later, request.owner_id or 0}
    views = await profiles.find_mentors(connection, sorted({*there, *picked, *before}))

    def names(ids: Iterable[int]) -> tuple[str, ...]:
        return tuple(views[one].name for one in dict.fromkeys(ids) if one in views)

    return Asked(
        request,
        views.get(request.owner_id or 0),
        names(later),
        names(one for one in picked if one not in there),
        names(one for one in before if one not in there and one not in picked),
    )
