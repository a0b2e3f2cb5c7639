"""Who waits for whom, over all instances: GV$SESSION's blockers, with modes from GV$LOCK."""

from collections.abc import Mapping
from typing import Any

from app.domain.operating.locks import LockParty, LockWait
from app.engines.oracle.rows import chunks, number, seconds, session_id, text
from app.engines.oracle.sessions import SESSIONS, TRANSACTIONS, Sessions

_LOCKS = (
    "SELECT l.inst_id, l.sid, l.type, l.id1, l.id2, l.lmode, l.request, l.ctime FROM gv$lock l"
    " WHERE (l.type, l.id1, l.id2) IN"
    " (SELECT w.type, w.id1, w.id2 FROM gv$lock w WHERE w.request > 0)"
)
_OBJECTS = (
    "SELECT o.object_id, o.owner, o.object_name, o.subobject_name FROM {view} o"
    " WHERE o.object_id IN ({ids})"
)
_MODES = {
    0: "", 1: "null", 2: "row share (SS)", 3: "row exclusive (SX)", 4: "share (S)",
    5: "share row exclusive (SSX)", 6: "exclusive (X)",
}  # fmt: skip
"""V$LOCK in the Database Reference: what the numbers of modes mean."""


class Locks(Sessions):
    """Shows waits for locks."""

    def lock_waits(self) -> tuple[LockWait, ...]:
        """Every session that waits for another."""
        rows = self.fetch_needing("SELECT ON SYS.GV_$SESSION", SESSIONS)
        waiting = [row for row in rows if _blocked(row)]
        if not waiting:
            return ()
        by_place = {(row["inst_id"], row["sid"]): row for row in rows}
        opened = {
            (row["inst_id"], row["ses_addr"]): row for row in self.fetch_if_allowed(TRANSACTIONS)
        }
        statements = self.statements()
        locks = self.fetch_if_allowed(_LOCKS)
        objects = self._objects(waiting, locks)

        def party(row: Mapping[str, Any]) -> LockParty:
            transaction = opened.get((row["inst_id"], row["saddr"]), {})
            return LockParty(
                session=session_id(row),
                node=str(row["inst_id"]),
                user=text(row["username"]) or text(row["program"]),
                client=text(row["machine"]),
                program=text(row["program"]),
                state=text(row["event"]) if text(row["state"]) == "WAITING" else "ON CPU",
                statement=statements.get(
                    (row["inst_id"], row["sql_id"], row["sql_child_number"]), ""
                ),
                transaction_seconds=seconds(transaction.get("seconds")),
                idle=text(row["status"]) != "ACTIVE",
                statement_id=text(row["sql_id"]),
                transaction_rows=number(transaction.get("used_urec")),
            )

        found = []
        for row in waiting:
            place = (row["blocking_instance"] or row["inst_id"], row["blocking_session"])
            blocker = by_place.get(place)
            wanted = next((lock for lock in locks if lock["request"] and _at(lock) == _at(row)), {})
            held = next((lock for lock in locks if _same(lock, wanted) and _at(lock) == place), {})
            found.append(
                LockWait(
                    party(row),
                    party(blocker)
                    if blocker
                    else LockParty(f"{place[1]},?,@{place[0]}", str(place[0])),
                    kind=text(wanted.get("type")) or _kind(text(row["event"])),
                    object=objects.get(_object_id(row, wanted), ""),
                    wanted=_MODES.get(wanted.get("request", 0), ""),
                    held=_MODES.get(held.get("lmode", 0), ""),
                    seconds=seconds(row["seconds_in_wait"]),
                )
            )
        return tuple(found)

    def _objects(
        self, waiting: list[dict[str, Any]], locks: list[dict[str, Any]]
    ) -> dict[int, str]:
        """The names of what is waited for."""
        ids = {_object_id(row, {}) for row in waiting}
        ids |= {int(lock["id1"]) for lock in locks if text(lock["type"]) == "TM"}
        names: dict[int, str] = {}
        for some in chunks(sorted(each for each in ids if each > 0)):
            listed = ", ".join(map(str, some))
            rows = self.fetch_if_allowed(_OBJECTS.format(view="dba_objects", ids=listed))
            rows = rows or self.fetch_if_allowed(_OBJECTS.format(view="all_objects", ids=listed))
            for row in rows:
                parts = (row["owner"], row["object_name"], row["subobject_name"])
                names[int(row["object_id"])] = ".".join(text(part) for part in parts if part)
        return names


def _blocked(row: Mapping[str, Any]) -> bool:
    return text(row["blocking_session_status"]) == "VALID" and row["blocking_session"] is not None


def _at(row: Mapping[str, Any]) -> tuple[int, int]:
    return row["inst_id"], row["sid"]


def _same(lock: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    keys = ("type", "id1", "id2")
    return bool(other) and all(lock[key] == other[key] for key in keys)


def _object_id(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> int:
    """The table a TM lock is about, or the object whose row is waited for; -1 for none."""
    if text(wanted.get("type")) == "TM":
        return int(wanted["id1"])
    found = row["row_wait_obj#"]
    return -1 if found is None else int(found)


def _kind(event: str) -> str:
    """`TX` of `enq: TX - row lock contention`; else what is waited for."""
    if event.startswith("enq: "):
        return event[5:7]
    return event
