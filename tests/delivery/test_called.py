"""What is due is called by a person's words wherever people read of it."""

import re
from typing import Any

from mentorbot import rooms
from mentorbot.delivery import kinds
from mentorbot.delivery.called import CALLED, call_due
from mentorbot.on_slack import reinstalling


def maker(kind: str) -> Any:
    """The function that makes the messages of a kind."""
    cells = kinds._handlers[kind].__closure__ or ()
    return next(one.cell_contents for one in cells if callable(one.cell_contents))


def test_every_kind_of_what_is_due_has_words_of_its_own() -> None:
    rooms.load_arriving()
    assert reinstalling.KIND in kinds._handlers  # what a platform alone tells comes with it
    known = {kind for kind in kinds._handlers if maker(kind).__module__.startswith("mentorbot.")}
    assert known == set(CALLED)
    assert len(set(CALLED.values())) == len(CALLED)


def test_no_words_are_the_name_of_a_kind_in_disguise() -> None:
    for kind, words in CALLED.items():
        assert not re.search(r"_|\bfan\b|\bnote\b|\blook to\b", words), kind
        assert " " in words or kind == "reminder"


def test_what_is_of_no_known_kind_is_a_message() -> None:
    assert call_due("of_a_version_to_come") == "a message"
