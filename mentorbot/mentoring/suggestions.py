"""What is offered while somebody types, in commands of mentoring and networking."""

from collections.abc import Sequence

from mentorbot.chat.options import Suggestion
from mentorbot.chat.turn import Typing
from mentorbot.credits.rules import Rules
from mentorbot.mentoring import vocabulary


async def suggest_topics(typing: Typing) -> Sequence[Suggestion]:
    """Topics that somebody may mean by what they typed so far."""
    return [Suggestion(one.name, one.id) for one in vocabulary.search_topics(typing.typed)]


async def suggest_credentials(typing: Typing) -> Sequence[Suggestion]:
    """Credentials in whose name is what is being typed."""
    wanted = typing.typed.casefold().strip()
    return [
        Suggestion(name, id_) for id_, name in typing.part(Rules).names.items() if wanted in name.casefold()
    ]
