"""``tracker metric``: the catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command, widest

PASSENGERS = ["--subject", "渡轮公司", "--measure", "旅客", "--unit", "count", "--slug", "passengers"]


def test_a_metric_takes_the_claims_that_fit(tracker: Command, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    done = tracker(
        "metric", "add", *PASSENGERS, "--kind", "level", "--subject-alias", "Ferry Ltd", "--shelf-life", "400",
        "--plausible-low", "0", "--plausible-high", "1000万",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "1 claim linked" in done.out
    (claim,) = tracker("claims", "list", "--metric", "passengers", "--format", "jsonl").records
    assert (claim["figure"], claim["linked_to"]) == ("超过12万人次", "passengers")
    (metric,) = tracker("metric", "list", "--format", "jsonl").records
    assert (metric["claims"], metric["subject_aliases"], metric["plausible_high"]) == (1, ["Ferry Ltd"], 10000000)
    assert "passengers" in tracker("claims", "show", claim["id"]).out


def test_a_new_alias_links_more(tracker: Command, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    assert "0 claims linked" in tracker("metric", "add", *PASSENGERS[:3], "人流", *PASSENGERS[4:]).out
    done = tracker("metric", "edit", "passengers", "--measure-alias", "旅客", "--note", "人次 a year")
    assert "1 claim linked" in done.out
    assert "人次 a year" in done.out


def test_the_list_is_readable(tracker: Command) -> None:
    assert "No metric yet" in tracker("metric", "list").out
    tracker("metric", "add", *PASSENGERS)
    done = tracker("metric", "list")
    assert "渡轮公司 · 旅客" in done.out
    assert widest(done.out) <= 80


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "--subject", "a"], "--measure"),
        (["add", *PASSENGERS], "passengers is this metric already"),
        (["add", *PASSENGERS[:3], "b", *PASSENGERS[4:], "--plausible-low", "2", "--plausible-high", "1"], "another"),
        (["edit", "passengers", "--plausible-low", "2", "--plausible-high", "1"], "exchange them"),
        (["edit", "passengers", "--plausible-low", "low"], "--plausible-low: cannot read 'low'"),
        (["edit", "passengers", "--plausible-low", "2025-01-01"], "--plausible-low: give a number"),
        (["edit", "passengers", "--shelf-life", "0"], "--shelf-life"),
        (["edit", "passengers", "--unset", "unit"], "--unset"),
        (["edit", "passenger"], "did you mean passengers"),
        (["edit", "passengers", "--drop-alias", "x"], "has no alias 'x'"),
    ],
)
def test_wrong_use_changes_nothing(tracker: Command, arguments: list[str], words: str) -> None:
    tracker("metric", "add", *PASSENGERS)
    before = tracker("metric", "list", "--format", "jsonl").out
    done = tracker("metric", *arguments)
    assert done.code == 3
    assert words in done.err
    assert tracker("metric", "list", "--format", "jsonl").out == before


SHEET = """\
version: 1
metrics:
  - slug: passengers
    subject: 渡轮公司
    measure: 旅客
    unit: count
    plausible_high: 1000万
