"""Semi-sync is switched on by plan on real servers, shown in use, and seen falling back."""

from typing import Any

import pytest

from app.domain.errors import Refused
from app.domain.operating.replication import ReplicationStep
from app.engines.mysql.semi_sync import STATUS, semi_sync_lines, semi_sync_status, timeout_of
from tests.engines.mysql.acts import do, until
from tests.engines.mysql.conftest import Opens

ON, OFF = ReplicationStep.SEMI_SYNC_ON, ReplicationStep.SEMI_SYNC_OFF


def said(session: Any) -> str:
    return "; ".join(value for name, value in session.replication().facts if name == "Semi-sync")


def test_on_in_use_fallen_back_and_off(pair: Any, open_session: Opens) -> None:
    source, replica = open_session(pair.source), open_session(pair.replica)
    assert not said(source)
    act = replica.plan_replication(ON, "")
    texts = [command.text for command in act.commands]
    assert any("_enabled = ON" in text for text in texts)
    assert any(text.startswith("STOP") and "IO_THREAD" in text for text in texts)
    do(replica, act)
    until(lambda: replica.replication().channels[0].healthy)
    if not replica.server.mariadb:
        assert "not in use" in said(replica)  # the source has not loaded its side yet
    act = source.plan_replication(ON, "")
    assert any("10 s" in warning for warning in act.warnings)
    assert any(f":{pair.replica.port}" in hit for hit in act.hits)
    do(source, act)
    if not replica.server.mariadb:
        do(replica, replica.plan_replication(ON, ""))
    until(lambda: "1 replicas acknowledge" in said(source))
    until(lambda: "this replica acknowledges" in said(replica))
    pair.source.sql("CREATE DATABASE shop")
    assert int(semi_sync_status(source.fetch(STATUS))["source_yes_tx"]) >= 1
    # the replica stands still: a commit waits, and goes on when the replica does
    pair.replica.freeze()
    with pair.source.connect() as hand:
        hand._execute_command(3, "CREATE DATABASE waits")
        until(lambda: "1 commits wait" in said(source))
        pair.replica.thaw()
        hand._read_query_result()
    assert "0 commits wait" in said(source)
    # the replica goes: one commit waits its second, and the rest go on without
    name = next(
        name
        for name, _value in source.replication().facts
        if name.startswith("rpl_semi_sync") and name.endswith(("master_timeout", "source_timeout"))
    )
    pair.source.sql(f"SET GLOBAL {name} = 1000")
    pair.replica.kill()
    pair.source.sql("CREATE DATABASE shop2")
    until(lambda: "fell back" in said(source))
    act = source.plan_replication(OFF, "")
    assert any("crash" in warning for warning in act.warnings)
    do(source, act)
    assert not said(source)


def test_a_replica_alone_asks_nothing_of_the_source(pair: Any, open_session: Opens) -> None:
    act = open_session(pair.replica).plan_replication(ON, "")
    assert not any("master" in c.text or "source" in c.text for c in act.commands)
    assert any("reconnects" in warning for warning in act.warnings)


def test_mariadb_says_what_the_option_file_needs(mariadb: Any, open_session: Opens) -> None:
    act = open_session(mariadb).plan_replication(ON, "")
    assert any("rpl_semi_sync_master_enabled = ON" in warning for warning in act.warnings)
    assert any("No replica acknowledges yet" in warning for warning in act.warnings)


def test_what_is_not_loaded_is_off(mysql9: Any, open_session: Opens) -> None:
    with pytest.raises(Refused, match="not loaded"):
        open_session(mysql9).plan_replication(OFF, "")


def test_sentences() -> None:
    on = {"rpl_semi_sync_master_enabled": "ON", "rpl_semi_sync_master_timeout": "2500"}
    status = {"source_status": "ON", "source_clients": "0", "source_wait_sessions": "3"}
    assert semi_sync_lines(on, status) == [
        "no replica acknowledges: each commit waits 2.5 s (3 wait)"
    ]
    assert timeout_of({}) == "10"
    assert semi_sync_lines({"rpl_semi_sync_replica_enabled": "OFF"}, {}) == []
