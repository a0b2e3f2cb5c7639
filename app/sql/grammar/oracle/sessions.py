"""Sessions, the instance, transactions, auditing and statistics of Oracle."""

from typing import ClassVar

from app.sql.grammar.oracle.following import Opening
from app.sql.grammar.oracle.grants import Grants
from app.sql.tree import Administration, LockTables, Name, Transaction


class Sessions(Grants):
    """What is told to a session or an instance."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("TRUNCATE",): "truncate",
        ("RENAME",): "rename",
        ("FLASHBACK",): "flashback",
        ("PURGE",): "purge",
        ("ANALYZE",): "analyze",
        ("COMMENT",): "comment_on",
        ("AUDIT",): "audit",
        ("NOAUDIT",): "audit",
        ("ASSOCIATE", "STATISTICS"): "associate",
        ("DISASSOCIATE", "STATISTICS"): "associate",
        ("ADMINISTER", "KEY"): "administer_key",
        ("COMMIT",): "transaction",
        ("ROLLBACK",): "transaction",
        ("SAVEPOINT",): "savepoint",
        ("SET", "TRANSACTION"): "set_transaction",
        ("SET", "ROLE"): "set_role",
        ("SET", "CONSTRAINT"): "set_constraints",
        ("SET", "CONSTRAINTS"): "set_constraints",
        ("LOCK", "TABLE"): "lock_table",
    }

    def alter_session(self, opening: Opening) -> Administration:
        """From SESSION on."""
        self.expect("SESSION")
        return self.told("ALTER SESSION", opening.first, "alter_session")

    def alter_system(self, opening: Opening) -> Administration:
        """From SYSTEM on."""
        self.expect("SYSTEM")
        return self.told("ALTER SYSTEM", opening.first, "alter_system")

    def audit(self) -> Administration:
        """AUDIT and NOAUDIT, of the old kind and of policies."""
        start, kind = self.at, self.expect_any({"AUDIT", "NOAUDIT"})
        return self.told(kind, start, "audit")

    def associate(self) -> Administration:
        """ASSOCIATE and DISASSOCIATE STATISTICS."""
        start, verb = self.at, self.expect_any({"ASSOCIATE", "DISASSOCIATE"})
        self.expect("STATISTICS")
        if verb == "ASSOCIATE":
            self.expect("WITH")
        else:
            self.expect("FROM")
        return self.told(f"{verb} STATISTICS", start, verb.lower())

    def administer_key(self) -> Administration:
        """ADMINISTER KEY MANAGEMENT, whose many forms only a keystore cares for."""
        start = self.at
        self.expect("ADMINISTER", "KEY", "MANAGEMENT")
        return self.told("ADMINISTER KEY", start, "administer_key")

    # ------------------------------------------------------------------ transactions

    def transaction(self) -> Transaction:
        """COMMIT and ROLLBACK."""
        start, kind = self.at, self.expect_any({"COMMIT", "ROLLBACK"})
        found = self.options("commit_item" if kind == "COMMIT" else "rollback_item")
        names = (option.value for option in found if isinstance(option.value, Name))
        return Transaction(start, self.before, kind, next(names, None))

    def savepoint(self) -> Transaction:
        """`SAVEPOINT name`."""
        start = self.expect("SAVEPOINT")
        name = self.identifier()
        return Transaction(start, self.before, "SAVEPOINT", name)

    def set_transaction(self) -> Transaction:
        """SET TRANSACTION."""
        start = self.at
        self.expect("SET", "TRANSACTION")
        self.follow("set_transaction")
        return Transaction(start, self.before, "SET TRANSACTION")

    def set_role(self) -> Administration:
        """SET ROLE."""
        start = self.at
        self.expect("SET", "ROLE")
        return self.told("SET ROLE", start, "set_role")

    def set_constraints(self) -> Administration:
        """SET CONSTRAINTS."""
        start = self.at
        self.at += 2
        return self.told("SET CONSTRAINTS", start, "set_constraints")

    def lock_table(self) -> LockTables:
        """`LOCK TABLE names IN mode MODE`."""
        start = self.at
        self.expect("LOCK", "TABLE")
        names = self.separated(self._locked)
        self.follow("lock_mode")
        return LockTables(start, self.before, names)

    def _locked(self) -> Name:
        name = self.qualified_name()
        self.follows("lock_partition")
        return name
