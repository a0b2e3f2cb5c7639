"""Rules about ways of doing things: existence, other schemas, locks, progress.

After chapter 8 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

import re
from collections.abc import Iterator

from app.audit.places import word
from app.audit.programs import LISTS, ORACLE, enclosing, in_program, oracle, routine, variable
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_ENOUGH = ("ROWNUM", "DUAL", "FETCH")
"""Words of queries that stop at the first row, or read no table."""
_OWN = frozenset({"SYS", "PUBLIC", "SYSTEM"})


def _counted(statement: tree.Node) -> tuple[str, tree.Select] | None:
    """The variable that takes a COUNT, and its query."""
    if not isinstance(statement, tree.Query) or not isinstance(statement.body, tree.Select):
        return None
    select = statement.body
    if select.into is None or len(select.items) != 1 or len(select.into.targets) != 1:
        return None
    value = select.items[0].value
    if isinstance(value, tree.FunctionCall) and value.name == "COUNT" and select.group_by is None:
        return variable(select.into.targets[0]), select
    return None


def _asked(condition: tree.Node | None, name: str) -> bool:
    """Whether a condition asks whether a count is nothing or something."""
    if not isinstance(condition, tree.Comparison):
        return False
    for one, other in (
        (condition.left, condition.right),
        (condition.right, condition.left),
    ):
        if variable(one) == name and isinstance(other, tree.Literal | tree.Column):
            return True
    return False


def _counts_then_ifs(node: tree.Node) -> Iterator[tuple[tree.Select, tree.If]]:
    """Each count and the IF behind it that asks for it."""
    counts: dict[str, tree.Select] = {}
    for statement in node.statements:  # type: ignore[attr-defined]
        found = _counted(statement)
        if found is not None and found[0]:
            counts[found[0]] = found[1]
        elif isinstance(statement, tree.If):
            for name, select in counts.items():
                if any(_asked(branch.condition, name) for branch in statement.branches):
                    yield select, statement


@rule(
    Severity.WARNING,
    on=LISTS,
    having=("COUNT",),
    dialects=ORACLE,
    bad=oracle(
        "BEGIN SELECT COUNT(*) INTO l_n FROM staff WHERE dept = 7; IF l_n > 0 THEN x; END IF; "
        "END;\n/",
    ),
    good=oracle(
        "BEGIN FOR r IN (SELECT 1 FROM dual WHERE EXISTS (SELECT 1 FROM staff)) LOOP x; END "
        "LOOP; END;\n/",
        "BEGIN SELECT COUNT(*) INTO l_n FROM staff; say(l_n); END;\n/",
        "BEGIN SELECT COUNT(*) INTO l_n FROM dual WHERE EXISTS (SELECT 1 FROM staff);"
        " IF l_n > 0 THEN x; END IF; END;\n/",
        "BEGIN SELECT COUNT(*) INTO l_n FROM staff WHERE dept = 7 AND ROWNUM = 1;"
        " IF l_n > 0 THEN x; END IF; END;\n/",
    ),
    sources=["Trivadis G-8110"],
)
def plsql_no_count_for_existence(node: tree.Node, scope: Scope) -> Hits:
    """Rows are counted to find out whether there are any.

    Why: it reads all of them for what the first one tells.

    Instead: EXISTS, or ROWNUM = 1.
    """
    for select, _if in _counts_then_ifs(node):
        asked = any(scope.places.has(one, select.first, select.last) for one in _ENOUGH)
        if not asked:
            yield hit(select, N_("All rows are counted to find out whether there are any"))


@rule(
    Severity.ERROR,
    on=LISTS,
    having=("COUNT",),
    dialects=ORACLE,
    bad=oracle(
        "BEGIN SELECT COUNT(*) INTO l_n FROM dept WHERE id = r.id;"
        " IF l_n = 0 THEN INSERT INTO dept (id) VALUES (r.id); END IF; END;\n/",
    ),
    good=oracle(
        "BEGIN INSERT INTO dept (id) VALUES (r.id); EXCEPTION WHEN DUP_VAL_ON_INDEX THEN x; "
        "END;\n/",
        "BEGIN SELECT COUNT(*) INTO l_n FROM dept;"
        " IF l_n = 0 THEN INSERT INTO log (id) VALUES (1); END IF; END;\n/",
    ),
    sources=["Trivadis G-8120"],
)
def plsql_no_check_before_insert(node: tree.Node, scope: Scope) -> Hits:
    """A program looks whether a row exists and then inserts it.

    Why: between the two another session inserts it, and the INSERT fails all the same.

    Instead: insert, and handle DUP_VAL_ON_INDEX; or MERGE.
    """
    for select, asking in _counts_then_ifs(node):
        counted = {
            below.name.name.upper()
            for below in tree.walk(select)
            if isinstance(below, tree.TableName)
        }
        for branch in asking.branches:
            for one in branch.statements:
                if isinstance(one, tree.Insert) and one.table.name.upper() in counted:
                    yield hit(asking, N_("Another session may insert the row in between"),
                              about=one.table.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.TableName, tree.Insert),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("SELECT p.name FROM oe.products p", "INSERT INTO oe.products (id) VALUES (1)"),
    good=oracle("SELECT p.name FROM oe_products p", "SELECT username FROM sys.dba_users"),
    sources=["Trivadis G-8210"],
)
def plsql_use_synonym(node: tree.TableName | tree.Insert, scope: Scope) -> Hits:
    """A table of another schema is named with its schema.

    Why: the program must be changed wherever the schema has another name.

    Instead: a synonym.
    """
    name = node.table if isinstance(node, tree.Insert) else node.name
    if len(name.parts) > 1 and name.parts[0].upper() not in _OWN:
        yield hit(name, N_("{table} is named with its schema"), table=name.dotted,
                  about=name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.FunctionCall, "LENGTH", "LENGTHB", "LENGTHC"),),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "CREATE PROCEDURE p(in_name IN VARCHAR2) IS BEGIN IF LENGTH(in_name) > 20 THEN "
        "RAISE e_x; END IF;"
        " q(in_name); END p;\n/",
    ),
    good=oracle(
        "CREATE PROCEDURE p(in_name IN VARCHAR2) IS l_name dept.name%TYPE NOT NULL := in_name;\n"
        "BEGIN q(l_name); END p;\n/",
        "CREATE PROCEDURE p(in_name IN VARCHAR2) IS BEGIN q(LENGTH(in_name)); END p;\n/",
    ),
    sources=["Trivadis G-8310"],
)
def plsql_validate_parameter_size(node: tree.FunctionCall, scope: Scope) -> Hits:
    """The length of a parameter is checked by hand.

    Why: a variable of the right size checks it by itself, and always.

    Instead: `l_name dept.name%TYPE NOT NULL := in_name` in the declarations.
    """
    made = routine(node)
    if made is None or not node.arguments:
        return
    name = variable(node.arguments[0])
    if name in {word(one.name) for one in made.parameters} and isinstance(
        node.parent, tree.Comparison
    ):
        yield hit(node, N_("A variable of the right size checks this by itself"))


_LOCK = re.compile(r"(?:^|_)(?:LOCK|MUTEX|SEMAPHORE)S?(?:_|$)", re.I)


@rule(
    Severity.NOTICE,
    on=(tree.Insert, tree.Update, tree.Delete),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN INSERT INTO app_locks (name) VALUES ('load'); load; DELETE FROM app_locks; END;\n/",
        "BEGIN UPDATE job_lock SET busy = 'Y' WHERE job = 'load'; load; END;\n/",
    ),
    good=oracle(
        "BEGIN l_h := lock_up.request_lock(in_lock_name => co_load); load;"
        " lock_up.release_lock(l_h); END;\n/",
        "BEGIN UPDATE blocks SET busy = 'Y'; END;\n/",
    ),
    sources=["Trivadis G-8410"],
)
def plsql_application_lock(node: tree.Node, scope: Scope) -> Hits:
    """A row of a table tells that a program is running.

    Why: when the program fails, the row stays, and nobody can run it until somebody deletes it.

    Instead: an application lock, by DBMS_LOCK, which the end of the session gives back.
    """
    if isinstance(node, tree.Insert):
        name: tree.Name | None = node.table
    else:
        tables = node.tables  # type: ignore[attr-defined]
        name = tables.name if isinstance(tables, tree.TableName) else None
    if name is not None and _LOCK.search(name.name) and in_program(node):
        yield hit(name, N_("The lock in {table} stays when the program fails"), table=name.dotted,
                  about=name.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.Loop,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "CREATE PROCEDURE p IS BEGIN FOR r IN (SELECT id FROM staff) LOOP pay(r.id); END LOOP; "
        "END p;\n/",
    ),
    good=oracle(
        "CREATE PROCEDURE p IS BEGIN FOR r IN (SELECT id FROM staff) LOOP\n"
        "sys.dbms_application_info.set_action('staff ' || r.id); pay(r.id); END LOOP; END p;\n/",
        "CREATE PROCEDURE p IS BEGIN FOR i IN 1 .. 3 LOOP pay(i); END LOOP; END p;\n/",
    ),
    sources=["Trivadis G-8510"],
)
def plsql_application_info(node: tree.Loop, scope: Scope) -> Hits:
    """A program works through rows and does not tell how far it is.

    Why: V$SESSION then shows a session that has been busy for hours, and nothing else.

    Instead: DBMS_APPLICATION_INFO: SET_MODULE, SET_ACTION, SET_SESSION_LONGOPS.
    """
    if (
        routine(node) is not None
        and enclosing(node, tree.Loop) is None
        and any(isinstance(one, tree.Iteration) and one.kind == "ROWS" for one in node.over)
        and not scope.places.of("DBMS_APPLICATION_INFO")
    ):
        yield hit(node.first, N_("V$SESSION does not show how far this loop is"))
