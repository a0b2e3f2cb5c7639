"""Rules about the names of what a program declares.

After the naming conventions of the Trivadis PL/SQL & SQL Coding Guidelines. Each pattern is a
parameter, so that a house with other customs writes its own.
"""

from app.audit.patterns import compiled
from app.audit.programs import ORACLE, oracle
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Pattern, Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_RECORD, _COLLECTION, _CURSOR, _OBJECT = "record", "collection", "cursor", "object"
_KINDS = {"RECORD": _RECORD, "TABLE": _COLLECTION, "VARRAY": _COLLECTION, "REF CURSOR": _CURSOR}


def misnamed(name: tree.Name, scope: Scope) -> Hits:
    """A hit where a name does not follow the pattern of the rule."""
    pattern = scope.text_setting("pattern")
    if not compiled(pattern).fullmatch(name.name.lower()):
        yield hit(name, N_("The name {name} does not match {pattern}"), name=name.name,
                  pattern=pattern, about=name.name)  # fmt: skip


def kind_of_type(type_: tree.DataType, where: tree.Node) -> str:
    """What a variable of that type is: a record, a collection, a cursor, an object, or nothing.

    Types are looked up where they are declared around it; of others the name tells.
    """
    if type_.name.endswith("%ROWTYPE"):
        return _RECORD
    if type_.name in {"SYS_REFCURSOR", "REF CURSOR"}:
        return _CURSOR
    if type_.named is None or type_.name.endswith("%TYPE"):
        return ""
    name = type_.named.name.upper()
    for above in tree.ancestors(where):
        for one in _types_of(above):
            if one.name.name.upper() == name:
                return _KINDS.get(one.kind, "")
    if name.endswith(("_TYPE", "_T")):
        if name.startswith("R_"):
            return _RECORD
        if name.startswith("T_"):
            return _COLLECTION
        if name.startswith("C_"):
            return _CURSOR
        if name.startswith("O_"):
            return _OBJECT
    return _OBJECT if name.endswith(("_OT", "_OBJ")) else ""


def _types_of(node: tree.Node) -> list[tree.DeclareType]:
    if isinstance(node, tree.Block):
        listed: tuple[tree.Node, ...] = node.declarations
    else:
        listed = node.members if isinstance(node, tree.CreatePackage) else ()
    return [one for one in listed if isinstance(one, tree.DeclareType)]


@rule(
    Severity.NOTICE,
    on=(tree.DeclareVariable,),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern("g_.+")},
    bad=oracle(
        "CREATE PACKAGE BODY p IS rate NUMBER(5,2); PROCEDURE q IS BEGIN x(rate); END q; END p;\n/",
    ),
    good=oracle(
        "CREATE PACKAGE BODY p IS g_rate NUMBER(5,2); PROCEDURE q IS BEGIN x(g_rate); END q; "
        "END p;\n/",
        "CREATE PACKAGE p IS co_rate CONSTANT NUMBER(5,2) := 1; END p;\n/",
    ),
    sources=["Trivadis G-9101"],
)
def plsql_name_global(node: tree.DeclareVariable, scope: Scope) -> Hits:
    """A global variable is not named like one.

    Why: nobody sees where it is used that everybody may change it.

    Instead: `g_` before its name.
    """
    if not node.constant and isinstance(node.parent, tree.CreatePackage):
        yield from misnamed(node.names[0], scope)


@rule(
    Severity.NOTICE,
    on=(tree.DeclareVariable,),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern("l_.+")},
    bad=oracle("DECLARE total PLS_INTEGER; BEGIN total := f; x(total); END;\n/"),
    good=oracle(
        "DECLARE l_total PLS_INTEGER; BEGIN l_total := f; x(l_total); END;\n/",
        "DECLARE r_staff staff%ROWTYPE; t_ids types.t_ids_type; BEGIN x(r_staff, t_ids); END;\n/",
    ),
    sources=["Trivadis G-9102"],
)
def plsql_name_local(node: tree.DeclareVariable, scope: Scope) -> Hits:
    """A local variable is not named like one.

    Why: in SQL a column of the same name takes its place.

    Instead: `l_` before its name.
    """
    if node.constant or isinstance(node.parent, tree.CreatePackage):
        return
    if not kind_of_type(node.type, node):
        yield from misnamed(node.names[0], scope)


@rule(
    Severity.NOTICE,
    on=(tree.DeclareCursor, tree.DeclareVariable),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern("c_.+")},
    bad=oracle("DECLARE CURSOR staff_cur IS SELECT 1 FROM dual; BEGIN x(staff_cur); END;\n/"),
    good=oracle("DECLARE CURSOR c_staff IS SELECT 1 FROM dual; BEGIN x(c_staff); END;\n/"),
    sources=["Trivadis G-9103"],
)
def plsql_name_cursor(node: tree.DeclareCursor | tree.DeclareVariable, scope: Scope) -> Hits:
    """A cursor is not named like one.

    Why: nobody sees that it must be opened and closed.

    Instead: `c_` before its name.
    """
    if isinstance(node, tree.DeclareCursor):
        yield from misnamed(node.name, scope)
    elif kind_of_type(node.type, node) == _CURSOR:
        yield from misnamed(node.names[0], scope)


