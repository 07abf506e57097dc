"""What the user can set: ``TRACKER_*`` variables, from the environment or from ``.env`` in the working folder."""

from tracker.settings.catalogue import PREFIX, Described, Settings, describe
from tracker.settings.environment import TEST_PREFIX, load
from tracker.settings.secret import database_address, openlineage_key

__all__ = [
    "PREFIX",
    "TEST_PREFIX",
    "Described",
    "Settings",
    "database_address",
    "describe",
    "load",
    "openlineage_key",
]
