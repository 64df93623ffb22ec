"""The command line. What a command needs is imported in it: ``run`` connects before it loads the rest."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.progress import Progress

from mentorbot import __version__, config
from mentorbot.config import Settings
from mentorbot.errors import REFUSED, OperatorError, UserError
from mentorbot.masking import blotted, masked

if TYPE_CHECKING:
    from mentorbot.db import Database

Result = TypeVar("Result")

app = typer.Typer(
    name="mentorbot",
    help="A mentoring bot for communities of future medical and health services managers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
config_app = typer.Typer(help="The settings.", no_args_is_help=True)
db_app = typer.Typer(help="The database.", no_args_is_help=True)
content_app = typer.Typer(help="The guide's content.", no_args_is_help=True)
outbox_app = typer.Typer(help="The messages that are due.", no_args_is_help=True)
slack_app = typer.Typer(help="The app on Slack.", no_args_is_help=True)
app.add_typer(config_app, name="config")
app.add_typer(db_app, name="db")
app.add_typer(content_app, name="content")
app.add_typer(outbox_app, name="outbox")
app.add_typer(slack_app, name="slack")

TokenFile = Annotated[
    Path | None, typer.Option("--token-file", help="A file that holds the bot's token.", show_default=False)
]


def main() -> int:
    """Run the command line; returns the exit code (2: something for whoever runs the bot to do).

    What it writes is for whoever runs it alone: the database, backups, exports.
    """
    os.umask(0o077)
    try:
        code = app(standalone_mode=False)
    except (OperatorError, UserError) as error:
        return _refuse(error.sentence)
    except OSError as error:
        if error.filename is None:
            raise
        return _refuse(f"{error.filename} cannot be used: {error.strerror}.")
    except typer.Abort:
        return 130
    except Exception as error:
        # Click's usage errors say themselves what was wrong with the words on the command line.
        if not hasattr(error, "exit_code") or not hasattr(error, "show"):
            raise
        error.show()
        return int(error.exit_code)
    return code if isinstance(code, int) else 0


def _refuse(sentence: str) -> int:
    print(blotted(sentence), file=sys.stderr)  # noqa: T201 - this is what a command line is for
    return REFUSED


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mentorbot {__version__}")
        raise typer.Exit


@app.callback()
def mentorbot(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A mentoring bot for communities of future medical and health services managers."""


