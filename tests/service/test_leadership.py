"""One process leads, and what another one still wants to write is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from tests.service.conftest import until
from tracker import db, leadership, pipeline
from tracker.errors import LeadershipLostError
from tracker.leadership import Leadership
from tracker.models import Metric


def cut(database: db.Database) -> None:
    """End every connection that holds the leader's lock."""
    with pipeline.transaction(database) as session:
        session.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = :lock"),
            {"lock": leadership.LOCK},
        )


def a_metric(slug: str) -> Metric:
    return Metric(slug=slug, subject="ferry", measure="passengers", unit="count")


def slugs(database: db.Database) -> list[str]:
    with database.session() as session:
        return list(session.scalars(select(Metric.slug).order_by(Metric.slug)))


def test_one_of_two_leads_and_the_next_follows(database: db.Database) -> None:
    one, two = Leadership(database.url, "one"), Leadership(database.url, "two")
    assert one.seek() == 1
    assert two.seek() is None
    assert one.holds()
    one.leave()
    until(lambda: two.seek() == 2)
    assert not one.holds()
    two.leave()


def test_a_leader_whose_connection_is_cut_knows_it(database: db.Database) -> None:
    one, two = Leadership(database.url, "one"), Leadership(database.url, "two")
    one.seek()
    cut(database)
    assert not one.holds()
    until(lambda: two.seek() == 2)
    one.leave()
    two.leave()


def test_what_an_earlier_leader_commits_is_refused(database: db.Database) -> None:
    one, two = Leadership(database.url, "one"), Leadership(database.url, "two")
    first = leadership.fenced(database, one.seek() or 0)
    with pipeline.transaction(first) as session:
        session.add(a_metric("while-it-leads"))
    late = pipeline.transaction(first)
    session = late.__enter__()
    session.add(a_metric("too-late"))
    session.flush()
    one.leave()
    until(lambda: two.seek() == 2)
    with pytest.raises(LeadershipLostError):
        late.__exit__(None, None, None)
    assert slugs(database) == ["while-it-leads"]
    two.leave()


def test_whoever_does_not_lead_at_all_is_not_fenced(database: db.Database) -> None:
    with pipeline.transaction(database) as session:
        session.add(a_metric("by-hand"))
    assert slugs(database) == ["by-hand"]
