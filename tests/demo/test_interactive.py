"""Trying the bot by hand, line by line."""

from demo.running import plain, run_demo


def play(*lines: str) -> str:
    """What was on the screen after typing these lines."""
    done = run_demo("--interactive", typed="".join(f"{line}\n" for line in lines), NO_COLOR="1")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return plain(done.stdout)


def test_a_student_enrols_presses_done_and_undoes_it_by_number() -> None:
    form = ("2", "", "1", "Lead a clinic", "")
    screen = play("/start time_zone:Chicago", *form, "1", "1", "quit")
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
    assert "You asked: “how do i netwrok”" in play("/guide how do i netwrok", "quit")


def test_a_drop_down_is_chosen_from_by_its_number_and_a_label() -> None:
    screen = play("/guide", "2 A planet", "2 A bachelor's degree", "quit")
    assert "has no choice 'A planet'" in screen
    assert "A four-year degree is the usual way in." in screen


def test_somebody_else_has_a_screen_of_their_own() -> None:
    screen = play("/nextstep", "@mentor", "1", "dm", "/help", "quit")
    assert "There is nothing numbered 1 on the screen." in screen
    assert "mentor DM> /help" in screen
    assert "What I can do" in screen


def test_buttons_still_work_after_a_restart() -> None:
    screen = play("/help", "restart", "1", "quit")
    assert "is online again" in screen
    assert screen.rindex("Step 1 of 6") > screen.index("is online again")


def test_mistakes_are_answered_with_a_sentence() -> None:
    screen = play("/nosuch", "99", "/privacy", "nextstep", "#nowhere", "quit")
    assert "There is no command “nosuch” here." in screen
    assert "There is nothing numbered 99 on the screen." in screen
    assert "add one of export, erase" in screen
    assert "its commands begin with /" in screen
    assert "There is no channel #nowhere." in screen


def test_the_end_of_the_lines_is_the_end() -> None:
    assert play("/start").endswith("Bye.")
