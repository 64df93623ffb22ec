"""What was typed for a command comes back when it is refused; what was chosen is no word of anybody's."""

from mentorbot import rooms
from mentorbot.chat.typed import list_typed, say_typed, show_typed

EDIT = rooms.declared().commands["organize event edit"]
LOG = rooms.declared().commands["credits log"]
REMIND = rooms.declared().commands["remind me"]


def test_what_was_chosen_of_what_is_offered_is_not_said_to_have_been_typed() -> None:
    assert say_typed(EDIT, {"event": "17"}) == ""
    assert (
        say_typed(EDIT, {"event": "the coffee hour"})
        == "You typed: `/organize event edit` event:the coffee hour"
    )
    assert "hours:2 " in say_typed(LOG, {"title": "x", "hours": 2.0, "type": "y"})
    assert [one.name for one in list_typed(REMIND, {"what": "call ACHE", "when": ""})] == ["what"]


def test_what_was_typed_is_shown_as_it_stands_and_shortened_before_it_is_escaped() -> None:
    said = say_typed(REMIND, {"what": "*" * 2_000, "when": "never"})
    assert said.count("\\*") == said.count("*")
    assert said.endswith("…")


def test_there_is_a_button_only_where_there_is_something_to_put_right() -> None:
    assert show_typed("", "slack:retype:remind me") == ()
    assert len(show_typed("You typed: x", "")) == 1
    assert len(show_typed("You typed: x", "slack:retype:remind me")) == 2
