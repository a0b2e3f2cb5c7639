"""Rules about variables: anchoring, values that go nowhere, names.

After chapter 2.1 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

from app.audit.places import word
from app.audit.programs import (
    ORACLE,
    declared,
    enclosing,
    in_program,
    is_literal,
    is_quoted,
    oracle,
    running,
    same,
    targets,
    variable,
)
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import IDENTIFIER

_SIZED = frozenset({"VARCHAR2", "NVARCHAR2", "CHAR", "NCHAR", "RAW", "STRING"})
_TEXTUAL = _SIZED | {"LONG", "LONG RAW"}


def is_own_type(type_: tree.DataType) -> bool:
    """Whether it is one of the server's types, with what it needs, and not anchored."""
    return type_.named is None


@rule(
    Severity.WARNING,
    on=(tree.Block,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "DECLARE\n  l_name VARCHAR2(20 CHAR);\nBEGIN\n"
        "  SELECT s.name INTO l_name FROM staff s WHERE s.id = 7;\nEND;\n/",
    ),
    good=oracle(
        "DECLARE\n  l_name staff.name%TYPE;\nBEGIN\n"
        "  SELECT s.name INTO l_name FROM staff s WHERE s.id = 7;\nEND;\n/",
        "DECLARE\n  l_count PLS_INTEGER;\nBEGIN\n  SELECT COUNT(*) INTO l_count FROM staff;\n"
        "END;\n/",
    ),
    sources=["Trivadis G-2110"],
)
def plsql_anchored_declaration(node: tree.Block, scope: Scope) -> Hits:
    """A variable that takes a column has a type of its own.

    Why: the column grows and the variable does not: value too large (ORA-06502), some day.

    Instead: declare it as `table.column%TYPE`.
    """
    own = {
        word(name): one.type
        for name, one in declared(node)
        if isinstance(one, tree.DeclareVariable)
        and is_own_type(one.type)
        and (one.type.name in _SIZED or (one.type.name == "NUMBER" and one.type.length))
    }
    if not own:
        return
    for below in running(scope, node, tree.Into, tree.CursorUse):
        for target in targets(below):
            type_ = own.pop(variable(target), None)
            if type_ is not None:
                yield hit(type_, N_("{name} takes a column without being anchored to it"),
                          name=scope.source(target))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.DeclareSubtype,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "CREATE PACKAGE BODY p IS\n  PROCEDURE q IS\n    SUBTYPE note_type IS VARCHAR2(99 CHAR);\n"
        "    l_note note_type;\n  BEGIN\n    l_note := f;\n  END q;\nEND p;\n/",
    ),
    good=oracle(
        "CREATE PACKAGE types_up IS\n  SUBTYPE note_type IS VARCHAR2(99 CHAR);\nEND types_up;\n/"
    ),
    sources=["Trivadis G-2120"],
)
def plsql_types_in_one_place(node: tree.DeclareSubtype, scope: Scope) -> Hits:
    """A subtype is declared inside a program.

    Why: every program ends up with its own, and they drift apart.

    Instead: declare subtypes in the heading of one package, and use them everywhere.
    """
    package = enclosing(node, tree.CreatePackage)
    if in_program(node) or not isinstance(package, tree.CreatePackage) or package.is_body:
        yield hit(node, N_("The subtype {name} is declared inside a program"), name=node.name.name,
                  about=node.name.name)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.DeclareVariable,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("DECLARE\n  l_note VARCHAR2(1000 CHAR);\nBEGIN\n  l_note := f;\nEND;\n/"),
    good=oracle(
        "DECLARE\n  l_note types_up.big_string_type;\nBEGIN\n  l_note := f;\nEND;\n/",
        "DECLARE\n  l_n PLS_INTEGER;\nBEGIN\n  l_n := f;\nEND;\n/",
    ),
    sources=["Trivadis G-2130"],
)
def plsql_subtype_for_strings(node: tree.DeclareVariable, scope: Scope) -> Hits:
    """A string variable has a length of its own.

    Why: the same length is written in a hundred places, and changed in ninety.

    Instead: a subtype from a package of types, or `table.column%TYPE`.
    """
    if is_own_type(node.type) and node.type.name in _TEXTUAL:
        yield hit(node.type, N_("{name} has a type that no subtype names"), name=node.names[0].name,
                  about=node.names[0].name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.Block,),
    dialects=ORACLE,
    bad=oracle(
        "DECLARE\n  l_text VARCHAR2(9 CHAR);\nBEGIN\n  l_text := 'a' || f;\nEND;\n/",
        "DECLARE\n  l_n NUMBER(3);\nBEGIN\n  x(l_n);\n  l_n := 7;\nEND;\n/",
    ),
    good=oracle(
        "DECLARE\n  l_text VARCHAR2(9 CHAR);\nBEGIN\n  l_text := 'a' || f;\n  say(l_text);\n"
        "END;\n/",
        "DECLARE\n  l_n NUMBER(3) := 1;\nBEGIN\n  LOOP\n    EXIT WHEN l_n > 3;\n"
        "    l_n := l_n + 1;\n"
        "  END LOOP;\nEND;\n/",
        "DECLARE\n  l_n NUMBER(3);\nBEGIN\n  l_n := TO_NUMBER(in_a);\nEND;\n/",
        "DECLARE\n  l_n NUMBER(3);\nBEGIN\n  l_n := f;\nEXCEPTION\n  WHEN e_x THEN\n"
        "    say(l_n);\nEND;\n/",
    ),
    sources=["Trivadis G-2135"],
)
def plsql_no_unused_assignment(node: tree.Block, scope: Scope) -> Hits:
    """A variable is given a value that nobody reads.

    Why: the work was for nothing, or the result was meant to go somewhere.

    Instead: use the value, or leave the assignment out.
    """
    own = {
        word(name)
        for name, one in declared(node)
        if isinstance(one, tree.DeclareVariable) and not one.constant
    }
    if not own or isinstance(node.parent, tree.CreatePackage):
        return
    inner = [one for one in node.declarations if isinstance(one, tree.CreateRoutine)]
    for statement in node.statements:
        if not isinstance(statement, tree.AssignVariable):
            continue
        name = variable(statement.target)
        if name in scope.omitted or isinstance(statement.value, tree.FunctionCall):
            continue  # a function may be called for what it does, or to see whether it fails
        if name in own and not scope.places.has(name, statement.last + 1, node.last):
            if any(scope.places.has(name, one.first, one.last) for one in inner):
                continue
            yield hit(statement, N_("Nobody reads {name} after this assignment"),
                      name=scope.source(statement.target))  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.DeclareVariable,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("DECLARE\n  l_note types.note_type := NULL;\nBEGIN\n  say(l_note);\nEND;\n/"),
    good=oracle("DECLARE\n  l_note types.note_type;\nBEGIN\n  say(l_note);\nEND;\n/"),
    sources=["Trivadis G-2140"],
)
def plsql_no_null_initialization(node: tree.DeclareVariable, scope: Scope) -> Hits:
    """A variable is initialized with NULL.

    Why: every variable begins as NULL; saying so only makes the declaration longer.

    Instead: leave `:= NULL` out.
    """
    if is_literal(node.default, "null") and not node.constant:
        yield hit(node, N_("{name} is NULL without being told"), name=node.names[0].name,
                  about=node.names[0].name)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.AssignVariable,),
    dialects=ORACLE,
    bad=oracle("BEGIN\n  l_degree := l_degree;\nEND;\n/", "BEGIN\n  t(i).a := t(i).a;\nEND;\n/"),
    good=oracle("BEGIN\n  l_degree := l_result;\nEND;\n/", "BEGIN\n  :new.a := :old.a;\nEND;\n/"),
    sources=["Trivadis G-2145"],
)
def plsql_no_self_assignment(node: tree.AssignVariable, scope: Scope) -> Hits:
    """A variable is assigned to itself.

    Why: it does nothing, so another name was meant on one of the sides.

    Instead: correct the name.
    """
    if same(scope, node.target, node.value):
        yield hit(node, N_("{name} is assigned to itself"), name=scope.source(node.target))


