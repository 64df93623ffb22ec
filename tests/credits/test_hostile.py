"""Forged buttons and forms, and titles and links that mean no good."""

import io

import pytest
from hostile.test_forms import component
from hostile.texts import NASTY
from pypdf import PdfReader
from town import Town

from mentorbot import clock
from mentorbot.sandbox.discord.api.bodies.forms import STRING_SELECT, TEXT_INPUT

ODD = (
    "",
    "0",
    "-1",
    "x",
    "1",
    "1:",
    "1:1",
    "1:0",
    ":1",
    "1:1:1",
    "１:１",
    "9" * 15,
    "9" * 80,
    "1:" + "9" * 60,
    "1 :1",
)
VERBS = (
    "status", "entries", "edit", "delete", "delete_confirm", "drop", "quiet", "remind", "log", "pick",
    "entry", "add", "save", "drop_confirm",
)  # fmt: skip


async def keep(town: Town) -> None:
    await town.enrol(town.alice)
    expires = f"{clock.now().year + 1}-12-31"
    await town.alice.slash("credits goal", credential="fache", expires=expires)


async def stored(town: Town) -> list[object]:
    async with town.database.read_scope() as connection:
        return list(await connection.exec_driver_sql("SELECT * FROM credit_entry, credit_goal"))


@pytest.mark.parametrize("verb", VERBS)
async def test_a_forged_button_is_answered_with_a_sentence(town: Town, verb: str) -> None:
    await keep(town)
    status = await town.alice.slash("credits log", title="Congress", hours=6, type="in-person")
    before = await stored(town)
    for argument in ODD:
        if verb in {"delete_confirm", "drop_confirm"} and argument.startswith("1"):
            continue
        for person in (town.alice, town.bob):
            told = await person.forge_click(f"credits:{verb}:{argument}", status)
            text = getattr(told, "text", "a form")
            assert text
            assert "Something broke" not in text, (verb, argument)
    async with town.database.read_scope() as connection:
        kept = list(await connection.exec_driver_sql("SELECT * FROM credit_entry"))
    assert len(kept) == len(before) == 1


@pytest.mark.parametrize("verb", ["add", "save"])
async def test_a_forged_form_is_answered_with_a_sentence(town: Town, verb: str) -> None:
    await keep(town)
    await town.alice.slash("credits log", title="Congress", hours=6, type="in-person")
    before = await stored(town)
    texts = ("title", "hours", "day", "proof")
    for argument in ODD:
        for value in ("", "\u202e", "NaN", "Infinity", "1e400", "-1", "0", "٣", "9" * 400, "\ud800"):
            fields = [{"type": TEXT_INPUT, "id": n, "custom_id": name} for n, name in enumerate(texts, 2)]
            kind = {"type": STRING_SELECT, "id": 9, "custom_id": "type"}
            answer = [*(component(field, value) for field in fields), component(kind, [value])]
            told = await town.alice.forge_submit(f"credits:{verb}:{argument}", answer)
            assert "did not work" in told.text, (argument, value)
    assert await stored(town) == before


@pytest.mark.slow
async def test_every_nasty_title_is_shown_without_effect(town: Town) -> None:
    await keep(town)
    for text in NASTY:
        sent = text[:200]
        told = await town.alice.forge_slash("credits log", {"title": sent, "hours": 0.25, "type": "civic"})
        entries = await town.alice.forge_click("credits:entries:1:1", told)
        for shown in (told.text, entries.text):
            assert "Something broke" not in shown
            assert "@everyone" not in shown
            assert "<@1>" not in shown.replace("\\<", "")
            assert "](https://evil" not in shown
            assert "\u202e" not in shown
    export = await town.alice.slash("credits export", timeout=20)
    assert export.read("credits.csv")
    assert PdfReader(io.BytesIO(export.read("credits.pdf"))).pages


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/)](https://evil2.example",
        "https://example.org/a b<@1>@everyone",
        "https://example.org/\u202egnp.exe",
        "https://example.org/" + "ü" * 100,
        "https://[::1]/",
        "https://exa mple.org/",
        "https://example.org:port/",
        "https://example.org/\ud800",
        "https:///nowhere",
        "https://" + "a" * 300 + ".org/" + "é" * 180,
    ],
)
async def test_a_strange_link_is_refused_or_harmless(town: Town, link: str) -> None:
    await keep(town)
    given = {"title": "Panel", "hours": 1, "type": "in-person", "proof": link}
    told = await town.alice.forge_slash("credits log", given)
    assert "Something broke" not in told.text
    async with town.database.read_scope() as connection:
        kept = [row.proof for row in await connection.exec_driver_sql("SELECT proof FROM credit_entry")]
    for proof in kept:
        assert proof.startswith("https://")
        assert proof.isascii()
        assert not set(proof) & set(' ()<>[]"\\^`{|}')
        await told.click("Entries")
        await told.select("Look at one, to correct or delete it", told.selects[0].choices[0].value)
        assert "Panel" in told.text
