"""Rules about objects of Oracle that a single definition decides."""

from app.audit import definitions
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.numbers import whole_number

_ORACLE = (Dialect.ORACLE,)
_BYTES = {
    "DATE": 7, "TIMESTAMP": 11, "TIMESTAMP WITH TIME ZONE": 13, "NUMBER": 22, "FLOAT": 22,
    "TIMESTAMP WITH LOCAL TIME ZONE": 11, "BINARY_FLOAT": 4, "BINARY_DOUBLE": 8, "ROWID": 10,
    "INTERVAL YEAR TO MONTH": 5, "INTERVAL DAY TO SECOND": 11, "BOOLEAN": 1,
}  # fmt: skip
"""The most bytes a value takes in its row; what is longer is stored elsewhere."""
_LONG = {"CHAR": 1, "VARCHAR2": 1, "NCHAR": 2, "NVARCHAR2": 2, "RAW": 1}
"""Bytes for each unit of a declared length, where the length is not in characters of UTF-8."""


@rule(
    Severity.NOTICE,
    on=(tree.Definition,),
    dialects=_ORACLE,
    parameters={"min": 20},
    bad=[
        "-- dialect: oracle\nCREATE SEQUENCE item_seq START WITH 1 NOCACHE",
        "-- dialect: oracle\nCREATE SEQUENCE item_seq CACHE 5",
        "-- dialect: oracle\nALTER SEQUENCE item_seq NOCACHE",
    ],
    good=[
        "-- dialect: oracle\nCREATE SEQUENCE item_seq",
        "-- dialect: oracle\nCREATE SEQUENCE item_seq CACHE 100 NOORDER",
        "-- dialect: oracle\nALTER SEQUENCE item_seq INCREMENT BY 10",
    ],
    sources=["Themis SEQ_CACHE", "Oracle SQL Language Reference, CREATE SEQUENCE"],
)
def sequence_cache_too_small(node: tree.Definition, scope: Scope) -> Hits:
    """A sequence keeps few numbers in memory, or none.

    Why: each time the cache is used up the dictionary is changed and committed; with NOCACHE that
    is each number, and sessions wait for `row cache lock` or, in RAC, for `SV` enqueues. A gap is
    no reason: a rollback leaves one too.

    Instead: CACHE with at least `min` numbers; 1000 where many sessions insert.
    """
    if not node.kind.endswith(" SEQUENCE"):
        return
    for option in node.options:
        if option.name == "NOCACHE":
            yield hit(option, N_("{sequence} keeps no numbers in memory"),
                      sequence=node.name.dotted, about=node.name.dotted)  # fmt: skip
        elif option.name == "CACHE" and isinstance(option.value, tree.Literal):
            text, least = scope.literal(option.value), scope.number("min")
            if text.isdecimal() and whole_number(text) < least:
                yield hit(option, N_("{sequence} keeps {count} numbers in memory; {min} are few"),
                          sequence=node.name.dotted, count=text, min=least,
                          about=node.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.CreateIndex,),
    dialects=_ORACLE,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE BITMAP INDEX item_state ON item (state)",
        "-- dialect: oracle\nCREATE BITMAP INDEX b ON sales (c.city) FROM sales, customers c"
        " WHERE sales.cid = c.id",
    ],
    good=["-- dialect: oracle\nCREATE INDEX item_state ON item (state)"],
    sources=["Themis OBJ_BITMAP_INDEX", "Oracle Database Performance Tuning Guide, 2"],
)
def index_bitmap(node: tree.CreateIndex, scope: Scope) -> Hits:
    """A bitmap index.

    Why: one entry stands for thousands of rows, and a change of one row locks it: two sessions
    that insert wait for each other, and deadlock. House rule: not part of the default profile.

    Instead: an ordinary index; bitmaps only where a nightly load alone changes the table.
    """
    if node.key.kind.startswith("BITMAP"):
        name = node.key.name.dotted if node.key.name else ""
        yield hit(node.key, N_("{index} is a bitmap index"), index=name, about=node.table.dotted)


