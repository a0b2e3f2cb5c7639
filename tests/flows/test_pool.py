"""The pool: tasks are Python expressions, and the work is `eval`, which any process knows."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from app.flows.pool import (
    Broke,
    Given,
    Interrupted,
    Lost,
    Outcome,
    Outcomes,
    work_here,
    work_through,
)

ENDLESS = "__import__('itertools').count()"
STUCK = "__import__('threading').Event().wait()"
KILLED = "__import__('os').kill(__import__('os').getpid(), 9)"
MODES = pytest.mark.parametrize("processes", [0, 1, 2])


def never() -> bool:
    return False


def run(tasks: list[str], processes: int) -> list[Outcome[str, int]]:
    outcomes: Outcomes[str, int]
    if processes:
        outcomes = work_through(tasks, eval, processes, never)
    else:
        outcomes = work_here(tasks, eval, never)
    return list(outcomes)


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    yield
    assert multiprocessing.active_children() == []


@MODES
def test_yields_what_the_work_yields_in_its_order(processes: int) -> None:
    tasks = ["range(3)", "()", "range(7, 9)"]
    outcomes = run(tasks, processes)
    assert sorted(outcomes, key=repr) == sorted(
        [Given(tasks[0], n) for n in range(3)] + [Given(tasks[2], n) for n in (7, 8)], key=repr
    )
    assert [o.message for o in outcomes if isinstance(o, Given) and o.task == tasks[0]] == [0, 1, 2]


@MODES
def test_a_fault_ends_its_own_task_only(processes: int) -> None:
    outcomes = run(["range(1)", "(1 // n for n in (1, 0))", "range(2)"], processes)
    broke = [outcome for outcome in outcomes if isinstance(outcome, Broke)]
    assert len(broke) == 1
    assert "ZeroDivisionError" in broke[0].trace
    assert len(outcomes) == 1 + 2 + 2  # the second had yielded once


def test_a_killed_process_loses_its_own_task_and_is_replaced() -> None:
    tasks = [KILLED, *[f"range({n}, {n + 1})" for n in range(6)], KILLED]
    outcomes = run(tasks, 2)
    assert [o for o in outcomes if isinstance(o, Lost)] == [Lost(KILLED, signal.SIGKILL)] * 2
    assert sorted(o.message for o in outcomes if isinstance(o, Given)) == list(range(6))


def test_what_was_sent_before_the_end_is_not_lost() -> None:
    task = f"(n if n < 5 else {KILLED} for n in range(6))"
    assert run([task], 1) == [*(Given(task, n) for n in range(5)), Lost(task, 9)]


def test_a_process_that_exits_by_itself_is_lost_too() -> None:
    assert run(["__import__('os')._exit(3)"], 1) == [Lost("__import__('os')._exit(3)", 0)]


@pytest.mark.parametrize("task", [ENDLESS, STUCK])
def test_stopping_ends_busy_processes_at_once(task: str) -> None:
    """Two messages from another task prove that it came up; then the first look is a stop."""
    asked: list[float] = []

    def stopped() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 40  # at 50 ms each, or more often when messages come

    outcomes = list(work_through([task, task], eval, 2, stopped))
    assert time.monotonic() - asked[-1] < 0.5
    assert [o for o in outcomes if isinstance(o, Interrupted)] == [Interrupted(task)] * 2


def test_stop_is_asked_at_least_every_50_ms() -> None:
    asked: list[float] = []

    def stopped() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 12

    list(work_through([STUCK], eval, 1, stopped))
    waits = [b - a for a, b in pairwise(asked)]
    assert sorted(waits)[len(waits) // 2] < 0.1


def test_closing_ends_the_processes_at_once() -> None:
    with closing(work_through([ENDLESS, STUCK], eval, 2, never)) as outcomes:
        assert isinstance(next(outcomes), Given)
        begun = time.monotonic()
    assert time.monotonic() - begun < 0.5


def test_a_slow_reader_slows_the_writer_down() -> None:
    """A process that writes without end is held by its pipe, not by our memory."""
    with closing(work_through([f"('x' * 10_000 for _ in {ENDLESS})"], eval, 1, never)) as outcomes:
        next(outcomes)
        (child,) = multiprocessing.active_children()
        assert child.pid is not None
        before = -1
        while before != (now := cpu_ticks(child.pid)):  # it comes to rest, or the test times out
            before = now
            child.join(0.2)
        assert child.is_alive()


def cpu_ticks(pid: int) -> int:
    """Processor time a process has used, in clock ticks (Linux, proc(5))."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except FileNotFoundError:
        pytest.skip("this system has no /proc")
    return int(fields[11]) + int(fields[12])


def test_the_processes_never_hear_ctrl_c() -> None:
    """The terminal sends it to all of us; only the parent answers."""
    task = f"(print if n else __import__('os').getpid() for n in {ENDLESS})"
    with closing(work_through([task], eval, 1, never)) as outcomes:
        first = next(outcomes)
        assert isinstance(first, Given)
        os.kill(first.message, signal.SIGINT)
        assert all(isinstance(next(outcomes), Given) for _ in range(1000))


def test_stopping_here_is_answered_behind_the_next_message() -> None:
    asked = iter([False, False, True])
    outcomes = list(work_here([ENDLESS], eval, lambda: next(asked)))
    assert outcomes == [Given(ENDLESS, 0), Given(ENDLESS, 1), Interrupted(ENDLESS)]


@pytest.mark.skipif(not hasattr(os, "nice"), reason="this system knows no such priorities")
def test_the_courteous_let_others_go_first() -> None:
    task = "[__import__('os').nice(0)]"
    ours = os.nice(0)
    [plain] = work_through([task], eval, 1, never)
    [courteous] = work_through([task], eval, 1, never, courteous=True)
    assert isinstance(plain, Given)
    assert isinstance(courteous, Given)
    assert plain.message == ours
    assert courteous.message == min(19, ours + 10)
