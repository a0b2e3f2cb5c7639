"""Rules about programs as units: their names, their parameters, what they share.

After chapter 7.1 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

from collections import Counter
from functools import lru_cache

from app.audit.places import word
from app.audit.programs import (
    GIVING,
    ORACLE,
    arguments,
    body,
    called,
    declared,
    kinds_of,
    oracle,
    root,
    running,
    targets,
    variable,
)
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_ENDING = (tree.CreateRoutine, tree.CreatePackage, tree.CreateTypeBody, tree.CreateTrigger)
_REPLACEABLE = (tree.CreateRoutine, tree.CreatePackage, tree.CreateTrigger, tree.CreateTypeBody)
_METHODS = frozenset("EXISTS COUNT FIRST LAST PRIOR NEXT EXTEND TRIM DELETE LIMIT".split())


@rule(
    Severity.WARNING,
    on=(tree.Call,),
    dialects=ORACLE,
    in_default=False,
    parameters={"from": 2},
    bad=oracle("BEGIN staff_api.find(r_staff, co_id); END;\n/"),
    good=oracle(
        "BEGIN staff_api.find(out_row => r_staff, in_id => co_id); END;\n/",
        "BEGIN raise_application_error(-20001, l_text); sys.dbms_output.put_line(l_text); END;\n/",
    ),
    sources=["Trivadis G-7110"],
)
def plsql_named_notation(node: tree.Call, scope: Scope) -> Hits:
    """A program is called with arguments that are not named.

    Why: a parameter added in the middle, or two of the same type in another order, and the call
    still compiles.

    Instead: `name => value`.
    """
    name = called(node)
    if (
        "." not in name
        or name.startswith(("SYS.", "DBMS_", "UTL_"))
        or (node.name.name.upper() in _METHODS)
    ):
        return
    plain = [one for one in node.arguments if not isinstance(one, tree.NamedArgument)]
    if len(plain) >= scope.number("from"):
        yield hit(node, N_("The arguments of {name} are not named"), name=node.name.dotted,
                  about=node.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=_ENDING,
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "CREATE PACKAGE BODY p IS PROCEDURE q IS BEGIN x; END; END;\n/",
        "CREATE FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END;\n/",
    ),
    good=oracle("CREATE PACKAGE BODY p IS PROCEDURE q IS BEGIN x; END q; END p;\n/"),
    sources=["Trivadis G-7120"],
)
def plsql_end_name(node: tree.Node, scope: Scope) -> Hits:
    """END does not name the program that ends there.

    Why: in a package body of a thousand lines nobody knows which END is which.

    Instead: `END name`.
    """
    if isinstance(node, tree.CreateRoutine) and body(node) is None:
        return
    if scope.tokens.kinds[node.last] == "END":
        name = node.name.dotted  # type: ignore[attr-defined]
        yield hit(node.last, N_("This END does not name {name}"), name=name, about=name)


@rule(
    Severity.WARNING,
    on=(*_REPLACEABLE, tree.CreateView),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("CREATE PACKAGE BODY p IS PROCEDURE q IS BEGIN x; END q; END p;\n/"),
    good=oracle("CREATE OR REPLACE PACKAGE BODY p IS PROCEDURE q IS BEGIN x; END q; END p;\n/"),
    sources=["Trivadis G-7125"],
)
def plsql_create_or_replace(node: tree.Node, scope: Scope) -> Hits:
    """A program is created without OR REPLACE.

    Why: the script cannot be run twice, and whoever drops the program first loses its grants.

    Instead: CREATE OR REPLACE.
    """
    if getattr(node, "nested", False) or getattr(node, "alter", False):
        return
    if not node.or_replace and not node.if_not_exists:  # type: ignore[attr-defined]
        name = node.name  # type: ignore[attr-defined]
        yield hit(name, N_("{name} is created without OR REPLACE"), name=name.dotted,
                  about=name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateRoutine,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "DECLARE r_a t%ROWTYPE; FUNCTION f RETURN NUMBER IS BEGIN RETURN r_a.b; END f;\n"
        "BEGIN x(f); END;\n/",
    ),
    good=oracle(
        "DECLARE r_a t%ROWTYPE; FUNCTION f(in_b IN NUMBER) RETURN NUMBER IS BEGIN RETURN in_b; "
        "END f;\n"
        "BEGIN x(f(r_a.b)); END;\n/",
        "CREATE PACKAGE BODY p IS g_a NUMBER(9); PROCEDURE q IS BEGIN g_a := 1; END q; END p;\n/",
    ),
    sources=["Trivadis G-7130"],
)
def plsql_no_outer_variable(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """A local subprogram uses the variables of the program around it.

    Why: nobody sees from its heading what it reads and changes, and it cannot be moved.

    Instead: parameters.
    """
    block = body(node)
    if block is None or not isinstance(node.parent, tree.Block):
        return
    own = {word(name) for part in (node, block) for name, _one in declared(part)}
    around = [node.parent]
    if isinstance(node.parent.parent, tree.CreateRoutine):
        around.append(node.parent.parent)  # type: ignore[arg-type]
    words = set(scope.tokens.kinds[block.first : block.last + 1]) - own
    for outer in around:
        changing = _changing(outer)
        for used in words & changing.keys():
            at = scope.places.within(used, block.first, block.last)[0]
            name = changing[used].name
            yield hit(
                at, N_("{name} belongs to the program around this one"), name=name, about=name
            )


@lru_cache(maxsize=2)  # for all subprograms of a block; each keeps a tree alive
def _changing(outer: tree.Node) -> dict[str, tree.Name]:
    """What a program declares that is neither constant nor an exception."""
    return {
        word(name): name
        for name, one in declared(outer)
        if not isinstance(one, tree.DeclareException)
        and not (isinstance(one, tree.DeclareVariable) and one.constant)
    }


@rule(
    Severity.WARNING,
    on=(tree.CreateRoutine,),
    dialects=ORACLE,
    bad=oracle("DECLARE PROCEDURE p IS BEGIN x; END p;\nBEGIN y; END;\n/"),
    good=oracle(
        "DECLARE PROCEDURE p IS BEGIN x; END p;\nBEGIN p; END;\n/",
        "CREATE PACKAGE BODY a IS PROCEDURE p IS BEGIN x; END p; END a;\n/",
    ),
    sources=["Trivadis G-7140"],
)
def plsql_no_unused_subprogram(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """A local procedure or function is never called.

    Why: nobody else can call it, so it is dead code that is maintained all the same.

    Instead: call it, or remove it.
    """
    holder = node.parent
    if body(node) is None or not isinstance(holder, tree.Block):
        return
    name = word(node.name)
    places = scope.places
    uses = places.count(name, holder.first, holder.last) - places.count(name, node.first, node.last)
    if uses <= _announced(holder)[name] and name not in scope.omitted:
        yield hit(
            node.name, N_("{name} is never called"), name=node.name.name, about=node.name.name
        )


@lru_cache(maxsize=2)  # for all subprograms of a block; each keeps a tree alive
def _announced(holder: tree.Block) -> Counter[str]:
    """How often a block declares each subprogram without its body."""
    return Counter(
        word(one.name)
        for one in holder.declarations
        if isinstance(one, tree.CreateRoutine) and one.body is None
    )


@rule(
    Severity.WARNING,
    on=(tree.CreateRoutine,),
    dialects=ORACLE,
    bad=oracle("CREATE PROCEDURE p(in_a IN NUMBER, in_b IN NUMBER) IS BEGIN x(in_a); END p;\n/"),
    good=oracle(
        "CREATE PROCEDURE p(in_a IN NUMBER) IS BEGIN x(in_a); END p;\n/",
        "CREATE PACKAGE p IS PROCEDURE q(in_a IN NUMBER); END p;\n/",
        "CREATE PROCEDURE later(in_a IN NUMBER) IS BEGIN NULL; END later;\n/",
        "CREATE TYPE BODY t IS OVERRIDING MEMBER PROCEDURE p(in_a IN NUMBER) IS BEGIN x; END p; "
        "END;\n/",
    ),
    sources=["Trivadis G-7150"],
)
def plsql_no_unused_parameter(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """A parameter is never used.

    Why: every caller works out a value for nothing, or it was forgotten in the body. Methods that
    others may override, and programs that do nothing yet, are left alone.

    Instead: use it, or remove it.
    """
    block = body(node)
    if (
        block is None
        or "MEMBER" in node.kind
        or all(isinstance(one, tree.NullStatement) for one in block.statements)
    ):
        return
    for one in node.parameters:
        name = word(one.name)
        used = scope.places.has(name, block.first, block.last) or name in scope.omitted
        if name != "SELF" and not used:
            yield hit(one.name, N_("The parameter {name} is never used"), name=one.name.name,
                      about=one.name.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.RoutineParameter,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("CREATE PROCEDURE p(a NUMBER) IS BEGIN x(a); END p;\n/"),
    good=oracle(
        "CREATE PROCEDURE p(a IN NUMBER, b OUT NUMBER) IS BEGIN x(a, b); END p;\n/",
        "DECLARE CURSOR c(p_a NUMBER) IS SELECT p_a FROM dual; BEGIN OPEN c(1); CLOSE c; END;\n/",
    ),
    sources=["Trivadis G-7160"],
)
def plsql_parameter_mode(node: tree.RoutineParameter, scope: Scope) -> Hits:
    """A parameter does not say IN, OUT or IN OUT.

    Why: IN is meant where nothing is said, and whoever reads it must know.

    Instead: say IN.
    """
    if not node.mode and isinstance(node.parent, tree.CreateRoutine):
        yield hit(node, N_("The parameter {name} has no mode"), name=node.name.name,
                  about=node.name.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.CreateRoutine,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "CREATE PROCEDURE p(io_a IN OUT NUMBER) IS BEGIN io_a := 1; END p;\n/",
        "CREATE PROCEDURE p(io_a IN OUT NUMBER) IS BEGIN IF io_a > 1 THEN x; END IF; END p;\n/",
    ),
    good=oracle("CREATE PROCEDURE p(io_a IN OUT NUMBER) IS BEGIN io_a := io_a + 1; END p;\n/"),
    sources=["Trivadis G-7170"],
)
def plsql_no_half_used_in_out(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """An IN OUT parameter is only read, or only written.

    Why: the caller believes that its value matters, or that it comes back changed.

    Instead: IN or OUT.
    """
    block = body(node)
    if block is None:
        return
    both = {word(one.name): one for one in node.parameters if one.mode == "IN OUT"}
    if not both:
        return
    given: dict[str, int] = dict.fromkeys(both, 0)
    for below in running(scope, block, *GIVING):
        for found in (*targets(below), *(a for a in arguments(below) if variable(a))):
            name = root(found)
            if name in given:
                given[name] += 1
    for name, one in both.items():
        uses = len(scope.places.within(name, block.first, block.last))
        if uses and (given[name] == 0 or given[name] == uses):
            yield hit(one.name, N_("{name} is not used in both directions"), name=one.name.name,
                      about=one.name.name)  # fmt: skip


_KINDS = frozenset({"PROCEDURE", "FUNCTION", "PACKAGE", "TRIGGER", "TYPE", "SEQUENCE"})
_UNITS = (
    tree.CreateRoutine, tree.CreatePackage, tree.CreateTrigger, tree.CreateType,
    tree.CreateTypeBody, tree.DropProgram,
)  # fmt: skip


@rule(
    Severity.WARNING,
    on=_UNITS,
    dialects=ORACLE,
    bad=oracle(
        "CREATE OR REPLACE PROCEDURE p IS BEGIN x; END p;\n/\n"
        "CREATE OR REPLACE PROCEDURE p IS BEGIN y; END p;\n/",
    ),
    good=oracle(
        "CREATE OR REPLACE PACKAGE p IS PROCEDURE q; END p;\n/\n"
        "CREATE OR REPLACE PACKAGE BODY p IS PROCEDURE q IS BEGIN x; END q; END p;\n/",
        "CREATE PROCEDURE p IS BEGIN x; END p;\n/\nDROP PROCEDURE p;\n"
        "CREATE PROCEDURE p IS BEGIN y; END p;\n/",
        "CREATE OR REPLACE PROCEDURE a.p IS BEGIN x; END p;\n/\n"
        "CREATE OR REPLACE PROCEDURE b.p IS BEGIN y; END p;\n/",
    ),
    sources=["Archery oracle-object-replace"],
)
def plsql_object_exists(node: tree.Node, scope: Scope) -> Hits:
    """A program is created that an earlier statement has created.

    Why: OR REPLACE overwrites the earlier one without a word, and without it the statement fails
    (ORA-00955): one of the two was meant to have another name.

    Instead: remove one of them.
    """
    if getattr(node, "nested", False):
        return
    memory, name = scope.memory, node.name.dotted.upper()  # type: ignore[attr-defined]
    kinds = kinds_of(scope, node)
    at = next((n for n, kind in enumerate(kinds) if kind in _KINDS), None)
    if at is None:
        return
    key = f"{kinds[at]} {'BODY ' if kinds[at + 1] == 'BODY' else ''}{name}"
    if isinstance(node, tree.DropProgram):
        memory.pop(key, None)
        return
    if key in memory and not node.if_not_exists:  # type: ignore[attr-defined]
        yield hit(node.name, N_("{name} has been created before"),  # type: ignore[attr-defined]
                  name=name, about=name)  # fmt: skip
    memory[key] = True
