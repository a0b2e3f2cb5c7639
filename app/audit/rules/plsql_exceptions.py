"""Rules about exceptions.

After chapter 5 of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

from app.audit.programs import ORACLE, called, in_program, is_literal, oracle
from app.audit.registry import Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree

PREDEFINED = frozenset(
    """ACCESS_INTO_NULL CASE_NOT_FOUND COLLECTION_IS_NULL CURSOR_ALREADY_OPEN DUP_VAL_ON_INDEX
    INVALID_CURSOR INVALID_NUMBER LOGIN_DENIED NO_DATA_FOUND NO_DATA_NEEDED NOT_LOGGED_ON
    PROGRAM_ERROR ROWTYPE_MISMATCH SELF_IS_NULL STORAGE_ERROR SUBSCRIPT_BEYOND_COUNT
    SUBSCRIPT_OUTSIDE_LIMIT SYS_INVALID_ROWID TIMEOUT_ON_RESOURCE TOO_MANY_ROWS
    TRANSACTION_BACKED_OUT USERENV_COMMITSCN_ERROR VALUE_ERROR ZERO_DIVIDE""".split()
)
_HANDLE_QUERIES = frozenset({"NO_DATA_FOUND", "TOO_MANY_ROWS", "OTHERS"})
_AGGREGATES = frozenset("COUNT SUM MIN MAX AVG LISTAGG STDDEV VARIANCE MEDIAN XMLAGG".split())
_OUTPUT = frozenset({"DBMS_OUTPUT.PUT_LINE", "DBMS_OUTPUT.PUT", "HTP.P", "HTP.PRN"})


@rule(
    Severity.ERROR,
    on=(tree.Call,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN DBMS_OUTPUT.PUT_LINE('start'); END;\n/",
        "BEGIN sys.dbms_output.put_line(l_a); END;\n/",
    ),
    good=oracle("BEGIN logger.log('start', 'demo'); END;\n/"),
    sources=["Trivadis G-5010"],
)
def plsql_use_logging(node: tree.Call, scope: Scope) -> Hits:
    """A program tells what happens by DBMS_OUTPUT.

    Why: it is shown once the program is done, to whoever looks at that moment, and then it is gone.

    Instead: a logging framework such as Logger, which writes in a transaction of its own.
    """
    if called(node).removeprefix("SYS.") in _OUTPUT:
        yield hit(node, N_("{name} is seen by nobody in production"), name=node.name.dotted)


@rule(
    Severity.ERROR,
    on=(tree.Comparison, tree.CaseStatement, tree.In),
    dialects=ORACLE,
    bad=oracle(
        "BEGIN x; EXCEPTION WHEN OTHERS THEN IF SQLCODE = -1 THEN y; END IF; END;\n/",
        "BEGIN x; EXCEPTION WHEN OTHERS THEN CASE SQLCODE WHEN -1 THEN y; ELSE RAISE; END CASE; "
        "END;\n/",
    ),
    good=oracle("BEGIN x; EXCEPTION WHEN DUP_VAL_ON_INDEX THEN y; END;\n/"),
    sources=["Trivadis G-5020"],
)
def plsql_no_sqlcode_comparison(node: tree.Node, scope: Scope) -> Hits:
    """An exception is known by its number.

    Why: nobody knows what -2292 is, and OTHERS catches everything else beside it.

    Instead: a name, by PRAGMA EXCEPTION_INIT, and WHEN name.
    """
    match node:
        case tree.Comparison(left=left, right=right):
            asked: tuple[tree.Node | None, ...] = (left, right)
        case tree.CaseStatement(operand=operand) | tree.In(operand=operand):
            asked = (operand,)
        case _:
            asked = ()
    if any(isinstance(one, tree.Column) and one.name.name.upper() == "SQLCODE" for one in asked):
        yield hit(node, N_("This exception is known by its number only"))


@rule(
    Severity.ERROR,
    on=(tree.DeclareException,),
    dialects=ORACLE,
    bad=oracle(
        "DECLARE\n  no_data_found EXCEPTION;\nBEGIN x; EXCEPTION WHEN no_data_found THEN y; "
        "END;\n/",
    ),
    good=oracle(
        "DECLARE\n  e_no_staff EXCEPTION;\nBEGIN x; EXCEPTION WHEN e_no_staff THEN y; END;\n/",
    ),
    sources=["Trivadis G-5030"],
)
def plsql_no_predefined_exception_name(node: tree.DeclareException, scope: Scope) -> Hits:
    """An exception has the name of a predefined one.

    Why: WHEN NO_DATA_FOUND then handles the declared one, and the one the server raises goes past.

    Instead: a name of its own.
    """
    if node.name.name.upper() in PREDEFINED:
        yield hit(node, N_("{name} hides the exception the server raises"), name=node.name.name,
                  about=node.name.name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.Block,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN x; EXCEPTION WHEN OTHERS THEN y; END;\n/"),
    good=oracle(
        "BEGIN x; EXCEPTION WHEN DUP_VAL_ON_INDEX THEN y; END;\n/",
        "BEGIN x; EXCEPTION WHEN DUP_VAL_ON_INDEX THEN y; WHEN OTHERS THEN z; END;\n/",
    ),
    sources=["Trivadis G-5040"],
)
def plsql_no_others_alone(node: tree.Block, scope: Scope) -> Hits:
    """WHEN OTHERS is the only handler.

    Why: what was expected and what never should happen are treated alike.

    Instead: handlers for what is expected, and OTHERS behind them.
    """
    if len(node.handlers) == 1 and node.handlers[0].names[0].name.upper() == "OTHERS":
        yield hit(node.handlers[0], N_("WHEN OTHERS handles what was expected, too"))


@rule(
    Severity.WARNING,
    on=(tree.Call,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN raise_application_error(-20501, co_text); END;\n/",
        "BEGIN raise_application_error(err.co_no, 'No such staff'); END;\n/",
    ),
    good=oracle("BEGIN err_up.raise(in_error => err.co_no_such_staff); END;\n/"),
    sources=["Trivadis G-5050"],
)
def plsql_no_literal_application_error(node: tree.Call, scope: Scope) -> Hits:
    """RAISE_APPLICATION_ERROR with a number or text of its own.

    Why: two programs take the same number for different errors, and nobody knows all of them.

    Instead: numbers and texts in one package, and a procedure that raises them.
    """
    if (
        called(node).removeprefix("SYS.").removeprefix("DBMS_STANDARD.")
        != "RAISE_APPLICATION_ERROR"
    ):
        return
    if any(_is_constant(one) for one in node.arguments[:2]):
        yield hit(node, N_("The number or the text of this error stands in the code"))


def _is_constant(node: tree.Node) -> bool:
    """Whether it is or begins with a literal."""
    while True:
        match node:
            case tree.NamedArgument(value=inner) | tree.Unary(operand=inner):
                node = inner
            case tree.Arithmetic(op="||", left=inner):
                node = inner
            case _:
                return is_literal(node, "number", "string")


@rule(
    Severity.WARNING,
    on=(tree.Into,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "CREATE FUNCTION f(a IN NUMBER) RETURN NUMBER IS l_a NUMBER(9);\n"
        "BEGIN SELECT pay INTO l_a FROM staff WHERE id = a; RETURN l_a; END f;\n/",
    ),
    good=oracle(
        "CREATE FUNCTION f(a IN NUMBER) RETURN NUMBER IS l_a NUMBER(9);\n"
        "BEGIN SELECT pay INTO l_a FROM staff WHERE id = a; RETURN l_a;\n"
        "EXCEPTION WHEN NO_DATA_FOUND THEN RETURN NULL; WHEN TOO_MANY_ROWS THEN RAISE; END f;\n/",
        "CREATE FUNCTION f RETURN NUMBER IS l_a NUMBER(9);\n"
        "BEGIN SELECT COUNT(*) INTO l_a FROM staff; RETURN l_a; END f;\n/",
        "BEGIN SELECT id BULK COLLECT INTO t FROM staff; END;\n/",
    ),
    sources=["Trivadis G-5060"],
)
def plsql_no_unhandled_exception(node: tree.Into, scope: Scope) -> Hits:
    """SELECT INTO where no handler waits for its exceptions.

    Why: it raises NO_DATA_FOUND or TOO_MANY_ROWS, which says nothing to whoever called the program;
    a query that called the function takes NO_DATA_FOUND for NULL.

    Instead: handle both in the block.
    """
    select = node.parent
    if node.kind == "BULK COLLECT" or not isinstance(select, tree.Select) or not in_program(node):
        return
    if _gives_one_row(select):
        return
    for above in tree.ancestors(node):
        if isinstance(above, tree.Block) and any(
            name.name.upper() in _HANDLE_QUERIES
            for handler in above.handlers
            for name in handler.names
        ):
            return
        if isinstance(above, tree.CreateRoutine):
            break
    yield hit(node, N_("No handler waits for NO_DATA_FOUND or TOO_MANY_ROWS"))


def _gives_one_row(select: tree.Select) -> bool:
    """Whether a query gives exactly one row whatever the tables hold."""
    source = select.tables
    if isinstance(source, tree.TableName) and source.name.name.upper() == "DUAL":
        return select.where is None
    return select.group_by is None and all(
        isinstance(item.value, tree.FunctionCall) and item.value.name in _AGGREGATES
        for item in select.items
    )


@rule(
    Severity.ERROR,
    on=(tree.Raise,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle("BEGIN RAISE NO_DATA_FOUND; END;\n/"),
    good=oracle(
        "BEGIN RAISE e_no_staff; END;\n/",
        "BEGIN x; EXCEPTION WHEN NO_DATA_FOUND THEN RAISE; END;\n/",
    ),
    sources=["Trivadis G-5070"],
)
def plsql_no_raise_of_predefined(node: tree.Raise, scope: Scope) -> Hits:
    """A program raises a predefined exception itself.

    Why: whoever handles it cannot know whether a query found nothing or the program meant it.

    Instead: an exception of its own.
    """
    if node.exception is not None and node.exception.name.upper() in PREDEFINED:
        yield hit(node, N_("{name} is the server's to raise"), name=node.exception.name,
                  about=node.exception.name)  # fmt: skip


@rule(
    Severity.NOTICE,
    on=(tree.ExceptionHandler,),
    dialects=ORACLE,
    in_default=False,
    bad=oracle(
        "BEGIN x; EXCEPTION WHEN OTHERS THEN logger.log(SQLERRM); RAISE; END;\n/",
        "BEGIN x; EXCEPTION WHEN OTHERS THEN logger.log(dbms_utility.format_error_stack); RAISE; "
        "END;\n/",
    ),
    good=oracle(
        "BEGIN x; EXCEPTION WHEN OTHERS "
        "THEN logger.log(SQLERRM || dbms_utility.format_error_backtrace);"
        " RAISE; END;\n/",
    ),
    sources=["Trivadis G-5080"],
)
def plsql_log_backtrace(node: tree.ExceptionHandler, scope: Scope) -> Hits:
    """An error is told without the place where it was raised.

    Why: SQLERRM says what failed; only the backtrace says in which line.

    Instead: `dbms_utility.format_error_backtrace` beside it.
    """
    places, first, last = scope.places, node.first, node.last
    if places.has("FORMAT_ERROR_BACKTRACE", first, last):
        return
    for name in ("SQLERRM", "FORMAT_ERROR_STACK"):
        for at in places.within(name, first, last):
            yield hit(at, N_("{name} does not say where the error was raised"), name=name)
            return


@rule(
    Severity.WARNING,
    on=(tree.ExceptionHandler,),
    dialects=ORACLE,
    bad=oracle("BEGIN x; EXCEPTION WHEN OTHERS THEN NULL; END;\n/"),
    good=oracle(
        "BEGIN x; EXCEPTION WHEN OTHERS THEN logger.log(SQLERRM); RAISE; END;\n/",
        "BEGIN x; EXCEPTION WHEN NO_DATA_FOUND THEN NULL; END;\n/",
    ),
    sources=["PL/SQL warning PLW-06009"],
)
def plsql_no_swallowed_error(node: tree.ExceptionHandler, scope: Scope) -> Hits:
    """WHEN OTHERS THEN NULL.

    Why: a full tablespace, a dead link, a mistyped name: nobody ever hears of them, and the data is
    wrong.

    Instead: handle what is expected by its name; log the rest and RAISE.
    """
    if node.names[0].name.upper() == "OTHERS" and all(
        isinstance(one, tree.NullStatement) for one in node.statements
    ):
        yield hit(node, N_("Every error is thrown away here"))
