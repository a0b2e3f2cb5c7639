"""Who blocks whom: a tree, with who is to blame at its roots."""

from collections.abc import Iterable
from functools import partial

from app.domain.operating.locks import LockNode, LockWait, blocker_tree
from app.domain.operating.sessions import Kill, ServerSession
from app.engines.abilities import KillsSessions, ShowsLocks
from app.i18n import N_
from app.models.operating.locks import LOCKS, lock_key
from app.models.record_tree import Branch
from app.views.actions import Command
from app.views.operate.answers import AnswerPanel, branches
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

    def question(self, session: ShowsLocks) -> tuple[LockWait, ...]:
        """Every wait."""
        return session.lock_waits()

    def shown(self, answer: tuple[LockWait, ...]) -> Iterable[Branch[LockNode]]:
        """As a tree, opened."""
        return branches(blocker_tree(answer), lambda node: node.waiters)

    def _take(self, answer: tuple[LockWait, ...]) -> None:
        super()._take(answer)
        if isinstance(self.records, TreePanel):  # who waits is what one came to see
            self.records.view.expandAll()

    def commands(self) -> tuple[Command, ...]:
        """End what blocks."""
        session = self.session
        if not isinstance(session, KillsSessions):
            return ()
        return (
            Command("blocker-kill", N_("End the &session…"), partial(self._kill, Kill.SESSION),
                    ("Shift+Del",), "", "kill", self.has_selection),
            Command("blocker-statement-kill", N_("End the s&tatement…"),
                    partial(self._kill, Kill.STATEMENT), ("Del",), "", "stop",
                    lambda: self.has_selection() and Kill.STATEMENT in session.kills),
        )  # fmt: skip

    def _kill(self, what: Kill) -> None:
        session = self.session
        targets = [
            ServerSession(
                node.party.session, node.party.user, node.party.client, node.party.program,
                node=node.party.node, statement=node.party.statement,
                statement_id=node.party.statement_id,
                transaction_seconds=node.party.transaction_seconds,
                transaction_rows=node.party.transaction_rows,
            )
            for node in self.selected
        ]  # fmt: skip
        if targets and isinstance(session, KillsSessions):
            self.room.proposals.propose(session.plan_kill(targets, what), self)
