"""Rules about character sets and collations: unknown ones, and ones that do not go together."""

from app.audit import definitions
from app.audit.charset_places import PLACES, pairs
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import each, only
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.collations import canonical, charset_of, knows_charset, knows_collation
from app.sql.schema.columns import charset_and_collation
from app.sql.templates import is_template

_CHARSET = N_("There is no character set {name}")
_COLLATION = N_("There is no collation {name}")
_MISFIT = N_("The collation {collation} is not one of the character set {charset}")
_DEFINING = (tree.CreateTable, tree.AlterTable, tree.CreateDatabase)
_DEFAULTS = frozenset({"", "default", "binary"})


def _word(value: tree.Node | None, scope: Scope) -> str:
    """The character set or collation in lower case; "" where it is none or not known."""
    word = definitions.word(value, scope).lower()
    return "" if word == "default" or is_template(word) else word


@rule(
    Severity.ERROR,
    on=PLACES,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY) CHARSET=utf9",
        "CREATE TABLE item (id INT PRIMARY KEY, name CHAR(9) CHARACTER SET utf8mb5)",
        "ALTER TABLE item CONVERT TO CHARACTER SET utf7; SET NAMES utf8",
        "-- dialect: mariadb\nCREATE DATABASE shop CHARACTER SET gb18030",
        "SELECT CONVERT(name USING latin15) FROM item WHERE id = 1",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY) CHARSET=UTF8MB4",
        "CREATE DATABASE shop CHARACTER SET gb18030",
        "CREATE TABLE item (id INT PRIMARY KEY) DEFAULT CHARSET={$CHARSET}",
        "SET NAMES utf8; SET NAMES DEFAULT",
    ],
    sources=["goInception er_unknown_charset, er_unknown_character_set", "MySQL error 1115"],
)
def table_unknown_charset(node: tree.Node, scope: Scope) -> Hits:
    """A character set does not exist.

    Why: the statement fails with error 1115. Those of MySQL 5.7 to 9 and of MariaDB 10.3 to 11 are
    known; gb18030 is MySQL's alone.

    Instead: utf8mb4, or one of SHOW CHARACTER SET.
    """
    for charset, _ in pairs(node):
        name = "" if charset is None else _word(charset, scope)
        if charset is not None and name and not knows_charset(name, scope.dialect):
            yield hit(charset, _CHARSET, name=name, about=name)


@rule(
    Severity.ERROR,
    on=PLACES,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY) COLLATE=utf8mb4_chinese_ci",
        "CREATE TABLE item (id INT PRIMARY KEY) CHARSET=utf8mb4 COLLATE=utf8_bin",
        "ALTER TABLE item CONVERT TO CHARACTER SET latin1 COLLATE utf8mb4_bin",
        "CREATE TABLE item (id INT PRIMARY KEY, a CHAR(9) CHARACTER SET gbk COLLATE big5_bin)",
        "CREATE DATABASE shop COLLATE utf8mb4_uca1400_ai_ci",
        "SELECT name COLLATE utf8mb4_binary FROM item WHERE id = 1",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY) CHARSET=utf8 COLLATE=utf8mb3_bin",
        "CREATE DATABASE shop CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci",
        "-- dialect: mariadb\nCREATE DATABASE shop CHARACTER SET utf8mb4 COLLATE uca1400_ai_ci",
        "CREATE TABLE item (id INT PRIMARY KEY, a CHAR(9) COLLATE ascii_bin) CHARSET=utf8mb4",
    ],
    sources=[
        "goInception er_unknown_collation, er_collation_charset_mismatch",
        "MySQL errors 1273 and 1253",
    ],
)
def table_unknown_collation(node: tree.Node, scope: Scope) -> Hits:
    """A collation does not exist, or is not one of its character set.

    Why: the statement fails with error 1273 or 1253. MariaDB's nopad and uca1400 collations are in
    no MySQL. MySQL's 0900 collations are known to MariaDB 11.4.5 and later and are not reported
    here, but by migration-collation.

    Instead: one of SHOW COLLATION.
    """
    for charset, collation in pairs(node):
        name = "" if collation is None else _word(collation, scope)
        if collation is None or not name:
            continue
        own, said = charset_of(name), canonical(_word(charset, scope))
        if not knows_collation(name, scope.dialect):
            yield hit(collation, _COLLATION, name=name, about=name)
        elif said and own and own != said and knows_charset(said, scope.dialect):
            yield hit(collation, _MISFIT, collation=name, charset=said, about=name)