@rule(
    Severity.NOTICE,
    on=(tree.KeyPart,),
    dialects=_ORACLE,
    in_default=False,
    bad=["-- dialect: oracle\nCREATE INDEX item_name ON item (UPPER(name), id)"],
    good=[
        "-- dialect: oracle\nCREATE INDEX item_name ON item (name DESC)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, total NUMBER AS (a * b))",
    ],
    sources=["Themis OBJ_FUNCTION_INDEX"],
)
def index_function_based(part: tree.KeyPart, scope: Scope) -> Hits:
    """An index on an expression.

    Why: it serves only queries that write the very same expression, a change of the function
    makes it wrong without a word, and often it hides that the value is stored in the wrong form.
    House rule: not part of the default profile.

    Instead: store the value as it is searched, or a virtual column with a name and an index on it.
    """
    if part.expression is not None:
        yield hit(part, N_("An index of {table} is on an expression"),
                  table=definitions.table_name(part),
                  about=definitions.table_name(part))  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.PartitionBy,),
    dialects=_ORACLE,
    parameters={"max": 1024},
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY)"
        " PARTITION BY HASH (id) PARTITIONS 2048",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, d DATE) PARTITION BY"
        " HASH (id) SUBPARTITION BY HASH (d) SUBPARTITIONS 64 PARTITIONS 64",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY)"
        " PARTITION BY HASH (id) PARTITIONS 64",
    ],
    sources=["Themis OBJ_PART_COUNT, OBJ_SUBPART_COUNT"],
)
def table_max_partitions(by: tree.PartitionBy, scope: Scope) -> Hits:
    """A table has very many partitions.

    Why: each is a segment of its own, with its statistics, its entry in the dictionary and its
    cursors to be parsed; queries over all of them open each, and DDL takes them one by one.

    Instead: wider ranges, fewer hash partitions; `max` is the number of segments that is let pass.
    """
    if isinstance(by.parent, tree.PartitionBy):
        return
    made = len(by.partitions) or by.count or 1
    below = (len(by.by.partitions) or by.by.count or 1) if by.by else 1
    named = sum(len(partition.subpartitions) or below for partition in by.partitions)
    count, most = max(named or made * below, made), scope.number("max")
    if count > most:
        yield hit(by, N_("{table} has {count} partitions; the limit is {max}"),
                  table=definitions.table_name(by), count=count, max=most,
                  about=definitions.table_name(by))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.CreateTable,),
    dialects=_ORACLE,
    in_default=False,
    parameters={"max_bytes": 8000},
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, a VARCHAR2(4000),"
        " b VARCHAR2(4000), c DATE)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, a VARCHAR2(4000), b CLOB)",
    ],
    sources=["Themis OBJ_RECORD_LENGTH"],
)
def table_record_length(node: tree.CreateTable, scope: Scope) -> Hits:
    """The rows of a table may not fit into a block.

    Why: a row that is longer than a block is chained over several, and each read of it reads them
    all. A length in characters is counted once, as if each took a byte. House rule: not part of
    the default profile.

    Instead: lengths that the values really have; long texts in a CLOB or a table of their own.
    """
    length = sum(map(_longest, node.columns))
    most = scope.number("max_bytes")
    if length > most:
        yield hit(node.name, N_("A row of {table} may take {length} bytes; the limit is {max}"),
                  table=node.name.dotted, length=length, max=most,
                  about=node.name.dotted)  # fmt: skip


def _longest(column: tree.ColumnDefinition) -> int:
    made = column.type
    if made is None or column.attribute("GENERATED") is not None:
        return 0
    return (made.length or 1) * _LONG[made.name] if made.name in _LONG else _BYTES.get(made.name, 0)


@rule(
    Severity.NOTICE,
    on=(tree.Definition,),
    dialects=_ORACLE,
    in_default=False,
    bad=[
        "-- dialect: oracle\nCREATE DATABASE LINK depot CONNECT TO reader IDENTIFIED BY secret"
        " USING 'depot'",
        "-- dialect: oracle\nCREATE PUBLIC DATABASE LINK depot USING 'depot'",
    ],
    good=["-- dialect: oracle\nCREATE SYNONYM item FOR shop.item"],
    sources=["Themis OBJ_DBLINK", "CIS Oracle Database 19c Benchmark"],
)
def database_link_created(node: tree.Definition, scope: Scope) -> Hits:
    """A link to another database.

    Why: a query over it is as available as the weaker of the two databases, its plan knows little
    of the other side, and whoever may use the link acts there as its user. House rule: not part of
    the default profile.

    Instead: copy what is needed (a materialized view, a feed), or let the application ask both.
    """
    if node.kind == "CREATE DATABASE LINK":
        yield hit(node.name, N_("{link} is a link to another database"), link=node.name.dotted,
                  about=node.name.dotted)  # fmt: skip
