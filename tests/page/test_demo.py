"""What `make demo` lets people do: announce an event, move the clock, watch the tour, begin anew."""

from datetime import UTC, datetime
from pathlib import Path

from page.conftest import Eyes, Shown
from playwright.async_api import expect

from mentorbot.demo.page import Demo
from mentorbot.demo.server import open_server
from mentorbot.sandbox.page import Client


async def test_an_organizer_announces_an_event_time_moves_on_and_its_reminder_is_seen(
    demo: Shown, eyes: Eyes
) -> None:
    organizer = await eyes.open(demo.client.url, "grace")
    page = organizer.page
    await page.get_by_role("link", name="events").click()
    await expect(page.get_by_role("log", name="#events")).to_be_attached()
    await organizer.begin("setup events")
    await organizer.type("events")
    await expect(page.get_by_role("option")).to_have_count(1)
    await organizer.press("Enter", "Enter")
    await expect(organizer.messages.last).to_contain_text("Events are announced")
    await organizer.begin("organize event announce")
    form = page.get_by_role("group", name="/organize event announce")
    starts = await page.evaluate("new Date(Date.now() + 20 * 86400e3).toISOString().slice(0, 10)")
    given = {"kind": "education", "starts": f"{starts} 17:00", "ends": "2 h", "zone": "America/Chicago"}
    for name, value in given.items():
        field = form.get_by_role("combobox", name=f"{name}, must be filled in").or_(
            form.get_by_role("textbox", name=f"{name}, must be filled in")
        )
        if not await field.count():
            await form.get_by_role("button", name=f"Add {name}:").click()
            field = form.get_by_role("combobox", name=f"{name}:").or_(
                form.get_by_role("textbox", name=f"{name}:")
            )
        await field.fill(value)
        if await field.get_attribute("aria-haspopup"):
            await expect(form.get_by_role("option").first).to_be_visible()
        await organizer.press("Tab")
    await form.get_by_role("button", name="Use /organize event announce").click()
    asked = page.get_by_role("dialog")
    await asked.get_by_label("Title").fill("Finance for clinic managers")
    await asked.get_by_role("button", name="Submit").click()
    await organizer.messages.last.get_by_role("button", name="Publish").click()

    student = await eyes.open(demo.client.url, "maya")
    await student.page.get_by_role("link", name="events").click()
    posted = student.messages.first
    await posted.get_by_role("button", name="Going", exact=True).click()
    await expect(posted).to_contain_text("1 going")
    await student.page.get_by_role("button", name="Time", exact=True).click()
    await expect(student.page.locator(".due")).to_contain_text("Telling everybody whom an event concerns")
    before = await student.page.locator("time[data-clock]").inner_text()
    await student.page.get_by_role("button", name="To the next message").click()
    letter = student.page.get_by_role("link", name="mentorbot")
    await expect(letter).to_contain_text("1")
    assert await student.page.locator("time[data-clock]").inner_text() != before
    await letter.click()
    await expect(student.messages.last).to_contain_text("Finance for clinic managers")
    await expect(student.messages.last).to_contain_text("You said you are going.")


async def test_the_tour_is_played_in_the_page_and_then_all_can_begin_anew(demo: Shown, eyes: Eyes) -> None:
    window = await eyes.open(demo.client.url)
    page = window.page
    await window.say("This will be gone")
    await page.get_by_role("button", name="Time", exact=True).click()
    await page.get_by_label("Pace").evaluate("one => { one.options[0].value = '0'; one.value = '0'; }")
    await page.get_by_role("complementary", name="Time").get_by_role("button", name="Play the tour").click()
    tour = page.get_by_role("region", name="The tour")
    await expect(tour).to_contain_text("That was the story.", timeout=240_000)
    assert "maya" in page.url
    await expect(window.messages.last).to_contain_text("What I stored about you in this community is gone")
    await expect(window.messages.filter(has_text="This will be gone")).to_have_count(0)
    await page.get_by_role("button", name="Begin anew", exact=True).click()
    await page.get_by_role("button", name="Yes, begin anew").click()
    await expect(window.messages).to_have_count(0)
    assert demo.server.sandbox.world.now().date() == datetime.now(UTC).date()


async def test_the_page_finds_its_way_back_after_the_demo_was_started_again(
    tmp_path: Path, eyes: Eyes
) -> None:
    world = tmp_path / "discord.sqlite3"
    async with open_server(tmp_path / "bot.sqlite3", world=world) as server:
        port = int(server.sandbox.url.rsplit(":", 1)[1])
        async with Client(server.sandbox, Demo(server).hooks()) as client:
            window = await eyes.open(client.url, "maya")
            await window.use("nextstep")
            await expect(window.messages.last).to_contain_text("Step 1 of ")
    offline = window.page.get_by_text("The sandbox does not answer.")
    await expect(offline).to_be_visible()
    async with open_server(tmp_path / "bot.sqlite3", port=port, world=world) as server:  # noqa: SIM117
        async with Client(server.sandbox, Demo(server).hooks()):
            await expect(offline).to_be_hidden()
            answer = window.messages.last
            await expect(answer).to_contain_text("Step 1 of ")
            await answer.get_by_role("button", name="Why this?").click()
            await expect(answer).to_contain_text("why now")
    eyes.trouble = [one for one in eyes.trouble if "WebSocket connection" not in one]
