"""Rules about names that follow a pattern of the house."""

from app.audit import definitions
from app.audit.indexing import key_name
from app.audit.named import (
    NAMING_COLUMNS,
    NAMING_TABLES,
    filled,
    newly_named,
)
from app.audit.patterns import compiled, is_found
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Pattern, Scope
from app.audit.signs import each, only
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.templates import is_template

_MISMATCH = N_("{name} does not match {pattern}")
_TOO_LONG = N_("{name} has {length} characters; the limit is {max}")
_NO_KEY_NAME = N_("The primary key of {table} has no name; names match {pattern}")
_WORDS = Pattern("^[a-z]+(_[a-z]+)*$")


def _mismatched(name: tree.Name, pattern: str, about: str, **values: str) -> Hits:
    """A hit where `name` does not match the pattern, once its places are filled."""
    expected, word = filled(pattern, **values), name.name
    if expected is not None and not is_template(word) and not expected.matches(word):
        yield hit(name, _MISMATCH, name=word, pattern=expected.pattern, about=about)


def _columns(key: tree.Key | tree.ForeignKey) -> str | None:
    """Its columns with underscores between them; None where an expression is among them."""
    names = [part.column.name if part.column else "" for part in key.parts]
    return None if "" in names else "_".join(names)


def _index_named(key: tree.Key, kind: str, scope: Scope) -> Hits:
    if key.kind != kind or key.name is None:
        return
    columns, table = _columns(key), definitions.table_of(key)
    if table and columns is not None:
        yield from _mismatched(key.name, scope.text_setting("format"), key_name(key),
                               table=table.name, columns=columns)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.Key, "INDEX"),),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"format": Pattern("^idx_{table}_{columns}$")},
    bad=[
        "-- dialect: oracle\nCREATE INDEX item_a ON item (a)",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, KEY idx_a (a))",
        "CREATE INDEX idx_item_b ON item (a)",
        "-- format: ^ix_{columns}$\nALTER TABLE item ADD INDEX idx_item_a (a)",
    ],
    good=[
        "-- dialect: oracle\nCREATE INDEX idx_item_a ON item (a)",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, b INT, KEY IDX_item_a_b (a, b))",
        "CREATE UNIQUE INDEX item_a ON item (a)",
        "ALTER TABLE item ADD INDEX ((a + 1))",
        "ALTER TABLE item ADD FULLTEXT KEY words (a)",
        f"CREATE INDEX short ON item ({'x' * 40}, {'y' * 40})",
    ],
    sources=["Bytebase NAMING_INDEX_IDX"],
)
def naming_index_pattern(key: tree.Key, scope: Scope) -> Hits:
    """The name of an index does not tell its table and columns.

    Why: EXPLAIN and error messages show the name only, and who reads idx_orders_customer_id need
    not look it up. House rule: not part of the default profile. A name that would be longer than
    64 characters may be shortened; indexes without a name and over expressions are not judged.

    Instead: a name that the regular expression in the parameter `format` finds, upper or lower
    case; {table} and {columns} stand for the table and for its columns joined by underscores.
    """
    return _index_named(key, "INDEX", scope)


@rule(
    Severity.WARNING,
    on=(only(tree.Key, "UNIQUE"),),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"format": Pattern("^uk_{table}_{columns}$")},
    bad=[
        "-- dialect: oracle\nCREATE UNIQUE INDEX item_a ON item (a)",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, UNIQUE KEY uniq_a (a))",
        "CREATE UNIQUE INDEX idx_item_a ON item (a)",
    ],
    good=[
        "-- dialect: oracle\nALTER TABLE item ADD CONSTRAINT uk_item_a UNIQUE (a)",
        "CREATE TABLE item (id INT PRIMARY KEY, a INT, UNIQUE KEY uk_item_a (a))",
        "ALTER TABLE shop.item ADD CONSTRAINT UK_ITEM_a_b UNIQUE (a, b)",
        "CREATE INDEX idx_a ON item (a)",
        "-- format: ^idx_uk_{table}_{columns}$\nCREATE UNIQUE INDEX idx_uk_item_a ON item (a)",
    ],
    sources=["SQLE ddl_check_unique_index", "SQLE SQLE00063", "Bytebase NAMING_INDEX_UK"],
)
def naming_unique_index_pattern(key: tree.Key, scope: Scope) -> Hits:
    """The name of a unique index does not tell its table and columns.

    Why: error 1062 names the index, and the program or the user that reads "for key
    uk_person_email" knows what was there already. House rule: not part of the default profile.

    Instead: a name that the parameter `format` finds, upper or lower case; {table} and {columns}
    stand for the table and for its columns joined by underscores.
    """
    return _index_named(key, "UNIQUE", scope)


