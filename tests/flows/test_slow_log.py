"""A slow log file becomes digests without a server."""

from pathlib import Path

import pytest

from app.domain.dialect import Dialect
from app.domain.errors import UnreadableInput
from app.domain.stop import Stop
from app.flows.slow_log import read_file

LOG = """# Time: 2026-11-28T03:00:01.000000Z
# User@Host: app[app] @ [10.0.0.7]  Id: 7
# Query_time: 2.500000  Lock_time: 0.000100 Rows_sent: 1  Rows_examined: 90000
use shop;
SET timestamp=1795834801;
SELECT * FROM orders WHERE note = '退款';
"""


def test_its_statements_are_counted_by_shape(tmp_path: Path) -> None:
    file = tmp_path / "slow.log"
    file.write_text(LOG + LOG.replace("退款", "x"), "utf-8")
    [digest] = read_file(file, Stop(), Dialect.MYSQL).digests
    assert digest.count == 2
    assert digest.seconds == pytest.approx(5.0)
    assert digest.schema == "shop"


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput):
        read_file(tmp_path / "nothing", Stop(), Dialect.MYSQL)
