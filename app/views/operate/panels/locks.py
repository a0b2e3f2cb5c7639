"""Who blocks whom: a tree, with who is to blame at its roots."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtWidgets import QLabel, QWidget

from app.domain.errors import Refused
from app.domain.operating.locks import LockNode, LockWait, blocker_tree, roots_of
from app.domain.operating.sessions import Kill, ServerSession
from app.engines.abilities import KillsSessions, ShowsLocks
from app.i18n import N_, _, ngettext
from app.models.formats import count, duration
from app.models.operating.locks import LOCKS, lock_key
from app.models.record_tree import Branch
from app.views.actions import Command
from app.views.operate.answers import AnswerPanel, branches
from app.views.operate.panels.killing import propose_kill
from app.views.operate.room import Room
from app.views.widgets.states import Empty
from app.views.widgets.tree_panel import TreePanel


class LocksPanel(AnswerPanel):
    """Refreshed every five seconds."""

    key = "locks"
    title = N_("Locks")
    icon = "locks"
    needs = (ShowsLocks,)
    fields = LOCKS
    record_key = staticmethod(lock_key)
    interval = 5
    as_tree = True
    empty = Empty(
        N_("Nobody waits for a lock"),
        N_("Who blocks and who waits is shown here as a tree, the worst first."),
        N_("Refresh"),
        icon="locks",
    )

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        self._roots: tuple[LockNode, ...] = ()
        self.said = QLabel()
        super().__init__(room, parent)
        self.records.add_to_bar(self.said)

    def question(self, session: ShowsLocks) -> tuple[LockWait, ...]:
        """Every wait."""
        return session.lock_waits()

    def shown(self, answer: tuple[LockWait, ...]) -> Iterable[Branch[LockNode]]:
        """As a tree, opened."""
        self._roots = blocker_tree(answer)
        self._say()
        return branches(self._roots, lambda node: node.waiters)

    def _take(self, answer: tuple[LockWait, ...]) -> None:
        super()._take(answer)
        if isinstance(self.records, TreePanel):  # who waits is what one came to see
            self.records.view.expandAll()

    def commands(self) -> tuple[Command, ...]:
        """End what blocks."""
        session = self.session
        if not isinstance(session, KillsSessions):
            return ()
        may = self.room.why_not("session-kill")
        return (
            Command("blocker-kill", N_("End the &session…"), partial(self._kill, Kill.SESSION),
                    ("Shift+Del",), "", "kill", self.has_selection, why_not=may),
            Command("blocker-statement-kill", N_("End the s&tatement…"),
                    partial(self._kill, Kill.STATEMENT), ("Del",), "", "stop",
                    lambda: self.has_selection() and Kill.STATEMENT in session.kills, why_not=may),
            Command("root-kill", N_("End the &root that blocks it…"), self._kill_its_root,
                    ("Ctrl+Del",), "", "kill", self.has_selection, why_not=may),
            Command("roots-kill", N_("End &all root blockers…"), self._kill_all_roots,
                    ("Ctrl+Shift+Del",), "", "kill", lambda: bool(self._roots), why_not=may),
        )  # fmt: skip

    def retranslate(self) -> None:
        """Say everything again in the language spoken now."""
        self._say()
        super().retranslate()

    def _say(self) -> None:
        self.said.setText(_held_up(self._roots) if self._roots else "")

    def _kill(self, what: Kill) -> None:
        propose_kill(self, map(_session_of, self.selected), what)

    def _kill_its_root(self) -> None:
        self._kill_roots(roots_of(self._roots, [node.party for node in self.selected]))

    def _kill_all_roots(self) -> None:
        self._kill_roots(self._roots)

    def _kill_roots(self, roots: Sequence[LockNode]) -> None:
        if not roots:
            return
        said, orphaned = [_held_up(roots)], [each for each in roots if each.party.orphaned]
        if orphaned:
            said.append(
                _("{transactions}: no session holds it any more. XA RECOVER lists it, and XA"
                  " ROLLBACK or XA COMMIT ends it.").format(
                    transactions=", ".join(each.party.session for each in orphaned))
            )  # fmt: skip
        if len(orphaned) == len(roots):
            self.failed.emit(Refused(said[0], hint=said[1]))
        propose_kill(self, map(_session_of, roots), Kill.SESSION, *said)


def _session_of(node: LockNode) -> ServerSession:
    """As far as the locks tell: enough to end it, and to say whom that hits."""
    party = node.party
    return ServerSession(
        "" if party.orphaned else party.session, party.user, party.client, party.program,
        node=party.node, statement=party.statement, statement_id=party.statement_id,
        transaction_seconds=party.transaction_seconds, transaction_rows=party.transaction_rows,
    )  # fmt: skip


def _held_up(roots: Sequence[LockNode]) -> str:
    """Whom they hold up, and how long already."""
    blocked = sum(root.blocked for root in roots)
    said = ngettext(
        "{roots} at the root, {blocked} session waits",
        "{roots} at the root, {blocked} sessions wait",
        blocked,
    ).format(roots=count(len(roots)), blocked=count(blocked))
    longest = max((root.longest or 0.0 for root in roots), default=0.0)
    if longest:
        said += " · " + _("the longest for {time}").format(time=duration(longest))
    return said
