"""What a new version of a text does to the claims of the old one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import extract, revisions
from tracker.claims import as_values
from tracker.revisions import compare, same_figure

OLD = "渡轮公司年报 2025年3月1日\n\n渡轮公司表示，今年载客12万人次，同比增长两成。公司员工达300人。\n"


def read(text: str) -> list[dict[str, Any]]:
    return [as_values(claim) for claim in extract.claims(text)]


def outcome(old: str, new: str) -> tuple[list[str], list[tuple[str, str]], list[str], list[str]]:
    """The figures kept, changed, gone and added."""
    before, after = read(old), read(new)
    compared = compare(before, after)
    pairs = [(before[i], after[j]) for i, j in compared.pairs]
    return (
        [one["figure"] for one, other in pairs if same_figure(one, other)],
        [(one["figure"], other["figure"]) for one, other in pairs if not same_figure(one, other)],
        [before[i]["figure"] for i in compared.gone],
        [after[j]["figure"] for j in compared.added],
    )


def unclear(old: str, new: str) -> list[tuple[str, str]]:
    before, after = read(old), read(new)
    return [(before[i]["figure"], after[j]["figure"]) for i, j in compare(before, after).unclear]


def test_the_same_text_keeps_every_claim() -> None:
    kept, changed, gone, added = outcome(OLD, OLD)
    assert len(kept) == len(read(OLD)) == 3
    assert (changed, gone, added) == ([], [], [])


def test_another_number_in_the_same_sentence_is_a_change() -> None:
    _, changed, gone, added = outcome(OLD, OLD.replace("12万", "15万"))
    assert changed == [("12万人次", "15万人次")]
    assert (gone, added) == ([], [])


def test_another_number_in_a_reworded_sentence_is_unclear() -> None:
    kept, changed, gone, added = outcome(OLD, OLD.replace("公司员工达300人", "截至年底，公司员工为320人"))
    assert (len(kept), changed, gone, added) == (2, [], [], [])
    assert unclear(OLD, OLD.replace("公司员工达300人", "截至年底，公司员工为320人")) == [("达300人", "320人")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("公司员工达300人。", "截至去年年底，公司员工已达300人，分布在各个岛上。"),
        ("公司员工达300人。", "与去年相比没有变化的是，公司员工达300人。"),
    ],
)
def test_the_same_figure_of_the_same_subject_may_stand_in_other_words(old: str, new: str) -> None:
    kept, changed, gone, _ = outcome(OLD, OLD.replace(old, new))
    assert (len(kept), changed, gone, unclear(OLD, OLD.replace(old, new))) == (3, [], [], [])


@pytest.mark.parametrize(
    "change", [{"unit": "pp"}, {"subject": "other ferries"}, {"low": "13", "high": "13", "subject": "other ferries"}]
)
def test_like_words_with_another_unit_or_subject_are_unclear(change: dict[str, str]) -> None:
    one = {
        "figure": "12%", "sentence": "Ferries carried 12% more people this year.", "subject": "ferries",
        "metric": "people", "unit": "%", "kind": "change", "comparator": "eq", "low": "12", "high": "12",
    }  # fmt: skip
    other = {**one, "sentence": "The ferries carried 12% more people this year.", **change}
    compared = compare([one], [other])
    if change.keys() > {"low"}:  # nothing of the three fits
        assert (compared.unclear, compared.gone, compared.added) == ((), (0,), (0,))
    else:
        assert (compared.pairs, compared.unclear) == ((), ((0, 0),))


def test_a_figure_of_nothing_in_particular_is_not_taken_for_another() -> None:
    one = {"figure": "5", "sentence": "There were 5.", "unit": "count", "kind": "level", "low": "5", "high": "5"}
    other = {**one, "figure": "9", "sentence": "Nobody counted more than these 9.", "low": "9", "high": "9"}
    assert compare([one], [other]).unclear == ()


def test_a_sentence_that_moved_keeps_its_claims() -> None:
    moved = OLD.replace("公司员工达300人。", "").replace("渡轮公司表示，今年", "公司员工达300人。渡轮公司表示，今年")
    kept, changed, gone, added = outcome(OLD, moved)
    assert len(kept) == 3
    assert (changed, gone, added) == ([], [], [])


def test_a_sentence_that_was_taken_out_is_gone() -> None:
    _, changed, gone, _ = outcome(OLD, OLD.replace("公司员工达300人。", ""))
    assert (changed, gone) == ([], ["达300人"])


def test_a_new_sentence_is_added() -> None:
    kept, changed, gone, added = outcome(OLD, OLD + "\n新船耗资25亿元。\n")
    assert (len(kept), changed, gone, added) == (3, [], [], ["25亿元"])


def test_the_next_row_of_a_series_is_no_change_of_the_last() -> None:
    row = {"sentence": "a", "figure": "5", "subject": "s", "metric": "m", "unit": "count", "period_end": "2024-12-31"}
    compared = compare([row], [{**row, "figure": "6", "sentence": "b", "period_end": "2025-12-31"}])
    assert (compared.pairs, compared.gone, compared.added) == ((), (0,), (0,))


words = st.sampled_from(["a", "b", "c"])
readings = st.lists(
    st.fixed_dictionaries({"figure": words, "sentence": words, "subject": words, "metric": words, "unit": words}),
    max_size=8,
)


@given(readings, readings)
def test_every_claim_ends_in_one_place(old: list[dict[str, str]], new: list[dict[str, str]]) -> None:
    compared = compare(old, new)
    both = [*compared.pairs, *compared.unclear]
    assert sorted([i for i, _ in both] + list(compared.gone)) == list(range(len(old)))
    assert sorted([j for _, j in both] + list(compared.added)) == list(range(len(new)))


@given(readings)
def test_nothing_changes_against_itself(old: list[dict[str, str]]) -> None:
    compared = compare(old, old)
    assert [revisions.same_figure(old[i], old[j]) for i, j in compared.pairs] == [True] * len(old)


@given(readings, st.randoms(use_true_random=False))
def test_order_does_not_matter_to_what_is_found_again(old: list[dict[str, str]], random: Any) -> None:
    shuffled = random.sample(old, len(old))
    compared = compare(old, shuffled)
    assert len(compared.pairs) == len(old)
    assert all(same_figure(old[i], shuffled[j]) for i, j in compared.pairs)


def _told(figure: str, low: str, sentence: str, subject: str = "ferries") -> dict[str, str]:
    return {
        "figure": figure, "low": low, "high": low, "unit": "count", "comparator": "eq", "kind": "level",
        "subject": subject, "metric": "passengers", "sentence": sentence,
    }  # fmt: skip


def test_what_changed_and_came_back_in_other_words_is_found_by_what_was_captured() -> None:
    captured = _told("12000", "12000", "The ferries carried 12000 passengers.")
    changed = _told("13000", "13000", "The ferries carried 13000 passengers.")
    back = _told("12,000", "12000", "A round year: 12,000 people took the ferries, a clerk wrote.")
    recalled = revisions.recall(revisions.Comparison((), (), (0,), (0,)), [(captured, changed)], [back])
    assert (recalled.pairs, recalled.gone, recalled.added) == (((0, 0),), (), ())


def test_an_equal_number_of_another_subject_is_not_taken_for_what_is_gone() -> None:
    captured = _told("12000", "12000", "The ferries carried 12000 passengers.")
    other = _told("12000", "12000", "The buses carried 12000 passengers.", subject="buses")
    recalled = revisions.recall(revisions.Comparison((), (), (0,), (0,)), [(captured,)], [other])
    assert recalled.pairs == ()
