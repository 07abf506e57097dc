"""Rules that are compiled read as plain Python does, and are used only where they are those of the source."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.extract.test_labelled import LANGUAGES, articles, held_out, phrases
from tracker import extract

ROOT = Path(__file__).resolve().parents[2]
READ = """
import json, sys
from tracker import extract
print(json.dumps([extract.COMPILED, [repr(extract.claims(text)) for text in json.load(sys.stdin)]]))
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The source of the tracker, nothing compiled."""
    shutil.copytree(ROOT / "tracker", tmp_path / "tracker", ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    return tmp_path


def python(script: str, folder: Path, given: object = None) -> str:
    """What a script prints that finds the tracker of a folder."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=environment,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.skipif(not extract.COMPILED, reason="the rules are not compiled here")
def test_compiled_rules_read_what_plain_python_reads(checkout: Path) -> None:
    readers = (phrases, articles, held_out)
    texts = [text for language in LANGUAGES for reader in readers for _, text, _, _ in reader(language)]
    compiled, found = json.loads(python(READ, checkout, texts))
    assert not compiled
    assert found == [repr(extract.claims(text)) for text in texts]


@pytest.mark.parametrize("changed", ["", "chinese/numbers.py"])
def test_rules_made_of_another_source_are_not_used(checkout: Path, changed: str) -> None:
    built = checkout / "build" / "rules" / "tracker" / "extract"
    shutil.copytree(checkout / "tracker" / "extract", built)
    if changed:
        (built / changed).write_text("raise RuntimeError", encoding="utf-8")
    first = python("import tracker.extract; print(tracker.extract.__path__[0])", checkout).strip()
    assert first == str(checkout / "tracker" / "extract" if changed else built)


def test_rules_compiled_in_part_are_not_used(checkout: Path) -> None:
    (checkout / "build" / "rules" / "tracker" / "extract").mkdir(parents=True)
    assert json.loads(python(READ, checkout, ["Sales rose 5%."]))[0] is False
