"""The pictures in the documentation show what the bot says today."""

from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from demo.running import ROOT
from PIL import Image, ImageChops

from mentorbot.demo import pictures

SHOWN = ROOT / "docs" / "pictures"


def words(picture: Path) -> list[str]:
    """The words in an SVG, in reading order."""
    drawn = ElementTree.parse(picture)  # noqa: S314 - our own
    return ["".join(text.itertext()) for text in drawn.iter("{http://www.w3.org/2000/svg}text")]


def test_the_pictures_are_those_that_make_docs_would_take_today(tmp_path: Path) -> None:
    taken = pictures.take(tmp_path)
    assert {path.name for path in taken} == {path.name for path in SHOWN.iterdir()}
    for path in taken:
        if path.suffix == ".svg":
            assert words(path) == words(SHOWN / path.name), f"{path.name} has changed: run make docs"
            assert path.read_bytes() == (SHOWN / path.name).read_bytes()
    for name in ("progress.png", "credits.png"):
        new, old = (Image.open(BytesIO((folder / name).read_bytes())) for folder in (tmp_path, SHOWN))
        assert ImageChops.difference(new.convert("RGB"), old.convert("RGB")).getbbox() is None, (
            "run make docs"
        )


def test_the_pictures_fetch_nothing_from_the_web() -> None:
    for path in SHOWN.glob("*.svg"):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "url(http" not in text
        assert "@font-face" not in text
        assert "href" not in text
