"""InnoDB's row locks: which transaction waits, and which holds what it wants.

performance_schema.data_locks since MySQL 8.0.1; before, and in MariaDB, information_schema's
innodb_locks. There a transaction that only reads has the number 0, as any other that does: which of
them it is, is told by the lock it waits for, or by being the only one that can be.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engines.mysql.asking import Asking
from app.engines.mysql.wire import text_of

Row = Mapping[str, Any]

_DATA_LOCKS = (
    "SELECT w.requesting_engine_transaction_id AS waiter, w.blocking_engine_transaction_id AS"
    " blocker, w.requesting_engine_lock_id AS requested, w.blocking_engine_lock_id AS blocking,"
    " r.object_schema, r.object_name, r.index_name, r.lock_type, r.lock_data,"
    " r.lock_mode AS wanted, b.lock_mode AS held"
    " FROM performance_schema.data_lock_waits AS w"
    " JOIN performance_schema.data_locks AS r ON r.engine_lock_id = w.requesting_engine_lock_id"
    " LEFT JOIN performance_schema.data_locks AS b ON b.engine_lock_id = w.blocking_engine_lock_id"
)
_INNODB_LOCKS = (
    "SELECT w.requesting_trx_id AS waiter, w.blocking_trx_id AS blocker,"
    " w.requested_lock_id AS requested, w.blocking_lock_id AS blocking, r.lock_table,"
    " r.lock_index AS index_name, r.lock_type, r.lock_data, r.lock_mode AS wanted,"
    " b.lock_mode AS held FROM information_schema.innodb_lock_waits AS w"
    " JOIN information_schema.innodb_locks AS r ON r.lock_id = w.requested_lock_id"
    " LEFT JOIN information_schema.innodb_locks AS b ON b.lock_id = w.blocking_lock_id"
)
_HELD = (
    " WHERE w.blocking_engine_lock_id NOT IN"
    " (SELECT requesting_engine_lock_id FROM performance_schema.data_lock_waits)",
    " WHERE w.blocking_trx_id = 0 OR w.blocking_lock_id NOT IN"
    " (SELECT requested_lock_id FROM information_schema.innodb_lock_waits)",
)
"""Only those who hold the lock: each request in a queue waits for all before it as well, and two
hundred of them make twenty thousand rows that say nothing more."""


@dataclass(frozen=True, slots=True)
class RowWait:
    """`waiter` and `holders` are rows of innodb_trx; of several holders it is one of them."""

    waiter: Row
    holders: tuple[Row, ...]
    lock: Row
    queued: bool
    """The other does not hold the lock either: it stands before the waiter."""


class RowLocks(Asking):
    """Tells which transaction waits for which."""

    def row_waits(self, transactions: Sequence[Row]) -> Iterator[RowWait]:
        """Each waiting transaction with those that hold it up; where none does, who is before."""
        waiting = {_key(each): each for each in transactions if each["trx_state"] == "LOCK WAIT"}
        if not waiting:
            return  # listing all locks of a busy server is dear
        told: set[tuple[str, str]] = set()
        for row, queued in self._rows(waiting, told):
            ids = text_of(row["waiter"]), text_of(row["blocker"])
            who = [each for each in waiting.values() if _is(each, ids[0], row)]
            held = [each for each in transactions if _may_hold(each, ids[1], row)]
            for waiter in who:
                told.add(_key(waiter))
                holders = tuple(each for each in held if each is not waiter)
                if holders:  # else it ended between two of our questions
                    yield RowWait(waiter, holders, row, queued)

    def _rows(
        self, waiting: Mapping[tuple[str, str], Row], told: set[tuple[str, str]]
    ) -> Iterator[tuple[Row, bool]]:
        new = self.server.mysql(8)
        statement = _DATA_LOCKS if new else _INNODB_LOCKS
        for row in self.fetch_if_allowed(statement + _HELD[not new]):
            yield row, False
        rest = [row for key, row in waiting.items() if key not in told]
        if not rest:
            return
        column = "requesting_engine_transaction_id" if new else "requesting_trx_id"
        numbers = ", ".join(sorted({str(int(row["trx_id"])) for row in rest}))
        seen = set()
        for row in self.fetch_if_allowed(f"{statement} WHERE w.{column} IN ({numbers})"):
            key = text_of(row["waiter"]), text_of(row["requested"])
            if key not in seen and key not in told:
                seen.add(key)
                yield row, True


def _key(transaction: Row) -> tuple[str, str]:
    return text_of(transaction["trx_id"]), text_of(transaction["trx_requested_lock_id"])


def _is(transaction: Row, number: str, row: Row) -> bool:
    """Whether it is the waiter of a row; by its number, and where that is 0 by its lock."""
    same = text_of(transaction["trx_id"]) == number
    return same and (number != "0" or _key(transaction)[1] == text_of(row["requested"]))


def _may_hold(transaction: Row, number: str, row: Row) -> bool:
    same = text_of(transaction["trx_id"]) == number
    if number != "0" or not same:
        return same
    waits_here = _key(transaction)[1] == text_of(row["blocking"])
    return bool(transaction["trx_lock_structs"]) and not waits_here
