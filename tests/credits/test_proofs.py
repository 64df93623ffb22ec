"""Certificates: kept with what they prove, and handed out to whoever they are of."""

import io
import zipfile
from typing import Any

import pytest
from credits.test_commands import keep, log, rows
from credits.test_pdf import entry as make
from credits.test_pdf import standing
from town import Town

from mentorbot.chat.caller import Caller
from mentorbot.credits import proofs
from mentorbot.credits.credential import MOST_FILE
from mentorbot.errors import UserError
from mentorbot.sandbox.discord.people.replies import Reply

PDF = b"%PDF-1.7 a certificate"
PNG = b"\x89PNG\r\n\x1a\n a picture"


async def entry(town: Town) -> Reply:
    """Alice's first entry, opened."""
    listed = await (await town.alice.slash("credits status")).click("Entries")
    await listed.select("Look at one, to correct or delete it", listed.selects[0].choices[0].value)
    return listed


def unpack(reply: Reply, name: str = "certificates.zip") -> dict[str, bytes]:
    """The certificates that were handed out."""
    with zipfile.ZipFile(io.BytesIO(reply.read(name))) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


async def test_a_certificate_is_kept_with_its_entry_and_handed_out(town: Town) -> None:
    await keep(town)
    await log(town, certificate=("Congress 2026.pdf", PDF))
    opened = await entry(town)
    got = await opened.click("Get the certificate")
    assert got.ephemeral
    assert got.read("Congress_2026.pdf") == PDF
    export = await town.alice.slash("credits export", timeout=20)
    [(name, data)] = unpack(export).items()
    assert name.endswith("Congress 2026.pdf")
    assert data == PDF
    assert name in export.read("credits.csv").decode("utf-8-sig")


async def test_a_certificate_is_added_later_replaced_and_deleted(town: Town) -> None:
    await keep(town)
    await log(town)
    assert "No certificate is kept with it" in (await entry(town)).text
    [choice] = await town.alice.type("credits proof", entry="congr")
    reply = await town.alice.slash("credits proof", entry=choice.value, certificate=("a.pdf", PDF))
    assert "a.pdf" in reply.text.replace("\\", "")
    reply = await town.alice.slash("credits proof", entry=choice.value, certificate=("b.jpeg", PNG))
    assert (await reply.click("Get the certificate")).read("b.png") == PNG
    gone = await reply.click("Delete the certificate")
    assert "No certificate is kept with it" in gone.text
    assert await rows(town, "credit_proof") == []


async def test_a_certificate_goes_with_its_entry(town: Town) -> None:
    await keep(town)
    await log(town, certificate=("a.pdf", PDF))
    opened = await entry(town)
    await (await opened.click("Delete it")).click("Delete it")
    assert await rows(town, "credit_proof") == []


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [("a.exe", b"MZ", "PDF, PNG, JPEG or WebP"), ("a.pdf", PDF + b" " * MOST_FILE, "larger than 4 MB")],
)
async def test_what_is_no_certificate_or_too_large_is_refused_and_nothing_is_logged(
    town: Town, name: str, data: bytes, told: str
) -> None:
    await keep(town)
    assert told in (await log(town, certificate=(name, data))).text
    assert await rows(town, "credit_entry") == []


async def test_nobody_gets_the_certificate_of_another(town: Town) -> None:
    await keep(town)
    await log(town, certificate=("a.pdf", PDF))
    [row] = await rows(town, "credit_entry")
    await town.enrol(town.bob)
    stranger = Caller("discord", str(town.guild.id), str(town.bob.id))
    async with town.database.read_scope() as connection:
        with pytest.raises(UserError, match="no longer there"):
            await proofs.find_proof(connection, stranger, row.goal_id, row.id)


async def test_what_is_kept_for_one_person_is_bounded(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "MOST_KEPT", len(PDF) + 1)
    await keep(town)
    await log(town, certificate=("a.pdf", PDF))
    refused = await log(town, title="Another", certificate=("b.pdf", PDF))
    assert "Your certificates fill" in refused.text
    assert len(await rows(town, "credit_entry")) == 1


def test_certificates_go_into_as_many_archives_as_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    goal: Any = standing(*(make(number, "x") for number in range(5))).goals[0]
    monkeypatch.setattr(proofs, "_IN_ONE_ZIP", 2 * len(PDF))
    packs = proofs.pack_proofs([goal], {number: proofs.Proof("a.pdf", PDF) for number in range(5)})
    assert len(packs) == 3
