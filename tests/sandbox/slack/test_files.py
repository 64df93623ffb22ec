"""Files: promised, uploaded, completed, shared, read."""

import aiohttp
from sandbox.slack.conftest import Town, error_of, refused

from mentorbot.sandbox.slack.world.files import File

PICTURE = b"\x89PNG picture"


async def promised(town: Town, *, content: bytes | None = PICTURE, length: int = len(PICTURE)) -> str:
    """A file that was promised, and uploaded if it has content; returns its id."""
    answer = await town.client.files_getUploadURLExternal(filename="progress.png", length=length)
    if content is not None:
        async with (
            aiohttp.ClientSession() as session,
            session.post(answer["upload_url"], data=content) as response,
        ):
            assert (response.status == 200) == (len(content) == length)
    return str(answer["file_id"])


async def direct(town: Town) -> str:
    """The direct message with alice."""
    return str((await town.client.conversations_open(users=town.alice.id))["channel"]["id"])


async def test_a_file_arrives_with_its_words(town: Town) -> None:
    channel = await direct(town)
    sent = await town.client.files_upload_v2(
        channel=channel, filename="progress.png", content=PICTURE, title="Progress", initial_comment="Look"
    )
    file: File = town.sandbox.world.files[sent["file"]["id"]]
    history = await town.client.conversations_history(channel=channel)
    (message,) = history["messages"]
    assert message["text"] == "Look"
    assert [one["id"] for one in message["files"]] == [file.id]
    assert file.content == PICTURE
    assert file.shares == {channel: [message["ts"]]}


async def test_where_a_file_was_shared_is_known_a_moment_later(town: Town) -> None:
    town.sandbox.hold_files = True
    channel, identifier = await direct(town), await promised(town)
    files = [{"id": identifier, "title": "Progress"}]
    await town.client.files_completeUploadExternal(files=files, channel_id=channel)
    early = (await town.client.files_info(file=identifier))["file"]
    assert early["shares"] == {}
    town.sandbox.release_files()
    shared = (await town.client.files_info(file=identifier))["file"]
    assert list(shared["shares"]["private"]) == [channel]
    assert town.told("file_shared")[-1]["file_id"] == identifier


async def test_no_block_shows_a_picture_before_it_was_looked_through(town: Town) -> None:
    town.sandbox.hold_files = True
    identifier = await promised(town)
    picture = {"type": "image", "alt_text": "Progress", "slack_file": {"id": identifier}}
    message = {"channel": await direct(town), "text": "Progress", "blocks": [picture]}
    assert await error_of(town.client.chat_postMessage(**message)) == "invalid_blocks"
    await town.client.files_completeUploadExternal(files=[{"id": identifier}])
    answer = await refused(town.client.chat_postMessage(**message))
    assert answer["errors"] == ["invalid slack file [json-pointer:/blocks/0/slack_file]"]
    town.sandbox.release_files()
    await town.client.chat_postMessage(**message)
    home = {"type": "home", "blocks": [picture]}
    await town.client.views_publish(user_id=town.alice.id, view=home)
    await town.client.files_delete(file=identifier)
    publishing = town.client.views_publish(user_id=town.alice.id, view=home)
    assert await error_of(publishing) == "invalid_arguments"


async def test_a_file_can_be_given_to_a_person(town: Town) -> None:
    identifier = await promised(town)
    await town.client.files_completeUploadExternal(files=[{"id": identifier}], channels=[town.alice.id])
    await town.client.files_info(file=identifier)  # by now it was shared
    history = await town.client.conversations_history(channel=await direct(town))
    assert [one["id"] for one in history["messages"][0]["files"]] == [identifier]


async def test_a_file_is_completed_once(town: Town) -> None:
    channel, identifier = await direct(town), await promised(town)
    files = [{"id": identifier}]
    await town.client.files_completeUploadExternal(files=files, channel_id=channel)
    again = town.client.files_completeUploadExternal(files=files, channel_id=channel)
    assert await error_of(again) == "file_not_found"


async def test_what_was_never_uploaded_cannot_be_completed(town: Town) -> None:
    identifier = await promised(town, content=None)
    completing = town.client.files_completeUploadExternal(files=[{"id": identifier}])
    assert await error_of(completing) == "file_not_found"


async def test_half_a_file_is_not_taken(town: Town) -> None:
    identifier = await promised(town, content=PICTURE[:5])
    assert town.sandbox.world.files[identifier].content is None


async def test_a_file_goes_nowhere_that_the_bot_is_not(town: Town) -> None:
    identifier = await promised(town)
    completing = town.client.files_completeUploadExternal(
        files=[{"id": identifier}], channel_id=town.general.id
    )
    assert await error_of(completing) == "not_in_channel"
    assert not town.sandbox.world.files[identifier].completed


async def test_only_who_may_read_files_downloads_one(town: Town) -> None:
    channel, identifier = await direct(town), await promised(town)
    await town.client.files_completeUploadExternal(files=[{"id": identifier}], channel_id=channel)
    told = (await town.client.files_info(file=identifier))["file"]
    headers = {"Authorization": f"Bearer {town.installation.token}"}
    async with aiohttp.ClientSession() as session:
        async with session.get(told["url_private"], headers=headers) as response:
            assert await response.read() == PICTURE
        async with session.get(told["url_private"], allow_redirects=False) as response:
            assert response.status == 302


async def test_a_file_that_was_taken_away_is_gone_from_its_message(town: Town) -> None:
    channel, identifier = await direct(town), await promised(town)
    await town.client.files_completeUploadExternal(files=[{"id": identifier}], channel_id=channel)
    await town.client.files_info(file=identifier)  # by now it was shared
    await town.client.files_delete(file=identifier)
    assert await error_of(town.client.files_info(file=identifier)) == "file_deleted"
    (message,) = (await town.client.conversations_history(channel=channel))["messages"]
    assert "files" not in message
