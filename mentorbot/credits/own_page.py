"""One's credits on one's own page."""

from mentorbot.chat import Action, Actions, Card
from mentorbot.chat.declare import own_part
from mentorbot.chat.turn import Turn
from mentorbot.credits import cards, service
from mentorbot.credits.hooks import GapHooks
from mentorbot.credits.rules import Rules


@own_part(70)
async def show_credits(turn: Turn) -> Card | None:
    """What is missing for the credential that ends first; nothing for whoever keeps none."""
    async with turn.read() as connection:
        found = await service.find_status(connection, turn.caller, turn.part(Rules), turn.part(GapHooks))
    if found.stands is None:
        return None
    more = Action("See them all", f"credits:status:{found.stands.goal.id}")
    buttons = Actions((cards.log_action(found.stands.goal), more))
    return Card(f"Your {found.stands.credential.name}", (cards.summary(found.stands), buttons))