@rule(
    Severity.NOTICE,
    on=(tree.DeclareVariable,),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern("r_.+")},
    bad=oracle("DECLARE l_staff staff%ROWTYPE; BEGIN x(l_staff); END;\n/"),
    good=oracle("DECLARE r_staff staff%ROWTYPE; BEGIN x(r_staff); END;\n/"),
    sources=["Trivadis G-9104"],
)
def plsql_name_record(node: tree.DeclareVariable, scope: Scope) -> Hits:
    """A record is not named like one.

    Why: nobody sees that it holds several values.

    Instead: `r_` before its name.
    """
    if kind_of_type(node.type, node) == _RECORD and not node.constant:
        yield from misnamed(node.names[0], scope)


@rule(
    Severity.NOTICE,
    on=(tree.DeclareVariable,),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern("t_.+")},
    bad=oracle(
        "DECLARE TYPE t_ids_type IS TABLE OF NUMBER(9); ids t_ids_type; BEGIN x(ids); END;\n/",
    ),
    good=oracle(
        "DECLARE TYPE t_ids_type IS TABLE OF NUMBER(9); t_ids t_ids_type; BEGIN x(t_ids); END;\n/",
    ),
    sources=["Trivadis G-9105"],
)
def plsql_name_collection(node: tree.DeclareVariable, scope: Scope) -> Hits:
    """A collection is not named like one.

    Why: nobody sees that it holds many elements, or none.

    Instead: `t_` before its name.
    """
    if kind_of_type(node.type, node) == _COLLECTION and not node.constant:
        yield from misnamed(node.names[0], scope)


@rule(
    Severity.NOTICE,
    on=(tree.DeclareVariable,),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern("o_.+")},
    bad=oracle("DECLARE l_staff o_staff_type; BEGIN x(l_staff); END;\n/"),
    good=oracle("DECLARE o_staff o_staff_type; BEGIN x(o_staff); END;\n/"),
    sources=["Trivadis G-9106"],
)
def plsql_name_object(node: tree.DeclareVariable, scope: Scope) -> Hits:
    """An object is not named like one.

    Why: nobody sees that it has methods.

    Instead: `o_` before its name.
    """
    if kind_of_type(node.type, node) == _OBJECT and not node.constant:
        yield from misnamed(node.names[0], scope)


@rule(
    Severity.NOTICE,
    on=(tree.RoutineParameter,),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern("p_.+")},
    bad=oracle(
        "DECLARE CURSOR c_a(dept IN NUMBER) IS SELECT dept FROM dual; BEGIN x(c_a); END;\n/",
    ),
    good=oracle(
        "DECLARE CURSOR c_a(p_dept IN NUMBER) IS SELECT p_dept FROM dual; BEGIN x(c_a); END;\n/",
    ),
    sources=["Trivadis G-9107"],
)
def plsql_name_cursor_parameter(node: tree.RoutineParameter, scope: Scope) -> Hits:
    """A parameter of a cursor is not named like one.

    Why: a column of the same name takes its place in the query.

    Instead: `p_` before its name.
    """
    if isinstance(node.parent, tree.DeclareCursor):
        yield from misnamed(node.name, scope)


def _in_mode(node: tree.RoutineParameter, *modes: str) -> bool:
    return (
        node.mode in modes
        and isinstance(node.parent, tree.CreateRoutine)
        and node.name.name.upper() != "SELF"
    )


@rule(
    Severity.NOTICE,
    on=(tree.RoutineParameter,),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern("in_.+")},
    bad=oracle("CREATE PROCEDURE p(id IN NUMBER) IS BEGIN x(id); END p;\n/"),
    good=oracle("CREATE PROCEDURE p(in_id IN NUMBER) IS BEGIN x(in_id); END p;\n/"),
    sources=["Trivadis G-9108"],
)
def plsql_name_in_parameter(node: tree.RoutineParameter, scope: Scope) -> Hits:
    """An IN parameter is not named like one.

    Why: in SQL a column of the same name takes its place.

    Instead: `in_` before its name.
    """
    if _in_mode(node, "IN", ""):
        yield from misnamed(node.name, scope)


@rule(
    Severity.NOTICE,
    on=(tree.RoutineParameter,),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern("out_.+")},
    bad=oracle("CREATE PROCEDURE p(id OUT NUMBER) IS BEGIN id := 1; END p;\n/"),
    good=oracle("CREATE PROCEDURE p(out_id OUT NUMBER) IS BEGIN out_id := 1; END p;\n/"),
    sources=["Trivadis G-9109"],
)
def plsql_name_out_parameter(node: tree.RoutineParameter, scope: Scope) -> Hits:
    """An OUT parameter is not named like one.

    Why: nobody sees where it is assigned that the caller gets it.

    Instead: `out_` before its name.
    """
    if _in_mode(node, "OUT"):
        yield from misnamed(node.name, scope)


@rule(
    Severity.NOTICE,
    on=(tree.RoutineParameter,),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern("io_.+")},
    bad=oracle("CREATE PROCEDURE p(id IN OUT NUMBER) IS BEGIN id := id + 1; END p;\n/"),
    good=oracle("CREATE PROCEDURE p(io_id IN OUT NUMBER) IS BEGIN io_id := io_id + 1; END p;\n/"),
    sources=["Trivadis G-9110"],
)
def plsql_name_in_out_parameter(node: tree.RoutineParameter, scope: Scope) -> Hits:
    """An IN OUT parameter is not named like one.

    Why: nobody sees where it is changed that the caller gets it.

    Instead: `io_` before its name.
    """
    if _in_mode(node, "IN OUT"):
        yield from misnamed(node.name, scope)