@rule(
    Severity.ERROR,
    on=(tree.DeclareVariable,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "DECLARE\n  l_name staff.name%TYPE := staff_api.name_of(in_id => 7);\nBEGIN\n"
        "  say(l_name);\nEND;\n/",
    ),
    good=oracle(
        "DECLARE\n  l_name staff.name%TYPE;\nBEGIN\n  l_name := staff_api.name_of(in_id => 7);\n"
        "END;\n/",
        "DECLARE\n  TYPE t_ids_type IS TABLE OF NUMBER(9);\n  t_ids t_ids_type := t_ids_type();\n"
        "BEGIN\n  say(t_ids.COUNT);\nEND;\n/",
        "DECLARE\n  l_n PLS_INTEGER := GREATEST(1, 2);\nBEGIN\n  say(l_n);\nEND;\n/",
    ),
    sources=["Trivadis G-2160"],
)
def plsql_no_function_in_declaration(node: tree.DeclareVariable, scope: Scope) -> Hits:
    """A variable is initialized by a function in its declaration.

    Why: an exception in a declaration cannot be handled by the block it stands in.

    Instead: assign it behind BEGIN.
    """
    if node.default is None or not in_program(node):
        return
    for below in (node.default, *tree.walk(node.default)):
        if isinstance(below, tree.FunctionCall) and "." in below.name and not _builds(below, scope):
            yield hit(below, N_("{name} is initialized by a function that may fail"),
                      name=node.names[0].name, about=node.names[0].name)  # fmt: skip
            return


def _builds(call: tree.FunctionCall, scope: Scope) -> bool:
    """Whether it makes a collection or an object: by its name, or without an argument."""
    last = call.name.rpartition(".")[2]
    return last.endswith(("_TYPE", "_T", "_TAB", "_LIST", "_OT")) or last.startswith("T_")


