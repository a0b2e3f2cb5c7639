"""A value that was cut, read anew in full: with the right, and the history, of anything typed."""

from typing import Any

from app.domain.act import Consent
from app.domain.console.result import Rows, Told
from app.domain.console.transaction import TransactionState
from app.domain.errors import ConsoleError, StatementFailed
from app.flows.console.run import run
from app.flows.console.script import Means, Piece, RanStatement, Script
from app.i18n import _
from app.results.whole import MOST


def whole_value(session: Any, statement: str, consent: Consent, means: Means) -> object:
    """The one value a statement of `whole_statement` gives, as its server has it now.

    The session is one of its own: that of the tab may be busy, or in a transaction that would
    begin. `during` a stop the server is told to leave it.

    Raises:
        Refused: whoever sits in front may not read there.
        StatementFailed: the row is gone, or the server failed it.
        SessionLost, Cancelled: as the session does.
    """
    heard = _Value()
    run(session, Script((Piece(statement),), clip=MOST), consent, means, heard)
    if heard.error is not None:
        raise heard.error
    if len(heard.rows) != 1:
        raise StatementFailed(
            _("The row of this value is no longer there."), hint=_("Run the statement again.")
        )
    return heard.rows[0][0]


class _Value:
    """Hears the rows of one statement."""

    def __init__(self) -> None:
        self.rows: list[tuple[object, ...]] = []
        self.error: ConsoleError | None = None

    def began(self, index: int) -> None:
        """See `Hears`."""

    def told(self, _index: int, told: Told) -> None:
        """See `Hears`."""
        if isinstance(told, Rows):
            self.rows += told.rows

    def ended(self, _index: int, ran: RanStatement) -> None:
        """See `Hears`."""
        self.error = ran.error

    def stood(self, _state: TransactionState, _schema: str) -> None:
        """See `Hears`."""
