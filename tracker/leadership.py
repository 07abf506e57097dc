"""Who leads: one process of all that share a database, by an advisory lock on a connection of its own.

The lock goes with the connection, so a leader that dies or is cut off leads no longer, and the server tells the next
one. Whatever an earlier leader still wants to write is refused by the number of the leader at the commit: ``fenced``.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Final

from sqlalchemy import URL, Connection, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool

from tracker.db import Database, is_locked_out
from tracker.errors import LeadershipLostError

log = logging.getLogger(__name__)

LOCK: Final = 0x6C656164

# Both ends find out within seconds that the other one is there no more, and neither waits for an answer for long.
_CLIENT: Final = {
    "keepalives_idle": "2",
    "keepalives_interval": "2",
    "keepalives_count": "2",
    "tcp_user_timeout": "5000",
    "connect_timeout": "5",
}
_SERVER: Final = (
    "-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=2 -c tcp_user_timeout=5000 "
    "-c statement_timeout=5000 -c lock_timeout=3000 -c idle_session_timeout=0"
)
_ELECT: Final = text(
    """
INSERT INTO leader (id, epoch, holder, since) VALUES (1, 1, :holder, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET epoch = leader.epoch + 1, holder = excluded.holder, since = excluded.since
RETURNING epoch
"""
)
# Whoever stands still between this and the commit would keep every other from leading: the server lets go of it.
_PAUSE: Final = "4s"
_DEMAND: Final = text(
    """
SELECT epoch, set_config('idle_in_transaction_session_timeout', :pause, true)
  FROM leader WHERE id = 1 AND epoch = :epoch FOR SHARE
"""
)


class Leadership:
    """One process's claim to lead. Not for use by two threads at once."""

    def __init__(self, url: URL, holder: str) -> None:
        options = f"{url.query.get('options', '')} {_SERVER}".strip()
        self._engine = create_engine(
            url.set(query={**url.query, **_CLIENT, "options": options}),
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
        )
        self._connection: Connection | None = None
        self.holder = holder
        self.epoch: int | None = None
        """Which leader this process is; None while it does not lead."""

    def seek(self) -> int | None:
        """Try to lead, and return which leader this process is; None while another one leads.

        Raises:
            sqlalchemy.exc.DBAPIError: the database cannot be reached.
        """
        if self.epoch is not None:
            return self.epoch
        if self._connection is None:
            self._connection = self._engine.connect()
        if self._connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
            # The one before may be about to commit; its epoch is kept until it has.
            self.epoch = self._connection.scalar(_ELECT, {"holder": self.holder})
        return self.epoch

    def holds(self) -> bool:
        """Whether this process leads still; asks the database.

        Raises:
            sqlalchemy.exc.DBAPIError: another session has locked the table for so long that nobody can tell.
        """
        if self._connection is None or self.epoch is None:
            return False
        try:
            found = self._connection.scalar(text("SELECT epoch FROM leader WHERE id = 1"))
        except DBAPIError as error:
            if is_locked_out(error):
                raise
            log.debug("the leader's connection is lost: %s", error.orig)
            return False
        return bool(found == self.epoch)

    def leave(self) -> None:
        """Lead no longer, and let another process; ``seek`` may be called again."""
        self.epoch = None
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError):
                connection.close()
        self._engine.dispose()


def fenced(database: Database, epoch: int) -> Database:
    """The same database with sessions that commit only while the leader of this number leads.

    The next leader waits for a commit under way; from then on, a session raises LeadershipLostError and keeps nothing.
    """
    maker = sessionmaker(database.engine, expire_on_commit=False)

    def demand(session: Session) -> None:
        if session.scalar(_DEMAND, {"epoch": epoch, "pause": _PAUSE}) is None:
            raise LeadershipLostError("another process leads now: what was under way here is dropped")

    event.listen(maker, "before_commit", demand)
    return Database(database.engine, maker, epoch)
