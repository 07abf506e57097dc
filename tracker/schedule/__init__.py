"""The service: leads or stands by, does the jobs when they are due, and stops cleanly."""

from tracker.schedule.service import Service

__all__ = ["Service"]
