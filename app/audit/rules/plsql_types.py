"""Rules about the types of variables.

After chapters 2.2 to 2.6 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

import operator

from app.audit.programs import (
    ORACLE,
    is_literal,
    oracle,
    same,
)
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_PROGRAM = (tree.DeclareVariable, tree.DeclareSubtype, tree.RecordField)
_SAYS_YES_OR_NO = ("TRUE", "FALSE", "YES", "NO")
_DUAL = frozenset({"0", "1", "Y", "N", "T", "F", "J", "YES", "NO", "TRUE", "FALSE"})


def _type_of(node: tree.Node) -> tree.DataType:
    return node.base if isinstance(node, tree.DeclareSubtype) else node.type  # type: ignore


def _written(scope: Scope, type_: tree.DataType) -> str:
    """The first word of a type as written: INTEGER, which is a NUMBER."""
    return scope.tokens.kinds[type_.first]


@rule(
    Severity.NOTICE,
    on=_PROGRAM,
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "DECLARE\n  co_increase CONSTANT NUMBER := 0.1;\nBEGIN\n  pay(co_increase);\nEND;\n/"
    ),
    good=oracle(
        "DECLARE\n  co_increase CONSTANT NUMBER(5,1) := 0.1;\nBEGIN\n  pay(co_increase);\nEND;\n/",
        "DECLARE\n  l_n INTEGER;\nBEGIN\n  pay(l_n);\nEND;\n/",
    ),
    sources=["Trivadis G-2210"],
)
def plsql_number_precision(node: tree.Node, scope: Scope) -> Hits:
    """A NUMBER has no precision.

    Why: it holds 38 digits where two were meant, and nothing is rounded or refused.

    Instead: say how many digits there are, `NUMBER(5,1)`.
    """
    type_ = _type_of(node)
    if _written(scope, type_) == "NUMBER" and type_.first == type_.last:
        yield hit(type_, N_("This NUMBER has no precision"))


@rule(
    Severity.NOTICE,
    on=_PROGRAM,
    dialects=ORACLE,
    in_default=False,
    bad=oracle("DECLARE\n  l_lines NUMBER(5,0);\nBEGIN\n  l_lines := f;\n  say(l_lines);\nEND;\n/"),
    good=oracle(
        "DECLARE\n  l_lines PLS_INTEGER;\nBEGIN\n  l_lines := f;\n  say(l_lines);\nEND;\n/"
    ),
    sources=["Trivadis G-2220"],
)
def plsql_pls_integer(node: tree.Node, scope: Scope) -> Hits:
    """A NUMBER that only holds whole numbers.

    Why: NUMBER is computed by a library, PLS_INTEGER by the machine.

    Instead: PLS_INTEGER, where up to 2,147,483,647 is enough.
    """
    type_ = _type_of(node)
    if (
        _written(scope, type_) == "NUMBER"
        and type_.length
        and type_.length < 10
        and (not type_.decimals)
    ):
        yield hit(type_, N_("PLS_INTEGER computes faster than this NUMBER"))


@rule(
    Severity.NOTICE,
    on=(tree.DeclareVariable,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("DECLARE\n  co_step CONSTANT PLS_INTEGER := 1;\nBEGIN\n  go(co_step);\nEND;\n/"),
    good=oracle(
        "DECLARE\n  co_step CONSTANT SIMPLE_INTEGER := 1;\nBEGIN\n  go(co_step);\nEND;\n/",
        "DECLARE\n  l_n PLS_INTEGER;\nBEGIN\n  go(l_n);\nEND;\n/",
    ),
    sources=["Trivadis G-2230"],
)
def plsql_simple_integer(node: tree.DeclareVariable, scope: Scope) -> Hits:
    """A PLS_INTEGER that is never NULL.

    Why: SIMPLE_INTEGER needs no test for NULL and overflow, which compiled code is faster without.

    Instead: SIMPLE_INTEGER, where the value is there from the start.
    """
    if _written(scope, node.type) in {"PLS_INTEGER", "BINARY_INTEGER"} and (
        node.not_null or (node.constant and is_literal(node.default, "number"))
    ):
        yield hit(node.type, N_("{name} is never NULL and may be a SIMPLE_INTEGER"),
                  name=node.names[0].name, about=node.names[0].name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(*_PROGRAM, tree.RoutineParameter),
    dialects=ORACLE,
    bad=oracle("CREATE PACKAGE types_up IS\n  SUBTYPE note_type IS CHAR(200);\nEND types_up;\n/"),
    good=oracle(
        "CREATE PACKAGE types_up IS\n  SUBTYPE note_type IS VARCHAR2(200 CHAR);\nEND types_up;\n/",
        "DECLARE\n  l_flag CHAR(1);\nBEGIN\n  say(l_flag);\nEND;\n/",
    ),
    sources=["Trivadis G-2310"],
)
def plsql_no_char(node: tree.Node, scope: Scope) -> Hits:
    """A CHAR of more than one character.

    Why: it is filled up with blanks, and a comparison with a VARCHAR2 that lacks them fails.

    Instead: VARCHAR2.
    """
    type_ = _type_of(node)
    if type_.name in {"CHAR", "NCHAR"} and (type_.length or 0) > 1:
        yield hit(type_, N_("This CHAR is filled up with blanks"))


@rule(
    Severity.WARNING,
    on=(*_PROGRAM, tree.RoutineParameter, tree.ColumnDefinition),
    dialects=ORACLE,
    bad=oracle(
        "CREATE PACKAGE types_up IS\n  SUBTYPE note_type IS VARCHAR(200);\nEND types_up;\n/"
    ),
    good=oracle(
        "CREATE PACKAGE types_up IS\n  SUBTYPE note_type IS VARCHAR2(200);\nEND types_up;\n/"
    ),
    sources=["Trivadis G-2320"],
)
def plsql_no_varchar(node: tree.Node, scope: Scope) -> Hits:
    """The type VARCHAR.

    Why: it means VARCHAR2 today, and Oracle keeps it for a type that compares in another way.

    Instead: VARCHAR2.
    """
    type_ = _type_of(node)
    if type_ is not None and _written(scope, type_) == "VARCHAR":
        yield hit(type_, N_("VARCHAR may mean another type one day"))


def _is_empty(node: tree.Node | None, scope: Scope) -> bool:
    if not isinstance(node, tree.Literal) or node.kind != "string":
        return False
    return scope.told(operator.not_, node)


@rule(
    Severity.ERROR,
    on=(tree.DeclareVariable, tree.AssignVariable, tree.Return),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("DECLARE co_none CONSTANT types.text := ''; BEGIN say(co_none); END;\n/"),
    good=oracle("BEGIN l_name := ' '; l_name := NULL; END;\n/"),
    sources=["Trivadis G-2330"],
)
def plsql_no_empty_string(node: tree.Node, scope: Scope) -> Hits:
    """An empty string stands for NULL.

    Why: Oracle takes '' for NULL and the standard does not, so whoever reads it expects a string.

    Instead: NULL.
    """
    given = node.default if isinstance(node, tree.DeclareVariable) else node.value  # type: ignore
    if given is not None and _is_empty(given, scope):
        yield hit(given, N_("An empty string is NULL here"))


@rule(
    Severity.ERROR,
    on=(tree.Comparison,),
    dialects=ORACLE,
    bad=oracle(
        "BEGIN IF l_name = '' THEN x; END IF; END;\n/", "SELECT id FROM staff WHERE name <> ''"
    ),
    good=oracle("BEGIN IF l_name IS NULL THEN x; END IF; END;\n/", "UPDATE staff SET name = ''"),
    sources=["Trivadis G-2330", "Trivadis G-2150"],
)
def plsql_no_comparison_with_empty_string(node: tree.Comparison, scope: Scope) -> Hits:
    """Something is compared with an empty string.

    Why: Oracle takes '' for NULL, so the comparison is never true, whatever the value is.

    Instead: IS NULL or IS NOT NULL.
    """
    if _is_empty(node.left, scope) or _is_empty(node.right, scope):
        yield hit(node, N_("A comparison with an empty string is never true"))


@rule(
    Severity.NOTICE,
    on=_PROGRAM,
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "CREATE PACKAGE types_up IS\n  SUBTYPE note_type IS VARCHAR2(200);\nEND types_up;\n/"
    ),
    good=oracle(
        "CREATE PACKAGE types_up IS\n  SUBTYPE note_type IS VARCHAR2(200 CHAR);\nEND types_up;\n/",
        "DECLARE\n  l_n NUMBER(9);\nBEGIN\n  say(l_n);\nEND;\n/",
    ),
    sources=["Trivadis G-2340"],
)
def plsql_char_semantics(node: tree.Node, scope: Scope) -> Hits:
    """The length of a VARCHAR2 does not say CHAR.

    Why: without it NLS_LENGTH_SEMANTICS decides, and 200 bytes hold 66 Chinese characters.

    Instead: `VARCHAR2(200 CHAR)`.
    """
    type_ = _type_of(node)
    if type_.name == "VARCHAR2" and type_.length and type_.unit != "CHAR":
        yield hit(type_, N_("The length of this VARCHAR2 does not say CHAR"))


@rule(
    Severity.NOTICE,
    on=(tree.If,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN\n  IF a < b THEN\n    l_less := 1;\n  ELSE\n    l_less := 0;\n  END IF;\nEND;\n/",
        "BEGIN\n  IF a < b THEN\n    l_less := c.co_true;\n  ELSE\n    l_less := c.co_false;\n  "
        "END IF;\nEND;\n/",
    ),
    good=oracle(
        "BEGIN\n  IF a < b THEN\n    l_less := TRUE;\n  ELSE\n    l_less := FALSE;\n  END IF;\n"
        "END;\n/",
        "BEGIN\n  IF a < b THEN\n    l_least := a;\n  ELSE\n    l_least := b;\n  END IF;\nEND;\n/",
    ),
    sources=["Trivadis G-2410"],
)
def plsql_use_boolean(node: tree.If, scope: Scope) -> Hits:
    """A number or a letter says yes or no.

    Why: every reader must know that 1 is yes, and nothing stops a 2.

    Instead: a BOOLEAN.
    """
    if len(node.branches) != 2 or node.branches[1].condition is not None:
        return
    pair = [branch.statements for branch in node.branches]
    if any(len(one) != 1 or not isinstance(one[0], tree.AssignVariable) for one in pair):
        return
    one, other = pair[0][0], pair[1][0]
    assert isinstance(one, tree.AssignVariable)
    assert isinstance(other, tree.AssignVariable)
    if (
        same(scope, one.target, other.target)
        and _is_flag(one.value, scope)
        and (_is_flag(other.value, scope))
    ):
        yield hit(node, N_("{name} says yes or no without being a BOOLEAN"),
                  name=scope.source(one.target))  # fmt: skip


def _is_flag(value: tree.Expression, scope: Scope) -> bool:
    if isinstance(value, tree.Literal):
        return value.kind in {"number", "string"} and scope.literal(value).upper() in _DUAL
    if isinstance(value, tree.Column):
        return value.name.name.upper().endswith(_SAYS_YES_OR_NO)
    return False


@rule(
    Severity.WARNING,
    on=(tree.DataType,),
    dialects=ORACLE,
    bad=oracle(
        "DECLARE\n  l_text LONG;\nBEGIN\n  say(l_text);\nEND;\n/",
        "CREATE TABLE letters (id NUMBER(9), content LONG RAW)",
    ),
    good=oracle("DECLARE\n  l_text CLOB;\nBEGIN\n  say(l_text);\nEND;\n/"),
    sources=["Trivadis G-2510"],
)
def plsql_no_long(node: tree.DataType, scope: Scope) -> Hits:
    """The type LONG or LONG RAW.

    Why: Oracle keeps them for old programs only; one per table, no functions, no replication.

    Instead: CLOB or BLOB.
    """
    if node.name in {"LONG", "LONG RAW"}:
        yield hit(node, N_("{type} is only there for old programs"), type=node.name)


@rule(
    Severity.NOTICE,
    on=(tree.DeclareType,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "DECLARE\n  TYPE c_any_type IS REF CURSOR;\n  c_any c_any_type;\nBEGIN\n  say(c_any);\n"
        "END;\n/"
    ),
    good=oracle(
        "DECLARE\n  c_any SYS_REFCURSOR;\nBEGIN\n  say(c_any);\nEND;\n/",
        "DECLARE\n  TYPE c_any_type IS REF CURSOR RETURN staff%ROWTYPE;\n  c_any c_any_type;\n"
        "BEGIN\n  say(c_any);\nEND;\n/",
    ),
    sources=["Trivadis G-2610"],
)
def plsql_no_own_weak_cursor(node: tree.DeclareType, scope: Scope) -> Hits:
    """A REF CURSOR type of its own that returns anything.

    Why: SYS_REFCURSOR is the same, is known everywhere and needs no declaration.

    Instead: SYS_REFCURSOR.
    """
    if node.kind == "REF CURSOR" and node.element is None:
        yield hit(node, N_("{name} is another SYS_REFCURSOR"), name=node.name.name,
                  about=node.name.name)  # fmt: skip
