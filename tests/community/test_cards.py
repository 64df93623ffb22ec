from mentorbot.chat import Actions, Card, Section
from mentorbot.chat.declare import Audience, Command
from mentorbot.chat.turn import Turn
from mentorbot.community.cards import confirm_erase_card, erased_card, help_card, kept_card


async def answer(turn: Turn) -> Card:
    raise NotImplementedError


def told(words: str, about: str, audience: Audience = Audience.EVERYONE) -> Command:
    return Command(words, about, (), answer, audience, direct=True)


COMMANDS = (
    told("nextstep", "the one thing to do next"),
    told("start", "tell where you stand"),
    told("requests", "who would like to learn from you", Audience.MENTORS),
    told("setup", "prepare this server", Audience.ORGANIZERS),
)


def words(card: Card) -> str:
    return "\n".join(f"{b.heading or ''}\n{b.text}" for b in card.blocks if isinstance(b, Section))


def test_help_lists_what_a_student_can_use_and_no_more() -> None:
    text = words(help_card(COMMANDS))
    assert "**/nextstep** · the one thing to do next" in text
    assert "/requests" not in text
    assert "/setup" not in text


def leads(card: Card) -> list[str | None]:
    return [
        action.id
        for block in card.blocks
        if isinstance(block, Actions)
        for action in block.actions
        if (action.id or "").startswith("community:help:")
    ]


def test_each_role_has_its_own_page_of_help_that_leads_to_the_others() -> None:
    card = help_card(COMMANDS, Audience.ORGANIZERS)
    assert "For organizers\n**/setup**" in words(card)
    assert "/nextstep" not in words(card)
    assert leads(card) == ["community:help:student", "community:help:mentor"]


def test_nothing_leads_to_a_role_without_commands() -> None:
    assert leads(help_card(COMMANDS[:2])) == []


def test_erasing_is_asked_for_with_its_scope_and_can_be_left() -> None:
    here, everywhere = confirm_erase_card(everywhere=False), confirm_erase_card(everywhere=True)
    assert "in **this community**" in words(here)
    assert "in **every community**" in words(everywhere)
    [row] = [block for block in here.blocks if isinstance(block, Actions)]
    assert [action.id for action in row.actions] == ["privacy:erase_confirm", "privacy:erase_cancel"]
    assert "in this community is gone" in words(erased_card(everywhere=False))
    assert "in every community is gone" in words(erased_card(everywhere=True))
    assert "Nothing was erased" in words(kept_card())
