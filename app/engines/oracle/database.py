"""All an Oracle session can do."""

from app.engines.oracle.accounts import Accounts
from app.engines.oracle.captures import Captures
from app.engines.oracle.catalogue import TellsCatalogue
from app.engines.oracle.console.asides import LooksAside
from app.engines.oracle.dictionary import Dictionary
from app.engines.oracle.digests import Digests
from app.engines.oracle.indexes import Indexes
from app.engines.oracle.kill import Kills
from app.engines.oracle.locks import Locks
from app.engines.oracle.parameter_change import ParameterChanges
from app.engines.oracle.sampling import TakesSamples
from app.engines.oracle.snapshot import TakesSnapshots
from app.engines.oracle.space import Space
from app.engines.oracle.statement import Statements
from app.engines.oracle.topology import Topology
from app.engines.oracle.transactions import Transactions


class OracleDatabase(
    LooksAside,
    Locks,
    Transactions,
    Kills,
    Topology,
    Digests,
    Statements,
    ParameterChanges,
    Accounts,
    Space,
    Indexes,
    TakesSamples,
    Captures,
    TellsCatalogue,
    TakesSnapshots,
    Dictionary,
):
    """A session with every ability."""
