"""What was filled into a form is never lost: it opens again as it was filled in, for its owner alone."""

from datetime import timedelta

from sqlalchemy import func, select, text
from town import Town

from mentorbot import clock, rooms
from mentorbot.chat import ChoiceField, DateField, Form, Option, TextField
from mentorbot.chat.caller import Caller
from mentorbot.forms import filled, service
from mentorbot.forms.models import KEPT_FORM
from mentorbot.sandbox.discord.api.bodies.forms import LABEL, TEXT_INPUT
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply
from mentorbot.sandbox.wire import Json

STORY = "Night shifts, two budgets and a ward that closed." * 13
ABOUT = {"role": "Director", "setting": "hospital"}
WHOLE = Form(
    "room:save",
    "All kinds",
    (
        TextField("text", "A text", hint="A hint", most=2000, paragraph=True),
        ChoiceField("one", "One of these", (Option("First", "1"), Option("Second", "2", chosen=True))),
        ChoiceField("more", "Some of these", (Option("A", "a"), Option("B", "b")), least=0, most=2),
        DateField("day", "A day"),
    ),
)


def test_a_form_is_filled_with_what_was_typed_and_chosen_and_kept_whole() -> None:
    again = filled.fill(WHOLE, {"text": STORY, "one": ["1"], "more": ["a", "b"], "day": "soon"})
    text, one, more, day = filled.from_json(filled.as_json(again)).fields
    assert isinstance(text, TextField)
    assert text.value == STORY
    assert isinstance(one, ChoiceField)
    assert isinstance(more, ChoiceField)
    assert [option.chosen for option in (*one.options, *more.options)] == [True, False, True, True]
    assert isinstance(day, DateField)
    assert day.value == "soon"
    assert filled.from_json(filled.as_json(WHOLE)) == WHOLE


def typed_into(name: str, value: str) -> list[Json]:
    field = {"type": TEXT_INPUT, "id": 1, "custom_id": name, "value": value}
    return [{"type": LABEL, "id": 2, "component": field}]


async def show(town: Town, person: Person, form: Form) -> None:
    """Note a form as it is noted when somebody opens it."""
    caller = Caller("discord", str(town.guild.id), str(person.id))
    async with town.database.session_scope() as session:
        await service.note_opened(session, caller, form)


async def count_kept(town: Town) -> int:
    async with town.database.read_scope() as connection:
        return (await connection.execute(select(func.count()).select_from(KEPT_FORM))).scalar_one()


async def test_every_form_that_is_refused_opens_again_as_it_was_filled(town: Town) -> None:
    for rule in (one.id for one in rooms.declared().presses.values() if one.sent):
        form = Form(f"{rule}:999", "A form", (TextField("told", "Told", paragraph=True, most=2000),))
        await show(town, town.alice, form)
        refused = await town.alice.forge_submit(form.id, typed_into("told", STORY))
        assert "That did not work" in refused.text, f"{rule}: of a stranger nothing is taken"
        assert "kept for a day" in refused.text
        again = await refused.click("Try again")
        assert again.title == "A form"
        assert again.fields["Told"]["value"] == STORY
        before = await count_kept(town)
        second = await again.submit(told="Put otherwise.")
        assert (await second.click("Try again")).fields["Told"]["value"] == "Put otherwise."
        assert await count_kept(town) == before, "it is the same that is kept"


async def refuse(town: Town, name: str = "alice", story: str = STORY) -> Reply:
    """Let somebody type years that are no number into the form of mentors, beside a long story."""
    person = getattr(town, name)
    form = await person.slash("mentor join")
    return await form.submit({**ABOUT, "about": story, "Years of experience": "ten"})


async def test_a_restart_loses_neither_what_is_being_typed_nor_what_was_refused(town: Town) -> None:
    form = await town.alice.slash("mentor join")
    await town.restart()
    refused = await form.submit({**ABOUT, "about": STORY, "Years of experience": "ten"})
    await town.restart()
    again = await refused.click("Try again")
    assert again.fields["Anything a mentee should know"]["value"] == STORY
    assert again.fields["Years of experience"]["value"] == "ten"


async def test_what_is_kept_is_forgotten_once_it_is_taken(town: Town) -> None:
    refused = await refuse(town)
    id_ = str(refused.button("Try again").custom_id)
    again = await refused.click("Try again")
    taken = await again.submit({"Years of experience": "10"})
    assert await count_kept(town) == 0
    assert "is not kept any more" in (await town.alice.forge_click(id_, taken)).text


async def test_two_texts_in_the_same_form_are_kept_side_by_side(town: Town) -> None:
    first = await refuse(town, story="The first story")
    second = await refuse(town, story="The second story")
    await (await second.click("Try again")).submit({"Years of experience": "10"})
    again = await first.click("Try again")
    assert again.fields["Anything a mentee should know"]["value"] == "The first story"


async def test_nobody_else_opens_what_somebody_filled_in(town: Town) -> None:
    refused = await refuse(town)
    id_ = str(refused.button("Try again").custom_id)
    stolen = await town.bob.forge_click(id_, refused)
    assert "is not kept any more" in stolen.text
    assert STORY[:20] not in stolen.text


async def test_what_is_kept_is_gone_after_a_day(town: Town) -> None:
    refused = await refuse(town)
    clock.advance(timedelta(days=1, minutes=1))
    assert "is not kept any more" in (await refused.click("Try again")).text
    async with town.database.session_scope() as session:
        await service.sweep(session)
    assert await count_kept(town) == 0


async def test_the_oldest_makes_room_for_the_newest(town: Town) -> None:
    for number in range(service.MOST_KEPT + 2):
        await refuse(town, story=f"Story {number}")
    await refuse(town, "bob")
    assert await count_kept(town) == service.MOST_KEPT + 1


async def test_privacy_hands_out_and_erases_what_is_kept_of_members_and_of_strangers(town: Town) -> None:
    await town.enrol(town.bob)
    for name in ("alice", "bob"):
        refused = await refuse(town, name)
        person = getattr(town, name)
        handed_out = await person.slash("privacy export")
        assert STORY in handed_out.read("mentorbot-my-data.json").decode()
        await (await person.slash("privacy erase")).click("Erase it all")
        assert "is not kept any more" in (await refused.click("Try again")).text
    assert await count_kept(town) == 0


async def test_what_broke_keeps_what_was_typed(town: Town) -> None:
    form = await town.alice.slash("mentor join")
    async with town.database.session_scope() as session:
        await session.execute(
            text("CREATE TRIGGER broken BEFORE INSERT ON mentor BEGIN SELECT RAISE(ABORT, 'x'); END")
        )
    refused = await form.submit({**ABOUT, "about": STORY, "Years of experience": "10"})
    assert "Something broke on my side" in refused.text
    again = await refused.click("Try again")
    assert again.fields["Anything a mentee should know"]["value"] == STORY


async def test_where_nothing_can_be_kept_what_was_typed_comes_back_as_a_file(town: Town) -> None:
    refused = await town.alice.forge_submit("mentor:save_about", typed_into("background", STORY))
    assert "Try again" not in refused.text
    assert refused.read("what-you-typed.txt").decode() == STORY
