"""Every task of the project, in one place: ``python dev.py test`` does what ``make test`` does.

Needs Python 3.11 or later and nothing else: it makes the environment the task runs in (``.venv``), and renews
it when the pinned requirements have changed.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older one must be told so, not shown a traceback
    sys.exit(
        "mentorbot needs Python 3.11 or later; this is %d.%d. Install a newer one "  # noqa: UP031
        "(https://www.python.org/downloads/), or with uv: uv run --no-project --python 3.13 dev.py demo"
        % sys.version_info[:2]
    )

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("MENTORBOT_VENV") or ROOT / ".venv")
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
REQUIREMENTS = ROOT / "requirements"
Word = str | Path

FILES = {
    "run": [REQUIREMENTS / "run.txt", REQUIREMENTS / "build.txt"],
    "dev": [REQUIREMENTS / "dev.txt"],
}
"""What is pinned for each kind of environment."""

DEVELOPMENT = ["pyproject.toml", "--extra", "dev", "--group", "build"]
BUILDING = ["--group", "build"]
ITSELF: list[Word] = ["--no-deps", "--no-build-isolation", "-e", "."]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

STAMP = VENV / "mentorbot-requirements.json"


def say(text: str) -> None:
    """Print a line now, before whatever the next program prints."""
    print(text, flush=True)  # noqa: T201 - it talks to a person


def fail(text: str) -> NoReturn:
    """Stop with a sentence."""
    sys.exit(text)


def run(*command: Word, quiet: bool = False) -> int:
    """Run a program in the project's folder and return its exit code."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    out = subprocess.DEVNULL if quiet else None
    words = [os.fspath(word) for word in command]
    return subprocess.call(words, cwd=ROOT, env=environment, stdout=out, stderr=out)  # noqa: S603


def python(*arguments: Word) -> int:
    """Run the environment's Python."""
    return run(PYTHON, *arguments)


# The environment


def ensure(kind: str) -> None:
    """Make sure the environment holds the pinned requirements.

    Args:
        kind: "run", what the bot needs; or "dev", what its tests and checks need besides.

    Either way the project itself is there too, as the command ``mentorbot``.
    """
    wanted = {name: _digest(name) for name in FILES}
    have = _stamp()
    if have.get("dev") == wanted["dev"] or (kind == "run" and have.get("run") == wanted["run"]):
        return
    began = time.monotonic()
    say(f"Installing what is needed into {_short(VENV)} (once; later starts take seconds) …")
    STAMP.unlink(missing_ok=True)
    _install(FILES[kind])
    STAMP.write_text(json.dumps({kind: wanted[kind]}), encoding="utf-8")
    say(f"Installed in {time.monotonic() - began:.0f} s.")


def _install(files: list[Path]) -> None:
    pinned = [word for file in files for word in ("-r", file)]
    uv = shutil.which("uv")
    if uv and _install_with_uv(uv, pinned):
        return
    if not _works(PYTHON) or run(PYTHON, "-m", "pip", "--version", quiet=True):
        _make_venv()
    pip: list[Word] = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    if run(*pip, "--require-hashes", *pinned):
        fail(
            "The requirements could not be installed; pip says why above. "
            "Mostly it is the network, or a proxy that pip has to be told of (PIP_PROXY)."
        )
    if run(*pip, *ITSELF):
        fail("The project itself could not be installed; pip says why above.")


def _install_with_uv(uv: str, pinned: list[Word]) -> bool:
    if not _works(PYTHON) and run(
        uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, VENV
    ):
        return False
    install: list[Word] = [uv, "pip", "install", "--quiet", "--python", PYTHON]
    if run(*install, "--require-hashes", *pinned):
        say("uv could not install the requirements; trying with pip.")
        return False
    return not run(*install, *ITSELF)


def _make_venv() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        fail(
            "This Python cannot make virtual environments: its venv module is a package of its own. "
            f"On Debian and Ubuntu: sudo apt install python{version}-venv. Then run the same command again."
        )
    if run(sys.executable, "-m", "venv", "--clear", VENV):
        fail(f"The environment {VENV} could not be made; see above. Is there room on the disk?")


def _works(interpreter: Path) -> bool:
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    return interpreter.exists() and run(interpreter, "-c", check, quiet=True) == 0


def _digest(kind: str) -> str:
    parts = [*FILES[kind], ROOT / "pyproject.toml"]
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()


