"""The errors a person is meant to read: one line each, saying what is wrong and what to do."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import ClassVar


class TrackerError(Exception):
    """Something the tracker cannot go on with."""

    exit_code: ClassVar[int] = 3
    """What the command line ends with: 3 for what the user asked or set, 2 where the tracker went blind."""

    permanent: bool = True
    """Whether trying again, with nothing changed, is bound to fail again."""

    def __init__(self, message: str | None = None, *, permanent: bool | None = None) -> None:
        """Take a message of one line; without one, the class says what is wrong through its docstring."""
        super().__init__(message or (inspect.getdoc(type(self)) or "").partition("\n")[0])
        if permanent is not None:
            self.permanent = permanent


class UsageError(TrackerError):
    """The command was used wrongly."""


class SettingsError(TrackerError):
    """A setting has a wrong value."""


class InputError(TrackerError):
    """A file, a row or an address that was given cannot be used."""


class StorageError(TrackerError):
    """The database cannot be used."""

    exit_code = 2


class SchemaError(StorageError):
    """The database's tables do not fit this version of the tracker: run `tracker db upgrade`."""


class SuiteError(TrackerError):
    """An expectation suite cannot be used."""

    exit_code = 2

    def __init__(self, reason: str | None = None, *, file: Path | str, place: str = "") -> None:
        """Name the file, the place in it (`expectations[3].kwargs.column`), and what is wrong there."""
        said = reason or inspect.getdoc(type(self))
        super().__init__(": ".join(str(part) for part in (file, place, said) if part))
        self.file = Path(file)
        self.place = place