parties:
  - slug: ferry
    name: 渡轮公司
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Write a file of one metric and one party."""
    path = tmp_path / "metrics.yaml"
    path.write_text(SHEET, encoding="utf-8")
    return path


def test_everything_of_a_metric_is_shown(tracker: Command, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    tracker(
        "metric", "add", *PASSENGERS, "--shelf-life", "400", "--warn-after", "365", "--cumulative", "--baseline", "2024"
    )
    done = tracker("metric", "show", "passengers")
    for words in ("400 days", "365 days", "accumulates  yes", "2024", "超过12万人次", "岛屿邮报", "tracker"):
        assert words in done.out
    assert widest(done.out) <= 80
    (record,) = tracker("metric", "list", "--format", "jsonl").records
    assert (record["warn_after_days"], record["is_cumulative"], record["baseline"]) == (365, True, "2024")
    assert "accumulates  no" in tracker("metric", "edit", "passengers", "--no-cumulative", "--unset", "warn-after").out


def test_two_metrics_become_one(tracker: Command, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    tracker("metric", "add", *PASSENGERS)
    tracker("metric", "add", "--subject", "Ferry Ltd", "--measure", "riders", "--unit", "count", "--slug", "riders")
    refused = tracker("metric", "merge", "passengers", "riders")
    assert (refused.code, "add --yes" in refused.err) == (3, True)
    assert "- passengers  渡轮公司 · 旅客, 1 claim\n+ riders  Ferry Ltd · riders\n" in refused.out
    done = tracker("metric", "merge", "passengers", "riders", "--yes")
    assert "Merged, 1 claim moved; 0 claims linked." in done.out
    (metric,) = tracker("metric", "list", "--format", "jsonl").records
    assert (metric["slug"], metric["claims"], metric["measure_aliases"]) == ("riders", 1, ["旅客"])


def test_a_sheet_is_shown_and_then_so(tracker: Command, sheet: Path, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    looked = tracker("metric", "sync", sheet, "--dry-run")
    assert "+ party ferry  渡轮公司\n+ metric passengers  渡轮公司 · 旅客\nNothing was changed.\n" in looked.out
    assert "No metric yet" in tracker("metric", "list").out
    assert "add --yes" in tracker("metric", "sync", sheet).err
    done = tracker("metric", "sync", sheet, "--yes")
    assert "Done: 1 party added, 1 metric added; 1 claim linked.\n" in done.out
    assert tracker("metric", "sync", sheet).out == "Nothing to change.\n"
    tracker("metric", "edit", "passengers", "--measure-alias", "riders", "--shelf-life", "1500")
    changed = tracker("metric", "sync", sheet, "--yes").out
    assert "~ metric passengers  measure_aliases: - riders\n" in changed
    assert "~ metric passengers  shelf_life_days: 1,500 -> –\n" in changed


def test_what_a_sheet_lacks_goes_only_when_pruned(tracker: Command, sheet: Path, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    tracker("metric", "add", *PASSENGERS)
    sheet.write_text("version: 1\nmetrics: []\n", encoding="utf-8")
    assert (
        "Not in the file, left alone: 1 metric (passengers)\nNothing to change." in tracker("metric", "sync", sheet).out
    )
    done = tracker("metric", "sync", sheet, "--prune", "--yes")
    assert "- metric passengers  1 claim will be linked to nothing\n" in done.out
    assert "No metric yet" in tracker("metric", "list").out


def test_an_export_brings_everything_back(tracker: Command, sheet: Path, tmp_path: Path) -> None:
    assert tracker("metric", "import", sheet).code == 0
    out = tmp_path / "out.yaml"
    assert f"Wrote {out}." in tracker("metric", "export", "--output", out).out.replace("\n", "")
    assert out.read_text(encoding="utf-8") == tracker("metric", "export").out
    assert tracker("metric", "sync", out, "--prune").out == "Nothing to change.\n"
    assert tracker("metric", "import", out).out == "Nothing to change.\n"


def test_new_metrics_are_proposed_and_added(tracker: Command, article: Path, tmp_path: Path) -> None:
    assert "Nothing to propose" in tracker("metric", "propose").out
    other = tmp_path / "again.txt"
    other.write_text("渡轮公司表示，今年运送旅客超过13万人次。\n", encoding="utf-8")
    tracker("source", "add", article, "--publisher", "岛屿邮报", "--published", "2025-03-01")
    tracker("source", "add", other, "--publisher", "海岛晚报", "--published", "2025-04-01")
    shown = tracker("metric", "propose")
    assert "level: 超过12万人次" in shown.out
    assert widest(shown.out) <= 80
    (record,) = tracker("metric", "propose", "--format", "jsonl").records
    assert (record["claims"], record["publishers"], record["unit"]) == (2, 2, "count")
    assert "'nothing' is not proposed" in tracker("metric", "propose", "--add", "nothing").err
    done = tracker("metric", "propose", "--add", record["slug"])
    assert "Done: 1 metric added; 2 claims linked." in done.out
    assert "Nothing to propose" in tracker("metric", "propose").out


def test_another_shelf_life_counts_at_the_next_sweep(tracker: Command, article: Path) -> None:
    tracker("source", "add", article, "--publisher", "岛屿邮报")
    tracker("metric", "add", *PASSENGERS, "--shelf-life", "36500")

    def aged() -> bool:
        assert tracker("check").code in (0, 1)
        flags = tracker("flag", "list", "--format", "jsonl").records
        return any((flag["expectation"], flag["figure"]) == ("stale/aged", "超过12万人次") for flag in flags)

    assert not aged()
    tracker("metric", "edit", "passengers", "--shelf-life", "30")
    assert aged()
    tracker("metric", "edit", "passengers", "--shelf-life", "36500")
    assert not aged()
