"""On Slack a form that is refused stays open as it was filled in; where it was closed, it opens again so."""

import asyncio
from typing import Any

import pytest
from mailing import program_of
from slack_sdk.web.async_client import AsyncWebClient
from slack_town import SlackTown
from sqlalchemy import text

from mentorbot.chat import Actions, Card, Form, Style, TextField
from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.forms.keeping import FormKeeper
from mentorbot.on_slack import bot as slack_bot
from mentorbot.on_slack import errors
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.exchange import Acknowledgement, Exchange, Origin, Surface
from mentorbot.sandbox.slack.people.surfaces import Modal

STORY = "Night shifts, two budgets and a ward that closed."
ABOUT = {"role": "Director", "setting": "hospital", "about": STORY}


async def test_a_refused_form_stays_open_as_it_was_filled(slack_town: SlackTown) -> None:
    modal = await slack_town.alice.slash("/mentor join")
    refused = await modal.submit({**ABOUT, "years": "ten"})
    assert isinstance(refused, Modal)
    assert "That did not work" in refused.text
    assert refused.filled["Years of experience"] == "ten"
    assert refused.filled["Anything a mentee should know"] == STORY


async def test_what_broke_leaves_the_form_as_it_was_filled(slack_town: SlackTown) -> None:
    modal = await slack_town.alice.slash("/mentor join")
    broken = "CREATE TRIGGER broken BEFORE INSERT ON mentor BEGIN SELECT RAISE(ABORT, 'x'); END"
    async with slack_town.database.session_scope() as session:
        await session.execute(text(broken))
    refused = await modal.submit({**ABOUT, "years": "10"})
    assert "Something broke on my side" in refused.text
    assert refused.filled["Anything a mentee should know"] == STORY
    async with slack_town.database.session_scope() as session:
        await session.execute(text("DROP TRIGGER broken"))
    taken = await refused.submit()
    assert "what you help with" in taken.text


async def test_a_form_that_was_closed_while_it_was_refused_opens_again_as_it_was_filled(
    slack_town: SlackTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = slack_town.alice
    answer = await slack_town.enrol(alice, target_date="when I am ready")
    form = await answer.click("Set the date")
    with monkeypatch.context() as slow:
        slow.setattr(slack_bot, "SOON", 0.0)
        async with slack_town.database.session_scope():  # so that it takes long
            sending = asyncio.create_task(form.submit(target_date="soon, I hope", shows=False))
            await (await form.until(lambda one: "One moment" in one.text)).close(all_of_them=True)
        await sending
    told = await alice.wait_for_dm("kept for a day")
    again = await told.click("Try again")
    assert again.filled["When do you want to be there?"] == "soon, I hope"


@pytest.mark.parametrize(
    ("error", "styles"),
    [
        (UserError("No."), [Style.PRIMARY]),
        (UserError("No.", way_on=("Start", "members:start")), [Style.PRIMARY, Style.SECONDARY]),
    ],
)
async def test_where_there_is_another_way_on_that_alone_stands_out(
    database: Database, monkeypatch: pytest.MonkeyPatch, error: UserError, styles: list[Style]
) -> None:
    async def ack(**_: Any) -> None:
        """It is told to nobody."""

    async def show(_: Exchange, card: Card) -> None:
        shown.append(card)

    shown: list[Card] = []
    monkeypatch.setattr(errors.answer, "show", show)
    forms = FormKeeper(program_of(database))
    await forms.note_opened(
        Caller(PLATFORM, "T1", "U1"), Form("a:b", "About you", (TextField("text", "Text"),))
    )
    told = Acknowledgement(ack, "view")
    await told.tell()
    exchange = Exchange(
        community="T1",
        user_id="U1",
        origin=Origin(Surface.HOME),
        client=AsyncWebClient(),
        acknowledgement=told,
        view={"callback_id": "a:b"},
    )
    await errors.tell(exchange, error, forms)
    rows = [block for block in shown[0].blocks if isinstance(block, Actions)]
    assert [one.style for row in rows for one in row.actions] == styles
