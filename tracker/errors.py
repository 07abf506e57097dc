"""The errors a person is meant to read: one line each, saying what is wrong and what to do."""

from __future__ import annotations

import inspect
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from tracker import secrecy


class TrackerError(Exception):
    """Something the tracker cannot go on with."""

    exit_code: ClassVar[int] = 3
    """What the command line ends with: 3 for what the user asked or set, 2 where the tracker went blind."""

    permanent: bool = True
    """Whether trying again, with nothing changed, is bound to fail again."""

    def __init__(self, message: str | None = None, *, permanent: bool | None = None) -> None:
        """Take a message of one line; without one, the class says what is wrong through its docstring.

        Passwords and keys in it are blanked out: it is shown, logged and stored.
        """
        super().__init__(secrecy.mask(message or (inspect.getdoc(type(self)) or "").partition("\n")[0]))
        if permanent is not None:
            self.permanent = permanent


class UsageError(TrackerError):
    """The command was used wrongly."""


class SettingsError(TrackerError):
    """A setting has a wrong value."""


class InputError(TrackerError):
    """A file, a row or an address that was given cannot be used."""


class FetchReason(StrEnum):
    """Why an address could not be read."""

    REFUSED_ADDRESS = "refused_address"
    """It leads to a machine that is not on the public network, and that nobody has allowed."""
    BAD_URL = "bad_url"
    """The address, or a header that was to go with it, cannot be sent."""
    BLOCKED = "blocked"
    """The site does not let the tracker in: 401, 403, 429, 451 and their like, or its robots.txt."""
    GONE = "gone"
    """404 or 410."""
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    """The host, or one in its name, refused the connection or broke it off."""
    OUT_OF_REACH = "out_of_reach"
    """No such host, or no way to it: the site is gone, or the tracker's own network is down."""
    TLS = "tls"
    """The certificate, or the encryption, is not to be trusted."""
    TOO_LARGE = "too_large"
    SERVER = "server"
    """The server failed (5xx), or gave an answer that is none."""
    EMPTY = "empty"
    REDIRECT_LOOP = "redirect_loop"
    DECODING = "decoding"
    """The body is not what its Content-Encoding says, or nothing that can be unpacked."""
    UNREADABLE = "unreadable"
    """It came, or was there, and what it is meant to hold could not be read in it."""


TELLING: Final = frozenset(
    {
        FetchReason.GONE,
        FetchReason.UNREACHABLE,
        FetchReason.TLS,
        FetchReason.SERVER,
        FetchReason.EMPTY,
        FetchReason.REDIRECT_LOOP,
        FetchReason.DECODING,
        FetchReason.BAD_URL,
        FetchReason.UNREADABLE,
    }
)
"""Failures that tell of a lost page, where they go on; the others tell of the tracker, or of the site's patience.

``OUT_OF_REACH`` is counted later, where another site answered at the time: see ``reach.count_unreached``.
"""

_PASSING = frozenset(
    {
        FetchReason.TIMEOUT,
        FetchReason.UNREACHABLE,
        FetchReason.OUT_OF_REACH,
        FetchReason.SERVER,
        FetchReason.EMPTY,
    }
)


class FetchError(InputError):
    """An address could not be read."""

    def __init__(
        self,
        message: str | None = None,
        *,
        reason: FetchReason,
        status: int | None = None,
        retry_after: float | None = None,
        permanent: bool | None = None,
    ) -> None:
        """Take the HTTP status, where there was an answer, and the seconds after which the server may be asked again.

        Unless told otherwise, trying again helps where the network or the server failed.
        """
        super().__init__(message, permanent=reason not in _PASSING if permanent is None else permanent)
        self.reason = reason
        self.status = status
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[partial[FetchError], tuple[str]]:
        """Let the error travel from one process to another."""
        remade = partial(
            type(self),
            reason=self.reason,
            status=self.status,
            retry_after=self.retry_after,
            permanent=self.permanent,
        )
        return remade, (str(self),)


def failure(error: InputError) -> FetchReason:
    """What kind of failure an error is: that of the fetch, else that what came could not be read."""
    return error.reason if isinstance(error, FetchError) else FetchReason.UNREADABLE


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


class LeadershipLostError(TrackerError):
    """Another process of the service leads now; what this one was doing is dropped, and done again there."""
