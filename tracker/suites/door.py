"""The door to Great Expectations: imported late, because it takes seconds, and kept quiet.

Everything of Great Expectations that the tracker uses is reached through here.
"""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from types import ModuleType
from typing import Any, Final

from sqlalchemy import URL, Engine, NullPool, create_engine

from tracker.suites.facts import RELATION

_LOCK: Final = threading.Lock()

# Great Expectations takes nothing but an address it can parse; where the connections come from is said by `creator`.
_NOMINAL_ADDRESS: Final = "postgresql+psycopg://tracker@localhost/claims"


def great_expectations() -> ModuleType:
    """Import Great Expectations with analytics off and its warnings silenced."""
    with _LOCK:
        os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when it is imported
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import great_expectations
            import tqdm  # type: ignore[import-untyped]

        # Its progress bars would make a semaphore of the system's, which outlives a process that is killed.
        tqdm.tqdm.set_lock(threading.RLock())
        # Some of its modules set a level of their own.
        for name in [name for name in logging.root.manager.loggerDict if name.startswith("great_expectations")]:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        return great_expectations


def warm() -> threading.Thread:
    """Import Great Expectations in the background; whoever needs it meanwhile waits for it."""
    thread = threading.Thread(target=great_expectations, name="warm-great-expectations", daemon=True)
    thread.start()
    return thread


@contextmanager
def batch(url: URL | str, *, as_of: date | None) -> Iterator[Any]:
    """Open ``claim_facts`` on a day as a Great Expectations batch definition; without a day, its columns only."""
    gx = great_expectations()
    with quiet():
        engine = create_engine(url, poolclass=NullPool)
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = _no_progress_bars()
        source = context.data_sources.add_postgres(
            "claims", connection_string=_NOMINAL_ADDRESS, kwargs={"creator": _creator(engine, as_of)}
        )
        try:
            asset = source.add_table_asset(RELATION, table_name=RELATION)
            yield asset.add_batch_definition_whole_table("all")
        finally:
            source.get_engine().dispose()
            engine.dispose()


def _creator(engine: Engine, as_of: date | None) -> Callable[[], Any]:
    arguments, options = engine.dialect.create_connect_args(engine.url)

    def connect() -> Any:
        connection: Any = engine.dialect.connect(*arguments, **options)
        with connection.cursor() as cursor:
            if as_of is None:
                # Great Expectations counts even where only conditions are asked for: let it count nothing. A
                # temporary table is found before the view of the same name.
                cursor.execute(f"CREATE TEMP TABLE {RELATION} AS SELECT * FROM {RELATION} WITH NO DATA")
            else:
                cursor.execute("SELECT set_config('tracker.as_of', %s, false)", (as_of.isoformat(),))
        connection.commit()
        return connection

    return connect


def _no_progress_bars() -> Any:
    from great_expectations.data_context.types.base import ProgressBarsConfig

    return ProgressBarsConfig(globally=False, metric_calculations=False)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep deprecation notices about suite files from the screen; what matters is raised or reported by the caller."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
