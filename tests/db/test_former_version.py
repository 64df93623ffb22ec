"""What runs keeps running until the new version is ready: the former version works on the newer tables.

A migration widens what there is, and a later release takes away what nobody uses any more (expand, then
contract): whatever the former version reads and writes is still there, and what is new can be left out.
"""

import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STORY = "tests/stories/test_student.py"


def git(*words: str) -> bytes | None:
    """What git says; None where it does not know, or where there is no git."""
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None


def find_former() -> str:
    """The last release; before there is one, what was there before the newest migration."""
    if released := git("describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD^"):
        return released.decode().strip()
    newest = (git("log", "-1", "--diff-filter=A", "--format=%H", "--", "migrations/versions") or b"").decode()
    if not newest.strip() or git("rev-parse", "--verify", "--quiet", f"{newest.strip()}^{{commit}}^") is None:
        pytest.skip("the former version is not here: that takes the history (git fetch --unshallow)")
    return f"{newest.strip()}^"


@pytest.mark.slow
def test_the_former_version_goes_on_while_the_tables_become_the_newer_ones(tmp_path: Path) -> None:
    former = tmp_path / "former"
    packed = git("archive", "--format=tar", find_former())
    assert packed is not None
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(former, filter="data")
    noted = tmp_path / "upgraded"
    words = ["-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "newer_tables"]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pytest", *words, "-k", "discord and walks", STORY],
        cwd=former,
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join((str(former), str(ROOT / "tests" / "db" / "beside"))),
            "NEWER": str(ROOT),
            "UPGRADED": str(noted),
            "PYTEST_ADDOPTS": "",  # what this run is told may be new
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert len(noted.read_text(encoding="utf-8").splitlines()) >= 1
