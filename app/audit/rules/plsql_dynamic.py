"""Rules about dynamic SQL: how it is written, and what may be slipped into it.

After chapter 6 of the Trivadis PL/SQL & SQL Coding Guidelines, and Oracle's advice on injection
(PL/SQL Language Reference, "SQL Injection").
"""

import re
from collections.abc import Iterator

from app.audit.places import word
from app.audit.programs import (
    ORACLE,
    body,
    called,
    declared,
    in_program,
    oracle,
    routine,
    running,
    variable,
)
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_GRANT = re.compile(r"\bGRANT\b", re.I)
_TO_ALL = re.compile(r"\bTO\s+PUBLIC\b|\bGRANT\s+DBA\b", re.I)
_ANY, _TO = re.compile(r"\bANY\s+\w+", re.I), re.compile(r"\bTO\b", re.I)
_PARSE = frozenset({"DBMS_SQL.PARSE", "SYS.DBMS_SQL.PARSE"})
_NUMBERS = frozenset(
    """NUMBER FLOAT PLS_INTEGER BINARY_INTEGER SIMPLE_INTEGER NATURAL NATURALN POSITIVE POSITIVEN
    SIGNTYPE BINARY_FLOAT BINARY_DOUBLE SIMPLE_FLOAT SIMPLE_DOUBLE BOOLEAN""".split()
)
_SAFE = frozenset({"SYSDATE", "SYSTIMESTAMP", "USER", "UID", "CHR", "TO_CHAR", "LPAD", "RPAD"})


def text_of(node: tree.Node) -> tree.Expression | None:
    """The text that a statement runs, where it runs one."""
    if isinstance(node, tree.Prepare):
        return node.source
    if isinstance(node, tree.CursorUse) and isinstance(node.query, tree.Expression):
        return node.query
    if isinstance(node, tree.Call) and called(node) in _PARSE and len(node.arguments) > 1:
        found = node.arguments[1]
        return found.value if isinstance(found, tree.NamedArgument) else found
    return None


def parts(text: tree.Node) -> Iterator[tree.Node]:
    """What is put together by `||`, one after the other."""
    todo = [text]
    while todo:
        one = todo.pop()
        if isinstance(one, tree.Arithmetic) and one.op == "||":
            todo += (one.right, one.left)
        else:
            yield one


@rule(
    Severity.WARNING,
    on=(tree.Prepare, tree.CursorUse),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN EXECUTE IMMEDIATE 'SELECT a.NEXTVAL FROM dual' INTO l_n; END;\n/",
        "BEGIN OPEN c FOR 'SELECT 1 FROM ' || l_table; END;\n/",
    ),
    good=oracle(
        "BEGIN l_sql := 'SELECT a.NEXTVAL FROM dual'; EXECUTE IMMEDIATE l_sql INTO l_n; END;\n/",
    ),
    sources=["Trivadis G-6010"],
)
def plsql_dynamic_sql_in_variable(node: tree.Prepare | tree.CursorUse, scope: Scope) -> Hits:
    """Dynamic SQL is not kept in a variable.

    Why: when it fails, the text that failed cannot be logged.

    Instead: put it into a variable, and execute that.
    """
    text = text_of(node)
    if isinstance(text, tree.Literal | tree.Arithmetic) and in_program(node):
        yield hit(text, N_("This text is not kept in a variable"))


