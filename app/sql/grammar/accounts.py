"""Users and roles: CREATE, ALTER, DROP, RENAME, and SET of passwords and roles.

MySQL 8.4 manual, 15.7.1; MariaDB "Account Management SQL Commands".
"""

from typing import ClassVar

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.instances import Instances
from app.sql.grammar.options import Opening
from app.sql.tokens import NUMBER, STRING
from app.sql.tree import Account, Accounts, Expression, Option

_LIMITS = frozenset(
    "MAX_QUERIES_PER_HOUR MAX_UPDATES_PER_HOUR MAX_CONNECTIONS_PER_HOUR MAX_USER_CONNECTIONS"
    " MAX_STATEMENT_TIME".split()
)
_CERTIFICATE = frozenset({"ISSUER", "SUBJECT", "CIPHER"})
_POLICIES = frozenset(
    "PASSWORD FAILED_LOGIN_ATTEMPTS PASSWORD_LOCK_TIME ACCOUNT COMMENT ATTRIBUTE".split()
)
_POLICIES_NOTED = {
    **dict.fromkeys(("FAILED_LOGIN_ATTEMPTS", "PASSWORD_LOCK_TIME"), "failed-logins"),
    **dict.fromkeys(("COMMENT", "ATTRIBUTE"), "user-comment"),
    "ACCOUNT": "account-lock",
}
_PASSWORDS_NOTED = {
    **dict.fromkeys(("HISTORY", "REUSE"), "password-history"),
    "EXPIRE": "password-expire",
    "REQUIRE": "require-current",
}
_HASHES = frozenset({"PASSWORD", "OLD_PASSWORD"})
_NO_ROLE = frozenset(
    """EVENT EXECUTE FILE NONE PROCESS PROXY RELOAD REPLICATION RESOURCE RESTART SHUTDOWN
    SUPER""".split()
)
_NO_ROLES = frozenset({"NONE", "ALL", "DEFAULT"})


