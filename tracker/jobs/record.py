"""What is remembered of jobs: their runs, failures, and whether somebody paused them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased, joinedload

from tracker.errors import UsageError
from tracker.jobs.catalogue import LONGEST_BACKOFF, Job, backoff
from tracker.models import Heartbeat, JobRun
from tracker.models import Job as Memory
from tracker.states import JobStatus, Role

_LONGEST_NOTE: Final = 500
_A_WHILE: Final = timedelta(minutes=1)
_FEW: Final = 100

# One statement each: ten thousand sources may be due at once.
_START: Final = text("""
WITH run AS (
    INSERT INTO job_run (job, scheduled_for, started_at, status, holder, epoch)
    VALUES (:job, :scheduled_for, :now, 'running', :holder, :epoch)
        ON CONFLICT (job, scheduled_for) DO NOTHING
    RETURNING id
)
INSERT INTO job (name, last_run_id) SELECT :job, id FROM run
    ON CONFLICT (name) DO UPDATE SET last_run_id = excluded.last_run_id, retry_at = NULL
RETURNING last_run_id
""")
_END: Final = text("""
UPDATE job_run r
   SET status = :status, finished_at = greatest(CAST(:now AS timestamptz), r.started_at), note = :note
 WHERE r.id = :run_id
RETURNING r.job, (SELECT m.failures FROM job m WHERE m.name = r.job) AS failures
""")


class Ran(Protocol):
    """What is to be known of a job's last run to tell when the next one is."""

    @property
    def status(self) -> JobStatus: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def finished_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A job, when it last ran and when it runs next."""

    job: Job
    next_at: datetime | None
    """None while it is paused or running, or has nothing to do."""
    last: JobRun | None
    failures: int
    paused_at: datetime | None
    paused_by: str | None

    is_urgent: bool = False
    """It failed, was lost, or somebody asked for it: it runs at that moment, and not a little later."""

    @property
    def is_running(self) -> bool:
        """Whether a process is at it."""
        return self.last is not None and self.last.status is JobStatus.RUNNING


def listing(session: Session, jobs: Sequence[Job], now: datetime) -> list[Listed]:
    """When each of ``jobs`` last ran, and when it is to run next; what has passed is due."""
    query = select(Memory).options(joinedload(Memory.last_run))
    if len(jobs) <= _FEW:
        query = query.where(Memory.name.in_([job.name for job in jobs]))
    memories = {memory.name: memory for memory in session.scalars(query)}
    found = []
    for job in jobs:
        memory = memories.get(job.name)
        run = memory.last_run if memory else None
        moment: datetime | None = None
        if not (memory and memory.paused_at) and not (run and run.status is JobStatus.RUNNING):
            moment = next_run(job, run, memory.retry_at if memory else None, now)
            if job.is_idle and not (memory and memory.retry_at):
                moment = None
        found.append(
            Listed(
                job=job,
                next_at=moment,
                last=run,
                failures=memory.failures if memory else 0,
                paused_at=memory.paused_at if memory else None,
                paused_by=memory.paused_by if memory else None,
                is_urgent=is_urgent(run, memory.retry_at if memory else None),
            )
        )
    return found


def is_urgent(run: Ran | None, retry_at: datetime | None) -> bool:
    """Whether a job runs at its very moment, after ``run``: it failed, was lost, never ran, or was asked for."""
    return retry_at is not None or run is None or run.status is JobStatus.LOST


def next_run(job: Job, run: Ran | None, retry_at: datetime | None, now: datetime) -> datetime:
    """When ``job`` is to run next, after ``run``, the last one."""
    # Where the clock was put back, what was noted before must not keep a job waiting for that day.
    if retry_at is not None:
        return retry_at if retry_at - now <= LONGEST_BACKOFF else now
    if run is not None and run.status is JobStatus.LOST and run.finished_at is not None:
        return min(run.finished_at, now)
    return job.after(run.started_at if run else None, now)


def record_start(
    session: Session, job: str, scheduled_for: datetime, *, now: datetime, holder: str, epoch: int
) -> int | None:
    """Note that a run begins, and return its number; None where there was one for that moment already.

    Where the clock was put back since that one, the run counts as one for the present moment.
    """
    run = {"job": job, "scheduled_for": scheduled_for, "now": now, "holder": holder, "epoch": epoch}
    run_id: int | None = session.scalar(_START, run)
    if run_id is None and scheduled_for < now and _comes_again(session, job, scheduled_for, now):
        return record_start(session, job, now, now=now, holder=holder, epoch=epoch)
    return run_id


def _comes_again(session: Session, job: str, moment: datetime, now: datetime) -> bool:
    """Whether the clock was put back since the run for a moment, so that the moment comes a second time.

    That run began well after ``now``, or, as the clock has it, after another that began later.
    """
    last = aliased(JobRun)
    began, is_older = session.execute(
        select(JobRun.started_at, (JobRun.id < last.id) & (JobRun.started_at > last.started_at))
        .join(Memory, Memory.name == JobRun.job)
        .join(last, last.id == Memory.last_run_id)
        .where(JobRun.job == job, JobRun.scheduled_for == moment)
    ).one_or_none() or (None, False)
    return began is not None and (began > now + _A_WHILE or bool(is_older))


def record_end(
    session: Session, run_id: int, *, note: str | None, now: datetime, failed: bool = False, permanent: bool = False
) -> int:
    """Note how a run ended, and put off the next one where it failed; returns how often in a row that was."""
    status = JobStatus.FAILED if failed else JobStatus.SUCCEEDED
    told = {"run_id": run_id, "status": status.value, "now": now, "note": note[:_LONGEST_NOTE] if note else None}
    run = session.execute(_END, told).one()
    session.expire_all()
    if not (failed or run.failures):
        return 0  # as it mostly is
    memory = _memory(session, run.job)
    memory.failures = memory.failures + 1 if failed else 0
    if memory.retry_at is None and failed:  # else somebody asked for it while it ran
        kind = run.job.partition(":")[0]
        memory.retry_at = now + backoff(memory.failures, permanent=permanent, kind=kind)
    return memory.failures


def drop_lost(session: Session, *, epoch: int, now: datetime, at_work: Sequence[int] = ()) -> list[str]:
    """Mark runs that will never end as lost, so that they are done again; returns their jobs.

    Those are the runs of earlier leaders, and those of this one which began a while ago and are not ``at_work``.
    """
    forgotten = (JobRun.epoch == epoch) & (JobRun.started_at < now - _A_WHILE) & JobRun.id.not_in(at_work)
    lost = session.scalars(
        update(JobRun)
        .where(JobRun.status == JobStatus.RUNNING, (JobRun.epoch < epoch) | forgotten)
        .values(
            status=JobStatus.LOST,
            finished_at=func.greatest(JobRun.started_at, now),
            note="its process ended, or led no longer, before it was done",
        )
        .returning(JobRun.job)
    )
    return sorted(lost)


def hand_back(session: Session, run_id: int, *, now: datetime, why: str) -> None:
    """Mark one run as lost: it is done again at once, and nothing is held against its job."""
    run = session.get_one(JobRun, run_id)
    if run.status is JobStatus.RUNNING:
        run.status, run.finished_at = JobStatus.LOST, max(now, run.started_at)
        run.note = why[:_LONGEST_NOTE]


def history(session: Session, job: str | None = None, *, limit: int = 50) -> Sequence[JobRun]:
    """The last runs, newest first, of one job or of all."""
    query = select(JobRun).order_by(JobRun.started_at.desc(), JobRun.id.desc()).limit(limit)
    return session.scalars(query if job is None else query.where(JobRun.job == job)).all()


def forget(session: Session, before: datetime) -> int:
    """Forget the runs that ended before a moment, but the last of each job; returns how many."""
    newest = select(Memory.last_run_id).where(Memory.last_run_id == JobRun.id).exists()
    gone = delete(JobRun).where(JobRun.started_at < before, JobRun.finished_at < before, ~newest)
    done = session.connection().execute(gone)  # a day's runs of ten thousand sources are not to pass through here
    return done.rowcount


def beat(
    session: Session, holder: str, *, role: Role, is_leader: bool, started_at: datetime, now: datetime, version: str
) -> None:
    """Say that a process of the service is alive; those silent for a day are forgotten.

    Where it leads, one that said so before has ended, or says within seconds that it stands by.
    """
    said = {"role": role, "is_leader": is_leader, "started_at": started_at, "at": now, "version": version}
    alive = insert(Heartbeat).values(holder=holder, **said)
    session.execute(alive.on_conflict_do_update(index_elements=["holder"], set_=said))
    if is_leader:
        session.execute(delete(Heartbeat).where(Heartbeat.holder != holder, Heartbeat.is_leader))
    day = timedelta(days=1)
    session.execute(delete(Heartbeat).where(~Heartbeat.at.between(now - day, now + day)))


def fall_silent(session: Session, holder: str) -> None:
    """Say that a process of the service has ended."""
    session.execute(delete(Heartbeat).where(Heartbeat.holder == holder))


def alive(session: Session, now: datetime, *, within: timedelta) -> Sequence[Heartbeat]:
    """The processes of the service that were heard of ``within`` a span of time, the leader first.

    One that was heard of later than ``now`` may have ended before the clock was put back.
    """
    query = select(Heartbeat).where(Heartbeat.at.between(now - within, now + within))
    return session.scalars(query.order_by(Heartbeat.is_leader.desc(), Heartbeat.started_at)).all()


def pause(session: Session, name: str, *, actor: str, now: datetime) -> None:
    """Let a job rest until somebody resumes it. Raises UsageError where it rests already."""
    memory = _memory(session, name)
    if memory.paused_at is not None:
        raise UsageError(f"{name} is paused already")
    memory.paused_at, memory.paused_by = now, actor


def resume(session: Session, name: str) -> None:
    """Let a paused job run again. Raises UsageError where it is not paused."""
    memory = _memory(session, name)
    if memory.paused_at is None:
        raise UsageError(f"{name} is not paused")
    memory.paused_at = memory.paused_by = None


def request(session: Session, name: str, *, now: datetime) -> None:
    """Ask for a job to be run at once, by whichever process leads. Raises UsageError where it is paused."""
    memory = _memory(session, name)
    if memory.paused_at is not None:
        raise UsageError(f"{name} is paused: resume it first")
    memory.retry_at = now


def _memory(session: Session, name: str) -> Memory:
    memory = session.get(Memory, name, with_for_update=True)
    if memory is None:
        memory = Memory(name=name, failures=0)
        session.add(memory)
    return memory
