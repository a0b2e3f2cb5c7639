"""Rules about packages and procedures.

After chapters 7.2 and 7.3 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

from app.audit.places import word
from app.audit.programs import (
    GIVING,
    ORACLE,
    arguments,
    body,
    enclosing,
    oracle,
    root,
    routine,
    running,
    targets,
)
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree


@rule(
    Severity.WARNING,
    on=(tree.CreatePackage,),
    dialects=ORACLE,
    in_default=False,
    parameters={"most": 40},
    bad=oracle("-- most: 1\nCREATE PACKAGE p IS PROCEDURE a; PROCEDURE b; END p;\n/"),
    good=oracle("CREATE PACKAGE p IS PROCEDURE a; PROCEDURE b; END p;\n/"),
    sources=["Trivadis G-7210"],
)
def plsql_small_package(node: tree.CreatePackage, scope: Scope) -> Hits:
    """A package has too many procedures and functions.

    Why: it is loaded whole into memory, everybody changes it at the same time, and what depends on
    it is compiled anew each time.

    Instead: a package for each group of tasks.
    """
    count = sum(isinstance(member, tree.CreateRoutine) for member in node.members)
    if count > scope.number("most"):
        yield hit(node.name, N_("The package {name} has {count} procedures and functions"),
                  name=node.name.dotted, count=count, about=node.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.CreatePackage,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "CREATE PACKAGE BODY p IS FUNCTION has_any RETURN BOOLEAN IS BEGIN RETURN x; END has_any;\n"
        "PROCEDURE tidy IS BEGIN IF has_any THEN y; END IF; END tidy; END p;\n/",
    ),
    good=oracle(
        "CREATE PACKAGE BODY p IS FUNCTION has_any RETURN BOOLEAN;\n"
        "PROCEDURE tidy IS BEGIN IF has_any THEN y; END IF; END tidy;\n"
        "FUNCTION has_any RETURN BOOLEAN IS BEGIN RETURN x; END has_any; END p;\n/",
        "CREATE PACKAGE p IS FUNCTION f RETURN NUMBER; PROCEDURE q; END p;\n/\n"
        "CREATE PACKAGE BODY p IS FUNCTION f RETURN NUMBER IS BEGIN RETURN x; END f;\n"
        "PROCEDURE q IS BEGIN y(f); END q; END p;\n/",
    ),
    sources=["Trivadis G-7220"],
)
def plsql_forward_declaration(node: tree.CreatePackage, scope: Scope) -> Hits:
    """A private subprogram of a package is not declared before its body.

    Why: the order of the bodies then matters, and they cannot be sorted by what they do.

    Instead: declare private subprograms at the top of the body.
    """
    memory, package = scope.memory, node.name.name.upper()
    routines = [one for one in node.members if isinstance(one, tree.CreateRoutine)]
    if not node.is_body:
        memory[package] = {word(one.name) for one in routines}
        return
    known = memory.get(package, set()) | {word(one.name) for one in routines if one.body is None}
    for one in routines:
        name = word(one.name)
        if one.body is None or name in known:
            continue
        if any(not one.first <= at <= one.last
               for at in scope.places.within(name, node.first, node.last)):  # fmt: skip
            yield hit(one.name, N_("{name} is private and not declared before its body"),
                      name=one.name.name, about=one.name.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreatePackage,),
    dialects=ORACLE,
    bad=oracle("CREATE PACKAGE p IS g_rate NUMBER(5,2) := 0.1; END p;\n/"),
    good=oracle(
        "CREATE PACKAGE p IS co_rate CONSTANT NUMBER(5,2) := 0.1; END p;\n/",
        "CREATE PACKAGE BODY p IS g_rate NUMBER(5,2);\n"
        "PROCEDURE q IS BEGIN g_rate := 1; END q; END p;\n/",
    ),
    sources=["Trivadis G-7230"],
)
def plsql_no_public_variable(node: tree.CreatePackage, scope: Scope) -> Hits:
    """A package has a public variable.

    Why: everybody changes it, and nobody knows who did.

    Instead: keep it in the body, with a procedure that sets it and a function that tells it.
    """
    if node.is_body:
        return
    for one in node.members:
        if isinstance(one, tree.DeclareVariable) and not one.constant:
            yield hit(one, N_("Everybody may change {name}"), name=one.names[0].name,
                      about=one.names[0].name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.Return,),
    dialects=ORACLE,
    bad=oracle(
        "CREATE PACKAGE BODY p IS PROCEDURE q IS BEGIN x; END q;\nBEGIN y; RETURN; z; END p;\n/",
    ),
    good=oracle("CREATE PACKAGE BODY p IS PROCEDURE q IS BEGIN x; END q;\nBEGIN y; END p;\n/"),
    sources=["Trivadis G-7250"],
)
def plsql_no_return_in_initialization(node: tree.Return, scope: Scope) -> Hits:
    """RETURN in the initialization of a package.

    Why: what follows is never run, and nobody sees it, for it runs without being called.

    Instead: IF.
    """
    if routine(node) is None and enclosing(node, tree.CreatePackage) is not None:
        yield hit(node, N_("RETURN ends the initialization of the package"))


@rule(
    Severity.NOTICE,
    on=(tree.CreateRoutine,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("CREATE OR REPLACE PROCEDURE p IS BEGIN x; END p;\n/"),
    good=oracle("CREATE PACKAGE BODY a IS PROCEDURE p IS BEGIN x; END p; END a;\n/"),
    sources=["Trivadis G-7310"],
)
def plsql_no_standalone_procedure(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """A procedure stands by itself.

    Why: what calls it becomes invalid with every change; behind the heading of a package it would
    not.

    Instead: put it into a package.
    """
    if node.kind == "PROCEDURE" and not node.nested:
        yield hit(node.name, N_("The procedure {name} stands in no package"),
                  name=node.name.dotted, about=node.name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.Return,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("CREATE PROCEDURE p IS BEGIN IF a THEN RETURN; END IF; x; END p;\n/"),
    good=oracle("CREATE PROCEDURE p IS BEGIN IF NOT a THEN x; END IF; END p;\n/"),
    sources=["Trivadis G-7320"],
)
def plsql_no_return_in_procedure(node: tree.Return, scope: Scope) -> Hits:
    """RETURN in a procedure.

    Why: the procedure ends in more than one place, and what was added behind is skipped.

    Instead: IF, or EXIT where it leaves a loop.
    """
    made = routine(node)
    if made is not None and made.kind.endswith("PROCEDURE"):
        yield hit(node, N_("RETURN ends this procedure in another place than its end"))


def given_values(block: tree.Block, scope: Scope) -> set[str]:
    """The variables that a block assigns or opens, or gives to something that may assign them."""
    found: set[str] = set()
    for below in running(scope, block, *GIVING):
        found.update(root(one) for one in (*targets(below), *arguments(below)))
        if isinstance(below, tree.CursorUse) and below.kind == "OPEN":
            found.add(below.cursor.parts[0].upper())
    return found


@rule(
    Severity.ERROR,
    on=(tree.CreateRoutine,),
    dialects=ORACLE,
    bad=oracle(
        "CREATE PROCEDURE p(in_a IN NUMBER, out_b OUT NUMBER) IS BEGIN x(in_a); END p;\n/",
        "CREATE PROCEDURE p(out_b OUT NUMBER) IS BEGIN IF out_b > 1 THEN x; END IF; END p;\n/",
    ),
    good=oracle(
        "CREATE PROCEDURE p(out_b OUT NUMBER) IS BEGIN out_b := 1; END p;\n/",
        "CREATE PROCEDURE p(out_b OUT NUMBER) IS BEGIN SELECT a INTO out_b FROM t; END p;\n/",
        "CREATE PROCEDURE p(out_b OUT NUMBER) IS BEGIN q(b => out_b); END p;\n/",
        "CREATE PROCEDURE p(out_r OUT t%ROWTYPE) IS BEGIN out_r.a := 1; END p;\n/",
        "CREATE PROCEDURE p(out_c OUT SYS_REFCURSOR) IS BEGIN OPEN out_c FOR SELECT 1 FROM dual; "
        "END p;\n/",
    ),
    sources=["Trivadis G-7330"],
)
def plsql_assign_out_parameter(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """An OUT parameter is never given a value.

    Why: the caller's variable becomes NULL, whatever it held.

    Instead: assign it, or make it IN.
    """
    block = body(node)
    if block is None:
        return
    out = [one for one in node.parameters if one.mode == "OUT"]
    if not out:
        return
    given = given_values(block, scope)
    inner = [one for one in block.declarations if isinstance(one, tree.CreateRoutine)]
    for one in out:
        name = word(one.name)
        if name not in given | scope.omitted and not any(
            scope.places.has(name, part.first, part.last) for part in inner
        ):
            yield hit(one.name, N_("The OUT parameter {name} is never given a value"),
                      name=one.name.name, about=one.name.name)  # fmt: skip
