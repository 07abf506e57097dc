"""The way to the web as the settings have it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import URL

from tracker.fetch.client import Fetcher
from tracker.fetch.policy import Policy, agent
from tracker.fetch.turns import Turns
from tracker.settings import Settings


@contextmanager
def opened(settings: Settings, shared: URL | None = None) -> Iterator[Fetcher]:
    """The way to the web; hosts are asked in turn by all processes whose database is ``shared``, where one is given."""
    # What is tried again is told where it fails for good; the library's warnings do not even say which address it is.
    logging.getLogger("stamina").setLevel(logging.ERROR)
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
