"""Rules about statements in loops and about transactions.

After chapters 3.2 and 3.3 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

from app.audit.programs import DML, ORACLE, loops, oracle
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree


@rule(
    Severity.WARNING,
    on=DML,
    dialects=ORACLE,
    bad=oracle(
        "BEGIN FOR i IN 1 .. t_ids.COUNT LOOP UPDATE staff SET pay = 1 WHERE id = t_ids(i);"
        " END LOOP; END;\n/",
        "BEGIN FOR r IN (SELECT id FROM staff) LOOP DELETE FROM log WHERE id = r.id; END LOOP; "
        "END;\n/",
    ),
    good=oracle(
        "BEGIN FORALL i IN 1 .. t_ids.COUNT UPDATE staff SET pay = 1 WHERE id = t_ids(i); END;\n/",
        "BEGIN LOOP FETCH c BULK COLLECT INTO t LIMIT 100; FORALL i IN 1 .. t.COUNT"
        " DELETE FROM log WHERE id = t(i); EXIT WHEN t.COUNT < 100; END LOOP; END;\n/",
    ),
    sources=["Trivadis G-3210"],
)
def plsql_use_bulk_operations(node: tree.Node, scope: Scope) -> Hits:
    """A row is changed in each turn of a loop.

    Why: each statement goes from PL/SQL to SQL and back; a FORALL goes once for all of them, some
    ten times faster.

    Instead: gather the values, and FORALL over them; or one statement for all rows.
    """
    if isinstance(node.parent, tree.ForAll):
        return
    if next(loops(node), None) is not None:
        yield hit(node, N_("This statement runs once in each turn of a loop"))


@rule(
    Severity.ERROR,
    on=(tree.ForAll,),
    dialects=ORACLE,
    bad=oracle(
        "BEGIN FORALL i IN 1 .. t.COUNT SAVE EXCEPTIONS DELETE FROM log WHERE id = t(i); END;\n/",
    ),
    good=oracle(
        "BEGIN FORALL i IN 1 .. t.COUNT SAVE EXCEPTIONS DELETE FROM log WHERE id = t(i);\n"
        "EXCEPTION WHEN e_bulk THEN FOR i IN 1 .. SQL%BULK_EXCEPTIONS.COUNT LOOP"
        " say(SQL%BULK_EXCEPTIONS(i).ERROR_CODE); END LOOP; END;\n/",
        "BEGIN FORALL i IN 1 .. t.COUNT DELETE FROM log WHERE id = t(i); END;\n/",
    ),
    sources=["Trivadis G-3220"],
)
def plsql_process_saved_exceptions(node: tree.ForAll, scope: Scope) -> Hits:
    """A FORALL saves its exceptions and nobody looks at them.

    Why: the statement goes on behind rows that failed, and which they were is lost.

    Instead: handle ORA-24381, and go through SQL%BULK_EXCEPTIONS.
    """
    if node.save_exceptions and not scope.places.of("BULK_EXCEPTIONS"):
        yield hit(node, N_("Nobody looks at the exceptions this FORALL saves"))


def _is_commit(node: tree.Node, scope: Scope) -> bool:
    return scope.tokens.kinds[node.first] == "COMMIT"


@rule(
    Severity.ERROR,
    on=(tree.Transaction,),
    dialects=ORACLE,
    bad=oracle(
        "BEGIN FOR r IN (SELECT id FROM staff) LOOP pay(r.id); COMMIT; END LOOP; END;\n/",
        "BEGIN FOR r IN c_staff LOOP IF MOD(n, 100) = 0 THEN COMMIT; END IF; END LOOP; END;\n/",
        "BEGIN LOOP FETCH c INTO r; EXIT WHEN c%NOTFOUND; COMMIT; END LOOP; END;\n/",
    ),
    good=oracle(
        "BEGIN FOR r IN (SELECT id FROM staff) LOOP pay(r.id); END LOOP; COMMIT; END;\n/",
        "BEGIN FOR i IN 1 .. 9 LOOP pay(i); COMMIT; END LOOP; END;\n/",
    ),
    sources=["Trivadis G-3310"],
)
def plsql_no_commit_in_cursor_loop(node: tree.Transaction, scope: Scope) -> Hits:
    """A COMMIT in a loop over a cursor.

    Why: the undo that the cursor needs may be overwritten: snapshot too old (ORA-01555). And a
    failure in the middle leaves half the work done.

    Instead: commit once, behind the loop.
    """
    if _is_commit(node, scope) and any(_over_cursor(loop) for loop in loops(node)):
        yield hit(node, N_("This COMMIT stands in a loop over a cursor"))


def _over_cursor(loop: tree.Loop) -> bool:
    if any(isinstance(one, tree.Iteration) and one.kind == "ROWS" for one in loop.over):
        return True
    return any(isinstance(one, tree.CursorUse) and one.kind == "FETCH" for one in loop.statements)


@rule(
    Severity.WARNING,
    on=(tree.Transaction,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN FOR i IN 1 .. 9 LOOP INSERT INTO log (id) VALUES (i); COMMIT; END LOOP; END;\n/",
    ),
    good=oracle(
        "DECLARE PROCEDURE one(i IN PLS_INTEGER) IS BEGIN pay(i); COMMIT; END one;\n"
        "BEGIN FOR i IN 1 .. 9 LOOP one(i); END LOOP; END;\n/",
    ),
    sources=["Trivadis G-3320"],
)
def plsql_transaction_in_procedure(node: tree.Transaction, scope: Scope) -> Hits:
    """A loop that counts holds a transaction.

    Why: where a transaction begins and ends should be seen at one place, and be used again.

    Instead: a procedure that does one unit of work and commits it.
    """
    found = list(loops(node))
    if _is_commit(node, scope) and found and not any(_over_cursor(loop) for loop in found):
        yield hit(node, N_("This transaction stands in a loop"))


@rule(
    Severity.ERROR,
    on=(tree.Pragma,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "CREATE PACKAGE BODY p IS PROCEDURE q IS PRAGMA AUTONOMOUS_TRANSACTION;\n"
        "BEGIN INSERT INTO dept VALUES r; COMMIT; END q; END p;\n/",
    ),
    good=oracle(
        "CREATE PACKAGE BODY p IS PROCEDURE q IS BEGIN INSERT INTO dept VALUES r; END q; END p;\n/",
    ),
    sources=["Trivadis G-3330"],
)
def plsql_no_autonomous_transaction(node: tree.Pragma, scope: Scope) -> Hits:
    """An autonomous transaction.

    Why: it stays when the caller rolls back, sees nothing of what the caller did, and waits for
    itself where both change the same row. Only logging wants that.

    Instead: let the caller commit.
    """
    if node.name == "AUTONOMOUS_TRANSACTION":
        yield hit(node, N_("This transaction stays when its caller rolls back"))
