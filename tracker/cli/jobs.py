"""``tracker jobs``: what the service does by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from tracker import agenda, health, jobs, pipeline
from tracker.cli.context import Context, actor, console, opened
from tracker.cli.options import Output
from tracker.cli.table import Format, clean, grid, lines, show
from tracker.errors import UsageError
from tracker.models import JobRun
from tracker.states import JobStatus

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Jobs of the service: list, run, pause, resume, history."
)

Name = Annotated[str, typer.Argument(metavar="JOB", help="The job's name, as `tracker jobs list` shows it.")]


@app.command("list")
def list_jobs(output: Output = Format.TABLE) -> None:
    """List the jobs: when each ran last, how it went, and when it runs next."""
    with opened() as context, context.database.session() as session:
        listed = jobs.listing(session, agenda.planned(session, context.settings, context.now), context.now)
        if output is Format.JSONL:
            lines(_record(entry) for entry in listed)
            return
        table = grid("Job", "Every", "Last", "Took", "Outcome", "Next", numbers=["Took"])
        for entry in listed:
            last = entry.last
            table.add_row(
                clean(entry.job.name, "bold"),
                clean(entry.job.schedule.text),
                clean(_moment(context, last.started_at) if last else "never"),
                clean(_took(last) if last else ""),
                clean(_outcome(entry), "red" if entry.failures else ""),
                clean(_next(context, entry)),
            )
        show(console, table)
        if not jobs.alive(session, context.now, within=health.SILENCE):
            show(console, "No service runs: nothing is done by itself. Start it with `tracker run`.")


@app.command()
def run(name: Name) -> None:
    """Have a job done at once by the service, which begins it within seconds."""
    with opened() as context, pipeline.transaction(context.database) as session:
        if not any(beat.is_leader for beat in jobs.alive(session, context.now, within=health.SILENCE)):
            raise UsageError("no service runs that could do it; start one with `tracker run`")
        jobs.request(session, _known(context, session, name), now=context.now)
    show(console, f"{name} begins within seconds; `tracker jobs history {name}` shows what comes of it.")


@app.command()
def pause(name: Name) -> None:
    """Let a job rest until it is resumed."""
    with opened() as context, pipeline.transaction(context.database) as session:
        jobs.pause(session, _known(context, session, name), actor=actor(), now=context.now)
    show(console, f"{name} rests until `tracker jobs resume {name}`.")


@app.command()
def resume(name: Name) -> None:
    """Let a paused job run again."""
    with opened() as context, pipeline.transaction(context.database) as session:
        jobs.resume(session, _known(context, session, name))
    show(console, f"{name} runs again by its schedule.")


@app.command()
def history(
    name: Annotated[str | None, typer.Argument(metavar="[JOB]", help="One job; all of them without.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many runs to show, newest first.")] = 20,
    output: Output = Format.TABLE,
) -> None:
    """Show the last runs: when, how long, what came of them."""
    with opened() as context, context.database.session() as session:
        runs = jobs.history(session, name, limit=limit)
        if output is Format.JSONL:
            lines(_run_record(run) for run in runs)
            return
        if not runs:
            show(console, "No job has run yet.")
            return
        table = grid("Job", "Began", "Took", "Outcome", "What came of it", numbers=["Took"])
        for run in runs:
            table.add_row(
                clean(run.job, "bold"),
                clean(_moment(context, run.started_at)),
                clean(_took(run)),
                clean(str(run.status), "red" if run.status is JobStatus.FAILED else ""),
                clean(run.note or ""),
            )
        show(console, table)


def _known(context: Context, session: Any, name: str) -> str:
    names = [job.name for job in agenda.planned(session, context.settings, context.now)]
    if name not in names:
        raise UsageError(f"there is no job {name!r}; `tracker jobs list` shows them")
    return name


def _moment(context: Context, moment: datetime) -> str:
    return f"{moment.astimezone(context.zone):%m-%d %H:%M}"


def _took(run: JobRun) -> str:
    if run.finished_at is None:
        return ""
    seconds = (run.finished_at - run.started_at).total_seconds()
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds / 60:.0f} min"


def _outcome(entry: jobs.Listed) -> str:
    if entry.failures > 1:
        return f"failed {entry.failures} times"
    return str(entry.last.status) if entry.last else ""


def _next(context: Context, entry: jobs.Listed) -> str:
    if entry.paused_at is not None:
        return f"paused by {entry.paused_by}"
    if entry.is_running:
        return ""
    if entry.next_at is None:
        return "when there is news"
    if entry.next_at <= context.now:
        return "due"
    return _moment(context, entry.next_at)


def _record(entry: jobs.Listed) -> dict[str, Any]:
    return {
        "job": entry.job.name,
        "every": entry.job.schedule.text,
        "next": entry.next_at,
        "failures": entry.failures,
        "paused_at": entry.paused_at,
        "paused_by": entry.paused_by,
        "last": _run_record(entry.last) if entry.last else None,
    }


def _run_record(run: JobRun) -> dict[str, Any]:
    return {
        "job": run.job,
        "scheduled_for": run.scheduled_for,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "status": run.status,
        "note": run.note,
        "holder": run.holder,
    }
