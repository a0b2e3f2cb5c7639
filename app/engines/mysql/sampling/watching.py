"""What looking again and again begins with, be it for samples or for captures."""

from contextlib import suppress
from typing import Any

from app.domain.errors import StatementFailed
from app.engines.mysql.asking import Asking
from app.engines.mysql.sampling.activity import Activity
from app.engines.mysql.sampling.look import Look, Rests

_UNLOGGED = "SET SESSION min_examined_row_limit = 4294967295"
"""Keeps this session out of the slow log and of `Slow_queries`: with
log_queries_not_using_indexes every look would be five slow statements more."""


class Watching(Asking):
    """Remembers what was refused, and which way to the active sessions is open."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._rests = Rests()
        self._activity = Activity(self.server)
        self._begun = False

    def begin(self) -> Look:
        """A look. From the first on, the session counts as one that watches."""
        if not self._begun:
            self._begun = True
            with suppress(StatementFailed):  # a proxy between may not know it: we are logged then
                self.tell(_UNLOGGED)
        return Look(self, self._rests)
