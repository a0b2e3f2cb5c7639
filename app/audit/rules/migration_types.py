"""Migration traps in definitions: what another release or the other product makes of them."""

from app.audit import definitions
from app.audit.registry import Hits, Text, hit, rule
from app.audit.scope import Scope
from app.audit.signs import each, only
from app.domain.dialect import Dialect
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.collations import is_0900
from app.sql.schema import Table
from app.sql.tokens import STRING

_ENGINES_OF_MARIADB = frozenset(
    "aria rocksdb columnstore spider s3 tokudb connect mroonga oqgraph sphinx federatedx".split()
)
_ENGINES_OF_MYSQL = frozenset({"ndb", "ndbcluster"})
_PARTITIONED = frozenset({"", "innodb", "ndb", "ndbcluster", "default"})
_APPROXIMATE = frozenset({"FLOAT", "DOUBLE"})
_TIMES = frozenset({"DATE", "DATETIME", "TIMESTAMP"})


def _is_since(scope: Scope, numbers: tuple[int, ...]) -> bool:
    """Whether the script is for a release that is told, and that is of these numbers or later."""
    return scope.release is not None and scope.release.since(numbers)


@rule(
    Severity.ERROR,
    on=(tree.CreateTable, tree.CreateDatabase, tree.ColumnDefinition, tree.Collate, tree.ConvertTo),
    dialects=(Dialect.MARIADB,),
    bad=[
        "-- dialect: mariadb\nCREATE TABLE item (id INT PRIMARY KEY) COLLATE=utf8mb4_0900_ai_ci",
        "-- dialect: mariadb\nSELECT name COLLATE utf8mb4_zh_0900_as_cs FROM item WHERE id = 1",
    ],
    good=[
        "-- dialect: mariadb\n"
        "CREATE TABLE item (id INT PRIMARY KEY) COLLATE=utf8mb4_unicode_520_ci",
    ],
    sources=["MariaDB MDEV-20912", "MySQL error 1273"],
)
def migration_collation(node: tree.Node, scope: Scope) -> Hits:
    """A collation of MySQL 8.0 stands in a script for MariaDB.

    Why: MariaDB before 11.4.5 refuses utf8mb4_0900_… with error 1273; a dump of MySQL 8.0 names it
    at each table. Later ones take it for utf8mb4_uca1400_nopad_…, which sorts a little differently.

    Instead: utf8mb4_unicode_520_ci, or uca1400_ai_ci from MariaDB 10.10 on.
    """
    for name in () if _is_since(scope, (11, 4, 5)) else _collations(node):
        if is_0900(name.name):
            yield hit(name, N_("MariaDB before 11.4.5 does not know {collation}"),
                      collation=name.name, about=name.name)  # fmt: skip


def _collations(node: tree.Node) -> list[tree.Name]:
    found: list[tree.Node | None] = []
    match node:
        case tree.CreateTable() | tree.CreateDatabase():
            found = [o.value for o in node.options if o.name == "COLLATE"]
        case tree.ColumnDefinition(type=made):
            attribute = node.attribute("COLLATE")
            found = [made.collation if made else None, attribute.value if attribute else None]
        case tree.Collate(collation=name) | tree.ConvertTo(collation=name):
            found = [name]
    return [name for name in found if isinstance(name, tree.Name)]


