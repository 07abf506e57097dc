"""The door to Dask: work for the processes of a cluster, imported only where one is set.

Work that is lost with a worker is done again by another; Dask sees to that, and gives up after its
``allowed-failures``. Where the scheduler is away or no worker is left, SpreadError says so, and the next seconds are
not spent on asking again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any, Final, TypeVar
from uuid import uuid4

from tracker import crew
from tracker.errors import SettingsError
from tracker.settings import Settings
from tracker.spread import HERE, Spread, SpreadError

log = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")

_PATIENCE: Final = 5.0
"""Seconds for a connection to the scheduler."""
_ANSWER: Final = 15.0
"""Seconds for an answer of the scheduler's."""
_OPENING: Final = 60.0
"""Seconds for every worker to open its database."""
_REST: Final = 30.0
"""Seconds for which one that did not answer is left alone."""
_LOOK: Final = 2.0
"""Seconds between two looks at whether anybody is still there."""
_ALONE: Final = 15.0
"""Seconds that work waits for a worker to come back, where none is left."""
_TICK: Final = 0.25
_FETCHING: Final = 60.0
"""Seconds for what came of the work to be fetched from the worker that did it."""
_LOST: Final = (OSError, TimeoutError, ImportError)
"""What Dask raises where its scheduler or a worker cannot be reached."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One process of the cluster."""

    address: str
    threads: int
    fault: str | None
    """Why it cannot work; None where it can."""


