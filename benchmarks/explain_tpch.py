"""Do our plans agree with what servers report, on the 22 queries of TPC-H?

Beside the plans, which are read from JSON, stand two other witnesses: EXPLAIN as a table, and the
session's counters after the query was run (sorts, temporary tables, rows read). The data are small
and made up; the figures are no TPC results.

    .venv/bin/python -m benchmarks.explain_tpch
"""

import sys
import time
from collections.abc import Callable

from app.domain.connecting import tell_nobody
from app.domain.endpoint import Access, Endpoint
from app.domain.stop import Stop
from app.engines.mysql import ENGINE
from tests.servers.mariadb import MariaDB
from tests.servers.mysql import MySQL
from tests.servers.mysql_family import MysqlFamilyServer
from tests.servers.tpch import QUERIES, load
from tests.servers.tpch_reading import Ours, Reported, at_one_moment, disagreements, ours

_HEAD = "query  tables  whole  sorts  stored  rows read (ours / theirs)  scanned (ours / theirs)"


def main() -> int:
    """Print a table for each server; fail where anything disagrees."""
    wrong = 0
    servers: tuple[tuple[str, Callable[[], MysqlFamilyServer]], ...] = (
        ("mariadb", MariaDB), ("mysql", MySQL),
    )  # fmt: skip
    for type_, start in servers:
        with start() as server:
            load(server)
            wrong += _look(server, type_)
    return min(wrong, 1)


def _look(server: MysqlFamilyServer, type_: str) -> int:
    access = Access(user=server.user)
    endpoint = Endpoint("1", "tpch", type_, server.host, server.port, access)
    session = ENGINE.connect(endpoint, lambda _id: "", Stop(), tell_nobody)
    assert hasattr(session, "explain_plan")
    print(f"\n{session.facts.type.value} {session.facts.version}\n{_HEAD}")
    wrong, apart, begun = 0, 0.0, time.perf_counter()
    try:
        for number in QUERIES:
            said, plan = at_one_moment(server, session.explain_plan, number)
            mine = ours(plan)
            print(_line(said, mine))
            for line in disagreements(said, mine):
                wrong += 1
                print(f"       disagrees: {line}")
            if said.rows_read and not said.filtered_by_rowid:
                apart = max(apart, abs(mine.rows_read - said.rows_read) / said.rows_read)
    finally:
        session.close()
    took = time.perf_counter() - begun
    print(f"{wrong} disagreements; rows read at most {apart:.1%} apart; {took:.1f} s")
    return wrong


def _line(said: Reported, mine: Ours) -> str:
    theirs = "–" if said.rows_read is None else f"{said.rows_read:,}"
    note = "  (a filter of row ids)" if said.filtered_by_rowid else ""
    return (
        f"{said.number:5}  {len(mine.tables):6}  {len(mine.whole):5}  {mine.sorts}/{said.sorts:<4}"
        f"  {mine.temporary}/{said.temporary:<5}"
        f" {mine.rows_read:12,.0f} / {theirs:<11}"
        f" {mine.rows_scanned:10,.0f} / {said.rows_scanned:,}{note}"
    )


if __name__ == "__main__":
    sys.exit(main())
