"""What runs a server: connections, plugins, copies, stopping it (manual, 15.7)."""

from typing import ClassVar

from app.sql.grammar.replication import Replication
from app.sql.tokens import NUMBER
from app.sql.tree import Administration, Expression

_BACKUP_STAGES = frozenset("START FLUSH BLOCK_DDL BLOCK_COMMIT END".split())


class AdministrationGrammar(Replication):
    """The statements that are about the server as a whole."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("KILL",): "kill",
        ("INSTALL",): "install",
        ("UNINSTALL",): "uninstall",
        ("CLONE",): "clone",
        ("IMPORT", "TABLE"): "import_table",
        ("BACKUP",): "backup",
        ("SHUTDOWN",): "shutdown",
        ("RESTART",): "restart",
        ("SET", "RESOURCE", "GROUP"): "set_resource_group",
    }

    def kill(self) -> Administration:
        """`KILL [HARD | SOFT] [CONNECTION | QUERY [ID]] which`, `… USER who` of MariaDB."""
        first = self.expect("KILL")
        details = bool(self.accept_any({"HARD", "SOFT"}))
        kind = "KILL"
        if word := self.accept_any({"CONNECTION", "QUERY"}):
            kind += f" {word}"
        details = self.accept("ID") or details
        values: tuple[Expression, ...] = ()
        if self.accept("USER"):
            details = True
            self.account()
        else:
            values = (self.expression(),)
        if details:
            self.note("kill-details", first)
        return Administration(first, self.before, kind, values)

    # ------------------------------------------------------------------ plugins

    def install(self) -> Administration:
        """INSTALL PLUGIN, SONAME and COMPONENT."""
        first = self.expect("INSTALL")
        kind = self._plugin_kind()
        if kind == "PLUGIN":
            self.accept_noting("if-exists-plugin", "IF", "NOT", "EXISTS")
            self.identifier()
            self.expect("SONAME")
        self.one_string()
        if kind == "COMPONENT":
            while self.accept(","):
                self.one_string()
            if self.accept("SET"):
                self.separated(self._component_variable)
        return Administration(first, self.before, f"INSTALL {kind}")

    def _plugin_kind(self) -> str:
        kind = self.expect_any({"PLUGIN", "SONAME", "COMPONENT"})
        if kind != "PLUGIN":
            self.note("component" if kind == "COMPONENT" else "install-soname")
        return kind

    def _component_variable(self) -> None:
        if self.kinds[self.at + 1] not in {"=", ":=", "."}:
            self.accept_any({"GLOBAL", "PERSIST"})
        self.table_name()
        self.expect_any({"=", ":="})
        self.variable_value()

    def uninstall(self) -> Administration:
        """UNINSTALL PLUGIN, SONAME and COMPONENT."""
        first = self.expect("UNINSTALL")
        kind = self._plugin_kind()
        if kind == "COMPONENT":
            self.separated(self.one_string)
        else:
            self.accept_noting("if-exists-plugin", "IF", "EXISTS")
            self.identifier() if kind == "PLUGIN" else self.one_string()
        return Administration(first, self.before, f"UNINSTALL {kind}")

    # ------------------------------------------------------------------ copies

    def clone(self) -> Administration:
        """`CLONE LOCAL DATA DIRECTORY x`, `CLONE INSTANCE FROM user@host:port …`."""
        first = self.expect("CLONE")
        if self.accept("LOCAL"):
            self.expect("DATA")
            self._directory()
            return Administration(first, self.before, "CLONE LOCAL")
        self.expect("INSTANCE", "FROM")
        self.account()
        self.expect(":", NUMBER, "IDENTIFIED", "BY")
        self.one_string()
        if self.accept("DATA"):
            self._directory()
        if self.accept("REQUIRE"):
            self.accept("NO")
            self.expect("SSL")
        return Administration(first, self.before, "CLONE INSTANCE")

    def _directory(self) -> None:
        self.expect("DIRECTORY")
        self.accept("=")
        self.one_string()

    def import_table(self) -> Administration:
        """`IMPORT TABLE FROM 'file', …`."""
        first = self.at
        self.expect("IMPORT", "TABLE", "FROM")
        self.separated(self.one_string)
        return Administration(first, self.before, "IMPORT TABLE")

    def backup(self) -> Administration:
        """MariaDB's `BACKUP STAGE x`, `BACKUP LOCK table`, `BACKUP UNLOCK`."""
        first = self.expect("BACKUP")
        kind = self.expect_any({"STAGE", "LOCK", "UNLOCK"})
        if kind == "STAGE":
            self.expect_any(_BACKUP_STAGES)
        elif kind == "LOCK":
            self.table_name()
        return Administration(first, self.before, f"BACKUP {kind}")

    # ------------------------------------------------------------------ the server

    def shutdown(self) -> Administration:
        """SHUTDOWN; MariaDB's may wait for its replicas."""
        first = self.expect("SHUTDOWN")
        if self.accept_noting("shutdown-wait", "WAIT"):
            self.expect("FOR", "ALL")
            self.expect_any({"SLAVES", "REPLICAS"})
        return Administration(first, self.before, "SHUTDOWN")

    def restart(self) -> Administration:
        """RESTART."""
        at = self.expect("RESTART")
        return Administration(at, at, "RESTART")

    def set_resource_group(self) -> Administration:
        """`SET RESOURCE GROUP name [FOR threads]`."""
        first = self.at
        self.expect("SET", "RESOURCE", "GROUP")
        self.identifier()
        if self.accept("FOR"):
            self.separated(self.integer)
        return Administration(first, self.before, "SET RESOURCE GROUP")
