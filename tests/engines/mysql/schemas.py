"""Pairs of schemas that differ: made by hand, and made up."""

from collections.abc import Sequence

from hypothesis import strategies as st

Statements = Sequence[str]

_PARENTS = (
    "CREATE TABLE p (id INT PRIMARY KEY, k INT, UNIQUE (k))",
    "CREATE TABLE c (a INT, b INT, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id))",
)
PAIRS: dict[str, tuple[Statements, Statements]] = {
    "columns, their types, texts and order": (
        ["CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a INT, b VARCHAR(10) NOT NULL DEFAULT"
         " 'x', c TEXT, d DECIMAL(8,2) DEFAULT 0, Abc INT, v INT INVISIBLE)"],
        ["CREATE TABLE t (b VARCHAR(30) CHARACTER SET latin1 NOT NULL DEFAULT 'yy', id BIGINT"
         " UNSIGNED PRIMARY KEY AUTO_INCREMENT, n TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE"
         " CURRENT_TIMESTAMP, a INT NOT NULL COMMENT 'it''s', e ENUM('a','b') DEFAULT 'b', abc INT,"
         " v INT)"],
    ),
    "the character set of a table": (
        ["CREATE TABLE t (a VARCHAR(10), b VARCHAR(10) CHARACTER SET latin1) CHARSET utf8mb4"],
        ["CREATE TABLE t (a VARCHAR(10), b VARCHAR(10)) CHARSET latin1"],
    ),
    "indexes": (
        ["CREATE TABLE t (a INT, b INT, c VARCHAR(100), KEY k1 (a), KEY k2 (a,b), UNIQUE u (c))"],
        ["CREATE TABLE t (a INT NOT NULL, b INT, c VARCHAR(100), PRIMARY KEY (a, b DESC),"
         " KEY k2 (b,a), FULLTEXT f (c), KEY pre (c(10)) COMMENT 'p')"],
    ),
    "the column that counts": (
        ["CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a INT)"],
        ["CREATE TABLE t (a INT NOT NULL AUTO_INCREMENT PRIMARY KEY, x INT)"],
    ),
    "foreign keys and what they point at": (
        ["CREATE TABLE p (id INT PRIMARY KEY)",
         "CREATE TABLE c (id INT PRIMARY KEY, p INT, CONSTRAINT f FOREIGN KEY (p)"
         " REFERENCES p (id))",
         "CREATE TABLE g (id INT PRIMARY KEY)",
         "CREATE TABLE h (g INT, FOREIGN KEY (g) REFERENCES g (id))"],
        ["CREATE TABLE p (id BIGINT PRIMARY KEY, x INT)",
         "CREATE TABLE c (id INT PRIMARY KEY, p BIGINT, CONSTRAINT f FOREIGN KEY (p) REFERENCES"
         " p (id) ON DELETE CASCADE)",
         "CREATE TABLE n (id INT PRIMARY KEY, c INT, CONSTRAINT nc FOREIGN KEY (c) REFERENCES"
         " c (id))"],
    ),
    "tables that point at each other": (
        ["CREATE TABLE a (id INT PRIMARY KEY, b INT)",
         "CREATE TABLE b (id INT PRIMARY KEY, a INT, CONSTRAINT ba FOREIGN KEY (a) REFERENCES"
         " a (id))",
         "ALTER TABLE a ADD CONSTRAINT ab FOREIGN KEY (b) REFERENCES b (id)"],
        [],
    ),
    "checks": (
        ["CREATE TABLE t (a INT, b INT, CONSTRAINT c1 CHECK (a > 1), CONSTRAINT c2 CHECK (b > a))"],
        ["CREATE TABLE t (a INT, b INT, CONSTRAINT c1 CHECK (a > 2 OR a IS NULL),"
         " CONSTRAINT c3 CHECK (b <> a))"],
    ),
    "generated columns": (
        ["CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a+1) VIRTUAL,"
         " c INT GENERATED ALWAYS AS (a+2) STORED, d INT)"],
        ["CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a+3) STORED, c INT GENERATED ALWAYS AS"
         " (a+4) STORED, d INT GENERATED ALWAYS AS (a*2) VIRTUAL, KEY (d))"],
    ),
    "partitions": (
        ["CREATE TABLE t (a INT) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10))",
         "CREATE TABLE u (a INT) PARTITION BY HASH (a) PARTITIONS 3", "CREATE TABLE v (a INT)"],
        ["CREATE TABLE t (a INT) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10),"
         " PARTITION p1 VALUES LESS THAN MAXVALUE)", "CREATE TABLE u (a INT)",
         "CREATE TABLE v (a INT) PARTITION BY LIST (a) (PARTITION x VALUES IN (1,2,NULL))"],
    ),
    "options": (
        ["CREATE TABLE t (a INT) COMMENT 'x' ROW_FORMAT=COMPRESSED",
         "CREATE TABLE u (a INT) ENGINE=MyISAM"],
        ["CREATE TABLE t (a INT) ROW_FORMAT=DYNAMIC",
         "CREATE TABLE u (a INT) ENGINE=InnoDB COMMENT 'now' STATS_PERSISTENT=1"],
    ),
    "code that reads code": (
        ["CREATE TABLE t (a INT)", "CREATE VIEW v AS SELECT a FROM t",
         "CREATE VIEW w AS SELECT * FROM v", "CREATE PROCEDURE p () SELECT 1",
         "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1"],
        ["CREATE TABLE t (a INT, b INT)", "CREATE VIEW w AS SELECT a, b FROM t",
         "CREATE VIEW v AS SELECT a+b AS c FROM w WHERE b > 0",
         "CREATE FUNCTION f (x INT) RETURNS INT DETERMINISTIC RETURN x+1",
         "CREATE VIEW y AS SELECT f(a) AS z FROM t",
         "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 1",
         "CREATE TRIGGER tr2 BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 2",
         "CREATE PROCEDURE p () BEGIN SELECT 'it''s;' AS x; SELECT COUNT(*) FROM t; END",
         "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM t"],
    ),
    "the order of triggers": (
        ["CREATE TABLE t (a INT)", "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.a=1",
         "CREATE TRIGGER y BEFORE INSERT ON t FOR EACH ROW SET NEW.a=2"],
        ["CREATE TABLE t (a INT)", "CREATE TRIGGER y BEFORE INSERT ON t FOR EACH ROW SET NEW.a=2",
         "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.a=1"],
    ),
    "an index the server made for a foreign key": (
        _PARENTS,
        [_PARENTS[0], "CREATE TABLE c (a INT, b INT, KEY f (a), KEY big (a,b),"
         " CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id))"],
    ),
    "names of all kinds": (
        ["CREATE TABLE `a``b` (`c'\"` INT, `ö` INT)"],
        ["CREATE TABLE `a``b` (`c'\"` BIGINT, `ö` INT, `订 单` VARCHAR(10) DEFAULT '\\\\ \"',"
         " KEY `k``` (`订 单`))"],
    ),
}  # fmt: skip
OF_MARIADB: dict[str, tuple[Statements, Statements]] = {
    "sequences": (
        ["CREATE SEQUENCE s START WITH 5"],
        ["CREATE SEQUENCE s START WITH 7", "CREATE SEQUENCE s2",
         "CREATE TABLE t (a BIGINT DEFAULT NEXTVAL(s2))"],
    ),
    "versioned tables": (
        ["CREATE TABLE t (a INT)", "CREATE TABLE u (a INT) WITH SYSTEM VERSIONING"],
        ["CREATE TABLE t (a INT) WITH SYSTEM VERSIONING", "CREATE TABLE u (a INT)"],
    ),
    "types of its own": (
        ["CREATE TABLE t (a JSON, b INT CHECK (b > 1))"],
        ["CREATE TABLE t (a INT, b INT CHECK (b > 2), j JSON NOT NULL, u UUID DEFAULT UUID())"],
    ),
}  # fmt: skip
OF_MYSQL: dict[str, tuple[Statements, Statements]] = {
    "indexes of expressions": (
        ["CREATE TABLE t (a INT, j JSON, KEY f ((a+1)))"],
        ["CREATE TABLE t (a INT, j JSON, KEY f ((a+2)), KEY m ((CAST(j->'$.x' AS UNSIGNED ARRAY))),"
         " KEY i (a) INVISIBLE, CONSTRAINT nn CHECK (a > 1) NOT ENFORCED)"],
    ),
    "defaults that are expressions": (
        ["CREATE TABLE t (a INT DEFAULT (1+1))"],
        ["CREATE TABLE t (a INT DEFAULT (1+2), b JSON DEFAULT (JSON_ARRAY()),"
         " g POINT NOT NULL SRID 4326)"],
    ),
}  # fmt: skip

