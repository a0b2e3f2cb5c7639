"""Rules about the SQL of programs: what it names, and how.

After chapter 3.1 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

from app.audit.programs import ORACLE, enclosing, in_program, kinds_of, oracle, same
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

_STATEMENTS = (tree.Query, tree.Update, tree.Delete, tree.Insert)


@rule(
    Severity.ERROR,
    on=(tree.Assignment,),
    dialects=ORACLE,
    bad=oracle("UPDATE staff SET name = name WHERE id = 7", "UPDATE staff s SET s.name = s.name"),
    good=oracle("UPDATE staff SET name = INITCAP(name)", "UPDATE staff s SET s.name = :name"),
    sources=["Trivadis G-3115"],
)
def plsql_no_column_self_assignment(node: tree.Assignment, scope: Scope) -> Hits:
    """A column is assigned to itself.

    Why: it changes nothing, and writes undo and redo and runs the triggers all the same; most often
    another column was meant.

    Instead: correct the name, or leave the assignment out.
    """
    if isinstance(node.value, tree.Column) and same(scope, node.column, node.value):
        yield hit(node, N_("{column} is assigned to itself"), column=node.column.dotted,
                  about=node.column.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.Query, tree.Update, tree.Delete),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "SELECT name, city FROM staff JOIN towns USING (town_id)",
        "SELECT name FROM staff WHERE town_id IN (SELECT id FROM towns WHERE city = :c)",
    ),
    good=oracle(
        "SELECT s.name, t.city FROM staff s JOIN towns t ON t.id = s.town_id",
        "SELECT name FROM staff",
    ),
    sources=["Trivadis G-3120"],
)
def plsql_table_alias(node: tree.Node, scope: Scope) -> Hits:
    """A statement over several tables does not give them aliases.

    Why: nobody sees which table a column is of, and a new column of the same name in the other
    table makes the statement ambiguous, or quietly changes what it means.

    Instead: an alias for each table, and before each column.
    """
    tables = scope.within(node, tree.TableName)
    if len(tables) < 2 or enclosing(node, *_STATEMENTS) is not None:
        return
    clauses = scope.within(node, tree.With)
    common = {table.name.name.upper() for clause in clauses for table in clause.tables}
    for table in tables:
        if table.alias is None and table.name.name.upper() not in common:
            yield hit(table, N_("{table} has no alias, though it is not the only table"),
                      table=table.name.dotted, about=table.name.dotted)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.Join, tree.Column),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "SELECT s.name, t.city FROM staff s, towns t WHERE t.id = s.town_id",
        "SELECT s.name FROM staff s LEFT JOIN towns t ON t.id = s.town_id(+)",
    ),
    good=oracle(
        "SELECT s.name, t.city FROM staff s JOIN towns t ON t.id = s.town_id",
        "SELECT s.name, t.column_value FROM staff s, TABLE(s.towns) t",
    ),
    sources=["Trivadis G-3130"],
)
def plsql_ansi_join(node: tree.Join | tree.Column, scope: Scope) -> Hits:
    """Tables are joined with a comma or `(+)`.

    Why: the conditions that join and those that choose stand among each other, one is easily
    forgotten, and `(+)` cannot say a full outer join.

    Instead: JOIN … ON, LEFT JOIN … ON.
    """
    if isinstance(node, tree.Column):
        if node.outer:
            yield hit(node, N_("(+) joins tables in the old way"))
    elif node.kind == "," and _is_table(node.right):
        yield hit(node.right, N_("A comma joins tables in the old way"))


def _is_table(node: tree.Node) -> bool:
    """Whether it is a table or a query, and no collection of the row before it."""
    if isinstance(node, tree.DerivedTable):
        return not node.lateral
    return isinstance(node, tree.TableName)


@rule(
    Severity.WARNING,
    on=(tree.CursorUse,),
    dialects=ORACLE,
    in_default=False,
    parameters={"most": 1},
    bad=oracle("BEGIN FETCH c_staff INTO l_id, l_name; END;\n/"),
    good=oracle("BEGIN FETCH c_staff INTO r_staff; END;\n/", "BEGIN FETCH c_n INTO l_n; END;\n/"),
    sources=["Trivadis G-3140"],
)
def plsql_fetch_into_record(node: tree.CursorUse, scope: Scope) -> Hits:
    """A row is fetched into one variable for each column.

    Why: whoever adds a column to the cursor must find every FETCH, and the order decides what goes
    where.

    Instead: a record, declared as `cursor%ROWTYPE`.
    """
    if node.kind == "FETCH" and len(node.targets) > scope.number("most"):
        yield hit(node, N_("{cursor} is fetched into single variables"), cursor=node.cursor.dotted,
                  about=node.cursor.dotted)  # fmt: skip


def key_from_sequence(node: tree.AssignVariable | tree.Query) -> bool:
    """Whether a column of `:new` is given the next value of a sequence."""
    if isinstance(node, tree.AssignVariable):
        targets: tuple[tree.Node, ...] = (node.target,)
        values: tuple[tree.Node, ...] = (node.value,)
    elif isinstance(node.body, tree.Select) and node.body.into is not None:
        targets = node.body.into.targets
        values = tuple(item.value for item in node.body.items)
    else:
        return False
    return any(isinstance(target, tree.Member) for target in targets) and any(
        isinstance(below, tree.SequenceValue) and not below.current
        for value in values
        for below in tree.walk(value)
    )


@rule(
    Severity.ERROR,
    on=(tree.AssignVariable, tree.Query),
    having=(tree.SequenceValue,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "CREATE TRIGGER t BEFORE INSERT ON towns FOR EACH ROW\nBEGIN\n"
        "  :new.id := town_seq.NEXTVAL;\nEND;\n/",
        "CREATE TRIGGER t BEFORE INSERT ON towns FOR EACH ROW\nBEGIN\n"
        "  SELECT town_seq.NEXTVAL INTO :new.id FROM dual;\nEND;\n/",
    ),
    good=oracle(
        "CREATE TABLE towns (id NUMBER(9) GENERATED ALWAYS AS IDENTITY)",
        "BEGIN l_id := town_seq.NEXTVAL; END;\n/",
    ),
    sources=["Trivadis G-3150"],
)
def plsql_identity_column(node: tree.AssignVariable | tree.Query, scope: Scope) -> Hits:
    """A trigger gives a column the next value of a sequence.

    Why: the trigger runs for every row, which an identity column (12c) or a default does without.

    Instead: `GENERATED ALWAYS AS IDENTITY`, or `DEFAULT sequence.NEXTVAL`.
    """
    if enclosing(node, tree.CreateTrigger) is not None and key_from_sequence(node):
        yield hit(node, N_("A trigger does what an identity column does"))


@rule(
    Severity.ERROR,
    on=(tree.Update, tree.AlterTable, tree.CreateTable),
    having=("INVISIBLE", "ROW"),
    dialects=ORACLE,
    bad=oracle("BEGIN UPDATE staff SET ROW = r_staff WHERE id = 7; END;\n/"),
    good=oracle(
        "ALTER TABLE staff ADD (total NUMBER INVISIBLE GENERATED ALWAYS AS (pay + bonus));\n"
        "BEGIN UPDATE staff SET ROW = r_staff WHERE id = 7; END;\n/",
        "BEGIN UPDATE staff SET pay = 1 WHERE id = 7; END;\n/",
    ),
    sources=["Trivadis G-3160"],
)
def plsql_no_visible_virtual_column(node: tree.Node, scope: Scope) -> Hits:
    """A whole row is written, and its table may have a virtual column.

    Why: a visible virtual column is a part of `%ROWTYPE` and cannot be written: the update fails
    (ORA-54017) once somebody adds one.

    Instead: make virtual columns INVISIBLE, or name the columns that are written.
    """
    words = kinds_of(scope, node)
    if isinstance(node, tree.AlterTable | tree.CreateTable):
        if "INVISIBLE" in words:
            scope.memory[node.name.name.upper()] = True
        return
    at = next((n for n, kind in enumerate(words) if kind == "ROW" and words[n - 1] == "SET"), None)
    if at is None or not isinstance(node, tree.Update):
        return
    table = node.tables.name if isinstance(node.tables, tree.TableName) else None
    if table is not None and table.name.upper() not in scope.memory:
        yield hit(node.first + at, N_("SET ROW fails once {table} has a visible virtual column"),
                  table=table.dotted, about=table.dotted)  # fmt: skip


@rule(
    Severity.ERROR,
    on=(tree.ColumnDefinition,),
    having=("DEFAULT",),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("CREATE TABLE towns (id NUMBER(9) NOT NULL, city VARCHAR2(9 CHAR) DEFAULT 'Ulm')"),
    good=oracle(
        "CREATE TABLE towns (city VARCHAR2(9 CHAR) DEFAULT ON NULL 'Ulm')",
        "CREATE TABLE towns (id NUMBER(9) NOT NULL)",
    ),
    sources=["Trivadis G-3170"],
)
def plsql_default_on_null(node: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A default that does not hold for NULL.

    Why: whoever inserts NULL gets NULL, and not the default.

    Instead: `DEFAULT ON NULL`, where the column is never to be NULL.
    """
    words = kinds_of(scope, node)
    at = next((n for n, kind in enumerate(words) if kind == "DEFAULT"), None)
    if at is not None and words[at + 1 : at + 2] != ["ON"]:
        yield hit(node.first + at, N_("The default of {column} does not hold for NULL"),
                  column=node.name.name, about=node.name.name)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(only(tree.Select, "GROUP BY"),),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("SELECT LOWER(job) AS job, SUM(pay) FROM staff GROUP BY LOWER(job)"),
    good=oracle(
        "SELECT LOWER(job) AS job, SUM(pay) FROM staff GROUP BY job",
        "SELECT job, SUM(pay) FROM staff GROUP BY job",
    ),
    sources=["Trivadis G-3183"],
)
def plsql_group_by_alias(node: tree.Select, scope: Scope) -> Hits:
    """GROUP BY repeats an expression that has an alias.

    Why: both must be changed together, and one is forgotten.

    Instead: group by the alias (23ai).
    """
    if node.group_by is None:
        return
    for item in node.group_by.items:
        if isinstance(item.value, tree.Column | tree.Literal):
            continue
        if any(one.alias and same(scope, one.value, item.value) for one in node.items):
            yield hit(item, N_("GROUP BY repeats an expression that has an alias"))


