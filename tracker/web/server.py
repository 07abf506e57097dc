"""A server in a thread of the service's own process. The sole place that knows uvicorn."""

from __future__ import annotations

import os
import socket
import threading

import uvicorn
from starlette.applications import Starlette

from tracker.errors import SettingsError


class Server:
    """Serves an application until it is stopped."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        """Take the address at once; raises SettingsError where it cannot be had."""
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            self._socket = socket.create_server((host, port), family=family)
        except (OSError, OverflowError) as error:
            told = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error
            raise SettingsError(
                f"cannot listen at {host} port {port}: {told}; set TRACKER_HOST and TRACKER_PORT"
            ) from None
        # No signals, no log of its own: both are the service's.
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=3)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="web", daemon=True
        )

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self._socket.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def start(self) -> None:
        """Begin to serve; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving; what is being answered gets three seconds."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        self._socket.close()
