"""What a new version of a text does to the claims of the old one."""

from __future__ import annotations

from typing import Any

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


def test_the_same_text_keeps_every_claim() -> None:
    kept, changed, gone, added = outcome(OLD, OLD)
    assert len(kept) == len(read(OLD)) == 3
    assert (changed, gone, added) == ([], [], [])


def test_another_number_in_the_same_sentence_is_a_change() -> None:
    _, changed, gone, added = outcome(OLD, OLD.replace("12万", "15万"))
    assert changed == [("12万人次", "15万人次")]
    assert (gone, added) == ([], [])


def test_another_number_in_a_reworded_sentence_is_a_change() -> None:
    _, changed, gone, added = outcome(OLD, OLD.replace("公司员工达300人", "截至年底，公司员工为320人"))
    assert changed == [("达300人", "320人")]
    assert (gone, added) == ([], [])


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
    assert sorted([i for i, _ in compared.pairs] + list(compared.gone)) == list(range(len(old)))
    assert sorted([j for _, j in compared.pairs] + list(compared.added)) == list(range(len(new)))


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
