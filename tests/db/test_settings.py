"""How the database is named: what is mistyped is told in a sentence, and never with the password."""

import os
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from mentorbot import cli, doctor
from mentorbot.config import Settings
from mentorbot.db import Database, planning, upkeep
from mentorbot.errors import OperatorError
from mentorbot.fetch import is_public
from mentorbot.masking import masked

MISTYPED = (
    "postgresql:/u:hidden@host/name",
    "postgresql:u:hidden@host/name",
    "postgresql//u:hidden@host/name",
    "postgres:u:hidden@host",
    "u:hidden@host/name",
    "mysql://u:hidden@host/name",
    "postgresql://u:hidden@host:port/name",
    "postgresql://u:hid@den@host/name?foo=bar",
    "postgresql://u:hidden@host/name?foo=bar&sslmode=require",
    "postgresql://host/name?foo=bar&password=hidden",
    "postgresql:///name?foo=1&sslpassword=hidden",
    "sqlite:/u:hidden@x",
    "postgresql://u:hidden@host:99999999/name",
    "postgresql://u:hidden",
    "postgresql://u:hidden/name",
    "sqlite:///u:hidden@x/name",
    "host=127.0.0.1 user=u password=hidden dbname=name",
    "dbname=name password = 'hid den' host=h",
    "jdbc:postgresql://host/name?user=u&password=hidden",
    "postgresql://host/name?foo=bar&passwrod=hidden",
)


@pytest.mark.parametrize("url", MISTYPED)
def test_a_mistyped_setting_is_told_without_its_password(url: str, tmp_path: Path) -> None:
    for use in (Database, upkeep.check, planning.plan_upgrade, partial(upkeep.backup, to=tmp_path / "copy")):
        with pytest.raises(OperatorError) as told:
            use(url)
        assert "hid" not in told.value.sentence
        assert "den" not in told.value.sentence
    assert "hid" not in masked(url)


TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE." + "a" * 38


@pytest.mark.parametrize("name", ["MENTORBOT_TOKEN_FILE", "MENTORBOT_LOG_LEVEL", "MENTORBOT_BACKUPS"])
@pytest.mark.parametrize("token", [TOKEN, "xoxb-1234567890-abcdefghijkl"])
def test_a_token_in_the_place_of_another_setting_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, token: str
) -> None:
    monkeypatch.setenv(name, token)
    for words in (["run"], ["config", "show"]):
        monkeypatch.setattr(sys, "argv", ["mentorbot", *words])
        cli.main()
        out = "".join(capsys.readouterr())
        assert name in out or "token file" in out
        assert token not in out


@pytest.mark.parametrize("url", ["https://host:8080/x", "postgresql://u@host:5432/name", "http://[::1]:80/"])
def test_an_address_without_a_password_is_shown_as_it_is(url: str) -> None:
    assert masked(url) == url


def test_doctor_says_of_a_mistyped_setting_that_it_is_one_without_its_password() -> None:
    found = doctor.here(Settings(token=SecretStr("planted.token.for-tests"), database=MISTYPED[0]))
    [told] = [one.told for one in found if one.what == "Database"]
    assert "which mentorbot cannot use" in told
    assert "hidden" not in str(found)


@pytest.mark.parametrize(
    "path", ["mentorbot.sqlite3", "/srv/a@b/x.sqlite3", "./a b.db", ":memory:", "C:\\bot\\x.db"]
)
def test_a_file_is_a_file(path: str) -> None:
    assert Database(path).path is not None
    assert masked(path) == path


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_what_the_command_line_writes_is_for_its_own_user_alone(tmp_path: Path) -> None:
    for words in (("db", "upgrade"), ("db", "backup", str(tmp_path / "copy.sqlite3"))):
        subprocess.run(  # noqa: S603 - our own
            [sys.executable, "-m", "mentorbot", *words],
            check=True,
            env={**os.environ, "MENTORBOT_DATABASE": str(tmp_path / "new.sqlite3")},
        )
    made = {one.name: stat.S_IMODE(one.stat().st_mode) for one in tmp_path.glob("*.sqlite3")}
    assert made == {"new.sqlite3": 0o600, "copy.sqlite3": 0o600}


@pytest.mark.parametrize(
    "address",
    [
        "168.63.129.16",
        "192.0.0.8",
        "192.0.0.170",
        "192.88.99.1",
        "3fff::1",
        "5f00::1",
        "2001:2::1",
        "::ffff:192.0.0.8",
        "64:ff9b::a83f:8110",
    ],
)
def test_what_only_some_versions_of_python_call_public_is_not_gone_to(address: str) -> None:
    assert not is_public(address)
