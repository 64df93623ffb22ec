"""Commands typed on Slack: answered in place, or asked for what is missing."""

import pytest
from slack_town import SlackTown

from mentorbot.on_slack.words import read_options
from mentorbot.rooms import declared
from mentorbot.sandbox.slack.people.surfaces import Modal, Reply


async def test_a_student_enrols_and_takes_the_next_step(slack_town: SlackTown) -> None:
    alice = slack_town.alice
    refused = await alice.slash("/nextstep")
    assert refused.ephemeral
    welcome = await slack_town.enrol(alice)
    assert welcome.ephemeral
    step = await alice.slash("/nextstep")
    assert step.ephemeral
    shown = len(alice.see())
    done = await step.click("Done")
    assert "is done" in done.text
    assert done.ephemeral
    assert len(alice.see()) == shown, "the person's own screen becomes the answer"


async def test_everything_is_reached_by_one_command_too(slack_town: SlackTown) -> None:
    await slack_town.enrol(slack_town.alice)
    by_name = await slack_town.alice.slash("/progress")
    whole = await slack_town.alice.slash("/mentorbot progress")
    assert whole.text == by_name.text
    assert "/nextstep" in (await slack_town.alice.slash("/mentorbot")).text


async def test_a_line_gives_options_in_order_and_the_time_at_its_end(slack_town: SlackTown) -> None:
    await slack_town.enrol(slack_town.alice)
    drafted = await slack_town.alice.slash("/reminders me call <ACHE> & co tomorrow 9am")
    assert isinstance(drafted, Reply)
    assert "call <ACHE> & co" in drafted.text
    kept = await drafted.click("Keep")
    assert "call <ACHE> & co" in (await slack_town.alice.slash("/reminders list")).text, kept.text


async def test_a_line_is_read_in_the_language_of_ones_client(slack_town: SlackTown) -> None:
    slack_town.alice.user.locale = "de-DE"
    await slack_town.enrol(slack_town.alice)
    drafted = await slack_town.alice.slash("/reminders me Zahnarzt am ersten Montag im Januar um 9 Uhr")
    assert isinstance(drafted, Reply)
    assert "Zahnarzt\n" in drafted.text


async def test_a_line_that_ends_with_a_name_and_an_hour_is_not_for_tomorrow(slack_town: SlackTown) -> None:
    await slack_town.enrol(slack_town.alice)
    drafted = await slack_town.alice.slash("/reminders me meet Tom at ten to eight pm")
    assert isinstance(drafted, Reply)
    assert "meet Tom\n" in drafted.text


async def test_what_is_missing_is_asked_for_with_what_was_typed_kept(slack_town: SlackTown) -> None:
    await slack_town.enrol(slack_town.alice)
    modal = await slack_town.alice.slash('/reminders me "call ACHE"')
    assert isinstance(modal, Modal)
    offered = await modal.suggest("When", "tomorrow 9am")
    assert [one.value for one in offered] == ["tomorrow 9am"]
    drafted = await modal.submit({"When": "tomorrow 9am"})
    assert isinstance(drafted, Reply)
    assert drafted.ephemeral
    assert "call ACHE" in drafted.text


async def test_what_is_wrong_in_a_form_is_said_beside_its_field(slack_town: SlackTown) -> None:
    await slack_town.enrol(slack_town.alice)
    modal = await slack_town.alice.slash("/mentorbot match open ?")
    assert isinstance(modal, Modal)


async def test_what_is_wrong_is_said_beside_its_field(slack_town: SlackTown) -> None:
    await slack_town.enrol(slack_town.alice)
    modal = await slack_town.alice.slash('/credits log "Annual congress" hours:plenty')
    assert isinstance(modal, Modal)
    assert "number" in modal.text


async def test_a_typo_is_met_with_what_may_have_been_meant(slack_town: SlackTown) -> None:
    await slack_town.enrol(slack_town.alice)
    offered = await slack_town.alice.slash("/mentorbot progres")
    assert "/progress" in offered.text
    assert "Your" in (await offered.click("Do that")).text


@pytest.mark.parametrize("typed", ["/mentor", "/mentorbot mentor"])
async def test_a_first_word_alone_lists_what_goes_on(slack_town: SlackTown, typed: str) -> None:
    listed = await slack_town.alice.slash(typed)
    assert "/mentor find" in listed.text
    assert "/mentor join" in listed.text


async def test_words_that_are_no_command_are_answered_with_a_sentence(slack_town: SlackTown) -> None:
    told = await slack_town.alice.slash("/mentorbot xyzzy plugh")
    assert "I know no command" in told.text
    assert "/mentorbot help" in told.text


@pytest.mark.parametrize(
    ("typed", "what", "when"),
    [
        (
            'read the “Lean” book, then "rest" tomorrow 9am',
            'read the "Lean" book, then "rest"',
            "tomorrow 9am",
        ),
        ('"call ACHE" "tomorrow 9am"', "call ACHE", "tomorrow 9am"),
        ('what:Read "Lean", the book when:"tomorrow 9am"', 'Read "Lean", the book', "tomorrow 9am"),
        ('note:"this" in 2 hours', 'note:"this"', "in 2 hours"),
        ('5" ruler in 2 hours', '5" ruler', "in 2 hours"),
    ],
)
def test_quotes_are_kept_but_for_those_around_all_that_one_says(typed: str, what: str, when: str) -> None:
    command = declared().commands["remind me"]
    assert read_options(command, typed, lambda _: {}).given == {"what": what, "when": when}
