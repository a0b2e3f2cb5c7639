"""What a server reports of TPC-H's queries beside its plans in JSON: read without our plan readers.

EXPLAIN as a table says how each table is reached; the session's counters say what running the
query did: sorts, temporary tables, rows read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pymysql.cursors import DictCursor

from app.domain.plan import Access, Plan, PlanNode, Step, Trait
from app.plans import Limits, warnings_of
from tests.servers.mariadb import MariaDB
from tests.servers.mysql_family import MysqlFamilyServer
from tests.servers.tpch import QUERIES, SCHEMA

_WORDS = {
    "ALL": "whole table", "index": "whole index", "range": "range", "ref": "lookup",
    "eq_ref": "unique lookup", "const": "constant", "system": "constant",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reported:
    """One query, as the server reports of it."""

    number: int
    tables: tuple[tuple[str, str, str], ...]
    """Name, way and index of each, in the order of the alphabet."""
    sorts: int
    temporary: int
    rows_read: int | None
    """Of tables, where the server counts them apart from temporary ones: MariaDB."""
    rows_scanned: int
    filtered_by_rowid: bool
    """MariaDB built a filter of row ids, which reads rows that no step of the plan shows."""


@dataclass(frozen=True, slots=True)
class Ours:
    """The same by our readers and rules."""

    tables: tuple[tuple[str, str, str], ...]
    whole: tuple[str, ...]
    """Tables `plan-full-table-scan` speaks of."""
    sorts: int
    temporary: int
    rows_read: float
    rows_scanned: float


def reported(server: MysqlFamilyServer, number: int) -> Reported:
    """Run a query once."""
    with server.connect(unix_socket=str(server.socket), database=SCHEMA) as login:
        cursor = login.cursor(DictCursor)
        rows = _explained(cursor, server, number)
        cursor.execute("FLUSH STATUS")
        cursor.execute(QUERIES[number])
        cursor.fetchall()
        cursor.execute("SHOW SESSION STATUS")
        counted = {row["Variable_name"]: row["Value"] for row in cursor.fetchall()}
    return Reported(
        number,
        tuple(sorted(_table(row) for row in rows if _is_table(row))),
        int(counted["Sort_scan"]) + int(counted["Sort_range"]),
        int(counted["Created_tmp_tables"]),
        int(counted["Rows_read"]) if isinstance(server, MariaDB) else None,
        int(counted["Handler_read_rnd_next"]),
        any("rowid filter" in (row["Extra"] or "") for row in rows),
    )


def at_one_moment(
    server: MysqlFamilyServer, explain: Callable[..., Plan], number: int
) -> tuple[Reported, Plan]:
    """What the server reports, and our plan of a run, of one and the same way to run a query.

    On busy cores MySQL's optimizer wavers: once in some hundred it runs a query in another way than
    just before and just after, over tables whose statistics stand still.
    """
    for _attempt in range(_ATTEMPTS):
        said = reported(server, number)
        plan = explain(QUERIES[number], SCHEMA, analyze=True)
        shape = explain(QUERIES[number], SCHEMA).shape
        if shape == plan.shape and _still_so(server, said):  # to run it changes nothing of the plan
            return said, plan
    raise AssertionError(f"query {number} is run in another way than it is explained")


def _still_so(server: MysqlFamilyServer, said: Reported) -> bool:
    with server.connect(unix_socket=str(server.socket), database=SCHEMA) as login:
        rows = _explained(login.cursor(DictCursor), server, said.number)
    return said.tables == tuple(sorted(_table(row) for row in rows if _is_table(row)))


def _explained(cursor: DictCursor, server: MysqlFamilyServer, number: int) -> list[dict[str, Any]]:
    explain = "EXPLAIN " if isinstance(server, MariaDB) else "EXPLAIN FORMAT=TRADITIONAL "
    cursor.execute(explain + QUERIES[number])
    return list(cursor.fetchall())


def ours(plan: Plan) -> Ours:
    """What our readers and rules say of a plan that was run."""
    tables = [node for node in plan.root.walk() if _reads_a_table(node)]
    found: dict[str, list[str]] = {}
    for warning in warnings_of(plan, Limits(rows=1)):
        found.setdefault(warning.rule.id, []).append(warning.node.name)
    return Ours(
        tuple(sorted((n.name.lower(), n.access.word, n.index) for n in tables)),
        tuple(sorted(name.lower() for name in found.get("plan-full-table-scan", ()))),
        len(found.get("plan-filesort", ())),
        len(found.get("plan-temporary-table", ())),
        sum(map(_read, tables)),
        sum(_read(node) for node in tables if node.access is Access.FULL_SCAN),
    )


def disagreements(said: Reported, mine: Ours) -> list[str]:
    """Where the two differ, a line each."""
    found = []
    if mine.tables != said.tables:
        found.append(f"tables {set(mine.tables) ^ set(said.tables)}")
    whole = tuple(sorted(name for name, way, _index in said.tables if way == "whole table"))
    if mine.whole != whole:
        found.append(f"whole tables: ours {mine.whole}, theirs {whole}")
    if mine.sorts != said.sorts:
        found.append(f"sorts: ours {mine.sorts}, theirs {said.sorts}")
    if bool(mine.temporary) != bool(said.temporary) or mine.temporary > said.temporary:
        found.append(f"temporary tables: ours {mine.temporary}, theirs {said.temporary}")
    if mine.rows_scanned > said.rows_scanned:
        found.append(f"rows scanned: ours {mine.rows_scanned}, theirs {said.rows_scanned}")
    if said.rows_read is not None and not said.filtered_by_rowid:
        apart = abs(mine.rows_read - said.rows_read)
        if apart > _WAVER * said.rows_read:
            found.append(f"rows read: ours {mine.rows_read:.0f}, theirs {said.rows_read}")
    return found


_ATTEMPTS = 5
_WAVER = 0.1
"""Rows of a loop are told as an average, and a loop that stops early reads ahead."""


def _is_table(row: dict[str, Any]) -> bool:
    return bool(row["type"]) and not str(row["table"]).startswith("<")


def _table(row: dict[str, Any]) -> tuple[str, str, str]:
    way, index = (str(row[part] or "").partition("|")[0] for part in ("type", "key"))
    return row["table"].lower(), _WORDS[way], index


def _reads_a_table(node: PlanNode) -> bool:
    stored = node.access in (Access.TEMPORARY, Access.NONE) or node.name.startswith("<")
    return node.step is Step.ACCESS and bool(node.name) and not stored


def _read(node: PlanNode) -> float:
    never = Trait.NEVER in node.traits
    return 0.0 if never else (node.actual_rows or 0.0) * (node.loops or 0.0)
