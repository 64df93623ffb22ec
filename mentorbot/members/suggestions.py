"""What is offered while somebody types, in commands of several rooms."""

from collections.abc import Sequence

from mentorbot.chat import limits
from mentorbot.chat.options import Suggestion
from mentorbot.chat.turn import Typing
from mentorbot.times import zones


async def suggest_zones(typing: Typing) -> Sequence[Suggestion]:
    """Time zones and cities that fit what is being typed."""
    return [Suggestion(one.label, one.key) for one in zones.find_zones(typing.typed, limits.SUGGESTIONS)]
