"""The README is held to the code: settings, commands, options, files and exit codes."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from tracker import settings, suites
from tracker.cli import WRONG_USAGE, app
from tracker.report.verdict import ExitCode

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

STANDARD_OPTIONS = {"-h", "--help"}


@cache
def commands() -> dict[str, Any]:
    """Every command by the words that call it: ``source add``."""

    def walk(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        if not hasattr(command, "list_commands"):
            yield " ".join(words), command
            return
        context = command.make_context(command.name or "tracker", [], resilient_parsing=True)
        for name in command.list_commands(context):
            yield from walk(command.get_command(context, name), (*words, name))

    return dict(walk(typer.main.get_command(app), ()))


def section(title: str, text: str = README) -> str:
    """The part of the README under one heading, down to the next."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"the README has no section {title!r}"
    return found[1]


def rows(title: str) -> list[list[str]]:
    """The cells of the first table in a section, its head left out."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def calls(text: str) -> Iterator[str]:
    """The ``tracker`` command lines of the code blocks: prompts taken off, continued lines joined, output left out."""
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            if language in {"sh", "crontab"} or (language == "console" and line.startswith("$ ")):
                yield from (call.strip() for call in re.findall(r"(?<![\w-])tracker (?:'[^']*'|[^|>&#;)'])+", line))


ALL_CALLS = sorted({call for guide in GUIDES for call in calls(guide.read_text(encoding="utf-8"))})


def test_make_run_and_make_test_come_first() -> None:
    first = re.search(r"^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert first is not None
    named = [words.split("#")[0].split() for words in first[1].splitlines() if words.strip()]
    assert named == [["make", "run"], ["make", "test"]]


def test_every_setting_stands_in_the_readme_as_it_is() -> None:
    table = {row[0].strip("`"): (row[1], row[2]) for row in rows("Settings")}
    assert table == {item.variable: (item.default, item.description) for item in settings.describe()}


def test_no_other_setting_is_spoken_of() -> None:
    known = {item.variable for item in settings.describe()} | {"TRACKER_TEST_DATABASE_URL"}
    for guide in (*GUIDES, ROOT / "docker-compose.yml", ROOT / "Dockerfile"):
        assert set(re.findall(r"\bTRACKER_[A-Z_]+", guide.read_text(encoding="utf-8"))) <= known, guide.name


def test_every_command_stands_in_the_table() -> None:
    table = [re.match(r"`tracker ([a-z ]+[a-z])", row[0]) for row in rows("Commands")]
    listed = [found[1] for found in table if found]
    assert sorted(listed) == sorted(commands())


def test_every_option_in_the_table_exists() -> None:
    for row in rows("Commands"):
        found = re.match(r"`tracker ([a-z ]+[a-z])(.*)`", row[0])
        assert found is not None, row[0]
        for option in re.findall(r"--[a-z-]+", found[2]):
            assert option in options_of(found[1]), row[0]


def options_of(words: str) -> set[str]:
    parameters = commands()[words].params
    return STANDARD_OPTIONS | {
        name for parameter in parameters for name in (*parameter.opts, *parameter.secondary_opts) if name[0] == "-"
    }


@pytest.mark.parametrize("call", ALL_CALLS)
def test_command_lines_parse(call: str) -> None:
    """The command exists, takes these options and arguments, and accepts these values."""
    words = shlex.split(call)[1:]
    name = next((" ".join(words[:length]) for length in (2, 1) if " ".join(words[:length]) in commands()), None)
    if name is None:
        assert words[0].startswith("--"), f"there is no command for {call!r}"
        return
    arguments = words[len(name.split()) :]
    if not STANDARD_OPTIONS & set(arguments):
        commands()[name].make_context(name, arguments)


def test_there_are_command_lines_to_hold() -> None:
    assert len(ALL_CALLS) >= 15


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_links_lead_somewhere(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        file = (guide.parent / name).resolve() if name else guide
        assert file.exists(), f"{guide.name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {slug(heading) for heading in headings}, f"{guide.name} links to {target}"


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def test_the_tour_works_as_it_is_shown(tmp_path: Path) -> None:
    """Every command of the tour, one after the other in one shell; what it shows must come out."""
    blocks = re.findall(r"^```console\n(.*?)^```", section("A tour of five minutes"), re.MULTILINE | re.DOTALL)
    shown, script = [], ["set -e"]
    for block in blocks:
        documents = r"^\$ (.*<<'(\w+)'\n(?:.*\n)*?\2)$|^\$ (.*)$|^(.*)$"
        for found in re.finditer(documents, block, re.MULTILINE):
            command, line = found[1] or found[3], found[4]
            if command is None:
                shown.append(line)
            else:
                script.append(f"{command} || test $? = 1" if command.startswith("tracker ") else command)
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=tmp_path,
        env={
            **os.environ,
            "HOME": str(tmp_path),
            "PWD": str(tmp_path),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "COLUMNS": "96",
            "TRACKER_TIMEZONE": "UTC",
            "TRACKER_LOG_LEVEL": "WARNING",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    came_out = {" ".join(line.split()) for line in done.stdout.splitlines()}
    expected = [" ".join(line.split()) for line in shown if line.strip(" …")]
    assert len(expected) > 20
    assert [line for line in expected if line not in came_out] == []
    assert list(tmp_path.iterdir()) == [], "the tour cleans up after itself"


def test_the_suite_in_the_readme_loads(tmp_path: Path) -> None:
    block = re.search(r"^```json\n(.*?)^```", section("Write a suite"), re.MULTILINE | re.DOTALL)
    assert block is not None
    (tmp_path / "house-rules.json").write_text(block[1], encoding="utf-8")
    catalogue = suites.load([tmp_path])
    assert [suite.name for suite in catalogue.suites] == ["house-rules"]
    assert catalogue.failures == ()


def test_files_named_in_the_layout_exist() -> None:
    named = re.findall(r"^\| `([^`]+)`", section("How it is laid out"), re.MULTILINE)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_exit_codes_are_those_of_the_code() -> None:
    table = {int(row[0].strip("`")) for row in rows("Exit codes")}
    assert table == {*ExitCode, WRONG_USAGE}