@rule(
    Severity.ERROR,
    on=(only(tree.Query, "ORDER BY"),),
    having=("ROWNUM",),
    dialects=ORACLE,
    bad=oracle(
        "SELECT name FROM staff WHERE ROWNUM <= 5 ORDER BY pay DESC",
        "SELECT name, ROWNUM AS place FROM staff ORDER BY pay",
    ),
    good=oracle(
        "SELECT name FROM (SELECT name FROM staff ORDER BY pay DESC) WHERE ROWNUM <= 5",
        "SELECT name FROM staff ORDER BY pay DESC FETCH FIRST 5 ROWS ONLY",
        "SELECT name FROM staff WHERE ROWNUM <= 5",
    ),
    sources=["Trivadis G-3185"],
)
def plsql_no_rownum_with_order_by(node: tree.Query, scope: Scope) -> Hits:
    """ROWNUM and ORDER BY at the same level.

    Why: rows are numbered before they are ordered, so the five with the highest pay are any five.

    Instead: FETCH FIRST n ROWS ONLY, or ORDER BY in a query in FROM.
    """
    if not node.order_by or not isinstance(node.body, tree.Select):
        return
    select = node.body
    places = scope.places.within("ROWNUM", select.first, select.last)
    inner = (
        [below for below in tree.walk(select) if isinstance(below, tree.Query)] if places else []
    )
    for at in places:
        if not any(one.first <= at <= one.last for one in inner):
            yield hit(at, N_("ROWNUM is given before ORDER BY"))
            return


