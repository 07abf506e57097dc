"""Logging: to standard error, as text or as JSON lines. The sole place that knows structlog.

Modules log through the standard library. What a thread has bound (``bound``: its job, run, source, sweep) goes with
every message, and no secret does.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime, tzinfo
from typing import Any, Final, TextIO

from structlog.contextvars import bind_contextvars, bound_contextvars, merge_contextvars
from structlog.processors import ExceptionRenderer
from structlog.stdlib import ExtraAdder, ProcessorFormatter
from structlog.typing import EventDict, ExcInfo, Processor

from tracker import secrecy
from tracker.errors import SettingsError
from tracker.settings import Settings, database_address

log = logging.getLogger(__name__)

_OURS: Final = ("event", "time", "level", "logger", "exception", "stack_info")
_FIRST: Final = ("job", "run", "source", "sweep", "epoch")
_MARKS: Final = {"WARNING": "\033[33m", "ERROR": "\033[31m", "CRITICAL": "\033[31m"}
_PLAIN: Final = "\033[0m"


def bound(**told: object) -> AbstractContextManager[None]:
    """Have every message of this thread carry ``told``, until the block ends: ``with bound(job="check", run=12)``."""
    return bound_contextvars(**told)


def bind(**told: object) -> None:
    """Have every further message of this thread carry ``told``, until the ``bound`` block ends that holds its place."""
    bind_contextvars(**told)


def configure(settings: Settings) -> None:
    """Send the tracker's own messages, from the level set, and other libraries' warnings to standard error."""
    secrecy.keep_environment(os.environ)
    with suppress(SettingsError):  # told where the database is opened
        secrecy.keep_login(database_address(settings))
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(settings, sys.stderr))
    handler.addFilter(_is_wanted)  # some libraries give their own loggers a lower level
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("tracker").setLevel(settings.log_level)
    logging.captureWarnings(True)
    threading.excepthook = _thread_died


def _formatter(settings: Settings, stream: TextIO) -> logging.Formatter:
    render: Any
    if settings.log_format == "json":
        render = _as_json
    elif stream.isatty():
        render = _Terminal(settings.timezone, has_colours="NO_COLOR" not in os.environ)
    else:
        render = _as_text
    gather: list[Processor] = [
        merge_contextvars,
        ExtraAdder(),
        _add_record,
        ExceptionRenderer(_traceback),
        _without_secrets,
    ]
    return ProcessorFormatter(foreign_pre_chain=gather, processors=[ProcessorFormatter.remove_processors_meta, render])


def _is_wanted(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] == "tracker"


def _thread_died(died: threading.ExceptHookArgs) -> None:
    """Tell of a thread that ended in a way nobody expected."""
    if died.exc_value is not None and not isinstance(died.exc_value, SystemExit):
        name = died.thread.name if died.thread else "?"
        log.error("the thread %s ended in a way nobody expected", name, exc_info=died.exc_value)


# What becomes of a message, one step after the other


def _add_record(_logger: object, _method: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    event.update(time=datetime.fromtimestamp(record.created, UTC), level=record.levelname, logger=record.name)
    return event


def _traceback(exc_info: ExcInfo) -> str:
    return logging.Formatter().formatException(exc_info)


def _without_secrets(_logger: object, _method: str, event: EventDict) -> EventDict:
    return {name: _masked(value) if name[0] != "_" else value for name, value in event.items()}


def _masked(value: object) -> object:
    if value is None or isinstance(value, (bool, int, float, datetime)):
        return value
    if isinstance(value, Mapping):
        return {str(name): _masked(held) for name, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(held) for held in value]
    return secrecy.mask(str(value))


def _moment(event: EventDict) -> str:
    return str(event["time"].isoformat(timespec="milliseconds").replace("+00:00", "Z"))


def _bound_in(event: EventDict) -> dict[str, Any]:
    known = [name for name in _FIRST if name in event]
    return {
        name: event[name] for name in dict.fromkeys([*known, *event]) if name not in _OURS and event[name] is not None
    }


def _as_json(_logger: object, _method: str, event: EventDict) -> str:
    """One JSON object a line, for machines; what was bound or passed in ``extra`` stands beside the message."""
    entry = {"time": _moment(event), "level": event["level"], "logger": event["logger"], "message": event["event"]}
    entry |= {name: value for name, value in _bound_in(event).items() if name not in entry}
    for name, told in (("exception", event.get("exception")), ("stack", event.get("stack_info"))):
        if told:
            entry[name] = told
    return json.dumps(entry, ensure_ascii=False, default=str)


def _as_text(_logger: object, _method: str, event: EventDict) -> str:
    """One line for people and for grep: moment, level, logger, message, what is bound; a traceback follows."""
    return f"{_moment(event)} {event['level']} {event['logger']}: {_message(event)}{_after(event)}"


class _Terminal:
    """Shorter lines for somebody who watches: the time of day where they live, no logger, no level but a bad one."""

    def __init__(self, zone: tzinfo, *, has_colours: bool) -> None:
        self._zone, self._has_colours = zone, has_colours

    def __call__(self, _logger: object, _method: str, event: EventDict) -> str:
        level = event["level"]
        shout = "" if level == "INFO" else f"{level.lower()}: "
        if self._has_colours and level in _MARKS:
            shout = f"{_MARKS[level]}{shout.strip()}{_PLAIN} "
        return f"{event['time'].astimezone(self._zone):%H:%M:%S} {shout}{_message(event)}{_after(event)}"


def _message(event: EventDict) -> str:
    """The message with what is bound, but for words that it says itself: ``ferry``, after ``fetch:ferry: 3 added``."""
    said = _safe(event["event"])
    pairs = [
        f"{name}={_safe(value)}"
        for name, value in _bound_in(event).items()
        if not (isinstance(value, str) and value in said)
    ]
    return said + ("  " + " ".join(pairs) if pairs else "")


def _after(event: EventDict) -> str:
    return "".join(f"\n{event[name]}" for name in ("exception", "stack_info") if event.get(name))


def _safe(value: object) -> str:
    """Text that can neither forge a line of the log nor command a terminal."""
    plain = (
        character if character.isprintable() or character in "\t\n" else "\N{REPLACEMENT CHARACTER}"
        for character in str(value).rstrip("\n")
    )
    return "".join(plain).replace("\n", "\n    ")
