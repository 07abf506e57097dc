"""Files are written whole, or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tracker import files


def test_the_draft_takes_the_files_place_and_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "figures.csv"
    target.write_text("old")
    target.chmod(0o640)
    with files.replacing(target) as draft:
        draft.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_a_private_file_is_its_owners(tmp_path: Path) -> None:
    with files.replacing(tmp_path / "claims.backup", mode=0o600) as draft:
        draft.write_text("new")
    assert stat.S_IMODE((tmp_path / "claims.backup").stat().st_mode) == 0o600


def fill(target: Path) -> None:
    with files.replacing(target) as draft:
        draft.write_text("half")
        raise OSError("the disk is full")


def test_what_fails_half_way_leaves_the_old_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "figures.csv"
    target.write_text("old")
    with pytest.raises(OSError, match="disk"):
        fill(target)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]
