"""Sessions, transactions, accounts and the running of a server."""

from app.sql.tree.expression import Name
from app.sql.tree.node import Expression, Node, Statement, node
from app.sql.tree.option import Account, Option


@node
class VariableAssignment(Node):
    """`[GLOBAL | SESSION …] name = value`; `target` is Variable, Column or Name."""

    scope: str
    target: Node
    value: Expression | None


@node
class SetVariables(Statement):
    """SET of variables, NAMES, CHARACTER SET; `kind`: "", NAMES, CHARACTER SET, TRANSACTION, …"""

    kind: str
    assignments: tuple[VariableAssignment, ...]


@node
class Use(Statement):
    """`USE database`."""

    name: Name


@node
class Show(Statement):
    """SHOW, DESCRIBE, HELP; `what` is what is shown, in capitals: TABLES, CREATE TABLE, …

    Without EXTENDED, FULL, GLOBAL and SESSION, which only say how much of it.
    """

    what: str
    name: Name | None = None
    filter: Expression | None = None


@node
class Explain(Statement):
    """EXPLAIN or ANALYZE of a statement."""

    options: tuple[str, ...]
    statement: Statement


@node
class Transaction(Statement):
    """BEGIN, START TRANSACTION, COMMIT, ROLLBACK, SAVEPOINT, RELEASE SAVEPOINT, XA … (`kind`)."""

    kind: str
    name: Name | None = None


@node
class LockTables(Statement):
    """LOCK TABLES; UNLOCK TABLES names none."""

    names: tuple[Name, ...]


@node
class Maintenance(Statement):
    """ANALYZE, CHECK, CHECKSUM, OPTIMIZE, REPAIR TABLE (`kind`)."""

    kind: str
    names: tuple[Name, ...]


@node
class Prepare(Statement):
    """PREPARE, EXECUTE, EXECUTE IMMEDIATE, DEALLOCATE PREPARE (`kind`).

    In PL/SQL the `using` may be Bind, and the rows go `into` variables, or `returning` into them.
    """

    kind: str
    name: Name | None
    source: Expression | None = None
    using: tuple[Expression, ...] = ()
    into: tuple[Expression, ...] = ()
    returning: tuple[Expression, ...] = ()
    bulk: bool = False


@node
class Handler(Statement):
    """HANDLER table OPEN, READ, CLOSE (`kind`)."""

    kind: str
    table: Name
    where: Expression | None = None


@node
class Accounts(Statement):
    """CREATE, ALTER, DROP, RENAME of USER or ROLE (`kind`: "CREATE USER", …).

    SET PASSWORD, SET ROLE and SET DEFAULT ROLE are such statements too. In RENAME every old
    name is followed by its new one.
    """

    kind: str
    accounts: tuple[Account, ...]
    options: tuple[Option, ...] = ()
    if_exists: bool = False
    if_not_exists: bool = False


@node
class Privilege(Node):
    """One privilege of GRANT, with its columns; `name` in capitals, ALL is ALL PRIVILEGES.

    A role being granted is one too, with its name as written.
    """

    name: str
    columns: tuple[Name, ...] = ()


@node
class Grant(Statement):
    """GRANT, and REVOKE with `revoke`; `target` is None for roles and PROXY, `*` parts kept."""

    privileges: tuple[Privilege, ...]
    target: Name | None
    accounts: tuple[Account, ...]
    revoke: bool = False
    grant_option: bool = False
    options: tuple[Option, ...] = ()


@node
class Administration(Statement):
    """Everything else the server is told: FLUSH, KILL, RESET, CHANGE MASTER, INSTALL, … (`kind`).

    `values` are the expressions in it.
    """

    kind: str
    values: tuple[Expression, ...] = ()
