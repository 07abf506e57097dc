"""Passwords and keys that stand in files of their own, as container secrets have them."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import SettingsError
from tracker.settings.catalogue import PREFIX, Settings


def database_address(settings: Settings) -> str | None:
    """Return the address of the database that the user named, with the password from its file where there is one.

    Raises:
        SettingsError: the file cannot be read, or is empty.
    """
    file = settings.database_password_file
    if settings.database_url is None or file is None:
        return settings.database_url
    from sqlalchemy.engine import make_url

    password = _first_line(file, "DATABASE_PASSWORD_FILE").rstrip("\r")  # white space may be part of it
    if not password:
        raise SettingsError(f"{PREFIX}DATABASE_PASSWORD_FILE: {file} is empty")
    return make_url(settings.database_url).set(password=password).render_as_string(hide_password=False)


def openlineage_key(settings: Settings) -> str | None:
    """Return the key that is sent with OpenLineage events, that of its file where there is one.

    Raises:
        SettingsError: the file cannot be read.
    """
    file = settings.openlineage_key_file
    return settings.openlineage_key if file is None else _first_line(file, "OPENLINEAGE_KEY_FILE").strip()


def _first_line(file: Path, setting: str) -> str:
    try:
        return file.read_text(encoding="utf-8").partition("\n")[0]
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{PREFIX}{setting}: {file} cannot be read: {error}") from None
