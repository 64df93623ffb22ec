"""What the documentation says is true: its examples run, its commands exist, its links lead somewhere."""

import ast
import asyncio
import importlib.util
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import discord
import pytest
import typer.main
from demo.running import ROOT

import dev
from mentorbot import rooms
from mentorbot.chat.roots import ROOTS
from mentorbot.cli import app
from mentorbot.sandbox.discord import Sandbox

_spec = importlib.util.spec_from_file_location("make", ROOT / "docs" / "make.py")
assert _spec is not None
assert _spec.loader is not None
make = importlib.util.module_from_spec(_spec)
sys.path.append(str(ROOT / "docs"))
_spec.loader.exec_module(make)

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "content" / "README.md"]
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
TYPED = re.compile(r"`/([a-z]+(?: [a-z]+)*)(?=[` ])")
SANDBOX = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")
EXAMPLES = [code for language, code in FENCE.findall(SANDBOX) if language == "python"]


def read(page: Path) -> str:
    """A page without the bodies of its code blocks, where brackets mean something else."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def named(page: Path) -> str:
    """Where a page is, for the names of tests."""
    return page.relative_to(ROOT).as_posix()


# The sandbox's page


def test_the_whole_program_in_the_sandboxs_page_runs(tmp_path: Path) -> None:
    path = tmp_path / "example.py"
    path.write_text(EXAMPLES[0], encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own page
        [sys.executable, str(path)],
        capture_output=True, text=True, timeout=60, check=False, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Hello Bob!\n[Again]\nHello again!\n"


def compiled(code: str) -> CodeType:
    """An example that waits at its top level, as the reader would type it in a test."""
    return compile(code, "docs/sandbox.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


async def test_every_other_example_in_the_sandboxs_page_runs_after_it() -> None:
    names: dict[str, Any] = {"__name__": "example"}
    exec(compiled(EXAMPLES[0]), names)  # noqa: S102 - our own page
    async with Sandbox() as sandbox:
        guild = sandbox.add_guild("Future managers")
        application = sandbox.add_application("greeter", guild)
        alice = sandbox.add_person("alice", guild)
        names |= {"sandbox": sandbox, "guild": guild, "app": application, "alice": alice}
        with sandbox.discord_py():
            bot: discord.Client = names["Greeter"]()
            running = asyncio.create_task(bot.start(application.token))
            await sandbox.online(application)
            for code in EXAMPLES[1:]:
                waiting = eval(compiled(code), names)  # noqa: S307 - our own page
                if inspect.isawaitable(waiting):
                    await waiting
            await asyncio.wait_for(bot.wait_until_ready(), 60)
            await bot.close()
            await running
    assert len(EXAMPLES) >= 7


def test_the_tables_of_what_the_sandbox_has_are_true(openapi: Path | None) -> None:
    if openapi is None:
        pytest.skip("Discord's OpenAPI description is not here; DISCORD_OPENAPI names it")
    assert make.with_coverage(SANDBOX, openapi) == SANDBOX, "run make docs"


def test_the_table_of_what_can_be_called_in_the_local_slack_is_true() -> None:
    page = read(ROOT / "docs" / "sandbox-slack.md")
    assert make.with_methods(page) == page, "run make docs"


# Commands of the shell


def commands() -> Iterator[tuple[str, str, str]]:
    """Every `make x`, `dev.py x` and `mentorbot x` in the pages: the page, the program and the words."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        shown = [code for language, code in FENCE.findall(text) if language in {"console", "shell"}]
        shown += re.findall(r"`([^`\n]+)`", text)
        for line in "\n".join(shown).splitlines():
            for program, words in re.findall(
                r"(?:^|[$`] ?|\w/|\bpy |python3? (?:-m )?)(make|dev\.py|mentorbot) ([a-z][^#`&;|]*)", line
            ):
                yield named(page), program, words


def test_every_task_in_the_docs_is_one_of_dev_py() -> None:
    tasks = [(page, words.split()[0]) for page, program, words in commands() if program != "mentorbot"]
    assert len(tasks) > 10
    assert [(page, task) for page, task in tasks if task not in {*dev.TASKS, "help"}] == []


