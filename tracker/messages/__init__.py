"""Messages: what a channel is told, chosen from flags and troubles, and put into words."""

from tracker.messages.telling import compose, digest

__all__ = ["compose", "digest"]
