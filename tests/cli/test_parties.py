"""``tracker party``: whose word figures rest on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command, widest

GROUP = ["--name", "阿里巴巴", "--alias", "Alibaba", "--slug", "alibaba"]
SHOP = ["--name", "淘宝", "--alias", "Taobao", "--slug", "taobao", "--parent", "alibaba"]


def test_a_party_is_added_shown_and_changed(tracker: Command) -> None:
    assert "No party yet" in tracker("party", "list").out
    assert "Added." in tracker("party", "add", *GROUP).out
    assert tracker("party", "add", *SHOP).code == 0
    changed = tracker("party", "edit", "taobao", "--alias", "手淘", "--note", "a shop", "--drop-alias", "TAOBAO")
    assert "Changed." in changed.out
    shown = tracker("party", "show", "taobao")
    for words in ("belongs to  alibaba", "手淘", "a shop", "0 claims on the word of the party at its top"):
        assert words in shown.out
    assert "its own     taobao" in tracker("party", "show", "alibaba").out
    listed = tracker("party", "list")
    assert widest(listed.out) <= 80
    assert "also 手淘" in listed.out
    assert tracker("party", "list", "--format", "jsonl").records[1] == {
        "slug": "taobao", "name": "淘宝", "aliases": ["手淘"], "parent": "alibaba", "children": [], "note": "a shop",
        "claims": 0,
    }  # fmt: skip


def test_a_party_is_removed_when_it_is_meant(tracker: Command) -> None:
    tracker("party", "add", *GROUP)
    refused = tracker("party", "remove", "alibaba")
    assert (refused.code, "add --yes" in refused.err) == (3, True)
    assert "Removed alibaba." in tracker("party", "remove", "alibaba", "--yes").out
    assert "No party yet" in tracker("party", "list").out


def test_parties_by_the_file(tracker: Command, tmp_path: Path) -> None:
    tracker("party", "add", *GROUP)
    tracker("party", "add", *SHOP)
    tracker("metric", "add", "--subject", "s", "--measure", "m", "--unit", "%")
    path = tmp_path / "parties.yaml"
    tracker("party", "export", "--output", path)
    assert tracker("party", "sync", path).out == "Nothing to change.\n"
    text = path.read_text(encoding="utf-8")
    assert "metrics" not in text
    path.write_text(text.replace("name: 淘宝", "name: 天猫").replace("[Taobao]", "[Tmall]"), encoding="utf-8")
    done = tracker("party", "sync", path, "--yes")
    assert "~ party taobao  name: 淘宝 -> 天猫\n~ party taobao  aliases: + Tmall, - Taobao\n" in done.out
    assert "Done: 1 party changed" in done.out
    path.write_text("version: 1\nparties: []\n", encoding="utf-8")
    assert "Done: 2 parties removed" in tracker("party", "sync", path, "--prune", "--yes").out
    assert len(tracker("metric", "list", "--format", "jsonl").records) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "--name", "阿里", "--alias", "ALIBABA"], "--alias: ALIBABA is a name of alibaba"),
        (["add", "--name", "x", "--parent", "ali"], "did you mean alibaba"),
        (["edit", "alibaba", "--parent", "taobao"], "--parent: taobao belongs to alibaba already"),
        (["edit", "alibaba", "--unset", "name"], "--unset: 'name' cannot be emptied"),
        (["show", "tabao"], "did you mean taobao"),
        (["remove", "x"], "there is no party called 'x'"),
        (["sync", "none.yaml"], "there is no such file"),
    ],
)
def test_wrong_use_changes_nothing(tracker: Command, arguments: list[str], words: str) -> None:
    tracker("party", "add", *GROUP)
    tracker("party", "add", *SHOP)
    before = tracker("party", "list", "--format", "jsonl").out
    done = tracker("party", *arguments)
    assert done.code == 3
    assert words in done.err
    assert tracker("party", "list", "--format", "jsonl").out == before
