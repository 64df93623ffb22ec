"""Pictures of events: kept as they are to be shown, whatever was attached."""

import asyncio
import io
from typing import Any

import pytest
from events.test_discord import Hall, empty_town, hall, natives, town, until
from hostile.watching import BROKEN
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mentorbot.errors import UserError
from mentorbot.events import pictures
from mentorbot.events.commands import organizing
from mentorbot.events.terms import MOST_PICTURE
from mentorbot.sandbox.discord.people.replies import Reply

__all__ = ["empty_town", "hall", "town"]

GIVEN = {"kind": "webinar", "starts": "2030-01-01 10:00"}


def drawn(size: tuple[int, int] = (900, 600), colour: Any = "navy", kind: str = "PNG", **more: Any) -> bytes:
    out = io.BytesIO()
    mode = "RGBA" if isinstance(colour, tuple) and len(colour) == 4 else "RGB"
    Image.new(mode, size, colour).save(out, kind, **more)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def ready(sent: bytes, alt: str = "") -> pictures.Picture:
    """A picture as it is kept, made here."""
    data = pictures.rewrite_picture(sent)
    return pictures.Picture(data, pictures.name_picture(data), pictures.check_alt(alt))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_every_usual_form_becomes_a_picture_of_a_size_that_can_be_shown(kind: str) -> None:
    made = ready(drawn((4000, 2000), kind=kind), "  A hall\nat night ")
    assert opened(made.data).format == "JPEG"
    assert opened(made.data).size == (1600, 800)
    assert made.alt == "A hall at night"
    assert opened(pictures.make_cover(made.data)).size == (1600, 640)


def test_noise_is_written_small_enough_to_be_kept() -> None:
    noise = Image.effect_noise((1600, 1600), 200)
    out = io.BytesIO()
    noise.save(out, "PNG")
    assert len(ready(out.getvalue()).data) <= MOST_PICTURE


def test_where_it_was_taken_is_not_kept_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "At home"
    made = opened(ready(drawn((300, 100), kind="JPEG", exif=exif)).data)
    assert made.size == (100, 300)
    assert not made.getexif()


def test_what_is_see_through_becomes_white() -> None:
    made = opened(ready(drawn((10, 10), (0, 0, 0, 0))).data)
    assert made.getpixel((5, 5)) == (255, 255, 255)


BOMB = drawn((6000, 5000))
CUT = drawn()[:200]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"", "cannot read that as a picture"),
        (b"BEGIN:VCALENDAR", "cannot read that as a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot read that as a picture"),
        (drawn(kind="BMP"), "cannot read that as a picture"),
        (CUT, "cannot read that as a picture"),
        (BOMB, "too large"),
        (b"\x89PNG" + b"x" * pictures.MOST_SENT, "too large"),
    ],
)
def test_what_is_no_picture_or_too_large_gets_a_sentence(sent: bytes, told: str) -> None:
    with pytest.raises(UserError, match=told):
        ready(sent)


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, 400), noise=st.binary(min_size=1, max_size=8))
def test_a_damaged_picture_is_read_or_refused(at: int, noise: bytes) -> None:
    whole = drawn((20, 20), kind="PNG")
    try:
        made = ready(whole[:at] + noise + whole[at:])
    except UserError:
        return
    assert opened(made.data).format == "JPEG"


def seen(hall: Hall) -> tuple[list[str], list[str]]:
    """The files on the last message in the channel, and the words for them."""
    message = Reply(hall.boss, hall.channel.messages[-1])
    return [one.name for one in message.files], [
        item["description"]
        for part in message.payload["components"][0]["components"]
        if part["type"] == 12
        for item in part["items"]
    ]


async def test_a_picture_goes_with_the_event_wherever_it_is_shown(hall: Hall) -> None:
    await hall.publish(picture=("hall.png", drawn()), alt="The hall, @everyone")
    await until(lambda: natives(hall))
    [name], [alt] = seen(hall)
    assert alt == "The hall, @everyone"
    assert natives(hall)[0]["image"]
    await hall.town.enrol(hall.town.alice)
    uploaded = len(hall.town.sandbox.world.files)
    await hall.say(hall.town.alice, "Going")
    assert "**1** going" in hall.seen_by(hall.boss).text
    assert seen(hall) == ([name], [alt])
    assert len(hall.town.sandbox.world.files) == uploaded, "it is not sent again with every answer"


