"""Rules about releases: what the server a script is for does not know.

The release is told on the command line, by the profile or by the facts of a server. What stands in
a versioned comment is kept for those who know it, and never meant.
"""

from collections.abc import Iterable

from app.audit.registry import EVERYWHERE, Hit, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import Noted, Only, only
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.versions import Construct, Known, Release, unsupported, unsupported_name
from app.sql.versions.names import FUNCTIONS, TYPES

_STATEMENTS = tuple(
    kind
    for kind in vars(tree).values()
    if isinstance(kind, type) and issubclass(kind, tree.Statement | tree.Query)
)
_SPOKEN: tuple[type | Only, ...] = (
    *_STATEMENTS,
    only(tree.FunctionCall, *FUNCTIONS),
    only(tree.DataType, *TYPES),
)
_PRODUCTS = {Dialect.MYSQL: "MySQL", Dialect.MARIADB: "MariaDB", Dialect.ORACLE: "Oracle"}
_OTHER = {Dialect.MYSQL: Dialect.MARIADB, Dialect.MARIADB: Dialect.MYSQL}
_COMES = N_("{server} does not know {what}, which came with {first}")
_WENT = N_("{server} does not know {what} any more: it went with {gone}")
_FOREIGN = N_("{server} does not know {what}; {other} does")
_UNKNOWN = N_("{server} does not know {what}")


def _lacking(
    node: tree.Node, scope: Scope, release: Release | None
) -> Iterable[tuple[Construct, int]]:
    """What the server lacks of what the node is; of a statement once, at its root."""
    names = _NAMED.get(type(node))
    if names is not None:
        if getattr(node, "name", "") not in names or scope.dialect is _ORACLE:
            return ()
        named = unsupported_name(node, scope.parsed, scope.dialect, release)
        return ((named, node.first),) if named else ()
    if node.parent is None and (scope.parsed.constructs or scope.dialect is _ORACLE):
        return unsupported(scope.parsed, scope.dialect, release)
    return ()


_ORACLE = Dialect.ORACLE
_NAMED = {tree.FunctionCall: FUNCTIONS, tree.DataType: TYPES}


@rule(
    Severity.ERROR,
    on=_SPOKEN,
    dialects=EVERYWHERE,
    having=(
        Noted,
        *FUNCTIONS,
        *TYPES,
    ),
    bad=[
        "-- server: mysql 5.7\nSELECT id, ROW_NUMBER() OVER (ORDER BY at) FROM item",
        "-- server: mysql 5.7\nWITH old AS (SELECT 1) SELECT * FROM old",
        "-- server: mysql 5.7\nSELECT * FROM JSON_TABLE('[]', '$[*]' COLUMNS (a INT PATH '$')) j",
        "-- server: mysql 8.0.30\nSELECT 1 INTERSECT SELECT 1",
        "-- server: mysql 8.0\nSELECT SQL_CACHE id FROM item",
        "-- server: mysql 8.4\nSHOW SLAVE STATUS",
        "-- server: mysql 8.0\nINSERT INTO item (id) VALUES (1) RETURNING id",
        "-- server: mysql 5.7\nSELECT REGEXP_REPLACE(name, 'a', 'b') FROM item",
        "-- server: mariadb 10.11\nSELECT UUID_TO_BIN(id) FROM item",
        "-- server: mariadb 10.5\nCREATE TABLE item (id UUID PRIMARY KEY)",
        "-- server: mariadb 10.4\nINSERT INTO item (id) VALUES (1) RETURNING id",
        "-- dialect: oracle\n-- server: oracle 11.2\nSELECT id FROM item FETCH FIRST 5 ROWS ONLY",
        "-- dialect: oracle\n-- server: oracle 19c\nDROP TABLE IF EXISTS item",
    ],
    good=[
        "-- dialect: oracle\n-- server: oracle 12.1\nSELECT id FROM item FETCH FIRST 5 ROWS ONLY",
        "-- dialect: oracle\n-- server: oracle 23ai\nDROP TABLE IF EXISTS item",
        "-- server: mysql 8.0\nSELECT id, ROW_NUMBER() OVER (ORDER BY at) FROM item",
        "-- server: mysql 8.0\nSELECT 1 INTERSECT SELECT 1",
        "-- server: mysql 5.7\nSELECT SQL_CACHE id FROM item",
        "-- server: mysql 5.7\nCREATE TABLE item (id INT PRIMARY KEY, n INT /*!80023 INVISIBLE */)",
        "-- server: mariadb 10.11\nINSERT INTO item (id) VALUES (1) RETURNING id",
        "SELECT id, ROW_NUMBER() OVER (ORDER BY at) FROM item",
    ],
    sources=[
        "Mohist: constructs put to real servers",
        "goInception er_not_supported_yet",
        "MySQL manual, release notes",
        "Oracle SQL Language Reference, changes in each release",
    ],
)
def statement_unsupported_construct(node: tree.Node, scope: Scope) -> Hits:
    """The server that the script is for does not know a construct in it.

    Why: it refuses the statement as a syntax error, and what follows runs without it or not at all.

    Instead: write it as that release knows it, or keep it in a versioned comment for those who know
    it. The release is told by --server-version, `server` in the profile, or facts of a server.
    """
    release = scope.release
    if release is None:
        return
    for construct, at in _lacking(node, scope, release):
        releases = construct.of(scope.dialect)
        yield _said(construct, at, str(release), releases, scope.dialect)


