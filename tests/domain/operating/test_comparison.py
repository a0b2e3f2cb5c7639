"""Parameters side by side: what differs, what must, and what was at a moment."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.operating.comparison import as_of, compare, moments

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_what_differs_between_those_that_answered() -> None:
    found = compare(
        [{"a": "1", "b": "x", "c": "y"}, None, {"a": "1", "b": "z"}], "mysql"
    )  # fmt: skip
    assert {each.name: each.differs for each in found} == {"a": False, "b": True, "c": True}
    assert found[1].values == ("x", None, "z")
    assert found[2].values == ("y", None, None), "it is not there, which is a difference"


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [("mysql", "server_id", True), ("mariadb", "datadir", True), ("mysql", "version", False),
     ("mysql", "gtid_executed", True), ("mysql", "portable", False), ("redis", "port", True),
     ("redis", "maxmemory", False), ("redis", "cluster-announce-tls-port", True),
     ("oracle", "log_archive_dest_2", True), ("oracle", "db_unique_name", True),
     ("oracle", "sga_target", False), ("oracle", "log_archive_dest_state_2", False)],
)  # fmt: skip
def test_what_every_server_has_for_itself(kind: str, name: str, expected: bool) -> None:
    [found] = compare([{name: "1"}, {name: "2"}], kind)
    assert found.differs
    assert found.expected is expected


def test_what_was_at_a_moment() -> None:
    later = NOON + timedelta(days=1)
    seen = [(NOON, "a", "1"), (NOON, "b", "1"), (later, "a", "2")]
    assert moments(seen) == ((later, 1), (NOON, 2))
    assert as_of(seen, NOON) == {"a": "1", "b": "1"}
    assert as_of(seen, later) == {"a": "2", "b": "1"}
    assert as_of(seen, NOON - timedelta(days=1)) == {}