@rule(
    Severity.WARNING,
    on=(tree.ForeignKey,),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"format": Pattern("^fk_{table}_{col}_{ref}$")},
    bad=[
        "-- dialect: oracle\nALTER TABLE pack ADD CONSTRAINT pack_item FOREIGN KEY (item_id)"
        " REFERENCES item (id)",
        "ALTER TABLE pack ADD CONSTRAINT pack_item FOREIGN KEY (item_id) REFERENCES item (id)",
        "CREATE TABLE pack (id INT PRIMARY KEY, item_id INT, CONSTRAINT fk_item_id"
        " FOREIGN KEY (item_id) REFERENCES item (id))",
    ],
    good=[
        "-- dialect: oracle\nALTER TABLE pack ADD CONSTRAINT fk_pack_item_id_item FOREIGN KEY"
        " (item_id) REFERENCES item (id)",
        "ALTER TABLE pack ADD CONSTRAINT fk_pack_item_id_item FOREIGN KEY (item_id)"
        " REFERENCES item (id)",
        "-- format: ^fk_{table}_{col}_{ref}_{ref_col}$\nALTER TABLE pack ADD CONSTRAINT"
        " fk_pack_item_id_item_id FOREIGN KEY (item_id) REFERENCES item (id)",
        "ALTER TABLE pack ADD FOREIGN KEY (item_id) REFERENCES item (id)",
    ],
    sources=["Bytebase NAMING_INDEX_FK"],
)
def naming_foreign_key_pattern(key: tree.ForeignKey, scope: Scope) -> Hits:
    """The name of a foreign key does not tell what it ties to what.

    Why: errors 1451 and 1452 show it, and names that are made up differ from server to server, so
    that a later DROP FOREIGN KEY fails on one of them. House rule: not part of the default profile.

    Instead: a name that the parameter `format` finds: {table} and {col} are the child's, {ref} and
    {ref_col} the parent's.
    """
    table, columns = definitions.table_of(key), _columns(key)
    if key.name is None or table is None or columns is None:
        return
    parents = "_".join(part.column.name for part in key.references.columns if part.column)
    yield from _mismatched(key.name, scope.text_setting("format"), table.dotted, table=table.name,
                           col=columns, ref_col=parents,
                           ref=key.references.table.name)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.Key, "PRIMARY"),),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"format": Pattern("^pk_{table}$"), "allow_unnamed": 1},
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER, CONSTRAINT item_key PRIMARY KEY (id))",
        "CREATE TABLE item (id INT, CONSTRAINT item_key PRIMARY KEY (id))",
        "-- allow_unnamed: 0\nCREATE TABLE item (id INT, PRIMARY KEY (id))",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER, CONSTRAINT pk_item PRIMARY KEY (id))",
        "CREATE TABLE item (id INT, CONSTRAINT PK_item PRIMARY KEY (id))",
        "CREATE TABLE item (id INT, PRIMARY KEY (id))",
        "CREATE TABLE item (id INT, CONSTRAINT item_code UNIQUE (id))",
    ],
    sources=["SQLE ddl_check_pk_name", "Bytebase NamingPKConventionMismatch"],
)
def naming_primary_key_pattern(key: tree.Key, scope: Scope) -> Hits:
    """The constraint of a primary key is not named as agreed.

    Why: MySQL and MariaDB call every primary key PRIMARY and forget the name, but Oracle and other
    servers keep it, and tools that compare schemas show it. House rule: not part of the default
    profile. Primary keys without a name are reported with allow_unnamed = 0, as SQLE does.

    Instead: CONSTRAINT with a name that the parameter `format` finds.
    """
    table = definitions.table_of(key)
    if key.kind != "PRIMARY" or table is None:
        return
    pattern = scope.text_setting("format")
    if key.name is not None:
        yield from _mismatched(key.name, pattern, table.dotted, table=table.name)
    elif not scope.number("allow_unnamed"):
        expected = pattern.replace("{table}", table.name)
        yield hit(key, _NO_KEY_NAME, table=table.dotted, pattern=expected, about=table.dotted)


