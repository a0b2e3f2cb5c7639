"""Rules about whole statements: whether they can be understood, how long they are, what mixes."""

import re

from app.audit.registry import EVERYWHERE, REDIS, Hit, Hits, Text, hit, rule
from app.audit.scope import Scope
from app.audit.signs import Incomplete
from app.domain.dialect import Dialect
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.kinds import Nature, nature
from app.sql.possessive import compile_pattern
from app.sql.refusal import Refusal, refusals
from app.sql.tokens import BAD, Tokens

_DDL = Nature.DDL  # members of an enumeration are slow to get at in Python 3.11
_CHANGES = frozenset({_DDL, Nature.DML})

_UNCLOSED = {
    "'": N_("This quote is never closed"),
    '"': N_("This quote is never closed"),
    "`": N_("This back-tick is never closed"),
}
_NEEDS_MORE = frozenset(
    "( , = < > <= >= <> != + - / . || && := AND OR XOR WHERE FROM INTO JOIN BY LIKE BETWEEN SELECT "
    "HAVING WHEN THEN".split()
)
"""What no statement ends with: operators, and reserved words that introduce something."""


@rule(
    Severity.ERROR,
    on=(tree.Statement,),
    having=(Incomplete,),
    dialects=EVERYWHERE,
    bad=[
        "SELECT id FROM account WHERE name = 'Li",
        "SELECT id FROM `account",
        "SELECT id FROM account /* which one",
        "SELECT (1 + 2",
        "SELECT id FROM account WHERE (id = 7))",
        "UPDATE account SET balance = 0 WHERE id =",
        "SELECT id FRM account",
        "UPDATE account SET balance = 0 WHER id = 7",
        "SELECT id FROM account ORDER id",
        "CREATE TABLE account (id INT, balance DECIMAL(10, 2) NUL)",
        "SELECT LEFT(name) FROM account",
        "CREATE PROCEDURE tidy() BEGIN FROBNICATE account; END",
        "-- dialect: oracle\nSELECT id FROM account WHERE name = 'Li",
        "-- dialect: oracle\nSELECT COUNT(id FROM account",
        "-- dialect: oracle\nDELETE FROM account WHERE",
        "-- dialect: oracle\nSELECT id FORM account",
        "-- dialect: oracle\nBEGIN IF a > b c := 1; END IF; END;",
    ],
    good=[
        "SELECT id FROM account WHERE name = 'Li'",
        "SELECT '(' FROM account WHERE id = 7",
        "SELECT id FROM account -- don't",
        "-- dialect: oracle\nSELECT q'[it's]' FROM account",
        "-- dialect: oracle\nALTER TABLE account FROBNICATE STORAGE",
    ],
    sources=[
        "goInception er_parse_error",
        "Bytebase StatementSyntaxError",
        "SOAR ERR.000",
    ],
)
def statement_parse_error(statement: tree.Statement, scope: Scope) -> Hits:
    """The statement is wrong: something is never closed, or a word or sign cannot stand there.

    Why: every server refuses it, or reads the following statements as a part of it. The grammar of
    MySQL and MariaDB was put to real servers, so that what it refuses they refuse. In definitions
    of Oracle only a sign, or a word that begins no clause, is an error; what this program merely
    does not understand is reported as statement-not-fully-parsed.

    Instead: write what is expected there; a quote inside a string is doubled.
    """
    parsed = scope.parsed
    if statement is parsed.tree and not (parsed.whole or isinstance(statement, tree.Opaque)):
        yield from _wrong(scope.tokens, scope)


@statement_parse_error.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    if isinstance(scope.parsed.tree, tree.Opaque):
        yield from _wrong(tokens, scope)


def _wrong(tokens: Tokens, scope: Scope) -> Hits:
    if scope.is_cut or _is_wrapped(tokens):
        return
    wrong = list(certainly_wrong(tokens, scope))
    yield from wrong or _refused(scope)


def _refused(scope: Scope) -> Hits:
    """What the grammar refuses and servers refuse as well."""
    for refusal in refusals(scope.parsed, scope.dialect):
        if refusal.sure:
            yield _told(refusal, scope)


def _told(refusal: Refusal, scope: Scope) -> Hit:
    at, expected = refusal.at, refusal.expected
    if at == len(scope.tokens):
        return hit(at - 1, _ENDS_EARLY, expected=expected) if expected else hit(at - 1, _ENDS)
    place = _text(at, scope)
    if refusal.meant:
        return hit(at, _MEANT, place=place, word=refusal.meant)
    if expected:
        return hit(at, _EXPECTED, place=place, expected=expected)
    return hit(at, _UNEXPECTED, place=place)


