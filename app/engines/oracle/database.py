"""All an Oracle session can do."""

from app.engines.oracle.kill import Kills
from app.engines.oracle.locks import Locks
from app.engines.oracle.transactions import Transactions


class OracleDatabase(Locks, Transactions, Kills):
    """A session with every ability."""
