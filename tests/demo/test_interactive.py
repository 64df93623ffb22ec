"""Trying the bot by hand, line by line."""

import os
import re
import signal
import subprocess
import sys

import pytest
from demo.running import ROOT, plain, run_demo
from signals import hear_ctrl_c

from mentorbot.demo.keyboard import fitting

pytestmark = pytest.mark.slow


def play(*lines: str) -> str:
    """What was on the screen after typing these lines."""
    done = run_demo("--interactive", typed="".join(f"{line}\n" for line in lines), NO_COLOR="1")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return plain(done.stdout)


def test_a_student_enrols_presses_done_and_undoes_it_by_number() -> None:
    form = ("2", "", "1", "Lead a clinic", "")
    screen = play("/start time_zone:Chicago", *form, "3", "1", "quit")
    assert "Where do you stand?" in screen
    assert "▾ Undergraduate student" in screen
    assert "› Lead a clinic" in screen
    assert "You are in." in screen
    assert "done. Well done!" in screen
    assert "is open again." in screen
    assert screen.endswith("Bye.")


def test_the_commands_their_options_and_what_completes_them_are_listed() -> None:
    screen = play("/", "/guide topic:fach?", "quit")
    assert "/privacy export" in screen
    assert "/guide topic: Read the guide" in screen
    assert "topic:fache" in screen


def test_words_after_a_command_are_its_first_option() -> None:
    assert "A mentor usually grows out of a good conversation" in play("/guide how do i netwrok", "quit")


def test_a_drop_down_is_chosen_from_by_its_number_and_a_label() -> None:
    screen = play("/guide", "2 A planet", "2 A bachelor's degree", "quit")
    assert "has no choice 'A planet'" in screen
    assert "A four-year degree is the usual way in." in screen


def test_somebody_else_has_a_screen_of_their_own() -> None:
    screen = play("/nextstep", "@daniel", "1", "dm", "/help", "quit")
    assert "There is nothing numbered 1 on the screen." in screen
    assert "daniel DM> /help" in screen
    assert "What I can do" in screen


def test_buttons_still_work_after_a_restart() -> None:
    screen = play("/help", "restart", "2", "quit")
    assert "is online again" in screen
    assert screen.rindex("Step 1 of ") > screen.index("is online again")


def test_mistakes_are_answered_with_a_sentence() -> None:
    screen = play("/nosuch", "99", "/privacy", "nextstep", "#nowhere", "quit")
    assert "There is no command “nosuch” here." in screen
    assert "There is nothing numbered 99 on the screen." in screen
    assert "add one of export, erase" in screen
    assert "its commands begin with /" in screen
    assert "There is no channel #nowhere." in screen


def test_the_end_of_the_lines_is_the_end() -> None:
    assert play("/start").endswith("Bye.")


@pytest.mark.parametrize(
    ("word", "offered", "found"),
    [
        ("/ne", ["/nextstep", "/help"], ["/nextstep"]),
        ("topic:fa", ["topic:fache", "topic:facmpe", "topic:the-job"], ["topic:fache", "topic:facmpe"]),
        (
            "time_zone:chic",
            ["time_zone:America/Chicago", "time_zone:Asia/Chita"],
            ["time_zone:America/Chicago"],
        ),
        ("/xyz", ["/help"], []),
        ("topic:", [], []),
    ],
)
def test_the_tab_key_finds_what_begins_so_or_the_best_that_the_bot_offers(
    word: str, offered: list[str], found: list[str]
) -> None:
    assert fitting(word, offered) == found


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_at_a_terminal_the_tab_key_completes_and_ctrl_c_ends() -> None:
    import pty

    ours, theirs = pty.openpty()
    arguments = [sys.executable, "-m", "mentorbot", "demo", "--interactive"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "NO_COLOR": "1"}

    with subprocess.Popen(  # noqa: S603 - our own program
        arguments,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
        preexec_fn=hear_ctrl_c,  # noqa: PLW1509 - it starts no thread and takes no lock
    ) as process:
        os.close(theirs)
        try:
            assert "maya #general>" in read_until(ours, "maya #general>")
            os.write(ours, b"/guide topic:facm\t\n")
            # One wait: what comes after the first words may come with them, and would be waited for again.
            assert "FACMPE: Fellow of ACMPE" in read_until(ours, "Only you can see this", "maya #general>")
            process.send_signal(signal.SIGINT)
            while process.poll() is None and read_until(ours, "\n"):
                pass
            assert process.wait(20) == 130
        finally:
            process.kill()
            os.close(ours)


def read_until(terminal: int, *words: str) -> str:
    """What comes on a terminal up to some words, one after the other, or up to its end."""
    seen = ""
    while not re.search(".*".join(map(re.escape, words)), seen, re.DOTALL):
        try:
            got = os.read(terminal, 4096)
        except OSError:  # how Linux tells the end
            break
        if not got:
            break
        seen += got.decode(errors="replace")
    return seen
