"""Open transactions, the oldest first."""

from app.domain.operating.sessions import Kill, ServerSession, Transaction
from app.engines.abilities import KillsSessions, ShowsTransactions
from app.i18n import N_
from app.models.operating.sessions import TRANSACTIONS, transaction_key
from app.models.record_order import Order
from app.views.actions import Command
from app.views.operate.answers import AnswerPanel
from app.views.operate.panels.killing import propose_kill
from app.views.widgets.states import Empty


class TransactionsPanel(AnswerPanel):
    """Refreshed every five seconds."""

    key = "transactions"
    title = N_("Transactions")
    icon = "transactions"
    needs = (ShowsTransactions,)
    fields = TRANSACTIONS
    record_key = staticmethod(transaction_key)
    order = Order("seconds", descending=True)
    interval = 5
    empty = Empty(
        N_("No transaction is open"),
        N_("Those that stay open hold locks and keep old versions of rows: they are shown here."),
        N_("Refresh"),
        icon="transactions",
    )

    def question(self, session: ShowsTransactions) -> tuple[Transaction, ...]:
        """All of them."""
        return session.transactions()

    def commands(self) -> tuple[Command, ...]:
        """End the session of one: its changes are rolled back."""
        if not isinstance(self.session, KillsSessions):
            return ()
        return (
            Command("transaction-kill", N_("End the &session…"), self._kill, ("Shift+Del",), "",
                    "kill", self.has_selection, why_not=self.room.why_not("session-kill")),
        )  # fmt: skip

    def _kill(self) -> None:
        propose_kill(self, map(_session_of, self.selected), Kill.SESSION)


def _session_of(transaction: Transaction) -> ServerSession:
    """As far as the transaction tells: whom ending it hits, and what would be rolled back."""
    return ServerSession(
        transaction.session, transaction.user, transaction.client, node=transaction.node,
        statement=transaction.statement, transaction_seconds=transaction.seconds,
        transaction_rows=transaction.rows_changed,
    )  # fmt: skip
