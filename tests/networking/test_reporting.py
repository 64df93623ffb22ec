"""What the bot brought about is reported with one press: with what it is about, where it was, by its own."""

import mailing
import pytest
from networking.conftest import NOBODY, ORGANIZER, person, set_up
from networking.directory.test_directory import describe
from networking.interviews.test_interviews import asked, offered
from networking.intros.test_intros import begin, join
from networking.sharing import enrol

from mentorbot.chat import Actions, Card
from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.mentoring.reports import brokered
from mentorbot.mentoring.reports import cards as report_cards
from mentorbot.mentoring.reports import service as reports
from mentorbot.mentoring.reports.terms import MOST_REPORT
from mentorbot.networking.directory import introductions
from mentorbot.networking.directory.terms import EntryField
from mentorbot.networking.interviews import arriving  # noqa: F401 - it tells reports of interviews
from mentorbot.networking.intros import conversations  # noqa: F401 - it tells reports of introductions

BOSS = person("boss")


def report_button(card: Card) -> str:
    """What the Report button of a message is about; fails without exactly one."""
    actions = [one for block in card.blocks if isinstance(block, Actions) for one in block.actions]
    [button] = [one.id for one in actions if one.label == "Report"]
    return button.removeprefix("report:brokered:")


async def tell(database: Database, who: Caller, argument: str, text: str, about: str | None = None) -> str:
    """Report what a button is about; what organizers read of it."""
    async with database.session_scope() as session:
        found, here = await brokered.find_brokered(session, who, argument)
        case = await reports.file_report(session, here, text, about, found.said)
        seen, organizer = await reports.look_at_case(session, BOSS, ORGANIZER, case.id)
    assert organizer
    return seen.text


async def test_a_request_is_reported_with_what_was_written(database: Database) -> None:
    professional = await offered(database, "ada")
    done = await asked(database, "ben", professional, "Lend me money")
    await enrol(database, "boss")
    [letter] = [card for to, card in await mailing.send(database, "interview:") if to == "ada"]
    text = await tell(database, person("ada"), report_button(letter), "This is not a question", "ben")
    assert "An interview asked for on" in text
    assert "They wrote: Lend me money" in text
    assert text.endswith("This is not a question")
    async with database.read_scope() as connection:
        found, _ = await brokered.find_brokered(connection, person("ben"), f"interview:{done.request.id}")
    assert (found.others, found.wrote) == ((("ada", "The other one of the two"),), "")


async def test_every_message_of_a_round_can_be_reported_and_in_a_trio_one_says_whom(
    database: Database,
) -> None:
    await set_up(database, size=3)
    await join(database, "ada", "ben", "cem")
    sent = [card for who, card in await begin(database) if who]
    arguments = {report_button(card) for card in sent}
    assert len(sent) == 3
    [argument] = arguments
    async with database.read_scope() as connection:
        found, _ = await brokered.find_brokered(connection, person("ada"), argument)
    assert sorted(user for user, _ in found.others) == ["ben", "cem"]
    form = report_cards.brokered_form(argument, found)
    assert [field.id for field in form.fields] == ["about", "text"]


async def test_who_the_other_is_is_not_learned_by_reporting(database: Database) -> None:
    ada = await describe(database, "ada", EntryField.ROLE)
    await enrol(database, "ben", "cem", "boss")
    async with database.session_scope() as session:
        await introductions.ask_for_introduction(
            session, person("ben"), ada, "I would like to hear of your work"
        )
    [(to, question)] = await mailing.send(database, "introduction:")
    assert to == "ada"
    argument = report_button(question)
    async with database.read_scope() as connection:
        for stranger in (person("ben"), person("cem"), person("ada", "elsewhere")):
            with pytest.raises(UserError, match="not there any more"):
                await brokered.find_brokered(connection, stranger, argument)
    assert "I would like to hear" in await tell(database, person("ada"), argument, "I know them", "ben")
    async with database.session_scope() as session:
        await introductions.answer_introduction(
            session, person("ada"), int(argument.split(":")[1]), accept=True
        )
        found, here = await brokered.find_brokered(session, person("ben"), argument)
        case = await reports.file_report(session, here, "Strange", found.others[0][0], found.said)
        seen, organizer = await reports.look_at_case(session, person("ben"), NOBODY, case.id)
    assert not organizer
    assert "<@ada>" not in str(report_cards.case_card(seen, organizer=False))
    assert "<@ada>" in str(report_cards.case_card(seen, organizer=True))


@pytest.mark.parametrize(
    "argument", ["", "intro", "intro:", "intro:-1", "intro:99", "nothing:1", "intro:" + "9" * 40]
)
async def test_what_is_not_there_gets_a_sentence(database: Database, argument: str) -> None:
    await enrol(database, "ada")
    async with database.read_scope() as connection:
        with pytest.raises(UserError):
            await brokered.find_brokered(connection, person("ada"), argument)


async def test_the_longest_report_of_the_longest_message_is_kept_whole(database: Database) -> None:
    professional = await offered(database, "ada")
    done = await asked(database, "ben", professional, "q" * 1000)
    await enrol(database, "boss")
    argument = f"interview:{done.request.id}"
    async with database.read_scope() as connection:
        found, _ = await brokered.find_brokered(connection, person("ada"), argument)
    *_, field = report_cards.brokered_form(argument, found).fields
    words = "w" * field.most  # type: ignore[union-attr]
    text = await tell(database, person("ada"), argument, words)
    assert text.endswith(words)
    assert len(text) <= MOST_REPORT


async def test_in_a_direct_message_the_report_goes_to_where_it_was(database: Database) -> None:
    professional = await offered(database, "ada")
    done = await asked(database, "ben", professional)
    await enrol(database, "boss")
    await enrol(database, "ada", community="elsewhere")  # which is where she was last
    text = await tell(database, person("ada", None), f"interview:{done.request.id}", "Help", "ben")
    assert text.endswith("Help")
