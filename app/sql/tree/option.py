"""What the definitions of every family share: options and accounts."""

from app.sql.tree.expression import Name
from app.sql.tree.node import Expression, Node, node


@node
class Account(Node):
    """`user@host`, a role, CURRENT_USER; `host` is empty where none is written."""

    user: str
    host: str


@node
class Option(Node):
    """`NAME = value` of a table, database, view, routine, user, …; `name` is in capitals.

    DEFAULT CHARSET and CHARACTER SET are CHARACTER SET; TYPE is ENGINE. What says yes or no by
    itself has no value: NOT DETERMINISTIC, WITH CHECK OPTION, ACCOUNT LOCK.
    """

    name: str
    value: Expression | Name | Account | None = None