class Users(Instances):
    """Who may log in, and how."""

    STATEMENTS: ClassVar[dict[tuple[str, ...], str]] = {
        ("SET", "PASSWORD"): "set_password",
        ("SET", "ROLE"): "set_role",
        ("SET", "DEFAULT", "ROLE"): "set_default_role",
    }

    def user(self, opening: Opening) -> Accounts:
        """CREATE or ALTER, from USER on."""
        self.expect("USER")
        create = opening.verb == "CREATE"
        present = not create and self.if_exists()
        absent = create and self.if_not_exists()
        accounts, options = self.authenticated()
        options += self._default_role(create)
        options += self.requirements()
        options += self.limits()
        options += self._policies()
        kind = f"{opening.verb} USER"
        return Accounts(opening.first, self.before, kind, accounts, options, present, absent)

    def role(self, opening: Opening) -> Accounts:
        """CREATE, from ROLE on."""
        self.expect("ROLE")
        absent = self.if_not_exists()
        accounts = self._role_names()
        options: tuple[Option, ...] = ()
        start = self.at
        if self.accept("WITH", "ADMIN"):
            who = self.account()
            self.note("role-admin", start)
            options = (Option(start, self.before, "WITH ADMIN", who),)
        return Accounts(opening.first, self.before, "CREATE ROLE", accounts, options, False, absent)

    def _role_names(self) -> tuple[Account, ...]:
        return self.separated(self.role_name)

    def role_name(self) -> Account:
        """A role, which MySQL lets have a host as an account has."""
        at = self.at
        if self.is_no_role(at) or self.kinds[at] == "CURRENT_USER":
            raise Refused(at, N_("the name of a role"))
        role = self.account()
        if role.host:
            self.note("role-host", at)
        return role

    def is_no_role(self, at: int) -> bool:
        """Whether it is a word that may not name a role, though it may name an account."""
        return self.kinds[at] in _NO_ROLE and self.dialect is Dialect.MYSQL

    def drop_accounts(self, opening: Opening) -> Accounts:
        """DROP, from USER or ROLE on."""
        kind = self.expect_any({"USER", "ROLE"})
        present = self.if_exists()
        accounts = self.accounts() if kind == "USER" else self._role_names()
        return Accounts(opening.first, self.before, f"DROP {kind}", accounts, (), present)

    def rename_user(self, opening: Opening) -> Accounts:
        """RENAME, from USER on."""
        self.expect("USER")
        pairs = self.separated(self._renamed)
        accounts = tuple(account for pair in pairs for account in pair)
        return Accounts(opening.first, self.before, "RENAME USER", accounts)

    def _renamed(self) -> tuple[Account, Account]:
        old = self.account()
        self.expect("TO")
        return old, self.account()

    # ------------------------------------------------------------------ how they log in

    def authenticated(self) -> tuple[tuple[Account, ...], tuple[Option, ...]]:
        """Accounts with commas between them, each with how it logs in."""
        accounts: list[Account] = []
        options: list[Option] = []
        while True:
            accounts.append(self._self_or_account())
            options += self._authentication()
            if not self.accept(","):
                return tuple(accounts), tuple(options)

    def _self_or_account(self) -> Account:
        start = self.at
        if self.accept_noting("alter-user-self", "USER", "(", ")"):
            return Account(start, self.before, "USER", "")
        return self.account()

    def _authentication(self) -> list[Option]:
        """IDENTIFIED …, factors, DISCARD OLD PASSWORD."""
        found: list[Option] = []
        while True:
            start, kind = self.at, self.kinds[self.at]
            if kind == "IDENTIFIED" and not found:
                found += self._identified()
            elif kind in {"AND", "INITIAL"} and found:
                self.note("factor", start)
                self.at += 1
                if kind == "INITIAL":
                    self.expect("AUTHENTICATION")
                found += self._identified()
            elif self.accept_noting("retain-password", "DISCARD", "OLD", "PASSWORD"):
                found.append(self.option(start, "DISCARD OLD PASSWORD"))
            elif kind in {"ADD", "MODIFY", "DROP"} or kind is NUMBER:
                found += self._factor(start, kind)
            else:
                return found

    def _identified(self) -> list[Option]:
        start = self.expect("IDENTIFIED")
        how = self.expect_any({"BY", "WITH", "VIA"})
        if how == "BY":
            return [self._password(start)]
        if how == "VIA":
            self.note("identified-via", start)
        found = [self._plugin(start)]
        found += self._plugin_secret()
        while self.accept_noting("identified-or", "OR"):
            found.append(self._plugin(self.at))
            found += self._plugin_secret()
        return found

    def _plugin(self, start: int) -> Option:
        plugin = self.word_or_string()
        return self.option(start, "IDENTIFIED WITH", plugin)

    def _plugin_secret(self) -> list[Option]:
        """`BY 'password'`, `AS 'hash'`, MariaDB's `USING PASSWORD('x')`."""
        start = self.at
        if self.accept_noting("identified-with-by", "BY"):
            return [self._password(start)]
        of_mariadb = self.dialect is Dialect.MARIADB
        if not self.accept("AS") and not (of_mariadb and self.accept("USING")):
            return []
        if of_mariadb and self.kinds[self.at] == "PASSWORD":
            value = self.simple_value()
        else:
            value = self.one_string() if of_mariadb else self.text_literal()
        return [self.option(start, "IDENTIFIED AS", value)]

    def _password(self, start: int) -> Option:
        """The password behind BY, with REPLACE and RETAIN CURRENT PASSWORD."""
        name, value = "IDENTIFIED BY", None
        if self.accept_noting("random-password", "RANDOM", "PASSWORD"):
            name = "IDENTIFIED BY RANDOM PASSWORD"
        else:
            if self.accept_noting("identified-by-password", "PASSWORD"):
                name = "IDENTIFIED BY PASSWORD"
            value = self.one_string()
        self._replaced()
        return self.option(start, name, value)

    def _replaced(self) -> None:
        """Take `REPLACE 'old'` and RETAIN CURRENT PASSWORD."""
        if self.accept_noting("replace-password", "REPLACE"):
            self.one_string()
        self.accept_noting("retain-password", "RETAIN", "CURRENT", "PASSWORD")

    def _factor(self, start: int, kind: str) -> list[Option]:
        """`ADD 2 FACTOR IDENTIFIED …`, `DROP 2 FACTOR`, `2 FACTOR INITIATE REGISTRATION`."""
        if kind is not NUMBER:
            self.at += 1
        self.expect(NUMBER, "FACTOR")
        self.note("factor", start)
        found = [self.option(start, f"{kind} FACTOR" if kind is not NUMBER else "FACTOR")]
        if kind in {"ADD", "MODIFY"}:
            return found + self._identified()
        if kind is NUMBER:
            self._registration()
        return found

    def _registration(self) -> None:
        if self.accept("UNREGISTER"):
            return
        step = self.expect_any({"INITIATE", "FINISH"})
        self.expect("REGISTRATION")
        if step == "FINISH":
            self.expect("SET", "CHALLENGE_RESPONSE", "AS")
            self.one_string()

    # ------------------------------------------------------------------ what they must and may

    def requirements(self) -> tuple[Option, ...]:
        """`REQUIRE NONE | SSL | X509 | ISSUER … [AND] SUBJECT …`."""
        start = self.at
        if not self.accept("REQUIRE"):
            return ()
        if self.kinds[self.at] not in _CERTIFICATE:
            value = self.word_of({"NONE", "SSL", "X509"})
            return (self.option(start, "REQUIRE", value),)
        found: dict[str, Option] = {}
        while True:
            start = self.at
            kind = self.expect_any(_CERTIFICATE - found.keys())
            text = self.one_string()
            found[kind] = self.option(start, f"REQUIRE {kind}", text)
            if not self.accept("AND") and self.kinds[self.at] not in _CERTIFICATE:
                return tuple(found.values())

    def limits(self, grants: bool = False) -> tuple[Option, ...]:
        """`WITH MAX_QUERIES_PER_HOUR n …`; in GRANT also WITH GRANT OPTION."""
        if self.kinds[self.at] != "WITH":
            return ()
        self.at += 1
        found: list[Option] = []
        while True:
            start, kind = self.at, self.kinds[self.at]
            if kind in _LIMITS:
                self.at += 1
                if kind == "MAX_STATEMENT_TIME":
                    self.note("max-statement-time")
                count = self.simple_value()
                found.append(self.option(start, kind, count))
            elif grants and self.accept("GRANT", "OPTION"):
                found.append(self.option(start, "GRANT OPTION"))
            elif found:
                return tuple(found)
            else:
                raise Refused(start, " | ".join(sorted(_LIMITS)))

    def _policies(self) -> tuple[Option, ...]:
        found: list[Option] = []
        while self.kinds[self.at] in _POLICIES:
            found.append(self._policy())
        return tuple(found)

    def _policy(self) -> Option:
        start, kind = self.at, self.kinds[self.at]
        self.at += 1
        value: Expression | None = None
        name = kind
        if construct := _POLICIES_NOTED.get(kind):
            self.note(construct)
        if kind == "ACCOUNT":
            name = f"ACCOUNT {self.expect_any({'LOCK', 'UNLOCK'})}"
        elif kind == "PASSWORD":
            name, value = self._password_policy()
        elif kind in {"COMMENT", "ATTRIBUTE"}:
            value = self.one_string()
        elif kind != "PASSWORD_LOCK_TIME" or not self.accept("UNBOUNDED"):
            value = self.number()
        return self.option(start, name, value)

    def _password_policy(self) -> tuple[str, Expression | None]:
        """What stands behind PASSWORD: EXPIRE, HISTORY, REUSE INTERVAL, REQUIRE CURRENT."""
        kind = self.expect_any({"EXPIRE", "HISTORY", "REUSE", "REQUIRE"})
        self.note(_PASSWORDS_NOTED[kind])
        if kind == "REQUIRE":
            self.expect("CURRENT")
            self.accept_any({"DEFAULT", "OPTIONAL"})
            return "PASSWORD REQUIRE CURRENT", None
        if kind == "HISTORY":
            return "PASSWORD HISTORY", self._number_or_default()
        if kind == "REUSE":
            self.expect("INTERVAL")
            return "PASSWORD REUSE INTERVAL", self._days()
        if self.accept("INTERVAL"):
            return "PASSWORD EXPIRE INTERVAL", self._days()
        how = self.accept_any({"DEFAULT", "NEVER"})
        return f"PASSWORD EXPIRE {how}".rstrip(), None

    def _number_or_default(self) -> Expression | None:
        return None if self.accept("DEFAULT") else self.number()

    def _days(self) -> Expression | None:
        value = self._number_or_default()
        if value is not None:
            self.expect("DAY")
        return value

    # ------------------------------------------------------------------ roles and passwords

    def _default_role(self, create: bool) -> tuple[Option, ...]:
        """`DEFAULT ROLE role, …`, one option for each; ALL and NONE of those that are there."""
        if not self.accept_noting("default-role", "DEFAULT", "ROLE"):
            return ()
        return self._roles("DEFAULT ROLE") if create else self.named_roles("DEFAULT ROLE")

    def named_roles(self, name: str) -> tuple[Option, ...]:
        """NONE, ALL [EXCEPT roles], DEFAULT or roles: an option called `name` for each."""
        start = self.at
        if self.kinds[start] in _NO_ROLES:
            if self.kinds[start] != "NONE":
                self.note("several-roles", start)
            word = self.word_of(_NO_ROLES)
            found: tuple[Option, ...] = (self.option(start, name, word),)
            if word.name == "ALL" and self.accept("EXCEPT"):
                found += self._roles(f"{name} EXCEPT")
            return found
        return self._roles(name)

    def _roles(self, name: str) -> tuple[Option, ...]:
        roles = self._role_names()
        if len(roles) > 1:
            self.note("several-granted-roles", roles[1].first)
        return tuple(Option(r.first, r.last, name, r) for r in roles)

    def set_role(self) -> Accounts:
        """`SET ROLE …`."""
        start = self.at
        self.expect("SET", "ROLE")
        options = self.named_roles("ROLE")
        return Accounts(start, self.before, "SET ROLE", (), options)

    def set_default_role(self) -> Accounts:
        """`SET DEFAULT ROLE … TO accounts`; MariaDB says `FOR account`, or nobody."""
        start = self.at
        self.expect("SET", "DEFAULT", "ROLE")
        options = self.named_roles("DEFAULT ROLE")
        told = self.accept_any({"TO", "FOR"})
        self.note("default-role-to" if told == "TO" else "default-role-for")
        accounts = self.accounts() if told else ()
        return Accounts(start, self.before, "SET DEFAULT ROLE", accounts, options)

    def set_password(self) -> Accounts:
        """`SET PASSWORD [FOR account] = 'x' | PASSWORD('x') | TO RANDOM`."""
        start = self.at
        self.expect("SET", "PASSWORD")
        accounts = (self.account(),) if self.accept("FOR") else ()
        behind = self.at
        value = None
        if self.accept("TO"):
            self.expect("RANDOM")
            self.note("random-password")
        elif self.equals() and (self.kinds[self.at] is STRING or self.kinds[self.at] in _HASHES):
            if self.kinds[self.at] is not STRING:
                self.note("password-function", self.at)
            value = self.simple_value()
        else:
            raise Refused(behind, N_("a password"))
        self._replaced()
        options = (self.option(behind, "PASSWORD", value),)
        return Accounts(start, self.before, "SET PASSWORD", accounts, options)
