"""Suites: files of expectations, read, held to what is understood, and compiled to SQL conditions.

The sole importer of Great Expectations, and only where suites are compiled or audited: importing it takes seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from threading import Thread

from sqlalchemy import URL

from tracker.suites import cache
from tracker.suites.catalogue import read
from tracker.suites.folder import folders, load
from tracker.suites.kinds import KINDS
from tracker.suites.types import (
    Catalogue,
    CompiledSuite,
    Condition,
    Expectation,
    Suite,
    SuiteFailure,
    Validated,
)
from tracker.suites.vocabulary import SUPPORTED
from tracker.suites.workshop import Workshop

__all__ = [
    "KINDS",
    "SUPPORTED",
    "Catalogue",
    "CompiledSuite",
    "Condition",
    "Expectation",
    "Suite",
    "SuiteFailure",
    "Validated",
    "Workshop",
    "compile",
    "folders",
    "load",
    "read",
    "validate",
    "warm",
]


def compile(  # noqa: A001  it is what is done; callers write suites.compile
    suites: Sequence[Suite], url: URL | str, *, cache_dir: Path | None, workshop: Workshop | None = None
) -> tuple[list[CompiledSuite], list[SuiteFailure]]:
    """Turn suites into SQL conditions over ``claim_facts``, in the order given; those that cannot be are failures.

    What was compiled before and has not changed is taken from ``cache_dir``, and Great Expectations is not imported;
    with a ``workshop`` it never is in this process.
    """
    compiled: dict[str, CompiledSuite] = {}
    if cache_dir is not None:
        compiled = {suite.name: kept for suite in suites if (kept := cache.fetch(suite, cache_dir))}
    failures: list[SuiteFailure] = []
    missing = [suite for suite in suites if suite.name not in compiled]
    if missing:
        if workshop is None:
            from tracker.suites import compiler

            made, failures = compiler.compile_suites(missing, url)
        else:
            made, failures = workshop.compile(missing, url)
        for item in made:
            compiled[item.suite.name] = item
            if cache_dir is not None:
                cache.store(item, cache_dir)
    return [compiled[suite.name] for suite in suites if suite.name in compiled], failures


def warm(
    directories: Sequence[Path] | None = None, *, cache_dir: Path | None = None, workshop: Workshop | None = None
) -> Thread | None:
    """Begin importing Great Expectations in the background, or in a workshop, where compiling the suites will need it.

    Without ``directories`` it cannot be told, and it is imported in any case.
    """
    if directories is not None and cache_dir is not None:
        suites = load(directories).suites
        if all(cache.path(suite, cache_dir).exists() for suite in suites):
            return None
    if workshop is not None:
        workshop.warm()
        return None
    from tracker.suites import door

    return door.warm()


def validate(suite: Suite, url: URL | str, *, as_of: date) -> list[Validated]:
    """Let Great Expectations itself validate a suite over the claims of a day, expectation by expectation."""
    from tracker.suites import validation

    return validation.validate(suite, url, as_of=as_of)
