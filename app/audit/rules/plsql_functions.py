"""Rules about functions, and about the packages that Oracle supplies.

After chapters 7.4 and 7.5 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

from app.audit.places import word
from app.audit.programs import (
    ORACLE,
    body,
    called,
    enclosing,
    is_literal,
    oracle,
    running,
)
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_GIVEN = frozenset({"PIPELINED", "RESULT_CACHE", "SQL_MACRO", "AGGREGATE USING", "DETERMINISTIC"})
_SUPPLIED = ("DBMS_", "UTL_", "OWA_", "CTX_DDL", "CTX_DOC", "CTX_QUERY", "HTP", "HTF", "APEX_JSON")


@rule(
    Severity.NOTICE,
    on=(tree.CreateRoutine,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("CREATE OR REPLACE FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END f;\n/"),
    good=oracle(
        "CREATE PACKAGE BODY a IS FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END f; END a;\n/",
    ),
    sources=["Trivadis G-7410"],
)
def plsql_no_standalone_function(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """A function stands by itself.

    Why: what calls it becomes invalid with every change; behind the heading of a package it would
    not.

    Instead: put it into a package.
    """
    if node.kind == "FUNCTION" and not node.nested:
        yield hit(node.name, N_("The function {name} stands in no package"),
                  name=node.name.dotted, about=node.name.dotted)  # fmt: skip


def _is_function(node: tree.CreateRoutine) -> bool:
    """Whether it gives back a value of its own, and no rows or its object."""
    return (
        node.kind.endswith("FUNCTION")
        and node.option("PIPELINED") is None
        and "CONSTRUCTOR" not in node.kind
    )


def _ends(statement: tree.Node) -> bool:
    """Whether a statement is a good last one of a function."""
    if isinstance(statement, tree.Block):
        return _ends(statement.statements[-1])
    if isinstance(statement, tree.Call):
        return called(statement).rpartition(".")[2].startswith("RAISE")
    return isinstance(
        statement, tree.Return | tree.Raise | tree.Opaque | tree.ConditionalCompilation
    )


@rule(
    Severity.WARNING,
    on=(tree.CreateRoutine,),
    dialects=ORACLE,
    bad=oracle("CREATE FUNCTION f RETURN NUMBER IS BEGIN IF a THEN RETURN 1; END IF; END f;\n/"),
    good=oracle(
        "CREATE FUNCTION f RETURN NUMBER IS BEGIN IF a THEN x; END IF; RETURN 1; END f;\n/",
        "CREATE FUNCTION f RETURN l PIPELINED IS BEGIN PIPE ROW (1); END f;\n/",
    ),
    sources=["Trivadis G-7420"],
)
def plsql_return_last(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """The last statement of a function is no RETURN.

    Why: where its end is reached, the function fails (ORA-06503).

    Instead: RETURN as the last statement.
    """
    block = body(node)
    if scope.omitted:
        return
    if block is not None and _is_function(node) and not _ends(block.statements[-1]):
        yield hit(block.statements[-1], N_("The function {name} may end without RETURN"),
                  name=node.name.name, about=node.name.name)  # fmt: skip


def returns_of(node: tree.CreateRoutine, scope: Scope) -> list[tree.Return]:
    """Every RETURN of a subprogram itself."""
    block = body(node)
    found = running(scope, block, tree.Return) if block is not None else []
    return [each for each in found if isinstance(each, tree.Return)]


@rule(
    Severity.WARNING,
    on=(tree.CreateRoutine,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "CREATE FUNCTION f RETURN NUMBER IS BEGIN IF a THEN RETURN 1; ELSE RETURN 2; END IF; "
        "END f;\n/",
    ),
    good=oracle(
        "CREATE FUNCTION f RETURN NUMBER IS BEGIN IF a THEN l := 1; ELSE l := 2; END IF; "
        "RETURN l; END f;\n/",
        "CREATE FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; EXCEPTION WHEN e_x THEN RETURN 2; "
        "END f;\n/",
    ),
    sources=["Trivadis G-7430"],
)
def plsql_one_return(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """A function has more than one RETURN.

    Why: there is more than one place to look for what it gives back.

    Instead: one variable, and one RETURN at the end. Those of exception handlers do not count.
    """
    if not _is_function(node):
        return
    found = returns_of(node, scope)
    if len(found) > 1:
        found = [one for one in found if enclosing(one, tree.ExceptionHandler) is None]
    if len(found) > 1:
        found.sort(key=lambda one: one.first)
        yield hit(found[1], N_("The function {name} has {count} RETURNs"), name=node.name.name,
                  count=len(found), about=node.name.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateRoutine,),
    dialects=ORACLE,
    bad=oracle(
        "CREATE FUNCTION f(out_a OUT NUMBER) RETURN BOOLEAN IS BEGIN out_a := 1; RETURN TRUE; "
        "END f;\n/",
    ),
    good=oracle("CREATE FUNCTION f(in_a IN NUMBER) RETURN NUMBER IS BEGIN RETURN in_a; END f;\n/"),
    sources=["Trivadis G-7440"],
)
def plsql_no_out_in_function(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """A function has an OUT parameter.

    Why: it cannot be called in SQL, and nobody expects an expression to change its arguments.

    Instead: a procedure, or a record.
    """
    if node.kind.endswith("FUNCTION"):
        for one in node.parameters:
            if "OUT" in one.mode and word(one.name) != "SELF":
                yield hit(one, N_("The function {name} changes its arguments"),
                          name=node.name.name, about=node.name.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateRoutine,),
    dialects=ORACLE,
    bad=oracle("CREATE FUNCTION f RETURN BOOLEAN IS BEGIN RETURN NULL; END f;\n/"),
    good=oracle("CREATE FUNCTION f RETURN BOOLEAN IS BEGIN RETURN FALSE; END f;\n/"),
    sources=["Trivadis G-7450"],
)
def plsql_no_null_boolean(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """A BOOLEAN function returns NULL.

    Why: neither IF f nor IF NOT f is true of it.

    Instead: TRUE or FALSE, or an exception.
    """
    if node.returns is not None and node.returns.name == "BOOLEAN":
        for one in returns_of(node, scope):
            if is_literal(one.value, "null"):
                yield hit(one, N_("The BOOLEAN function {name} returns NULL"), name=node.name.name,
                          about=node.name.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateRoutine,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("CREATE PACKAGE p IS FUNCTION f(in_a IN NUMBER) RETURN NUMBER; END p;\n/"),
    good=oracle(
        "CREATE PACKAGE p IS FUNCTION f(in_a IN NUMBER) RETURN NUMBER DETERMINISTIC; END p;\n/",
        "CREATE PACKAGE BODY p IS FUNCTION f(in_a IN NUMBER) RETURN NUMBER IS BEGIN RETURN 1; "
        "END f; END p;\n/",
    ),
    sources=["Trivadis G-7460"],
)
def plsql_deterministic(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """A public function does not say whether it is DETERMINISTIC.

    Why: the server may keep the results of one that is, and index them.

    Instead: DETERMINISTIC, where the same arguments always give the same result.
    """
    if not node.kind.endswith("FUNCTION") or any(o.name in _GIVEN for o in node.options):
        return
    holder = node.parent
    if not node.nested or (isinstance(holder, tree.CreatePackage) and not holder.is_body):
        yield hit(node.name, N_("The function {name} is not DETERMINISTIC"), name=node.name.name,
                  about=node.name.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.Call, tree.FunctionCall, tree.Column),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN dbms_output.put_line(l_a); END;\n/",
        "BEGIN l_a := dbms_utility.format_call_stack; END;\n/",
    ),
    good=oracle("BEGIN sys.dbms_output.put_line(l_a); END;\n/"),
    sources=["Trivadis G-7510"],
)
def plsql_sys_prefix(node: tree.Node, scope: Scope) -> Hits:
    """A package of Oracle's is called without SYS before it.

    Why: a package or synonym of the same name in the schema takes its place, and sees the
    arguments.

    Instead: `sys.dbms_output.put_line`.
    """
    if isinstance(node, tree.Column):
        if len(node.name.parts) < 2:
            return
        name = node.name.parts[0].upper()
    else:
        assert isinstance(node, tree.Call | tree.FunctionCall)
        name, dot, _rest = called(node).partition(".")
        if not dot:
            return
    if name.startswith(_SUPPLIED):
        yield hit(node, N_("{name} is called without SYS before it"), name=name.lower(),
                  about=name.lower())  # fmt: skip