@rule(
    Severity.WARNING,
    on=each((tree.CreateTable, tree.AlterTable), "ENGINE"),
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY) ENGINE=Aria",
        "ALTER TABLE item ENGINE=RocksDB",
        "-- dialect: mariadb\nCREATE TABLE item (id INT PRIMARY KEY) ENGINE=NDBCLUSTER",
    ],
    good=[
        "-- dialect: mariadb\nCREATE TABLE item (id INT PRIMARY KEY) ENGINE=Aria",
        "CREATE TABLE item (id INT PRIMARY KEY) ENGINE=InnoDB",
    ],
    sources=["MySQL error 1286", "MySQL and MariaDB manuals, storage engines"],
)
def migration_foreign_engine(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A storage engine that only the other product has.

    Why: the statement fails with error 1286; without NO_ENGINE_SUBSTITUTION in sql_mode the server
    takes another engine instead, with no more than a warning.

    Instead: ENGINE=InnoDB.
    """
    maria = scope.dialect is Dialect.MARIADB
    foreign, product = (_ENGINES_OF_MYSQL, "MariaDB") if maria else (_ENGINES_OF_MARIADB, "MySQL")
    for option in definitions.options_of(node):
        if option.name == "ENGINE":
            engine = definitions.word(option.value, scope)
            if engine.lower() in foreign:
                yield hit(option, N_("{product} has no engine {engine}"), product=product,
                          engine=engine, about=node.name.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.CreateTable, tree.AlterTable),
    having=(tree.PartitionBy,),
    dialects=(Dialect.MYSQL,),
    bad=[
        "CREATE TABLE log (id INT) ENGINE=MyISAM PARTITION BY HASH (id) PARTITIONS 4",
        "CREATE TABLE log (id INT) ENGINE=MyISAM; ALTER TABLE log PARTITION BY KEY (id)",
    ],
    good=[
        "CREATE TABLE log (id INT) ENGINE=InnoDB PARTITION BY HASH (id) PARTITIONS 4",
        "CREATE TABLE log (id INT) PARTITION BY HASH (id) PARTITIONS 4",
    ],
    sources=["MySQL 8.0 reference manual, 26.6.2", "MySQL error 1178"],
)
def migration_partition_engine(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A partitioned table whose engine does not partition by itself.

    Why: MySQL 8.0 and later refuse partitions in any engine but InnoDB and NDB (error 1178), and an
    upgrade stops at the first table that has them.

    Instead: ENGINE=InnoDB before the upgrade.
    """
    if isinstance(node, tree.CreateTable):
        by = node.partition_by
    else:
        by = next((a for a in node.actions if isinstance(a, tree.PartitionBy)), None)
    table = scope.schema.after(node) if by is not None else None
    if by is not None and table is not None and table.engine not in _PARTITIONED:
        yield hit(by, N_("{table} is partitioned and {engine}"), table=node.name.dotted,
                  engine=table.engine, about=node.name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.ColumnAttribute, "DEFAULT"), Text),
    looks_for=lambda _text, code: "-00-00" in code,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, day DATE NOT NULL DEFAULT '0000-00-00')",
        "ALTER TABLE item ADD at DATETIME NOT NULL DEFAULT 0",
        "SELECT id FROM item WHERE day = '0000-00-00'",
        "INSERT INTO item (id, day) VALUES (1, '2025-00-00')",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, day DATE NULL, n INT DEFAULT 0)",
        "SELECT id FROM item WHERE day = '2025-01-10'",
        "SELECT id FROM item WHERE code = '10-00-00'",
    ],
    sources=[
        "MySQL 5.7 reference manual, NO_ZERO_DATE and NO_ZERO_IN_DATE",
        "MySQL errors 1067, 1292",
    ],
)
def migration_zero_date(node: tree.ColumnAttribute | None, scope: Scope) -> Hits:
    """A date of zeros.

    Why: since MySQL 5.7 the default sql_mode forbids it, so that the table cannot be made (error
    1067), a dump of an older server not be loaded, and rows that hold it not be altered; drivers
    fail on it or make NULL of it, and it is neither before nor after anything.

    Instead: NULL for a date that is not known.
    """
    if node is not None:
        column = node.parent
        made = column.type if isinstance(column, tree.ColumnDefinition) else None
        zero = isinstance(node.value, tree.Literal) and node.value.kind == "number"
        if node.kind == "DEFAULT" and zero and made is not None and made.name in _TIMES:
            yield hit(node, N_("A date of zeros as a default"),
                      about=definitions.table_name(node))  # fmt: skip
    elif "-00-00" in scope.text:
        kinds = scope.tokens.kinds
        for at in (at for at, kind in enumerate(kinds) if kind is STRING):
            text = scope.literal_at(at)
            if text[4:10] == "-00-00" and text[:4].isdecimal():
                yield hit(at, N_("{value} is no date in the default SQL mode"), value=text[:20])


