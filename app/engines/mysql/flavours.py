"""Which abilities a server has, as the class of its session.

Pages ask with isinstance(), so an ability a server lacks must not be a method of its session.
"""

from functools import cache

from app.engines.mysql.accounts import Accounts
from app.engines.mysql.captures import TakesCaptures
from app.engines.mysql.catalogue import TellsCatalogue
from app.engines.mysql.console.asides import TellsOfProgress, TellsWhoIsBlocked
from app.engines.mysql.console.blast import WeighsStatements
from app.engines.mysql.deadlocks import Deadlocks
from app.engines.mysql.dictionary import Dictionary
from app.engines.mysql.digests import Digests
from app.engines.mysql.explain import ExplainsOthers
from app.engines.mysql.group_control import ControlsGroup
from app.engines.mysql.indexes import Indexes
from app.engines.mysql.kill import Kills
from app.engines.mysql.locks import tells_locks
from app.engines.mysql.parameters import Parameters, PersistsParameters
from app.engines.mysql.sampling import TakesSamples
from app.engines.mysql.semi_sync_control import ControlsSemiSync
from app.engines.mysql.server import Server
from app.engines.mysql.session import MysqlSession
from app.engines.mysql.snapshot import TakesSnapshots
from app.engines.mysql.space import Space
from app.engines.mysql.topology import Topology
from app.engines.mysql.transactions import Transactions

_EVERYWHERE = (
    WeighsStatements,
    Transactions, Deadlocks, Kills, ControlsGroup, ControlsSemiSync, Topology, Digests,
    ExplainsOthers, Accounts, Space, Indexes, TakesSamples,
    TakesCaptures, TellsOfProgress, TellsCatalogue, Dictionary, TakesSnapshots,
)  # fmt: skip
"""What MySQL since 5.7 and MariaDB since 10.0 can do."""


def session_class(server: Server) -> type[MysqlSession]:
    """The class of sessions on that server."""
    return _built(_abilities(server))


def _abilities(server: Server) -> tuple[type[MysqlSession], ...]:
    locks = (TellsWhoIsBlocked,) if tells_locks(server) else ()
    parameters = PersistsParameters if server.mysql(8) else Parameters
    return (*locks, parameters, *_EVERYWHERE)


@cache
def _built(abilities: tuple[type[MysqlSession], ...]) -> type[MysqlSession]:
    return type("MysqlSession", abilities, {"__module__": __name__})
