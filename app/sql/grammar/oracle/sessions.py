"""Sessions, the instance, auditing and statistics of Oracle."""

from typing import ClassVar

from app.sql.grammar.oracle.following import Opening
from app.sql.grammar.oracle.grants import Grants
from app.sql.tree import Administration, Statement, Use


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
    }

    def alter_session(self, opening: Opening) -> Statement:
        """From SESSION on; what sets the schema is a `Use`."""
        self.expect("SESSION")
        if self.sees("SET", "CURRENT_SCHEMA", "="):
            self.at += 3
            name = self.identifier()
            if self.sees_end():
                return Use(opening.first, self.before, name)
            self.at = name.first - 3
        container = self.sees("SET", "CONTAINER")
        kind = "ALTER SESSION SET CONTAINER" if container else "ALTER SESSION"
        return self.told(kind, opening.first, "alter_session")

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
