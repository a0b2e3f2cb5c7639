"""Scripts to measure on, made up with a fixed seed: the same ones on every machine."""

import random
from collections.abc import Iterator
from pathlib import Path

from app.audit.registry import catalogue
from app.domain.dialect import Dialect

_NOUNS = """account address article batch bill branch cart channel claim contract country coupon
customer delivery device discount driver event factory fee goods invoice item journal label ledger
lesson machine member message note offer order package partner payment person plan player product
profile project quota rate region report review route sale seat session shelf shipment site stock
store student supplier task tax team ticket tour trip user vendor visit voucher wallet""".split()
_PARTS = """amount at by city code comment count created currency day due email end flag grade hash
hint id key kind level limit mail mark mode name number open owner parent part phone price rank
reason ref remark score seen sent size sort source start state status sum tag target text title
total type unit updated url value version weight zone""".split()
_TYPES = """INT; BIGINT UNSIGNED; TINYINT(1); VARCHAR(20); VARCHAR(255); CHAR(2); DATETIME; DATE;
TIMESTAMP; TEXT; DECIMAL(10, 2); DOUBLE; JSON; BOOLEAN; ENUM('a', 'b')""".split(";")
_VALUE = "?"
"""Stands for a value in the shapes of a log."""


class Maker:
    """Makes statements up."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)

    def migrations(self, count: int) -> Iterator[str]:
        """Mixed small statements, hardly one like another: what a cache does not help with."""
        kinds = [
            self._create, self._create, self._alter, self._alter, self._index, self._insert,
            self._insert, self._update, self._delete, self._select, self._select, self._view,
        ]  # fmt: skip
        for _ in range(count):
            yield self._random.choice(kinds)()

    def log(self, count: int, shapes: int = 300, *, mixed: bool = False) -> Iterator[str]:
        """Statements of a few shapes over and over with other values: a general log.

        A place is for numbers or for strings, as columns are; when `mixed`, for either, so that
        30,000 statements have some 2,500 shapes.
        """
        choices = [
            [(part, self._random.randrange(3)) for part in self._logged().split(_VALUE)]
            for _ in range(shapes)
        ]
        weights = [1 / (n + 1) for n in range(shapes)]
        for (first, _kind), *rest in self._random.choices(choices, weights, k=count):
            values = (self._value(None if mixed else kind) + part for part, kind in rest)
            yield first + "".join(values)

    def dump(self, size: int) -> Iterator[str]:
        """What mysqldump writes: a few tables, and INSERTs of about a million characters."""
        yield "/*!40101 SET NAMES utf8mb4 */"
        tables = max(size // 50_000_000, 3)
        for n in range(tables):
            name = f"{self._noun()}_{n}"
            yield f"DROP TABLE IF EXISTS `{name}`"
            yield (
                f"CREATE TABLE `{name}` (\n  `id` bigint unsigned NOT NULL AUTO_INCREMENT,\n"
                "  `name` varchar(64) NOT NULL DEFAULT '' COMMENT 'name',\n"
                "  `at` datetime DEFAULT NULL,\n  `amount` decimal(12,2) NOT NULL,\n"
                "  PRIMARY KEY (`id`),\n  KEY `idx_at` (`at`)\n) ENGINE=InnoDB COMMENT='rows'"
            )
            yield f"LOCK TABLES `{name}` WRITE"
            for first in range(0, size // tables, 1_000_000):
                yield f"INSERT INTO `{name}` VALUES {self._rows(first)}"
            yield "UNLOCK TABLES"

    def plsql(self, count: int) -> Iterator[str]:
        """Packages, triggers and procedures, with queries, cursors, loops and handlers in them."""
        for n in range(count):
            yield self._random.choice([self._package, self._trigger, self._procedure])(n)

    # ------------------------------------------------------------------ parts

    def _noun(self) -> str:
        return self._random.choice(_NOUNS)

    def _table(self) -> str:
        return f"{self._noun()}_{self._noun()}"

    def _columns(self, count: int) -> list[str]:
        return self._random.sample([f"{a}_{b}" for a in _PARTS for b in _PARTS if a < b], count)

    def _type(self) -> str:
        return self._random.choice(_TYPES).strip()

    def _value(self, kind: int | None = None) -> str:
        """A number, or one of two kinds of strings."""
        number = self._random.randint(0, 10**6)
        made = [str(number), f"'{number:x}'", f"'{self._noun()} {number}'"]
        return self._random.choice(made) if kind is None else made[kind]

    def _rows(self, first: int) -> str:
        day = self._random.randint(10, 28)
        return ",".join(
            f"({first + n},'{self._noun()} \\'{n}\\'','2024-06-{day} 10:{n % 60:02}:00',{n}.25)"
            for n in range(17_000)
        )

    # ------------------------------------------------------------------ statements

    def _create(self) -> str:
        columns = self._columns(self._random.randint(3, 14))
        lines = ["  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT"]
        for column in columns:
            null = self._random.choice(["", " NOT NULL", " DEFAULT NULL"])
            comment = self._random.choice(["", f" COMMENT '{column} of it'"])
            lines.append(f"  `{column}` {self._type()}{null}{comment}")
        lines += ["  PRIMARY KEY (id)", f"  KEY idx_{columns[0]} ({columns[0]}, {columns[1]})"]
        body = ",\n".join(lines)
        return f"CREATE TABLE IF NOT EXISTS {self._table()} (\n{body}\n) ENGINE=InnoDB"

    def _alter(self) -> str:
        one, two = self._columns(2)
        action = self._random.choice(
            [
                f"ADD COLUMN {one} {self._type()} NOT NULL DEFAULT {self._value()}",
                f"DROP COLUMN {one}, ADD INDEX idx_{two} ({two})",
                f"MODIFY {one} {self._type()} AFTER {two}",
                f"CHANGE {one} {two} {self._type()} COMMENT 'was {one}'",
            ]
        )
        return f"ALTER TABLE {self._table()} {action}"

    def _index(self) -> str:
        one, two = self._columns(2)
        unique = self._random.choice(["", "UNIQUE "])
        return f"CREATE {unique}INDEX idx_{one} ON {self._table()} ({one}, {two}(10))"

    def _insert(self) -> str:
        columns = self._columns(self._random.randint(2, 8))
        rows = (
            f"({', '.join(self._value() for _ in columns)})"
            for _ in range(self._random.randint(1, 4))
        )
        return f"INSERT INTO {self._table()} ({', '.join(columns)}) VALUES {', '.join(rows)}"

    def _update(self) -> str:
        one, two, three = self._columns(3)
        where = self._random.choice(["", f" WHERE {two} = {self._value()} AND {three} IS NULL"])
        return f"UPDATE {self._table()} SET {one} = COALESCE({two}, {self._value()}){where}"

    def _delete(self) -> str:
        one, two = self._columns(2)
        return (
            f"DELETE FROM {self._table()} WHERE {one} IN ({self._value()}, {self._value()})"
            f" OR {two} < DATE_SUB(NOW(), INTERVAL 30 DAY)"
        )

    def _select(self) -> str:
        one, two, three, four = self._columns(4)
        what = self._random.choice(["*", f"a.{one}, COUNT(*) AS n, MAX(b.{two})"])
        tail = self._random.choice(["", f" GROUP BY a.{one} HAVING n > 3", f" ORDER BY b.{four}"])
        return (
            f"SELECT {what} FROM {self._table()} a LEFT JOIN {self._table()} b ON b.{one} = a.{two}"
            f" WHERE a.{three} LIKE '%{self._noun()}' AND (b.{four} > {self._value()} OR {one} = 5)"
            f"{tail} LIMIT 100"
        )

    def _view(self) -> str:
        one, two = self._columns(2)
        return (
            f"CREATE OR REPLACE VIEW v_{self._table()} AS SELECT x.{one}, x.{two} FROM "
            f"(SELECT {one}, {two} FROM {self._table()} WHERE {two} BETWEEN 1 AND 9) x"
        )

    def _procedure(self, n: int) -> str:
        table, (one, two, three) = self._table(), self._columns(3)
        return (
            f"CREATE OR REPLACE PROCEDURE p_{n}_{table} (p_{one} IN {table}.{one}%TYPE,\n"
            f"  p_{two} OUT NOCOPY VARCHAR2) IS\n  l_{three} PLS_INTEGER := {n % 90};\n"
            f"  CURSOR c_{one} IS SELECT {one}, {two} FROM {table} WHERE {three} > l_{three};\n"
            f"BEGIN\n  FOR r IN c_{one} LOOP\n"
            f"    IF r.{one} > {self._value()} AND r.{two} IS NOT NULL THEN\n"
            f"      UPDATE {table} SET {two} = UPPER(r.{two}) || '{self._noun()}'"
            f" WHERE {one} = r.{one};\n"
            f"    ELSIF r.{two} LIKE '%{self._noun()}' THEN\n      l_{three} := l_{three} + 1;\n"
            f"    END IF;\n  END LOOP;\n  SELECT MAX({two}) INTO p_{two} FROM {table};\n"
            f"EXCEPTION\n  WHEN NO_DATA_FOUND THEN p_{two} := NULL;\n"
            f"  WHEN OTHERS THEN\n    ROLLBACK;\n    RAISE;\nEND p_{n}_{table};\n/"
        )

    def _trigger(self, n: int) -> str:
        table, (one, two, three) = self._table(), self._columns(3)
        return (
            f"CREATE OR REPLACE TRIGGER t_{n}_{table} BEFORE INSERT OR UPDATE OF {one} ON {table}\n"
            f"FOR EACH ROW WHEN (NEW.{one} IS NOT NULL)\nDECLARE\n  l_n NUMBER(9);\nBEGIN\n"
            f"  SELECT COUNT(*) INTO l_n FROM {self._table()} x WHERE x.{two} = :NEW.{two};\n"
            f"  IF INSERTING AND l_n = 0 THEN\n    :NEW.{three} := SYSDATE;\n  ELSE\n"
            f"    raise_application_error(-20{n % 900 + 100}, 'no ' || :NEW.{one});\n"
            f"  END IF;\nEND;\n/"
        )

    def _package(self, n: int) -> str:
        table, (one, two) = self._table(), self._columns(2)
        name = f"pk_{n}_{table}"
        functions = "\n".join(
            f"  FUNCTION f_{m} (p_{one} IN NUMBER) RETURN NUMBER IS\n    l_sum NUMBER := 0;\n"
            f"  BEGIN\n    FORALL i IN 1 .. 10 DELETE FROM {table} WHERE {one} = p_{one} + {m};\n"
            f"    EXECUTE IMMEDIATE 'SELECT SUM({two}) FROM {table} WHERE {one} = :1'"
            f" INTO l_sum USING p_{one};\n    RETURN NVL(l_sum, {m});\n  END f_{m};"
            for m in range(self._random.randint(2, 6))
        )
        return f"CREATE OR REPLACE PACKAGE BODY {name} AS\n{functions}\nEND {name};\n/"

    def _logged(self) -> str:
        """One shape of a log."""
        columns = self._columns(self._random.randint(3, 9))
        one, two, three, *_others = columns
        table, names, values = self._table(), ", ".join(columns), ", ".join(_VALUE for _ in columns)
        return self._random.choice(
            [
                f"SELECT {names} FROM {table} WHERE {one} = ? AND {two} > ? ORDER BY {three}",
                f"SELECT * FROM {table} JOIN {self._noun()} u ON u.{one} = {two} WHERE {three} = ?",
                f"UPDATE {table} SET {one} = ?, {two} = ? WHERE {three} = ?",
                f"INSERT INTO {table} ({names}) VALUES ({values})",
                f"DELETE FROM {table} WHERE {one} = ?",
            ]
        )


def examples() -> Iterator[str]:
    """What the rules of MySQL show as wrong and as right: short statements of every kind."""
    for rule in catalogue().values():
        if Dialect.MYSQL in rule.dialects:
            for sql in (*rule.bad, *rule.good):
                if not sql.startswith(("-- ", "<")) and "DELIMITER" not in sql:
                    yield sql.rstrip().rstrip(";")


def write(folder: Path, name: str, statements: Iterator[str], files: int = 1) -> list[Path]:
    """Write the statements into `files` scripts below `folder`, one after the other in turn.

    What ends with a line of its own for it needs no semicolon.
    """
    paths = [folder / f"{name}_{n}.sql" for n in range(files)]
    opened = [path.open("w", encoding="utf-8") for path in paths]
    for n, statement in enumerate(statements):
        end = "" if statement.endswith("\n/") else ";"
        opened[n % files].write(f"{statement}{end}\n")
    for file in opened:
        file.close()
    return paths


def write_slow_log(folder: Path, statements: Iterator[str]) -> Path:
    """The statements as a slow log has them."""
    path = folder / "slow.log"
    with path.open("w", encoding="utf-8") as log:
        log.write("/usr/sbin/mysqld, Version: 8.0.36. started with:\nTcp port: 3306\n")
        log.write("Time                 Id Command    Argument\n")
        for n, statement in enumerate(statements):
            log.write(
                f"# Time: 2026-11-{n % 28 + 1:02}T10:00:00.000000Z\n"
                f"# User@Host: app[app] @ localhost []  Id: {n % 90 + 1}\n"
                f"# Query_time: 0.{n % 9}00000  Lock_time: 0.00 Rows_sent: 1  Rows_examined: 9\n"
                f"SET timestamp=1764500000;\n{statement};\n"
            )
    return path