@rule(
    Severity.ERROR,
    on=(*each((tree.CreateTable, tree.AlterTable), "CHARACTER SET"), tree.CreateDatabase),
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY) CHARSET=utf8mb4 CHARACTER SET latin1",
        "CREATE DATABASE shop CHARACTER SET utf8 CHARACTER SET gbk",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY) CHARSET=utf8 CHARACTER SET utf8mb3",
        "ALTER TABLE item CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    ],
    sources=["goInception er_conflicting_declarations", "MySQL error 1302"],
)
def table_conflicting_charset(
    node: tree.CreateTable | tree.AlterTable | tree.CreateDatabase, scope: Scope
) -> Hits:
    """Two character sets are declared for one table or database.

    Why: the server refuses it with error 1302; where it does not, the last one counts.

    Instead: declare one.
    """
    first = ""
    for option in definitions.options_of(node):
        name = _word(option.value, scope) if option.name == "CHARACTER SET" else ""
        if name and first and canonical(name) != canonical(first):
            yield hit(option, N_("The character set {name} stands beside {other}"), name=name,
                      other=first, about=node.name.dotted if node.name else "")  # fmt: skip
        first = first or name


@rule(
    Severity.WARNING,
    on=(only(tree.ColumnDefinition, "CHARACTER SET", "COLLATE"),),
    parameters={"allowed": ("ascii", "binary")},
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, a CHAR(9) CHARACTER SET latin1) CHARSET=utf8mb4",
        "CREATE TABLE item (id INT PRIMARY KEY, a CHAR(9) COLLATE gbk_bin) COLLATE utf8mb4_bin",
        "CREATE TABLE item (id INT PRIMARY KEY) CHARSET=utf8mb4;"
        " ALTER TABLE item ADD name VARCHAR(9) CHARACTER SET utf8",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, a CHAR(9) CHARACTER SET utf8mb4) CHARSET=utf8mb4",
        "CREATE TABLE item (id INT PRIMARY KEY, a CHAR(9) COLLATE utf8mb4_bin) CHARSET=utf8mb4",
        "CREATE TABLE item (id INT PRIMARY KEY, a CHAR(9) CHARACTER SET ascii) CHARSET=utf8mb4",
        "CREATE TABLE item (id INT PRIMARY KEY, a CHAR(9) CHARACTER SET latin1)",
    ],
    sources=["SQLE ddl_table_column_charset_same", "SQLE SQLE00075"],
)
def table_column_charset_same(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A column has another character set than its table.

    Why: it keeps its own when the table is converted later by changing the default, refuses or
    loses characters that its neighbours take, and cannot use an index in a join with them. The
    table's must be known from this file or --schema. Character sets in the parameter `allowed` are
    let pass, for hashes and codes are rightly ascii; SQLE reports them too.

    Instead: leave the character set of the column out.
    """
    own, _ = charset_and_collation(column)
    name = definitions.table_of(column)
    if not own or name is None or own in map(canonical, scope.words("allowed")):
        return
    statement = scope.parsed.tree
    table = scope.schema.after(statement) or scope.schema.table(name)
    if table is not None and table.charset and table.charset != own:
        yield hit(column, N_("{column} has the character set {own}, its table {other}"),
                  column=column.name.name, own=own, other=table.charset,
                  about=name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateTable, tree.AlterTable),
    level=Level.SCHEMA,
    bad=[
        "CREATE DATABASE shop CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci;"
        " CREATE TABLE shop.item (id INT PRIMARY KEY) COLLATE utf8mb4_general_ci",
        "CREATE DATABASE shop CHARACTER SET utf8mb4; USE shop;"
        " CREATE TABLE item (id INT PRIMARY KEY) CHARSET=utf8",
        "CREATE DATABASE shop COLLATE utf8mb4_bin; USE shop;"
        " CREATE TABLE item (id INT PRIMARY KEY, name CHAR(9) COLLATE utf8mb4_general_ci)",
    ],
    good=[
        "CREATE DATABASE shop CHARACTER SET utf8mb4 COLLATE utf8mb4_bin; USE shop;"
        " CREATE TABLE item (id INT PRIMARY KEY, n CHAR(9)) CHARSET=utf8mb4 COLLATE utf8mb4_bin",
        "CREATE TABLE item (id INT PRIMARY KEY) COLLATE utf8mb4_general_ci",
        "CREATE DATABASE shop COLLATE utf8mb4_bin; USE shop;"
        " CREATE TABLE item (id CHAR(36) CHARACTER SET ascii PRIMARY KEY)",
    ],
    sources=["SQLE SQLE00015"],
)
def table_single_collation_per_database(
    node: tree.CreateTable | tree.AlterTable, scope: Scope
) -> Hits:
    """A table or column has another collation than its database.

    Why: to compare columns of two collations the server converts one of them and loses its index,
    or refuses (error 1267, illegal mix of collations). The database's must be known, from CREATE
    DATABASE in this file or from a snapshot. Columns in ascii and binary are not reported.

    Instead: one collation throughout a database; for a single comparison say COLLATE in the query.
    """
    charset, collation = scope.schema.database_collation(node.name)
    if not charset and not collation:
        return
    places: list[tuple[tree.Node, str, str]] = []
    for pair in pairs(node):
        own = canonical(_word(pair[1], scope))
        said = canonical(_word(pair[0], scope)) or (charset_of(own) if own else "")
        if (place := pair[1] or pair[0]) is not None:
            places.append((place, said, own))
    for column in definitions.columns_of(node):
        said, own = charset_and_collation(column)
        if said not in _DEFAULTS and said != "ascii":
            places.append((column, said, own))
    for place, said, own in places:
        differs = own and collation and own != collation
        if (said and charset and said != charset) or differs:
            yield hit(place, N_("{own} differs from {whole} of the database"), own=own or said,
                      whole=collation or charset, about=node.name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.ColumnDefinition, *definitions.TEXTS),),
    in_default=False,
    bad=["CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20))"],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20) CHARACTER SET utf8mb4)",
        "CREATE TABLE item (id INT PRIMARY KEY, data BLOB)",
    ],
    sources=["Bytebase COLUMN_REQUIRE_CHARSET"],
)
def column_charset_required(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A text column states no character set.

    Why: it takes that of its table, which depends on the server where the table states none
    either. House rule: not part of the default profile; it is the contrary of
    column-charset-not-set.

    Instead: CHARACTER SET utf8mb4.
    """
    made = column.type
    if made is not None and made.charset is None and made.name in definitions.TEXTS:
        yield hit(column, N_("{column} states no character set"), column=column.name.name,
                  about=definitions.table_name(column))  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.ColumnDefinition, *definitions.TEXTS, lacking=["COLLATE"]),),
    in_default=False,
    bad=["CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20) CHARACTER SET utf8mb4)"],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20) COLLATE utf8mb4_bin)",
        "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL COLLATE utf8mb4_bin)",
        "CREATE TABLE item (id INT PRIMARY KEY, data BLOB)",
    ],
    sources=["Bytebase COLUMN_REQUIRE_COLLATION"],
)
def column_collation_required(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A text column states no collation.

    Why: whether 'a' equals 'A' and 'ä' then depends on the table, the database or the release of
    the server. House rule: not part of the default profile.

    Instead: COLLATE with the collation meant.
    """
    made = column.type
    if made is None or made.name not in definitions.TEXTS or made.collation:
        return
    if "COLLATE" not in definitions.kinds_of(column):
        yield hit(column, N_("{column} states no collation"), column=column.name.name,
                  about=definitions.table_name(column))  # fmt: skip
