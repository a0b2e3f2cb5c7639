"""Rules about indexes: how many, how wide, how they are called; and one primary key only."""

from app.audit import definitions, oracle_ddl
from app.audit.indexing import INDEXING, KEYED, ORDERED, Indexing, declared, indexed_table, key_name
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import each, only
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import Tokens

_WIDE = N_("The index {index} has {count} columns; the limit is {max}")
_TWICE = N_("The column {column} stands twice in the index {index}")
_SECOND_KEY = N_("A second primary key of {table}")


@rule(
    Severity.WARNING,
    on=INDEXING,
    having=KEYED,
    dialects=EVERYWHERE,
    parameters={"max": 5},
    bad=[
        "CREATE TABLE wide (id INT PRIMARY KEY, a INT, b INT, c INT, d INT, e INT, f INT,"
        " KEY (a), KEY (b), KEY (c), KEY (d), KEY (e), KEY (f))",
        "CREATE TABLE wide (a INT, b INT, c INT, d INT, e INT, f INT,"
        " KEY (a), KEY (b), KEY (c), KEY (d), KEY (e)); CREATE INDEX f ON wide (f)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " CREATE INDEX i0 ON item (name, c0); CREATE INDEX i1 ON item (name, c1);"
        " CREATE INDEX i2 ON item (name, c2); CREATE INDEX i3 ON item (name, c3);"
        " CREATE INDEX i4 ON item (name, c4); CREATE INDEX i5 ON item (name, c5);"
        " CREATE INDEX i6 ON item (name, c6); CREATE INDEX i7 ON item (name, c7);"
        " CREATE INDEX i8 ON item (name, c8)",
    ],
    good=[
        "CREATE TABLE wide (id INT PRIMARY KEY, a INT, b INT, c INT, d INT, e INT,"
        " KEY (a), KEY (b), KEY (c), KEY (d), KEY (e))",
        "CREATE INDEX one_more ON unknown (a)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " CREATE INDEX i ON item (name)",
    ],
    sources=[
        "goInception er_too_many_keys",
        "SQLE ddl_check_index_count",
        "Bytebase INDEX_TOTAL_NUMBER_LIMIT",
        "SOAR KEY.005",
        "Yearning DDLMaxKey",
        "sqlcheck 2004",
    ],
)
def index_max_per_table(node: Indexing, scope: Scope) -> Hits:
    """A table has too many indexes.

    Why: every INSERT and DELETE, and every UPDATE of their columns, changes them all, and they
    compete for memory. The primary key, which in InnoDB is the table itself, is not counted. ALTER
    TABLE and CREATE INDEX are judged where the table's definition is known.

    Instead: drop what no query uses, and let one index of several columns serve several queries.
    The parameter `max` is the number allowed.
    """
    table, most = scope.schema.after(node) if declared(node) else None, scope.number("max")
    if table is None or len(table.indexes) <= most:
        return
    count = sum([index.kind != "PRIMARY" for index in table.indexes.values()])
    if count > most:
        place = node if isinstance(node, tree.CreateIndex) else node.name
        yield hit(place, N_("{table} has {count} indexes; the limit is {max}"), table=table.name,
                  count=count, max=most, about=indexed_table(node))  # fmt: skip
        if table.too_wide:
            yield hit(place, definitions.TOO_WIDE, table=table.name, about=indexed_table(node))


@rule(
    Severity.WARNING,
    on=(tree.Key,),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"max": 3},
    bad=[
        "CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, c INT, d INT, KEY abcd (a, b, c, d))",
        "ALTER TABLE t ADD UNIQUE KEY abcd (a, b, c, d)",
        "-- dialect: oracle\nCREATE INDEX abcd ON t (a, b, UPPER(c), d)",
    ],
    good=[
        "CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, c INT, KEY abc (a, b, c))",
        "ALTER TABLE t ADD FULLTEXT KEY words (a, b, c, d)",
        "-- dialect: oracle\nCREATE UNIQUE INDEX abc ON t (a, NVL(b, 0), c)",
    ],
    sources=[
        "goInception er_too_many_key_parts",
        "SQLE ddl_check_composite_index_max",
        "Bytebase INDEX_KEY_NUMBER_LIMIT",
        "SOAR KEY.006",
        "Yearning DDLMaxKeyParts",
    ],
)
def index_max_columns(key: tree.Key, scope: Scope) -> Hits:
    """An index has too many columns.

    Why: a column of an index narrows the search only while all before it are compared with `=`, so
    the later ones rarely do; and each makes every entry longer, in a primary key of InnoDB those of
    all other indexes too. Full-text indexes, which are searched otherwise, are not reported. House
    rule: not part of the default profile, for what has to be unique decides a unique index.

    Instead: the columns that are compared with `=` first, then one that is sorted by or searched in
    a range. The parameter `max` is the number allowed.
    """
    most = scope.number("max")
    if key.kind in ORDERED and len(key.parts) > most:
        yield hit(key, _WIDE, index=key_name(key), count=len(key.parts), max=most,
                  about=definitions.table_name(key))  # fmt: skip


