"""Migration traps in syntax: what a release of MySQL still knows and a later one does not."""

from app.audit.registry import Hit, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import Noted
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.versions import Construct, leaving, leaving_function
from app.sql.versions.names import FUNCTIONS

_GOES = N_("{what} is gone from MySQL {release} on")


@rule(
    Severity.WARNING,
    on=(tree.Statement, tree.FunctionCall),
    having=(
        Noted,
        *FUNCTIONS,
    ),
    dialects=(Dialect.MYSQL,),
    bad=[
        "SELECT SQL_CACHE id FROM item WHERE id = 1",
        "SELECT city, COUNT(*) FROM person GROUP BY city DESC",
        "GRANT SELECT ON shop.* TO app@'%' IDENTIFIED BY 'x'",
        "SELECT PASSWORD('x')",
        "SELECT ENCODE(name, 'x') FROM item WHERE id = 1",
        "SHOW SLAVE STATUS",
        "RESET QUERY CACHE",
        "-- server: mysql 5.7\nSELECT DES_ENCRYPT('a', 'b')",
    ],
    good=[
        "SELECT city, COUNT(*) FROM person GROUP BY city ORDER BY city DESC",
        "CREATE USER app@'%' IDENTIFIED BY 'x'",
        "SHOW REPLICA STATUS",
        "SELECT SHA2('x', 256)",
    ],
    sources=["MySQL 8.0, 8.4 and 9.0 release notes, removed features", "Mohist: real servers"],
)
def migration_removed_construct(node: tree.Statement | tree.FunctionCall, scope: Scope) -> Hits:
    """Something is used that newer servers do not know any more.

    Why: the statement is a syntax error after the upgrade: the query cache, GROUP BY … DESC,
    IDENTIFIED in GRANT, PASSWORD() and the DES functions went with MySQL 8.0, SLAVE and MASTER in
    statements with 8.4. Where the release the script is for has lost it already,
    statement-unsupported-construct tells so.

    Instead: ORDER BY, CREATE USER, REPLICA and SOURCE, SHA2(), AES_ENCRYPT().
    """
    release = scope.release
    if isinstance(node, tree.FunctionCall):
        if found := leaving_function(node, scope.parsed, scope.dialect, release):
            yield _gone(found, node.first, scope)
    elif node.parent is None:
        for construct, at in leaving(scope.parsed, scope.dialect, release):
            yield _gone(construct, at, scope)


def _gone(construct: Construct, at: int, scope: Scope) -> Hit:
    gone = construct.of(scope.dialect).gone
    return hit(at, _GOES, what=construct.what, release=".".join(map(str, gone)))
