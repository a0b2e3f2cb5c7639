"""Open transactions, and what they would have to roll back."""

from app.domain.operating.sessions import Transaction
from app.engines.oracle.rows import number, seconds, session_id, text
from app.engines.oracle.sessions import SESSIONS, TRANSACTIONS, Sessions

_BLOCK = "SELECT p.value FROM v$parameter p WHERE p.name = 'db_block_size'"


class Transactions(Sessions):
    """Shows open transactions."""

    def transactions(self) -> tuple[Transaction, ...]:
        """Those of all instances, the oldest first."""
        opened = self.fetch_needing("SELECT ON SYS.GV_$TRANSACTION", TRANSACTIONS)
        if not opened:
            return ()
        by_address = {
            (row["inst_id"], row["saddr"]): row
            for row in self.fetch_needing("SELECT ON SYS.GV_$SESSION", SESSIONS)
        }
        sizes = self.fetch_if_allowed(_BLOCK)
        size = number(sizes[0]["value"]) if sizes else None
        statements = self.statements()
        found = []
        for row in opened:
            holder = by_address.get((row["inst_id"], row["ses_addr"]))
            blocks = number(row["used_ublk"])
            key = holder and (holder["inst_id"], holder["sql_id"], holder["sql_child_number"])
            found.append(
                Transaction(
                    id=f"{row['xidusn']}.{row['xidslot']}.{row['xidsqn']}",
                    session=session_id(holder) if holder else "",
                    user=text(holder["username"]) if holder else "",
                    client=text(holder["machine"]) if holder else "",
                    node=str(row["inst_id"]),
                    state=text(row["status"]),
                    seconds=seconds(row["seconds"]),
                    rows_changed=number(row["used_urec"]),
                    undo_bytes=blocks * size if blocks is not None and size else None,
                    statement=statements.get(key, "") if key else "",
                    idle=holder is not None and text(holder["status"]) != "ACTIVE",
                )
            )
        return tuple(sorted(found, key=lambda each: -(each.seconds or 0.0)))
