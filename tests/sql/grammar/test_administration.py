"""The upkeep of tables, replication, and the running of a server."""

import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from tests.sql.grammar.ddl_bench import reading, refused


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("ANALYZE LOCAL TABLE a, d.b", "ANALYZE", ["a", "d.b"]),
        ("ANALYZE TABLE a UPDATE HISTOGRAM ON x, y WITH 8 BUCKETS", "ANALYZE", ["a"]),
        ("ANALYZE TABLE a DROP HISTOGRAM ON x", "ANALYZE", ["a"]),
        ("CHECK TABLES a, b FOR UPGRADE QUICK", "CHECK", ["a", "b"]),
        ("CHECKSUM TABLE `表` EXTENDED", "CHECKSUM", ["表"]),
        ("OPTIMIZE NO_WRITE_TO_BINLOG TABLE a", "OPTIMIZE", ["a"]),
        ("REPAIR TABLE a QUICK USE_FRM", "REPAIR", ["a"]),
    ],
)
def test_upkeep(text: str, kind: str, names: list[str]) -> None:
    found = reading(text, tree.Maintenance)
    assert (found.tree.kind, [n.dotted for n in found.tree.names]) == (kind, names)
    assert found.of(found.tree) == text


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("KILL 5", "KILL", ["5"]),
        ("KILL QUERY @id + 1", "KILL QUERY", ["@id + 1"]),
        ("KILL HARD CONNECTION USER 'u'@'h'", "KILL CONNECTION", []),
        ("FLUSH TABLES a, d.b WITH READ LOCK", "FLUSH TABLES", []),
        ("FLUSH LOCAL PRIVILEGES, HOSTS", "FLUSH PRIVILEGES", []),
        ("FLUSH RELAY LOGS FOR CHANNEL 'x'", "FLUSH RELAY LOGS", []),
        ("CACHE INDEX a KEY (i, PRIMARY), b IN hot", "CACHE INDEX", []),
        ("LOAD INDEX INTO CACHE a PARTITION (ALL) IGNORE LEAVES", "LOAD INDEX", []),
        ("RESET MASTER TO 5", "RESET MASTER", []),
        ("RESET PERSIST IF EXISTS a.b", "RESET PERSIST", []),
        ("PURGE BINARY LOGS TO 'x'", "PURGE BINARY LOGS", []),
        ("PURGE MASTER LOGS BEFORE NOW() - INTERVAL 3 DAY", "PURGE BINARY LOGS",
         ["NOW() - INTERVAL 3 DAY"]),
        ("CHANGE MASTER 'c' TO MASTER_HOST='h', MASTER_PORT=1", "CHANGE MASTER", []),
        ("CHANGE REPLICATION SOURCE TO SOURCE_HOST='h', IGNORE_SERVER_IDS=(1, 2) FOR CHANNEL 'c'",
         "CHANGE REPLICATION SOURCE", []),
        ("CHANGE REPLICATION FILTER REPLICATE_DO_DB=(a), REPLICATE_REWRITE_DB=((a, b))",
         "CHANGE REPLICATION FILTER", []),
        ("START REPLICA SQL_THREAD UNTIL SOURCE_LOG_FILE='x', SOURCE_LOG_POS=4 USER='u'",
         "START REPLICA", []),
        ("STOP ALL SLAVES", "STOP SLAVES", []),
        ("START GROUP_REPLICATION USER='u', PASSWORD='p'", "START GROUP_REPLICATION", []),
        ("BINLOG 'AAAA'", "BINLOG", []),
        ("INSTALL PLUGIN p SONAME 'p.so'", "INSTALL PLUGIN", []),
        ("INSTALL COMPONENT 'x', 'y' SET GLOBAL a.b = ON", "INSTALL COMPONENT", []),
        ("UNINSTALL PLUGIN IF EXISTS p", "UNINSTALL PLUGIN", []),
        ("CLONE LOCAL DATA DIRECTORY = '/x'", "CLONE LOCAL", []),
        ("CLONE INSTANCE FROM 'u'@'h':3306 IDENTIFIED BY 'p' REQUIRE NO SSL", "CLONE INSTANCE", []),
        ("IMPORT TABLE FROM 'a', 'b'", "IMPORT TABLE", []),
        ("BACKUP STAGE BLOCK_DDL", "BACKUP STAGE", []),
        ("SHUTDOWN WAIT FOR ALL REPLICAS", "SHUTDOWN", []),
        ("RESTART", "RESTART", []),
        ("SET RESOURCE GROUP g FOR 1, 2", "SET RESOURCE GROUP", []),
    ],
)  # fmt: skip
def test_administration(text: str, kind: str, values: list[str]) -> None:
    found = reading(text, tree.Administration, Dialect.MARIADB)
    assert (found.tree.kind, found.each(found.tree.values)) == (kind, values)
    assert found.of(found.tree) == text


@pytest.mark.parametrize(
    "text",
    ["ANALYZE TABLE", "ANALYZE VIEW v", "CHECK LOCAL TABLE t", "OPTIMIZE TABLE t QUICK", "KILL",
     "FLUSH", "FLUSH FOO", "FLUSH PRIVILEGES, TABLES", "CACHE INDEX t", "RESET FOO", "PURGE LOGS",
     "CHANGE MASTER TO", "CHANGE MASTER TO FOO=1", "CHANGE REPLICATION FILTER",
     "CHANGE REPLICATION FILTER REPLICATE_DO_TABLE=(a)", "START SLAVES", "START SLAVE FOO",
     "BINLOG x", "INSTALL PLUGIN p", "CLONE INSTANCE FROM u@h IDENTIFIED BY 'p'",
     "IMPORT TABLE 'x'", "BACKUP FOO", "SHUTDOWN NOW"],
)  # fmt: skip
def test_nothing_a_server_is_told(text: str) -> None:
    assert refused(text)
    assert refused(text, Dialect.MARIADB)
