"""Connectors of other packages: the one in the guide, installed beside the tracker as its users would."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

GUIDE = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
CODE, REGISTRATION = (
    re.search(rf"```{language}\n(.*?)```", GUIDE[GUIDE.index("## Write a connector") :], re.DOTALL)
    for language in ("python", "toml")
)
SUBTITLES = """WEBVTT

1
00:00:01.000 --> 00:00:04.000
渡轮公司表示，今年载客

2
00:00:04.000 --> 00:00:06.000
12万人次，同比增长两成。
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder as pip leaves it: the guide's module, and the metadata that names its entry point."""
    assert CODE
    assert REGISTRATION
    folder = tmp_path / "site"
    info = folder / "subtitles-1.dist-info"
    info.mkdir(parents=True)
    (folder / "subtitles.py").write_text(CODE[1], encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: subtitles\nVersion: 1\n", encoding="utf-8")
    group, entry = re.findall(r'entry-points\."([\w.]+)"\]\n(.+)', REGISTRATION[1])[0]
    (info / "entry_points.txt").write_text(f"[{group}]\n{entry.replace(chr(34), '')}\n", encoding="utf-8")
    return folder


def test_the_connector_of_the_guide_is_short() -> None:
    assert CODE
    assert len(CODE[1].splitlines()) <= 30


def test_the_connector_of_the_guide_takes_its_files(site: Path, tmp_path: Path) -> None:
    file = tmp_path / "talk.vtt"
    file.write_text(SUBTITLES, encoding="utf-8")
    program = (
        "import sys; from tracker import sources; from tracker.drafts import SourceDraft\n"
        "captured = sources.capture(SourceDraft(locator=sys.argv[1], publisher='P'))\n"
        "print(captured.kind, [claim.figure for claim in captured.pages[0].readings()])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)],
        env={"PYTHONPATH": f"{site}:{ROOT}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stdout == "subtitles ['12万人次', '两成']\n"
