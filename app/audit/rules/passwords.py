"""Rules about passwords: empty ones, weak ones, and such as anybody can read."""

import re
from functools import lru_cache

from app.audit.given import column_names
from app.audit.patterns import is_called
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Pattern, Scope
from app.audit.signs import called, each
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_NATIVE = {"MYSQL_NATIVE_PASSWORD", "CACHING_SHA2_PASSWORD", "SHA256_PASSWORD", "ED25519"}
_SECRET = called(re.compile("pass|pwd"))
_PLACEHOLDER = re.compile(r"[<{$%\[].*[>}%\]]|\$\w+|[*xX.]{3,}|:\w+|&\w+\.?|__\w+__", re.S)
_HASH = re.compile(r"\*[0-9A-F]{40}|\$\w+\$.+|[0-9a-f]{32,}", re.I | re.S)


@rule(
    Severity.ERROR,
    on=(tree.Accounts, tree.Grant),
    bad=["CREATE USER 'app'@'localhost'",
         "CREATE USER 'app'@'localhost' IDENTIFIED BY ''",
         "ALTER USER 'app'@'localhost' IDENTIFIED BY ''",
         "CREATE USER 'app'@'localhost' IDENTIFIED WITH caching_sha2_password",
         "SET PASSWORD FOR 'app'@'localhost' = ''"],
    good=["CREATE USER 'app'@'localhost' IDENTIFIED BY RANDOM PASSWORD",
          "CREATE USER 'app'@'localhost' IDENTIFIED WITH auth_socket",
          "CREATE USER 'owner'@'localhost' ACCOUNT LOCK",
          "CREATE ROLE reader", "ALTER USER 'app'@'localhost' ACCOUNT UNLOCK"],
    sources=["MySQL 8.4 reference manual, 8.2.14", "CIS MySQL benchmark, no blank passwords"],
)  # fmt: skip
def security_empty_password(node: tree.Accounts | tree.Grant, scope: Scope) -> Hits:
    """An account has no password.

    Why: everybody who reaches the server is in.

    Instead: IDENTIFIED BY RANDOM PASSWORD, a plugin that asks somebody else, or ACCOUNT LOCK.
    """
    options = {option.name: option.value for option in node.options}
    for name in ("IDENTIFIED BY", "PASSWORD"):
        value = options.get(name)
        if isinstance(value, tree.Literal) and value.kind == "string" and not scope.literal(value):
            yield hit(node, N_("The password is empty"), about=_account(node))
            return
    if not isinstance(node, tree.Accounts) or node.kind != "CREATE USER":
        return
    secret = any(name.startswith("IDENTIFIED") for name in options)
    plugin = options.get("IDENTIFIED WITH")
    if plugin is not None:
        word = scope.source(plugin).strip("'\"`").upper()
        secret = word not in _NATIVE or len([n for n in options if n.startswith("IDENT")]) > 1
    if not secret and "ACCOUNT LOCK" not in options:
        yield hit(node, N_("The account is made without a password"), about=_account(node))


def _account(node: tree.Accounts | tree.Grant) -> str:
    return node.accounts[0].user if node.accounts else ""


def _passwords(node: tree.Accounts | tree.Grant, scope: Scope) -> list[tuple[tree.Literal, str]]:
    """The passwords written out; what a template will fill in, and hashes, are none."""
    found = []
    for option in node.options:
        value = option.value
        if option.name == "PASSWORD" and isinstance(value, tree.FunctionCall) and value.arguments:
            value = value.arguments[0]
        if option.name in {"IDENTIFIED BY", "PASSWORD"} and isinstance(value, tree.Literal):
            text = scope.literal(value) if value.kind == "string" else ""
            if text and not (_PLACEHOLDER.fullmatch(text) or _HASH.fullmatch(text)):
                found.append((value, text))
    return found


