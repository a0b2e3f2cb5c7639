"""Rules about whole statements: whether they can be understood, how long they are, what mixes."""

from app.audit.registry import EVERYWHERE, MYSQL, Hits, Text, hit, rule
from app.audit.scope import Scope
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.kinds import Nature, nature
from app.sql.tokens import BAD, Tokens


@rule(
    Severity.ERROR,
    on=(tree.Unparsed,),
    dialects=EVERYWHERE,
    bad=[
        "SELECT id FROM account WHERE name = 'Li",
        "SELECT (1 + 2",
        "SELECT id FROM `account",
        "-- dialect: oracle\nSELECT id FROM account WHERE name = 'Li",
    ],
    good=["SELECT id FROM account WHERE name = 'Li'", "SELECT '(' FROM account WHERE id = 7"],
    sources=[
        "goInception er_parse_error",
        "Bytebase StatementSyntaxError",
        "SOAR ERR.000",
    ],
)
def statement_parse_error(part: tree.Unparsed, scope: Scope) -> Hits:
    """The statement cannot be right: a quote, comment or parenthesis is never closed.

    Why: every server refuses it, or reads the following statements as a part of it. Only what is
    certain is reported here; a statement this program merely does not understand is reported as
    statement-not-fully-parsed.

    Instead: close what is open; a quote inside a string is doubled.
    """
    yield from _broken(scope.tokens, part.first, part.last)


@statement_parse_error.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    if scope.piece.cut:
        yield hit(0, N_("The statement never ends, or is too long to be audited"))
        return
    yield from _broken(tokens, 0, len(tokens) - 1)
    if scope.kind == "PL/SQL BLOCK" or scope.kind.startswith("CREATE "):
        return  # wrapped units and SQL*Plus leftovers have parentheses of their own
    yield from _unbalanced(tokens)


def _broken(tokens: Tokens, first: int, last: int) -> Hits:
    for at in range(first, last + 1):
        if tokens.kinds[at] is BAD:
            yield hit(at, N_("What begins here is never closed"))


def _unbalanced(tokens: Tokens) -> Hits:
    """The first parenthesis that closes nothing, or the last that is never closed."""
    open_: list[int] = []
    for at in range(len(tokens)):
        if tokens.kinds[at] == "(":
            open_.append(at)
        elif tokens.kinds[at] == ")":
            if not open_:
                yield hit(at, N_("This parenthesis closes nothing"))
                return
            open_.pop()
    if open_ and BAD not in tokens.kinds:
        yield hit(open_[-1], N_("What begins here is never closed"))


@rule(
    Severity.NOTICE,
    on=(tree.Unparsed,),
    dialects=MYSQL,
    bad=[
        "CREATE TABLE account (id INT PRIMARY KEY, balance MONEY_OF_OURS)",
        "FROBNICATE TABLE account",
    ],
    good=["CREATE TABLE account (id INT PRIMARY KEY, balance DECIMAL(10, 2))"],
    sources=["ours: a peer that does not understand a statement says OK"],
)
def statement_not_fully_parsed(part: tree.Unparsed, scope: Scope) -> Hits:
    """The statement was not understood, or not all of it.

    Why: rules could look at a part of it only, so silence means less than elsewhere. It may be
    wrong, or newer than the grammar of this program.

    Instead: check it by hand; where it is right, tell us.
    """
    yield hit(part, N_("This part was not understood, the rest of the statement was"))


@statement_not_fully_parsed.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    at = scope.parsed.stopped_at
    if scope.dialect is Dialect.ORACLE or at is None or not len(tokens):
        return
    if at >= len(tokens):
        yield hit(len(tokens) - 1, N_("The statement ends here, where more was expected"))
    else:
        yield hit(at, N_("The statement was understood only as far as this"))


@rule(
    Severity.NOTICE,
    on=(Text,),
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"max_chars": 1024},
    bad=["SELECT id FROM account WHERE note = '" + "x" * 1024 + "'"],
    good=["SELECT id FROM account WHERE id = 7"],
    sources=["SQLE dml_check_sql_length", "SOAR CLA.012", "sqlcheck 3008"],
)
def statement_max_length(_node: None, scope: Scope) -> Hits:
    """The statement is very long.

    Why: nobody can review it, logs and digests cut it, and its parse and plan cost time at every
    execution. Statements that define stored programs and tables are long by nature and left out,
    and so is INSERT, whose rows are counted by insert-max-rows.

    Instead: make several statements of it, or a view or WITH for its parts.
    """
    length, most = len(scope.text), scope.number("max_chars")
    if length > most and nature(scope.kind) is not Nature.DDL and scope.kind not in _LONG:
        yield hit(0, N_("The statement has {length} characters, {most} at most are wished"),
                  length=length, most=most)  # fmt: skip


_LONG = frozenset({"INSERT", "REPLACE", "PL/SQL BLOCK"})


@rule(
    Severity.WARNING,
    on=(Text,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "ALTER TABLE account ADD note TEXT; UPDATE account SET note = '' WHERE id = 7",
        "-- dialect: oracle\nCREATE TABLE a (n NUMBER);\nINSERT INTO a (n) VALUES (1);\n",
    ],
    good=[
        "UPDATE account SET note = '' WHERE id = 7; DELETE FROM account WHERE id = 8",
        "ALTER TABLE account ADD note TEXT; SELECT id FROM account WHERE id = 7",
    ],
    sources=[
        "goInception er_ddl_dml_coexist",
        "Archery ddl-dml-separation",
        "Bytebase StatementDisallowMixDDLDML",
    ],
)
def statement_no_ddl_dml_mix(_node: None, scope: Scope) -> Hits:
    """DDL and changes of rows stand in one file.

    Why: DDL commits what was changed before it and cannot be rolled back with it, so a file that
    fails halfway leaves neither the old state nor the new one.

    Instead: put them in files of their own, the DDL first.
    """
    kind = nature(scope.kind)
    if kind not in {Nature.DDL, Nature.DML}:
        return
    other = Nature.DML if kind is Nature.DDL else Nature.DDL
    memory = scope.memory
    memory[kind.name] = True
    if other.name in memory and "said" not in memory:
        memory["said"] = True
        yield hit(0, N_("DDL and changes of rows stand in the same file"))
