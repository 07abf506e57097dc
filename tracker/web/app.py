"""The application. It reads, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tracker import readiness, report, telemetry
from tracker.clock import present
from tracker.db import FAILURES, Database, reason
from tracker.report import page
from tracker.settings import Settings
from tracker.web import gauges

NO_STORE = {"Cache-Control": "no-store"}
WORST: Final = 500
"""How many claims the page shows: with all of a hundred thousand it would be hundreds of megabytes."""


@dataclass(frozen=True, slots=True)
class Process:
    """What the pages tell of the process that serves them."""

    is_leader: Callable[[], bool]
    running: Callable[[], Sequence[str]]
    trouble: Callable[[], str | None] = lambda: None
    """What keeps it from its work, as a database that takes no writes."""


def create(
    database: Database, settings: Settings, process: Process, clock: Callable[[], datetime] = present
) -> Starlette:
    """Make the application over a database."""

    def unanswered(_request: Request, error: Exception) -> Response:
        return PlainTextResponse(f"the database does not answer: {reason(error)}\n", 503, headers=NO_STORE)

    def alive(_request: Request) -> Response:
        """Say that the process answers; of what it tracks, ``/readyz`` tells."""
        return PlainTextResponse("alive\n", headers=NO_STORE)

    def ready(_request: Request) -> Response:
        """Say whether the tracker sees: 200, or 503 with each reason why it may be blind."""
        with database.session() as session:
            found = readiness.read(session, settings, now=clock())
        trouble = process.trouble()
        reasons = [*([trouble] if trouble else []), *found.reasons]
        content = {
            "ready": not reasons,
            "reasons": reasons,
            "leader": found.leader,
            "last_sweep": found.last_sweep.isoformat() if found.last_sweep else None,
        }
        return JSONResponse(content, 503 if reasons else 200, headers=NO_STORE)

    def metrics(_request: Request) -> Response:
        """The figures that Prometheus collects."""
        with database.session() as session:
            is_ready = not (process.trouble() or readiness.read(session, settings, now=clock()).reasons)
            found = telemetry.read(session, settings, now=clock())
        body = gauges.render(found, is_leader=process.is_leader(), is_ready=is_ready, running=len(process.running()))
        return Response(body, media_type=gauges.MEDIA_TYPE, headers=NO_STORE)

    def flagged(_request: Request) -> Response:
        """The flagged-claims report as a page, as things stand now: the worst claims, and the counts of all."""
        with database.session() as session:
            found = report.build(session, moment=clock(), settings=settings, worst=WORST)
        found = replace(found, health=replace(found.health, trouble=process.trouble()))
        return HTMLResponse(page.render(found), headers=NO_STORE)

    routes = [
        Route("/", flagged),
        Route("/healthz", alive),
        Route("/metrics", metrics),
        Route("/readyz", ready),
    ]
    return Starlette(routes=routes, exception_handlers=dict.fromkeys(FAILURES, unanswered))
