"""What is offered while somebody types which mentorship they mean."""

from collections.abc import Sequence

from mentorbot.chat.options import Suggestion
from mentorbot.chat.turn import Typing
from mentorbot.mentoring.mentorships import pairs


async def suggest_mentorships(typing: Typing) -> Sequence[Suggestion]:
    """The caller's mentorships, by the name of the other, in which is what is being typed."""
    async with typing.read() as connection:
        mine = await pairs.find_of_caller(connection, typing.caller)
    names = [(pair.other(me.person.id).name, pair.id) for pair, me in mine]
    typed = typing.typed.casefold().strip()
    return [Suggestion(name, str(id_)) for name, id_ in names if typed in name.casefold()]
