"""The first ten minutes at the page: where it begins, what stays in sight, and what Tab chooses."""

import asyncio
import re

import discord
import pytest
from discord import app_commands
from page.conftest import Eyes, House, Shown
from playwright.async_api import Page, expect

from mentorbot.sandbox.discord.api import threads

BELOW = "(one => one.scrollHeight - one.scrollTop - one.clientHeight)(document.querySelector('.scroller'))"
COVERED = """one => {
  const box = one.getBoundingClientRect();
  const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return !(there === one || one.contains(there));
}"""


async def until_at_the_end(page: Page) -> None:
    """Wait until the end of the messages is on the screen."""
    look = f"() => {BELOW} < 4 ? done() : requestAnimationFrame(look)"
    await page.evaluate(f"new Promise(done => {{ const look = {look}; look(); }})")


@pytest.mark.parametrize("wide", [True, False])
async def test_whoever_opens_the_page_is_new_there_and_begins_with_one_press(
    demo: Shown, eyes: Eyes, wide: bool
) -> None:
    window = await eyes.open(demo.client.url, wide=wide)
    page = window.page
    assert page.url.split("/")[4] == demo.server.newcomer.name
    for words in ("Start", "Play the tour"):
        button = page.get_by_role("button", name=words, exact=True)
        await expect(button).to_be_in_viewport()
        box = await button.bounding_box()
        assert box is not None
        assert box["height"] >= 48
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_role("dialog", name="Where do you stand?")).to_be_visible()


async def test_people_have_names_and_say_who_they_are_also_once_they_have_enrolled(
    demo: Shown, eyes: Eyes
) -> None:
    window = await eyes.open(demo.client.url)
    form = await demo.server.newcomer.slash("start")
    await form.submit(stage="undergraduate")
    people = window.page.get_by_role("button", name="You are Leo Lindgren. Be somebody else")
    await expect(people).to_contain_text("new here")
    await people.click()
    told = window.page.get_by_role("dialog", name="Who are you?")
    for words in ("Maya Torres", "Daniel Reyes", "mentor, leads a nursing home", "Grace Okafor"):
        await expect(told).to_contain_text(words)


@pytest.mark.parametrize("wide", [True, False])
async def test_ones_own_answer_is_in_sight_however_far_up_one_was(
    demo: Shown, eyes: Eyes, wide: bool
) -> None:
    window = await eyes.open(demo.client.url, "maya", wide=wide)
    page, newest = window.page, window.page.get_by_role("button", name="To the newest")
    for command in ("nextstep", "progress", "help", "progress"):
        await window.use(command)
        await expect(window.messages.last).to_contain_text(f"/{command}")
        await until_at_the_end(page)
        await expect(newest).to_be_hidden()
        await page.locator(".scroller").evaluate("one => { one.scrollTop -= 400; }")
        await expect(newest).to_be_visible()
    await newest.click()
    await until_at_the_end(page)
    await expect(newest).to_be_hidden()


async def test_what_others_write_takes_nobody_away_from_what_they_read(house: House, eyes: Eyes) -> None:
    for number in range(40):
        await house.bob.say(f"Message {number}", house.hall)
    window = await eyes.open(house.url, "alice")
    await until_at_the_end(window.page)
    await window.page.locator(".scroller").evaluate("one => { one.scrollTop -= 500; }")
    await expect(window.page.get_by_role("button", name="To the newest")).to_be_visible()
    await house.bob.say("One more", house.hall)
    await expect(window.messages.last).to_contain_text("One more")
    assert await window.page.evaluate(BELOW) > 300


async def test_tab_chooses_by_what_is_typed_now_however_late_offers_come(house: House, eyes: Eyes) -> None:
    cities = ("Honolulu", "Chicago", "Paris")

    @house.bot.tree.command(name="live", description="Say where you live")
    async def live(interaction: discord.Interaction[discord.Client], city: str) -> None:
        await interaction.response.send_message(f"You live in {city}.", ephemeral=True)

    @live.autocomplete("city")
    async def offer(
        interaction: discord.Interaction[discord.Client], typed: str
    ) -> list[app_commands.Choice[str]]:
        if typed:
            await late.wait()
        return [app_commands.Choice(name=one, value=one) for one in cities if typed.lower() in one.lower()]

    late = asyncio.Event()
    await house.start()
    window = await eyes.open(house.url, "alice")
    await window.begin("live")
    await expect(window.page.get_by_role("option")).to_have_count(3)
    await window.type("Chicago")
    await window.press("Tab")
    late.set()
    field = window.page.get_by_role("combobox", name="city")
    await expect(field).to_have_value("Chicago")
    await expect(window.page.get_by_role("option")).to_have_count(0)
    await window.press("Enter")
    await expect(window.messages.last).to_contain_text("You live in Chicago.")