async def test_another_picture_takes_its_place_everywhere(hall: Hall) -> None:
    await hall.publish(picture=("hall.png", drawn()))
    await until(lambda: natives(hall) and natives(hall)[0]["image"])
    first, image = seen(hall)[0], natives(hall)[0]["image"]
    (choice, *_) = await hall.boss.type("organize event edit", event="Finance")
    changed = await hall.boss.slash(
        "organize event edit",
        event=choice.value,
        picture=("b.gif", drawn(colour="red", kind="GIF")),
        alt="Red",
    )
    assert "Stored." in changed.text
    await until(lambda: seen(hall)[0] not in ([], first))
    assert len(seen(hall)[0]) == 1
    assert seen(hall)[1] == ["Red"]
    await until(lambda: natives(hall)[0]["image"] != image)
    modal = await (await hall.manage()).click("Change the words")
    await modal.submit(title="Finance night")
    await until(lambda: "Finance night" in hall.seen_by(hall.boss).text)
    assert seen(hall)[1] == ["Red"]


async def test_a_picture_that_is_removed_goes_everywhere(hall: Hall) -> None:
    await hall.publish(picture=("hall.png", drawn()), alt="The hall")
    await until(lambda: natives(hall) and natives(hall)[0]["image"])
    managed, another = await hall.manage(), await hall.manage()
    assert "Stored." in (await managed.click("Remove the picture")).text
    await until(lambda: seen(hall) == ([], []))
    await until(lambda: natives(hall)[0]["image"] is None)
    assert "changed" in (await another.click("Remove the picture")).text
    assert not any(button.label == "Remove the picture" for button in (await hall.manage()).buttons)


async def test_what_is_too_large_is_told_and_nothing_is_begun(hall: Hall) -> None:
    picture = ("a.png", b"x" * (pictures.MOST_SENT + 1))
    reply = await hall.boss.slash("organize event announce", {**GIVEN, "picture": picture})
    assert "too large" in reply.text
    assert await hall.boss.type("organize event edit", event="") == []


@pytest.mark.parametrize("sent", [b"nothing", CUT])
async def test_what_is_no_picture_is_told_beside_the_form_and_the_event_goes_without(
    hall: Hall, sent: bytes
) -> None:
    modal = await hall.boss.slash("organize event announce", {**GIVEN, "picture": ("a.png", sent)})
    [interaction] = [one for one in hall.town.sandbox.interactions.by_id.values() if one.modal]
    await until(lambda: interaction.sent)
    told = Reply(hall.boss, interaction.sent[-1], interaction)
    assert "The picture is left out" in told.text
    assert "cannot read that as a picture" in told.text
    assert BROKEN not in told.text
    preview = await modal.submit(title="Finance evening")
    await preview.click("Publish")
    await hall.boss.wait_for_message(hall.channel, "Finance evening")
    assert seen(hall) == ([], [])


@pytest.mark.parametrize("published", [False, True])
async def test_the_form_opens_before_the_picture_is_read_which_comes_to_the_event_all_the_same(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, *, published: bool
) -> None:
    may_go_on, read = asyncio.Event(), organizing.read_picture

    async def slowly(*given: Any) -> pictures.Picture:
        await may_go_on.wait()
        return await read(*given)

    monkeypatch.setattr(organizing, "read_picture", slowly)
    picture = ("hall.png", drawn())
    modal = await hall.boss.slash("organize event announce", {**GIVEN, "picture": picture, "alt": "A hall"})
    if not published:
        may_go_on.set()
        await hall.has_picture()
    preview = await modal.submit(title="Finance evening")
    await preview.click("Publish")
    await hall.boss.wait_for_message(hall.channel, "Finance evening")
    may_go_on.set()
    await until(lambda: seen(hall)[1] == ["A hall"])


async def test_a_picture_survives_a_restart_and_a_message_that_was_deleted(hall: Hall) -> None:
    await hall.publish(picture=("hall.png", drawn()), alt="The hall")
    await until(lambda: natives(hall))
    hall.channel.messages.clear()
    hall.town.sandbox.world.files.clear()
    await hall.town.restart()
    modal = await (await hall.manage()).click("Change the words")
    await modal.submit(title="Finance again")
    await hall.boss.wait_for_message(hall.channel, "Finance again")
    assert seen(hall)[1] == ["The hall"]
    await asyncio.sleep(0.1)
    assert len(hall.channel.messages) == 1
