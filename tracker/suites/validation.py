"""Great Expectations' own validation of a suite: the slow path, for whoever doubts the fast one."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import URL

from tracker.suites import door
from tracker.suites.types import Suite, Validated


def validate(suite: Suite, url: URL | str, *, as_of: date) -> list[Validated]:
    """Let Great Expectations validate a suite over the claims of a day, expectation by expectation."""
    with door.batch(url, as_of=as_of) as definition:
        gx = door.great_expectations()
        batch = definition.get_batch()
        # One at a time: a suite drops expectations that look alike, and answers in an order of its own.
        validated = []
        for expectation in suite.expectations:
            kwargs = dict(expectation.kwargs)
            if expectation.row_condition is not None:
                kwargs["row_condition"] = expectation.row_condition
            configured = {"type": expectation.type, "kwargs": kwargs, "severity": str(expectation.severity)}
            result = batch.validate(
                gx.ExpectationSuite(name=suite.name, expectations=[configured]), result_format="BASIC"
            )
            validated.append(_counts(expectation.key, result.results))
        return validated


def _counts(key: str, results: list[Any]) -> Validated:
    if not results:
        return Validated(key, None, 0, "it was dropped from the suite")
    outcome = results[0].result
    if "unexpected_count" in outcome:
        # Where it looked at nothing, it has no number of failures.
        return Validated(key, outcome["element_count"], outcome["unexpected_count"] or 0, None)
    if "observed_value" in outcome:
        return Validated(key, None, outcome["observed_value"], None)
    causes = [
        str(info.get("exception_message")) for info in results[0].exception_info.values() if isinstance(info, dict)
    ]
    return Validated(key, None, 0, (causes or ["it says nothing"])[0].partition("\n")[0])
