"""The pictures in the documentation, taken on the tour: `python -m mentorbot.demo.pictures FOLDER`.

They are the same every time, as long as the bot says the same: its clock stands at one day.
"""

import asyncio
import html
import re
import sys
import tempfile
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Final

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.terminal_theme import TerminalTheme

from mentorbot import clock
from mentorbot.demo.server import open_server
from mentorbot.demo.show import Show
from mentorbot.demo.slack import open_workspace
from mentorbot.demo.tour import first_steps, tour

DAY: Final = datetime(2027, 1, 11, 15, 0, tzinfo=UTC)
WIDTH: Final = 84
ON_SLACK: Final = "nextstep-slack"
"""The one picture of Slack: `/nextstep` there."""
TITLES: Final = {
    "start": "Enrolling: five questions in one form",
    "nextstep": "/nextstep: the one thing to do next",
    ON_SLACK: "/nextstep on Slack",
    "guide": "/guide: every page, found by what one types",
    "progress": "/progress: how far one has come",
    "event": "An event, as all see it",
    "reminder": "Its reminder, a week before",
    "find": "/mentor find: who fits, and why",
    "request": "A mentor is asked",
    "round": "A matching round, before anybody is told",
}

# The colours of Discord's dark screen: black, red, green, yellow, blue, magenta, cyan, white.
_COLOURS: Final = [
    (49, 51, 56), (240, 110, 110), (87, 201, 130), (240, 190, 90),
    (130, 160, 255), (200, 150, 240), (0, 180, 230), (219, 222, 225),
]  # fmt: skip
_THEME: Final = TerminalTheme((49, 51, 56), (219, 222, 225), _COLOURS)

# Rich's own form of an SVG without the font that it fetches from the web: a picture that asks nobody.
_FORM: Final = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>TITLE</title>
<style>
.{unique_id}-matrix {{ font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; \
font-size: 20.27px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-family: Helvetica, Arial, sans-serif; font-size: 17px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
<rect fill="#313338" width="100%" height="100%" rx="10"/>
<text class="{unique_id}-title" fill="#949ba4" x="50%" y="27" text-anchor="middle">TITLE</text>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
_SPACE: Final = "&#160;"
_WORDS: Final = re.compile(r'x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)" ([^>]*)>(.*?)</text>')
_EMPTY: Final = re.compile(r"<text [^>]*></text>")
_LETTER: Final = 12.2  # how wide Rich takes one to be; in most fonts one is 0.602 of the size of 20.27


def take(folder: Path) -> list[Path]:
    """Take the pictures.

    Args:
        folder: Where to; it must be there.

    Returns:
        The files that were written.
    """
    clock.reset()
    clock.advance(DAY - clock.now())
    try:
        return asyncio.run(_take(folder))
    finally:
        clock.reset()


async def _take(folder: Path) -> list[Path]:
    quiet = Console(file=StringIO(), width=WIDTH)
    with tempfile.TemporaryDirectory() as place:
        async with open_server(Path(place) / "demo.sqlite3") as server:
            show = Show(quiet, server)
            await tour(show, folder)
        async with open_workspace(Path(place) / "slack.sqlite3") as workspace:
            shown = Show(quiet, workspace)
            await first_steps(shown)
    pictures = {**show.pictures, ON_SLACK: shown.pictures["nextstep"]}
    written = [folder / f"{name}.png" for name in ("progress", "credits", "round")]
    for name, title in TITLES.items():
        path = folder / f"{name}.svg"
        path.write_text(_drawn(pictures[name], title, name), encoding="utf-8")
        written.append(path)
    return written


def _drawn(parts: list[RenderableType], title: str, name: str) -> str:
    console = Console(
        record=True, file=StringIO(), width=WIDTH, force_terminal=True, color_system="truecolor",
        legacy_windows=False, highlight=False, no_color=False,
    )  # fmt: skip
    for part in parts:
        console.print(part)
    form = _FORM.replace("TITLE", title)
    drawn = console.export_svg(theme=_THEME, code_format=form, unique_id=f"mentorbot-{name}")
    trimmed = _EMPTY.sub("", _WORDS.sub(_trim, drawn))
    return "\n".join(line.rstrip() for line in trimmed.splitlines() if line.strip()) + "\n"


def _trim(found: re.Match[str]) -> str:
    """Words without the spaces around them, in their place: not every program draws spaces alike."""
    x, y, _, rest, words = found.groups()
    left = words.removeprefix(_SPACE)
    start = float(x)
    while left != words:
        words, start = left, start + _LETTER
        left = words.removeprefix(_SPACE)
    while words.endswith(_SPACE):
        words = words.removesuffix(_SPACE)
    length = cell_len(html.unescape(words)) * _LETTER
    return f'x="{start:g}" y="{y}" textLength="{length:g}" {rest}>{words}</text>'


if __name__ == "__main__":
    for each in take(Path(sys.argv[1])):
        print(each)  # noqa: T201 - it tells whoever ran it
