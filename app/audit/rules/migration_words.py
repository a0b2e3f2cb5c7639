"""Migration traps in what is written: reserved words, operators, functions, notations."""

import re

from app.audit import definitions
from app.audit.charset_places import PLACES, pairs
from app.audit.named import NAMING
from app.audit.registry import Hits, Text, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.reserved import WORDS, shown

_LATE = {
    Dialect.MYSQL: {w: r.mysql for w, r in WORDS.items() if r.mysql},
    Dialect.MARIADB: {w: r.mariadb for w, r in WORDS.items() if r.mariadb},
}
"""Words that some supported release takes as a name and a later one does not."""
_PRODUCTS = {Dialect.MYSQL: "MySQL", Dialect.MARIADB: "MariaDB"}
_FROM_TEXT = re.compile(r"ST_(?:\w+FROM(?:TEXT|TXT|WKB)|(?:GEOM|POINT|LINE|POLY)\w*FROM\w+)")
_GEOGRAPHIC = frozenset({"4326", "4490", "4269", "4258"})
_DEPRECATED = N_("{what} is deprecated since MySQL {release}")


@rule(
    Severity.WARNING,
    on=(tree.Name,),
    having={*_LATE[Dialect.MYSQL], *_LATE[Dialect.MARIADB]},
    bad=[
        "SELECT rank FROM result WHERE id = 1",
        "SELECT id FROM groups WHERE id = 1",
        "UPDATE item SET `rank` = 1, empty = 0 WHERE id = 1",
        "SELECT manual FROM item WHERE id = 1",
        "-- dialect: mariadb\nSELECT offset FROM item WHERE id = 1",
    ],
    good=[
        "SELECT `rank` FROM result WHERE id = 1",
        "SELECT r.rank FROM result r WHERE id = 1",
        "SELECT RANK() OVER (ORDER BY id) FROM item",
        "-- dialect: mariadb\nSELECT rank FROM result WHERE id = 1",
    ],
    sources=[
        "MySQL 5.7, 8.0, 8.4 and 9 reference manuals, keywords and reserved words",
        "MariaDB knowledge base, reserved words",
    ],
)
def migration_reserved_word(name: tree.Name, scope: Scope) -> Hits:
    """A name without quotes is a reserved word in a newer release.

    Why: the statement runs on the old server and is a syntax error on the new one: RANK, GROUPS,
    SYSTEM, ROWS and others are reserved since MySQL 8.0, MANUAL and PARALLEL since 8.4, OFFSET
    since MariaDB 10.6. Names behind a point are not reported, nor those being given: they are told
    by naming-identifier-keyword.

    Instead: quote the name in every statement, or rename the column or table.
    """
    word = name.parts[0].upper()
    release = _LATE.get(scope.dialect, {}).get(word)
    if release is None or scope.tokens.kinds[name.first] != word:
        return
    if not isinstance(name.parent, NAMING):
        yield hit(name.first, N_("{word} is a reserved word since {product} {release}"),
                  word=word, product=_PRODUCTS[scope.dialect], release=shown(release),
                  about=name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(Text,),
    mentioning=["\\N"],
    bad=["SELECT \\N", "INSERT INTO item (id, name) VALUES (1, \\N)"],
    good=["SELECT NULL", "SELECT '\\\\N' AS n"],
    sources=["MySQL 8.0 release notes, removed features"],
)
def migration_null_escape(node: None, scope: Scope) -> Hits:
    r"""\N stands for NULL.

    Why: MySQL 8.0 refuses it as a syntax error; only LOAD DATA and SELECT … INTO OUTFILE still mean
    NULL by it in their files.

    Instead: NULL.
    """
    if "\\N" not in scope.code:
        return
    for at, kind in enumerate(scope.tokens.kinds):
        if kind == "\\N":
            yield hit(at, N_("\\N is no NULL since MySQL 8.0"))