def _stamp() -> dict[str, str]:
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and _works(PYTHON) else {}


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


# The tasks


def setup(arguments: list[str]) -> int:
    """install what running needs; `setup dev`: what tests and checks need, too"""
    kind = (arguments or ["run"])[0]
    if kind not in FILES or len(arguments) > 1:
        fail(f"There is setup, and setup dev; not setup {' '.join(arguments)}.")
    ensure(kind)
    say(f"Ready: {PYTHON}")
    return 0


def demo(arguments: list[str]) -> int:
    """try the bot in a local Discord or Slack, in your browser (--open, --tour, --interactive, --slack)"""
    ensure("run")
    return python("-m", "mentorbot", "demo", *arguments)


def bot(arguments: list[str]) -> int:
    """run the bot on the real Discord, with the token in MENTORBOT_TOKEN"""
    ensure("run")
    return python("-m", "mentorbot", "run", *arguments)


def test(arguments: list[str]) -> int:
    """run the tests (arguments go to pytest: tests/db -k upgrade)"""
    ensure("dev")
    _browser()
    # Two more than there are cores: many a test waits for a process that it started.
    count = ["-n", str((os.cpu_count() or 1) + 2)]
    workers = [] if any(word.startswith(("-n", "--pdb")) for word in arguments) else count
    return python("-m", "pytest", *workers, *arguments)


def _browser() -> None:
    """In CI, install the browser for the tests of the page; elsewhere they use what is there, or skip."""
    if os.environ.get("CI") != "true" or any(map(shutil.which, BROWSERS)) or not shutil.which("apt-get"):
        return
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    say("Installing Chromium, for the tests of the page …")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    if run("apt-get", "update", "-qq", quiet=True) or run(
        "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", quiet=True
    ):
        say("Chromium could not be installed; the tests of the page will skip.")


def libraries(arguments: list[str]) -> int:
    """play a small bot of every library in the sandbox, and print what works (--write-page)"""
    ensure("dev")
    os.environ.setdefault("SANDBOX_LIBRARIES", str(VENV / "libraries"))
    return python("-m", "pytest", "-q", "-n", str(os.cpu_count() or 1), "tests/libraries", *arguments)


def installs(arguments: list[str]) -> int:
    """install the bot as its image does, and on every other Python that is there (-k image, -k python)"""
    ensure("dev")
    os.environ["INSTALLS"] = "1"
    return python("-m", "pytest", "-q", "tests/installs", *arguments)


def faults(arguments: list[str]) -> int:
    """kill the bot 100 times while 2,000 messages fall due, 30 on Slack (`test` does a short form)"""
    ensure("dev")
    os.environ["MENTORBOT_FULL_FAULTS"] = "1"
    return python("-m", "pytest", "-q", "tests/faults", *arguments)


def blocks(arguments: list[str]) -> int:
    """play every command on a community of 50,000, and print for how long each keeps others waiting"""
    ensure("dev")
    return python(
        "-m", "pytest", "-q", "-s", "tests/platform/test_never_blocks.py", "-k", "fifty", *arguments
    )


def bench(arguments: list[str]) -> int:
    """measure speed and memory beside a bare bot"""
    ensure("dev")
    return python("-m", "benchmarks", *arguments)


def docs(arguments: list[str]) -> int:
    """write what is made from the code (all, or: commands, coverage, paths, pictures, screens, settings)"""
    ensure("dev")
    return python("docs/make.py", *arguments)


def requirements(arguments: list[str]) -> int:
    """pin the requirements anew, with hashes (needs uv)"""
    uv = shutil.which("uv") or shutil.which("uv", path=str(PYTHON.parent))
    if uv is None:
        fail("Pinning needs uv: https://docs.astral.sh/uv/getting-started/installation/")
    pin = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header"]
    pin += ["--python-version", "3.11", *arguments]
    return (
        run(*pin, "pyproject.toml", "--extra", "postgres", "-o", "requirements/run.txt")
        or run(*pin, *DEVELOPMENT, "-c", "requirements/run.txt", "-o", "requirements/dev.txt")
        or run(*pin, *BUILDING, "-c", "requirements/dev.txt", "-o", "requirements/build.txt")
        or _pin_traces(pin)
    )


