"""Audits again what is changed, for as long as the user wants it watched."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.i18n import ngettext
from app.models.formats import count
from app.views.audit.session import AuditSession
from app.workers.script_watch import ScriptWatch


class Watching(QObject):
    """Off until it is switched on. What changes while an audit runs is audited behind it.

    Signals:
        changed: `on` or `said` is another.
    """

    changed = Signal()

    def __init__(self, session: AuditSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.scripts = ScriptWatch(self)
        self.scripts.changed.connect(self._take)
        session.changed.connect(self._follow)
        self._inputs: tuple[str, ...] = ()
        self._waiting: dict[str, None] = {}
        self._last: tuple[int, datetime] | None = None

    @property
    def on(self) -> bool:
        """Whether it watches."""
        return bool(self._inputs)

    @property
    def said(self) -> str:
        """What it watches, and what it last did; "" where it is off."""
        if not self.on:
            return ""
        number = len(self._session.files.desk.scripts)
        said = ngettext("Watching {count} file", "Watching {count} files", number).format(
            count=count(number)
        )
        if self._last is None:
            return said
        files, at = self._last
        again = ngettext(
            "{count} audited again at {time}", "{count} audited again at {time}", files
        ).format(count=count(files), time=f"{at:%H:%M:%S}")
        return f"{said}  ·  {again}"

    def toggle(self) -> None:
        """Watch, or watch no more."""
        if self.on:
            self._stop()
        elif not self._session.empty:
            self._begin()
        self.changed.emit()

    def close(self) -> None:
        """End the thread; the window closes."""
        self._stop()
        self.scripts.close()

    def _begin(self) -> None:
        """Watch the inputs of now; what changed since its audit is audited again at once."""
        self._inputs = tuple(self._session.files.desk.inputs)
        self.scripts.watch(map(Path, self._inputs), self._session.looks)

    def _stop(self) -> None:
        self._inputs, self._last = (), None
        self._waiting.clear()
        self.scripts.stop()

    @Slot(object)
    def _take(self, paths: Sequence[Path]) -> None:
        self._waiting |= dict.fromkeys(map(str, paths))
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Watch other inputs when there are others; audit what waits when nothing runs."""
        session = self._session
        if not self.on or session.running:
            return
        if session.empty:
            self._stop()
            self.changed.emit()
        elif tuple(session.files.desk.inputs) != self._inputs:
            self._begin()
        desk = session.files.desk
        if waiting := [path for path in self._waiting if desk.input_of(path)]:
            self._last = len(waiting), datetime.now().astimezone()
            self._waiting.clear()
            session.run_again(waiting)
