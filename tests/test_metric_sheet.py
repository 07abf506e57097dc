"""Files of metrics and parties: read with the line of each fault, planned, applied, and written so that they return."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker import metrics, parties, resources
from tracker.drafts import MetricDraft, PartyDraft
from tracker.errors import InputError
from tracker.metrics import sheet
from tracker.metrics import sync as metric_sync
from tracker.models import Claim, Metric, Party
from tracker.parties import sync as party_sync
from tracker.values import Kind

SHEET = """\
version: 1
metrics:
  - slug: passengers
    subject: 渡轮公司
    measure: 旅客
    unit: count
    kind: level
    subject_aliases: [Ferry Ltd, "渡輪"]
    measure_aliases:
      - passengers
    shelf_life_days: 400
    warn_after_days: 365
    plausible_low: 0.10
    plausible_high: 1200万
    is_cumulative: true
    baseline: the year before
    note: 人次 a year
  - slug: fares
    subject: 渡轮公司
    measure: 票价
    unit: CNY
parties:
  - slug: ferry
    name: 渡轮公司
    aliases: [Ferry Ltd]
  - slug: pier
    name: 码头
    parent: ferry
    note: its landing
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "metrics.yaml"
    path.write_text(SHEET, encoding="utf-8")
    return path


def bring(session: Session, path: Path, **how: Any) -> None:
    read = sheet.read(path)
    for module, entries in ((party_sync, read.parties), (metric_sync, read.metrics)):
        if entries is not None:
            module.apply(session, entries, module.plan(session, entries, **how), **how)
    session.expire_all()


def written(session: Session) -> str:
    return sheet.written(
        [entry.metric for entry in metrics.listing(session)], [entry.party for entry in parties.listing(session)]
    )


def test_every_field_is_kept(session: Session, path: Path) -> None:
    bring(session, path)
    metric = metrics.find(session, "passengers")
    assert sheet.metric_fields(metric) == {
        "subject": "渡轮公司",
        "measure": "旅客",
        "unit": "count",
        "kind": Kind.LEVEL,
        "subject_aliases": ("Ferry Ltd", "渡輪"),
        "measure_aliases": ("passengers",),
        "shelf_life_days": 400,
        "warn_after_days": 365,
        "plausible_low": Decimal("0.1"),
        "plausible_high": Decimal(12_000_000),
        "is_cumulative": True,
        "baseline": "the year before",
        "note": "人次 a year",
    }
    assert sheet.party_fields(parties.find(session, "pier")) == {
        "name": "码头", "aliases": (), "parent": "ferry", "note": "its landing",
    }  # fmt: skip


def test_what_is_written_changes_nothing(session: Session, path: Path) -> None:
    bring(session, path)
    path.write_text(written(session), encoding="utf-8")
    read = sheet.read(path)
    assert read.metrics is not None
    assert read.parties is not None
    assert metric_sync.plan(session, read.metrics, prune=True).is_empty
    assert party_sync.plan(session, read.parties, prune=True).is_empty
    assert metric_sync.plan(session, read.metrics, keep=True).is_empty