def test_make_and_dev_py_have_the_same_tasks() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = re.search(r"^TASKS := (.*)$", makefile, re.MULTILINE)
    assert listed is not None
    assert listed[1].split() == list(dev.TASKS)


def test_every_command_line_in_the_docs_is_one_of_mentorbot() -> None:
    click = typer.main.get_command(app)
    found = [(page, words.split()) for page, program, words in commands() if program == "mentorbot"]
    assert len(found) > 10
    for page, (first, *rest) in found:
        known: Any = click.commands  # type: ignore[attr-defined]
        assert first in known, f"{page}: mentorbot {first}"
        inner = getattr(known[first], "commands", {})
        if inner and rest:
            assert rest[0] in inner, f"{page}: mentorbot {first} {rest[0]}"


# Commands of the bot


def test_the_page_of_commands_is_what_is_declared() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert page == make.command_page(), "run make docs ARGS=commands"
    assert {*rooms.declared().commands} == set(re.findall(r"^\| `/([a-z ]+)` \|", page, re.MULTILINE))


NO_COMMANDS = {"healthz", "metrics", "name"}
"""Addresses of the server for operators, and what stands for any command."""
ON_SLACK = {"mentorbot", "reminders", "reminders me", "invite", "guide networking"}
"""What only Slack has: one command for all, names that are examples, and a word typed in the line."""


def test_every_command_that_a_page_names_is_there() -> None:
    known = {*rooms.declared().commands, *ROOTS, *NO_COMMANDS, *ON_SLACK}
    told = [
        (named(page), words.removeprefix("mentorbot "))
        for page in PAGES
        for words in re.findall(TYPED, read(page))
    ]
    assert len(told) > 100
    assert [(page, words) for page, words in told if words not in known] == []


def test_every_option_in_a_table_is_one_of_the_command_that_it_is_about() -> None:
    page, seen = (ROOT / "docs" / "organizer.md").read_text(encoding="utf-8"), list[str]()
    commands = rooms.declared().commands
    for table in re.finditer(r"^\| option.*\n((?:\|.*\n)+)", page, re.MULTILINE):
        above = "\n".join(re.findall(r"^(?:#|\| option).*", page[: table.start(1)], re.MULTILINE))
        name = re.findall(TYPED, above)[-1]
        told = re.findall(r"`(\w+)`", "\n".join(row.split("|")[1] for row in table[1].splitlines()))
        assert set(told) - {option.name for option in commands[name].options} == set(), name
        seen.append(name)
    assert seen == ["organize event announce", "setup mentoring", "match open"]


# The design


def test_every_file_and_function_that_the_architecture_walks_through_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = re.findall(r"`(mentorbot/[\w/]+\.py)`(?:: `(\w+)`)?", page)
    assert len(told) > 20
    for file, name in told:
        text = (ROOT / file).read_text(encoding="utf-8")
        defined = rf"^ *(?:async def|def|class) {name}\b"
        assert not name or re.search(defined, text, re.MULTILINE), f"{file}: {name}"


# Links


def anchors(page: Path) -> set[str]:
    """The names of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", read(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", read(page))
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    for link in links:
        if link.startswith(("https://", "http://", "page:")):
            continue
        path, _, heading = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{named(page)}: {link}"
        if heading:
            assert heading in anchors(target), f"{named(page)}: {link}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_picture_has_words_for_those_who_cannot_see_it(page: Path) -> None:
    text = read(page)
    assert [picture for picture in re.findall(r"!\[([^\]]*)\]", text) if len(picture) < 10] == []
    assert [tag for tag in re.findall(r"<img [^>]*>", text) if 'alt="' not in tag] == []


def test_every_page_of_the_docs_is_linked_from_the_readme_or_from_one_that_is() -> None:
    reached, new = set[Path](), {ROOT / "README.md"}
    while new:
        page = new.pop()
        reached.add(page)
        links = re.findall(r"\]\(([^)#\s]+\.md)[^)]*\)", read(page))
        targets = {(page.parent / link).resolve() for link in links if "://" not in link}
        new |= targets - reached
    decisions = ROOT / "docs" / "decisions"
    assert {named(page) for page in PAGES if page not in reached and page.parent != decisions} == set()