@rule(
    Severity.WARNING,
    on=(tree.Block,),
    dialects=ORACLE,
    bad=oracle(
        "<<main>>\nDECLARE\n  l_v staff.name%TYPE;\nBEGIN\n  <<sub>>\n  DECLARE\n"
        "    l_v staff.name%TYPE;\n"
        "  BEGIN\n    say(l_v || main.l_v);\n  END sub;\nEND main;\n/",
    ),
    good=oracle(
        "<<main>>\nDECLARE\n  l_v staff.name%TYPE;\nBEGIN\n  <<sub>>\n  DECLARE\n"
        "    l_w staff.name%TYPE;\n"
        "  BEGIN\n    say(l_v || l_w);\n  END sub;\nEND main;\n/",
        "CREATE PACKAGE BODY p IS\n  PROCEDURE a IS l_v t.c%TYPE; BEGIN f(l_v); END a;\n"
        "  PROCEDURE b IS l_v t.c%TYPE; BEGIN f(l_v); END b;\nEND p;\n/",
    ),
    sources=["Trivadis G-2170"],
)
def plsql_no_shadowing(node: tree.Block, scope: Scope) -> Hits:
    """A variable has the name of one further out.

    Why: which of the two is meant depends on the block, and whoever moves a line changes it.

    Instead: a name of its own.
    """
    own = {word(name): name for name, _one in declared(node)}
    if not own:
        return
    for above in tree.ancestors(node):
        for name, _one in declared(above):
            inner = own.pop(word(name), None)
            if inner is not None:
                yield hit(inner, N_("{name} is declared further out as well"), name=inner.name,
                          about=inner.name)  # fmt: skip


_NAMED = (
    tree.DeclareVariable, tree.DeclareException, tree.DeclareCursor, tree.DeclareType,
    tree.DeclareSubtype, tree.RoutineParameter, tree.CreateRoutine, tree.CreatePackage,
    tree.CreateTrigger, tree.CreateType, tree.CreateTable, tree.ColumnDefinition,
)  # fmt: skip


def _names(node: tree.Node) -> tuple[tree.Name, ...]:
    if isinstance(node, tree.DeclareVariable):
        return node.names
    return (node.name,)  # type: ignore[attr-defined]


@rule(
    Severity.WARNING,
    on=_NAMED,
    having=(IDENTIFIER,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle('DECLARE\n  "total sum" PLS_INTEGER;\nBEGIN\n  "total sum" := 1;\nEND;\n/'),
    good=oracle("DECLARE\n  l_total_sum PLS_INTEGER;\nBEGIN\n  l_total_sum := 1;\nEND;\n/"),
    sources=["Trivadis G-2180"],
)
def plsql_no_quoted_name(node: tree.Node, scope: Scope) -> Hits:
    """A name is declared in quotes.

    Why: it must be written in quotes and in the same case forever after, and tools forget that.

    Instead: a name of letters, digits and underscores, without quotes.
    """
    for name in _names(node):
        if is_quoted(scope, name):
            yield hit(name, N_("{name} is declared in quotes"), name=name.name, about=name.name)


@rule(
    Severity.WARNING,
    on=(tree.DeclareVariable, tree.DeclareException, tree.DeclareCursor, tree.RoutineParameter),
    dialects=ORACLE,
    in_default=False,
    parameters={"min": 3},
    bad=oracle("DECLARE\n  n PLS_INTEGER;\nBEGIN\n  n := f;\n  say(n);\nEND;\n/"),
    good=oracle(
        "DECLARE\n  l_lines PLS_INTEGER;\nBEGIN\n  l_lines := f;\n  say(l_lines);\nEND;\n/"
    ),
    sources=["Trivadis G-2185"],
)
def plsql_no_short_name(node: tree.Node, scope: Scope) -> Hits:
    """A name is too short to say anything.

    Why: a name of one letter saves a second while writing and costs minutes while reading.

    Instead: a name that says what it holds.
    """
    for name in _names(node):
        if len(name.name) < scope.number("min"):
            yield hit(name, N_("The name {name} is too short to say anything"), name=name.name,
                      about=name.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.DataType, tree.Column, tree.PseudoColumn),
    having=("ROWID", "UROWID"),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "DECLARE\n  l_place ROWID;\nBEGIN\n  say(l_place);\nEND;\n/",
        "BEGIN\n  UPDATE staff SET bonus = 0 WHERE ROWID = l_place;\nEND;\n/",
    ),
    good=oracle("DECLARE\n  l_id staff.id%TYPE;\nBEGIN\n  say(l_id);\nEND;\n/"),
    sources=["Trivadis G-2190"],
)
def plsql_no_rowid(node: tree.DataType | tree.Column | tree.PseudoColumn, scope: Scope) -> Hits:
    """A program works with ROWIDs.

    Why: a row's ROWID changes when the row moves, and a row it named may be another by then.

    Instead: the primary key.
    """
    name = node.name.name.upper() if isinstance(node, tree.Column) else node.name
    if name in {"ROWID", "UROWID"} and in_program(node):
        yield hit(node, N_("A program works with ROWIDs"))
