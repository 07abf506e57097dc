"""A database of a benchmark's own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import sessionmaker

from tracker import db, embedded, migrations


@contextmanager
def scratch() -> Iterator[tuple[db.Database, Path]]:
    """Yield an empty database at head, and a folder to put files in; both are gone in the end."""
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server may run as another account
        with embedded.start(folder / "data") as server:
            engine = create_engine(db.session_url(make_url(server.url)))
            try:
                migrations.upgrade(engine)
                yield db.Database(engine, sessionmaker(engine)), folder
            finally:
                engine.dispose()
