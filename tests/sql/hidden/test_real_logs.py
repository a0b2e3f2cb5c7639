"""What a real server writes of statements is read as they were sent."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from app.domain.input_kind import InputKind
from app.sql.decode import read_text
from app.sql.hidden import dialect_in, pieces, recognise
from app.sql.split import PieceKind
from tests.servers.mariadb import MariaDB

SENT = (
    "CREATE DATABASE shop",
    "CREATE TABLE shop.guest (\n  id INT PRIMARY KEY,\n  name VARCHAR(60)\n) CHARACTER SET utf8mb4",
    "INSERT INTO shop.guest VALUES (1, '顾客; # Time: 1\n# User@Host: x')",
    "UPDATE shop.guest SET name = 'b' /* why; not */ WHERE id = 1",
    "DELETE FROM shop.guest",
)


def statements(file: Path, kind: InputKind) -> list[str]:
    text = read_text(file)
    assert recognise(file.name, text) is kind
    found = list(pieces(kind, [text], dialect_in(kind, file.name, text)))
    for piece in found:
        assert text.startswith(piece.text, piece.start.offset)
    return [piece.text for piece in found if piece.kind is PieceKind.SQL]


def test_logs_of_mariadb_hold_what_was_sent(
    start_mariadb: Callable[..., MariaDB], tmp_path: Path
) -> None:
    general, slow = tmp_path / "general.log", tmp_path / "slow.log"
    server = start_mariadb(
        "--general-log=ON", f"--general-log-file={general}", "--slow-query-log=ON",
        f"--slow-query-log-file={slow}", "--long-query-time=0", "--log-bin=binlog",
        "--binlog-format=STATEMENT",
    )  # fmt: skip
    for statement in SENT:
        server.sql(statement)
    server.stop()
    for file, kind in ((general, InputKind.GENERAL_LOG), (slow, InputKind.SLOW_LOG)):
        found = statements(file, kind)
        assert [each for each in found if each in SENT] == list(SENT), kind
    (binlog,) = server.folder.rglob("binlog.0*1")
    text = tmp_path / "binlog.sql"
    text.write_bytes(
        subprocess.run(["mariadb-binlog", "-v", binlog], check=True, capture_output=True).stdout
    )
    found = statements(text, InputKind.BINLOG)
    assert [each for each in found if each in SENT] == list(SENT)
    assert not [each for each in found if each.startswith(("BINLOG", "SET TIMESTAMP", "SET @@"))]
