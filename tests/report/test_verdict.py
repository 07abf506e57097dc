"""The word for a claim, and what the command ends with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.report.reports import claim, failed, flag, health, report
from tracker.health import Health
from tracker.report.verdict import KINDS, VERDICTS, ExitCode, exit_code, verdict
from tracker.states import FlagState, RunStatus, Severity
from tracker.suites.kinds import KINDS as KNOWN_KINDS

CRITICAL, WARNING, INFO = Severity.CRITICAL, Severity.WARNING, Severity.INFO


def test_every_kind_that_suites_may_name_has_its_place() -> None:
    assert sorted(KINDS) == sorted(KNOWN_KINDS)
    assert set(KINDS) < set(VERDICTS)


@pytest.mark.parametrize(
    ("flags", "corroborating", "word"),
    [
        ([], 0, "unverified"),
        ([], 1, "verified"),
        ([("unverifiable", INFO)], 2, "verified"),
        ([("unverifiable", INFO)], 0, "unverified"),
        ([("stale", WARNING)], 3, "stale"),
        ([("stale", WARNING), ("contradicted", CRITICAL)], 0, "contradicted"),
        ([("contradicted", WARNING), ("malformed", CRITICAL)], 0, "malformed"),
        ([("unverifiable", WARNING), ("stale", WARNING)], 0, "stale"),
        ([("a kind to come", WARNING), ("unverifiable", WARNING)], 0, "unverifiable"),
    ],
)
def test_the_worst_flag_decides(flags: list[tuple[str, Severity]], corroborating: int, word: str) -> None:
    assert verdict(evaluated=True, open_flags=flags, corroborating_origins=corroborating) == word
    assert verdict(evaluated=False, open_flags=flags, corroborating_origins=corroborating) == "unchecked"


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        (CRITICAL, CRITICAL, 1),
        (WARNING, CRITICAL, 0),
        (WARNING, WARNING, 1),
        (INFO, WARNING, 0),
        (INFO, INFO, 1),
        (CRITICAL, INFO, 1),
    ],
)
def test_exit_code_by_severity(severity: Severity, fail_on: Severity, code: int) -> None:
    assert exit_code(report(claim(flag(severity=severity))), fail_on) == code


def test_a_flag_put_aside_does_not_fail() -> None:
    assert exit_code(report(claim(flag(state=FlagState.SETTLED))), INFO) is ExitCode.CLEAR
    assert exit_code(report(claim(flag(state=FlagState.ACKNOWLEDGED))), WARNING) is ExitCode.FLAGGED


@pytest.mark.parametrize(
    "seen",
    [
        health(suites=(*health().suites[1:], failed())),
        health(evaluated=0),
        health(age=timedelta(hours=37)),
        health(last_run_at=None, age=None, evaluated=0),
        health(status=RunStatus.FAILED, error="no space left"),
    ],
)
def test_a_blind_report_says_so_whatever_it_shows(seen: Health) -> None:
    for shown in (report(), report(claim(flag(severity=CRITICAL)))):
        assert exit_code(replace(shown, health=seen), CRITICAL) is ExitCode.BLIND


def test_no_claims_is_not_blind() -> None:
    assert exit_code(report(health=health(claims=0, evaluated=0)), INFO) is ExitCode.CLEAR
