"""Rules about indexes that a server refuses to make, or does not know."""

from app.audit import definitions
from app.audit.indexing import INDEXING, KEYED, ORDERED, Indexing, indexed_table, key_name
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.audit.sources import in_program
from app.domain.dialect import Dialect
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Column

_TABLE = "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20), body TEXT);\n"
_PREFIXED = frozenset(
    """CHAR VARCHAR BINARY VARBINARY NCHAR NVARCHAR TINYTEXT TEXT MEDIUMTEXT LONGTEXT TINYBLOB BLOB
    MEDIUMBLOB LONGBLOB""".split()
) | (definitions.SPATIAL - {"POINT"})
_LENGTHS = frozenset("CHAR VARCHAR BINARY VARBINARY NCHAR NVARCHAR".split())


@rule(
    Severity.ERROR,
    on=INDEXING,
    having=KEYED,
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, CONSTRAINT u UNIQUE (nmae))",
        "CREATE TABLE item (id INT PRIMARY KEY, KEY (nmae))",
        _TABLE + "CREATE INDEX by_title ON item (title)",
        _TABLE + "ALTER TABLE item DROP COLUMN name, ADD KEY (name)",
        "CREATE TABLE pack (id INT PRIMARY KEY, FOREIGN KEY (item) REFERENCES item (id))",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name CHAR(9), CONSTRAINT u"
        " UNIQUE (name))",
        _TABLE + "ALTER TABLE item ADD title VARCHAR(9), ADD KEY (Title)",
        "CREATE INDEX by_title ON never_described (title)",
        "CREATE TABLE few (KEY (id)) SELECT id FROM item",
        _TABLE + "CREATE INDEX by_upper ON item ((UPPER(name)))",
    ],
    sources=[
        "SQLE precheck KeyedColumnNotExist",
        "goInception er_key_column_does_not_exits",
        "MySQL error 1072",
    ],
)
def index_column_missing(node: Indexing, scope: Scope) -> Hits:
    """An indexed column does not exist.

    Why: the statement fails with error 1072. It is said only where all columns of the table are
    known, from this file or the DDL given with --schema.

    Instead: correct the name, or add the column in the same statement.
    """
    if in_program(scope.parsed.tree):
        return
    names = _keyed(node)
    new = scope.schema.after(node) if names else None
    if new is None:
        return
    if isinstance(node, tree.AlterTable):
        old = scope.schema.table(node.name)
        kept = definitions.names_of(node)
        names = [n for n in names if old is None or old.lacks_column(n.name)
                 or new.lacks_column(n.name)]  # fmt: skip
        names = [n for n in names if n.name.lower() not in kept]
    for name in names:
        if new.lacks_column(name.name):
            yield hit(name, N_("{table} has no column {column} to be indexed"),
                      table=indexed_table(node), column=name.name,
                      about=indexed_table(node))  # fmt: skip


def _keyed(node: Indexing) -> list[tree.Name]:
    """The columns of the keys and foreign keys a statement defines."""
    if isinstance(node, tree.CreateIndex):
        parts = node.key.parts
    else:
        keys = [p for p in definitions.parts_of(node) if isinstance(p, _KEYS)]
        parts = tuple([part for key in keys for part in key.parts])
    return [part.column for part in parts if part.column and not part.without_overlaps]


_KEYS = (tree.Key, tree.ForeignKey)


@rule(
    Severity.ERROR,
    on=INDEXING,
    having=(tree.Key,),
    level=Level.SCHEMA,
    bad=[
        "CREATE TABLE item (id INT, KEY (id(2)))",
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20), KEY (name(30)))",
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20), KEY (name(0)))",
        _TABLE + "CREATE INDEX by_name ON item (name(21))",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20), KEY (name(20)))",
        "CREATE TABLE item (id INT PRIMARY KEY, body TEXT, KEY (body(191)))",
        _TABLE + "ALTER TABLE item MODIFY name VARCHAR(99), ADD KEY (name(50))",
        "CREATE INDEX by_name ON never_described (name(30))",
    ],
    sources=["goInception er_wrong_sub_key", "MySQL errors 1089 and 1391"],
)
def index_prefix_length_invalid(node: Indexing, scope: Scope) -> Hits:
    """The prefix of an index is longer than its column, or the column has no prefix.

    Why: the server refuses it with error 1089 (or 1391 for a prefix of 0): only texts and binary
    strings have prefixes, and not longer than the column.

    Instead: leave the length out.
    """
    keys = (node.key,) if isinstance(node, tree.CreateIndex) else definitions.keys_of(node)
    prefixed = [part for key in keys for part in key.parts if part.length is not None]
    table = scope.schema.after(node) if prefixed else None
    if table is None:
        return
    for part in prefixed:
        column = table.column(part.column.name) if part.column else None
        if part.length is not None and column and not _has_prefix(column, part.length):
            yield hit(part, N_("{column} is {type} and has no prefix of {length}"),
                      column=column.name, type=_shown(column), length=part.length,
                      about=indexed_table(node))  # fmt: skip


def _has_prefix(column: Column, length: int) -> bool:
    if not column.type:
        return True
    if column.type not in _PREFIXED or length == 0:
        return False
    return column.type not in _LENGTHS or length <= (column.length or 1)


def _shown(column: Column) -> str:
    return f"{column.type}({column.length})" if column.length is not None else column.type


