"""What messages for organizers say once one of them looks after what they are about."""

from mentorbot.chat import Accent, Action, Block, Card, Section, mention


def name_carer(user_id: str) -> str:
    """Who looks after it, by the platform's id."""
    return f"{mention(user_id)} looks after it."


def handled_action(id_: str) -> Action:
    """With which an organizer says that they look after something; ``id_``: the button's."""
    return Action("Handled", id_)


def handled_card(title: str, user_id: str, *blocks: Block) -> Card:
    """What a message becomes that all organizers see.

    Args:
        user_id: Who looks after it.
        blocks: What they and others can do still.
    """
    return Card(title, (Section(name_carer(user_id)), *blocks), Accent.GOOD, public=True)


def noted_card() -> Card:
    """For whoever said so."""
    return Card("Noted", (Section("The others see that you look after it."),), Accent.GOOD)