@rule(
    Severity.ERROR,
    on=(tree.Join,),
    having=("NATURAL",),
    dialects=ORACLE,
    bad=oracle("SELECT name, city FROM staff NATURAL JOIN towns"),
    good=oracle("SELECT s.name, t.city FROM staff s JOIN towns t ON t.id = s.town_id"),
    sources=["Trivadis G-3190"],
)
def plsql_no_natural_join(node: tree.Join, scope: Scope) -> Hits:
    """A NATURAL JOIN.

    Why: it joins by all columns of the same name; the day both tables get a `changed_at`, the
    result is empty.

    Instead: JOIN … ON.
    """
    if node.natural:
        yield hit(node.right, N_("NATURAL JOIN joins by all columns of the same name"))


@rule(
    Severity.ERROR,
    on=(tree.Query,),
    having=("DUAL",),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN SELECT town_seq.NEXTVAL INTO l_id FROM dual; END;\n/",
        "BEGIN SELECT SYSDATE INTO l_now FROM dual; END;\n/",
    ),
    good=oracle(
        "BEGIN l_id := town_seq.NEXTVAL; END;\n/", "SELECT SYSDATE FROM dual",
        "BEGIN SELECT COUNT(*) INTO l_n FROM staff; END;\n/",
    ),
    sources=["Trivadis G-7810"],
)  # fmt: skip
def plsql_no_select_from_dual(node: tree.Query, scope: Scope) -> Hits:
    """A program selects from DUAL what an assignment can give.

    Why: every such query leaves PL/SQL for SQL and comes back.

    Instead: `id := sequence.NEXTVAL`, `now := SYSDATE`.
    """
    body = node.body
    if not in_program(node) or not isinstance(body, tree.Select) or body.into is None:
        return
    if isinstance(body.tables, tree.TableName) and body.tables.name.name.upper() == "DUAL":
        yield hit(node, N_("An assignment does what this query does"))
