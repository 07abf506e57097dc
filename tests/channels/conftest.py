"""A database of flags that come and go as a test says, on a clock of its own, and somebody to tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.channels import receivers
from tests.conftest import ScratchDatabase
from tracker import channels, db, notify, pipeline
from tracker.models import Channel, Claim, Document, Flag, FlagEvent, Metric, Notice, Run, Source, SuiteRun
from tracker.settings import Settings
from tracker.states import FlagAction, FlagState, RunStatus, Severity, SuiteStatus
from tracker.values import Comparator, Kind

START = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
"""A Monday."""


@dataclass
class Newsroom:
    """What happens, and what a channel is told of it."""

    database: db.Database
    settings: Settings
    now: datetime = START
    _claims: dict[str, int] = field(default_factory=dict)
    _flags: dict[tuple[str, str], int] = field(default_factory=dict)

    def later(self, **length: float) -> datetime:
        self.now += timedelta(**length)
        return self.now

    def channel(self, name: str, address: str, **values: Any) -> None:
        given = {"topic": "flags", "severity": Severity.WARNING, "instant": Severity.CRITICAL} | values
        with pipeline.transaction(self.database) as session:
            channels.add(session, name, address, now=self.now, zone=self.settings.timezone, **given)

    def change(self, name: str, **values: Any) -> None:
        with pipeline.transaction(self.database) as session:
            channels.edit(session, name, zone=self.settings.timezone, **values)

    def claim(self, figure: str, source: str = "post", metric: str | None = None) -> int:
        """The number of a claim, made where there is none with this figure."""
        if figure not in self._claims:
            with pipeline.transaction(self.database) as session:
                found = session.scalar(select(Source).where(Source.slug == source))
                if found is None:
                    found = Source(slug=source, kind="article", locator=source, publisher=f"The {source.title()}")
                    session.add(found)
                    session.flush()
                entry = None
                if metric is not None:
                    entry = session.scalar(select(Metric).where(Metric.slug == metric))
                    if entry is None:
                        entry = Metric(slug=metric, subject="ferry", measure="fares", unit="count")
                        session.add(entry)
                        session.flush()
                number = len(self._claims)
                text = f"The ferry carried {figure} people."
                document = Document(
                    source_id=found.id, content_hash=f"{number:064x}", url=f"https://news.example/{number}",
                    captured_at=self.now, text=text,
                )  # fmt: skip
                session.add(document)
                session.flush()
                claim = Claim(
                    document_id=document.id, metric_id=entry.id if entry else None, quote_exact=figure,
                    quote_prefix="The ferry carried ", quote_suffix=" people.", quote_start=18,
                    quote_end=18 + len(figure), sentence=text,
                    subject="ferry", metric_phrase="passengers", kind=Kind.LEVEL, low=number, high=number,
                    unit="count", comparator=Comparator.EQ, is_hearsay=False, stated_on=date(2026, 11, 2),
                    is_checkable=True, extractor="test", quote_state="present", reading={},
                    evaluated_at=self.now,
                )  # fmt: skip
                session.add(claim)
                session.flush()
                self._claims[figure] = claim.id
        return self._claims[figure]

    def sweep(self, *events: FlagEvent, is_present: bool = True, suites: tuple[str, ...] = ("rules",)) -> int:
        """Note a run of the checks in which these events came about."""
        with pipeline.transaction(self.database) as session:
            run = Run(
                as_of=self.now, is_present=is_present, status=RunStatus.SUCCEEDED, started_at=self.now,
                finished_at=self.now, claims=len(self._claims), evaluated=len(self._claims),
            )  # fmt: skip
            session.add(run)
            session.flush()
            for suite in suites:
                session.add(SuiteRun(run_id=run.id, suite=suite, status=SuiteStatus.SUCCEEDED, content_hash="0"))
            for event in events:
                event.run_id = run.id
                session.add(event)
            return run.id

    def event(self, flag_id: int, action: FlagAction, after: FlagState, **values: Any) -> FlagEvent:
        with self.database.session() as session:
            last = select(FlagEvent.state_after).where(FlagEvent.flag_id == flag_id)
            before = session.scalar(last.order_by(FlagEvent.at.desc(), FlagEvent.id.desc()).limit(1))
        given = {"actor": "tracker", "at": self.now} | values
        return FlagEvent(flag_id=flag_id, action=action, state_before=before, state_after=after, **given)

    def flag(
        self, figure: str, kind: str = "contradicted", severity: Severity = Severity.CRITICAL,
        reason: str = "other_origin", **claim: Any,
    ) -> FlagEvent:  # fmt: skip
        """The event that opens a claim's flag, or opens it again."""
        claim_id = self.claim(figure, **claim)
        key = (figure, f"{kind}/{reason}")
        if key in self._flags:
            return self.event(self._flags[key], FlagAction.REOPENED, FlagState.OPEN)
        with pipeline.transaction(self.database) as session:
            flag = Flag(
                claim_id=claim_id, suite="rules", expectation=key[1], kind=kind, reason=reason, severity=severity,
                message=f"Another origin does not say {figure}.", remedy="Look it up.",
            )  # fmt: skip
            session.add(flag)
            session.flush()
            self._flags[key] = flag.id
        return self.event(self._flags[key], FlagAction.OPENED, FlagState.OPEN)

    def cleared(self, figure: str, kind: str = "contradicted", reason: str = "other_origin") -> FlagEvent:
        """The event that closes a claim's flag."""
        return self.event(self._flags[figure, f"{kind}/{reason}"], FlagAction.CLOSED, FlagState.CLOSED)

    def person(self, figure: str, action: FlagAction, after: FlagState, **values: Any) -> None:
        """Have somebody do something to a claim's flag."""
        event = self.event(self._flags[figure, "contradicted/other_origin"], action, after, actor="ana", **values)
        with pipeline.transaction(self.database) as session:
            session.add(event)

    def tell(self, name: str, *, digest: bool = False, send: Callable[..., None] = notify.send) -> int:
        return pipeline.tell(self.database, self.settings, name, now=self.now, digest=digest, send=send)

    def waits(self, name: str) -> bool:
        with self.database.session() as session:
            return {one.name: one.waits for one in channels.planned(session, self.settings, self.now)}[name]

    def notices(self) -> list[Notice]:
        with self.database.session() as session:
            return list(session.scalars(select(Notice).order_by(Notice.id)))

    def stored(self, name: str) -> Channel:
        with self.database.session() as session:
            return channels.find(session, name)


@pytest.fixture
def newsroom(scratch_database: ScratchDatabase, settings: Settings) -> Iterator[Newsroom]:
    own = settings.model_copy(update={"database_url": scratch_database(), "timezone": ZoneInfo("Europe/Berlin")})
    with db.open_database(own) as database:
        yield Newsroom(database, own)


@pytest.fixture
def hook() -> Iterator[receivers.Hook]:
    with receivers.hook() as one:
        yield one


@pytest.fixture
def mailbox() -> Iterator[receivers.Mailbox]:
    with receivers.mailbox() as one:
        yield one
