"""Settings: what they are, how they are shown, and what is said of a wrong one."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from mentorbot import config
from mentorbot.config import Settings
from mentorbot.errors import OperatorError
from mentorbot.logs import LogFormat, LogLevel

TOKEN = "planted-id.planted.9a8b7c6d5e4f3a2b1c0d"
ROOT = Path(__file__).resolve().parents[2]


def test_the_example_file_is_what_the_settings_say() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == config.example()


def test_every_setting_is_described_and_stands_in_the_example() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"{config.variable(name)}=" in config.example()


def test_the_example_file_as_it_stands_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(config.example(), encoding="utf-8")
    assert Settings(_env_file=file) == Settings()


def test_what_the_example_comments_out_are_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(config.example().replace("# MENTORBOT", "MENTORBOT"), encoding="utf-8")
    assert Settings(_env_file=file) == Settings()


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("MENTORBOT_LOG_LEVEL=error\nMENTORBOT_LOG_FORMAT=json\n", encoding="utf-8")
    monkeypatch.setenv("MENTORBOT_LOG_LEVEL", "debug")
    read = Settings(_env_file=file)
    assert (read.log_level, read.log_format) == (LogLevel.DEBUG, LogFormat.JSON)


def test_settings_are_shown_without_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORBOT_TOKEN", TOKEN)
    settings = config.load()
    shown = config.shown(settings)
    assert shown["MENTORBOT_TOKEN"] == "********"
    assert shown["MENTORBOT_DATABASE"] == "mentorbot.sqlite3"
    assert TOKEN not in str(shown) + repr(settings)


def test_every_wrong_setting_is_named_with_what_it_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORBOT_HEALTH_PORT", "70000")
    monkeypatch.setenv("MENTORBOT_LOG_LEVEL", "loud")
    monkeypatch.setenv("MENTORBOT_CONTENT", "/nowhere/at/all")
    with pytest.raises(OperatorError) as refusal:
        config.load()
    said = refusal.value.sentence
    for part in ("MENTORBOT_HEALTH_PORT (it is '70000')", "65535", "'debug', 'info'", "/nowhere/at/all"):
        assert part in said


def test_a_wrong_token_is_refused_without_being_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORBOT_TOKEN", "my secret words")
    with pytest.raises(OperatorError, match="MENTORBOT_TOKEN") as refusal:
        config.load()
    assert "secret words" not in refusal.value.sentence


@pytest.mark.parametrize("written", [TOKEN, f"{TOKEN}\n", f"  Bot {TOKEN}\r\n"])
def test_a_token_file_may_end_in_a_line_break(tmp_path: Path, written: str) -> None:
    file = tmp_path / "token"
    file.write_text(written)
    assert config.load(token_file=file).secret() == TOKEN


def test_the_setting_goes_before_the_file(tmp_path: Path) -> None:
    settings = Settings(token=SecretStr(TOKEN), token_file=tmp_path / "none")
    assert settings.secret() == TOKEN


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot be read"), ("", "is empty"), ("two words", "is not a token")]
)
def test_a_token_file_that_is_of_no_use_is_named(tmp_path: Path, content: str | None, said: str) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_text(content)
    with pytest.raises(OperatorError, match=said) as refusal:
        config.load(token_file=file).secret()
    assert str(file) in refusal.value.sentence


def test_without_a_token_it_says_where_to_get_one() -> None:
    with pytest.raises(OperatorError, match=r"discord\.com/developers"):
        config.load().secret()
