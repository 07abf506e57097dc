"""What is known of the last sweep and of the service, and the judgement on it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from tracker.settings import Settings
from tracker.states import RunStatus, SuiteStatus

NEVER: Final = "No sweep has looked at the claims yet: nothing is known to hold. Run `tracker check`."
NOT_BY_THEN: Final = "No sweep had looked at the claims by this moment: what held then is not known. Name a later day."
_ERRORS: Final = "Run `tracker errors`."


@dataclass(frozen=True, slots=True)
class Limits:
    """What is still taken for seeing."""

    max_age: timedelta = timedelta(hours=36)
    """How old the last sweep may be while no service runs."""
    sweep_grace: timedelta = timedelta(hours=1)
    """How late the checks of a service may be."""
    fail_share: float = 0.5
    """Which share of the looks at sources may fail."""
    fail_window: timedelta = timedelta(days=1)
    """Over how long looks at sources are counted."""
    fail_least: int = 4
    """How many looks at least tell anything."""

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits as the settings have them."""
        return cls(
            max_age=timedelta(hours=settings.sweep_max_age_hours),
            sweep_grace=timedelta(minutes=settings.sweep_grace_minutes),
            fail_share=settings.fail_share,
            fail_window=timedelta(hours=settings.fail_window_hours),
            fail_least=settings.fail_least,
        )


@dataclass(frozen=True, slots=True)
class SuiteOutcome:
    """What became of one suite when it last was to run."""

    name: str
    status: SuiteStatus
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Looks:
    """How looks at sources went lately."""

    looks: int = 0
    """How many there were within the window."""
    failed: int = 0
    sources: int = 0
    """How many sources there are whose last look tells something."""
    failing: int = 0
    """How many of them it failed for."""
    last_looks: int = 0
    """How many looks those tell of: each source counts once, one that fails as often as it did so in a row."""

    def reason(self, limits: Limits) -> str | None:
        """Why the tracker cannot be trusted to see its sources; None where it can."""
        if self.looks >= limits.fail_least and self.failed > self.looks * limits.fail_share:
            within = _span(limits.fail_window)
            return f"{self.failed:,} of {self.looks:,} looks at sources failed within {within}. {_ERRORS}"
        # A source that fails is put off, and soon makes but a few of all looks.
        if self.last_looks >= limits.fail_least and self.failing > self.sources * limits.fail_share:
            return f"{self.failing:,} of {self.sources:,} sources failed at the last look. {_ERRORS}"
        return None


@dataclass(frozen=True, slots=True)
class Watch:
    """How the service stands at the present moment."""

    now: datetime
    leader: str | None = None
    """The process that leads and was heard of lately; none where it stopped, or where there is none."""
    silent: str | None = None
    """The process that led last and fell silent without saying that it ends, where nobody has taken over."""
    silent_since: datetime | None = None
    standing_by: int = 0
    """How many other processes were heard of lately."""
    check_due: datetime | None = None
    """When the checks are to run next, or should have; none while they run or rest."""
    check_running_since: datetime | None = None
    check_paused_by: str | None = None
    check_failures: int = 0
    """How often in a row the checks failed."""
    check_failed_at: datetime | None = None
    check_note: str | None = None
    looks: Looks = Looks()