def test_json_lines_come_back_too(session: Session, path: Path, tmp_path: Path) -> None:
    bring(session, path)
    lines = tmp_path / "metrics.jsonl"
    lines.write_text("".join(sheet.rows(entry.metric for entry in metrics.listing(session))), encoding="utf-8")
    read = sheet.read(lines)
    assert read.parties is None
    assert metric_sync.plan(session, read.metrics or (), prune=True).is_empty
    lines.write_text('\n{"slug": "a", "subject": "b",\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"metrics\.jsonl, line [23]: broken YAML"):
        sheet.read(lines)
    lines.write_text('\n{"slug": "a", "subject": "b", "measure": "c", "units": "d"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"metrics\.jsonl, line 2: there is no key 'units'"):
        sheet.read(lines)
    lines.write_text("", encoding="utf-8")
    assert sheet.read(lines).metrics == ()


WORDS = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip()) and text.isprintable()
) | st.sampled_from(
    ["yes", "null", "~", "1e5", "0x1F", "2025-01-01", "a: b", "#x", "- x", "'", '"', "{}", "[a", "%", "&a"]
)
BOUNDS = st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**25), max_value=10**25)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, min_size=7, max_size=7, unique_by=lambda word: word.strip().lower()), bound=BOUNDS)
def test_any_words_and_numbers_come_back(tmp_path: Path, words: list[str], bound: Decimal | None) -> None:
    texts = [word.strip() for word in words]
    metric = metrics.catalogue.new(
        "m",
        MetricDraft(
            subject=texts[0],
            measure=texts[1],
            unit=texts[2],
            subject_aliases=(texts[3], texts[4]),
            plausible_low=bound,
            baseline=texts[5],
            note=texts[6],
        ),
    )
    metric.is_cumulative = False
    file = tmp_path / "m.yaml"
    file.write_text(sheet.written([metric], None), encoding="utf-8")
    (entry,) = sheet.read(file).metrics or ()
    assert sheet.whole(entry, sheet.METRIC) == sheet.metric_fields(metric)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("version: 1", "version: 2", "line 1: version: expected 1"),
        ("version: 1\n", "", "line 1: version: expected 1"),
        ("parties:", "people:", "line 22: there is no key 'people' here; there is version and metrics and parties"),
        ("    note: 人次", "    notes: 人次", "line 17: there is no key 'notes' here; there are slug, subject,"),
        ("kind: level", "kind: lever", "line 7: kind: there is no kind 'lever'; there are level, change"),
        ("    unit: CNY\n", "", "line 18: unit is missing"),
        ("plausible_low: 0.10", "plausible_low: .nan", "line 13: plausible_low: expected a number"),
        ("plausible_low: 0.10", "plausible_low: 2e9", "line 13: plausible_low: 2E\\+9 is greater"),
        ("1200万", "2025-01-01", "line 14: plausible_high: expected a number"),
        ("warn_after_days: 365", "warn_after_days: 401", "line 12: warn_after_days: 401 days are more"),
        ("shelf_life_days: 400", "shelf_life_days: 4.5", "line 11: shelf_life_days: expected a whole number"),
        ("shelf_life_days: 400", "shelf_life_days: 0", "line 11: shelf_life_days: give days from 1"),
        ("is_cumulative: true", "is_cumulative: 1", "line 15: is_cumulative: expected true or false"),
        ("[Ferry Ltd, \"渡輪\"]", "Ferry Ltd", "line 8: subject_aliases: expected a list"),
        ("baseline: the year before", "baseline: 2024", "line 16: baseline: expected a text, not 2024"),
        ("slug: fares", "slug: passengers", "line 18: the slug passengers stands in line 3 already"),
        ("measure: 票价\n    unit: CNY", "measure: 旅客\n    unit: count\n    kind: level", "line 18: this metric"),
        ("    name: 码头", "    name: FERRY LTD", "line 26: FERRY LTD is a name of ferry in line 23 already"),
        ("    subject: 渡轮公司\n    measure: 票价", "   subject: 渡轮公司\n    measure: 票价", "broken YAML"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(path: Path, old: str, new: str, words: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=words) as caught:
        sheet.read(path)
    assert str(caught.value).startswith(str(path))


def test_the_file_is_the_truth_for_what_it_names(session: Session, path: Path) -> None:
    bring(session, path)
    metrics.add(session, MetricDraft(subject="别家", measure="旅客", unit="count", slug="other"))
    path.write_text(
        "version: 1\nmetrics:\n  - {slug: fares, subject: 渡轮公司, measure: 票价, unit: CNY,"
        " measure_aliases: [fare]}\n"
        "  - {slug: passengers, subject: 渡轮公司, measure: 旅客, unit: count, subject_aliases: [Ferries]}\n",
        encoding="utf-8",
    )
    entries = sheet.read(path).metrics or ()
    plan = metric_sync.plan(session, entries)
    assert {(change.slug, change.field) for change in plan.changed} == {
        ("fares", "measure_aliases"),
        *(
            ("passengers", field)
            for field in sheet.METRIC
            if field not in {"subject", "measure", "unit"}
        ),
    }  # fmt: skip
    assert plan.left == ("other",)
    metric_sync.apply(session, entries, plan)
    session.expire_all()
    passengers = sheet.metric_fields(metrics.find(session, "passengers"))
    assert passengers["subject_aliases"] == ("Ferries",)
    assert (passengers["shelf_life_days"], passengers["is_cumulative"], passengers["kind"]) == (None, False, None)
    bring(session, path, prune=True)
    assert set(session.scalars(select(Metric.slug))) == {"fares", "passengers"}


def test_what_is_brought_takes_nothing_away(session: Session, path: Path) -> None:
    bring(session, path)
    path.write_text(
        "version: 1\nmetrics:\n  - {slug: passengers, subject: 渡轮公司, measure: 乘客, unit: count, note: new,"
        " subject_aliases: [Ferries]}\nparties:\n  - {slug: ferry, name: 渡轮公司, aliases: [Ferries]}\n",
        encoding="utf-8",
    )
    bring(session, path, keep=True)
    passengers = sheet.metric_fields(metrics.find(session, "passengers"))
    assert passengers["subject_aliases"] == ("Ferry Ltd", "渡輪", "Ferries")
    assert (passengers["measure"], passengers["note"], passengers["shelf_life_days"]) == ("乘客", "new", 400)
    assert sheet.party_fields(parties.find(session, "ferry"))["aliases"] == ("Ferry Ltd", "Ferries")
    assert len(metrics.listing(session)) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "metrics:\n  - {slug: other, subject: 渡轮公司, measure: 票价, unit: CNY}\n",
            "line 3: fares is this metric already",
        ),
        ("parties:\n  - {slug: other, name: ferry ltd}\n", "line 3: ferry ltd is a name of ferry already"),
        ("parties:\n  - {slug: other, name: x, parent: nobody}\n", "line 3: parent: there is no party called 'nobody'"),
        (
            "parties:\n  - {slug: ferry, name: x, parent: pier}\n",
            "line 3: parent: ferry belongs to pier belongs to ferry; that is a circle",
        ),
    ],
)
def test_what_does_not_go_with_the_rest_is_refused(session: Session, path: Path, text: str, words: str) -> None:
    bring(session, path)
    path.write_text(f"version: 1\n{text}", encoding="utf-8")
    with pytest.raises(InputError, match=words):
        bring(session, path)


