"""The board of jobs: what is planned, what is at work, and who waits for them to end."""

from __future__ import annotations

import threading

import pytest

from tracker.schedule.board import Board


@pytest.fixture
def board() -> Board:
    return Board()


def test_a_job_is_planned_once_until_it_ends(board: Board) -> None:
    assert board.plan("check")
    assert not board.plan("check")
    assert board.start("check")
    assert not board.plan("check")
    board.end("check")
    assert board.plan("check")


def test_a_job_given_up_may_be_planned_again(board: Board) -> None:
    board.plan("check")
    board.give_up("check")
    assert board.busy == frozenset()
    assert board.plan("check")


def test_the_last_look_has_none_planned_behind_it(board: Board) -> None:
    for name in ("fetch:a", "fetch:b", "check"):
        board.plan(name)
    board.start("fetch:a")
    assert board.is_any_planned("fetch:")
    board.start("fetch:b")
    assert not board.is_any_planned("fetch:")


def test_a_run_has_a_number_once_it_is_noted(board: Board) -> None:
    board.start("check")
    board.start("prune")
    board.number("check", 7)
    assert board.running == ("check", "prune")
    assert board.run_ids == [7]


def test_nothing_starts_on_a_closed_board(board: Board) -> None:
    board.close()
    assert not board.start("check")
    assert board.running == ()
    assert board.is_closed


def test_waiting_ends_with_the_last_job(board: Board) -> None:
    board.start("check")
    ending = threading.Thread(target=board.end, args=("check",))
    ending.start()
    assert board.wait(20) == {}
    ending.join()


def test_waiting_tells_what_is_still_at_work(board: Board) -> None:
    board.start("check")
    board.number("check", 7)
    assert board.wait(0) == {"check": 7}
