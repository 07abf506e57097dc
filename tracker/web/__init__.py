"""The web side of the service: the report as a page, whether all is well, and figures for Prometheus."""

from tracker.web.app import Process, create
from tracker.web.server import Server

__all__ = ["Process", "Server", "create"]
