"""The channels of direct messages, of which Discord lets few be opened: once opened, they are remembered."""

from delivery.conftest import Post, texts
from sqlalchemy import select, update
from town import Town

from mentorbot.delivery import direct
from mentorbot.delivery.models import DIRECT_CHANNEL

OPEN = "/users/@me/channels"


async def test_after_a_restart_nobodys_channel_is_opened_again(town: Town, post: Post) -> None:
    for number in range(2):
        for person in (town.alice, town.bob):
            await post.to(person, f"{number} for {person.user.username}")
        await post.settled()
        await town.restart()
    assert texts(town.alice.dm().messages) == ["0 for alice", "1 for alice"]
    assert texts(town.bob.dm().messages) == ["0 for bob", "1 for bob"]
    assert town.calls("POST", OPEN) == 2


async def test_a_channel_that_another_bot_had_opened_is_opened_anew(town: Town, post: Post) -> None:
    await post.to(town.alice, "before")
    await post.settled()
    async with post.database.session_scope() as session:
        await session.execute(update(DIRECT_CHANNEL).values(channel_id="1234567890"))
    await town.restart()
    await post.to(town.alice, "after")
    assert (await post.settled())["after"] == "sent"
    assert texts(town.alice.dm().messages) == ["before", "after"]
    async with post.database.read_scope() as connection:
        kept = (await connection.execute(select(DIRECT_CHANNEL.c.channel_id))).scalars().all()
    assert kept == [town.alice.dm().id]


async def test_a_channel_is_handed_out_with_what_else_is_stored_and_erased_with_it(
    town: Town, post: Post
) -> None:
    _, member = await post.member(town.alice)
    await post.to(town.alice, "a note")
    await post.settled()
    async with post.database.session_scope() as session:
        assert await direct.export(session, [member]) == {member: [{"channel_id": town.alice.dm().id}]}
        await direct.erase(session, [member])
        assert await direct.export(session, [member]) == {member: []}
