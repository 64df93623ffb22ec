from mentorbot.cards import Actions, Card, Section
from mentorbot.community.cards import Command, Role, confirm_erase_card, erased_card, help_card, kept_card

COMMANDS = (
    Command("/nextstep", "the one thing to do next"),
    Command("/start", "tell where you stand"),
    Command("/requests", "who would like to learn from you", Role.MENTOR),
    Command("/setup", "prepare this server", Role.ORGANIZER),
)


def words(card: Card) -> str:
    return "\n".join(f"{b.heading or ''}\n{b.text}" for b in card.blocks if isinstance(b, Section))


def test_help_lists_what_a_student_can_use_and_no_more() -> None:
    text = words(help_card(COMMANDS))
    assert "**/nextstep** · the one thing to do next" in text
    assert "/requests" not in text
    assert "/setup" not in text


def test_help_lists_by_role_what_each_role_adds() -> None:
    text = words(help_card(COMMANDS, (Role.STUDENT, Role.ORGANIZER)))
    assert "For organizers\n**/setup**" in text
    assert "For mentors" not in text


def test_a_role_without_commands_has_no_heading() -> None:
    assert "For mentors" not in words(help_card(COMMANDS[:2], tuple(Role)))


def test_erasing_is_asked_for_with_its_scope_and_can_be_left() -> None:
    here, everywhere = confirm_erase_card(everywhere=False), confirm_erase_card(everywhere=True)
    assert "in **this community**" in words(here)
    assert "in **every community**" in words(everywhere)
    [row] = [block for block in here.blocks if isinstance(block, Actions)]
    assert [action.id for action in row.actions] == ["community:erase_confirm", "community:erase_cancel"]
    assert "in this community is gone" in words(erased_card(everywhere=False))
    assert "in every community is gone" in words(erased_card(everywhere=True))
    assert "Nothing was erased" in words(kept_card())
