"""Commands are named by one pattern, so that who knows some of them guesses the others."""

from mentorbot import rooms
from mentorbot.chat.declare import Audience
from mentorbot.chat.roots import ROOTS

COMMANDS = rooms.declared().commands
FIRST = {words.split()[0] for words in COMMANDS}


def test_what_is_for_organizers_alone_has_first_words_of_its_own() -> None:
    hidden = {words for words, root in ROOTS.items() if root.organizers_only}
    for words, command in COMMANDS.items():
        assert (words.split()[0] in hidden) == (command.audience is Audience.ORGANIZERS), words


def test_no_two_first_words_differ_by_an_ending_alone() -> None:
    assert not {f"{word}s" for word in FIRST} & FIRST


def test_what_is_one_s_own_is_never_called_by_a_word_for_oneself() -> None:
    meaning_oneself = {words for words in COMMANDS if {"me", "mine", "my"} & set(words.split())}
    assert meaning_oneself == {"remind me"}


def test_every_first_word_that_is_named_leads_to_a_command() -> None:
    leading = {" ".join(words.split()[:many]) for words in COMMANDS for many in (1, 2)}
    assert ROOTS.keys() <= leading