@rule(
    Severity.NOTICE,
    on=(only(tree.DataType, "ZEROFILL", "DECIMAL", *_APPROXIMATE),),
    in_default=False,
    bad=[
        "CREATE TABLE item (id INT(5) ZEROFILL PRIMARY KEY)",
        "ALTER TABLE item ADD price FLOAT(7,2)",
        "ALTER TABLE item ADD price DECIMAL(7,2) UNSIGNED",
    ],
    good=[
        "CREATE TABLE item (id INT(5) PRIMARY KEY, price DECIMAL(7,2))",
        "CREATE TABLE item (id INT UNSIGNED PRIMARY KEY, ratio FLOAT)",
    ],
    dialects=(Dialect.MYSQL,),
    sources=["MySQL 8.0.17 release notes, deprecations"],
)
def migration_deprecated_numeric(made: tree.DataType, scope: Scope) -> Hits:
    """ZEROFILL, FLOAT(M,D), or UNSIGNED of a number with decimals.

    Why: MySQL 8.0.17 deprecated them, and warns at each such statement; they are to go. House rule:
    not part of the default profile.

    Instead: LPAD() where leading zeros are shown, DECIMAL(M,D), and CHECK (price >= 0). Display
    widths are told by column-integer-display-width.
    """
    if made.zerofill:
        what = "ZEROFILL"
    elif made.name in _APPROXIMATE and made.decimals is not None:
        what = f"{made.name}(M,D)"
    elif made.unsigned and (made.name in _APPROXIMATE or made.name == "DECIMAL"):
        what = f"{made.name} UNSIGNED"
    else:
        return
    yield hit(made, N_("{what} is deprecated"), what=what, about=definitions.table_name(made))