_ENDS = N_("The statement ends here, where more must follow")
_ENDS_EARLY = N_("The statement ends here, expected: {expected}")
_MEANT = N_("Syntax error at {place}: is {word} meant?")
_EXPECTED = N_("Syntax error: {place} stands where {expected} is expected")
_UNEXPECTED = N_("Syntax error: {place} cannot stand here")


def _is_wrapped(tokens: Tokens) -> bool:
    """Whether it is one of Oracle's wrapped units, which are no SQL."""
    return "WRAPPED" in tokens.kinds[:12]


def certainly_wrong(tokens: Tokens, scope: Scope) -> Hits:
    """What every server refuses: something is never closed, or the end is missing."""
    if scope.is_cut or _is_wrapped(tokens):
        return
    if BAD in tokens.kinds:
        yield from _unclosed(tokens)
        return
    unbalanced = next(_unbalanced(tokens), None)
    if unbalanced:
        yield unbalanced
    elif tokens.kinds[len(tokens) - 1] in _NEEDS_MORE:
        yield hit(len(tokens) - 1, _ENDS)


def _unclosed(tokens: Tokens) -> Hits:
    at = tokens.kinds.index(BAD)
    quote = tokens.source(at, at)[:1]
    template = _UNCLOSED.get(quote, N_("This comment is never closed"))
    yield hit(at if quote else max(at - 1, 0), template)


def _unbalanced(tokens: Tokens) -> Hits:
    """The first parenthesis that closes nothing, or the last that is never closed."""
    unclosed: list[int] = []
    for at in range(len(tokens)):
        if tokens.kinds[at] == "(":
            unclosed.append(at)
        elif tokens.kinds[at] == ")":
            if not unclosed:
                yield hit(at, N_("This parenthesis closes nothing"))
                return
            unclosed.pop()
    if unclosed:
        yield hit(unclosed[-1], N_("This parenthesis is never closed"))


@rule(
    Severity.NOTICE,
    on=(tree.Statement,),
    having=(Incomplete,),
    dialects=(*EVERYWHERE, *REDIS),
    bad=[
        "-- dialect: oracle\nALTER TABLE account FROBNICATE STORAGE",
        "-- dialect: oracle\nFROBNICATE TABLE account",
        "INSERT INTO account VALUES ({% rows %})",
    ],
    good=["CREATE TABLE account (id INT PRIMARY KEY, balance DECIMAL(10, 2))"],
    sources=["House rule: a peer that does not understand a statement says nothing"],
)
def statement_not_fully_parsed(statement: tree.Statement, scope: Scope) -> Hits:
    """The statement was not understood, or not all of it.

    Why: rules could look at a part of it only, so silence means less than elsewhere. It may be
    wrong, newer than the grammar of this program, nested too deeply or too long to be read to its
    end. What is certainly wrong is reported as statement-parse-error.

    Instead: check it by hand; where it is right, tell us.
    """
    parsed = scope.parsed
    if statement is parsed.tree and not isinstance(statement, tree.Opaque):
        yield from _not_understood(scope)


def _not_understood(scope: Scope) -> Hits:
    if scope.is_cut:
        yield hit(0, _CUT)
        return
    if scope.parsed.whole or any(certainly_wrong(scope.tokens, scope)):
        return
    if scope.dialect is Dialect.REDIS:  # redis-unclosed-quote and redis-unknown-command say it
        return
    for refusal in refusals(scope.parsed, scope.dialect):
        if not refusal.sure and refusal.at < len(scope.tokens):
            template = N_("The statement was not understood from {place} on")
            yield hit(refusal.at, template, place=_text(refusal.at, scope))
        elif not refusal.sure:
            yield hit(refusal.at - 1, N_("The statement ends here, where more was expected"))


@statement_not_fully_parsed.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    if isinstance(scope.parsed.tree, tree.Opaque):
        yield from _not_understood(scope)


_CUT = N_("The statement is so long that only its beginning was audited")


def _text(at: int, scope: Scope) -> str:
    """The text of token `at`, as much of it as fits a message."""
    text = " ".join(scope.tokens.source(at, at).split())
    return text if len(text) <= 30 else f"{text[:29]}…"


