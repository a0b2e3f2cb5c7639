"""Rules about cursors.

After chapter 4.1 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

from itertools import pairwise

from app.audit.places import word
from app.audit.programs import DML, LISTS, ORACLE, oracle, running
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_SETS_SQL = (*DML, tree.ForAll, tree.Prepare, tree.Query)


@rule(
    Severity.NOTICE,
    on=(tree.Unary,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN LOOP FETCH c INTO r; EXIT WHEN NOT c%FOUND; END LOOP; END;\n/"),
    good=oracle("BEGIN LOOP FETCH c INTO r; EXIT WHEN c%NOTFOUND; END LOOP; END;\n/"),
    sources=["Trivadis G-4110"],
)
def plsql_use_notfound(node: tree.Unary, scope: Scope) -> Hits:
    """NOT cursor%FOUND.

    Why: two turns of thought for one; and both are NULL before the first FETCH.

    Instead: cursor%NOTFOUND.
    """
    asked = node.operand
    if node.op == "NOT" and isinstance(asked, tree.Attribute) and asked.attribute == "FOUND":
        yield hit(node, N_("%NOTFOUND says the same as NOT %FOUND"))


@rule(
    Severity.ERROR,
    on=LISTS,
    dialects=ORACLE,
    bad=oracle(
        "BEGIN LOOP FETCH c BULK COLLECT INTO t LIMIT 100; EXIT WHEN c%NOTFOUND; x(t); END LOOP; "
        "END;\n/",
    ),
    good=oracle(
        "BEGIN LOOP FETCH c BULK COLLECT INTO t LIMIT 100; x(t); EXIT WHEN c%NOTFOUND; END LOOP; "
        "END;\n/",
        "BEGIN LOOP FETCH c BULK COLLECT INTO t LIMIT 100; EXIT WHEN t.COUNT = 0; x(t); END "
        "LOOP; END;\n/",
        "BEGIN LOOP FETCH c INTO r; EXIT WHEN c%NOTFOUND; x(r); END LOOP; END;\n/",
    ),
    sources=["Trivadis G-4120"],
)
def plsql_no_notfound_after_bulk_fetch(node: tree.Node, scope: Scope) -> Hits:
    """%NOTFOUND is asked right behind a FETCH with LIMIT.

    Why: the last FETCH brings fewer rows than the limit and sets %NOTFOUND: they are never looked
    at.

    Instead: leave the loop at its end, or when the collection is empty.
    """
    for before, behind in pairwise(node.statements):  # type: ignore[attr-defined]
        if (
            isinstance(before, tree.CursorUse)
            and before.bulk
            and before.limit is not None
            and isinstance(behind, tree.Jump)
            and isinstance(behind.condition, tree.Attribute)
            and behind.condition.attribute == "NOTFOUND"
        ):
            yield hit(behind, N_("The rows of the last FETCH are never looked at"))


@rule(
    Severity.WARNING,
    on=(tree.Block,),
    dialects=ORACLE,
    bad=oracle(
        "DECLARE CURSOR c IS SELECT id FROM staff; r c%ROWTYPE;\nBEGIN OPEN c; FETCH c INTO r; "
        "END;\n/",
    ),
    good=oracle(
        "DECLARE CURSOR c IS SELECT id FROM staff; r c%ROWTYPE;\n"
        "BEGIN OPEN c; FETCH c INTO r; CLOSE c; END;\n/",
        "CREATE PROCEDURE p(out_c OUT SYS_REFCURSOR) IS BEGIN OPEN out_c FOR SELECT 1 FROM dual; "
        "END p;\n/",
    ),
    sources=["Trivadis G-4130"],
)
def plsql_close_cursor(node: tree.Block, scope: Scope) -> Hits:
    """A cursor is opened and not closed in its block.

    Why: it holds memory and counts towards OPEN_CURSORS (ORA-01000), and the next OPEN fails
    (ORA-06511) where the session keeps it.

    Instead: CLOSE it, in the exception handlers too.
    """
    own = {word(one.name) for one in node.declarations if isinstance(one, tree.DeclareCursor)}
    if not own:
        return
    closed: set[str] = set()
    opened: list[tree.CursorUse] = []
    for one in running(scope, node, tree.CursorUse):
        assert isinstance(one, tree.CursorUse)
        if one.kind == "CLOSE":
            closed.add(word(one.cursor))
        elif one.kind == "OPEN":
            opened.append(one)
    for use in opened:
        if word(use.cursor) in own - closed:
            yield hit(use, N_("{cursor} is opened and never closed"), cursor=use.cursor.name,
                      about=use.cursor.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=LISTS,
    dialects=ORACLE,
    bad=oracle(
        "BEGIN DELETE FROM log WHERE id = 1; tidy(1); IF SQL%ROWCOUNT > 1 THEN ROLLBACK; END IF; "
        "END;\n/",
    ),
    good=oracle(
        "BEGIN DELETE FROM log WHERE id = 1; l_n := SQL%ROWCOUNT; tidy(1); END;\n/",
        "BEGIN DELETE FROM log WHERE id = 1; IF SQL%ROWCOUNT > 1 THEN ROLLBACK; END IF; END;\n/",
    ),
    sources=["Trivadis G-4140"],
)
def plsql_ask_attribute_at_once(node: tree.Node, scope: Scope) -> Hits:
    """Something stands between a statement and the question what it did.

    Why: SQL%ROWCOUNT is about the last statement of the session, and a procedure in between may
    have run some.

    Instead: keep `SQL%ROWCOUNT` in a variable at once.
    """
    changed = False
    listed = node.statements  # type: ignore[attr-defined]
    for before, behind in pairwise(listed):
        changed = changed or isinstance(before, _SETS_SQL)
        if changed and isinstance(before, tree.Call | tree.Block) and _asks(behind):
            yield hit(behind, N_("Something runs between a statement and this question about it"))


def _asks(statement: tree.Node) -> bool:
    """Whether the statement itself asks for an attribute of SQL."""
    if isinstance(statement, tree.If):
        asked: list[tree.Node | None] = [branch.condition for branch in statement.branches]
    elif isinstance(statement, tree.AssignVariable | tree.Call | tree.Return):
        asked = [statement]
    else:
        return False
    return any(
        isinstance(below, tree.Attribute)
        and isinstance(below.operand, tree.Column)
        and below.operand.name.parts == (below.operand.name.name,)
        and below.operand.name.name.upper() == "SQL"
        for one in asked if one is not None
        for below in tree.walk(one)
    )  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.Loop,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN OPEN c; LOOP FETCH c INTO r; EXIT WHEN c%NOTFOUND; say(r.id); END LOOP; CLOSE c; "
        "END;\n/",
    ),
    good=oracle(
        "BEGIN FOR r IN c LOOP say(r.id); END LOOP; END;\n/",
        "BEGIN OPEN c; LOOP FETCH c BULK COLLECT INTO t LIMIT 100; x(t); EXIT WHEN c%NOTFOUND;"
        " END LOOP; CLOSE c; END;\n/",
    ),
    sources=["Trivadis G-4330"],
)
def plsql_use_cursor_loop(node: tree.Loop, scope: Scope) -> Hits:
    """A loop fetches row after row.

    Why: OPEN, FETCH, EXIT and CLOSE in four places; a cursor FOR loop does them all, and fetches
    a hundred rows at a time.

    Instead: `FOR row IN cursor LOOP`, or BULK COLLECT with LIMIT.
    """
    for one in node.statements:
        if isinstance(one, tree.CursorUse) and one.kind == "FETCH" and not one.bulk:
            yield hit(one, N_("A cursor FOR loop does what this loop does"))
            return


@rule(
    Severity.WARNING,
    on=(tree.Loop,),
    dialects=ORACLE,
    bad=oracle("BEGIN FOR r IN c_staff LOOP l_found := TRUE; END LOOP; END;\n/"),
    good=oracle(
        "BEGIN FOR r IN c_staff LOOP say(r.id); END LOOP; END;\n/",
        "BEGIN OPEN c; FETCH c INTO r; l_found := c%FOUND; CLOSE c; END;\n/",
    ),
    sources=["Trivadis G-4385"],
)
def plsql_no_loop_for_existence(node: tree.Loop, scope: Scope) -> Hits:
    """A cursor FOR loop only finds out whether there are rows.

    Why: it fetches all of them for what the first one tells.

    Instead: OPEN, FETCH once, cursor%FOUND, CLOSE; or a query with EXISTS.
    """
    if not any(isinstance(one, tree.Iteration) and one.kind == "ROWS" for one in node.over):
        return
    assert node.variable is not None
    first = node.statements[0].first
    if scope.places.has(word(node.variable), first, node.last):
        return
    if all(isinstance(one, tree.AssignVariable | tree.Jump) for one in node.statements):
        yield hit(node, N_("This loop only finds out whether there are rows"))