@rule(
    Severity.WARNING,
    on=(only(tree.Key, "COMMENT"),),
    parameters={"max": 1024},
    bad=[
        f"CREATE TABLE item (id INT PRIMARY KEY, a INT, KEY (a) COMMENT '{'x' * 1025}')",
        "-- max: 10\nCREATE INDEX by_a ON item (a) COMMENT 'for the nightly report'",
    ],
    good=["CREATE INDEX by_a ON item (a) COMMENT 'for the nightly report'"],
    sources=["goInception er_too_long_index_comment", "MySQL error 1688"],
)
def index_comment_too_long(key: tree.Key, scope: Scope) -> Hits:
    """The comment of an index is too long.

    Why: the server refuses more than 1,024 characters with error 1688 in strict mode, and cuts the
    comment without it.

    Instead: fewer words. The parameter `max` is the number of characters allowed.
    """
    for option in key.options:
        if option.kind == "COMMENT":
            length = len(definitions.word(option.value, scope))
            if length > scope.number("max"):
                yield hit(option, N_("The comment of {index} has {length} characters; the limit is"
                                     " {max}"),
                          index=key_name(key), length=length, max=scope.number("max"),
                          about=definitions.table_name(key))  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.KeyOption, tree.AlterKey),
    parameters={"mysql": "8.0", "mariadb": "10.6"},
    bad=[
        "-- mysql: 5.7\nALTER TABLE item ADD KEY by_a (a) INVISIBLE",
        "-- mysql: 5.7\nALTER TABLE item ALTER INDEX by_a INVISIBLE",
        "-- dialect: mariadb\n-- mariadb: 10.5\nCREATE INDEX by_a ON item (a) IGNORED",
    ],
    good=[
        "ALTER TABLE item ADD KEY by_a (a) INVISIBLE",
        "-- dialect: mariadb\nCREATE INDEX by_a ON item (a) IGNORED",
        "-- mysql: 5.7\nALTER TABLE item ALTER COLUMN a SET DEFAULT 0",
    ],
    sources=["goInception ErrUseIndexVisibility"],
)
def index_visibility_unsupported(node: tree.KeyOption | tree.AlterKey, scope: Scope) -> Hits:
    """The server cannot hide an index from the optimizer.

    Why: INVISIBLE is known since MySQL 8.0, MariaDB's IGNORED since 10.6; older servers refuse the
    statement with a syntax error, or run it within a version comment as if nothing were said.

    Instead: nothing of the kind. The parameters `mysql` and `mariadb` are the oldest releases the
    script has to run on. Where one release is told, statement-unsupported-construct judges by it.
    """
    what = node.kind if isinstance(node, tree.KeyOption) else node.what
    other = isinstance(node, tree.AlterKey) and node.kind not in {"INDEX", "KEY"}
    if other or scope.release is not None:
        return
    word = next((w for w in ("INVISIBLE", "VISIBLE", "IGNORED") if w in what), "")
    maria = scope.dialect is Dialect.MARIADB
    oldest = scope.text_setting("mariadb" if maria else "mysql")
    if word and _release(oldest) < ((10, 6) if maria else (8, 0)):
        yield hit(node, N_("{server} {release} knows no {word} index"), word=word, release=oldest,
                  server="MariaDB" if maria else "MySQL",
                  about=definitions.table_name(node))  # fmt: skip


def _release(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdecimal())


@rule(
    Severity.WARNING,
    idle_without="types",
    on=(tree.Key,),
    parameters={"types": ()},
    bad=[
        "-- types: BTREE, PRIMARY\nALTER TABLE item ADD FULLTEXT KEY words (body)",
        "-- types: BTREE\nCREATE INDEX by_a USING HASH ON item (a)",
    ],
    good=[
        "ALTER TABLE item ADD FULLTEXT KEY words (body)",
        "-- types: BTREE\nCREATE UNIQUE INDEX by_a ON item (a)",
        "-- types: HASH, BTREE\nCREATE INDEX by_a USING HASH ON item (a)",
    ],
    sources=["Bytebase INDEX_TYPE_ALLOW_LIST", "goInception er_not_supported_key_type"],
)
def index_type_allowlist(key: tree.Key, scope: Scope) -> Hits:
    """An index is of a type outside the list.

    Why: the profile names the types that the house's servers, tools and replicas can deal with. It
    says nothing until the parameter `types` names some: BTREE, HASH, FULLTEXT, SPATIAL, VECTOR.

    Instead: an index of a type in the parameter `types`; what states none is BTREE.
    """
    if not (allowed := {word.upper() for word in scope.words("types")}):
        return
    kind = key.kind
    if kind in ORDERED:
        using = next((o.value for o in key.options if o.kind == "USING"), None)
        kind = using.name.upper() if isinstance(using, tree.Name) else "BTREE"
    if kind not in allowed:
        yield hit(key, N_("The index {index} is {type}; {allowed} are allowed"),
                  index=key_name(key), type=kind, allowed=", ".join(sorted(allowed)),
                  about=definitions.table_name(key))  # fmt: skip


@rule(
    Severity.ERROR,
    on=(only(tree.Key, "FULLTEXT"),),
    in_default=False,
    bad=[
        "CREATE TABLE article (id INT PRIMARY KEY, body TEXT, FULLTEXT KEY (body))",
        "CREATE FULLTEXT INDEX words ON article (body)",
    ],
    good=["CREATE TABLE article (id INT PRIMARY KEY, body TEXT, KEY (body(20)))"],
    sources=["SQLE ddl_avoid_full_text", "SOAR KEY.010"],
)
def index_no_fulltext(key: tree.Key, scope: Scope) -> Hits:
    """A full-text index.

    Why: it is a set of hidden tables that every change of the text writes to, finds nothing in
    Chinese without the ngram parser, and makes an online rebuild of the table impossible. House
    rule: not part of the default profile.

    Instead: a search server, fed from the binary log.
    """
    if key.kind == "FULLTEXT":
        yield hit(key, N_("The index {index} is a full-text index"), index=key_name(key),
                  about=definitions.table_name(key))  # fmt: skip