@rule(
    Severity.NOTICE,
    on=(tree.FunctionCall,),
    dialects=(Dialect.MYSQL,),
    bad=[
        "INSERT INTO place (id, at) VALUES (1, ST_GeomFromText('POINT(121.5 31.2)', 4326))",
        "SELECT ST_PointFromText('POINT(121.5 31.2)', 4326)",
    ],
    good=[
        "SELECT ST_GeomFromText('POINT(121.5 31.2)', 4326, 'axis-order=long-lat')",
        "SELECT ST_GeomFromText('POINT(1 2)')",
        "SELECT ST_GeomFromText('POINT(1 2)', 0)",
        "SELECT ST_GeomFromText('POINT(1 2)', 3857)",
    ],
    sources=["MySQL 8.0 reference manual, 14.16.3", "MySQL 8.0 release notes"],
)
def migration_axis_order(call: tree.FunctionCall, scope: Scope) -> Hits:
    """A text of coordinates in a geographic system does not say their order.

    Why: MySQL 5.7 and MariaDB take x before y whatever the system, so that people write the
    longitude first; MySQL 8.0 takes the latitude first in SRID 4326, refuses what is beyond 90
    degrees and puts the rest somewhere else.

    Instead: say 'axis-order=long-lat' as a third argument, or write the latitude first.
    """
    if len(call.arguments) != 2 or not _FROM_TEXT.match(call.name):
        return
    system = call.arguments[1]
    number = isinstance(system, tree.Literal) and system.kind == "number"
    if isinstance(system, tree.Literal) and number and scope.literal(system) in _GEOGRAPHIC:
        yield hit(call, N_("In SRID {system} MySQL 8.0 takes the latitude first"),
                  system=scope.literal(system))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.Logical, tree.Unary),
    having=(
        "&&",
        "!",
    ),
    dialects=(Dialect.MYSQL,),
    in_default=False,
    bad=["SELECT id FROM item WHERE a = 1 && b = 2", "SELECT id FROM item WHERE !done"],
    good=[
        "SELECT id FROM item WHERE a = 1 AND b = 2",
        "SELECT id FROM item WHERE NOT done AND name = '&&'",
    ],
    sources=["MySQL 8.0.17 release notes, deprecations"],
)
def migration_logical_operator(node: tree.Logical | tree.Unary, scope: Scope) -> Hits:
    """&& stands for AND, or ! for NOT.

    Why: MySQL 8.0.17 deprecated both and warns at each; with PIPES_AS_CONCAT || means something
    else again, which query-string-concat-pipes tells. House rule: not part of the default profile.

    Instead: AND, NOT.
    """
    if isinstance(node, tree.Unary):
        if node.op == "!":
            yield hit(node, _DEPRECATED, what="!", release="8.0.17")
        return
    for left in node.operands[:-1] if node.op == "AND" else ():
        for at in range(left.last + 1, node.last):
            if scope.tokens.kinds[at] == "&&":
                yield hit(at, _DEPRECATED, what="&&", release="8.0.17")
                return
            if scope.tokens.kinds[at] != ")":
                break


@rule(
    Severity.NOTICE,
    on=(tree.Assign, only(tree.FunctionCall, "VALUES"), tree.Unary),
    dialects=(Dialect.MYSQL,),
    in_default=False,
    bad=[
        "SELECT @n := @n + 1 AS n, id FROM item LIMIT 9",
        "INSERT INTO item (id, n) VALUES (1, 2) ON DUPLICATE KEY UPDATE n = VALUES(n)",
        "SELECT id FROM item WHERE name = BINARY 'a'",
    ],
    good=[
        "SET @n = 1",
        "SELECT ROW_NUMBER() OVER (ORDER BY id) AS n FROM item",
        "INSERT INTO item (id, n) VALUES (1, 2) AS new ON DUPLICATE KEY UPDATE n = new.n",
        "SELECT id FROM item WHERE name = CAST('a' AS BINARY)",
    ],
    sources=["MySQL 8.0.13, 8.0.20 and 8.0.27 release notes, deprecations"],
)
def migration_deprecated_expression(
    node: tree.Assign | tree.FunctionCall | tree.Unary, scope: Scope
) -> Hits:
    """An expression that MySQL has deprecated.

    Why: variables set within a query (since 8.0.13), VALUES() in ON DUPLICATE KEY UPDATE (8.0.20)
    and BINARY before an expression (8.0.27) are to go, and the order in which a query sets
    variables was never promised. House rule: not part of the default profile.

    Instead: window functions or WITH RECURSIVE; an alias for the new row; CAST(… AS BINARY).
    """
    match node:
        case tree.Assign():
            if any(isinstance(above, tree.Query | tree.Update) for above in tree.ancestors(node)):
                yield hit(node, _DEPRECATED, what=":=", release="8.0.13")
        case tree.FunctionCall(name="VALUES"):
            yield hit(node, _DEPRECATED, what="VALUES()", release="8.0.20")
        case tree.Unary(op="BINARY"):
            yield hit(node, _DEPRECATED, what="BINARY", release="8.0.27")


@rule(
    Severity.NOTICE,
    on=PLACES,
    dialects=(Dialect.MYSQL,),
    in_default=False,
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY) CHARSET=utf8",
        "ALTER TABLE item CONVERT TO CHARACTER SET utf8",
        "SET NAMES utf8",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY) CHARSET=utf8mb3",
        "SET NAMES utf8mb4",
        "SELECT CONVERT(name USING latin1) FROM item WHERE id = 1",
    ],
    sources=["MySQL 8.0 reference manual, 12.9.2", "MySQL warning 3719"],
)
def migration_utf8_alias(node: tree.Node, scope: Scope) -> Hits:
    """A character set is called utf8.

    Why: it means utf8mb3, which is deprecated, and is to mean utf8mb4 in a later release: the same
    script will then make columns of another width, and indexes that do not fit. House rule: not
    part of the default profile; table-charset-allowlist asks for utf8mb4 itself.

    Instead: utf8mb4, or utf8mb3 where that is meant.
    """
    for charset, _ in pairs(node):
        if charset is not None and definitions.word(charset, scope).lower() == "utf8":
            yield hit(charset, N_("utf8 means utf8mb3 now, and utf8mb4 later"))