@rule(
    Severity.WARNING,
    on=NAMING_TABLES,
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"format": _WORDS, "max": 64},
    bad=[
        "-- dialect: oracle\nCREATE TABLE item2 (id NUMBER PRIMARY KEY)",
        "CREATE TABLE Item (id INT PRIMARY KEY)",
        "ALTER TABLE item RENAME TO item2",
        f"CREATE TABLE {'x' * 65} (id INT PRIMARY KEY)",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE order_line (id NUMBER PRIMARY KEY)",
        "CREATE TABLE order_line (id INT PRIMARY KEY)",
        "RENAME TABLE Item2 TO item",
        "CREATE TABLE {$PREFIX}item (id INT PRIMARY KEY)",
    ],
    sources=["Bytebase NAMING_TABLE"],
)
def naming_table_pattern(node: tree.Node, scope: Scope) -> Hits:
    """The name of a table does not match the pattern.

    Why: one style throughout lets people guess names rather than look them up. House rule: not
    part of the default profile.

    Instead: a name that the regular expression in the parameter `format` finds, of at most `max`
    characters.
    """
    return _named_by(node, scope)


@rule(
    Severity.WARNING,
    on=each(NAMING_COLUMNS, "NOT LOWER", "ODD", "DIGIT", "LONG NAME"),
    assuming=("format", "max"),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"format": _WORDS, "max": 64},
    bad=[
        "-- dialect: oracle\nALTER TABLE item RENAME COLUMN price TO price2",
        "CREATE TABLE item (id INT PRIMARY KEY, unitPrice INT)",
        "ALTER TABLE item CHANGE price Price INT",
        "ALTER TABLE item RENAME COLUMN price TO price_1",
        "-- max: 5\nALTER TABLE item ADD COLUMN amount INT",
    ],
    good=[
        "-- dialect: oracle\nALTER TABLE item MODIFY (price2 NUMBER)",
        "CREATE TABLE item (id INT PRIMARY KEY, unit_price INT)",
        "ALTER TABLE item MODIFY unitPrice BIGINT",
        "ALTER TABLE item DROP COLUMN unitPrice",
    ],
    sources=["Bytebase NAMING_COLUMN"],
)
def naming_column_pattern(node: tree.Node, scope: Scope) -> Hits:
    """The name of a column does not match the pattern.

    Why: one style throughout lets people guess names rather than look them up, and lets programs
    map them by rule. House rule: not part of the default profile. A column that has its name
    already, as in MODIFY, is not reported.

    Instead: a name that the regular expression in the parameter `format` finds, of at most `max`
    characters.
    """
    return _named_by(node, scope)


def _named_by(node: tree.Node, scope: Scope) -> Hits:
    pattern, most = scope.text_setting("format"), scope.number("max")
    for name, word in newly_named(node):
        if len(word) > most:
            yield hit(name, _TOO_LONG, name=word, length=len(word), max=most, about=name.dotted)
        elif not is_found(word, pattern):
            yield hit(name, _MISMATCH, name=word, pattern=pattern, about=name.dotted)


@rule(
    Severity.ERROR,
    on=(tree.DropTable,),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"format": Pattern("_del$")},
    bad=[
        "-- dialect: oracle\nDROP TABLE item PURGE",
        "DROP TABLE session",
        "DROP TABLE IF EXISTS session_del, item",
    ],
    good=[
        "-- dialect: oracle\nDROP TABLE item_del",
        "DROP TABLE session_del",
        "DROP TEMPORARY TABLE few",
        "CREATE TEMPORARY TABLE few (id INT); DROP TABLE few",
    ],
    sources=["Bytebase TABLE_DROP_NAMING_CONVENTION"],
)
def naming_drop_table_suffix(node: tree.DropTable, scope: Scope) -> Hits:
    """A table is dropped that was not renamed for it before.

    Why: a table that is renamed first and dropped some days later shows who still needs it while
    one RENAME brings it back. House rule: not part of the default profile. Temporary tables are
    not reported.

    Instead: RENAME TABLE to a name that the parameter `format` finds, wait, and drop that.
    """
    pattern = scope.text_setting("format")
    for name in () if node.temporary else node.names:
        if not compiled(pattern).search(name.name) and scope.schema.temporary(name) is None:
            yield hit(name, N_("{table} is dropped without having been renamed to {pattern}"),
                      table=name.dotted, pattern=pattern, about=name.dotted)  # fmt: skip
