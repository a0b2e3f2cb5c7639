"""Every panel there is, in the order of the list; a desk shows those its server can fill."""

from app.views.operate.overview import OverviewPanel
from app.views.operate.panel import Panel
from app.views.operate.panels.accounts import AccountsPanel
from app.views.operate.panels.big_keys import BigKeysPanel
from app.views.operate.panels.deadlocks import DeadlocksPanel
from app.views.operate.panels.indexes import IndexesPanel
from app.views.operate.panels.keys import KeysPanel
from app.views.operate.panels.latency import LatencyPanel
from app.views.operate.panels.ledger import LedgerPanel
from app.views.operate.panels.listening import ListeningPanel
from app.views.operate.panels.locks import LocksPanel
from app.views.operate.panels.parameters import ParametersPanel
from app.views.operate.panels.replication import ReplicationPanel
from app.views.operate.panels.schema import SchemaPanel
from app.views.operate.panels.sessions import SessionsPanel
from app.views.operate.panels.slow_commands import SlowCommandsPanel
from app.views.operate.panels.slow_sql import SlowSqlPanel
from app.views.operate.panels.space import SpacePanel
from app.views.operate.panels.transactions import TransactionsPanel

PANELS: tuple[type[Panel], ...] = (
    OverviewPanel, SessionsPanel, LocksPanel, TransactionsPanel, DeadlocksPanel, ReplicationPanel,
    SlowSqlPanel, SlowCommandsPanel, LatencyPanel, KeysPanel, BigKeysPanel, ListeningPanel,
    SchemaPanel, ParametersPanel, AccountsPanel, SpacePanel, IndexesPanel, LedgerPanel,
)  # fmt: skip