@rule(
    Severity.WARNING,
    on=(tree.Accounts, tree.Grant),
    bad=["CREATE USER 'app'@'localhost' IDENTIFIED BY 'Tr0ub4dor&3'",
         "SET PASSWORD FOR 'app'@'localhost' = 'Tr0ub4dor&3'"],
    good=["CREATE USER 'app'@'localhost' IDENTIFIED BY '${APP_PASSWORD}'",
          "CREATE USER 'app'@'localhost' IDENTIFIED BY '<password>'",
          "CREATE USER 'app'@'localhost' IDENTIFIED BY RANDOM PASSWORD",
          "CREATE USER 'app'@'localhost' IDENTIFIED WITH caching_sha2_password AS '$A$005$x'"],
    sources=["CWE-798", "House rule: what stands in a script is read by whoever reads the script"],
)  # fmt: skip
def security_plain_password(node: tree.Accounts | tree.Grant, scope: Scope) -> Hits:
    """A password stands in the script in plain text.

    Why: it goes into the repository, the history of the client and the logs of whoever passes the
    script on, and stays there for good.

    Instead: RANDOM PASSWORD, a place-holder that is filled in at the moment, or the hash.
    """
    for literal, _text in _passwords(node, scope):
        yield hit(literal, N_("The password of {account} stands here in plain text"),
                  account=_account(node), about=_account(node))  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.Accounts, tree.Grant),
    parameters={"min_length": 8, "kinds": 4},
    bad=["CREATE USER 'app'@'localhost' IDENTIFIED BY 'secret'",
         "ALTER USER 'app'@'localhost' IDENTIFIED BY 'onlysmallletters'",
         "CREATE USER 'Application1!'@'localhost' IDENTIFIED BY 'application1!'",
         f"CREATE USER '{'u' * 33}'@'localhost' IDENTIFIED WITH auth_socket"],
    good=["CREATE USER 'app'@'localhost' IDENTIFIED BY 'Tr0ub4dor&3'",
          "-- kinds: 1\nCREATE USER 'app'@'localhost' IDENTIFIED BY 'onlysmallletters'",
          "CREATE USER 'app'@'localhost' IDENTIFIED BY '{{ password }}'",
          "CREATE USER 'app'@'localhost' IDENTIFIED WITH caching_sha2_password AS '$A$005$x'"],
    sources=["goInception er_not_valid_password, er_wrong_string_length",
             "MySQL validate_password (MEDIUM)"],
)  # fmt: skip
def security_password_policy(node: tree.Accounts | tree.Grant, scope: Scope) -> Hits:
    """A password, or the name of an account, is not as the policy wants it.

    Why: a server with validate_password refuses it with error 1819; one without takes it, and
    programs that guess find it. The parameters are the least length, and how many of small letters,
    capitals, digits and signs there must be. A name has 32 characters at most.

    Instead: IDENTIFIED BY RANDOM PASSWORD.
    """
    for literal, text in _passwords(node, scope):
        kinds = sum(
            any(test(letter) for letter in text)
            for test in (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
        )
        least = scope.number("min_length")
        if len(text) < least:
            yield hit(literal, N_("The password has fewer than {count} characters"), count=least,
                      about=_account(node))  # fmt: skip
        elif text.lower() == _account(node).lower():
            yield hit(literal, N_("The password is the name of the account"), about=_account(node))
        elif kinds < scope.number("kinds"):
            yield hit(literal, N_("The password lacks capitals, small letters, digits or signs"),
                      about=_account(node))  # fmt: skip
    if isinstance(node, tree.Accounts) and node.kind == "CREATE USER":
        for account in node.accounts:
            if len(account.user) > 32 and scope.dialect is Dialect.MYSQL:
                yield hit(account, N_("The name of an account has 32 characters at most"),
                          about=account.user)  # fmt: skip


@rule(
    Severity.WARNING,
    on=each((tree.ColumnDefinition, tree.Comparison, tree.Assignment, tree.Insert), _SECRET),
    assuming=("names",),
    dialects=EVERYWHERE,
    parameters={"names": Pattern(r"(?i)(?:.*_)?(?:passwd|password|pwd|passphrase)")},
    bad=["CREATE TABLE account (id INT PRIMARY KEY, password VARCHAR(20))",
         "-- dialect: oracle\nCREATE TABLE account (id NUMBER PRIMARY KEY, password VARCHAR2(20))",
         "SELECT id FROM account WHERE name = 'Li' AND password = 'secret'",
         "UPDATE account SET user_pwd = 'secret' WHERE id = 7",
         "INSERT INTO account (id, password) VALUES (7, 'secret')"],
    good=["CREATE TABLE account (id INT PRIMARY KEY, password_hash VARBINARY(64))",
          "CREATE TABLE account (id INT PRIMARY KEY, password BINARY(32))",
          "CREATE TABLE account (id INT PRIMARY KEY, password CHAR(60))",
          "CREATE TABLE account (id INT PRIMARY KEY, password VARCHAR(255) COMMENT 'bcrypt hash')",
          "SELECT id FROM account WHERE name = 'Li' AND password = ?",
          "INSERT INTO account (id, password) VALUES (7, '$2a$10$N9qo8uLOickgx2ZMRZoMye')",
          "CREATE TABLE account (id INT PRIMARY KEY, password_changed DATETIME)"],
    sources=["SOAR SEC.002", "sqlcheck 4001"],
)  # fmt: skip
def column_password_clear(node: tree.Node, scope: Scope) -> Hits:
    """A password is kept or compared as it is.

    Why: everybody who may read the table, a dump or a log has the passwords of all. Binary types,
    lengths that hashes have, a comment that speaks of a hash, and values that look like one are
    right.

    Instead: keep a salted hash (bcrypt, Argon2) and have the program compare.
    """
    match node:
        case tree.ColumnDefinition():
            if _is_password(node.name, scope) and not _may_be_hash(node, scope):
                yield hit(node.name, N_("{column} can hold passwords that anybody can read"),
                          column=node.name.name, about=node.name.name)  # fmt: skip
        case tree.Comparison(op="=", left=tree.Column(name=name), right=tree.Literal() as value):
            yield from _clear(name, value, scope)
        case tree.Assignment(column=name, value=tree.Literal() as value):
            yield from _clear(name, value, scope)
        case tree.Insert(columns=tuple() as columns, source=tree.Values() as source):
            places = _passwords_among(column_names(node), scope.text_setting("names"))
            for row in source.rows if places else ():
                if isinstance(row, tree.Row) and places[-1] < len(row.items):
                    yield from _clear(columns[places[0]], row.items[places[0]], scope)
                    return


@lru_cache(maxsize=256)
def _passwords_among(columns: tuple[str, ...], names: str) -> list[int]:
    return [n for n, column in enumerate(columns) if is_called(column, names)]


_HASHED = re.compile(r"hash|digest|sha|md5|crypt|argon|pbkdf|加密|哈希|散列|摘要|密文", re.I)
_HASH_VALUE = re.compile(r"\$\w+\$.*|\*[0-9A-F]{40}|[0-9a-f]{32,}|\{\w+\}.+", re.I | re.S)
_HASH_LENGTHS = {32, 40, 41, 56, 60, 64, 96, 97, 128}


def _is_password(name: tree.Name, scope: Scope) -> bool:
    return is_called(name.parts[-1], scope.text_setting("names"))


def _may_be_hash(node: tree.ColumnDefinition, scope: Scope) -> bool:
    kind = node.type
    if kind is None or not any(word in kind.name for word in ("CHAR", "TEXT", "CLOB")):
        return True
    if "VAR" not in kind.name and kind.length in _HASH_LENGTHS:
        return True
    comment = node.attribute("COMMENT")
    said = comment.value if comment else None
    return isinstance(said, tree.Literal) and _HASHED.search(scope.literal(said)) is not None


def _clear(name: tree.Name, value: tree.Expression, scope: Scope) -> Hits:
    if not isinstance(value, tree.Literal) or value.kind != "string":
        return
    if _is_password(name, scope) and scope.told(_is_clear, value):
        yield hit(value, N_("The value of {column} stands here as anybody can read it"),
                  column=name.name, about=name.name)  # fmt: skip


def _is_clear(text: str) -> bool:
    return bool(text) and not _HASH_VALUE.fullmatch(text)
