"""A channel with 5,000 messages stays smooth: the page holds a few hundred and asks for more."""

from page.conftest import Eyes, House
from playwright.async_api import expect

MANY = 5000
MOST_ROWS = 300
PAGES = 12


async def test_5000_messages_are_scrolled_through_with_few_of_them_in_the_page(
    house: House, eyes: Eyes
) -> None:
    for number in range(MANY):
        await (house.bob if number % 3 else house.alice).say(f"Message **{number}**", house.hall)
    window = await eyes.open(house.url, "alice")
    page = window.page
    await expect(window.messages.last).to_contain_text(f"Message {MANY - 1}")
    assert await window.messages.count() <= 50
    for _ in range(PAGES):
        first = await window.messages.first.get_attribute("data-id")
        await page.locator(".scroller").evaluate("one => { one.scrollTop = 0; }")
        await expect(window.messages.first).not_to_have_attribute("data-id", first or "")
        assert await window.messages.count() <= MOST_ROWS
    await expect(window.messages.first).to_contain_text(f"Message {MANY - 50 * (PAGES + 1)}")
    await house.bob.say("Something new", house.hall)
    await expect(window.messages.filter(has_text="Something new")).to_have_count(0)
    await page.get_by_role("button", name="To the newest").click()
    await expect(window.messages.last).to_contain_text("Something new")
    await expect(window.messages.last).to_be_in_viewport()
    assert await window.messages.count() <= 50
