"""The report as JSON, held to its schema."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
import simplejson

from tests.report.reports import blind, claim, example, flag, health, report
from tracker.report import document
from tracker.report.content import Report
from tracker.states import FlagState


def loaded(shown: Report) -> dict[str, Any]:
    text = document.render(shown)
    read: dict[str, Any] = json.loads(text, parse_constant=pytest.fail)
    jsonschema.Draft202012Validator(
        document.schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(read)
    return read


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(document.schema())


@pytest.mark.parametrize(
    "shown",
    [
        example(),
        blind(),
        report(),
        report(health=health(last_run_at=None, age=None, evaluated=0, suites=())),
        report(claim(low=Decimal("NaN"), high=Decimal("Infinity"))),
        report(claim(published_on=None, stated_on=None, url=None, title=None, subject=None, metric=None, unit=None)),
    ],
)
def test_every_report_meets_the_schema(shown: Report) -> None:
    loaded(shown)


def test_the_schema_refuses_what_it_should() -> None:
    read = loaded(example())
    read["claims"][0]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(read, document.schema())


def test_what_is_counted_and_what_is_listed() -> None:
    read = loaded(example())
    assert read["counts"]["severity"] == {"critical": 1, "warning": 6, "info": 1}
    assert read["counts"]["kind"]["unverifiable"] == 4
    assert read["counts"]["kind"]["contradicted"] == 0
    states = [each["state"] for one in read["claims"] for each in one["flags"]]
    assert states.count("snoozed") == 1


def test_a_claim_put_aside_is_listed_and_not_counted() -> None:
    read = loaded(report(claim(flag(state=FlagState.SETTLED))))
    assert read["counts"]["kind"]["unverifiable"] == 0
    assert read["claims"][0]["flags"][0]["state"] == "settled"


def test_numbers_are_exact() -> None:
    big, small = Decimal("1234567890123456789012345.123"), Decimal("8.50")
    text = document.render(report(claim(low=small, high=big)))
    [read] = simplejson.loads(text, use_decimal=True)["claims"]
    assert (read["low"], read["high"]) == (Decimal("8.5"), big)
    assert '"low": 8.5,' in text


def test_days_and_moments() -> None:
    read = loaded(example())
    assert read["as_of"] == "2026-11-22"
    assert read["generated_at"] == "2026-11-22T13:40:00+00:00"
    period = next(one for one in read["claims"] if one["unit"] == "date")
    assert (period["low"], period["high"]) == ("2025-10-21", "2025-12-31")


def test_blindness_is_part_of_health() -> None:
    read = loaded(blind())["health"]
    assert read["suites_failed"] == ["freshness"]
    assert read["late"] is True
    assert len(read["blind"]) == 2
