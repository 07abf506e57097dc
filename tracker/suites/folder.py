"""Folders of suites: which files there are, and which of them can be used."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from tracker import resources
from tracker.errors import SuiteError
from tracker.settings import Settings
from tracker.suites.catalogue import read
from tracker.suites.types import Catalogue, Suite, SuiteFailure


def folders(settings: Settings) -> list[Path]:
    """Where suites are read from: those that come with the tracker, then the user's."""
    return [resources.expectations(), *([settings.expectations_dir] if settings.expectations_dir else [])]


def load(directories: Sequence[Path]) -> Catalogue:
    """Read every ``*.json`` of the folders; a file that cannot be used becomes a failure, the others still load.

    A folder that is given twice is read once.
    """
    suites: list[Suite] = []
    failures: list[SuiteFailure] = []
    for directory in {directory.resolve(): directory for directory in directories}.values():
        try:
            paths = sorted(p for p in directory.iterdir() if p.suffix == ".json" and not p.name.startswith("."))
        except OSError as error:
            failures.append(SuiteFailure(directory.name, directory, f"{directory}: cannot be read: {error.strerror}"))
            continue
        for path in paths:
            try:
                suites.append(_read(path))
            except SuiteError as error:
                failures.append(SuiteFailure(path.stem, path, str(error)))
    return _without_namesakes(suites, failures)


def _without_namesakes(suites: list[Suite], failures: list[SuiteFailure]) -> Catalogue:
    # Neither of two namesakes runs: it cannot be told whose flags the ones on record are.
    places: dict[str, list[Path]] = {}
    for name, path in [(s.name, s.path) for s in suites] + [(f.name, f.path) for f in failures]:
        places.setdefault(name, []).append(path)
    shared = {name: paths for name, paths in places.items() if len(paths) > 1}
    failures = [failure for failure in failures if failure.name not in shared]
    for name, paths in shared.items():
        where = " and ".join(str(path) for path in paths)
        failures.append(
            SuiteFailure(name, paths[-1], f"{paths[-1].name}: name: {name!r} is two suites ({where}): rename one")
        )
    return Catalogue(
        tuple(suite for suite in suites if suite.name not in shared),
        tuple(sorted(failures, key=lambda failure: failure.name)),
    )


def _read(path: Path) -> Suite:
    """Read a file, or remember it: the service asks every few seconds which suites are due."""
    try:
        found = path.stat()
    except OSError:
        return read(path)  # which says what is wrong
    return _read_once(path, found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


@lru_cache(maxsize=256)
def _read_once(path: Path, *_version: int) -> Suite:
    return read(path)