def distributed() -> Any:
    """Import Dask, which keeps its own opinions of what it loses to itself: what matters is raised.

    Raises:
        SettingsError: it is not installed.
    """
    try:
        import distributed
    except ImportError:
        raise SettingsError(
            "TRACKER_DASK_SCHEDULER is set and Dask is not installed: "
            "install claims-tracker[dask], or unset the variable"
        ) from None
    for name in ("distributed.client", "distributed.core", "distributed.comm", "distributed.batched"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return distributed


def spread(settings: Settings) -> Spread:
    """Return where to have work done: on the cluster that is set, else here.

    Raises:
        SettingsError: a cluster is set and Dask is not installed.
    """
    return HERE if settings.dask_scheduler is None else Grid(settings.dask_scheduler)


class Grid:
    """A cluster, reached when there is work for it. Close it when there is no more."""

    def __init__(self, address: str, *, patience: float = _PATIENCE, rest: float = _REST) -> None:
        """Raises SettingsError where Dask is not installed."""
        self._dask = distributed()
        self.address, self._patience, self._rest = address, patience, rest
        self._known: Any = None
        self._lock = Lock()
        self._away: tuple[float, str] | None = None
        """Until when it is left alone, and why."""

    def width(self) -> int:
        """How many threads its workers have together. Raises SpreadError where there is none."""
        with self._reached() as client:
            return self._hands(client)

    def map(
        self, function: Callable[[T], R], items: Sequence[T], *, wanted: Callable[[], bool] = lambda: True
    ) -> list[R]:
        """Have the work done on every item; what ``function`` raises is raised here.

        Raises:
            SpreadError: the cluster is away or gave it up; or what comes of it is not ``wanted`` any more.
        """
        with self._reached() as client:
            self._hands(client)
            name = getattr(function, "__name__", "work")
            futures = [client.submit(function, item, key=f"{name}-{uuid4().hex}", pure=False) for item in items]
            try:
                failed = self._failed(client, futures, wanted)
                if failed is None:
                    return [future.result(timeout=_FETCHING) for future in futures]
            finally:
                for future in futures:
                    future.release()
        raise failed

    def workers(self, orders: crew.Orders) -> list[Worker]:
        """Ask every worker whether it could take ``orders``. Raises SpreadError where the cluster is away."""
        with self._reached() as client:
            threads = self._asked(client, client.scheduler.ncores)
            # As `client.run`, which waits for ever for a worker that hangs.
            asked = partial(client._run, crew.fault, orders, on_error="return")
            faults = self._asked(client, asked, _OPENING) if threads else {}
        return [Worker(address, threads[address], _fault(faults.get(address))) for address in sorted(threads)]

    def close(self) -> None:
        """Leave the cluster; it may be reached again."""
        with self._lock:
            client, self._known = self._known, None
        _part(client)

    @contextmanager
    def _reached(self) -> Iterator[Any]:
        """A connection to the scheduler, made where there is none, and given up where it is lost."""
        client = self._connected()
        try:
            yield client
        except _LOST as error:
            raise self._given_up(client, f"the cluster at {self.address} does not answer: {_line(error)}") from None

    def _connected(self) -> Any:
        with self._lock:
            if self._known is not None and self._known.status == "running":
                return self._known
            if self._away is not None and time.monotonic() < self._away[0]:
                raise SpreadError(self._away[1])
            stale, self._known = self._known, None
            _part(stale)
            try:
                self._known = self._dask.Client(self.address, timeout=self._patience, set_as_default=False)
            except (*_LOST, ValueError) as error:
                told = (
                    f"the cluster at {self.address} cannot be reached: {_line(error)}; "
                    "start `dask scheduler` there, or unset TRACKER_DASK_SCHEDULER"
                )
                self._away = time.monotonic() + self._rest, told
                raise SpreadError(told) from None
            self._away = None
            return self._known

    def _given_up(self, client: Any, told: str) -> SpreadError:
        with self._lock:
            if self._known is client:
                self._known = None
                self._away = time.monotonic() + self._rest, told
        _part(client)
        return SpreadError(told)

    def _asked(self, client: Any, question: Any, seconds: float = _ANSWER) -> Any:
        return client.sync(question, callback_timeout=seconds)

    def _hands(self, client: Any) -> int:
        threads = sum(self._asked(client, client.scheduler.ncores).values())
        if not threads:
            raise SpreadError(
                f"the cluster at {self.address} has no worker: start `dask worker {self.address}` beside the tracker"
            )
        return int(threads)

    def _failed(self, client: Any, futures: Sequence[Any], wanted: Callable[[], bool]) -> BaseException | None:
        """Wait until all is done, or one part has failed; returns what that raised.

        Now and then it is looked whether anybody is at it.
        """
        ended: SimpleQueue[Any] = SimpleQueue()
        for future in futures:
            future.add_done_callback(ended.put)
        left, looked_at, alone_since = len(futures), time.monotonic(), None
        while left:
            if not wanted():
                return SpreadError("nobody waits for it any more")
            with suppress(Empty):
                future = ended.get(timeout=_TICK)
                left -= 1
                if future.status == "error":
                    return self._told(future.exception(timeout=_FETCHING))
                if future.status != "finished":
                    raise ConnectionError("the connection was lost")
            if (now := time.monotonic()) - looked_at < _LOOK:
                continue
            looked_at = now
            if self._is_anybody_there(client):
                alone_since = None
            elif alone_since is None:
                alone_since = now
            elif now - alone_since > _ALONE:
                return SpreadError(f"the cluster at {self.address} has no workers left, or does not answer")
        return None

    def _is_anybody_there(self, client: Any) -> bool:
        try:
            return bool(self._asked(client, client.scheduler.ncores))
        except TimeoutError:  # it may be busy
            return False

    def _told(self, error: BaseException) -> BaseException:
        if isinstance(error, self._dask.scheduler.KilledWorker):
            return SpreadError("several workers died over the same piece of work; their logs may say how")
        if isinstance(error, self._dask.CancelledError):
            return SpreadError(f"the cluster at {self.address} dropped the work")
        return error


class Inside(Grid):
    """The cluster as one of its own workers reaches it, while it does a piece of work itself.

    Its thread goes to others while it waits for what it hands out: else all could wait for one another.
    """

    def __init__(self) -> None:
        super().__init__("its own scheduler")

    @contextmanager
    def _reached(self) -> Iterator[Any]:
        try:
            with self._dask.worker_client() as client:
                yield client
        except _LOST as error:
            raise SpreadError(f"the cluster does not answer: {_line(error)}") from None


def _part(client: Any) -> None:
    if client is not None:
        with suppress(*_LOST):
            client.close(timeout=1)


def _fault(answer: Any) -> str | None:
    """What a worker answered, or why it did not."""
    return answer if answer is None or isinstance(answer, str) else f"it does not answer: {_line(answer)}"


def _line(error: object) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
