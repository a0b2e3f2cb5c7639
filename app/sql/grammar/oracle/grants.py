"""Users, roles, and who may do what in Oracle."""

from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.following import Opening
from app.sql.grammar.oracle.views import Views
from app.sql.tokens import IDENTIFIER
from app.sql.tree import Account, Accounts, Grant, Name, Privilege

_ENDS = frozenset({",", "(", "ON", "TO", "FROM", ";"})
_OF_OBJECTS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES", "READ", "WRITE"})
"""Privileges that are one word; with ANY behind them they are of the system."""
_PROGRAMS = frozenset({"PROCEDURE", "FUNCTION", "PACKAGE"})


class Grants(Views):
    """CREATE, ALTER and DROP of users and roles; GRANT and REVOKE."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("GRANT",): "grant",
        ("REVOKE",): "revoke",
    }

    # ------------------------------------------------------------------ users and roles

    def user(self, opening: Opening) -> Accounts:
        """CREATE or ALTER USER, from USER on."""
        self.expect("USER")
        there = self.if_exists()
        absent = self.if_not_exists()
        accounts = self.separated(self.account)
        options = self.options("user_option")
        if opening.verb == "ALTER" and not options:
            self.follow("user_option")
        if opening.verb == "CREATE" and not any(
            option.name.startswith(("IDENTIFIED", "NO AUTHENTICATION")) for option in options
        ):
            self.wrong(self.at, "IDENTIFIED")
        kind = f"{opening.verb} USER"
        return Accounts(opening.first, self.before, kind, accounts, options, there, absent)

    def role(self, opening: Opening) -> Accounts:
        """CREATE or ALTER ROLE, from ROLE on."""
        self.expect("ROLE")
        there = self.if_exists()
        absent = self.if_not_exists()
        account = self.account()
        options = self.options("role_option")
        kind = f"{opening.verb} ROLE"
        return Accounts(opening.first, self.before, kind, (account,), options, there, absent)

    def drop_account(self, opening: Opening) -> Accounts:
        """DROP USER or ROLE, from there on."""
        kind = self.expect_any({"USER", "ROLE"})
        there = self.if_exists()
        account = self.account()
        there = self.if_exists() or there
        options = self.options("drop_user_item") if kind == "USER" else ()
        return Accounts(opening.first, self.before, f"DROP {kind}", (account,), options, there)

    def account(self) -> Account:
        """A user or role; PUBLIC and SYSTEM are such names too."""
        start = self.at
        if self.accept("PUBLIC"):
            return Account(start, start, "PUBLIC", "")
        name = self.name()  # `&schema..name` happens
        return Account(start, self.before, name.name, "")

    # ------------------------------------------------------------------ privileges

    def grant(self) -> Grant:
        """`GRANT privileges [ON object] TO grantees …`."""
        start = self.expect("GRANT")
        privileges = self.separated(self._privilege)
        target = self._granted_on()
        self.expect("TO")
        accounts = self.separated(self._grantee)
        options = self.options("grant_option")
        free = any(option.name.startswith("WITH") for option in options)
        return Grant(start, self.before, privileges, target, accounts, False, free, options)

    def revoke(self) -> Grant:
        """`REVOKE privileges [ON object] FROM grantees …`."""
        start = self.expect("REVOKE")
        self.accept_any({"ADMIN", "GRANT"} if self.kinds[self.at + 1] == "OPTION" else ())
        if self.accept("OPTION"):
            self.expect("FOR")
        privileges = self.separated(self._privilege)
        target = self._granted_on()
        self.expect("FROM")
        accounts = self.separated(self._grantee)
        options = self.options("revoke_option")
        return Grant(start, self.before, privileges, target, accounts, True, False, options)

    def _privilege(self) -> Privilege:
        """A privilege, which may be many words, or a role; with columns of it."""
        start = self.at
        if self.kinds[start] is IDENTIFIER or self.sees_substitution():
            name = self.name().name
        else:
            name = self._words_of_privilege()
        columns = self.identifiers() if self.kinds[self.at] == "(" else ()
        return Privilege(start, self.before, name, columns)

    def _words_of_privilege(self) -> str:
        words: list[str] = []
        while self.kinds[self.at] not in _ENDS and self.kinds[self.at][0].isalpha():
            words.append(self.kinds[self.at])
            self.at += 1
            if self.kinds[self.at] == ".":  # a role of an application
                self.at += 1
        if not words:
            raise Refused(self.at, N_("a privilege"))
        if words[1:] and words[0] in _OF_OBJECTS and words[1] != "ANY":
            raise Refused(self.at - len(words) + 1, "ON")
        name = " ".join(words)
        return "ALL PRIVILEGES" if name == "ALL" else name

    def _granted_on(self) -> Name | None:
        if not self.accept("ON"):
            return None
        found = self.follows("granted_object")
        if found:
            return next(node for node in found if isinstance(node, Name))
        return self.qualified_name()

    def _grantee(self) -> Account:
        """A user, a role, PUBLIC, or a program that a role is granted to."""
        if self.kinds[self.at] in _PROGRAMS and self.kinds[self.at + 1] not in {",", ";"}:
            start = self.at
            if self.kinds[self.at + 1][0].isalpha() or self.kinds[self.at + 1] is IDENTIFIER:
                self.at += 1
                name = self.qualified_name()
                return Account(start, self.before, name.dotted, "")
        return self.account()
