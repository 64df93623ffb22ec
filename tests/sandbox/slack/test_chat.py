"""What an app says, where it may say it, and what becomes of it."""

import pytest
from sandbox.slack.conftest import Town, error_of

from mentorbot.sandbox.slack.world import lives
from mentorbot.sandbox.slack.world.channels import Message


async def test_a_message_to_a_person_arrives_in_their_direct_message(town: Town) -> None:
    answer = await town.client.chat_postMessage(channel=town.alice.id, text="Hello")
    assert answer["channel"].startswith("D")
    assert answer["message"]["bot_id"] == town.bot.bot_id
    again = await town.client.chat_postMessage(channel=answer["channel"], text="Hello again")
    assert again["channel"] == answer["channel"]
    assert again["ts"] > answer["ts"]


async def test_an_app_hears_what_it_says_itself_where_it_listens(town: Town) -> None:
    answer = await town.client.chat_postMessage(channel=town.alice.id, text="Hello")
    (heard,) = town.told("message")
    assert (heard["ts"], heard["channel_type"], heard["bot_id"]) == (answer["ts"], "im", town.bot.bot_id)


async def test_an_app_hears_people_only_in_channels_that_it_is_in(town: Town) -> None:
    def say(text: str) -> None:
        lives.post(town.sandbox.world, Message(town.sandbox.world.new_ts(), town.general, town.alice, text))

    say("nobody hears")
    await town.client.conversations_join(channel=town.general.id)
    say("everybody hears")
    assert [one["text"] for one in town.told("message") if "subtype" not in one] == ["everybody hears"]


async def test_an_app_that_is_mentioned_is_told_so(town: Town) -> None:
    await town.client.conversations_join(channel=town.general.id)
    text = f"what is next, {town.bot.mention}?"
    message = Message(town.sandbox.world.new_ts(), town.general, town.alice, text)
    lives.post(town.sandbox.world, message)
    (mention,) = town.told("app_mention")
    assert (mention["user"], mention["ts"]) == (town.alice.id, message.ts)


async def test_nothing_cannot_be_said(town: Town) -> None:
    assert await error_of(town.client.chat_postMessage(channel=town.alice.id, text="")) == "no_text"


async def test_too_much_cannot_be_said_at_once(town: Town) -> None:
    posting = town.client.chat_postMessage(channel=town.alice.id, text="a" * 40_001)
    assert await error_of(posting) == "msg_too_long"


async def test_without_the_scope_an_app_is_quiet_where_it_is_not_a_member(town: Town) -> None:
    town.sandbox.world.tokens[town.installation.token].scopes -= {"chat:write.public"}
    posting = town.client.chat_postMessage(channel=town.general.id, text="Hello")
    assert await error_of(posting) == "not_in_channel"


async def test_a_private_channel_is_unknown_to_who_is_not_in_it(town: Town) -> None:
    secret = town.sandbox.add_channel("secret", town.alice, kind="private")
    posting = town.client.chat_postMessage(channel=secret.id, text="Hello")
    assert await error_of(posting) == "channel_not_found"


async def test_another_bot_takes_no_messages(town: Town) -> None:
    other = town.sandbox.install(town.sandbox.add_app("other", None), town.team).bot
    posting = town.client.chat_postMessage(channel=other.id, text="Hello")
    assert await error_of(posting) == "cannot_dm_bot"


async def test_without_a_messages_tab_nothing_can_be_said_to_a_person(town: Town) -> None:
    town.app.manifest["features"]["app_home"]["messages_tab_enabled"] = False
    posting = town.client.chat_postMessage(channel=town.alice.id, text="Hello")
    assert await error_of(posting) == "messages_tab_disabled"


async def test_what_was_noted_on_a_message_is_read_when_one_asks_for_it(town: Town) -> None:
    note = {"event_type": "sent", "event_payload": {"nonce": "7"}}
    sent = await town.client.chat_postMessage(channel=town.alice.id, text="Hello", metadata=note)
    channel = sent["channel"]
    asked = await town.client.conversations_history(channel=channel, include_all_metadata=True)
    assert asked["messages"][0]["metadata"] == note
    unasked = await town.client.conversations_history(channel=channel)
    assert "metadata" not in unasked["messages"][0]


async def test_a_note_without_a_name_is_refused(town: Town) -> None:
    note = {"event_payload": {"nonce": "7"}}
    posting = town.client.chat_postMessage(channel=town.alice.id, text="Hello", metadata=note)
    assert await error_of(posting) == "invalid_metadata_format"


async def test_a_text_alone_takes_the_place_of_blocks(town: Town) -> None:
    blocks = [{"type": "divider"}]
    sent = await town.client.chat_postMessage(channel=town.alice.id, text="before", blocks=blocks)
    where = {"channel": sent["channel"], "ts": sent["ts"]}
    changed = (await town.client.chat_update(**where, text="after"))["message"]
    assert changed["text"] == "after"
    assert "blocks" not in changed


async def test_markdown_is_said_alone(town: Town) -> None:
    sent = await town.client.chat_postMessage(channel=town.alice.id, markdown_text="**Hello**")
    assert sent["message"]["blocks"][0]["type"] == "markdown"
    both = town.client.chat_postMessage(channel=town.alice.id, markdown_text="**Hello**", text="Hello")
    assert await error_of(both) == "markdown_text_conflict"


