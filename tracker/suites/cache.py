"""Compiled conditions, kept between runs: a sweep with unchanged suites needs no Great Expectations at all.

A file per suite, named after everything its content depends on. It is only ever a shortcut: one that is missing,
damaged or cannot be written costs a compilation, nothing else.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from tracker import files
from tracker.suites.facts import FACTS
from tracker.suites.types import CompiledSuite, Condition, Suite

log = logging.getLogger(__name__)

FORMAT: Final = 1
"""To be raised whenever the same file may compile to other SQL."""


_version = cache(version)
"""Read once: of all that a sweep of a small database does, it took a third."""


def key(suite: Suite) -> str:
    """Hash everything that the suite's compiled form depends on."""
    parts = {
        "format": FORMAT,
        "suite": suite.content_hash,
        "columns": {name: fact.type for name, fact in FACTS.items()},
        "versions": {name: _version(name) for name in ("great-expectations", "sqlalchemy", "claims-tracker")},
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def path(suite: Suite, folder: Path) -> Path:
    """Return where the suite's compiled form is kept."""
    return folder / f"{suite.name}-{key(suite)}.json"


def fetch(suite: Suite, folder: Path) -> CompiledSuite | None:
    """Return the suite's compiled form, where it is kept and sound."""
    try:
        kept = json.loads(path(suite, folder).read_bytes())
        return _restored(suite, kept)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.warning("the compiled form of suite %s is damaged and is made anew: %s", suite.name, error)
        return None


def _restored(suite: Suite, kept: Any) -> CompiledSuite:
    rows = kept["conditions"]
    if kept["digest"] != _digest(rows) or [row["key"] for row in rows] != [e.key for e in suite.expectations]:
        raise ValueError("it does not hold what it should")
    return CompiledSuite(
        suite,
        tuple(
            Condition(expectation, row["unexpected_sql"], row["domain_sql"])
            for expectation, row in zip(suite.expectations, rows, strict=True)
        ),
    )


def store(compiled: CompiledSuite, folder: Path) -> None:
    """Keep the compiled form of a suite, in place of older ones."""
    suite, rows = compiled.suite, [
        {"key": c.expectation.key, "unexpected_sql": c.unexpected_sql, "domain_sql": c.domain_sql}
        for c in compiled.conditions
    ]  # fmt: skip
    target = path(suite, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with files.replacing(target, mode=0o600) as draft:
            kept = {"suite": suite.name, "digest": _digest(rows), "conditions": rows}
            draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        own = re.compile(re.escape(suite.name) + r"-[0-9a-f]{64}\.json")
        for old in folder.iterdir():
            if own.fullmatch(old.name) and old != target:
                old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("the compiled form of suite %s could not be kept: %s", suite.name, error)


def _digest(rows: list[dict[str, str | None]]) -> str:
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
