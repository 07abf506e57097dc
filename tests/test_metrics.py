"""The catalogue of metrics."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tracker import metrics
from tracker.drafts import MetricDraft
from tracker.errors import InputError
from tracker.metrics import MEASURE, SUBJECT, Change
from tracker.models import Metric
from tracker.values import Kind


def draft(**fields: Any) -> MetricDraft:
    return MetricDraft(**{"subject": "渡轮公司", "measure": "旅客", "unit": "count"} | fields)


@pytest.fixture
def metric(session: Session) -> Metric:
    return metrics.add(
        session,
        draft(slug="passengers", subject_aliases=("Ferry Ltd",), measure_aliases=("passengers",), shelf_life_days=90),
    )


def test_a_metric_is_added_with_its_aliases(session: Session) -> None:
    added = metrics.add(
        session,
        draft(
            subject_aliases=("Ferry Ltd", "渡轮公司", "FERRY LTD"),
            measure_aliases=("passengers",),
            kind=Kind.LEVEL,
            plausible_low=Decimal(0),
            plausible_high=Decimal("1e7"),
            note="per year",
        ),
    )
    session.expire_all()
    found = metrics.find(session, added.slug)
    assert found.slug == "du-lun-gong-si-lu-ke"
    assert metrics.names(found, SUBJECT) == ["Ferry Ltd"]
    assert metrics.names(found, MEASURE) == ["passengers"]
    assert (found.plausible_low, found.plausible_high, found.kind) == (Decimal(0), Decimal("1e7"), Kind.LEVEL)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"subject": " "}, "--subject: give a line"),
        ({"unit": ""}, "--unit: give a line"),
        ({"measure": "a\nb"}, "--measure: give a line"),
        ({"shelf_life_days": 0}, "--shelf-life: give days"),
        ({"shelf_life_days": 40_000}, "--shelf-life: give days"),
        ({"warn_after_days": 0}, "--warn-after: give days"),
        ({"warn_after_days": 31, "shelf_life_days": 30}, "--warn-after: 31 days are more than the shelf life of 30"),
        ({"baseline": " "}, "--baseline: give a line"),
        ({"plausible_low": Decimal(2), "plausible_high": Decimal(1)}, "exchange them"),
        ({"slug": "Bad Slug"}, "--slug: 'Bad Slug' is no slug"),
        ({"subject_aliases": ("",)}, "--subject-alias: give a line"),
    ],
)
def test_what_is_wrong_is_refused(session: Session, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        metrics.add(session, draft(**fields))
    assert metrics.listing(session) == []


@pytest.mark.usefixtures("metric")
def test_there_is_one_of_each(session: Session) -> None:
    with pytest.raises(InputError, match="passengers is this metric already"):
        metrics.add(session, draft(slug="other"))
    with pytest.raises(InputError, match="--slug: passengers is another metric"):
        metrics.add(session, draft(slug="passengers", measure="船只"))
    assert metrics.add(session, draft(kind=Kind.CHANGE, unit="%")).slug == "du-lun-gong-si-lu-ke"
    assert metrics.add(session, draft(unit="x")).slug == "du-lun-gong-si-lu-ke-2"


def test_ensuring_keeps_what_people_have_made_of_it(session: Session, metric: Metric) -> None:
    same, is_new = metrics.ensure(session, draft(shelf_life_days=5, measure_aliases=("Passengers", "riders")))
    assert (same.id, is_new, same.shelf_life_days) == (metric.id, False, 90)
    assert metrics.names(same, MEASURE) == ["passengers", "riders"]
    assert metrics.ensure(session, draft(slug="passengers", subject="whatever"))[0].id == metric.id
    assert metrics.ensure(session, draft(slug="ships", measure="船只"))[1]
    assert metrics.ensure(session, draft(slug="riders"))[0].id == metric.id, "it is there under another slug"


def test_an_edit_changes_what_it_names(session: Session, metric: Metric) -> None:
    change = Change(
        measure="乘客",
        kind=Kind.LEVEL,
        plausible_high=Decimal(9),
        add_measure_aliases=("旅客",),
        drop_aliases=("ferry ltd",),
    )
    metrics.edit(session, "passengers", change, ["shelf_life_days"])
    session.expire_all()
    assert (metric.measure, metric.kind, metric.plausible_high) == ("乘客", Kind.LEVEL, Decimal(9))
    assert (metric.shelf_life_days, metric.subject) == (None, "渡轮公司")
    assert metrics.names(metric, SUBJECT) == []
    assert metrics.names(metric, MEASURE) == ["passengers", "旅客"]


def test_an_edit_says_when_to_warn_and_what_accumulates(session: Session, metric: Metric) -> None:
    metrics.edit(session, "passengers", Change(warn_after_days=60, is_cumulative=True, baseline="2024"))
    session.expire_all()
    assert (metric.warn_after_days, metric.is_cumulative, metric.baseline) == (60, True, "2024")
    metrics.edit(session, "passengers", Change(is_cumulative=False), ["warn_after_days", "baseline"])
    session.expire_all()
    assert (metric.warn_after_days, metric.is_cumulative, metric.baseline) == (None, False, None)


@pytest.mark.parametrize(
    ("change", "unset", "words"),
    [
        (Change(shelf_life_days=9, warn_after_days=10), (), "--warn-after: 10 days are more"),
        (Change(plausible_low=Decimal(2), plausible_high=Decimal(1)), (), "exchange them"),
        (Change(drop_aliases=("Sea Ltd",)), (), "has no alias 'Sea Ltd'; it has Ferry Ltd, passengers"),
        (Change(unit=" "), (), "--unit"),
        (Change(), ("unit",), "--unset: 'unit' cannot be emptied"),
        (Change(note="n"), ("note",), "--unset note: it is given"),
    ],
)
@pytest.mark.usefixtures("metric")
def test_a_wrong_edit_is_refused(session: Session, change: Change, unset: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        metrics.edit(session, "passengers", change, unset)


@pytest.mark.usefixtures("metric")
def test_an_unknown_metric_names_the_nearest(session: Session) -> None:
    with pytest.raises(InputError, match="no metric called 'passanger': did you mean passengers"):
        metrics.find(session, "passanger")


def test_listing_is_by_slug(session: Session, metric: Metric) -> None:
    metrics.add(session, draft(measure="船只", slug="a-ships"))
    assert [(entry.metric.slug, entry.claims) for entry in metrics.listing(session)] == [
        ("a-ships", 0),
        (metric.slug, 0),
    ]
