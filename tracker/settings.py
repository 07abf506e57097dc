"""What the user can set: ``TRACKER_*`` variables, from the environment or from ``.env`` in the working folder."""

from __future__ import annotations

import difflib
import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dotenv
import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from tracker import secrecy
from tracker.errors import SettingsError

PREFIX: Final = "TRACKER_"
TEST_PREFIX: Final = "TRACKER_TEST_"
"""Variables of the test suite; they are no settings, and the tracker leaves them alone."""
ENV_FILE: Final = ".env"

_OF_A_PLATFORM: Final = re.compile(r"TRACKER_(SERVICE_(HOST|PORT)(_\w+)?|PORT(_\d+_TCP\w*)?)")
"""What Kubernetes puts into the environment of every container beside a service called ``tracker``."""

_DRIVER: Final = "postgresql+psycopg"
_SCHEMES: Final = ("postgresql", "postgres", _DRIVER)
_TWO_ENDS: Final = re.compile(r"://[^:/]*:[^@]*@.*@", re.DOTALL)
"""An address whose password holds an @: the rest of it would be taken for the host, and told."""


def _machine_zone() -> ZoneInfo:
    """Return the machine's time zone, or UTC where the machine does not say."""
    import tzlocal

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            zone = tzlocal.get_localzone()
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo("UTC")
    return zone if isinstance(zone, ZoneInfo) and zone.key != "local" else ZoneInfo("UTC")


