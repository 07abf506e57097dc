"""What a setting may be: each kind of value with what is made of it, and what is said of one that will not do."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode

_DRIVER: Final = "postgresql+psycopg"
_SCHEMES: Final = ("postgresql", "postgres", _DRIVER)
_TWO_ENDS: Final = re.compile(r"://[^:/]*:[^@]*@.*@", re.DOTALL)
"""An address whose password holds an @: the rest of it would be taken for the host, and told."""


def machine_zone() -> ZoneInfo:
    """Return the machine's time zone, or UTC where the machine does not say."""
    import tzlocal

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            zone = tzlocal.get_localzone()
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo("UTC")
    return zone if isinstance(zone, ZoneInfo) and zone.key != "local" else ZoneInfo("UTC")


def _name_the_driver(value: str) -> str:
    """Give every PostgreSQL address the one driver the tracker uses."""
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


def _expect_a_receiver(value: str) -> str:
    """Refuse what no event could be sent to; who asks for it is named by a key, not in the address."""
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


def _expect_a_scheduler(value: str) -> str:
    if re.fullmatch(r"(tcp|tls)://[^\s/@]+:\d{1,5}", value.strip()) is None:
        raise ValueError("expected the address of a Dask scheduler, like tcp://127.0.0.1:8786")
    return value.strip()


def _make_absolute(value: Path) -> Path:
    """Settle ``~`` and relative paths once, so that a later change of folder changes nothing."""
    try:
        return value.expanduser().absolute()
    except RuntimeError as error:
        raise ValueError("expected a path; there is no such user's home") from error


def _expect_a_folder(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError("there is no such folder: make it, or unset the variable")
    return value


def _split(value: Any) -> Any:
    return frozenset(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _find_the_zone(value: Any) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value).strip())
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("expected the name of a time zone, like Europe/Berlin, Asia/Shanghai or UTC") from error


def _find_the_calendar(value: str) -> str:
    """Settle how the country and its part are written; the library with the holidays says what there is."""
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


def _shout(value: Any) -> Any:
    return value.strip().upper() if isinstance(value, str) else value


def _whisper(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


DatabaseAddress: TypeAlias = Annotated[str, AfterValidator(_name_the_driver)]
"""Of a PostgreSQL database, as SQLAlchemy writes it."""
EventAddress: TypeAlias = Annotated[str, AfterValidator(_expect_a_receiver)]
"""Of a receiver of events, or of a file."""
SchedulerAddress: TypeAlias = Annotated[str, AfterValidator(_expect_a_scheduler)]
"""Of a Dask scheduler."""
AbsolutePath: TypeAlias = Annotated[Path, AfterValidator(_make_absolute)]
Folder: TypeAlias = Annotated[AbsolutePath, AfterValidator(_expect_a_folder)]
"""One that is there."""
Hosts: TypeAlias = Annotated[frozenset[str], NoDecode, BeforeValidator(_split)]
"""Names or addresses, each with a port or without."""
Zone: TypeAlias = Annotated[ZoneInfo, BeforeValidator(_find_the_zone)]
Calendar: TypeAlias = Annotated[str, AfterValidator(_find_the_calendar)]
"""A country, or a part of one, as the library with the holidays writes it."""
LogLevel: TypeAlias = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_shout)]
LogFormat: TypeAlias = Annotated[Literal["text", "json"], BeforeValidator(_whisper)]
