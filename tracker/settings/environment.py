"""Reading the settings from the environment and ``.env``, and saying in one line what is wrong with them."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path
from typing import Final

import dotenv
from pydantic import ValidationError

from tracker import secrecy
from tracker.errors import SettingsError
from tracker.settings.catalogue import ENV_FILE, PREFIX, Settings, describe

TEST_PREFIX: Final = "TRACKER_TEST_"
"""Variables of the test suite; they are no settings, and the tracker leaves them alone."""

_OF_A_PLATFORM: Final = re.compile(r"TRACKER_(SERVICE_(HOST|PORT)(_\w+)?|PORT(_\d+_TCP\w*)?)")
"""What Kubernetes puts into the environment of every container beside a service called ``tracker``."""


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
    value = secrecy.mask_address(str(first["input"]))
    reason = first["msg"].removeprefix("Value error, ")
    if first["type"] == "literal_error":
        reason = f"expected {first['ctx']['expected']}"
    return f"{variable} is {value!r}: {reason}"
