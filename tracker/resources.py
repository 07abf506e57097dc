"""Where the files that travel with the code are: in the installed package, or in the checkout beside it."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import TrackerError

PACKAGE = Path(__file__).resolve().parent


def _travelling(name: str) -> Path:
    """Return the folder a wheel carries as ``tracker/_name`` and a checkout keeps as ``name`` beside the package."""
    for folder in (PACKAGE / f"_{name}", PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    missing = PACKAGE / f"_{name}"
    raise TrackerError(f"this installation lacks the folder {missing}: install claims-tracker again")


def migrations() -> Path:
    """Return the folder of the Alembic environment (``env.py`` and ``versions/``)."""
    return _travelling("alembic")


def expectations() -> Path:
    """Return the folder of the shipped expectation suites."""
    return _travelling("expectations")


def sample() -> Path:
    """Return the folder of the sample that ``make run`` shows a newcomer."""
    return PACKAGE / "sample"
