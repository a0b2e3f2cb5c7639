"""Rules about triggers and SQL macros.

After chapters 7.7 and 7.9 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

from app.audit.programs import ORACLE, enclosing, oracle, routine
from app.audit.registry import Hits, hit, rule
from app.audit.rules.plsql_sql import key_from_sequence
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_DML_EVENTS = frozenset({"INSERT", "UPDATE", "DELETE"})


def _written(node: tree.Node, scope: Scope) -> set[str]:
    """The tables a trigger writes."""
    found = {one.table.name.upper() for one in scope.within(node, tree.Insert)}
    changed = [
        *[one.tables for one in scope.within(node, tree.Update)],
        *[one.tables for one in scope.within(node, tree.Delete)],
    ]
    return found | {each.name.name.upper() for each in changed if isinstance(each, tree.TableName)}


@rule(
    Severity.WARNING,
    on=(tree.CreateTrigger,),
    dialects=ORACLE,
    bad=oracle(
        "CREATE TRIGGER a BEFORE UPDATE ON dept FOR EACH ROW\n"
        "BEGIN INSERT INTO dept_log (id) VALUES (:old.id); END a;\n/\n"
        "CREATE TRIGGER b BEFORE INSERT ON dept_log FOR EACH ROW BEGIN x; END b;\n/",
    ),
    good=oracle(
        "CREATE TRIGGER a BEFORE UPDATE ON dept FOR EACH ROW\n"
        "BEGIN INSERT INTO dept_log (id) VALUES (:old.id); END a;\n/",
    ),
    sources=["Trivadis G-7710"],
)
def plsql_no_cascading_trigger(node: tree.CreateTrigger, scope: Scope) -> Hits:
    """A trigger fires another trigger.

    Why: nobody sees what an update does in the end, and in which order.

    Instead: one trigger that does all of it, or the program that changes the table.
    """
    memory = scope.memory
    table, written = node.table.name.upper(), _written(node, scope)
    fired = memory.setdefault("fired", set())
    wrote = memory.setdefault("wrote", set())
    if table in wrote or written & (fired | {table}):
        yield hit(node.name, N_("The trigger {name} and another one set each other off"),
                  name=node.name.dotted, about=node.name.dotted)  # fmt: skip
    if any(event in _DML_EVENTS for event in node.event.split(" OR ")):
        fired.add(table)
    wrote |= written


@rule(
    Severity.ERROR,
    on=(tree.CreateTrigger,),
    dialects=ORACLE,
    bad=oracle(
        "CREATE TRIGGER a BEFORE UPDATE OF b OR UPDATE OF c ON t FOR EACH ROW BEGIN x; END a;\n/",
    ),
    good=oracle("CREATE TRIGGER a BEFORE UPDATE OF b, c ON t FOR EACH ROW BEGIN x; END a;\n/"),
    sources=["Trivadis G-7720"],
)
def plsql_no_multiple_update_of(node: tree.CreateTrigger, scope: Scope) -> Hits:
    """A trigger says UPDATE OF more than once.

    Why: only the last one counts: the trigger stays silent for the other columns.

    Instead: `UPDATE OF a, b`.
    """
    if node.event.split(" OR ").count("UPDATE") > 1:
        yield hit(node.name, N_("Only the last UPDATE OF of {name} counts"),
                  name=node.name.dotted, about=node.name.dotted)  # fmt: skip


def _several_events(node: tree.CreateTrigger) -> bool:
    events = set(node.event.split(" OR "))
    return len(events & _DML_EVENTS) > 1 and not isinstance(node.body, tree.CompoundTrigger)


@rule(
    Severity.NOTICE,
    on=(tree.CreateTrigger,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("CREATE TRIGGER a BEFORE INSERT OR UPDATE ON t FOR EACH ROW BEGIN x; END a;\n/"),
    good=oracle("CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW BEGIN x; END a;\n/"),
    sources=["Trivadis G-7730"],
)
def plsql_one_event_per_trigger(node: tree.CreateTrigger, scope: Scope) -> Hits:
    """A trigger fires on more than one kind of change.

    Why: it begins with IF INSERTING, and every change passes through the parts for the others.

    Instead: a trigger for each kind.
    """
    if _several_events(node):
        yield hit(node.name, N_("The trigger {name} fires on {events}"), name=node.name.dotted,
                  events=node.event, about=node.name.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.AssignVariable, tree.Query),
    dialects=ORACLE,
    bad=oracle(
        "CREATE TRIGGER a BEFORE INSERT OR UPDATE ON t FOR EACH ROW\n"
        "BEGIN SELECT t_seq.NEXTVAL INTO :new.id FROM dual; END a;\n/",
        "CREATE TRIGGER a BEFORE INSERT OR UPDATE ON t FOR EACH ROW\n"
        "BEGIN IF INSERTING THEN :new.id := t_seq.NEXTVAL; END IF; END a;\n/",
    ),
    good=oracle(
        "CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW BEGIN :new.id := t_seq.NEXTVAL; "
        "END a;\n/",
        "CREATE TRIGGER a BEFORE INSERT OR UPDATE ON t FOR EACH ROW BEGIN :new.at := SYSDATE; "
        "END a;\n/",
    ),
    sources=["Trivadis G-7740"],
)
def plsql_no_key_in_multi_event_trigger(
    node: tree.AssignVariable | tree.Query, scope: Scope
) -> Hits:
    """A trigger for several kinds of change assigns the primary key.

    Why: an assignment to a key, even one that is not run, makes every update of the parent lock the
    children.

    Instead: a trigger for INSERT of its own, or an identity column.
    """
    made = enclosing(node, tree.CreateTrigger)
    if isinstance(made, tree.CreateTrigger) and _several_events(made) and key_from_sequence(node):
        yield hit(node, N_("A trigger for several kinds of change assigns a key"))


@rule(
    Severity.ERROR,
    on=(tree.Insert, tree.Update, tree.Delete, tree.Transaction),
    dialects=ORACLE,
    bad=oracle(
        "CREATE FUNCTION f(n IN NUMBER) RETURN VARCHAR2 SQL_MACRO IS\n"
        "BEGIN INSERT INTO calls (n) VALUES (n); RETURN 'SELECT 1 FROM dual'; END f;\n/",
    ),
    good=oracle(
        "CREATE FUNCTION f(n IN NUMBER) RETURN VARCHAR2 SQL_MACRO IS\n"
        "BEGIN RETURN 'SELECT 1 FROM dual'; END f;\n/",
        "CREATE FUNCTION f(n IN NUMBER) RETURN NUMBER IS\n"
        "BEGIN INSERT INTO calls (n) VALUES (n); RETURN 1; END f;\n/",
    ),
    sources=["Trivadis G-7910"],
)
def plsql_no_dml_in_sql_macro(node: tree.Node, scope: Scope) -> Hits:
    """A SQL macro changes rows.

    Why: it runs when a query is parsed, not when it is executed: once, never, or more often.

    Instead: leave it to the program that runs the query.
    """
    made = routine(node)
    if made is not None and made.option("SQL_MACRO") is not None:
        yield hit(node, N_("This runs when a query is parsed"))