@pytest.mark.parametrize("wide", [True, False])
async def test_the_tour_shows_what_is_said_and_filled_in_with_nothing_over_it(
    demo: Shown, eyes: Eyes, wide: bool
) -> None:
    window = await eyes.open(demo.client.url, wide=wide)
    page = window.page
    await page.get_by_role("button", name="Time", exact=True).click()
    await page.get_by_role("complementary", name="Time").get_by_role("button", name="Play the tour").click()
    tour = page.get_by_role("region", name="The tour")
    await expect(tour).to_contain_text("Enrolling", timeout=60_000)
    await expect(tour).to_contain_text("Five questions in one form.")
    form = page.locator(".story-form")
    await expect(form).to_contain_text("Your career stage", timeout=60_000)
    await expect(form).to_contain_text("Master's student", timeout=60_000)
    for shown in (tour, form):
        await expect(shown).to_be_in_viewport()
        assert not await shown.evaluate(COVERED)
    await page.get_by_role("button", name="Stop").click()
    await expect(tour).to_contain_text("Go on from here.")
    await expect(form).to_be_hidden()


async def test_beginning_anew_comes_to_its_end_and_says_so(demo: Shown, eyes: Eyes) -> None:
    window = await eyes.open(demo.client.url)
    page = window.page
    await window.say("This will be gone")
    await page.get_by_role("button", name="Time", exact=True).click()
    await page.get_by_role("button", name="Begin anew", exact=True).click()
    await page.get_by_role("button", name="Yes, begin anew").click()
    await expect(page.get_by_text("All is as it was at first.")).to_be_visible(timeout=60_000)
    await expect(page.get_by_role("button", name="Begin anew", exact=True)).to_be_visible()
    await expect(window.messages).to_have_count(0)


async def test_a_long_name_of_a_thread_ends_in_an_ellipsis_where_there_is_no_room(
    house: House, eyes: Eyes
) -> None:
    house.hall.name = "a very long name of a channel about the first weeks " * 2
    window = await eyes.open(house.url, "alice", wide=False)
    name = window.page.locator(".top-name")
    assert await name.evaluate("one => one.scrollWidth > one.clientWidth")
    assert await name.evaluate("one => getComputedStyle(one).textOverflow") == "ellipsis"
    assert await window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


LONG = (
    "Introductions of those who run clinics far from town, Tuesdays",
    "\u05e9\u05dc\u05d5\u05dd " * 15,
    "W" * 90,
)


@pytest.mark.parametrize("wide", [True, False])
async def test_long_names_of_threads_and_people_are_cut_and_push_nothing_aside(
    house: House, eyes: Eyes, wide: bool
) -> None:
    house.bob.user.global_name = "W" * 32
    for name in LONG:
        thread = threads.start(house.sandbox, house.hall, house.alice.user, name, kind=11)
        await house.bob.say("Good morning", thread)
    window = await eyes.open(house.url, "alice", wide=wide)
    page = window.page
    if not wide:
        await page.get_by_role("button", name="Channels", exact=True).click()
    names = page.locator(".threads .channel-name")
    await expect(names).to_have_count(len(LONG))
    for at in range(len(LONG)):
        name = names.nth(at)
        await expect(name).to_be_in_viewport(ratio=1)
        assert await name.evaluate("one => getComputedStyle(one).textOverflow") == "ellipsis"
    assert await page.locator(".places").evaluate("one => one.scrollWidth <= one.clientWidth")
    await names.last.click()
    head = window.messages.last.locator(".message-head")
    await expect(head.locator("time")).to_be_in_viewport(ratio=1)
    assert await page.locator(".intro").evaluate("one => one.scrollWidth <= one.clientWidth")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_what_is_offered_on_a_phone_stays_within_the_screen(demo: Shown, eyes: Eyes) -> None:
    window = await eyes.open(demo.client.url, "leo", wide=False)
    page = window.page
    await window.begin("start")
    asked = page.get_by_role("group", name="/start")
    await asked.get_by_role("button", name="Add time_zone:").click()
    field = asked.get_by_role("combobox", name="time_zone")
    await field.fill("Chicago")
    first = page.get_by_role("option").first
    await expect(first).to_contain_text("Chicago")
    await expect(first).to_be_in_viewport(ratio=1)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await window.press("Tab")
    await expect(field).to_have_value(re.compile("^Chicago"))


@pytest.mark.parametrize("wide", [True, False])
async def test_what_was_chosen_in_a_card_is_cut_rather_than_widening_the_card(
    house: House, eyes: Eyes, wide: bool
) -> None:
    @house.bot.tree.command(name="card", description="A card")
    async def card(interaction: discord.Interaction[discord.Client]) -> None:
        chosen = [discord.SelectOption(label=f"{n} {'Managers ' * 9}", default=True) for n in range(9)]
        row = discord.ui.ActionRow[discord.ui.LayoutView]()
        row.add_item(discord.ui.Select(options=chosen, max_values=9))
        view = discord.ui.LayoutView()
        view.add_item(discord.ui.Container(discord.ui.TextDisplay("Words " * 60), row))
        await interaction.response.send_message(view=view, ephemeral=True)

    await house.start()
    window = await eyes.open(house.url, "alice", wide=wide)
    await window.use("card")
    inside = window.messages.last.locator(".container")
    await expect(inside).to_contain_text("Words")
    assert await inside.evaluate("one => one.scrollWidth <= one.clientWidth")
