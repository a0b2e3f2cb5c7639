"""Processes that work through a list of tasks, each at the end of its own pipe.

Not `concurrent.futures`: there one killed process breaks the whole pool. Here it loses its own
task, is replaced, and the others go on. A slow reader slows the writers down, for a pipe holds
little, so memory stays bounded. Nothing but a pipe is shared: there is no lock to be left behind.
"""

import gc
import multiprocessing
import os
import signal
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from multiprocessing import connection, resource_tracker
from typing import Generic, TypeAlias, TypeVar, cast

from app.domain.attempt import attempt
from app.domain.errors import WorkerLost
from app.i18n import _

_spawn = multiprocessing.get_context("spawn")
_POLL = 0.05  # seconds between two looks at `stopped`
_DONE = ("done", None)
_COURTESY = 10  # steps of priority: a window beside busy cores is late by milliseconds, not tenths
_YOUNG = 20_000  # objects made before garbage is looked for; 700 where nobody says
_GRACE = 0.2  # seconds a process is given to end by itself, then after it was asked to


class _End(Enum):
    END = 0


_END = _End.END

T = TypeVar("T")
"""A task: whatever can be pickled."""
M = TypeVar("M")
"""What the work on a task yields."""

Work: TypeAlias = Callable[[T], Iterable[M]]


@dataclass(frozen=True, slots=True)
class Given(Generic[T, M]):
    """The work on a task has yielded something."""

    task: T
    message: M


@dataclass(frozen=True, slots=True)
class Lost(Generic[T]):
    """The process died over a task; `signal` is what killed it, 0 if it went by itself."""

    task: T
    signal: int


@dataclass(frozen=True, slots=True)
class Broke(Generic[T]):
    """The work on a task raised what it should not; `trace` is for the developers."""

    task: T
    trace: str


@dataclass(frozen=True, slots=True)
class Interrupted(Generic[T]):
    """`stopped` became true while a process was at this task; the process is gone."""

    task: T


Outcome: TypeAlias = Given[T, M] | Lost[T] | Broke[T] | Interrupted[T]
Outcomes: TypeAlias = Generator[Outcome[T, M], None, None]


def work_here(tasks: Iterable[T], work: Work[T, M], stopped: Callable[[], bool]) -> Outcomes[T, M]:
    """The same without processes: `stopped` is asked before each task and behind each message."""
    for task in tasks:
        if stopped():
            return
        with closing(_attempt(work, task)) as answers:
            for kind, content in answers:
                yield _outcome(task, kind, content)
                if stopped():
                    yield Interrupted(task)
                    return


def work_through(
    tasks: Sequence[T],
    work: Work[T, M],
    processes: int,
    stopped: Callable[[], bool],
    *,
    courteous: bool = False,
) -> Outcomes[T, M]:
    """Run `work` on every task in `processes` processes, and yield what comes of it.

    `work` is pickled once for each process; `courteous` ones let other processes go first.
    Closing the iterator ends them at once; so does `stopped`, which is asked at least every 50 ms.
    """
    pool = _Pool(tasks, work, processes, courteous)
    try:
        while pool.hand_out() and not stopped():
            yield from pool.answers()
    finally:
        broken_off = pool.end()
    for task in broken_off:
        yield Interrupted(task)


def collect_seldom() -> None:
    """Let a process without a window look for garbage more seldom.

    Trees are let go without cycles, so that a look finds next to nothing, and costs a twelfth of
    an audit when it comes as often as Python has it. The window has its own way (`Tidy`).
    """
    gc.set_threshold(_YOUNG)


def _outcome(task: T, kind: str, content: M | str) -> Outcome[T, M]:
    return Broke(task, str(content)) if kind == "broke" else Given(task, cast("M", content))