class Settings(BaseSettings):
    """What the user has set. Read once, at the edge, and handed down."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    database_url: str | None = Field(
        default=None,
        repr=False,
        description="The PostgreSQL database (15 or newer) to keep claims in, as `postgresql://user:password@host/database`.",
        json_schema_extra={"shown": "an embedded server, in the data folder"},
    )
    database_password_file: Path | None = Field(
        default=None,
        description="A file whose first line is the password of that database, as container secrets have it.",
        json_schema_extra={"shown": "none"},
    )
    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("claims-tracker", appauthor=False)),
        description="The folder the tracker keeps its own files in, the embedded database among them.",
        json_schema_extra={"shown": "the user's data folder, on Linux `~/.local/share/claims-tracker`"},
    )
    expectations_dir: Path | None = Field(
        default=None,
        description="A folder of expectation suites of your own, checked beside those that come with the tracker.",
        json_schema_extra={"shown": "none"},
    )
    timezone: ZoneInfo = Field(
        default_factory=_machine_zone,
        description="The time zone that dates are read and shown in, as `Europe/Berlin`.",
        json_schema_extra={"shown": "the machine's"},
    )
    calendar: str | None = Field(
        default=None,
        description=(
            "Whose weekends and public holidays are days of rest, on which no figure falls due: a country, as `CN`, "
            "`US` or `GB`, or a part of one, as `DE-BY`."
        ),
        json_schema_extra={"shown": "none: every day counts"},
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO",
        description="The least important messages to log: `DEBUG`, `INFO`, `WARNING` or `ERROR`.",
        json_schema_extra={"shown": "`INFO`"},
    )
    log_format: Literal["text", "json"] = Field(
        default="text",
        description="How to write log messages: `text`, or `json` for one object a line.",
        json_schema_extra={"shown": "`text`"},
    )
    contact: str | None = Field(
        default=None,
        description="A mail or web address at which the sites you read can reach you; it is sent with every request.",
        json_schema_extra={"shown": "none"},
    )
    allow_hosts: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(),
        description="Hosts on private networks that may be read all the same, as `intranet.example,10.0.0.5:8080`.",
        json_schema_extra={"shown": "none"},
    )
    obey_robots: bool = Field(
        default=True,
        description="Whether to keep to what a site's robots.txt asks for: `true` or `false`.",
        json_schema_extra={"shown": "`true`"},
    )
    host_interval: float = Field(
        default=1.0,
        ge=0,
        le=3600,
        description="How many seconds to leave between two requests to one host.",
        json_schema_extra={"shown": "`1`"},
    )
    max_page_mb: int = Field(
        default=20,
        ge=1,
        le=1000,
        description="How large a page or file may be, unpacked, in megabytes.",
        json_schema_extra={"shown": "`20`"},
    )
    keep_raw_days: int = Field(
        default=90,
        ge=0,
        le=36_525,
        description="How many days to keep the bytes that texts were read from; the texts stay. `0` keeps none.",
        json_schema_extra={"shown": "`90`"},
    )

    recheck_days: int = Field(
        default=7,
        ge=0,
        le=36_525,
        description="How many days after the last look at a page `tracker source recheck` asks for it again.",
        json_schema_extra={"shown": "`7`"},
    )
    check_every: str = Field(
        default="15m",
        description="How often the service sees whether suites are due, as `15m`, or a cron line.",
        json_schema_extra={"shown": "`15m`"},
    )
    recheck_every: str = Field(
        default="1h",
        description="How often the service asks again for the pages that figures were taken from, some at a time.",
        json_schema_extra={"shown": "`1h`"},
    )
    workers: int = Field(
        default=4,
        ge=1,
        le=64,
        description="How many jobs the service does at once.",
        json_schema_extra={"shown": "`4`"},
    )
    host: str = Field(
        default="127.0.0.1",
        description="The address the service listens at for its pages; `0.0.0.0` for every machine that can reach it.",
        json_schema_extra={"shown": "`127.0.0.1`"},
    )
    port: int = Field(
        default=8321,
        ge=0,
        le=65_535,
        description="The port the service listens at; `0` takes a free one.",
        json_schema_extra={"shown": "`8321`"},
    )
    report_url: str | None = Field(
        default=None,
        description="Where others reach the report, to be named in messages, as `https://claims.example/`.",
        json_schema_extra={"shown": "none"},
    )

    # What is still taken for seeing, and what is kept.
    sweep_max_age_hours: int = Field(
        default=36,
        ge=1,
        le=8784,
        description=(
            "How many hours old the last sweep may be while no service runs, before the report, the page and `/readyz` "
            "turn red."
        ),
        json_schema_extra={"shown": "`36`"},
    )
    sweep_grace_minutes: int = Field(
        default=60,
        ge=1,
        le=527_040,
        description="How many minutes late the checks of a running service may be before they turn red.",
        json_schema_extra={"shown": "`60`"},
    )
    fail_share: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="Which share of the looks at sources may fail before they turn red; `1` for all of them.",
        json_schema_extra={"shown": "`0.5`"},
    )
    fail_window_hours: int = Field(
        default=24,
        ge=1,
        le=8784,
        description="Over how many hours looks at sources are counted for that.",
        json_schema_extra={"shown": "`24`"},
    )
    fail_least: int = Field(
        default=4,
        ge=1,
        le=1_000_000,
        description="How many looks there must be for that share to tell anything.",
        json_schema_extra={"shown": "`4`"},
    )
    keep_job_runs_days: int = Field(
        default=90,
        ge=1,
        le=36_525,
        description="How many days to keep what became of each run of a job; the last one of each job stays.",
        json_schema_extra={"shown": "`90`"},
    )
    keep_sweeps_days: int = Field(
        default=90,
        ge=1,
        le=36_525,
        description=(
            "How many days to keep the records of sweeps that opened and closed no flag; the last one of each day "
            "stays, so that its report can be told."
        ),
        json_schema_extra={"shown": "`90`"},
    )

    keep_versions_days: int = Field(
        default=3650,
        ge=90,
        le=36_525,
        description=(
            "How many days to keep rows as they were, of which the reports of earlier days are made; a day before that "
            "shows what has changed since as it was at the beginning of that time."
        ),
        json_schema_extra={"shown": "`3650`"},
    )

    dask_scheduler: str | None = Field(
        default=None,
        description="A Dask scheduler, as `tcp://host:8786`, whose workers do the work; takes `claims-tracker[dask]`.",
        json_schema_extra={"shown": "none: all work is done here"},
    )

    openlineage: str | None = Field(
        default=None,
        repr=False,
        description="Where OpenLineage events of each sweep go: an address, as `https://lineage.example`, or a file, as `file:///var/log/lineage.jsonl`.",
        json_schema_extra={"shown": "none: nothing is sent"},
    )
    openlineage_namespace: str = Field(
        default="claims-tracker",
        min_length=1,
        description="The namespace of the job in those events, to tell several trackers apart.",
        json_schema_extra={"shown": "`claims-tracker`"},
    )
    openlineage_key: str | None = Field(
        default=None,
        repr=False,
        description="The key that is sent with those events, as a bearer token.",
        json_schema_extra={"shown": "none"},
    )
    openlineage_key_file: Path | None = Field(
        default=None,
        description="A file whose first line is that key, as container secrets have it.",
        json_schema_extra={"shown": "none"},
    )

    @field_validator("database_url")
    @classmethod
    def _name_the_driver(cls, value: str | None) -> str | None:
        """Give every PostgreSQL address the one driver the tracker uses."""
        if value is None:
            return None
        # SQLAlchemy's own parser decides what an address is; it is imported only for those who set one.
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError

        wanted = "an address like postgresql://user:password@host/database"
        try:
            url = make_url(value.strip())
        except (ArgumentError, ValueError) as error:
            raise ValueError(f"expected {wanted}") from error
        if url.drivername not in _SCHEMES:
            raise ValueError(f"only PostgreSQL will do: expected {wanted}")
        if not url.database:
            raise ValueError(f"it names no database: expected {wanted}")
        if _TWO_ENDS.search(value):
            raise ValueError(
                "its password may end at either @: write an @ in it as %40, or the password into the file that "
                "TRACKER_DATABASE_PASSWORD_FILE names"
            )
        return url.set(drivername=_DRIVER).render_as_string(hide_password=False)

    @field_validator("openlineage")
    @classmethod
    def _expect_a_receiver(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            parts = urlsplit(value.strip())
            web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and not parts.username
        except ValueError:
            web = False
        if web or (parts.scheme == "file" and not parts.netloc and len(parts.path) > 1):
            return value.strip()
        raise ValueError(
            "expected an address like https://lineage.example, without a user name, or a file like "
            "file:///var/log/lineage.jsonl"
        )

    @field_validator("data_dir", "expectations_dir", "database_password_file", "openlineage_key_file")
    @classmethod
    def _make_absolute(cls, value: Path | None) -> Path | None:
        """Settle ``~`` and relative paths once, so that a later change of folder changes nothing."""
        if value is None:
            return None
        try:
            return value.expanduser().absolute()
        except RuntimeError as error:
            raise ValueError("expected a path; there is no such user's home") from error

    @field_validator("expectations_dir")
    @classmethod
    def _expect_a_folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError("there is no such folder: make it, or unset the variable")
        return value

    @field_validator("dask_scheduler")
    @classmethod
    def _expect_a_scheduler(cls, value: str | None) -> str | None:
        if value is not None and re.fullmatch(r"(tcp|tls)://[^\s/@]+:\d{1,5}", value.strip()) is None:
            raise ValueError("expected the address of a Dask scheduler, like tcp://127.0.0.1:8786")
        return value and value.strip()

    @field_validator("allow_hosts", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return frozenset(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("timezone", mode="before")
    @classmethod
    def _find_the_zone(cls, value: Any) -> ZoneInfo:
        if isinstance(value, ZoneInfo):
            return value
        try:
            return ZoneInfo(str(value).strip())
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("expected the name of a time zone, like Europe/Berlin, Asia/Shanghai or UTC") from error

    @field_validator("calendar")
    @classmethod
    def _find_the_calendar(cls, value: str | None) -> str | None:
        """Settle how the country and its part are written; the library with the holidays says what there is."""
        if value is None:
            return None
        import holidays

        country, _, part = value.strip().partition("-")
        error = ValueError("expected a country that the calendars know, like CN, US or GB, or its part, like DE-BY")
        if re.fullmatch(r"[A-Za-z]{2}", country) is None:
            raise error
        try:
            known = {name.casefold(): name for name in holidays.country_holidays(country.upper()).subdivisions}
        except NotImplementedError:
            raise error from None
        if part and part.casefold() not in known:
            parts = f"its parts are {', '.join(known.values())}" if known else "it has no parts"
            raise ValueError(f"{country.upper()} has no part {part!r}; {parts}")
        return f"{country.upper()}-{known[part.casefold()]}" if part else country.upper()

    @field_validator("log_level", mode="before")
    @classmethod
    def _shout(cls, value: Any) -> Any:
        return value.strip().upper() if isinstance(value, str) else value

    @field_validator("log_format", mode="before")
    @classmethod
    def _whisper(cls, value: Any) -> Any:
        return value.strip().lower() if isinstance(value, str) else value


def database_address(settings: Settings) -> str | None:
    """Return the address of the database that the user named, with the password from its file where there is one.

    Raises:
        SettingsError: the file cannot be read, or is empty.
    """
    file = settings.database_password_file
    if settings.database_url is None or file is None:
        return settings.database_url
    from sqlalchemy.engine import make_url

    try:
        password = file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"TRACKER_DATABASE_PASSWORD_FILE: {file} cannot be read: {error}") from None
    if not password:
        raise SettingsError(f"TRACKER_DATABASE_PASSWORD_FILE: {file} is empty")
    return make_url(settings.database_url).set(password=password).render_as_string(hide_password=False)


class Described(NamedTuple):
    """One setting as the documentation shows it."""

    variable: str
    default: str
    description: str


def describe() -> Iterator[Described]:
    """Yield every setting with its variable, its default in words, and what it is for."""
    for name, field in Settings.model_fields.items():
        extra = field.json_schema_extra
        shown = extra["shown"] if isinstance(extra, dict) else field.default
        yield Described(PREFIX + name.upper(), str(shown), field.description or "")


def load() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: a value is wrong, a variable is unknown, or ``.env`` cannot be read; one line says which.
    """
    try:
        _refuse_unknown({*os.environ, *dotenv.dotenv_values(ENV_FILE, encoding="utf-8")})
        return Settings()
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read {ENV_FILE} in {Path.cwd()}: {error}") from error


