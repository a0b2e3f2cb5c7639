"""How an ALTER is done, as we say it and as real servers do it."""

from pymysql.err import MySQLError

from app.audit.facts.simulate import dialect_of, simulated
from app.audit.online import Algorithm, Lock, Online, Server, classified
from app.domain.inventory import DatabaseType
from app.sql import tree
from app.sql.parse import parse
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql_family import MysqlFamilyServer

TABLE = (
    "CREATE TABLE alters.item (id INT NOT NULL, a INT NOT NULL DEFAULT 0, b VARCHAR(20),"
    " c VARCHAR(60) NOT NULL DEFAULT '', d DECIMAL(8,2) DEFAULT NULL, e VARCHAR(100) DEFAULT NULL,"
    " t TEXT, PRIMARY KEY (id), KEY by_a (a), UNIQUE KEY by_c (c)) ENGINE=InnoDB"
    " DEFAULT CHARSET=utf8mb4"
)
ACTIONS = [
    "ADD COLUMN n INT",
    "ADD COLUMN n INT FIRST",
    "ADD COLUMN n INT AFTER a, ADD COLUMN m INT",
    "ADD COLUMN n INT AS (a + 1) VIRTUAL",
    "ADD COLUMN n INT AS (a + 1) STORED",
    "DROP COLUMN b",
    "DROP COLUMN t, ADD COLUMN t2 TEXT",
    "MODIFY a BIGINT NOT NULL DEFAULT 0",
    "MODIFY a INT DEFAULT 0",
    "MODIFY a INT NOT NULL DEFAULT 7",
    "MODIFY a INT NOT NULL DEFAULT 0 FIRST",
    "MODIFY d DECIMAL(8,2) NOT NULL",
    "MODIFY d DECIMAL(10,2)",
    "MODIFY d DECIMAL(8,3)",
    "MODIFY b VARCHAR(30)",
    "MODIFY b VARCHAR(70)",
    "MODIFY b VARCHAR(10)",
    "MODIFY e VARCHAR(200)",
    "MODIFY t LONGTEXT",
    "CHANGE b b2 VARCHAR(20)",
    "CHANGE b b2 VARCHAR(30)",
    "MODIFY b VARCHAR(20) COMMENT 'said'",
    "ALTER COLUMN a SET DEFAULT 5",
    "ALTER COLUMN b DROP DEFAULT",
    "ADD KEY by_b (b)",
    "ADD UNIQUE KEY by_d (d)",
    "ADD KEY by_t (t(10)), ADD COLUMN n INT",
    "ADD COLUMN n INT, DROP KEY by_a",
    "DROP COLUMN b, ADD KEY by_d (d)",
    "ADD KEY by_d (d), ALTER COLUMN a SET DEFAULT 5",
    "ADD KEY by_d (d), MODIFY b VARCHAR(30)",
    "ADD KEY by_d (d), CHANGE b b2 VARCHAR(20)",
    "DROP KEY by_a",
    "RENAME KEY by_a TO by_aa",
    "DROP PRIMARY KEY",
    "DROP PRIMARY KEY, ADD PRIMARY KEY (id, a)",
    "ADD CONSTRAINT positive CHECK (a >= 0)",
    "ADD CONSTRAINT of_item FOREIGN KEY (a) REFERENCES alters.item (id)",
    "CONVERT TO CHARACTER SET latin1",
    "ENGINE=InnoDB",
    "FORCE",
    "ROW_FORMAT=COMPACT",
    "COMMENT='said'",
    "AUTO_INCREMENT=100",
    "RENAME TO alters.other",
    "RENAME COLUMN b TO b2",
]


def done(server: MysqlFamilyServer, action: str) -> Online:
    """By what algorithm and under what lock the server does it: the cheapest it accepts."""
    for algorithm in Algorithm:
        if algorithm is Algorithm.NOCOPY and server.kind == "mysql9":
            continue
        locks = (Lock.NONE,) if algorithm is Algorithm.INSTANT else tuple(Lock)
        for lock in locks:
            server.sql("DROP TABLE IF EXISTS alters.item, alters.other")
            server.sql(TABLE)
            server.sql(
                "INSERT INTO alters.item (id, a, c, d) VALUES (1, 1, 'x', 1), (2, 2, 'y', 2)"
            )
            before = table_id(server)
            asked = "" if algorithm is Algorithm.INSTANT else f", LOCK={lock.name}"
            try:
                server.sql(f"ALTER TABLE alters.item {action}, ALGORITHM={algorithm.name}{asked}")
            except MySQLError as error:
                if error.args[0] not in {1845, 1846}:
                    raise
                continue
            if algorithm is Algorithm.INPLACE and server.kind == "mysql9":
                same = table_id(server) == before
                return Online(Algorithm.NOCOPY if same else Algorithm.INPLACE, lock)
            return Online(algorithm, lock)
    raise AssertionError(action)


def table_id(server: MysqlFamilyServer) -> object:
    """What another number of tells that the table was built anew."""
    table = "innodb_tables" if server.kind == "mysql9" else "innodb_sys_tables"
    found = server.sql(
        f"SELECT table_id FROM information_schema.{table} WHERE name LIKE 'alters/%'"
    )
    return found[0][0]


def test_we_say_what_servers_do(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.sql("CREATE DATABASE alters")
    server.sql(TABLE)
    session = open_session(server)
    snapshot = session.snapshot(["alters"])
    (facts,) = snapshot.tables
    mariadb = snapshot.type is DatabaseType.MARIADB
    schema = simulated(snapshot)
    said, seen = {}, {}
    for action in ACTIONS:
        statement = parse(f"ALTER TABLE alters.item {action}", dialect_of(snapshot.type)).tree
        assert isinstance(statement, tree.AlterTable)
        here = Server(mariadb, snapshot.release)
        said[action] = classified(statement, schema.table(statement.name), facts, here)
        seen[action] = done(server, action)
    differ = {name: (said[name], seen[name]) for name in ACTIONS if said[name] != seen[name]}
    assert differ == {}
