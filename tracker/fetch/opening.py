"""The way to the web as the settings have it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import URL
from stamina.instrumentation import set_on_retry_hooks

from tracker.fetch.client import Fetcher
from tracker.fetch.policy import Policy, agent
from tracker.fetch.turns import Turns
from tracker.settings import Settings


@contextmanager
def opened(settings: Settings, shared: URL | None = None) -> Iterator[Fetcher]:
    """The way to the web; hosts are asked in turn by all processes whose database is ``shared``, where one is given."""
    # What is tried again is told where it fails for good. By itself the library would tell each attempt to whichever
    # logging it finds, structlog's bare one on standard output among them.
    set_on_retry_hooks(())
    policy = Policy(
        user_agent=agent(settings.contact),
        allow_hosts=settings.allow_hosts,
        obey_robots=settings.obey_robots,
        per_host_interval=settings.host_interval,
        max_bytes=settings.max_page_mb * 1_000_000,
    )
    if shared is None:
        with Fetcher(policy) as fetcher:
            yield fetcher
        return
    with closing(Turns(shared)) as turns, Fetcher(policy, pace=turns) as fetcher:
        yield fetcher
