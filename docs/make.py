"""Write what the documentation takes from the code: `make docs` runs this.

Pictures come from the real tour, those of the page from its test in a real browser (without a Chromium they
stay), what the sandbox has from its table, discord.py and Discord's description (where that is not there, the
page stays as it is), the commands from the cogs.
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import contract

from mentorbot.credits.rules import Rules
from mentorbot.db import Database
from mentorbot.demo import pictures
from mentorbot.fetch import Fetcher
from mentorbot.guide.load import Library
from mentorbot.on_discord import MentorBot, sync
from mentorbot.on_discord.furnish import bring

HERE = Path(__file__).resolve().parent
ROW = re.compile(r"^\| `/([a-z ]+)` \| .* \|\n", re.MULTILINE)
BEGIN, END = "<!-- coverage: written by `make docs` -->\n", "<!-- end of coverage -->"


def with_coverage(page: str, described: Path) -> str:
    """A page with the tables of what the sandbox has made anew between their marks.

    Args:
        page: its text.
        described: Discord's description.
    """
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{contract.tables(described)}\n{end}{after}"


async def commands() -> dict[str, str]:
    """The commands of the bot, and what each says of itself, from one that never connects."""
    async with MentorBot() as bot:
        await bring(bot, Database(":memory:"), Library.load(), Rules.load(), Fetcher())
        return {name: text for name, text in sync.summaries(bot.tree).items() if text}


def with_commands(page: str, told: dict[str, str]) -> str:
    """A page with its table of commands made anew: known ones stay in their order, new ones come last."""
    rows = list(ROW.finditer(page))
    order = [row[1] for row in rows if row[1] in told]
    order += [name for name in told if name not in order]
    table = "".join(f"| `/{name}` | {told[name]} |\n" for name in order)
    return page[: rows[0].start()] + table + page[rows[-1].end() :]


def screens(folder: Path) -> list[Path]:
    """Take the pictures of the page anew that are not what it shows today.

    Args:
        folder: Where they are kept.

    Returns:
        The files that were written; none where there is no browser, which is told.
    """
    folder.mkdir(exist_ok=True)
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-k",
        "of_today",
        "tests/page/test_screens.py",
    ]
    with tempfile.TemporaryDirectory() as place:
        given = {**os.environ, "SCREENS": place}
        subprocess.run(words, check=True, cwd=HERE.parent, env=given)  # noqa: S603 - our own test
        return [Path(shutil.copy(one, folder)) for one in sorted(Path(place).iterdir())]


def main() -> None:
    """Write everything."""
    page, readme = HERE / "sandbox.md", HERE.parent / "README.md"
    described = contract.description()
    if described is not None:
        page.write_text(with_coverage(page.read_text(encoding="utf-8"), described), encoding="utf-8")
    told = asyncio.run(commands())
    readme.write_text(with_commands(readme.read_text(encoding="utf-8"), told), encoding="utf-8")
    written = [page, readme, *pictures.take(HERE / "pictures"), *screens(HERE / "screens")]
    for path in written:
        print(f"Wrote {path.relative_to(HERE.parent)}.")  # noqa: T201 - it tells whoever ran it


if __name__ == "__main__":
    main()