@app.command()
def run(
    token_file: TokenFile = None,
    shards: Annotated[
        str | None,
        typer.Option(
            help="Share the bot on Discord out among several processes on one database: auto, or into how "
            "many shards.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Connect to each platform that there is a token for; serve until told to stop (Ctrl+C or SIGTERM)."""
    from mentorbot.run import run as serve  # noqa: PLC0415 - see above

    serve(token_file, shards)


@app.command()
def demo(  # noqa: PLR0917 - typer gives each by its name
    tour: Annotated[bool, typer.Option("--tour", help="A guided tour in the terminal.")] = False,
    interactive: Annotated[
        bool, typer.Option("--interactive", help="Try it in the terminal: type commands, press buttons.")
    ] = False,
    slow: Annotated[bool, typer.Option("--slow", help="Wait after each exchange of the tour.")] = False,
    open_it: Annotated[bool, typer.Option("--open", help="Open the page in your browser.")] = False,
    port: Annotated[int, typer.Option(help="The port of the page; any free one if not given.")] = 0,
    data: Annotated[
        Path | None, typer.Option(help="A folder in which all is kept for the next time.", file_okay=False)
    ] = None,
    slack: Annotated[bool, typer.Option("--slack", help="A local Slack instead of a local Discord.")] = False,
) -> None:
    """Try the bot in a local Discord: a page in your browser. Needs no token, and no network."""
    from mentorbot.demo import command  # noqa: PLC0415 - see above

    if tour and interactive:
        raise typer.BadParameter("either the tour, or try it yourself", param_hint="--interactive")
    if tour and data is not None:
        raise typer.BadParameter("the tour begins with an empty server", param_hint="--data")
    way = command.Way.TOUR if tour else command.Way.TERMINAL if interactive else command.Way.PAGE
    if slack:
        if interactive:
            raise typer.BadParameter("on Slack there are the page and the tour", param_hint="--slack")
        raise typer.Exit(command.demo_slack(way, slow=slow, open_it=open_it, port=port, data=data))
    raise typer.Exit(command.demo(way, slow=slow, open_it=open_it, port=port, data=data))


@app.command()
def doctor(token_file: TokenFile = None) -> None:
    """Look whether everything the bot needs is well, and say what to do about what is not."""
    from mentorbot import doctor as doctors  # noqa: PLC0415 - see above

    raise typer.Exit(doctors.examine(_settings(token_file=token_file)))


@app.command()
def invite(
    token_file: TokenFile = None,
    application_id: Annotated[
        str | None, typer.Option(help="The application's id; found out with the token if not given.")
    ] = None,
) -> None:
    """Print the link that adds the bot to a server, with the least permissions it works with."""
    from mentorbot import doctor as doctors  # noqa: PLC0415 - see above

    if application_id is not None and not application_id.isdecimal():
        raise typer.BadParameter("it is a number, such as 1234567890", param_hint="--application-id")
    id_ = application_id or asyncio.run(doctors.application_id(_settings(token_file=token_file)))
    typer.echo(doctors.invite_link(id_))


@config_app.command("show")
def config_show() -> None:
    """Print every setting as the bot sees it; secrets are masked."""
    for name, value in config.shown(_settings()).items():
        typer.echo(f"{name}={value}")


@config_app.command("example")
def config_example() -> None:
    """Print a file of all settings with what they do and their defaults, to start a .env from."""
    typer.echo(config.example(), nl=False)


@db_app.command("upgrade")
def db_upgrade(
    plan: Annotated[bool, typer.Option("--plan", help="Only say what it would do, and how long.")] = False,
) -> None:
    """Bring the database to the newest form; makes it if it is not there. `run` does so by itself."""
    if plan:
        from mentorbot.db import planning  # noqa: PLC0415 - see above

        typer.echo(planning.describe(planning.plan_upgrade(_settings().database)))
        return

    async def work(database: "Database") -> tuple[str, str]:
        from mentorbot.db import schema  # noqa: PLC0415 - see above

        before = await schema.current(database)
        await schema.upgrade(database)
        return before, await schema.current(database)

    settings = _settings()
    before, after = _with_database(settings, work)
    told = f"is at {after} already" if before == after else f"was brought from {before} to {after}"
    typer.echo(f"The database {settings.place} {told}.")


@db_app.command("downgrade")
def db_downgrade(
    to: Annotated[str, typer.Argument(help='The revision to go back to, such as 0001; "base" drops all.')],
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Bring the database back to an earlier form; what that form has no room for is lost."""
    from mentorbot.db import upkeep  # noqa: PLC0415 - see above

    async def work(database: "Database") -> None:
        from mentorbot.db import schema  # noqa: PLC0415 - see above

        await schema.downgrade(database, to)

    settings = _settings()
    upkeep.find_existing(settings.database)
    if not sure:
        typer.confirm(
            f"Bring {settings.place} back to {to}? Data may be lost; do a backup first.", abort=True
        )
    _with_database(settings, work)
    typer.echo(f"The database {settings.place} is at {to}.")


@db_app.command("check")
def db_check() -> None:
    """Look for damage, for rows that lost what they belong to, and for an old form of the tables."""
    from mentorbot import tables  # noqa: PLC0415 - see above
    from mentorbot.db import upkeep  # noqa: PLC0415 - see above

    settings = _settings()
    tables.all_tables()  # so that the rows of all are looked at
    problems = upkeep.check(settings.database)
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"The database {settings.place} is sound.")


@db_app.command("backup")
def db_backup(
    file: Annotated[Path, typer.Argument(help="Where the copy goes; an existing file is kept.")],
) -> None:
    """Copy the database while the bot runs; the copy is checked before it gets its name."""
    from mentorbot.db import upkeep  # noqa: PLC0415 - see above

    settings = _settings()
    with _progress() as tell:
        upkeep.backup(settings.database, file, tell=partial(tell, "Copying"))
    typer.echo(
        f"{settings.place} was copied to {file} ({file.stat().st_size:,} bytes) and the copy is sound."
    )


@db_app.command("restore")
def db_restore(
    file: Annotated[Path, typer.Argument(help="The backup; it stays as it is.")],
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Let a backup be the database, while the bot is stopped; the one of before is kept beside it."""
    from mentorbot import tables  # noqa: PLC0415 - see above
    from mentorbot.db import restoring  # noqa: PLC0415 - see above
    from mentorbot.delivery import restored  # noqa: PLC0415 - see above

    settings = _settings()
    tables.all_tables()  # so that all are looked for
    if not sure:
        typer.confirm(
            f"Put {file} in the place of {settings.place}? The database of now is kept.", abort=True
        )
    with _progress() as tell:
        done = restoring.restore(
            settings.database, file, restored.doubt_what_was_due, tell=partial(tell, "Restoring")
        )
    typer.echo(restoring.describe(done, settings.place, file))


@db_app.command("move")
def db_move(
    source: Annotated[str, typer.Argument(help="The database that is there, as in MENTORBOT_DATABASE.")],
    target: Annotated[str, typer.Argument(help="The one to move to, empty.")],
) -> None:
    """Move all into another database, such as from a SQLite file to PostgreSQL, while the bot is stopped.

    Each row is compared. If it is interrupted, the same command goes on where it was.
    """
    from mentorbot import tables  # noqa: PLC0415 - see above
    from mentorbot.db import moving  # noqa: PLC0415 - see above

    tables.all_tables()  # so that the rows of all are moved
    with _progress() as tell:
        moved = asyncio.run(
            moving.move(source, target, lambda table, done, total: tell(f"Moving {table}", done, total))
        )
    rows = "1 row was" if moved == 1 else f"{moved:,} rows were"
    typer.echo(
        f"{rows} moved to {masked(target)}, and each was compared. Set MENTORBOT_DATABASE to it "
        f"and start the bot. {masked(source)} is as it was; let no bot run on it any more."
    )


@content_app.callback()
def content() -> None:
    """The guide's content."""


@content_app.command("check")
def content_check(
    path: Annotated[
        Path | None,
        typer.Option(
            help="The folder that holds en/ and its translations.", show_default="MENTORBOT_CONTENT"
        ),
    ] = None,
) -> None:
    """Check the guide, rules and agendas: prints what is there, or each mistake with its file and line."""
    from mentorbot.credits.rules import Rules  # noqa: PLC0415 - see above
    from mentorbot.guide.cli import examine  # noqa: PLC0415 - see above
    from mentorbot.mentoring.mentorships import agendas  # noqa: PLC0415 - see above

    examine(path or _settings().content, also=(agendas.load_agendas,), cited=(Rules.load,))


@outbox_app.command("list")
def outbox_list(
    state: Annotated[
        str, typer.Option(help="pending, leased, sent, cancelled, dead; or all.", show_default=True)
    ] = "dead",
    most: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at most.")] = 50,
) -> None:
    """List messages, the latest due first, and count them by state. Nobody's name or words are shown."""
    from mentorbot.delivery import cli as outbox  # noqa: PLC0415 - see above

    typer.echo(_with_existing(_settings(), lambda database: outbox.list_deliveries(database, state, most)))


@outbox_app.command("retry")
def outbox_retry(
    ids: Annotated[
        list[int] | None,
        typer.Argument(min=1, max=2**63 - 1, help="Their numbers, as `list` tells them.", show_default=False),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All that could not be sent.")] = False,
) -> None:
    """Try again what could not be sent. A bot that runs does so within seconds."""
    from mentorbot.delivery import cli as outbox  # noqa: PLC0415 - see above

    if bool(ids) == every:
        raise typer.BadParameter("give the numbers of some, or --all")
    typer.echo(_with_existing(_settings(), lambda database: outbox.retry_deliveries(database, ids or None)))


@slack_app.command("manifest")
def slack_manifest() -> None:
    """Print the manifest of the app, to paste at https://api.slack.com/apps (From a manifest)."""
    from mentorbot.on_slack import cli as slack  # noqa: PLC0415 - see above

    typer.echo(slack.write_manifest(_settings()))


@slack_app.command("scopes")
def slack_scopes() -> None:
    """Print what the app asks for, and what for."""
    from mentorbot.on_slack import cli as slack  # noqa: PLC0415 - see above

    typer.echo(slack.list_scopes())


@slack_app.command("key")
def slack_key() -> None:
    """Print a new key for MENTORBOT_SECRET_KEY, which encrypts the tokens of workspaces in the database."""
    from mentorbot.on_slack import cli as slack  # noqa: PLC0415 - see above

    typer.echo(slack.make_key())


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on the terminal; what is given is told what is being done, how much of it is, and of how much."""
    with Progress(transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda doing, done, total: progress.update(task, description=doing, completed=done, total=total)


def _settings(**given: Any) -> Settings:
    return config.load(**given)


def _with_existing(settings: Settings, work: Callable[["Database"], Coroutine[Any, Any, Result]]) -> Result:
    from mentorbot.db import upkeep  # noqa: PLC0415 - see above

    async def opened() -> Result:
        async with upkeep.open_existing(settings.database, settings.database_connections) as database:
            return await work(database)

    return asyncio.run(opened())


def _with_database(settings: Settings, work: Callable[["Database"], Coroutine[Any, Any, Result]]) -> Result:
    from mentorbot.db import Database  # noqa: PLC0415 - see above

    async def opened() -> Result:
        database = Database(settings.database, settings.database_connections)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(opened())