def mask(text: str) -> str:
    """Blank out what may be a password or a key in an address, however broken the address is."""
    text = re.sub(r"(?<=://)(?P<user>[^:/@?#]*):.*@", r"\g<user>:***@", text)
    return secrecy.mask_parameters(text)


def _refuse_unknown(variables: set[str]) -> None:
    known = [described.variable for described in describe()]
    for variable in sorted(name.upper() for name in variables):
        if not variable.startswith(PREFIX) or variable.startswith(TEST_PREFIX) or variable in known:
            continue
        if _OF_A_PLATFORM.fullmatch(variable):
            continue
        meant = [name for name in known if _abbreviates(variable.removeprefix(PREFIX), name.removeprefix(PREFIX))]
        near = difflib.get_close_matches(variable, meant or known, n=1, cutoff=0.0)
        raise SettingsError(f"{variable} is no setting of the tracker: did you mean {near[0]}?")


def _abbreviates(short: str, name: str) -> bool:
    """Whether a name's letters, some left out, make another one.

    >>> _abbreviates("TZ", "TIMEZONE"), _abbreviates("TZ", "PORT")
    (True, False)
    """
    letters = iter(name)
    return all(letter in letters for letter in short)


def _explain(error: ValidationError) -> str:
    """Say in one line which variable is wrong, what it holds, and what it should hold."""
    first = error.errors(include_url=False)[0]
    variable = PREFIX + str(first["loc"][0]).upper()
    value = mask(str(first["input"]))
    reason = first["msg"].removeprefix("Value error, ")
    if first["type"] == "literal_error":
        reason = f"expected {first['ctx']['expected']}"
    return f"{variable} is {value!r}: {reason}"
