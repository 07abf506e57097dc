"""A database of its own, with one source that is looked at by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import ScratchDatabase
from tracker import db, pipeline, sources
from tracker.drafts import SourceDraft
from tracker.settings import Settings

TEXT = """渡轮公司年报 2025年3月1日

渡轮公司表示，今年载客12万人次，同比增长两成。公司员工达300人。
"""
NOW = datetime(2025, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that these tests share: suites are compiled once."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def own(scratch_database: ScratchDatabase, settings: Settings, data_dir: Path) -> Settings:
    """Settings with a database of the test's own, and a free port."""
    return settings.model_copy(update={"database_url": scratch_database(), "port": 0, "data_dir": data_dir})


@pytest.fixture
def file(tmp_path: Path, database: db.Database) -> Path:
    """A text that was captured under the slug ``ferry``, to be looked at every hour."""
    path = tmp_path / "ferry.txt"
    path.write_text(TEXT, encoding="utf-8")
    draft = SourceDraft(locator=str(path), publisher="岛屿邮报", slug="ferry", schedule="1h")
    pipeline.capture(database, sources.capture(draft), now=NOW)
    return path


def until(true: Callable[[], object], seconds: float = 200) -> None:
    """Wait until something holds; fails where it does not within ``seconds``."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)