@rule(
    Severity.NOTICE,
    on=(tree.Bind,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN EXECUTE IMMEDIATE l_sql USING l_id, OUT l_pay; END;\n/"),
    good=oracle(
        "BEGIN EXECUTE IMMEDIATE l_sql USING l_id RETURNING INTO l_pay; END;\n/",
        "BEGIN EXECUTE IMMEDIATE 'BEGIN p(:a); END;' USING OUT l_pay; END;\n/",
    ),
    sources=["Trivadis G-6020"],
)
def plsql_returning_into(node: tree.Bind, scope: Scope) -> Hits:
    """Dynamic DML gives a value back through USING.

    Why: RETURNING INTO is where everybody looks for what a statement gives back, and it takes
    collections as well.

    Instead: `RETURNING INTO variable` behind USING. A block has no other way than USING.
    """
    statement = node.parent
    if "OUT" not in node.mode or not isinstance(statement, tree.Prepare):
        return
    text = statement.source
    if isinstance(text, tree.Literal) and scope.literal(text).lstrip()[:5].upper() in {
        "BEGIN", "DECLA", "CALL ",
    }:  # fmt: skip
        return
    yield hit(node, N_("RETURNING INTO is where this value belongs"))


def _texts(node: tree.Node, scope: Scope) -> Iterator[tree.Node]:
    """The text a statement runs, or all that is put into the variable that holds it."""
    text = text_of(node)
    if text is None:
        return
    name = variable(text)
    if not name:
        yield text
        return
    made = routine(node)
    block = body(made) if made is not None else None
    if block is None:
        return
    for own, one in declared(block):
        if word(own) == name and isinstance(one, tree.DeclareVariable) and one.default:
            yield one.default
    for assigned in running(scope, block, tree.AssignVariable):
        assert isinstance(assigned, tree.AssignVariable)
        if variable(assigned.target) == name:
            yield assigned.value


def _constants(node: tree.Node) -> set[str]:
    """The constants declared around a node."""
    return {
        word(name)
        for above in tree.ancestors(node)
        for name, one in declared(above)
        if isinstance(one, tree.DeclareVariable) and one.constant
    }


def _parameters(node: tree.Node) -> set[str]:
    """The parameters of the subprogram around it that may hold a text."""
    made = routine(node)
    if made is None:
        return set()
    return {word(one.name) for one in made.parameters if not _is_number(one.type)}


def _is_number(type_: tree.DataType) -> bool:
    """Whether nothing but a number fits into it, which harms no statement."""
    return type_.name in _NUMBERS


def _numbers(node: tree.Node) -> set[str]:
    """What is declared around a node as a number, and the indexes of loops."""
    found: set[str] = set()
    for above in tree.ancestors(node):
        if isinstance(above, tree.Loop) and above.variable is not None:
            found.add(word(above.variable))
        found.update(
            word(name)
            for name, one in declared(above)
            if isinstance(one, tree.DeclareVariable | tree.RoutineParameter)
            and _is_number(one.type)
        )
    return found


def _is_asserted(part: tree.Node) -> bool:
    return isinstance(part, tree.FunctionCall) and (
        "DBMS_ASSERT." in part.name or part.name in _SAFE
    )


@rule(
    Severity.ERROR,
    on=(tree.Prepare, tree.CursorUse, tree.Call),
    dialects=ORACLE,
    bad=oracle(
        "CREATE PROCEDURE p(in_table IN VARCHAR2) IS\n"
        "BEGIN EXECUTE IMMEDIATE 'DROP TABLE ' || in_table; END p;\n/",
        "CREATE PROCEDURE p(in_name IN VARCHAR2) IS l_sql types.text;\n"
        "BEGIN l_sql := 'DELETE FROM staff WHERE name = ''' || in_name || '''';"
        " EXECUTE IMMEDIATE l_sql; END p;\n/",
    ),
    good=oracle(
        "CREATE PROCEDURE p(in_table IN VARCHAR2) IS l_table types.name;\n"
        "BEGIN l_table := DBMS_ASSERT.SQL_OBJECT_NAME(in_table);"
        " EXECUTE IMMEDIATE 'DROP TABLE ' || l_table; END p;\n/",
        "CREATE PROCEDURE p(in_n IN NUMBER) IS BEGIN EXECUTE IMMEDIATE 'DROP TABLE t' || in_n; "
        "END p;\n/",
        "CREATE PROCEDURE p(in_name IN VARCHAR2) IS\n"
        "BEGIN EXECUTE IMMEDIATE 'DELETE FROM staff WHERE name = :1' USING in_name; END p;\n/",
    ),
    sources=["Trivadis G-9501"],
)
def plsql_no_parameter_in_dynamic_sql(node: tree.Node, scope: Scope) -> Hits:
    """A parameter is put into the text of a statement.

    Why: whoever calls the program decides what is executed, with the rights of its owner:
    `x' OR 1 = 1 --` is a name, too.

    Instead: USING for values; for names a variable that takes
    `DBMS_ASSERT.SIMPLE_SQL_NAME(parameter)`.
    """
    if text_of(node) is None or not (own := _parameters(node)):
        return
    for text in _texts(node, scope):
        for part in parts(text):
            if part is not text and variable(part) in own:
                yield hit(part, N_("Whoever calls this program decides what {name} puts into SQL"),
                          name=scope.source(part), about=scope.source(part))  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.Prepare, tree.CursorUse, tree.Call),
    dialects=ORACLE,
    bad=oracle(
        "CREATE PROCEDURE p IS l_name staff.name%TYPE;\n"
        "BEGIN l_name := f; EXECUTE IMMEDIATE 'DROP USER ' || l_name; END p;\n/",
        "CREATE PROCEDURE p IS BEGIN FOR r IN c LOOP"
        " DBMS_SQL.PARSE(l_c, 'DROP TABLE ' || r.table_name, 1); END LOOP; END p;\n/",
    ),
    good=oracle(
        "CREATE PROCEDURE p IS l_name staff.name%TYPE;\n"
        "BEGIN EXECUTE IMMEDIATE 'DROP USER ' || DBMS_ASSERT.ENQUOTE_NAME(l_name); END p;\n/",
        "CREATE PROCEDURE p IS co_table CONSTANT types.name := 'T';\n"
        "BEGIN EXECUTE IMMEDIATE 'TRUNCATE TABLE ' || co_table; END p;\n/",
        "BEGIN FOR r IN c LOOP EXECUTE IMMEDIATE 'DROP TABLE ' || r.table_name; END LOOP; END;\n/",
    ),
    sources=["Oracle PL/SQL Language Reference: SQL Injection"],
)
def plsql_no_concatenated_dynamic_sql(node: tree.Node, scope: Scope) -> Hits:
    """A stored program puts values into the text of a statement.

    Why: what stands in a table or a variable may have come from outside, and becomes part of the
    statement: SQL injection. Every other value also makes another statement to parse. Blocks that
    are run by hand are left alone.

    Instead: USING for values, DBMS_ASSERT for names.
    """
    if text_of(node) is None or routine(node) is None:
        return
    known: set[str] | None = None
    for text in _texts(node, scope):
        for part in parts(text):
            if part is text or isinstance(part, tree.Literal | tree.Variable) or _is_asserted(part):
                continue
            if known is None:
                known = _constants(node) | _parameters(node) | _numbers(node) | _SAFE
            if (name := variable(part)) in known or (name and name == variable(text_of(node))):
                continue
            yield hit(part, N_("What is put into SQL here may come from outside"))
            return


