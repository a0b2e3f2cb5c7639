"""Rules about the names of types, exceptions and constants.

After the naming conventions of the Trivadis PL/SQL & SQL Coding Guidelines.
"""

from app.audit.programs import ORACLE, oracle
from app.audit.registry import Hits, rule
from app.audit.rules.plsql_names import misnamed
from app.audit.scope import Pattern, Scope
from app.domain.finding import Severity
from app.sql import tree


@rule(
    Severity.NOTICE,
    on=(tree.DeclareType,),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern("r_.+_type")},
    bad=oracle(
        "DECLARE TYPE staff_rec IS RECORD (id NUMBER(9)); r_a staff_rec; BEGIN x(r_a); END;\n/",
    ),
    good=oracle(
        "DECLARE TYPE r_staff_type IS RECORD (id NUMBER(9)); r_a r_staff_type; BEGIN x(r_a); "
        "END;\n/",
    ),
    sources=["Trivadis G-9111"],
)
def plsql_name_record_type(node: tree.DeclareType, scope: Scope) -> Hits:
    """The type of a record is not named like one.

    Why: a type and its variables are then told apart by nothing.

    Instead: `r_` before and `_type` behind its name.
    """
    if node.kind == "RECORD":
        yield from misnamed(node.name, scope)


@rule(
    Severity.NOTICE,
    on=(tree.DeclareType,),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern("t_.+_type")},
    bad=oracle("DECLARE TYPE id_list IS TABLE OF NUMBER(9); t_a id_list; BEGIN x(t_a); END;\n/"),
    good=oracle(
        "DECLARE TYPE t_ids_type IS TABLE OF NUMBER(9); t_a t_ids_type; BEGIN x(t_a); END;\n/",
    ),
    sources=["Trivadis G-9112"],
)
def plsql_name_collection_type(node: tree.DeclareType, scope: Scope) -> Hits:
    """The type of a collection is not named like one.

    Why: a type and its variables are then told apart by nothing.

    Instead: `t_` before and `_type` behind its name.
    """
    if node.kind in {"TABLE", "VARRAY"}:
        yield from misnamed(node.name, scope)


@rule(
    Severity.NOTICE,
    on=(tree.DeclareException,),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern("e_.+")},
    bad=oracle("DECLARE no_staff EXCEPTION; BEGIN x; EXCEPTION WHEN no_staff THEN y; END;\n/"),
    good=oracle("DECLARE e_no_staff EXCEPTION; BEGIN x; EXCEPTION WHEN e_no_staff THEN y; END;\n/"),
    sources=["Trivadis G-9113"],
)
def plsql_name_exception(node: tree.DeclareException, scope: Scope) -> Hits:
    """An exception is not named like one.

    Why: it may be taken for one of the server's.

    Instead: `e_` before its name.
    """
    yield from misnamed(node.name, scope)


@rule(
    Severity.NOTICE,
    on=(tree.DeclareVariable,),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern("co_.+")},
    bad=oracle("DECLARE most CONSTANT PLS_INTEGER := 7; BEGIN x(most); END;\n/"),
    good=oracle("DECLARE co_most CONSTANT PLS_INTEGER := 7; BEGIN x(co_most); END;\n/"),
    sources=["Trivadis G-9114"],
)
def plsql_name_constant(node: tree.DeclareVariable, scope: Scope) -> Hits:
    """A constant is not named like one.

    Why: nobody sees where it is used that it cannot change.

    Instead: `co_` before its name.
    """
    if node.constant:
        yield from misnamed(node.names[0], scope)


@rule(
    Severity.NOTICE,
    on=(tree.DeclareSubtype,),
    dialects=ORACLE,
    in_default=False,
    parameters={"pattern": Pattern(".+_type")},
    bad=oracle("CREATE PACKAGE p IS SUBTYPE short_text IS VARCHAR2(100 CHAR); END p;\n/"),
    good=oracle("CREATE PACKAGE p IS SUBTYPE short_text_type IS VARCHAR2(100 CHAR); END p;\n/"),
    sources=["Trivadis G-9115"],
)
def plsql_name_subtype(node: tree.DeclareSubtype, scope: Scope) -> Hits:
    """A subtype is not named like one.

    Why: a type and its variables are then told apart by nothing.

    Instead: `_type` behind its name.
    """
    yield from misnamed(node.name, scope)
