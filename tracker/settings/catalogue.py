"""The catalogue of settings: their names, what each may be, its default, and what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracker.settings.values import (
    AbsolutePath,
    Calendar,
    DatabaseAddress,
    EventAddress,
    Folder,
    Hosts,
    LogFormat,
    LogLevel,
    SchedulerAddress,
    Zone,
    machine_zone,
)

PREFIX: Final = "TRACKER_"
ENV_FILE: Final = ".env"


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

    database_url: DatabaseAddress | None = Field(
        default=None,
        repr=False,
        description="The PostgreSQL database (15 or newer) to keep claims in, as `postgresql://user:password@host/database`.",
        json_schema_extra={"shown": "an embedded server, in the data folder"},
    )
    database_password_file: AbsolutePath | None = Field(
        default=None,
        description="A file whose first line is the password of that database, as container secrets have it.",
        json_schema_extra={"shown": "none"},
    )
    data_dir: AbsolutePath = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("claims-tracker", appauthor=False)),
        description="The folder the tracker keeps its own files in, the embedded database among them.",
        json_schema_extra={"shown": "the user's data folder, on Linux `~/.local/share/claims-tracker`"},
    )
    expectations_dir: Folder | None = Field(
        default=None,
        description="A folder of expectation suites of your own, checked beside those that come with the tracker.",
        json_schema_extra={"shown": "none"},
    )
    timezone: Zone = Field(
        default_factory=machine_zone,
        description="The time zone that dates are read and shown in, as `Europe/Berlin`.",
        json_schema_extra={"shown": "the machine's"},
    )
    calendar: Calendar | None = Field(
        default=None,
        description=(
            "Whose weekends and public holidays are days of rest, on which no figure falls due: a country, as `CN`, "
            "`US` or `GB`, or a part of one, as `DE-BY`."
        ),
        json_schema_extra={"shown": "none: every day counts"},
    )
    log_level: LogLevel = Field(
        default="INFO",
        description="The least important messages to log: `DEBUG`, `INFO`, `WARNING` or `ERROR`.",
        json_schema_extra={"shown": "`INFO`"},
    )
    log_format: LogFormat = Field(
        default="text",
        description="How to write log messages: `text`, or `json` for one object a line.",
        json_schema_extra={"shown": "`text`"},
    )
    contact: str | None = Field(
        default=None,
        description="A mail or web address at which the sites you read can reach you; it is sent with every request.",
        json_schema_extra={"shown": "none"},
    )
    allow_hosts: Hosts = Field(
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

    dask_scheduler: SchedulerAddress | None = Field(
        default=None,
        description="A Dask scheduler, as `tcp://host:8786`, whose workers do the work; takes `claims-tracker[dask]`.",
        json_schema_extra={"shown": "none: all work is done here"},
    )

    openlineage: EventAddress | None = Field(
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
    openlineage_key_file: AbsolutePath | None = Field(
        default=None,
        description="A file whose first line is that key, as container secrets have it.",
        json_schema_extra={"shown": "none"},
    )


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
