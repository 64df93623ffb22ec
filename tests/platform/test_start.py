"""What a bot loads before it connects, and what only some of its work needs."""

import subprocess
import sys

NOT_LOADED = {"alembic", "fpdf", "numpy", "ortools", "rustworkx", "mentorbot.sandbox", "mentorbot.demo"}
"""What a bot that runs has not loaded until something is asked for that needs it."""


def loaded(imports: str) -> set[str]:
    """The modules that a process has loaded after such an import."""
    script = f"import sys\n{imports}\nprint(*sys.modules)"
    command = [sys.executable, "-W", "ignore", "-c", script]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())  # noqa: S603


def test_what_connects_first_has_loaded_no_room() -> None:
    found = loaded("import mentorbot.run")
    assert "discord.client" in found
    assert not {"mentorbot.guide.load", "mentorbot.members.service", "cogs", *NOT_LOADED} & found


def test_all_of_the_bot_is_loaded_at_the_start_and_nothing_else() -> None:
    found = loaded("import mentorbot.run, mentorbot.furnish, mentorbot.on_discord.furnish")
    assert {"mentorbot.networking.insight.service", "mentorbot.credits.rules", "cogs.mentoring"} <= found
    assert not NOT_LOADED & found
