"""The tracker as it is handed out: built, installed where nothing else is, and run in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

TRAVELLERS = {"alembic": "tracker/_alembic", "expectations": "tracker/_expectations", "tracker": "tracker"}
"""The folders of the checkout that a wheel carries, and where."""


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def bare_environment() -> dict[str, str]:
    """The environment of somebody who has never heard of this checkout, its pins and the package index aside."""
    ours = ("TRACKER_", "PYTHON", "VIRTUAL_ENV", "PIP_CONSTRAINT", "PIP_BUILD_CONSTRAINT", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    pins = str(ROOT / "constraints.txt")
    return {**kept, "PIP_CONSTRAINT": pins, "PIP_BUILD_CONSTRAINT": pins, "COLUMNS": "100"}


def run(*command: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=bare_environment() | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    [wheel] = built.glob("*.whl")
    return wheel


def test_the_wheel_carries_what_the_code_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    for folder, place in TRAVELLERS.items():
        expected = {f"{place}/{name}" for name in files_below(ROOT / folder)}
        assert expected <= inside, f"the wheel lacks {sorted(expected - inside)}"
    assert "tracker/_alembic/script.py.mako" in inside
    assert "tracker/py.typed" in inside


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = archive.namelist()
    assert {name.split("/")[0].removesuffix(".dist-info").split("-")[0] for name in inside} == {
        "tracker",
        "claims_tracker",
    }
    assert [name for name in inside if "__pycache__" in name or name.endswith(".pyc")] == []


def test_the_source_archive_holds_the_tests_and_no_cache(built: Path) -> None:
    [archive] = built.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        inside = {name.partition("/")[2] for name in tar.getnames()}
    assert {"Makefile", "constraints.txt", "tests/test_wheel.py", "LICENSE", "README.md"} <= inside
    assert [name for name in inside if name.endswith(".pyc") or name.startswith((".venv", ".env", ".git/"))] == []


def test_an_installed_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """The whole way of a newcomer with pip: a bare environment, one wheel, an empty folder, the report."""
    home, empty, data = tmp_path / "home", tmp_path / "empty", tmp_path / "data"
    home.mkdir()
    empty.mkdir()
    venv.create(tmp_path / "venv")
    python, tracker = tmp_path / "venv/bin/python", tmp_path / "venv/bin/tracker"
    # This environment's pip installs into the bare one. What is imported is compiled as it is; the rest need not be.
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-compile", wheel, cwd=empty)

    where = run(python, "-c", "import tracker; print(tracker.__file__)", cwd=empty).stdout.strip()
    assert Path(where).is_relative_to(tmp_path / "venv")

    variables = {"TRACKER_DATA_DIR": str(data), "HOME": str(home), "TRACKER_TIMEZONE": "UTC"}
    first = run(tracker, "run", "--once", cwd=empty, **variables)
    for kind in ("unverifiable", "stale"):
        assert kind in first.stdout
    assert "Traceback" not in first.stderr
    run(tracker, "db", "check", cwd=empty, **variables)
    assert list(empty.iterdir()) == []
