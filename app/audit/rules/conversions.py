"""Rules about values whose type is not the column's."""

from collections.abc import Iterator

from app.audit.described import described
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import KnownTable, only
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree

_TEXT = frozenset(
    "CHAR VARCHAR TINYTEXT TEXT MEDIUMTEXT LONGTEXT NCHAR NVARCHAR VARCHAR2 NVARCHAR2".split()
)
_NUMBERS = frozenset("TINYINT SMALLINT MEDIUMINT INT BIGINT DECIMAL FLOAT DOUBLE NUMBER".split())
_TABLE = "CREATE TABLE account (id INT PRIMARY KEY, code VARCHAR(20), kind ENUM('a', 'b'));\n"


@rule(
    Severity.WARNING,
    on=(only(tree.Comparison, tree.Literal), tree.In),
    having=(KnownTable,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    parameters={"strings_for_numbers": 0},
    bad=[
        _TABLE + "SELECT id FROM account WHERE code = 7",
        _TABLE + "SELECT a.id FROM account a WHERE a.code IN (7, 8)",
        _TABLE + "UPDATE account SET kind = 'a' WHERE code = 7",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " SELECT id FROM item WHERE name = 5",
    ],
    good=[
        _TABLE + "SELECT id FROM account WHERE code = '7'",
        _TABLE + "SELECT id FROM account WHERE id = '7'",
        _TABLE + "SELECT id FROM account WHERE kind = 'a'",
        "SELECT id FROM never_described WHERE code = 7",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " SELECT id FROM item WHERE name = '5'",
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(30));"
        " SELECT id FROM item WHERE id = 5",
    ],
    sources=[
        "goInception er_implicit_type_conversion",
        "SQLE dml_check_where_exist_implicit_conversion",
        "SOAR ARG.003 (which reports ENUM columns too; we do not)",
        "Yearning DDLImplicitTypeConversion",
        "MySQL 8.4 reference manual, 14.3",
    ],
)
def query_implicit_conversion(node: tree.Comparison | tree.In, scope: Scope) -> Hits:
    """A string column is compared with a number.

    Why: the server turns every value of the column into a floating-point number, so no index on
    it can be used, and '7', '07' and '7x' are all equal to 7. A number column compared with a
    string is harmless, for the one constant is converted; strings_for_numbers = 1 reports it too.

    Instead: quote the value.
    """
    for side, values in _sides(node):
        literal = next((v for v in values if isinstance(v, tree.Literal)), None)
        if literal is None or literal.kind not in {"number", "string"}:
            continue
        if (found := described(side, scope.schema)) is None:
            continue
        column = found[1]
        name = side.name.dotted
        if literal.kind == "number" and column.type in _TEXT:
            yield hit(literal, N_("{column} is {type}, compared with a number: no index is used"),
                      column=name, type=column.type, about=name)  # fmt: skip
        elif (
            literal.kind == "string"
            and column.type in _NUMBERS
            and scope.number("strings_for_numbers")
        ):
            yield hit(literal, N_("{column} is {type}, compared with a string"),
                      column=name, type=column.type, about=name)  # fmt: skip


def _sides(
    node: tree.Comparison | tree.In,
) -> Iterator[tuple[tree.Column, tuple[tree.Expression, ...]]]:
    """Each side that is a column, with what it is compared with."""
    if isinstance(node, tree.In):
        sides = [(node.operand, node.items)]
    else:
        sides = [(node.left, (node.right,)), (node.right, (node.left,))]
    for side, values in sides:
        if isinstance(side, tree.Column):
            yield side, values
