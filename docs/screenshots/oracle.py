"""Take the screenshots of an Oracle instance, from the real program and driver.

    python docs/screenshots/oracle.py

What answers is the Oracle server of the tests with a RAC made up for it: rows as Oracle documents
them, seen on no real one. Opens each panel in light, dark and Chinese; look at the pictures after.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from make import HERE, Studio
from servers import LOOKS, Tour

from app.domain.endpoint import Access, OracleAccess, secret_id
from app.domain.inventory import (
    DatabaseType,
    Environment,
    Instance,
    Product,
    Service,
    Stake,
    TopologyRole,
    new_id,
)
from app.domain.operating.sessions import Kill
from app.domain.validation import Record
from app.views.operate.desk import Desk
from app.views.operate.panels.locks import LocksPanel
from app.views.operate.panels.parameters import ParametersPanel
from app.views.operate.panels.slow_sql import SlowSqlPanel
from app.views.operate.panels.space import SpacePanel
from tests.engines.oracle.rac import rac
from tests.servers.oracle.server import OracleServer

PANELS = (
    "overview", "sessions", "locks", "transactions", "replication", "slow", "parameters",
    "accounts", "space", "indexes", "ledger",
)  # fmt: skip


def records(server: OracleServer) -> list[Record]:
    """The nodes of a RAC; the first is the server."""
    production = Environment(new_id(), "production", Stake.PRODUCTION)
    finance = Product(new_id(), "Finance", "FIN")
    ledger = Service(new_id(), finance.id, "ledger", DatabaseType.ORACLE, "LEDGER", production.id)
    access = Access(user="system", oracle=OracleAccess(service="testdb"))
    return [
        production, finance, ledger,
        Instance(new_id(), "ledger-1", DatabaseType.ORACLE, "127.0.0.1", server.port, ledger.id,
                 vip="10.1.1.1", role=TopologyRole.RAC_NODE, version="19.24", access=access),
        Instance(new_id(), "ledger-2", DatabaseType.ORACLE, "10.1.0.2", 1521, ledger.id,
                 vip="10.1.1.2", role=TopologyRole.RAC_NODE, version="19.24", access=access),
    ]  # fmt: skip


class OracleTour(Tour):
    """Goes through the panels of one instance."""

    def panels(self) -> None:
        """Each, with something opened where there is something to open."""
        instance = self.instance("ledger-1")
        self.console.secrets.keep(secret_id(instance.id), "oracle")
        self.studio.settle()
        self.console.inventory._open(instance)
        desk = self.console.operate.desk
        assert isinstance(desk, Desk)
        self.until(lambda: desk.panels)
        opened: dict[str, Callable[[Desk], None]] = {
            "slow": self.slow, "space": self.space, "parameters": self.parameters,
            "accounts": self.first_row, "indexes": self.first_row,
        }  # fmt: skip
        for key in PANELS:
            desk.open_panel(key)
            self.studio.settle()
            if key in opened:
                opened[key](desk)
                self.studio.settle()
            self.picture(f"ledger-{key}")
        self.asked(desk)

    def slow(self, desk: Desk) -> None:
        """The heaviest statement in full, with its plan."""
        panel = desk.panels["slow"]
        assert isinstance(panel, SlowSqlPanel)
        self.first_row(desk)
        panel._detail()
        self.until(lambda: "SORT AGGREGATE" in panel.text.toPlainText())

    def space(self, desk: Desk) -> None:
        """A tablespace with its files and segments."""
        panel = desk.panels["space"]
        assert isinstance(panel, SpacePanel)
        index = next(
            panel.tree.index(row, 0)
            for row in range(panel.tree.rowCount())
            if panel.tree.record_at(panel.tree.index(row, 0)).name == "LEDGER_DATA"
        )
        panel.records.view.setExpanded(index, True)
        self.until(lambda: panel.tree.rowCount(index) > 1)
        panel.records.view.scrollTo(panel.tree.index(panel.tree.rowCount(index) - 1, 0, index))

    def parameters(self, desk: Desk) -> None:
        """One that differs between the nodes."""
        panel = desk.panels["parameters"]
        assert isinstance(panel, ParametersPanel)
        panel.records.view.select("undo_tablespace")

    def first_row(self, desk: Desk) -> None:
        """Select the first row of the panel that is shown."""
        panel = desk.panel
        panel.records.view.setCurrentIndex(panel.table.index(0, 0))  # type: ignore[union-attr]

    def asked(self, desk: Desk) -> None:
        """What would be done to a blocker."""
        panel = desk.panels["locks"]
        assert isinstance(panel, LocksPanel)
        desk.open_panel("locks")
        panel.records.view.setCurrentIndex(panel.tree.index(0, 0))
        panel._kill(Kill.SESSION)
        self.until(lambda: desk.room.proposals.ask)
        ask = desk.room.proposals.ask
        assert ask is not None
        self.studio.settle()
        ask.grab().save(str(HERE / f"ledger-kill-{self.look}.png"))
        ask.reject()


def main() -> None:
    """Every look."""
    server = OracleServer(rac()).start()
    try:
        with tempfile.TemporaryDirectory() as name:
            os.environ["MOHIST_HOME"] = name
            studio = Studio(Path(name))
            for number, (language, theme, look) in enumerate(LOOKS):
                console = studio.open(language, theme)
                console.preferences.change(secrets="run")
                console.estate.load()
                tour = OracleTour(studio, console, look)
                tour.until(lambda console=console: console.estate.is_open)
                if number == 0:
                    console.estate.save(records(server))
                tour.until(lambda console=console: console.estate.now.records)
                tour.panels()
            studio.close()
    finally:
        server.stop()


if __name__ == "__main__":
    main()