class _Pool(Generic[T, M]):
    def __init__(
        self, tasks: Sequence[T], work: Work[T, M], processes: int, courteous: bool
    ) -> None:
        self._waiting = deque(tasks)
        self._work, self._courteous = work, courteous
        self._most = min(processes, len(tasks))
        self._workers: dict[object, _Worker[T, M]] = {}  # by pipe

    def hand_out(self) -> bool:
        """Give every idle process a task; False when all is done."""
        idle = sum(worker.task is None for worker in self._workers.values())
        while idle < len(self._waiting) and len(self._workers) < self._most:
            self._hire()
            idle += 1
        for worker in self._workers.values():
            if worker.task is None and self._waiting:
                worker.give(self._waiting.popleft())
        return any(worker.task is not None for worker in self._workers.values())

    def _hire(self) -> None:
        """Start a process; where the system refuses, those that run must do."""
        try:
            worker = _Worker(self._work, self._courteous)
        except OSError as error:
            self._most = len(self._workers)
            if not self._workers:
                said = _("No process could be started: {reason}.").format(reason=error.strerror)
                raise WorkerLost(said, hint=_("Try again with --jobs 1.")) from error
        else:
            self._workers[worker.pipe] = worker

    def answers(self) -> Iterator[Outcome[T, M]]:
        """Whatever is there, at most one of each process; waits a moment for the first."""
        pipes = [worker.pipe for worker in self._workers.values()]
        for pipe in connection.wait(pipes, timeout=_POLL):
            worker = self._workers[pipe]
            outcome = worker.answer()
            if worker.gone:
                del self._workers[pipe]
            if outcome is not None:
                yield outcome

    def end(self) -> list[T]:
        """Let go of the idle, kill the busy, and tell what they were at."""
        busy = [worker.task for worker in self._workers.values() if worker.task is not None]
        for worker in self._workers.values():
            worker.dismiss()
        for worker in self._workers.values():
            worker.bury()
        self._workers.clear()
        return busy


class _Worker(Generic[T, M]):
    """One process, and our end of its pipe."""

    def __init__(self, work: Work[T, M], courteous: bool) -> None:
        self.task: T | None = None
        self.gone = False
        self._exit_code = 0
        self.pipe, theirs = _spawn.Pipe()
        self._process = _spawn.Process(target=_serve, args=(theirs, work, courteous), daemon=True)
        with _deaf_to_interrupts():
            self._process.start()
        theirs.close()

    def give(self, task: T) -> None:
        """Set it to work on `task`."""
        self.task = task
        with suppress(OSError):  # it is dead already: `answer` will find out
            self.pipe.send(task)

    def answer(self) -> Outcome[T, M] | None:
        """Its next message, None where that only says that the task is done."""
        task = self.task
        try:
            kind, content = self.pipe.recv()
        except (EOFError, OSError):
            self.gone = True
            self.bury()
            return None if task is None else Lost(task, max(0, -self._exit_code))
        assert task is not None
        if kind == "done":
            self.task = None
            return None
        return _outcome(task, kind, content)

    def dismiss(self) -> None:
        """Tell it to end: by the end of its pipe if it waits there, by a signal if it is busy."""
        if self.task is not None:
            self._process.terminate()
        self.pipe.close()

    def bury(self) -> None:
        """See to it that it has ended, and leave no zombie."""
        self._process.join(_GRACE)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(_GRACE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._exit_code = self._process.exitcode or 0
        self._process.close()
        self.pipe.close()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Start a process that never hears Ctrl+C, not even while it comes up: we answer that."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # else it starts within, and lifts the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: connection.Connection, work: Work[T, M], courteous: bool) -> None:
    """What a process does all its life: take a task, send what comes of it, until told to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    if courteous and hasattr(os, "nice"):
        os.nice(_COURTESY)
    with suppress(EOFError, OSError):  # nobody is listening any more
        while True:
            for answer in _attempt(work, pipe.recv()):
                pipe.send(answer)
            pipe.send(_DONE)


def _attempt(work: Work[T, M], task: T) -> Generator[tuple[str, M | str], None, None]:
    """Yield what the work yields; a fault of ours ends this task, not the others."""

    def started() -> Generator[M, None, None]:
        yield from work(task)

    with closing(started()) as messages:
        while (tried := attempt(lambda: next(messages, _END))).error is None:
            if isinstance(tried.value, _End):
                return
            yield "given", cast("M", tried.value)
    yield "broke", "".join(traceback.format_exception(tried.error))
