"""Logging: where it goes, in which form, and who is kept quiet."""

from __future__ import annotations

import io
import json
import logging
import re
import threading
import warnings
from collections.abc import Iterator

import pytest

from tracker import logs
from tracker.settings import Settings

log = logging.getLogger("tracker.test")


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Leave logging as pytest set it up."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("tracker").setLevel(logging.NOTSET)


def configured(**chosen: str) -> None:
    logs.configure(Settings.model_validate(chosen))


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    configured()
    log.info("read %d claims", 47)
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO tracker\.test: read 47 claims\n", err)


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    configured(log_format="json")
    log.warning("the figure is 逾10%%, says %s", "快手", extra={"claim": 12})
    entry = json.loads(capsys.readouterr().err)
    assert entry.pop("time").endswith("Z")
    assert entry == {
        "level": "WARNING",
        "logger": "tracker.test",
        "message": "the figure is 逾10%, says 快手",
        "claim": 12,
    }


def test_json_keeps_an_exception_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    configured(log_format="json")
    try:
        int("no\nfigure")
    except ValueError:
        log.exception("could not read it")
    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line)["exception"].endswith(r"'no\nfigure'")


def test_what_is_bound_goes_with_every_message_until_the_block_ends(capsys: pytest.CaptureFixture[str]) -> None:
    configured(log_format="json")
    with logs.bound(job="fetch:ferry", run=12, sweep=None):
        logs.bind(sweep=7)
        log.info("inside", extra={"run": 13})
    log.info("after")
    inside, after = map(json.loads, capsys.readouterr().err.splitlines())
    assert (inside["job"], inside["run"], inside["sweep"]) == ("fetch:ferry", 13, 7)
    assert set(after) == {"time", "level", "logger", "message"}


def test_threads_do_not_share_what_is_bound(capsys: pytest.CaptureFixture[str]) -> None:
    configured()
    with logs.bound(run=12):
        thread = threading.Thread(target=log.info, args=("elsewhere",))
        thread.start()
        thread.join()
        log.info("here")
    elsewhere, here = capsys.readouterr().err.splitlines()
    assert elsewhere.endswith(": elsewhere")
    assert here.endswith(": here  run=12")


def test_text_does_not_say_a_word_twice(capsys: pytest.CaptureFixture[str]) -> None:
    configured()
    with logs.bound(job="fetch:ferry", source="ferry", run=3):
        log.info("fetch:ferry: 3 added")
        log.info("nothing to do")
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith(": fetch:ferry: 3 added  run=3")
    assert second.endswith(": nothing to do  job=fetch:ferry run=3 source=ferry")


def test_foreign_text_forges_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    configured()
    log.info("title: %s", "a\n2026-11-22T00:00:00.000Z ERROR tracker: all is lost\x1b[2J")
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith("title: a")
    assert second.startswith("    2026")
    assert "\x1b" not in second


def test_a_terminal_gets_short_lines_and_colours_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    def shown() -> list[str]:
        stream = Terminal()
        monkeypatch.setattr("sys.stderr", stream)
        configured(timezone="Asia/Shanghai")
        log.info("fetch:ferry: 3 added, in 0.2 s")
        log.warning("slow")
        return stream.getvalue().splitlines()

    monkeypatch.delenv("NO_COLOR", raising=False)
    calm, loud = shown()
    assert re.fullmatch(r"\d\d:\d\d:\d\d fetch:ferry: 3 added, in 0\.2 s", calm)
    assert re.fullmatch(r"\d\d:\d\d:\d\d \x1b\[33mwarning:\x1b\[0m slow", loud)
    monkeypatch.setenv("NO_COLOR", "1")
    assert shown()[1].endswith(" warning: slow")


@pytest.mark.parametrize("form", ["text", "json"])
def test_passwords_are_blanked_out_of_messages_extras_and_tracebacks(
    capsys: pytest.CaptureFixture[str], form: str
) -> None:
    configured(log_format=form)
    try:
        int("postgresql://ana:hush@db/x")
    except ValueError:
        log.exception("at %s", "https://a.example/?api_key=hush", extra={"address": ["ftp://ana:hush@h/"]})
    err = capsys.readouterr().err
    assert "hush" not in err
    assert err.count("***") >= 3


class Terminal(io.StringIO):
    """What writes to a terminal."""

    def isatty(self) -> bool:
        return True


def test_level(capsys: pytest.CaptureFixture[str]) -> None:
    configured(log_level="WARNING")
    log.info("quiet")
    assert capsys.readouterr().err == ""
    configured(log_level="DEBUG")
    log.debug("loud")
    assert capsys.readouterr().err.count("loud") == 1


@pytest.mark.parametrize("name", ["apscheduler.scheduler", "alembic.runtime.migration", "sqlalchemy.engine", "httpx"])
def test_other_libraries_speak_up_only_with_a_warning(capsys: pytest.CaptureFixture[str], name: str) -> None:
    configured(log_level="DEBUG")
    logging.getLogger(name).info("chatter")
    logging.getLogger(name).warning("trouble")
    err = capsys.readouterr().err
    assert "chatter" not in err
    assert "trouble" in err


def test_warnings_are_log_messages(capsys: pytest.CaptureFixture[str]) -> None:
    configured(log_format="json")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("soon gone", UserWarning, stacklevel=1)
    assert "soon gone" in json.loads(capsys.readouterr().err)["message"]