@index_max_columns.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    if made := oracle_ddl.index(tokens):
        most, parts = scope.number("max"), list(oracle_ddl.elements(tokens, made.opening))
        if len(parts) > most:
            yield hit(made.opening, _WIDE, last=parts[-1][1] + 1, index=made.name,
                      count=len(parts), max=most, about=made.table)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.Key,),
    dialects=EVERYWHERE,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, KEY twice (a, A))",
        "ALTER TABLE item ADD UNIQUE KEY twice (a, b, a)",
        "-- dialect: oracle\nCREATE INDEX twice ON item (a, b, a)",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, b INT, KEY once (a, b))",
        "CREATE INDEX both_ways ON item (a, (LOWER(a)))",
        "-- dialect: oracle\nCREATE INDEX both_ways ON item (a, LOWER(a))",
    ],
    sources=[
        "SQLE precheck DuplicateIndexedColumn, DuplicatePrimaryKeyedColumn",
        "Bytebase INDEX_NO_DUPLICATE_COLUMN",
        "goInception er_dup_fieldname",
        "MySQL error 1060, ORA-00957",
    ],
)
def index_duplicate_column(key: tree.Key, scope: Scope) -> Hits:
    """A column stands twice in one index.

    Why: the server refuses it: error 1060 in MySQL and MariaDB, ORA-00957 in Oracle.

    Instead: name each column once, at the place where it narrows the search most.
    """
    if len(key.parts) < 2:
        return
    seen: set[str] = set()
    for part in key.parts:
        if part.column is None:
            continue
        name = tree.folded(part.column.name)
        if name in seen:
            yield hit(part, _TWICE, column=part.column.name, index=key_name(key),
                      about=definitions.table_name(key))  # fmt: skip
        seen.add(name)


@index_duplicate_column.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    made, seen = oracle_ddl.index(tokens), set[str]()
    for first, last in oracle_ddl.elements(tokens, made.opening) if made else ():
        name = tokens.source(first, last).upper()
        if made and first == last:
            if name in seen:
                yield hit(first, _TWICE, column=name, index=made.name, about=made.table)
            seen.add(name)