@rule(
    Severity.WARNING,
    on=_SPOKEN,
    having=(
        Noted,
        *FUNCTIONS,
        *TYPES,
    ),
    bad=[
        "INSERT INTO item (id) VALUES (1) RETURNING id",
        "CREATE OR REPLACE TABLE item (id INT PRIMARY KEY)",
        "ALTER TABLE item ADD COLUMN IF NOT EXISTS n INT",
        "CREATE TABLE item (id UUID PRIMARY KEY)",
        "-- dialect: mariadb\nCREATE INDEX name ON item (name) INVISIBLE",
        "-- dialect: mariadb\nSELECT data->'$.name' FROM item",
        "-- dialect: mariadb\nSELECT BIN_TO_UUID(id) FROM item",
    ],
    good=[
        "-- dialect: mariadb\nINSERT INTO item (id) VALUES (1) RETURNING id",
        "CREATE INDEX name ON item (name) INVISIBLE",
        "SELECT SQL_CACHE id FROM item",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT /*M!100303 INVISIBLE */)",
        "-- server: mysql 8.0\nINSERT INTO item (id) VALUES (1) RETURNING id",
    ],
    sources=["Mohist: constructs put to real servers", "MySQL manual", "MariaDB knowledge base"],
)
def statement_foreign_construct(node: tree.Node, scope: Scope) -> Hits:
    """No release of the server that the script is for ever knew a construct in it.

    Why: MySQL and MariaDB have grown apart; what the one takes is a syntax error to the other.

    Instead: say which the script is for, where it was taken for the wrong one (--dialect, or
    `dialect` in the profile); else write it as both know it.
    """
    if scope.release is None:
        for construct, at in _lacking(node, scope, None):
            product = _PRODUCTS[scope.dialect]
            yield _said(construct, at, product, Known(None), scope.dialect)


def _said(construct: Construct, at: int, server: str, releases: Known, dialect: Dialect) -> Hit:
    """What is said of one construct: that it came later, went, is another's, or nobody's."""
    what, other = construct.what, _OTHER.get(dialect)
    if releases.gone:
        return hit(at, _WENT, server=server, what=what, gone=_shown(releases.gone))
    if releases.first:
        return hit(at, _COMES, server=server, what=what, first=_shown(releases.first))
    if other and construct.of(other).ever:
        return hit(at, _FOREIGN, server=server, what=what, other=_PRODUCTS[other])
    return hit(at, _UNKNOWN, server=server, what=what)


def _shown(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))