async def test_what_is_left_out_of_a_change_stays(town: Town) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "before"}}]
    note = {"event_type": "sent", "event_payload": {"nonce": "7"}}
    sent = await town.client.chat_postMessage(
        channel=town.alice.id, text="before", blocks=blocks, metadata=note
    )
    where = {"channel": sent["channel"], "ts": sent["ts"]}
    changed = (await town.client.chat_update(**where, text="after", blocks=blocks))["message"]
    assert changed["text"] == "after"
    assert changed["metadata"] == note
    assert changed["edited"]["user"] == town.bot.id
    kept = (await town.client.chat_update(**where, metadata={}, attachments=[]))["message"]
    assert kept["blocks"][0]["text"]["text"] == "before"
    assert "metadata" not in kept
    emptied = (await town.client.chat_update(**where, blocks=[]))["message"]
    assert "blocks" not in emptied


async def test_nobody_changes_what_another_said(town: Town) -> None:
    await town.client.conversations_join(channel=town.general.id)
    message = Message(town.sandbox.world.new_ts(), town.general, town.alice, "mine")
    lives.post(town.sandbox.world, message)
    where = {"channel": town.general.id, "ts": message.ts}
    assert await error_of(town.client.chat_update(**where, text="yours")) == "cant_update_message"
    assert await error_of(town.client.chat_delete(**where)) == "cant_delete_message"


async def test_an_ephemeral_message_is_in_no_history_and_cannot_be_changed(town: Town) -> None:
    await town.client.conversations_join(channel=town.general.id)
    sent = await town.client.chat_postEphemeral(
        channel=town.general.id, user=town.alice.id, text="for you alone"
    )
    (seen,) = town.sandbox.world.whispers[town.alice.id].values()
    assert (seen.ts, seen.text) == (sent["message_ts"], "for you alone")
    history = await town.client.conversations_history(channel=town.general.id)
    assert "for you alone" not in [one["text"] for one in history["messages"]]
    changing = town.client.chat_update(channel=town.general.id, ts=sent["message_ts"], text="other")
    assert await error_of(changing) == "message_not_found"


async def test_an_ephemeral_message_needs_both_in_the_channel(town: Town) -> None:
    whisper = {"channel": town.general.id, "user": town.alice.id, "text": "psst"}
    assert await error_of(town.client.chat_postEphemeral(**whisper)) == "not_in_channel"
    await town.client.conversations_join(channel=town.general.id)
    lives.leave_channel(town.sandbox.world, town.general, town.alice)
    assert await error_of(town.client.chat_postEphemeral(**whisper)) == "user_not_in_channel"


async def test_what_was_taken_back_is_gone_once(town: Town) -> None:
    sent = await town.client.chat_postMessage(channel=town.alice.id, text="Hello")
    where = {"channel": sent["channel"], "ts": sent["ts"]}
    await town.client.chat_delete(**where)
    assert await error_of(town.client.chat_delete(**where)) == "message_not_found"
    assert [one["subtype"] for one in town.told("message") if "subtype" in one] == ["message_deleted"]


async def test_an_answer_can_be_shown_in_the_channel_too(town: Town) -> None:
    await town.client.conversations_join(channel=town.general.id)
    root = (await town.client.chat_postMessage(channel=town.general.id, text="question"))["ts"]
    answer = {"channel": town.general.id, "thread_ts": root, "text": "answer", "reply_broadcast": True}
    await town.client.chat_postMessage(**answer)
    history = await town.client.conversations_history(channel=town.general.id)
    assert [one["text"] for one in history["messages"]][:2] == ["answer", "question"]
    assert town.told("message")[-1]["root"]["ts"] == root


async def test_answers_in_a_thread_are_counted_at_its_beginning(town: Town) -> None:
    sent = await town.client.chat_postMessage(channel=town.alice.id, text="question")
    channel, ts = sent["channel"], sent["ts"]
    for number in range(3):
        await town.client.chat_postMessage(channel=channel, text=f"answer {number}", thread_ts=ts)
    history = await town.client.conversations_history(channel=channel)
    assert [one["text"] for one in history["messages"]] == ["question"]
    assert history["messages"][0]["reply_count"] == 3
    replies = await town.client.conversations_replies(channel=channel, ts=ts)
    assert [one["text"] for one in replies["messages"]] == ["question", "answer 0", "answer 1", "answer 2"]


@pytest.mark.parametrize("channel", ["C0NOWHERE", "#nowhere", "D0NOBODY"])
async def test_what_is_not_there_cannot_be_written_to(town: Town, channel: str) -> None:
    posting = town.client.chat_postMessage(channel=channel, text="Hello")
    assert await error_of(posting) == "channel_not_found"


async def test_a_channel_can_be_called_by_its_name(town: Town) -> None:
    sent = await town.client.chat_postMessage(channel="#general", text="Hello")
    assert sent["channel"] == town.general.id


async def test_a_message_has_an_address(town: Town) -> None:
    sent = await town.client.chat_postMessage(channel=town.general.id, text="Hello")
    link = await town.client.chat_getPermalink(channel=town.general.id, message_ts=sent["ts"])
    assert link["permalink"].endswith(f"/archives/{town.general.id}/p{sent['ts'].replace('.', '')}")


async def test_where_only_some_may_post_the_others_may_not(town: Town) -> None:
    town.general.posters = {town.alice.id}
    posting = town.client.chat_postMessage(channel=town.general.id, text="Hello")
    assert await error_of(posting) == "restricted_action"
