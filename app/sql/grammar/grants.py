"""GRANT and REVOKE: privileges, roles, PROXY (MySQL 8.4 manual, 15.7.1; MariaDB GRANT)."""

from typing import ClassVar

from app.sql.grammar.accounts import Users
from app.sql.grammar.cursor import Refused
from app.sql.grammar.noted import OBJECTS_NOTED
from app.sql.tokens import IDENTIFIER, STRING, VARIABLE
from app.sql.tree import Grant, Name, Option, Privilege

_OF_MARIADB = frozenset(
    {
        "BINLOG ADMIN", "BINLOG MONITOR", "BINLOG REPLAY", "CONNECTION ADMIN", "DELETE HISTORY",
        "DELETE VERSIONING ROWS", "FEDERATED ADMIN", "READ ONLY ADMIN", "READ_ONLY ADMIN",
        "REPLICA MONITOR", "REPLICATION MASTER ADMIN", "REPLICATION REPLICA",
        "REPLICATION REPLICA ADMIN", "REPLICATION SLAVE ADMIN", "SET USER", "SHOW CREATE ROUTINE",
        "SLAVE MONITOR",
    }
)  # fmt: skip
_OF_AURORA = frozenset(
    {"INVOKE COMPREHEND", "INVOKE LAMBDA", "INVOKE SAGEMAKER", "LOAD FROM S3", "SELECT INTO S3"}
)
_WORDY = _OF_MARIADB | _OF_AURORA | frozenset(
    {
        "ALL PRIVILEGES", "ALTER ROUTINE", "CREATE ROLE", "CREATE ROUTINE", "CREATE TABLESPACE",
        "CREATE TEMPORARY TABLES", "CREATE USER", "CREATE VIEW", "DROP ROLE", "GRANT OPTION",
        "LOCK TABLES", "REPLICATION CLIENT", "REPLICATION SLAVE", "SHOW DATABASES", "SHOW VIEW",
    }
)  # fmt: skip
_WORDY_NOTED = {
    **dict.fromkeys(_OF_MARIADB, "mariadb-privilege"),
    **dict.fromkeys(_OF_AURORA, "aurora-privilege"),
    **dict.fromkeys(("CREATE ROLE", "DROP ROLE"), "role-privilege"),
}
_ON_TABLES = frozenset(
    "ALTER CREATE DELETE DROP EXECUTE FILE INDEX INSERT PROCESS REFERENCES RELOAD SELECT SHUTDOWN"
    " SUPER TRIGGER UPDATE USAGE".split()
) | (_WORDY - {"ALL PRIVILEGES", "GRANT OPTION"})
_STATIC = _ON_TABLES | {"ALL PRIVILEGES", "EVENT", "GRANT", "GRANT OPTION", "PROXY"}
_ON_COLUMNS = frozenset({"SELECT", "INSERT", "UPDATE", "REFERENCES"})
_OBJECTS = frozenset({"TABLE", "FUNCTION", "PROCEDURE", "PACKAGE", "SEQUENCE", "LIBRARY"})