def test_a_bound_out_of_order_with_what_stays_is_refused(session: Session, path: Path) -> None:
    bring(session, path)
    path.write_text(
        "version: 1\nmetrics:\n  - {slug: passengers, subject: 渡轮公司, measure: 旅客, unit: count,"
        " shelf_life_days: 9}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="warn_after_days: 365 days are more than the shelf life of 9"):
        bring(session, path, keep=True)


def test_names_may_move_between_parties(session: Session, path: Path) -> None:
    bring(session, path)
    path.write_text(
        "version: 1\nparties:\n  - {slug: ferry, name: 渡轮公司}\n  - {slug: pier, name: 码头, aliases: [Ferry Ltd]}\n",
        encoding="utf-8",
    )
    bring(session, path)
    pier = parties.find(session, "pier")
    found = parties.names(session).resolve("FERRY LTD")
    assert found is not None
    assert (found.party_id, pier.parent, pier.note) == (pier.id, None, None)


def test_what_changed_meanwhile_stops_it(session: Session, path: Path) -> None:
    entries = sheet.read(path).parties or ()
    plan = party_sync.plan(session, entries)
    parties.add(session, PartyDraft(name="码头", slug="pier"))
    with pytest.raises(InputError, match="changed meanwhile"):
        party_sync.apply(session, entries, plan)


def test_the_sample_is_such_a_file(session: Session) -> None:
    path = resources.sample() / "metrics.yaml"
    bring(session, path)
    read = sheet.read(path)
    assert metric_sync.plan(session, read.metrics or (), prune=True).is_empty
    assert party_sync.plan(session, read.parties or (), prune=True).is_empty
    known = parties.names(session)
    keys = {
        name: found.key
        for name in ("阿里巴巴", "淘宝", "天猫", "淘宝及天猫", "TAOBAO")
        if (found := known.resolve(name))
    }
    assert len(set(keys.values())) == 1
    assert session.scalars(select(Claim.id)).all() == []
    assert session.scalars(select(Party.id)).first() is not None
