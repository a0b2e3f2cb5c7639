"""Commands of a file sent in batches, two of them on their way at once, and their answers counted.

Memory holds what is on its way, whatever the file's length. An answer that is no error is read
away. Redis answers in order, so that it is known of every command whether it was done: only what
was sent and not answered when a connection broke may have happened or not.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from app.domain.console.pipeline import (
    LineTrouble,
    PipelineDone,
    PipelineEnding,
    PipelineOrder,
    PipelineProgress,
)
from app.domain.errors import (
    Cancelled,
    ConnectFailed,
    ConsoleError,
    SessionLost,
    StatementFailed,
)
from app.engines.redis.console.cluster_pipeline import ClusterBatch
from app.engines.redis.refusals import failed
from app.engines.redis.session import BaseSession
from app.sql.redis.command_file import FileCommand, packed

Batch: TypeAlias = Sequence[FileCommand]

MOST_BYTES = 512 * 1024
"""Of a batch, unless one command alone is longer."""
MOST_TROUBLES = 200
_ON_THEIR_WAY = 2
_TOLD_EVERY = 0.1  # seconds
_FOR_ALL = frozenset(
    "OOM READONLY MISCONF LOADING CLUSTERDOWN MASTERDOWN NOREPLICAS BUSY NOAUTH WRONGPASS".split()
)
"""What the server would say of all that follows, too."""


def batches(commands: Iterable[FileCommand], most: int) -> Iterator[list[FileCommand]]:
    """Cut into batches of at most so many, and of about `MOST_BYTES`."""
    batch: list[FileCommand] = []
    size = 0
    for command in commands:
        length = sum(map(len, command.words))
        if batch and (len(batch) >= most or size + length > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(command)
        size += length
    if batch:
        yield batch


class Pipeline:
    """One file on its way; used once."""

    def __init__(
        self, session: BaseSession, order: PipelineOrder,
        tell: Callable[[PipelineProgress], object], halt: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._session, self._order, self._tell, self._halt = session, order, tell, halt
        self.sent = self.answered = self.errors = 0
        self._troubles: list[LineTrouble] = []
        self._enough: ConsoleError | None = None
        self._under_way: deque[list[int]] = deque()  # lines of each batch not answered whole
        self._settled = 0  # answers to the first of them
        self._told_at = 0.0

    @property
    def progress(self) -> PipelineProgress:
        """How far it is."""
        return PipelineProgress(self.sent, self.answered, self.errors)

    def run(self, commands: Iterable[FileCommand]) -> PipelineDone:
        """Send them all, or until it is halted, has enough, or breaks."""
        begun = time.perf_counter()
        ending = PipelineEnding.DONE
        error: ConsoleError | None = None
        send = self._send_atomic if self._order.atomic else self._send
        if self._session.is_cluster:
            send = self._send_spread
        try:
            for batch in batches(commands, self._order.batch):
                if self._enough is not None:
                    break
                if self._halt():
                    ending = PipelineEnding.CANCELLED
                    break
                send(batch)
            while self._under_way:
                self._settle()
        except (Cancelled, ConnectFailed, SessionLost) as lost:
            halted = self._halt() or isinstance(lost, Cancelled)
            ending = PipelineEnding.CANCELLED if halted else PipelineEnding.LOST
            error = None if halted else lost
        except ConsoleError as refused:  # the file is not what it was: what is on its way comes
            error, ending = refused, PipelineEnding.STOPPED
            self._take_in()
        if ending is PipelineEnding.DONE and self._enough is not None:
            ending, error = PipelineEnding.STOPPED, self._enough
        self._tell(self.progress)
        return PipelineDone(
            ending, self.progress, tuple(self._troubles), self._unknown(), error,
            time.perf_counter() - begun,
        )  # fmt: skip

    def _unknown(self) -> tuple[int, int] | None:
        lines = [line for batch in self._under_way for line in batch][self._settled :]
        return (min(lines), max(lines)) if lines else None

    # ----------------------------------------------------------------------- one server

    def _send(self, batch: Batch) -> None:
        self._leaves(batch)
        self._session.main.pour(b"".join([packed(command.words) for command in batch]))
        while len(self._under_way) >= _ON_THEIR_WAY:
            self._settle()

    def _settle(self) -> None:
        """Wait for some answers, and find out whose they are."""
        count, error = self._session.main.settle()
        self._settled += count
        self.answered += count
        while self._under_way and self._settled > len(self._under_way[0]):
            self._settled -= len(self._under_way.popleft())
        if error is not None:
            self._note(self._under_way[0][self._settled - 1], error)
        if self._under_way and self._settled == len(self._under_way[0]):
            self._under_way.popleft()
            self._settled = 0
        self._say()

    def _take_in(self) -> None:
        """Have the answers to what is on its way, if they still come."""
        try:
            while self._under_way:
                self._settle()
        except SessionLost:
            return

    def _send_atomic(self, batch: Batch) -> None:
        """A batch as one transaction: all of it is done, or nothing."""
        self._leaves(batch)
        words = [command.words for command in batch]
        _ok, *queued, done = self._session.main.ask_all([(b"MULTI",), *words, (b"EXEC",)], each=0)
        self._under_way.clear()
        self.answered += len(batch)
        if isinstance(done, StatementFailed):
            refused = [
                (command.line, said)
                for command, said in zip(batch, queued, strict=True)
                if isinstance(said, StatementFailed)
            ]
            self._note(*(refused[0] if refused else (batch[0].line, done)))
            self.errors += len(batch) - 1  # none of them was done
        else:
            for command, said in zip(batch, done, strict=True):
                if isinstance(said, Exception):
                    self._note(command.line, failed(said))
        self._say()

    # ------------------------------------------------------------------------- a cluster

    def _send_spread(self, batch: Batch) -> None:
        """Each command to the server that has its key; the next batch once all have answered."""
        self._leaves(batch)
        spread = ClusterBatch(self._session, batch)
        try:
            spread.send()
        finally:
            self.answered += spread.answered
            self.sent -= spread.unsent
            self._under_way.clear()
            if spread.unknown:
                self._under_way.append(spread.unknown)
        for line, error in spread.errors:
            self._note(line, error)
        self._say()
        if spread.lost is not None:
            raise spread.lost

    # ------------------------------------------------------------------------------ both

    def _leaves(self, batch: Batch) -> None:
        """From now on it may have happened."""
        self.sent += len(batch)
        self._under_way.append([command.line for command in batch])

    def _note(self, line: int, error: StatementFailed) -> None:
        self.errors += 1
        if len(self._troubles) < MOST_TROUBLES:
            self._troubles.append(LineTrouble(line, str(error), error.code))
        astray = error.code in ("MOVED", "ASK") and not self._session.is_cluster
        if self._enough is None and (self._order.stop_at_error or astray or error.code in _FOR_ALL):
            self._enough = error

    def _say(self) -> None:
        now = time.monotonic()
        if now - self._told_at >= _TOLD_EVERY:
            self._told_at = now
            self._tell(self.progress)