class Grants(Users):
    """Who may do what."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("GRANT",): "grant",
        ("REVOKE",): "revoke",
    }

    def grant(self) -> Grant:
        """`GRANT privileges ON target TO accounts`, roles TO accounts, PROXY ON account."""
        start = self.expect("GRANT")
        privileges, target, options = self._granted()
        self.expect("TO")
        accounts, secrets = self.authenticated()
        options += secrets
        options += self.requirements()
        if any(o.name.startswith(("IDENTIFIED", "REQUIRE")) for o in options):
            self.note("grant-identified", accounts[-1].last)
        options += self._with_options(target is None and privileges[0].name != "PROXY")
        options += self._grantor()
        free = any(o.name in {"GRANT OPTION", "ADMIN OPTION"} for o in options)
        return Grant(start, self.before, privileges, target, accounts, False, free, options)

    def revoke(self) -> Grant:
        """`REVOKE privileges ON target FROM accounts`, roles FROM accounts, PROXY ON account."""
        start = self.expect("REVOKE")
        self.accept_noting("revoke-if-exists", "IF", "EXISTS")
        admin = self.accept_noting("admin-option-for", "ADMIN", "OPTION", "FOR")
        privileges, target, options = self._granted()
        self.expect("FROM")
        accounts, secrets = self.authenticated()
        if secrets:
            self.note("revoke-identified", secrets[0].first)
        self.accept_noting("ignore-unknown-user", "IGNORE", "UNKNOWN", "USER")
        free = admin or any(p.name == "GRANT OPTION" for p in privileges)
        options += secrets
        return Grant(start, self.before, privileges, target, accounts, True, free, options)

    def _granted(self) -> tuple[tuple[Privilege, ...], Name | None, tuple[Option, ...]]:
        """Privileges and what they are on; of PROXY the account as an option."""
        privileges = self.separated(self._privilege)
        self._check_together(privileges)
        if not self.accept("ON"):
            for privilege in privileges:
                only = privilege.name == "ALL PRIVILEGES" and len(privileges) == 1
                if privilege.name in _ON_TABLES or only or self.is_no_role(privilege.first):
                    raise Refused(self.at, "ON")
            if len(privileges) > 1 and privileges[0].name != "ALL PRIVILEGES":
                self.note("several-granted-roles", privileges[1].first)
            return privileges, None, ()
        for privilege in privileges:  # roles are never ON something, so their case is nothing
            privilege.name = privilege.name.upper()
            if privilege.name not in _STATIC:
                self.note("dynamic-privilege", privilege.first)
        if privileges[0].name == "PROXY":
            who = self.account()
            return privileges, None, (Option(who.first, who.last, "PROXY", who),)
        return privileges, self._target(), ()

    def _check_together(self, privileges: tuple[Privilege, ...]) -> None:
        """ALL and PROXY stand alone, and few privileges are on single columns."""
        names = [privilege.name.upper() for privilege in privileges]
        all_of = [n for n in names if n != "GRANT OPTION"] == ["ALL PRIVILEGES"]
        for name, privilege in zip(names, privileges, strict=True):
            alone = name == "PROXY" or (name == "ALL PRIVILEGES" and not all_of)
            if alone and len(names) > 1:
                raise Refused(privileges[1].first, "ON")
            if privilege.columns and name in _STATIC - _ON_COLUMNS:
                raise Refused(privilege.last, "ON")

    def _privilege(self) -> Privilege:
        start = self.at
        if self.kinds[start] in {STRING, IDENTIFIER} or self.kinds[start + 1] is VARIABLE:
            role = self.role_name()
            return Privilege(start, self.before, role.user)
        name = self._privilege_name()
        columns = self.identifiers() if self.kinds[self.at] == "(" else ()
        return Privilege(start, self.before, name, columns)

    def _privilege_name(self) -> str:
        """The longest privilege of several words, or one word: a privilege or a role."""
        for count in (3, 2):
            name = " ".join(self.kinds[self.at : self.at + count])
            if name in _WORDY:
                if construct := _WORDY_NOTED.get(name):
                    self.note(construct, self.at)
                self.at += count
                return name
        known = self.accept_any(_ON_TABLES | {"ALL"})
        if not known:
            return self.identifier().name
        return "ALL PRIVILEGES" if known == "ALL" else known

    def _target(self) -> Name:
        """`*`, `*.*`, `db.*`, `db.table`, `table`, with the kind of object before it."""
        if self.kinds[self.at + 1] not in {".", "TO", "FROM"} and self.accept_any(_OBJECTS):
            if construct := OBJECTS_NOTED.get(self.kinds[self.before]):
                self.note(construct)
            self.accept("BODY")
        start = self.at
        parts = [self._target_part()]
        if self.accept("."):
            parts.append(self._target_part())
            if parts[0] == "*" != parts[1]:
                raise Refused(self.before, "*")
        return Name(start, self.before, tuple(parts))

    def _target_part(self) -> str:
        return "*" if self.accept("*") else self.identifier().name

    def _with_options(self, roles: bool) -> tuple[Option, ...]:
        start = self.at
        if roles:
            admin = self.accept("WITH", "ADMIN", "OPTION")
            return (self.option(start, "ADMIN OPTION"),) if admin else ()
        found = self.limits(grants=True)
        if any(o.name != "GRANT OPTION" for o in found):
            self.note("grant-limits", start)
        return found

    def _grantor(self) -> tuple[Option, ...]:
        """`AS account [WITH ROLE …]`."""
        start = self.at
        if not self.accept("AS"):
            return ()
        self.note("grant-as")
        who = self.account()
        found: tuple[Option, ...] = (Option(start, self.before, "AS", who),)
        if self.accept("WITH", "ROLE"):
            found += self.named_roles("WITH ROLE")
        return found
