"""The libraries that bots are written with, in the versions that are tried, each in a folder of its own.

`pins/` says which versions, with the hashes of what is fetched. They are installed once, beneath the folder
that `SANDBOX_LIBRARIES` names, when they are first asked for.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
PINS = HERE / "pins"
OWN = "discord.py"
BOTS = HERE / "bots"


class NotThereError(Exception):
    """A library could not be fetched; says why."""


@dataclass(frozen=True, slots=True)
class Library:
    """A library for bots.

    Args:
        name: What it is called.
        bot: The file of its small bot.
        lacks: What it has no call for.
        odd: A field of its own that it sends, of which Discord makes nothing.
    """

    name: str
    bot: str
    lacks: tuple[str, ...] = ()
    odd: str = ""

    @property
    def pin(self) -> Path | None:
        """Where its version is pinned; None where it is this project's own library, which is there."""
        if self.name == OWN:
            return None
        return PINS / f"{self.name}.{'json' if self.in_javascript else 'txt'}"

    @property
    def in_javascript(self) -> bool:
        """Whether it is for Node.js."""
        return self.bot.endswith(".mjs")

    @property
    def version(self) -> str:
        """Which version is tried."""
        if self.pin is None:
            return metadata.version(self.name)
        if self.in_javascript:
            packages = json.loads(self.pin.read_text(encoding="utf-8"))["packages"]
            return str(packages[f"node_modules/{self.name}"]["version"])
        lines = self.pin.read_text(encoding="utf-8").splitlines()
        return next(line for line in lines if line.startswith(f"{self.name}==")).split()[0].partition("==")[2]

    def install(self, shelf: Path) -> Path | None:
        """Bring it into a folder beneath `shelf`, unless it is there; None where none is needed.

        Raises:
            NotThereError: It could not be fetched.
        """
        if self.pin is None:
            return None
        digest = hashlib.sha256(self.pin.read_bytes()).hexdigest()[:12]
        folder = shelf / f"{self.name}-{digest}"
        if not folder.exists():
            shelf.mkdir(parents=True, exist_ok=True)
            made = Path(tempfile.mkdtemp(dir=shelf))
            try:
                self._fetch(made, self.pin)
                made.rename(folder)
            except OSError:
                if not folder.exists():  # else another test has brought it meanwhile
                    raise
            finally:
                shutil.rmtree(made, ignore_errors=True)
        return folder

    def _fetch(self, folder: Path, pin: Path) -> None:
        if not self.in_javascript:
            pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--retries=1", "--timeout=15"]
            _do([*pip, "install", "--quiet", "--no-deps", "--require-hashes", "-r", pin, "--target", folder])
            return
        npm = shutil.which("npm")
        if npm is None:
            raise NotThereError("npm is not here")
        shutil.copy(PINS / "package.json", folder / "package.json")
        shutil.copy(pin, folder / "package-lock.json")
        _do([npm, "ci", "--silent", "--no-audit", "--no-fund", "--fetch-retries=1", "--prefix", folder])


def _do(command: list[str | Path]) -> None:
    done = subprocess.run(  # noqa: S603  (pip and npm)
        list(map(str, command)), capture_output=True, text=True, check=False, timeout=240
    )
    if done.returncode == 0:
        return
    said = (done.stderr or done.stdout).strip()
    if "HASHES" in said or "EINTEGRITY" in said:
        raise RuntimeError(said)
    raise NotThereError(said.splitlines()[-1] if said else "it could not be fetched")


LIBRARIES = (
    Library(OWN, "with_discord_py.py"),
    Library("discord.js", "with_discord_js.mjs"),
    Library("hikari", "with_hikari.py"),
    Library("py-cord", "with_py_cord.py"),
    Library("nextcord", "with_nextcord.py", lacks=("forward",)),
    Library("disnake", "with_disnake.py"),
    Library("interactions.py", "with_interactions_py.py", lacks=("forward",), odd="pass_self_into_delete"),
)
