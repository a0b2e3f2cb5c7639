"""A result whose rows were edited is read anew, into its own tab."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from app.domain.dialect import Language
from app.flows.console.preparing import Wanted
from app.views.console.editor.editor import SqlEditor
from app.views.console.running import Running
from app.views.results.grid import ResultGrid
from app.views.results.results_tabs import ResultTabs
from app.views.results.uses import ResultUses


class Again(QObject):
    """Runs the statement of a result as the user would have; all other results stay."""

    def __init__(
        self, running: Running, tabs: ResultTabs, uses: ResultUses, editor: SqlEditor,
        language: Callable[[], Language],
    ) -> None:  # fmt: skip
        super().__init__(running)
        self._running, self._tabs, self._editor = running, tabs, editor
        self._language = language
        uses.again_wanted.connect(self.run)
        running.changed.connect(self._end)

    @Slot(object)
    def run(self, grid: ResultGrid) -> None:
        """Show the rows as they are now."""
        if self._running.busy or grid not in list(self._tabs.grids):
            return
        self._tabs.renew(grid)
        statement, text = self._tabs.outcome(grid).statement, self._editor.text
        start = text.find(statement)
        if start < 0:  # the text is another now
            start, text = 0, statement
        self._running.begin(
            Wanted(text, self._language(), start, (start, start + len(statement)))
        )  # fmt: skip
        self._end()

    @Slot()
    def _end(self) -> None:
        """However it ended: the next run is one like any other."""
        if not self._running.busy:
            self._tabs.renew(None)