@rule(
    Severity.NOTICE,
    on=(tree.CreateRoutine, tree.CreatePackage),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("CREATE PROCEDURE p IS BEGIN EXECUTE IMMEDIATE l_sql; END p;\n/"),
    good=oracle(
        "CREATE PROCEDURE p AUTHID CURRENT_USER IS BEGIN EXECUTE IMMEDIATE l_sql; END p;\n/",
        "CREATE PROCEDURE p IS BEGIN x; END p;\n/",
    ),
    sources=["Oracle Database Security Guide: definer's rights"],
)
def plsql_dynamic_sql_with_definer_rights(node: tree.Node, scope: Scope) -> Hits:
    """A program runs dynamic SQL with the rights of its owner.

    Why: whatever is slipped into the text is done by the owner, who may do more than the caller.

    Instead: AUTHID CURRENT_USER, or an owner who may do nothing else.
    """
    if isinstance(node, tree.CreateRoutine):
        if node.nested or node.option("AUTHID") is not None:
            return
        yield from _runs_text(node, scope)
        return
    assert isinstance(node, tree.CreatePackage)
    memory, name = scope.memory, node.name.name.upper()
    if not node.is_body:
        memory[name] = any(option.name == "AUTHID" for option in node.options)
    elif memory.get(name) is False:
        yield from _runs_text(node, scope)


def _runs_text(node: tree.Node, scope: Scope) -> Hits:
    for at in scope.places.within("IMMEDIATE", node.first, node.last):
        yield hit(at - 1, N_("This runs with the rights of the owner"), last=at)
        return


@rule(
    Severity.WARNING,
    on=(tree.Prepare, tree.CursorUse, tree.Call),
    dialects=ORACLE,
    bad=oracle(
        "BEGIN EXECUTE IMMEDIATE 'GRANT EXECUTE ON p TO PUBLIC'; END;\n/",
        "BEGIN EXECUTE IMMEDIATE 'GRANT DBA TO ' || l_user; END;\n/",
        "BEGIN EXECUTE IMMEDIATE 'GRANT SELECT ANY TABLE TO ' || l_user; END;\n/",
    ),
    good=oracle(
        "BEGIN EXECUTE IMMEDIATE 'GRANT SELECT ON t TO reporting'; END;\n/",
        "BEGIN EXECUTE IMMEDIATE 'REVOKE EXECUTE ON p FROM PUBLIC'; END;\n/",
    ),
    sources=["Oracle Database Security Guide: guidelines for privileges"],
)
def plsql_no_dynamic_excessive_grant(node: tree.Node, scope: Scope) -> Hits:
    """Dynamic SQL grants to PUBLIC, or grants DBA or an ANY privilege.

    Why: nobody who reads the grants of the scripts finds it, and it is done with the rights of the
    owner.

    Instead: grant what is needed on one object to one role, in a script of its own.
    """
    text = text_of(node)
    if text is None:
        return
    said = " ".join(
        scope.literal(part) for part in parts(text)
        if isinstance(part, tree.Literal) and part.kind == "string"
    )  # fmt: skip
    if _grants_much(said):
        yield hit(text, N_("This grants too much, out of sight"))


def _grants_much(text: str) -> bool:
    """Whether a GRANT in it is of DBA or of an ANY privilege, or to everybody."""
    for statement in text.split(";"):
        grant = _GRANT.search(statement)
        if grant is None:
            continue
        if _TO_ALL.search(statement, grant.start()):
            return True
        found = _ANY.search(statement, grant.end())
        if found is not None and _TO.search(statement, found.end()):
            return True
    return False
