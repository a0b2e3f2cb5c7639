"""What an active session spends its time on, by what the server says of it."""

import pytest

from app.engines.mysql.sampling.waiting import WaitClass, class_of


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("", WaitClass.CPU),
        ("executing", WaitClass.CPU),
        ("Sending data", WaitClass.CPU),
        ("Creating sort index", WaitClass.CPU),
        ("updating", WaitClass.CPU),
        ("Copying to tmp table", WaitClass.CPU),
        ("Copying to tmp table on disk", WaitClass.IO),
        ("Opening tables", WaitClass.IO),
        ("Waiting for table metadata lock", WaitClass.METADATA_LOCK),
        ("Waiting for table flush", WaitClass.METADATA_LOCK),
        ("Waiting for backup lock", WaitClass.METADATA_LOCK),
        ("Waiting for table level lock", WaitClass.LOCK),
        ("User lock", WaitClass.LOCK),
        ("System lock", WaitClass.LOCK),
        ("waiting for handler commit", WaitClass.LOG),
        ("Commit", WaitClass.LOG),
        ("Waiting for semi-sync ACK from replica", WaitClass.LOG),
        ("Waiting for prior transaction to commit", WaitClass.LOG),
        ("Sending to client", WaitClass.NETWORK),
        ("Writing to net", WaitClass.NETWORK),
        ("User sleep", WaitClass.OTHER),
        ("Waiting for anything new", WaitClass.OTHER),
    ],
)
def test_by_state(state: str, expected: WaitClass) -> None:
    assert class_of(state) is expected


def test_a_row_lock_is_not_told_by_the_state() -> None:
    assert class_of("updating", row_lock=True) is WaitClass.LOCK


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("wait/io/file/innodb/innodb_data_file", WaitClass.IO),
        ("wait/io/file/innodb/innodb_log_file", WaitClass.LOG),
        ("wait/io/file/sql/binlog", WaitClass.LOG),
        ("wait/io/socket/sql/client_connection", WaitClass.NETWORK),
        ("wait/lock/metadata/sql/mdl", WaitClass.METADATA_LOCK),
        ("wait/lock/table/sql/handler", WaitClass.LOCK),
        ("wait/io/table/sql/handler", WaitClass.CPU),
        ("wait/synch/mutex/innodb/trx_mutex", WaitClass.OTHER),
    ],
)
def test_a_wait_that_is_instrumented_counts_for_more(event: str, expected: WaitClass) -> None:
    assert class_of("executing", event=event) is expected