@dataclass(frozen=True, slots=True)
class Health:
    """How much the last sweep saw, how long ago it was, and whether the service keeps watch."""

    last_run_at: datetime | None
    """The moment it judged the claims at; none where no sweep has ended yet."""
    claims: int
    evaluated: int
    age: timedelta | None = None
    """How old the sweep was at the report's moment."""
    status: RunStatus | None = None
    error: str | None = None
    suites: tuple[SuiteOutcome, ...] = ()
    check_errors: Mapping[str, int] = field(default_factory=dict)
    """How many pages and sources could not be read, by what kind of failure; of an earlier day, those since then."""
    broken: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with the suite files that cannot be read now, by suite."""
    watch: Watch | None = None
    """None for a moment that has passed: how the service stood then is not known."""
    limits: Limits = Limits()
    trouble: str | None = None
    """What keeps the process that tells this from its work, where it serves pages: it may not be written down."""

    @property
    def suites_failed(self) -> tuple[SuiteOutcome, ...]:
        known = {suite.name for suite in self.suites if suite.status is SuiteStatus.FAILED}
        fresh = (SuiteOutcome(name, SuiteStatus.FAILED, error) for name, error in self.broken.items())
        return (
            *(suite for suite in self.suites if suite.status is SuiteStatus.FAILED),
            *(suite for suite in fresh if suite.name not in known),
        )

    @property
    def suites_run(self) -> int:
        return sum(suite.status is SuiteStatus.SUCCEEDED for suite in self.suites)

    @property
    def is_late(self) -> bool:
        """Whether the last sweep no longer tells how things are."""
        return any(True for _ in self._lateness())

    @property
    def unevaluated(self) -> int:
        return max(self.claims - self.evaluated, 0)

    @property
    def blindness(self) -> tuple[str, ...]:
        """Why the tracker cannot be trusted to see everything: a sentence each with what to do, none where it can."""
        looks = self.watch.looks.reason(self.limits) if self.watch is not None else None
        own = [reason for reason in (self.trouble,) if reason]
        return (*own, *self._sweep(), *self._service(), *([looks] if looks else []))

    def _sweep(self) -> Iterator[str]:
        if self.last_run_at is None:
            yield NEVER if self.watch is not None else NOT_BY_THEN
        if self.status is RunStatus.FAILED:
            yield f"The last sweep failed: {self.error or 'it left no reason'}"
        for suite in self.suites_failed:
            yield f"Suite {suite.name} did not run: {suite.error or 'it left no reason'}"
        if self.last_run_at is not None and self.claims and not self.evaluated:
            yield "No claim has been evaluated by all suites. Run `tracker check`."
        yield from self._lateness()

    def _lateness(self) -> Iterator[str]:
        watch, grace = self.watch, self.limits.sweep_grace
        if watch is not None and watch.leader is not None:
            if watch.check_due is not None and watch.now - watch.check_due > grace:
                yield (
                    f"The sweep is late: the checks are due since {_minute(watch.check_due)}. "
                    "Run `tracker jobs history check`, or `tracker check`."
                )
            began = watch.check_running_since
            if began is not None and watch.now - began > grace:
                yield (
                    f"The sweep is late: the checks have been running since {_minute(began)}. "
                    "See what holds the database up, or start the service anew."
                )
        elif self.age is not None and self.age > self.limits.max_age:
            yield f"The sweep is late: the last one is {_span(self.age)} old. Run `tracker check`."

    def _service(self) -> Iterator[str]:
        watch = self.watch
        if watch is None:
            return
        if watch.leader is None:
            if watch.silent is not None and watch.silent_since is not None:
                yield (
                    f"The leader, {watch.silent}, has not been heard of since {_minute(watch.silent_since)}, and "
                    "nobody took over: nothing is fetched or checked by itself. Start `tracker run`."
                )
            elif watch.standing_by:
                yield (
                    "The service runs and no process leads: nothing is fetched or checked by itself. "
                    "Start `tracker run`."
                )
            return
        if watch.check_paused_by is not None:
            yield f"The checks are paused by {watch.check_paused_by}. Run `tracker jobs resume check`."
        if watch.check_failures and not self._checked_since(watch.check_failed_at):
            times = f"{watch.check_failures} times in a row" if watch.check_failures > 1 else "the last time"
            yield f"The checks failed {times}: {watch.check_note or 'the log says why'}"

    def _checked_since(self, failed_at: datetime | None) -> bool:
        swept = self.last_run_at is not None and self.status is RunStatus.SUCCEEDED
        return swept and failed_at is not None and self.last_run_at is not None and self.last_run_at > failed_at


def _span(age: timedelta) -> str:
    hours = round(age.total_seconds() // 3600)
    return f"{hours} hours" if hours < 72 else f"{hours // 24} days"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
