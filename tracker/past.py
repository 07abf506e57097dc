"""The database as it was: what a moment's writing is dated by, and reading the rows of an earlier one.

Rows that change are kept (``RowVersion``). The schema ``tracker_past`` has a view for each table whose rows are, under
the table's own name: with it first on the search path, every query reads what stood there at the moment looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tracker.models import Appearance, Claim, Document, RowVersion, Source

_NOW: Final = "tracker.now"
_OWNED: Final = {
    "claim": Claim.id,
    "claim_origin": Claim.id,
    "link_proposal": Claim.id,
    "document": Document.id,
    "appearance": Appearance.id,
    "source": Source.id,
}
"""By table, whose row it is that tells whether a version is still about something."""


def tell(session: Session, now: datetime) -> None:
    """Date what is changed from here on by ``now``, until the transaction ends; otherwise its beginning dates it."""
    session.execute(select(func.set_config(_NOW, now.isoformat(), True)))


@contextmanager
def looking(session: Session, moment: datetime, zone: tzinfo, *, is_past: bool) -> Iterator[None]:
    """Have ``claim_facts`` tell of the day of ``moment``; of a past one, every query reads what was known by then.

    What the session has loaded is loaded anew on either side of a look back, and nothing may be written within.
    """
    day = moment.astimezone(zone).date()
    told = {"tracker.as_of": day.isoformat(), "tracker.known_by": moment.isoformat() if is_past else ""}
    if not is_past:
        _set(session, told)
        yield
        return
    session.flush()
    session.expire_all()
    _set(session, {**told, "search_path": "tracker_past, public"})
    yield
    session.expire_all()
    _set(session, {"search_path": "public"})


def forget_gone(session: Session) -> None:
    """Forget what claims, documents and sources said that were removed for good."""
    for kind, key in _OWNED.items():
        gone = RowVersion.row_id.not_in(select(key))
        session.execute(delete(RowVersion).where(RowVersion.relation == kind, gone))


def _set(session: Session, settings: dict[str, str]) -> None:
    session.execute(select(*(func.set_config(name, value, True) for name, value in settings.items())))
