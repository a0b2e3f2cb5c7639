"""Users, roles, and who may do what in Oracle."""

from typing import ClassVar

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.following import Opening
from app.sql.grammar.oracle.privileges import NEVER_ROLES, OF_OBJECTS, is_of_system
from app.sql.grammar.oracle.views import Views
from app.sql.tokens import IDENTIFIER, PARAMETER
from app.sql.tree import Account, Accounts, Grant, Name, Privilege

_ENDS = frozenset({",", "(", "ON", "TO", "FROM", ";"})
_PROGRAMS = frozenset({"PROCEDURE", "FUNCTION", "PACKAGE"})


class Grants(Views):
    """CREATE, ALTER and DROP of users and roles; GRANT and REVOKE."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("GRANT",): "grant",
        ("REVOKE",): "revoke",
    }

    # ------------------------------------------------------------------ users and roles

    def user(self, opening: Opening) -> Accounts:
        """CREATE or ALTER USER, from USER on.

        Without IDENTIFIED a user is made who cannot log in, as by NO AUTHENTICATION: a script of
        Oracle's own (cx_Oracle 8.3, `samples/tutorial/sql/create_user.sql`) begins so.
        """
        self.expect("USER")
        there, absent = self.presence(opening)
        accounts = self.separated(self.account)
        options = self.options("user_option")
        if opening.verb == "ALTER" and not options:
            self.follow("user_option")
        kind = f"{opening.verb} USER"
        return Accounts(opening.first, self.before, kind, accounts, options, there, absent)

    def role(self, opening: Opening) -> Accounts:
        """CREATE or ALTER ROLE, from ROLE on."""
        self.expect("ROLE")
        there, absent = self.presence(opening)
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
        self._check_privileges(privileges, target)
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
        self._check_privileges(privileges, target)
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
        if self.accept("ON", "COMMIT", "REFRESH"):
            return "ON COMMIT REFRESH"
        while self.kinds[self.at] not in _ENDS and self.kinds[self.at][0].isalpha():
            words.append(self.kinds[self.at])
            self.at += 1
            if self.accept("."):  # a role of an application
                words[-1] += f".{self.any_word().name}"
        if not words:
            raise Refused(self.at, N_("a privilege"))
        name = " ".join(words)
        return "ALL PRIVILEGES" if name == "ALL" else name

    def _check_privileges(self, privileges: tuple[Privilege, ...], target: Name | None) -> None:
        """Refuse what is no privilege of an object, or neither of the system nor a role."""
        of_schema = target is not None and self.kinds[target.first - 1] == "SCHEMA"
        for privilege in privileges:
            at, name = privilege.first, privilege.name
            if self.kinds[at] is IDENTIFIER or self.kinds[at] is PARAMETER or "." in name:
                continue
            if target is not None and not of_schema:
                if name not in OF_OBJECTS:
                    raise Refused(at, N_("a privilege"))
                continue
            words = name.split()
            if len(words) > 1 and not is_of_system(words):
                known = words[0] in OF_OBJECTS and words[1] != "ANY"
                raise Refused(at + 1, "ON") if known else Refused(at, N_("a privilege"))
            if name in NEVER_ROLES:
                raise Refused(at + 1, "ON")

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
