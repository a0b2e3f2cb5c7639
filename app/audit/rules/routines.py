"""Rules about programs stored in the database."""

from app.audit import oracle_ddl
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.domain.finding import Severity
from app.i18n import N_
from app.sql import tree
from app.sql.tokens import Tokens

_FUNCTION = N_("{name} is a stored function")
_PROCEDURE = N_("{name} is a stored procedure")
_TRIGGER = N_("{name} is a trigger")


@rule(
    Severity.WARNING,
    on=(tree.CreateRoutine,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC RETURN n * 2",
        "CREATE FUNCTION open_orders() RETURNS INT READS SQL DATA"
        " RETURN (SELECT COUNT(*) FROM orders)",
        "-- dialect: oracle\n"
        "CREATE OR REPLACE FUNCTION twice(n NUMBER) RETURN NUMBER IS BEGIN RETURN n * 2; END;",
    ],
    good=[
        "DROP FUNCTION twice",
        "CREATE FUNCTION metaphon RETURNS STRING SONAME 'udf_example.so'",
        "CREATE PROCEDURE tidy() DELETE FROM session WHERE ends < NOW()",
        "SELECT twice(21)",
    ],
    sources=[
        "SQLE ddl_check_create_function",
        "Bytebase SYSTEM_FUNCTION_DISALLOW_CREATE",
        "SOAR FUN.009",
    ],
)
def plsql_no_function(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """A stored function.

    Why: a query calls it once for each row, and the optimizer knows nothing of what it costs; it
    lives outside the program's version control, and with binary logging one that is not declared
    DETERMINISTIC or READS SQL DATA is refused (error 1418). House rule: not part of the default
    profile.

    Instead: compute it in the query, in a generated column or in the program.
    """
    if node.kind == "FUNCTION" and node.body is not None and not node.nested:  # else it is loadable
        yield hit(node.name, _FUNCTION, name=node.name.dotted, about=node.name.dotted)


@plsql_no_function.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    yield from _made(tokens, "FUNCTION", _FUNCTION)


@rule(
    Severity.WARNING,
    on=(tree.CreateRoutine,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "CREATE PROCEDURE tidy() DELETE FROM session WHERE ends < NOW()",
        "CREATE DEFINER = CURRENT_USER PROCEDURE nothing() BEGIN END",
        "-- dialect: oracle\nCREATE OR REPLACE PROCEDURE tidy IS BEGIN NULL; END;",
    ],
    good=[
        "CALL tidy()",
        "DROP PROCEDURE IF EXISTS tidy",
        "-- dialect: oracle\nBEGIN tidy; END;",
    ],
    sources=[
        "SQLE ddl_check_create_procedure",
        "Bytebase SYSTEM_PROCEDURE_DISALLOW_CREATE",
        "SOAR FUN.008",
    ],
)
def plsql_no_procedure(node: tree.CreateRoutine, scope: Scope) -> Hits:
    """A stored procedure.

    Why: its work is done by the one server that cannot be multiplied, it is hard to test and to
    deploy together with the program, and in MySQL it is compiled anew for every connection. House
    rule: not part of the default profile; in Oracle procedures are often the better place.

    Instead: the same statements in the program, in one transaction.
    """
    if node.kind == "PROCEDURE" and not node.nested:
        yield hit(node.name, _PROCEDURE, name=node.name.dotted, about=node.name.dotted)


@plsql_no_procedure.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    yield from _made(tokens, "PROCEDURE", _PROCEDURE)


@rule(
    Severity.WARNING,
    on=(tree.CreateTrigger,),
    dialects=EVERYWHERE,
    in_default=False,
    bad=[
        "CREATE TRIGGER stamp BEFORE INSERT ON orders FOR EACH ROW SET NEW.made = NOW()",
        "-- dialect: oracle\n"
        "CREATE OR REPLACE TRIGGER stamp BEFORE INSERT ON orders FOR EACH ROW"
        " BEGIN :NEW.made := SYSDATE; END;",
    ],
    good=[
        "DROP TRIGGER stamp",
        "CREATE TABLE orders (id INT PRIMARY KEY, made DATETIME DEFAULT CURRENT_TIMESTAMP)",
        "-- dialect: oracle\nALTER TRIGGER stamp DISABLE",
    ],
    sources=[
        "SQLE ddl_check_create_trigger",
        "Bytebase TABLE_DISALLOW_TRIGGER",
        "SOAR FUN.007",
    ],
)
def plsql_no_trigger(node: tree.CreateTrigger, scope: Scope) -> Hits:
    """A trigger.

    Why: statements do more than they say: they take longer, lock rows of other tables and fail for
    reasons nobody sees in them. pt-online-schema-change and gh-ost do not work on tables with
    triggers, or need to be told. House rule: not part of the default profile.

    Instead: defaults and generated columns, or a second statement in the same transaction.
    """
    yield hit(node.name, _TRIGGER, name=node.name.dotted, about=node.table.dotted)


@plsql_no_trigger.on_tokens
def _(tokens: Tokens, scope: Scope) -> Hits:
    yield from _made(tokens, "TRIGGER", _TRIGGER)


@rule(
    Severity.WARNING,
    on=(tree.CreateEvent,),
    in_default=False,
    bad=[
        "CREATE EVENT tidy ON SCHEDULE EVERY 1 DAY DO DELETE FROM session WHERE ends < NOW()",
        "ALTER EVENT tidy ON SCHEDULE EVERY 1 HOUR",
    ],
    good=["DROP EVENT tidy", "ALTER EVENT tidy DISABLE"],
    sources=["SQLE ddl_avoid_event", "Bytebase SYSTEM_EVENT_DISALLOW_CREATE"],
)
def plsql_no_event(node: tree.CreateEvent, scope: Scope) -> Hits:
    """An event.

    Why: it runs when nobody looks, says nothing when it fails, and is switched off on replicas, so
    that it is still off after a failover. House rule: not part of the default profile. An ALTER
    EVENT is reported where it gives a schedule or a body.

    Instead: a scheduler outside the database that tells when a job fails.
    """
    if not node.alter or node.schedule or node.body is not None:
        yield hit(node.name, N_("{name} is an event"), name=node.name.dotted,
                  about=node.name.dotted)  # fmt: skip


def _made(tokens: Tokens, what: str, template: str) -> Hits:
    if made := oracle_ddl.heading(tokens, "CREATE", what):
        yield hit(made.first, template, last=made.last, name=made.name, about=made.name)
