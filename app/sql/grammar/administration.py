"""What a DBA tells the server: maintenance, replication, plugins, caches (manual, 15.4 and 15.7).

There is little in these statements for a rule to look at, so beyond their first words they are
read loosely: the tree says which statement it is, and for tables which ones.
"""

from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.sessions import Sessions
from app.sql.tokens import BAD, END
from app.sql.tree import Administration, Maintenance

_ENDS = frozenset({END, ";"})
_SECOND_WORDS = frozenset(
    """MASTER SLAVE REPLICA REPLICATION GROUP_REPLICATION BINARY LOGS PLUGIN COMPONENT SONAME INDEX
    INTO ALL CONNECTION QUERY PERSIST INSTANCE TABLE TABLES PRIVILEGES STATUS LOCAL
    NO_WRITE_TO_BINLOG HOSTS USER_RESOURCES OPTIMIZER_COSTS ENGINE ERROR GENERAL SLOW
    RELAY""".split()
)


class AdministrationGrammar(Sessions):
    """Statements that run a server."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        **{
            (verb, *local, table): "maintenance"
            for verb in ("ANALYZE", "CHECK", "CHECKSUM", "OPTIMIZE", "REPAIR")
            for local in ((), ("NO_WRITE_TO_BINLOG",), ("LOCAL",))
            for table in ("TABLE", "TABLES")
        },
        ("KILL",): "kill",
        **dict.fromkeys(
            (
                ("FLUSH",), ("RESET",), ("PURGE",), ("CHANGE", "MASTER"), ("BINLOG",),
                ("CHANGE", "REPLICATION"), ("START",), ("STOP",), ("INSTALL",), ("UNINSTALL",),
                ("CACHE", "INDEX"), ("LOAD", "INDEX"), ("CLONE",), ("SHUTDOWN",), ("RESTART",),
                ("IMPORT", "TABLE"), ("BACKUP",), ("SET", "RESOURCE", "GROUP"),
            ),
            "administration",
        ),
    }  # fmt: skip

    def maintenance(self) -> Maintenance:
        """`ANALYZE | CHECK | CHECKSUM | OPTIMIZE | REPAIR TABLE names options`."""
        first = self.at
        kind = self.kinds[first]
        self.at += 1
        self.accept_any({"NO_WRITE_TO_BINLOG", "LOCAL"})
        self.expect_any({"TABLE", "TABLES"})
        names = self.names()
        self._rest()
        return Maintenance(first, self.before, kind, names)

    def kill(self) -> Administration:
        """`KILL [HARD | SOFT] [CONNECTION | QUERY [ID] | USER] which`."""
        first = self.expect("KILL")
        self.accept_any({"HARD", "SOFT"})
        kind = "KILL"
        if word := self.accept_any({"CONNECTION", "QUERY", "USER"}):
            kind += f" {word}"
            self.accept("ID")
        value = self.expression()
        return Administration(first, self.before, kind, (value,))

    def administration(self) -> Administration:
        """Its first words, and whatever follows them."""
        first = self.at
        words = [self.kinds[first]]
        self.at += 1
        while self.kinds[self.at] in _SECOND_WORDS and len(words) < 3:
            words.append(self.kinds[self.at])
            self.at += 1
        self._rest()
        return Administration(first, self.before, " ".join(words))

    def _rest(self) -> None:
        """Everything up to the end, as long as its parentheses fit."""
        depth = 0
        while self.kinds[self.at] not in _ENDS:
            kind = self.kinds[self.at]
            depth += (kind == "(") - (kind == ")")
            if kind is BAD or depth < 0:
                break
            self.at += 1
        if depth:
            raise Refused(self.at, N_("parentheses that fit"))
