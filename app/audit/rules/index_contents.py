"""Rules about what indexes hold: columns that cannot be indexed, and what others hold as well."""

from collections import defaultdict

from app.audit import definitions
from app.audit.indexing import INDEXING, KEYED, ORDERED, Indexing, indexed_table, placed
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Index

_MARIADB = Dialect.MARIADB  # members of an enumeration are slow to get at in Python 3.11

_WHOLE = N_("{column} is {type} and cannot be indexed whole")
_REDUNDANT = N_("The index {index} is superfluous beside {other}")
_HASHED = frozenset({"memory", "heap", "ndb", "ndbcluster"})
"""Engines whose indexes may be hashed, and then serve whole keys only."""


@rule(
    Severity.ERROR,
    on=INDEXING,
    having=KEYED,
    bad=[
        "-- dialect: mysql\nCREATE TABLE article (id INT PRIMARY KEY, body TEXT, KEY (body))",
        "-- dialect: mysql\nCREATE TABLE article (id INT PRIMARY KEY, detail JSON, KEY (detail))",
        "-- dialect: mysql\nALTER TABLE article ADD note BLOB, ADD UNIQUE KEY (note)",
        "-- dialect: mysql\nCREATE TABLE article (id INT PRIMARY KEY, body TEXT);"
        " CREATE INDEX article_body ON article (id, body)",
        "CREATE TABLE article (name TINYTEXT PRIMARY KEY)",
    ],
    good=[
        "CREATE TABLE article (id INT PRIMARY KEY, body TEXT, KEY (body(100)))",
        "CREATE TABLE article (id INT PRIMARY KEY, body TEXT, FULLTEXT KEY (body))",
        "CREATE TABLE article (id INT PRIMARY KEY, detail JSON,"
        " KEY ((CAST(detail->>'$.zip' AS CHAR(9)))))",
        "CREATE INDEX article_body ON unknown (body)",
    ],
    sources=[
        "goInception er_blob_used_as_key",
        "SQLE ddl_check_index_column_with_blob",
        "Bytebase INDEX_TYPE_NO_BLOB",
        "MySQL errors 1170 and 3152",
        "MariaDB 10.4 release notes, MDEV-371",
    ],
)
def index_no_blob(node: Indexing, scope: Scope) -> Hits:
    """A TEXT, BLOB or JSON column is indexed whole.

    Why: MySQL refuses it: TEXT and BLOB need the length of a prefix (error 1170), JSON cannot be
    indexed at all (3152). MariaDB since 10.4 refuses primary keys only: it hashes unique keys and
    cuts the others to what fits. A prefix, a full-text index and an expression are not reported.

    Instead: a prefix, KEY (body(100)); for JSON a generated column or an expression.
    """
    table = scope.schema.after(node)
    if table is None:
        return
    for name, place in placed(node, table).items():
        index = table.indexes[name]
        if index.kind not in ORDERED:
            continue
        for at, part in enumerate(index.parts):
            column = table.columns.get(part.column)
            if column is None or column.type not in definitions.LARGE:
                continue
            if index.kind != "PRIMARY" and scope.dialect is _MARIADB:
                continue
            if part.length is None or column.type == "JSON":
                where = place.parts[at] if isinstance(place, tree.Key) else place
                yield hit(where, _WHOLE, column=column.name, type=column.type,
                          about=indexed_table(node))  # fmt: skip