@rule(
    Severity.NOTICE,
    on=(Text,),
    longer_than="max_chars",
    dialects=EVERYWHERE,
    in_default=False,
    parameters={"max_chars": 1024},
    bad=[
        f"SELECT id FROM account WHERE note = '{'x' * 1024}'",
        f"-- dialect: oracle\nDELETE FROM account WHERE note = '{'x' * 1024}'",
    ],
    good=[
        "SELECT id FROM account WHERE id = 7",
        f"INSERT INTO note (id, text) VALUES (7, '{'x' * 1024}')",
    ],
    sources=["SQLE dml_check_sql_length", "SOAR CLA.012", "sqlcheck 3008"],
)
def statement_max_length(_node: None, scope: Scope) -> Hits:
    """The statement is very long.

    Why: nobody can review it, logs and digests cut it, and its parse and plan cost time at every
    execution. Statements that define tables and stored programs are long by nature and left out,
    and so is INSERT, whose rows are counted by insert-max-rows.

    Instead: make several statements of it, or a view or WITH for its parts.
    """
    length, most = len(scope.text), scope.number("max_chars")
    if length > most and nature(scope.kind) is not _DDL and scope.kind not in _LONG:
        yield hit(0, N_("The statement has {length} characters, {most} at most are wished"),
                  length=length, most=most)  # fmt: skip


_LONG = frozenset({"INSERT", "REPLACE", "PL/SQL BLOCK"})

_BLANK = r"(?:\s|/\*.*?\*/)++"
_PART = r"(?:(?:\{\$\w++\})?+[\w$#]++|`[^`]++`|\"[^\"]++\")"
_NAME = rf"({_PART}(?:\s*+\.\s*+{_PART})?+)"
_MADE = compile_pattern(
    rf"CREATE{_BLANK}(?:OR{_BLANK}REPLACE{_BLANK})?+TABLE{_BLANK}"
    rf"(?:IF{_BLANK}NOT{_BLANK}EXISTS{_BLANK})?+{_NAME}",
    re.I | re.S,
)
_CHANGED = compile_pattern(
    rf"\w++{_BLANK}(?:(?:INTO|FROM|TABLE|ONLY|IGNORE|QUICK|DELAYED|LOW_PRIORITY|HIGH_PRIORITY)"
    rf"{_BLANK})*+{_NAME}",
    re.I | re.S,
)
_TEMPORARY = compile_pattern(r"\w+\s+TEMPORARY\s", re.I)


@rule(
    Severity.WARNING,
    on=(Text,),
    dialects=EVERYWHERE,
    bad=[
        "ALTER TABLE account ADD note TEXT; UPDATE account SET note = '' WHERE id = 7",
        "DELETE FROM account WHERE id = 7; CREATE INDEX idx_name ON account (name)",
        "-- dialect: oracle\nDROP TABLE old_account;\nINSERT INTO account (id) VALUES (1);\n",
    ],
    good=[
        "UPDATE account SET note = '' WHERE id = 7; DELETE FROM account WHERE id = 8",
        "ALTER TABLE account ADD note TEXT; SELECT id FROM account WHERE id = 7",
        "CREATE TABLE region (id INT PRIMARY KEY); INSERT INTO region (id) VALUES (7);"
        " UPDATE shop.`region` SET id = 8 WHERE id = 7; DELETE FROM region WHERE id = 8",
        "CREATE TEMPORARY TABLE t (id INT); DELETE FROM account WHERE id IN (SELECT id FROM t)",
        "-- dialect: oracle\nCREATE TABLE region (id NUMBER);\nINSERT INTO region VALUES (7);\n",
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
    fails halfway leaves neither the old state nor the new one. Changes of a table that the file
    itself has made, and temporary tables, do no such harm. A file is reported once.

    Instead: put them in files of their own, the DDL first.
    """
    memory = scope.memory
    kind = nature(scope.kind)
    if "said" in memory or kind not in _CHANGES or _is_harmless(scope, kind):
        return
    memory[kind] = True
    if memory.keys() >= _CHANGES:
        memory["said"] = True
        yield hit(0, N_("DDL and changes of rows stand in the same file"))


def _is_harmless(scope: Scope, kind: Nature) -> bool:
    """Whether the statement is about a temporary table, or changes one that this file made."""
    memory = scope.memory
    if kind is _DDL:
        if made := _MADE.match(scope.text):
            memory[f"made {_bare(made[1])}"] = memory["made"] = True
        return _TEMPORARY.match(scope.text) is not None
    if "made" not in memory:
        return False
    changed = _CHANGED.match(scope.text if '"' in scope.code else scope.code)
    return changed is not None and f"made {_bare(changed[1])}" in memory


def _bare(name: str) -> str:
    """The last part of a dotted name in lower case, without its quotes."""
    return name.rpartition(".")[2].strip().strip('`"').lower()
