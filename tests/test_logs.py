"""Logging: where it goes, in which form, and who is kept quiet."""

from __future__ import annotations

import json
import logging
import re
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