@rule(
    Severity.WARNING,
    on=INDEXING,
    having=KEYED,
    dialects=EVERYWHERE,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, b INT, KEY one (a), KEY two (a, b))",
        "CREATE TABLE item (id INT PRIMARY KEY, code CHAR(8), UNIQUE KEY u (code), KEY k (code))",
        "CREATE TABLE item (id INT, PRIMARY KEY (id), UNIQUE KEY (id))",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, KEY one (a)); CREATE INDEX two ON item (a)",
        "CREATE TABLE item (id INT PRIMARY KEY, name TEXT, KEY one (name(9)), KEY two (name(20)))",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " CREATE INDEX i ON item (name); CREATE INDEX j ON item (name, id)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " CREATE UNIQUE INDEX i ON item (id)",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, b INT, KEY one (b, a), KEY two (a, b))",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, b INT, UNIQUE KEY one (a), KEY two (a, b))",
        "CREATE TABLE item (id INT PRIMARY KEY, t TEXT, KEY one (t(9)), FULLTEXT KEY two (t))",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, b INT, KEY one (a DESC), KEY two (a, b))",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, KEY ((a + 1)), KEY ((a + 2)))",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " CREATE INDEX i ON item (name, id); CREATE INDEX j ON item (UPPER(name))",
    ],
    sources=[
        "goInception er_index_column_repeat",
        "SQLE ddl_check_redundant_index",
        "Bytebase TABLE_NO_DUPLICATE_INDEX",
        "SOAR IDX.dup",
        "Percona Toolkit pt-duplicate-key-checker",
    ],
)
def index_redundant(node: Indexing, scope: Scope) -> Hits:
    """An index repeats another or is the beginning of one.

    Why: the longer index answers whatever the shorter one can; both are written, cached and
    considered for every query. A unique index is needed for what it forbids, so it is redundant
    only where another forbids the same.

    Instead: keep the longer index; make it invisible first where you are not sure (MySQL 8.0).
    """
    table = scope.schema.after(node)
    if table is None:
        return
    indexes = table.indexes
    if len(indexes) < 2 or not (places := placed(node, table)):
        return
    whole_only = _engine(node, scope) in _HASHED
    alike: defaultdict[object, list[tuple[str, Index]]] = defaultdict(list)
    for other, two in indexes.items():
        alike[_beginning(two)].append((other, two))
    for name, place in places.items():
        one, later = indexes[name], True  # than the others, until it is met itself
        for other, two in alike[_beginning(one)]:
            if other == name:
                later = False
                continue
            if whole_only and len(one.parts) != len(two.parts):
                continue
            if _is_redundant(one, two, later=later):
                yield hit(
                    place, _REDUNDANT, index=one.name, other=two.name, about=indexed_table(node)
                )
                break
            if other not in places and _is_redundant(two, one, later=False):
                yield hit(
                    place, _REDUNDANT, index=two.name, other=one.name, about=indexed_table(node)
                )


def _engine(node: Indexing, scope: Scope) -> str:
    option = node.option("ENGINE") if isinstance(node, tree.CreateTable) else None
    return definitions.word(option.value, scope).lower() if option else ""


def _beginning(index: Index) -> object:
    """What an index shares with all that could repeat it, or that it could repeat."""
    if index.kind in ORDERED:
        return index.columns[:1]
    return index.kind, frozenset(index.columns)


def _is_redundant(index: Index, other: Index, *, later: bool) -> bool:
    """Whether `other` does all that `index` does; of two that are equal the later one goes."""
    if index.kind == "PRIMARY" or "" in index.columns:
        return False
    if index.kind not in ORDERED or other.kind not in ORDERED:
        same = index.kind == other.kind and set(index.columns) == set(other.columns)
        return same and later
    if not _begins(index, other):
        return False
    if index.kind == "INDEX":
        longer = len(other.parts) > len(index.parts) or index.parts != other.parts
        return longer or other.kind != "INDEX" or later
    forbids_the_same = index.parts == other.parts and other.kind != "INDEX"
    return forbids_the_same and (other.kind == "PRIMARY" or later)


def _begins(index: Index, other: Index) -> bool:
    """Whether the columns of `index` are the first ones of `other`, at least as long there."""
    if len(index.parts) > len(other.parts):
        return False
    for one, two in zip(index.parts, other.parts, strict=False):
        if (one.column, one.descending) != (two.column, two.descending):
            return False
        if two.length is not None and (one.length is None or one.length > two.length):
            return False
    return True
