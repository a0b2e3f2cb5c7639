"""What comes of a run, as it comes: said in the messages, marked in the text, counted."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.console.ran import RanEnding
from app.domain.console.result import Affected, Level, Said
from app.domain.errors import ConsoleError
from app.engines.console import Order
from app.flows.console.preparing import Prepared
from app.flows.console.script import RanStatement
from app.i18n import _, ngettext
from app.models.formats import count, duration, one_line
from app.results.store import ResultReader
from app.views.console.messages_panel import MessagesPanel
from app.views.console.run_bar import RunBar
from app.workers.console_run import ConsoleRun


class Hearing(QObject):
    """Hears one run to its end.

    Signals:
        headed: a ResultReader whose rows begin to come, the statement's number and its Order.
        timed: a ResultReader, and the seconds its statement took.
        marked: start, length and text of an error, in the text as it is now.
        ran: a statement ended: its RanStatement, also of those that failed.
        failed: a ConsoleError for which nothing ran.
        finished: the run is over.
    """

    headed = Signal(object, object, object)
    timed = Signal(object, object)
    marked = Signal(object, object, object)
    ran = Signal(object)
    failed = Signal(object)
    finished = Signal()

    def __init__(
        self, run: ConsoleRun, prepared: Prepared, bar: RunBar, messages: MessagesPanel,
        parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._run, self._prepared, self._bar, self._messages = run, prepared, bar, messages
        self._offsets = [piece.offset for piece in prepared.pieces]  # in the text as it is now
        self._readers: dict[int, list[ResultReader]] = {}
        self._failed = 0
        self._told = (
            (run.began, self._began), (run.headed, self._headed), (run.grew, self._grew),
            (run.said, self._said), (run.affected, self._affected), (run.ended, self._ended),
            (run.failed, self._not_sent), (run.finished, self._finish),
        )  # fmt: skip
        for signal, slot in self._told:
            signal.connect(slot)
        bar.begin(self._doing(0))

    def cancel(self) -> None:
        """Break it off, at the server."""
        self._run.cancel()
        self._bar.doing(_("stopping"))

    def edited(self, position: int, removed: int, added: int) -> None:
        """The text was edited: statements behind stand elsewhere now."""
        for number, offset in enumerate(self._offsets):
            if offset >= position + removed:
                self._offsets[number] = offset + added - removed

    def leave(self) -> None:
        """Hear no more of it."""
        for signal, slot in self._told:
            signal.disconnect(slot)
        self._bar.end("")

    def _doing(self, index: int) -> str:
        total = len(self._prepared.pieces)
        if total == 1:
            return _("running")
        return _("running statement {number} of {total}").format(
            number=count(index + 1), total=count(total)
        )

    @Slot(object)
    def _began(self, index: int) -> None:
        self._bar.doing(self._doing(index))

    @Slot(object, object)
    def _headed(self, index: int, reader: ResultReader) -> None:
        self._readers.setdefault(index, []).append(reader)
        order = Order(self._prepared.pieces[index].text, self._run.script.binds)
        self.headed.emit(reader, index + 1, order)

    @Slot(object, object)
    def _grew(self, _index: int, rows: int) -> None:
        self._bar.show_rows(rows)

    @Slot(object, object)
    def _said(self, index: int, said: Said) -> None:
        piece = self._prepared.pieces[index]
        if said.position is not None:
            said = replace(said, position=self._back(index, said.position))
        self._messages.say_told(
            said, statement=index + 1, start=self._offsets[index], length=len(piece.text)
        )

    @Slot(object, object)
    def _affected(self, index: int, affected: Affected) -> None:
        if affected.info:
            self._messages.say(Level.OUTPUT, affected.info, statement=index + 1, rows=affected.rows)

    def _back(self, index: int, place: int) -> int:
        moves = self._prepared.moves
        return moves[index].back(place) if index < len(moves) else place

    @Slot(object, object)
    def _ended(self, index: int, ran: RanStatement) -> None:
        self.ran.emit(ran)
        ended = ran.ended
        start, length = self._offsets[index], len(ran.piece.text)
        for reader in self._readers.pop(index, []):
            self.timed.emit(reader, ended.seconds)
        if ended.ending is RanEnding.DONE:
            self._messages.say(
                None, one_line(ran.piece.text), statement=index + 1, place=(start, length),
                seconds=ended.seconds, rows=ended.rows,
            )  # fmt: skip
            return
        self._failed += 1
        text = str(ran.error) if ran.error is not None else ended.error
        hint = ran.error.hint if ran.error is not None else ""
        place, size = start, length
        if ran.position is not None:
            place, size = start + self._back(index, ran.position - ran.piece.offset), 0
        level = Level.NOTE if ended.ending is RanEnding.CANCELLED else Level.ERROR
        said = _("It was cancelled.") if ended.ending is RanEnding.CANCELLED else text
        self._messages.say(
            level, f"{said} {hint}".strip(), code=getattr(ran.error, "code", ""),
            statement=index + 1, place=(place, size), seconds=ended.seconds,
        )  # fmt: skip
        if ended.ending in (RanEnding.FAILED, RanEnding.LOST):
            self.marked.emit(place, size, text)

    @Slot(object)
    def _not_sent(self, error: ConsoleError) -> None:
        self._messages.say(Level.ERROR, f"{error} {error.hint}".strip())
        self._failed += 1
        self.failed.emit(error)

    @Slot()
    def _finish(self) -> None:
        seconds = self._bar.seconds
        self._bar.end(self._outcome(seconds))
        self.finished.emit()

    def _outcome(self, seconds: float) -> str:
        total, failed = len(self._prepared.pieces), self._failed
        said = duration(seconds if seconds >= 1 else round(seconds, 3))
        if total > 1:
            counted = ngettext("{count} statement", "{count} statements", total)
            said = f"{counted.format(count=count(total))}  ·  {said}"
        if failed:
            said += "  ·  " + _("▲ {count} not done").format(count=count(failed))
        return said
