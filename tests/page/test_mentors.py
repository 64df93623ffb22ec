"""A student and a mentor find each other in the page, each in a window of their own."""

import re

from page.conftest import Eyes, Shown
from playwright.async_api import expect


async def test_a_student_asks_a_mentor_who_accepts_by_keyboard_and_both_get_their_thread(
    demo: Shown, eyes: Eyes
) -> None:
    student = await eyes.open(demo.client.url, "maya")
    mentor = await eyes.open(demo.client.url, "daniel")
    await student.use("mentee profile")
    await student.messages.last.get_by_role("button", name="What I look for").click()
    form = student.page.get_by_role("dialog", name="What you look for in a mentor")
    await form.get_by_label("What you want to reach").fill("Lead a nursing home by the sea")
    await form.get_by_role("button", name="Submit").click()
    await expect(student.messages.last).to_contain_text("by the sea")
    await student.messages.last.get_by_role("button", name="Find a mentor").click()
    found = student.messages.last
    await expect(found).to_contain_text("Administrator, Lakeside nursing home")
    await expect(found).to_contain_text("Finance director, City Hospital")
    await found.get_by_role("button", name="Ask", exact=True).first.click()
    asked = student.page.get_by_role("dialog")
    await asked.get_by_role("textbox").first.fill("I would love to hear how you began.")
    await asked.get_by_role("button", name="Submit").click()
    await expect(student.messages.filter(has_text="is asked now")).to_be_visible()

    letters = mentor.page.get_by_role("link", name="mentorbot")
    await expect(letters).to_contain_text("1")
    await letters.press("Enter")
    letter = mentor.messages.filter(has_text="would like you as a mentor")
    await expect(letter).to_contain_text("Lead a nursing home by the sea")
    await expect(letter).to_contain_text("I would love to hear how you began.")
    for _ in range(40):
        await mentor.press("Shift+Tab")
        if await mentor.focused() == "Accept":
            break
    await mentor.press("Enter")
    await expect(mentor.messages.filter(has_text="is your mentee")).to_be_visible()

    for window in (student, mentor):
        thread = window.page.get_by_role("link", name=re.compile("Daniel Reyes and Maya"))
        await thread.click()
        await expect(window.messages.first).to_contain_text("Welcome")
    await student.messages.first.get_by_role("button", name="I agree").click()
    await expect(student.messages.last).to_contain_text("Maya Torres has agreed")
    await student.say("Good to meet you!")
    await expect(mentor.messages.last).to_contain_text("Good to meet you!")
    name = str(await mentor.messages.first.get_attribute("aria-label"))
    assert (
        "Welcome, Daniel Reyes and Maya Torres @Daniel Reyes and @Maya Torres, you are in a mentorship."
        in name
    )
    newcomer = await eyes.open(demo.client.url, "leo")
    await expect(newcomer.page.get_by_role("link", name="events")).to_be_visible()
    await expect(newcomer.page.get_by_role("link", name=re.compile("Daniel Reyes and Maya"))).to_have_count(0)
