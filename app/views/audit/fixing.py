"""What the dialog of fixes asks for: done in a lane, on the findings the page shows."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from app.domain.stop import Stop
from app.flows.change_script import Changeable
from app.flows.fix_files import Written, write_chosen
from app.flows.fixable_files import Effect, Fixable, Fixables, Offer, fixable_files
from app.i18n import _
from app.models.fix_rows import Counted, FixFile, FixKind, kinds_of
from app.views.audit.session import AuditSession
from app.workers.errand import Errand
from app.workers.file_watch import stamp
from app.workers.lane import Job

Kinds: TypeAlias = frozenset[tuple[str, Effect]]
"""Fixes that are wanted: their rule, and what they do to what scripts do."""


class Fixing:
    """Belongs to the GUI thread, and leaves it only in what it hands to a lane."""

    def __init__(self, session: AuditSession) -> None:
        self._session = session

    def look(self) -> Job[tuple[Fixables, list[FixKind]]]:
        """What could be mended of what is shown, and the kinds of fixes there are; a script that
        changed since is refused.
        """
        session = self._session
        result, scripts = session.result(), list(session.files.desk.scripts)
        stamps = {path: session.stamp_of(path) for path in scripts}

        def same(name: str, _script: Changeable) -> bool:
            return stamp(name) == stamps.get(name)

        def look(stop: Stop) -> tuple[Fixables, list[FixKind]]:
            found = fixable_files(result(), map(Path, scripts), same, _again(), stopped=stop)
            return found, kinds_of(found.files)

        return session.lane.submit(look)

    def count(self, files: Sequence[Fixable], kinds: Kinds, before: Counted) -> Job[Counted]:
        """How many fixes each file would get; `before` is what was counted last."""
        wanted, titles = _wanted(kinds), self._session.files.desk.titles
        return self._session.lane.submit(
            lambda _stop: Counted.of(
                (FixFile(each, titles.of(each.name), len(each.apart(wanted)[0])) for each in files),
                before,
            )
        )

    def diff(self, file: Fixable, kinds: Kinds) -> Job[tuple[str, ...]]:
        """What would become of a file."""

        def work_out() -> tuple[str, ...]:
            mended = file.mended(_wanted(kinds))
            return mended.diff if mended else ()

        return self._session.lane.submit(lambda _stop: work_out())

    def write(self, files: Sequence[Fixable], kinds: Kinds, stop: Stop) -> Errand:
        """Mend the files, a copy of each kept; told to `stop` it ends behind the one it is at.

        The errand succeeds with what was `Written`.
        """

        def write(closing: Stop, tell: Callable[[float], object]) -> Written:
            return write_chosen(files, _wanted(kinds), _again(), lambda: stop() or closing(), tell)

        return Errand("fix", write)


def _wanted(kinds: Kinds) -> Callable[[Offer], bool]:
    return lambda offer: (offer.rule, offer.effect) in kinds


def _again() -> str:
    return _("Audit it again, then fix it.")
