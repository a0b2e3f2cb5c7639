"""Open transactions, the oldest first."""

from collections.abc import Mapping
from typing import Any

from app.domain.operating.sessions import ServerSession, Transaction
from app.engines.mysql.sessions import TRANSACTIONS, Sessions
from app.engines.mysql.wire import text_of


class Transactions(Sessions):
    """Shows InnoDB's open transactions."""

    def transactions(self) -> tuple[Transaction, ...]:
        """All of them; takes PROCESS."""
        rows = self.fetch_needing("PROCESS ON *.*", TRANSACTIONS)
        sessions = {each.id: each for each in self.listed()} if rows else {}
        found = [_transaction(row, sessions) for row in rows]
        return tuple(sorted(found, key=lambda each: -(each.seconds or 0)))


def _transaction(row: Mapping[str, Any], sessions: Mapping[str, ServerSession]) -> Transaction:
    number = text_of(row["trx_mysql_thread_id"])
    session = sessions.get(number)
    known = text_of(row["trx_id"])
    return Transaction(
        id=known if known != "0" else f"0 ({number})",  # MariaDB: all that only read
        session=number,
        user=session.user if session else "",
        client=session.client if session else "",
        state=" ".join(
            part
            for part in (text_of(row["trx_state"]), text_of(row["trx_operation_state"]))
            if part
        ),
        seconds=None if row["seconds"] is None else max(float(row["seconds"]), 0.0),
        isolation=text_of(row["trx_isolation_level"]),
        rows_locked=row["trx_rows_locked"],
        rows_changed=row["trx_rows_modified"],
        statement=text_of(row["trx_query"]) or (session.statement if session else ""),
        idle=session is None or session.idle,
    )