@rule(
    Severity.ERROR,
    on=(tree.CreateTable, tree.AlterTable),
    having=KEYED,
    dialects=EVERYWHERE,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, code CHAR(8) PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY, code CHAR(8), PRIMARY KEY (code))",
        "CREATE TABLE item (id INT PRIMARY KEY, code INT);"
        " ALTER TABLE item ADD PRIMARY KEY (id, code)",
        "CREATE TABLE item (id INT PRIMARY KEY, code INT);"
        " ALTER TABLE item DROP COLUMN id, ADD COLUMN id BIGINT PRIMARY KEY",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, code CHAR(8) PRIMARY KEY)",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, code CHAR(8) UNIQUE)",
        "CREATE TABLE item (id INT PRIMARY KEY, code INT);"
        " ALTER TABLE item DROP PRIMARY KEY, ADD PRIMARY KEY (id, code)",
        "CREATE TABLE item (id INT PRIMARY KEY, code INT);"
        " ALTER TABLE item DROP COLUMN id, ADD COLUMN nr BIGINT PRIMARY KEY",
        "ALTER TABLE unknown ADD PRIMARY KEY (id)",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, code CHAR(8) UNIQUE)",
    ],
    sources=[
        "goInception er_multiple_pri_key",
        "SQLE precheck MultiPrimaryKey, PrimaryKeyExist",
        "Bytebase PrimaryKeyExists",
        "MySQL error 1068, ORA-02260",
    ],
)
def primary_key_multiple(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A table gets a second primary key.

    Why: the server refuses it: error 1068 in MySQL and MariaDB, ORA-02260 in Oracle. An ALTER TABLE
    is judged where the table's definition is known. A column that is dropped and added anew in one
    ALTER TABLE keeps its places in the keys, in the primary key too.

    Instead: one PRIMARY KEY over several columns, or UNIQUE for the second; to replace the one
    there is, DROP PRIMARY KEY, ADD PRIMARY KEY (…) in one ALTER TABLE.
    """
    places = [place for place, kind, _ in declared(node) if kind == "PRIMARY"]
    if not places:
        return
    kept = isinstance(node, tree.AlterTable) and _keeps_key(node, scope)
    for place in sorted(places, key=lambda place: place.first)[0 if kept else 1 :]:
        yield hit(place, _SECOND_KEY, table=node.name.dotted, about=node.name.dotted)


def _keeps_key(node: tree.AlterTable, scope: Scope) -> bool:
    """Whether the table is known to have a primary key, and the statement does not drop it."""
    old = scope.schema.table(node.name)
    if old is None or not old.primary_key:
        return False
    dropped = {a.name.name.lower() for a in node.actions if isinstance(a, tree.DropColumn)}
    dropped.difference_update(definitions.names_of(node))
    drops_key = any(isinstance(a, tree.DropKey) and a.kind == "PRIMARY" for a in node.actions)
    return not drops_key and not dropped.issuperset(old.primary_key)


@primary_key_multiple.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    if made := oracle_ddl.heading(tokens, "CREATE"):
        kinds = tokens.kinds
        keys = [at for at in range(made.behind, len(tokens)) if kinds[at] == "PRIMARY"]
        for at in [at for at in keys if kinds[at + 1] == "KEY"][1:]:
            yield hit(at, _SECOND_KEY, last=at + 1, table=made.name, about=made.name)


@rule(
    Severity.WARNING,
    on=(only(tree.Key, "INDEX"),),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"prefix": "idx_"},
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, KEY a_index (a))",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, KEY (a))",
        "CREATE INDEX item_a ON item (a)",
        "-- dialect: oracle\nCREATE INDEX name ON item (name)",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, KEY idx_a (a))",
        "ALTER TABLE item ADD INDEX IDX_a (a)",
        "CREATE UNIQUE INDEX item_a ON item (a)",
        "-- dialect: oracle\nCREATE INDEX IDX_ITEM_NAME ON item (name)",
    ],
    sources=[
        "goInception er_index_name_idx_prefix",
        "SQLE ddl_check_index_prefix",
        "Bytebase NAMING_INDEX_IDX",
        "SOAR STA.003",
        "Yearning DDLIndexNameSpec",
    ],
)
def naming_index_prefix(key: tree.Key, scope: Scope) -> Hits:
    """The name of an index does not begin as agreed.

    Why: the name is all one sees in EXPLAIN and in error messages; the prefix tells it from a
    column. An index without a name is called after its first column. House rule: not part of the
    default profile.

    Instead: begin with the parameter `prefix`, upper or lower case.
    """
    if key.kind == "INDEX":
        yield from _prefixed(key, definitions.table_name(key), scope)


@rule(
    Severity.WARNING,
    on=each((tree.Key, tree.ColumnAttribute), "UNIQUE"),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"prefix": "uniq_"},
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, UNIQUE KEY a_index (a))",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT UNIQUE)",
        "CREATE UNIQUE INDEX idx_a ON item (a)",
        "-- dialect: oracle\nCREATE UNIQUE INDEX name ON item (name)",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, UNIQUE KEY uniq_a (a))",
        "ALTER TABLE item ADD CONSTRAINT uniq_a UNIQUE (a)",
        "CREATE INDEX idx_a ON item (a)",
        "-- dialect: oracle\nCREATE UNIQUE INDEX UNIQ_ITEM_NAME ON item (name)",
    ],
    sources=[
        "goInception er_index_name_uniq_prefix",
        "SQLE ddl_check_unique_index_prefix",
        "Bytebase NAMING_INDEX_UK",
        "Yearning DDLIndexNameSpec",
    ],
)
def naming_unique_index_prefix(node: tree.Key | tree.ColumnAttribute, scope: Scope) -> Hits:
    """The name of a unique index does not begin as agreed.

    Why: error 1062 names the index, and who reads "for key uniq_mail" knows that the mail was there
    already. UNIQUE behind a column makes an index called after the column. House rule: not part of
    the default profile.

    Instead: begin with the parameter `prefix`, upper or lower case.
    """
    if node.kind == "UNIQUE":
        yield from _prefixed(node, definitions.table_name(node), scope)


def _prefixed(node: tree.Key | tree.ColumnAttribute, table: str, scope: Scope) -> Hits:
    """A hit where the index that `node` makes has no name, or one that begins otherwise."""
    prefix = scope.text_setting("prefix")
    name = node.name if isinstance(node, tree.Key) else None
    if name is None:
        yield hit(node, N_("An index without a name; names begin with {prefix}"), prefix=prefix,
                  about=table)  # fmt: skip
    elif not name.name.lower().startswith(prefix.lower()):
        yield hit(name, N_("The index name {index} does not begin with {prefix}"),
                  index=name.name, prefix=prefix, about=table)  # fmt: skip
