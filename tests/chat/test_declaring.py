"""What a room declares is held to its form when it is declared, and found again in its module."""

from types import ModuleType

import pytest

from mentorbot.chat import Card, Form
from mentorbot.chat.declare import Audience, command, declared_in, loop, press, sent
from mentorbot.chat.options import choice, text
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Press, Turn


def room(**functions: object) -> ModuleType:
    """A module that has these."""
    made = ModuleType("a_room")
    for name, function in functions.items():
        function.__module__ = "a_room"
        setattr(made, name, function)
    return made


async def greet(turn: Turn, whom: str, how: str = "") -> Card:
    return Card(f"{how} {whom}")


def test_a_room_is_read_in_the_order_in_which_it_stands_there() -> None:
    @command("greet", "Say hello.", text("whom", "Whom."), text("how", "How."), audience=Audience.MENTORS)
    async def hello(turn: Turn, whom: str, how: str = "warmly") -> Card:
        return Card(f"{how} {whom}")

    @press("greeting:again", "greeting:back", anew=True)
    async def again(press: Press) -> Card:
        return Card(press.verb)

    @sent("greeting:written")
    async def written(press: Press) -> Card:
        return Card(press.argument)

    @loop(minutes=10)
    async def look(program: Program) -> None: ...

    found = declared_in([room(hello=hello, again=again, written=written, look=look)])
    declared = found.commands["greet"]
    assert [one.name for one in declared.needed] == ["whom"]
    assert declared.default(declared.options[1]) == "warmly"
    assert list(found.presses) == ["greeting:again", "greeting:back", "greeting:written"]
    assert [rule.sent for rule in found.presses.values()] == [False, False, True]
    assert [one.every for one in found.loops] == [600]


def test_whoever_may_return_a_form_says_so_in_the_annotation() -> None:
    @press("greeting:ask")
    async def ask(press: Press) -> Card | Form:
        return Form("greeting:written", "Say hello")

    @press("greeting:show")
    async def show(press: Press) -> Card:
        return Card("hello")

    found = declared_in([room(ask=ask, show=show)]).presses
    assert found["greeting:ask"].opens_form
    assert not found["greeting:show"].opens_form


def test_what_a_module_only_imports_is_not_its_own() -> None:
    @press("greeting:again")
    async def again(press: Press) -> Card:
        return Card("again")

    other = ModuleType("another_room")
    other.again = again  # type: ignore[attr-defined]
    assert not declared_in([other]).presses


def test_two_rooms_cannot_declare_the_same() -> None:
    def made() -> object:
        @command("greet", "Say hello.")
        async def hello(turn: Turn) -> Card:
            return Card("hello")

        return hello

    with pytest.raises(ValueError, match="greet is declared twice"):
        declared_in([room(one=made()), room(two=made())])


@pytest.mark.parametrize("words", ["", "Greet", "greet-all", "one two three four", "greet "])
def test_a_command_has_up_to_three_lower_case_words(words: str) -> None:
    with pytest.raises(ValueError, match="three lower-case words"):
        command(words, "Say hello.", text("whom", "Whom."), text("how", "How."))(greet)


def test_the_options_are_the_arguments_of_the_handler() -> None:
    with pytest.raises(ValueError, match="arguments of greet"):
        command("greet", "Say hello.", text("how", "How."), text("whom", "Whom."))(greet)


def test_a_choice_offers_something_and_no_more_than_platforms_show() -> None:
    for many in (0, 26):
        named = {str(one): f"Number {one}" for one in range(many)}
        with pytest.raises(ValueError, match="offers nothing, or more"):
            command("greet", "Say hello.", choice("whom", "Whom.", named), text("how", "How."))(greet)


@pytest.mark.parametrize("id_", ["greeting", "greeting:", "greeting:again:1", "Greeting:again"])
def test_a_press_is_named_by_its_feature_and_verb(id_: str) -> None:
    with pytest.raises(ValueError, match="feature:verb"):
        press(id_)(greet)
