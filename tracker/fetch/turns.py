"""Turns at hosts that several processes take together: the pace of one, kept in the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import URL, Engine, create_engine, text

from tracker import db
from tracker.fetch.pace import HeldError

_TAKE: Final = text("""
INSERT INTO host_turn AS t (host, free_at)
VALUES (:host, clock_timestamp() + make_interval(secs => :interval))
    ON CONFLICT (host) DO UPDATE
       SET free_at = greatest(clock_timestamp(), t.held_until, t.free_at) + make_interval(secs => :interval)
     WHERE coalesce(t.held_until, '-infinity') <= clock_timestamp() + make_interval(secs => :patience)
RETURNING extract(epoch FROM t.free_at - clock_timestamp())
""")
_HELD: Final = text(
    "SELECT greatest(extract(epoch FROM held_until - clock_timestamp()), 0) FROM host_turn WHERE host = :host"
)
_HOLD: Final = text("""
INSERT INTO host_turn AS t (host, free_at, held_until)
VALUES (:host, clock_timestamp(), clock_timestamp() + make_interval(secs => :seconds))
    ON CONFLICT (host) DO UPDATE SET held_until = greatest(t.held_until, excluded.held_until)
""")
_FORGET: Final = text("DELETE FROM host_turn WHERE greatest(free_at, held_until) < clock_timestamp() - interval '1 h'")


class Turns:
    """When each host may be asked again, for all processes that share a database; see ``pace.Pace``."""

    def __init__(self, url: URL, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._engine: Engine = create_engine(url, isolation_level="AUTOCOMMIT")
        db.try_out_the_idle(self._engine)
        self._sleep = sleep
        with self._engine.connect() as connection:
            connection.execute(_FORGET)

    def wait(self, host: str, *, interval: float, patience: float) -> float:
        """Wait for a turn at a host and return the seconds it took.

        The next turn comes ``interval`` seconds after this one. Raise HeldError, at once, if the host has asked for a
        rest of more than ``patience`` seconds; DBAPIError where the database fails.
        """
        with self._engine.connect() as connection:
            free_in = connection.scalar(_TAKE, {"host": host, "interval": interval, "patience": patience})
            if free_in is None:
                raise HeldError(float(connection.scalar(_HELD, {"host": host}) or 0))
        seconds = max(0.0, float(free_in) - interval)
        if seconds:
            self._sleep(seconds)
        return seconds

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody ask a host for a while, as it has requested."""
        with self._engine.connect() as connection:
            connection.execute(_HOLD, {"host": host, "seconds": seconds})

    def close(self) -> None:
        """Close the connections that were kept."""
        self._engine.dispose()
