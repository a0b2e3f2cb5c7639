"""Audits again what is changed, drops what is gone, for as long as the user wants it watched."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.flows.changed_files import Changes
from app.i18n import _, ngettext
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
        self._gone: set[str] = set()
        self._last: tuple[int, int, datetime] | None = None

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
        files, gone, at = self._last
        if not gone:
            words = ngettext(
                "{count} audited again at {time}", "{count} audited again at {time}", files
            )
        elif not files:
            words = _("{gone} gone at {time}")
        else:
            words = _("{count} audited again, {gone} gone at {time}")
        told = words.format(count=count(files), gone=count(gone), time=f"{at:%H:%M:%S}")
        return f"{said}  ·  {told}"

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
        self._gone.clear()
        self.scripts.stop()

    @Slot(object)
    def _take(self, changes: Changes) -> None:
        changed, gone = map(str, changes.changed), set(map(str, changes.gone))
        self._waiting = {path: None for path in self._waiting if path not in gone}
        self._waiting |= dict.fromkeys(changed)
        self._gone = (self._gone | gone) - self._waiting.keys()
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Watch other inputs when there are others; when nothing runs, drop what is gone and audit
        what waits.
        """
        session = self._session
        if not self.on or session.running:
            return
        if session.empty:
            self._stop()
            self.changed.emit()
        elif tuple(session.files.desk.inputs) != self._inputs:
            self._begin()
        desk = session.files.desk
        gone = {path for path in self._gone if path in desk.scripts}
        waiting = [path for path in self._waiting if desk.input_of(path)]
        if not gone and not waiting:
            return
        self._last = len(waiting), len(gone), datetime.now().astimezone()
        self._gone.clear()
        self._waiting.clear()
        if gone:
            session.drop(gone)
        session.run_again(waiting)
