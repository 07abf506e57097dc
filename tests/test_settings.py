"""Settings: what is read, what is made of it, and the one line a wrong value gets."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pydantic
import pytest

from tracker import settings
from tracker.errors import SettingsError
from tracker.settings import Settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder of the test's own the working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> str:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert caught.value.exit_code == 3
    line = str(caught.value)
    assert "\n" not in line
    assert variable in line
    return line


class TestDefaults:
    def test_nothing_set(self) -> None:
        loaded = settings.load()
        assert loaded.database_url is None
        assert loaded.expectations_dir is None
        assert loaded.data_dir.is_absolute()
        assert loaded.data_dir.name == "claims-tracker"
        assert (loaded.log_level, loaded.log_format) == ("INFO", "text")

    def test_the_machines_zone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tzlocal.get_localzone", lambda: ZoneInfo("Asia/Shanghai"))
        assert settings.load().timezone == ZoneInfo("Asia/Shanghai")

    def test_utc_where_the_machine_has_no_zone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail() -> ZoneInfo:
            raise ZoneInfoNotFoundError("conflicting configurations")

        monkeypatch.setattr("tzlocal.get_localzone", fail)
        assert settings.load().timezone == ZoneInfo("UTC")

    @pytest.mark.parametrize("described", list(settings.describe()), ids=lambda each: each.variable)
    def test_an_empty_variable_is_an_unset_one(
        self, monkeypatch: pytest.MonkeyPatch, described: settings.Described
    ) -> None:
        expected = settings.load()
        monkeypatch.setenv(described.variable, "")
        assert settings.load() == expected


class TestReading:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("postgresql://u:p@h:5433/d", "postgresql+psycopg://u:p@h:5433/d"),
            ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
            ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
            ("postgresql:///d?host=/run/postgresql", "postgresql+psycopg:///d?host=%2Frun%2Fpostgresql"),
            ("postgresql://u:p%40ss%2Fword@h/d", "postgresql+psycopg://u:p%40ss%2Fword@h/d"),
        ],
    )
    def test_database_url(self, monkeypatch: pytest.MonkeyPatch, given: str, kept: str) -> None:
        monkeypatch.setenv("TRACKER_DATABASE_URL", f" {given} ")
        assert settings.load().database_url == kept

    def test_paths(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        (folder / "mine").mkdir()
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.setenv("TRACKER_DATA_DIR", "~/data")
        monkeypatch.setenv("TRACKER_EXPECTATIONS_DIR", "mine")
        loaded = settings.load()
        assert loaded.data_dir == folder / "data"
        assert loaded.expectations_dir == folder / "mine"

    def test_words_in_any_case(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TRACKER_LOG_LEVEL", "debug")
        monkeypatch.setenv("TRACKER_LOG_FORMAT", "JSON")
        monkeypatch.setenv("TRACKER_TIMEZONE", "Europe/Berlin")
        loaded = settings.load()
        assert (loaded.log_level, loaded.log_format) == ("DEBUG", "json")
        assert loaded.timezone == ZoneInfo("Europe/Berlin")

    def test_a_file_gives_way_to_the_environment(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        (folder / ".env").write_text("TRACKER_LOG_LEVEL=ERROR\nTRACKER_LOG_FORMAT=json\nSOMEBODY_ELSES=1\n")
        monkeypatch.setenv("TRACKER_LOG_LEVEL", "DEBUG")
        loaded = settings.load()
        assert (loaded.log_level, loaded.log_format) == ("DEBUG", "json")

    def test_they_cannot_be_changed_later(self) -> None:
        with pytest.raises(pydantic.ValidationError):
            settings.load().log_level = "DEBUG"

    def test_a_password_is_not_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql://u:hush@h/d")
        assert "hush" not in repr(settings.load())


class TestRefusals:
    @pytest.mark.parametrize(
        ("value", "shown", "reason"),
        [
            ("mysql://u:hush@h/d", "mysql://u:***@h/d", "only PostgreSQL will do"),
            ("sqlite:///claims.db", "sqlite:///claims.db", "only PostgreSQL will do"),
            ("postgresql+asyncpg://u:hush@h/d", "postgresql+asyncpg://u:***@h/d", "only PostgreSQL will do"),
            ("postgresql://u:hush@h", "postgresql://u:***@h", "names no database"),
            ("postgresql://u:hu@sh@h/d", "postgresql://u:***@h/d", "its password may end at either @"),
            ("postgresql://u:hu@sh/9:x#y@h/d", "postgresql://u:***@h/d", "write an @ in it as %40"),
            ("postgresql://u:hu@sh@h:port/d", "postgresql://u:***@h:port/d", "expected an address"),
            ("host=h password=hush dbname=d", "host=h password=*** dbname=d", "expected an address"),
            ("claims", "claims", "expected an address like postgresql://user:password@host/database"),
        ],
    )
    def test_database_url(self, monkeypatch: pytest.MonkeyPatch, value: str, shown: str, reason: str) -> None:
        line = refusal(monkeypatch, "TRACKER_DATABASE_URL", value)
        assert line.startswith(f"TRACKER_DATABASE_URL is {shown!r}: ")
        assert reason in line
        assert "hush" not in line

    @pytest.mark.parametrize(
        ("variable", "value", "reason"),
        [
            ("TRACKER_TIMEZONE", "Mars/Olympus", "expected the name of a time zone, like Europe/Berlin"),
            ("TRACKER_TIMEZONE", "../../etc/passwd", "expected the name of a time zone"),
            ("TRACKER_LOG_LEVEL", "LOUD", "expected 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
            ("TRACKER_LOG_FORMAT", "xml", "expected 'text' or 'json'"),
            ("TRACKER_EXPECTATIONS_DIR", "/nonexistent", "there is no such folder"),
            ("TRACKER_DATA_DIR", "~nobody-of-that-name/data", "there is no such user's home"),
        ],
    )
    def test_wrong_value(self, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, reason: str) -> None:
        line = refusal(monkeypatch, variable, value)
        assert reason in line
        assert repr(value) in line

    @pytest.mark.parametrize(
        ("variable", "meant"),
        [
            ("TRACKER_DATABSE_URL", "TRACKER_DATABASE_URL"),
            ("TRACKER_LOGLEVEL", "TRACKER_LOG_LEVEL"),
            ("TRACKER_TZ", "TRACKER_TIMEZONE"),
        ],
    )
    def test_unknown_variable(self, monkeypatch: pytest.MonkeyPatch, variable: str, meant: str) -> None:
        assert f"did you mean {meant}?" in refusal(monkeypatch, variable, "x")

    def test_unknown_variable_in_the_file(self, folder: Path) -> None:
        (folder / ".env").write_text("TRACKER_DATA=/srv\n")
        with pytest.raises(SettingsError, match="TRACKER_DATA is no setting of the tracker"):
            settings.load()

    @pytest.mark.parametrize("variable", ["TRACKER_TEST_DATABASE_URL", "TRACKER_SERVICE_HOST", "TRACKER_PORT_80_TCP"])
    def test_what_others_put_there_is_let_be(self, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
        monkeypatch.setenv(variable, "x")
        settings.load()

    def test_a_file_that_is_no_text(self, folder: Path) -> None:
        (folder / ".env").write_bytes(b"TRACKER_TIMEZONE=\xff\xfe\n")
        with pytest.raises(SettingsError, match=r"cannot read \.env in"):
            settings.load()


class TestDescription:
    def test_every_setting_is_described(self) -> None:
        described = list(settings.describe())
        assert [each.variable for each in described] == [f"TRACKER_{name.upper()}" for name in Settings.model_fields]
        for each in described:
            assert each.default
            assert each.description.endswith(".")
