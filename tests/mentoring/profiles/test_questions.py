"""Organizers ask questions of their own in the forms of mentors and mentees, and alone read the answers."""

from mentoring.quarter import Quarter, empty_town, quarter, town

__all__ = ["empty_town", "quarter", "town"]


async def test_what_organizers_ask_comes_after_the_form_and_they_read_the_answers(quarter: Quarter) -> None:
    ada, boss, bob = quarter.person("ada"), quarter.boss, quarter.town.bob
    assert "Only organizers" in (await ada.slash("organize mentor questions")).text
    form = await boss.slash("organize mentor questions")
    done = await form.submit(question1="Have you *mentored* before?", question3="Which days?")
    assert r"Have you \*mentored\* before?" in done.text
    await quarter.mentor(ada)
    shown = await (await ada.slash("mentor join")).follow_up()
    assert "The organizers ask, too" in shown.text
    form = await shown.click("Answer")
    kept = await form.submit({"Have you *mentored* before?": "Twice"})
    assert "It is kept" in kept.text
    assert "(not answered)" in kept.text
    seen = await (await boss.slash("organize mentor list")).click("Open")
    assert "Twice" in seen.text
    file = (await (await boss.slash("organize mentor list")).click("As a file")).read("mentors.csv")
    assert b'"Have you *mentored* before?","Which days?"' in file
    assert b'"Twice",""' in file
    form = await boss.slash("organize mentor questions")
    await form.submit(question1="Why do you mentor?")
    seen = await (await boss.slash("organize mentor list")).click("Open")
    assert "Twice" not in seen.text, "an answer belongs to its question"
    form = await boss.slash("organize mentor questions", who="mentee")
    await form.submit(question1="How did you find us?")
    await quarter.mentee(bob)
    asked = await (await bob.slash("mentee profile")).follow_up()
    assert "How did you find us?" in asked.text
    await (await asked.click("Answer")).submit({"How did you find us?": "=1+1, a friend"})
    form = await boss.slash("organize mentorship make", mentor=ada, mentee=bob)
    await form.submit(months="4", reason="Both know finance")
    pairs = (await boss.slash("organize mentorship export")).read("mentorships.csv")
    assert b'"mentor: Which days?","mentee: How did you find us?"' in pairs
    assert b'"\'=1+1, a friend"' in pairs
    assert "Why do you mentor?" not in asked.text