_NUMBERS = ("INT", "BIGINT UNSIGNED", "DECIMAL(9,2)", "SMALLINT", "DOUBLE")
_TEXTS = ("VARCHAR(20)", "VARCHAR(60) CHARACTER SET latin1", "CHAR(3) COLLATE utf8mb4_bin")
_REST = ("DATE", "DATETIME(3)", "ENUM('x','y')", "BLOB", "TEXT", "BIT(4)")


@st.composite
def _column(draw: st.DrawFn, name: str) -> str:
    made = draw(st.sampled_from(_NUMBERS + _TEXTS + _REST))
    parts = [name, made]
    if draw(st.booleans()):
        parts.append("NOT NULL")
    if made in _NUMBERS and draw(st.booleans()):
        parts.append(f"DEFAULT {draw(st.integers(0, 9))}")
    elif made in _TEXTS and draw(st.booleans()):
        parts.append(f"DEFAULT '{draw(st.sampled_from(['', 'a', '0', chr(39) * 2]))}'")
    if draw(st.booleans()):
        parts.append(f"COMMENT '{draw(st.sampled_from(['x', '注', 'a;b']))}'")
    return " ".join(parts)


@st.composite
def _table(draw: st.DrawFn, name: str) -> str:
    names = draw(st.permutations("abcdef"))[: draw(st.integers(1, 6))]
    elements = [draw(_column(each)) for each in names]
    place = draw(st.integers(0, len(elements)))
    kind = draw(st.sampled_from(["INT", "BIGINT"]))
    counts = draw(st.sampled_from(["", " AUTO_INCREMENT"]))
    elements.insert(place, f"id {kind} NOT NULL{counts}")
    elements += ["z INT", "PRIMARY KEY (id)"]
    short = [
        each.split()[0] for each in elements if " BLOB" not in each and " TEXT" not in each
        and each.split()[0] in names
    ]  # fmt: skip
    for at in range(draw(st.integers(0, 3))):
        if short:
            parts = draw(st.lists(st.sampled_from(short), min_size=1, max_size=3, unique=True))
            unique = draw(st.sampled_from(["UNIQUE ", ""]))
            elements.append(f"{unique}KEY k{at} ({', '.join(parts)})")
    if draw(st.booleans()):
        elements.append(f"CONSTRAINT {name}_check CHECK (z > {draw(st.integers(-2, 2))})")
    end = draw(
        st.sampled_from(["", " COMMENT 'x'", " DEFAULT CHARSET latin1", " ROW_FORMAT=COMPACT"])
    )
    return f"CREATE TABLE {name} ({', '.join(elements)}){end}"


@st.composite
def schemas(draw: st.DrawFn) -> list[str]:
    """A schema of up to three tables, with foreign keys and a view between them."""
    names = draw(st.lists(st.sampled_from(["t", "u", "v"]), min_size=1, max_size=3, unique=True))
    made = [draw(_table(name)) for name in sorted(names)]
    kinds = {name: "BIGINT" if "id BIGINT" in text else "INT" for name, text in
             zip(sorted(names), made, strict=True)}  # fmt: skip
    for name in sorted(names):
        if draw(st.booleans()):
            other = draw(st.sampled_from(sorted(names)))
            rule = draw(st.sampled_from(["", " ON DELETE CASCADE", " ON DELETE SET NULL"]))
            made.append(f"ALTER TABLE {name} ADD r {kinds[other]}, ADD CONSTRAINT {name}_r"
                        f" FOREIGN KEY (r) REFERENCES {other} (id){rule}")  # fmt: skip
    if draw(st.booleans()):
        made.append(f"CREATE VIEW seen AS SELECT id FROM {sorted(names)[0]} WHERE id > 1")
    return made