@rule(
    Severity.NOTICE,
    on=(tree.ColumnDefinition,),
    dialects=(Dialect.MARIADB,),
    in_default=False,
    bad=["-- dialect: mariadb\nCREATE TABLE item (id INT PRIMARY KEY, detail JSON)"],
    good=[
        "-- dialect: mariadb\nCREATE TABLE item (id INT PRIMARY KEY, detail LONGTEXT)",
    ],
    sources=["MariaDB knowledge base, JSON data type"],
)
def migration_json_type(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A JSON column in MariaDB.

    Why: it is LONGTEXT with a check: it is compared and sorted as text, keeps blanks and the order
    of keys, has no -> operator, and rows of it do not replicate to or from MySQL. House rule: not
    part of the default profile.

    Instead: say LONGTEXT CHECK (JSON_VALID(…)) where that is meant, and JSON_VALUE() to read it.
    """
    if column.type is not None and column.type.name == "JSON":
        yield hit(column.type, N_("{column} is LONGTEXT with a check in MariaDB"),
                  column=column.name.name, about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.ColumnAttribute, "REFERENCES"),),
    dialects=(Dialect.MYSQL,),
    bad=["CREATE TABLE pack (id INT PRIMARY KEY, item INT REFERENCES item (id))"],
    good=[
        "CREATE TABLE pack (id INT PRIMARY KEY, item INT, FOREIGN KEY (item) REFERENCES item (id))",
    ],
    sources=["MySQL 8.4 reference manual, 1.7.2.3", "MySQL 9.0 release notes"],
)
def migration_inline_references(node: tree.ColumnAttribute, scope: Scope) -> Hits:
    """REFERENCES behind a column, which MySQL before 9.0 reads and forgets.

    Why: no foreign key is made and no error given: rows refer to nothing, and after the upgrade to
    9.0 the same script makes a key that refuses them. MariaDB has made one since 10.5.

    Instead: FOREIGN KEY (item) REFERENCES item (id) as an element of its own.
    """
    if node.kind == "REFERENCES" and not _is_since(scope, (9, 0)):
        yield hit(node, N_("MySQL before 9.0 makes no foreign key of this"),
                  about=definitions.table_name(node))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.Check, only(tree.ColumnAttribute, "CHECK")),
    in_default=False,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, n INT CHECK (n > 0))",
        "ALTER TABLE item ADD CONSTRAINT positive CHECK (n > 0)",
    ],
    good=["CREATE TABLE item (id INT PRIMARY KEY, n INT UNSIGNED)", "CHECK TABLE item"],
    sources=["MySQL 8.0.16 release notes", "MariaDB 10.2.1 release notes"],
)
def migration_check_enforced(node: tree.Check | tree.ColumnAttribute, scope: Scope) -> Hits:
    """A CHECK, which MySQL before 8.0.16 and MariaDB before 10.2.1 read and forget.

    Why: rows that it forbids come in there, and the upgrade neither adds the check nor tells of
    them. House rule for those who still run such servers: not part of the default profile.

    Instead: a trigger there, or the check in the program.
    """
    if (isinstance(node, tree.Check) or node.kind == "CHECK") and not _is_since(
        scope, (10, 2, 1) if scope.dialect is Dialect.MARIADB else (8, 0, 16)
    ):
        yield hit(node, N_("MySQL before 8.0.16 does not enforce this"),
                  about=definitions.table_name(node))  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.ForeignKey,),
    level=Level.SCHEMA,
    dialects=(Dialect.MYSQL,),
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, n INT, KEY (n));"
        " CREATE TABLE pack (n INT, FOREIGN KEY (n) REFERENCES item (n))",
        "CREATE TABLE item (a INT, b INT, PRIMARY KEY (a, b));"
        " CREATE TABLE pack (a INT, FOREIGN KEY (a) REFERENCES item (a))",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY);"
        " CREATE TABLE pack (n INT, FOREIGN KEY (n) REFERENCES item (id))",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT UNIQUE);"
        " CREATE TABLE pack (n INT, FOREIGN KEY (n) REFERENCES item (n))",
        "CREATE TABLE pack (n INT, FOREIGN KEY (n) REFERENCES unknown (n))",
    ],
    sources=["MySQL 8.4 reference manual, restrict_fk_on_non_standard_key", "MySQL error 6125"],
)
def migration_foreign_key_not_unique(key: tree.ForeignKey, scope: Scope) -> Hits:
    """A foreign key refers to columns that are not unique.

    Why: MySQL 8.4 refuses it with error 6125 unless restrict_fk_on_non_standard_key is off, which
    is to go; a dump of an older server cannot be loaded. What ON DELETE means with several parents
    is not defined.

    Instead: refer to the primary key, or make the parent's columns unique.
    """
    name = definitions.table_of(key)
    itself = name is not None and scope.schema.place(name) == scope.schema.place(
        key.references.table
    )
    statement = scope.parsed.tree
    table = scope.schema.after(statement) if itself else scope.schema.table(key.references.table)
    columns = tuple(p.column.name.lower() if p.column else "" for p in key.references.columns)
    if table is None or not columns or not table.known_indexes or _is_unique(table, columns):
        return
    if any(index.columns[: len(columns)] == columns for index in table.indexes.values()):
        yield hit(key, N_("{columns} of {table} are not unique"), columns=", ".join(columns),
                  table=key.references.table.dotted, about=name.dotted if name else "")  # fmt: skip


def _is_unique(table: Table, columns: tuple[str, ...]) -> bool:
    unique = (i for i in table.indexes.values() if i.kind in {"PRIMARY", "UNIQUE"})
    return any(set(index.columns) == set(columns) for index in unique)