def _pin_traces(pin: Sequence[Word]) -> int:
    """What traces take besides, by itself, for few want it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "traces.in"
        wanted.write_text("\n".join(project["optional-dependencies"]["traces"]), encoding="utf-8")
        bounds = ["--no-annotate", "-c", "requirements/dev.txt"]
        return run(*pin, *bounds, wanted, "-o", "requirements/traces.txt")


def check(arguments: list[str]) -> int:
    """hold the code to its rules: format, lint, types, imports, content, known holes"""
    ensure("dev")
    steps: dict[str, Callable[[], int]] = {
        "format": lambda: python("-m", "ruff", "format", "--check", "--quiet", "."),
        "lint": lambda: python("-m", "ruff", "check", "--quiet", "."),
        "types": lambda: python("-m", "mypy"),
        "imports": _imports,
        "settings": _example_is_fresh,
        "content": lambda: python("-m", "mentorbot", "content", "check"),
        "known holes": _audit,
    }
    failed = []
    for name, step in steps.items():
        say(f"── {name}")
        if step():
            failed.append(name)
    say(f"\nTo mend: {', '.join(failed)}." if failed else "\nAll checks passed.")
    return 1 if failed else 0


def _example() -> str:
    command = [os.fspath(PYTHON), "-m", "mentorbot", "config", "example"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout  # noqa: S603


def _example_is_fresh() -> int:
    if (ROOT / ".env.example").read_text(encoding="utf-8") == _example():
        return 0
    say(".env.example is not what the settings say. Run: make docs")
    return 1


def _imports() -> int:
    return python("-c", "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])")


def _audit() -> int:
    """Look up known holes. Where they could not be looked up it is said loudly, and is a failure in CI.

    In CI (the variable CI is set) it is none only where the list is out of reach.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command: list[Word] = [
            PYTHON,
            "-m",
            "pip_audit",
            "--progress-spinner=off",
            "--timeout=10",
            "--disable-pip",
        ]
        command += ["--require-hashes", "-r", REQUIREMENTS / "run.txt", "-f", "json", "-o", report]
        run(*command, quiet=True)
        try:
            packages = json.loads(report.read_text(encoding="utf-8"))["dependencies"]
        except (OSError, ValueError, KeyError):
            packages = None
    in_ci = bool(os.environ.get("CI"))
    code, lines = judge_audit(packages, in_ci=in_ci, network=in_ci and _has_network())
    for line in lines:
        say(line)
    return code


def judge_audit(
    packages: list[dict[str, Any]] | None, *, in_ci: bool, network: bool
) -> tuple[int, list[str]]:
    """What is said of what was looked up, and whether it is a failure (1).

    Args:
        packages: As pip-audit lists them; None if it could not look at all.
        in_ci: Nobody reads what is said, so what could not be looked up has to fail.
        network: Whether there is one to look it up in.
    """
    checked = [one for one in packages or () if "skip_reason" not in one]
    holes = [(one["name"], hole["id"]) for one in checked for hole in one.get("vulns", [])]
    lines = [f"{name}: https://osv.dev/vulnerability/{hole}" for name, hole in holes]
    if packages is not None and len(checked) == len(packages):
        return (1 if holes else 0), lines
    what = f"{len(packages) - len(checked)} of {len(packages)} packages" if packages else "any package"
    bar = "!" * 72
    lines += [bar, f"KNOWN HOLES WERE NOT LOOKED UP for {what}: the list could not be reached."]
    lines += ["This says nothing about whether there are any. Run it again with a network.", bar]
    return (1 if holes or (in_ci and network) else 0), lines


def _has_network() -> bool:
    """Whether the list of known holes, a release at a time, is within reach; mirrors may not have it."""
    try:
        with urllib.request.urlopen("https://pypi.org/pypi/pip/24.0/json", timeout=10):
            return True
    except OSError:
        return False


TASKS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "test": test,
    "check": check,
    "libraries": libraries,
    "installs": installs,
    "faults": faults,
    "blocks": blocks,
    "bench": bench,
    "docs": docs,
    "run": bot,
    "setup": setup,
    "requirements": requirements,
}


def main() -> int:
    """Do the task that is named; without a name, say which there are."""
    name, *arguments = sys.argv[1:] or ["help"]
    if name not in TASKS:
        for task, function in TASKS.items():
            say(f"  {task:<14}{function.__doc__}")
        return 0 if name in {"help", "-h", "--help"} else 2
    try:
        return TASKS[name](arguments)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
