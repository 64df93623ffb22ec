"""The pictures of the page in the documentation are of this run: `make docs` names in SCREENS where to.

Without it nothing is written; what is on the screen is held against the words that are kept in each picture.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
from demo.running import ROOT
from page.conftest import Eyes, Shown, Window
from PIL import Image, PngImagePlugin
from playwright.async_api import Locator, expect

from mentorbot import clock
from mentorbot.demo.pictures import DAY

KEPT = ROOT / "docs" / "screens"
STATIC = ROOT / "mentorbot" / "sandbox" / "page" / "static"
COLOURS = 224
LARGEST = 150_000
WORDS, STYLE = "Words", "Style"


def style() -> str:
    """What the page looks like, as a short sign that changes when it does."""
    told = b"".join(path.read_bytes() for path in sorted(STATIC.iterdir()))
    return hashlib.sha256(told).hexdigest()[:16]


@dataclass
class Camera:
    """Takes a picture of a window, unless the one that is kept shows the same."""

    folder: Path | None
    stale: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    async def take(self, window: Window, name: str, part: Locator) -> None:
        """Take it.

        Args:
            part: whose words have to be those of the kept picture; numbers and times may differ.
        """
        self.names.append(f"{name}.png")
        words = re.sub(r"\d[\d:.,]*", "#", " ".join((await part.inner_text()).split()))
        kept = KEPT / f"{name}.png"
        told = Image.open(kept).info if kept.exists() else {}
        if told.get(WORDS) != words:
            self.stale.append(name)
        if self.folder is None or (told.get(WORDS), told.get(STYLE)) == (words, style()):
            return
        drawn = Image.open(BytesIO(await window.page.screenshot(animations="disabled", caret="hide")))
        about = PngImagePlugin.PngInfo()
        about.add_itxt(WORDS, words)
        about.add_itxt(STYLE, style())
        few = drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(self.folder / f"{name}.png", optimize=True, pnginfo=about)


@pytest.fixture
def day() -> Iterator[None]:
    """The day of every picture in the documentation."""
    clock.advance(DAY - clock.now())
    yield
    clock.reset()


async def test_the_screens_in_the_documentation_are_those_of_today(
    day: None, demo: Shown, eyes: Eyes
) -> None:
    folder = os.environ.get("SCREENS")
    camera = Camera(Path(folder) if folder else None)
    await next_step(demo, eyes, camera)
    await form(demo, eyes, camera)
    await letter(demo, eyes, camera)
    assert set(camera.names) == {path.name for path in KEPT.iterdir()} or folder
    assert camera.stale == [] or folder, "run make docs, where there is a Chromium"


async def next_step(demo: Shown, eyes: Eyes, camera: Camera) -> None:
    """A student's next step, and what a developer sees of it."""
    student = await eyes.open(demo.client.url, "maya")
    await student.use("nextstep")
    await expect(student.messages.last).to_contain_text("How to tell that it is done")
    await camera.take(student, "nextstep", student.messages.last)
    await student.page.get_by_role("button", name="For developers").click()
    panel = student.page.get_by_role("complementary", name="For developers")
    await expect(panel).to_contain_text("INTERACTION_CREATE")
    request = panel.locator("details").filter(has_text="callback").last
    await request.locator("summary").click()
    await expect(request).to_contain_text("How to tell that it is done")
    await request.locator("summary").evaluate("one => one.scrollIntoView()")
    await camera.take(student, "developers", panel.get_by_role("heading", name="For developers"))


async def form(demo: Shown, eyes: Eyes, camera: Camera) -> None:
    """A newcomer is asked where they stand."""
    newcomer = await eyes.open(demo.client.url, "leo")
    await newcomer.use("start")
    dialog = newcomer.page.get_by_role("dialog", name="Where do you stand?")
    await expect(dialog).to_be_visible()
    await camera.take(newcomer, "form", dialog)


async def letter(demo: Shown, eyes: Eyes, camera: Camera) -> None:
    """A mentor reads on the phone, at night, who would like to be their mentee."""
    student = demo.server.student
    found = await student.slash("mentor find")
    asked = await found.click("Ask")
    await asked.submit(note="I would love to hear how you came from the bedside to running a home.")
    mentor = await eyes.open(demo.client.url, "daniel", wide=False, dark=True)
    await mentor.page.get_by_role("button", name="Channels", exact=True).click()
    await mentor.page.get_by_role("link", name="mentorbot").click()
    message = mentor.messages.last
    await expect(message).to_contain_text("would like you as a mentor")
    await expect(mentor.page.get_by_role("link", name="events")).to_be_hidden()
    await camera.take(mentor, "mentor", message)


def test_the_screens_are_small_and_each_is_shown_somewhere() -> None:
    pages = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "README.md", ROOT / "docs" / "sandbox.md")
    )
    shown = set(re.findall(r"screens/([\w-]+\.png)", pages))
    assert shown == {path.name for path in KEPT.iterdir()}
    assert [path.name for path in KEPT.iterdir() if path.stat().st_size >= LARGEST] == []
