"""Rules about columns that a server refuses to make."""

import re
from collections.abc import Sequence
from decimal import Decimal

from app.audit import definitions
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import only
from app.domain.dialect import Dialect
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.numbers import whole_number

_RANGES = {"TINYINT": 8, "BOOLEAN": 8, "SMALLINT": 16, "MEDIUMINT": 24, "INT": 32, "BIGINT": 64}
_TIMES = frozenset({"DATE", "TIME", "DATETIME", "TIMESTAMP"})
_AUTOMATIC = frozenset({"DATETIME", "TIMESTAMP"})
_DATE = re.compile(r"(\d{2,4})\D?(\d{1,2})\D?(\d{1,2})(?:[T ].*)?", re.S)
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_NOT_COUNTING = frozenset({"csv", "performance_schema", "oqgraph", "sphinx"})
_CHARACTERS = frozenset({"CHAR", "VARCHAR", "NCHAR", "NVARCHAR"})
_DATES = _TIMES - {"TIME"}
_NUMBERS = frozenset({"DECIMAL", "FLOAT", "DOUBLE"})
_NEVER = frozenset({"NOT NULL", "PRIMARY KEY"})
_ORACLE = Dialect.ORACLE

_NEVER_NULL = N_("{column} is NOT NULL and its default is NULL")
_UNFIT = N_("{value} is no value of {column}, which is {type}")


@rule(
    Severity.ERROR,
    on=(only(tree.ColumnDefinition, "DEFAULT"),),
    dialects=EVERYWHERE,
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, n NUMBER DEFAULT NULL NOT"
        " NULL)",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT NOT NULL DEFAULT NULL)",
        "CREATE TABLE item (id INT DEFAULT NULL PRIMARY KEY)",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT DEFAULT 'none')",
        "CREATE TABLE item (id INT PRIMARY KEY, n TINYINT UNSIGNED DEFAULT 256)",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT UNSIGNED DEFAULT -1)",
        "CREATE TABLE item (id INT PRIMARY KEY, code CHAR(3) DEFAULT 'none')",
        "CREATE TABLE item (id INT PRIMARY KEY, state ENUM('open', 'done') DEFAULT 'closed')",
        "CREATE TABLE item (id INT PRIMARY KEY, day DATE DEFAULT 'today')",
        "ALTER TABLE item ADD COLUMN day DATE DEFAULT '2025-02-31'",
        "ALTER TABLE item ADD COLUMN at DATETIME DEFAULT CURRENT_TIMESTAMP(3)",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT DEFAULT NOW())",
        "ALTER TABLE item MODIFY id INT AUTO_INCREMENT DEFAULT 1",
    ],
    good=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, n NUMBER DEFAULT ON NULL 0"
        " NOT NULL, made DATE DEFAULT SYSDATE)",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT NOT NULL DEFAULT 0, m INT DEFAULT NULL)",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT DEFAULT '7', f DOUBLE DEFAULT '1e3')",
        "CREATE TABLE item (id INT PRIMARY KEY, n TINYINT DEFAULT -128, b BOOLEAN DEFAULT TRUE)",
        "CREATE TABLE item (id INT PRIMARY KEY, state ENUM('open', 'done') DEFAULT 'OPEN')",
        "CREATE TABLE item (id INT PRIMARY KEY, day DATE DEFAULT '2025-02-28', e DATE DEFAULT 0)",
        "CREATE TABLE item (id INT PRIMARY KEY, at DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3))",
        "CREATE TABLE item (id INT PRIMARY KEY, at DATETIME DEFAULT '0000-00-00 00:00:00')",
        "CREATE TABLE item (id INT PRIMARY KEY, n INT DEFAULT (UNIX_TIMESTAMP()), s SET('a','b')"
        " DEFAULT 'a,b', name CHAR(3) DEFAULT 'abc')",
        "CREATE TABLE item (id INT PRIMARY KEY, d DATE DEFAULT (CURRENT_DATE))",
    ],
    sources=[
        "goInception er_invalid_default",
        "Bytebase InvalidColumnDefault, SetNullDefaultForNotNullColumn",
        "MySQL error 1067",
    ],
)
def column_invalid_default(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """The default of a column does not fit its type, or is NULL where NULL is forbidden.

    Why: the server refuses it with error 1067, or without strict mode takes another value than the
    one that is written.

    Instead: a default of the column's type. Zero dates are not reported here, but by
    migration-zero-date; expressions in parentheses are not judged.
    """
    default, made = column.attribute("DEFAULT"), column.type
    if default is None or made is None or scope.tokens.kinds[default.first + 1] == "(":
        return
    value = default.value
    if isinstance(value, tree.Literal) and value.kind == "null":
        if not _NEVER.isdisjoint(definitions.kinds_of(column)):
            yield hit(default, _NEVER_NULL, column=column.name.name,
                      about=definitions.table_name(column))  # fmt: skip
    elif definitions.increments(column):
        yield hit(default, N_("{column} counts by itself and cannot have a default"),
                  column=column.name.name, about=definitions.table_name(column))  # fmt: skip
    elif value is not None and not _fits(value, made, scope):
        yield hit(default, _UNFIT, value=scope.source(value), column=column.name.name,
                  type=made.name, about=definitions.table_name(column))  # fmt: skip


def _fits(value: tree.Node, made: tree.DataType, scope: Scope) -> bool:
    """Whether a default is a value of the type; what is not sure, is."""
    if scope.dialect is _ORACLE:
        return True
    if definitions.is_now(value):
        if made.name not in _AUTOMATIC:  # MariaDB takes the time for anything that holds a text
            return scope.dialect is Dialect.MARIADB
        return _precision(value, scope) == (made.length or 0) or scope.dialect is Dialect.MARIADB
    text = _constant(value, scope)
    if text is None:
        return True
    if made.name in _RANGES:
        return _is_whole(text, made)
    if made.name in _NUMBERS:
        return _NUMBER.fullmatch(text.strip()) is not None
    if made.name in _CHARACTERS:
        return len(text) <= (made.length or 1)
    if made.name == "ENUM":
        return text.lower() in {scope.literal(one).rstrip().lower() for one in made.values}
    if made.name == "SET":
        allowed = {scope.literal(one).rstrip().lower() for one in made.values}
        return not text or all(one.lower() in allowed for one in text.split(","))
    return made.name not in _DATES or _is_date(text)


def _precision(value: tree.Node, scope: Scope) -> int:
    match value:
        case tree.FunctionCall(arguments=[tree.Literal(kind="number") as digits]):
            text = scope.literal(digits)
            return whole_number(text) if text.isdecimal() else 0
    return 0


def _constant(value: tree.Node, scope: Scope) -> str | None:
    """A number or string as text; None of anything else."""
    if isinstance(value, tree.Literal) and value.kind in {"number", "string"}:  # most are
        return scope.literal(value)
    match value:
        case tree.Unary(op="-" | "+" as op, operand=tree.Literal(kind="number") as number):
            return op + scope.literal(number)
        case tree.Literal(kind="true"):
            return "1"
        case tree.Literal(kind="false"):
            return "0"
        case _:
            return None


def _is_whole(text: str, made: tree.DataType) -> bool:
    if not _NUMBER.fullmatch(text.strip()) or len(text) > 40 or "e" in text.lower():
        return bool(_NUMBER.fullmatch(text.strip()))
    most = 1 << (_RANGES[made.name] - (not made.unsigned))
    if text.isdecimal() and text.isascii():
        return int(text) < most
    number = Decimal(text.strip())
    least = 0 if made.unsigned else -most
    return bool(least <= number < most)


def _is_date(text: str) -> bool:
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return text.strip().isdecimal()
    month, day = int(found[2]), int(found[3])
    if not found[1].isdecimal() or month > 12 or day > 31:
        return False
    return day < 30 or not (month == 2 or (day == 31 and month in {4, 6, 9, 11}))


@rule(
    Severity.ERROR,
    on=(tree.CreateTable, tree.AlterTable, tree.CreateView),
    dialects=EVERYWHERE,
    bad=[
        "-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name CHAR(9), NAME CHAR(9))",
        "CREATE TABLE item (id INT PRIMARY KEY, name CHAR(9), Name CHAR(9))",
        "ALTER TABLE item ADD COLUMN a INT, ADD COLUMN A BIGINT",
        "CREATE VIEW few (a, a) AS SELECT 1, 2",
        "CREATE VIEW few AS SELECT id, name AS id FROM item",
    ],
    good=[
        '-- dialect: oracle\nCREATE TABLE item (id NUMBER PRIMARY KEY, name CHAR(9), "name"'
        " CHAR(9))",
        "CREATE TABLE item (id INT PRIMARY KEY, name CHAR(9), name2 CHAR(9))",
        "ALTER TABLE item ADD COLUMN a INT, ADD COLUMN IF NOT EXISTS b INT, MODIFY c INT",
        "ALTER TABLE item DROP COLUMN a, ADD COLUMN a BIGINT",
        "CREATE VIEW few AS SELECT a.id, b.id AS other FROM a JOIN b ON a.id = b.id",
        "CREATE VIEW few (one, two) AS SELECT id, id FROM item",
    ],
    sources=["goInception er_dup_fieldname", "SQLE precheck DuplicateColumns", "MySQL error 1060"],
)
def column_duplicate(
    node: tree.CreateTable | tree.AlterTable | tree.CreateView, scope: Scope
) -> Hits:
    """A column is defined twice.

    Why: the server refuses it with error 1060, also where the names differ in upper and lower case
    only.

    Instead: another name, or one of the two.
    """
    if not isinstance(node, tree.CreateView):
        called = definitions.names_of(node)
        if len(set(called)) == len(called):  # nor is any of those it adds there twice
            return
    names = _defined(node)
    if len({tree.folded(name.name) for name in names}) == len(names):
        return
    seen: set[str] = set()
    for name in names:
        key = tree.folded(name.name)
        if key in seen:
            yield hit(name, N_("{column} is defined twice"), column=name.name,
                      about=node.name.dotted)  # fmt: skip
        seen.add(key)


def _defined(node: tree.CreateTable | tree.AlterTable | tree.CreateView) -> Sequence[tree.Name]:
    """The names that a statement gives to columns."""
    if isinstance(node, tree.CreateTable):
        return [column.name for column in definitions.columns_of(node)]
    if isinstance(node, tree.AlterTable):
        adding = [a for a in node.actions if isinstance(a, tree.AddColumn) and not a.if_not_exists]
        made = [part for action in adding for part in action.columns]
        return [part.name for part in made if isinstance(part, tree.ColumnDefinition)]
    query = node.query.body if isinstance(node.query, tree.Query) else None
    if node.columns or not isinstance(query, tree.Select):
        return node.columns
    found: list[tree.Name] = []
    for item in query.items:
        if item.alias is not None:
            found.append(item.alias)
        elif isinstance(item.value, tree.Column):
            found.append(item.value.name)
    return found


@rule(
    Severity.ERROR,
    on=(only(tree.ColumnDefinition, "ON UPDATE"),),
    bad=[
        "CREATE TABLE item (id INT PRIMARY KEY, day DATE ON UPDATE CURRENT_TIMESTAMP)",
        "ALTER TABLE item ADD at DATETIME(3) DEFAULT NOW(3) ON UPDATE NOW()",
    ],
    good=[
        "CREATE TABLE item (id INT PRIMARY KEY, at DATETIME ON UPDATE CURRENT_TIMESTAMP)",
        "ALTER TABLE item ADD at TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)",
    ],
    sources=[
        "goInception er_invalid_on_update",
        "Bytebase OnUpdateColumnNotDatetimeOrTimestamp",
        "MySQL error 1294",
    ],
)
def column_invalid_on_update(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """ON UPDATE stands on a column that cannot have it.

    Why: the server refuses it with error 1294: only DATETIME and TIMESTAMP can, and MySQL wants the
    same number of decimals in both.

    Instead: DATETIME(3) … ON UPDATE CURRENT_TIMESTAMP(3).
    """
    change, made = column.attribute("ON UPDATE"), column.type
    if change is None or made is None:
        return
    if made.name not in _AUTOMATIC:
        yield hit(change, N_("{column} is {type} and cannot have ON UPDATE"),
                  column=column.name.name, type=made.name,
                  about=definitions.table_name(column))  # fmt: skip
    elif scope.dialect is Dialect.MYSQL and _differs(change.value, made, scope):
        yield hit(change, N_("ON UPDATE has other decimals than {column}"),
                  column=column.name.name, about=definitions.table_name(column))  # fmt: skip


def _differs(value: tree.Node | None, made: tree.DataType, scope: Scope) -> bool:
    return value is not None and _precision(value, scope) != (made.length or 0)


@rule(
    Severity.ERROR,
    on=(only(tree.ColumnDefinition, "ENUM", "SET"),),
    bad=[
        f"CREATE TABLE item (id INT, s SET({', '.join(map(repr, map(str, range(65))))}))",
        "CREATE TABLE item (id INT PRIMARY KEY, s SET('a', 'b,c'))",
        "ALTER TABLE item ADD e ENUM('a', 'b', 'A ')",
    ],
    good=[
        f"CREATE TABLE item (id INT, s SET({', '.join(map(repr, map(str, range(64))))}))",
        "CREATE TABLE item (id INT PRIMARY KEY, e ENUM('a', 'b,c'))",
        "CREATE TABLE item (id INT PRIMARY KEY, e ENUM('a', 'A') COLLATE utf8mb4_bin)",
    ],
    sources=[
        "goInception msg:too-many-set-members, msg:illegal-set-member",
        "MySQL errors 1097, 1291, 1367",
    ],
)
def column_set_members(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """A SET or ENUM has too many members, one twice, or one with a comma.

    Why: SET holds 64 members at most (error 1097), and a comma in one of them would end it (1367);
    members that are equal in the column's collation are refused in strict mode (1291).

    Instead: a table of the members.
    """
    made = column.type
    if made is None or not made.values:
        return
    members = [scope.literal(value).rstrip(" ") for value in made.values]
    if made.name == "ENUM" and len({member.lower() for member in members}) == len(members):
        return
    about, name = definitions.table_name(column), column.name.name
    if made.name == "SET" and len(made.values) > 64:
        yield hit(made, N_("{column} has {count} members; SET holds 64"), column=name,
                  count=len(made.values), about=about)  # fmt: skip
    exact = any(_is_exact(word) for word in (made.collation, made.charset)) or any(
        _is_exact(attribute.value) for attribute in column.attributes if attribute.value
    )
    seen: set[str] = set()
    for value, member in zip(made.values, members, strict=True):
        if made.name == "SET" and "," in member:
            yield hit(value, N_("A member of {column} has a comma"), column=name, about=about)
        key = member if exact else member.lower()
        if key in seen:
            yield hit(value, N_("{column} has the member {member} twice"), column=name,
                      member=member, about=about)  # fmt: skip
        seen.add(key)


def _is_exact(name: tree.Node | None) -> bool:
    return isinstance(name, tree.Name) and name.name.lower().endswith(("_bin", "_cs", "binary"))


@rule(
    Severity.ERROR,
    on=(tree.CreateTable, tree.AlterTable),
    having=definitions.COUNTING,
    level=Level.SCHEMA,
    bad=[
        "CREATE TABLE item (id INT NOT NULL AUTO_INCREMENT) ENGINE=CSV",
        "CREATE TABLE item (id INT NOT NULL) ENGINE=CSV;"
        " ALTER TABLE item MODIFY id INT NOT NULL AUTO_INCREMENT",
    ],
    good=["CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY) ENGINE=MEMORY"],
    sources=["goInception er_table_cant_handle_auto_increment", "MySQL error 1164"],
)
def auto_increment_engine(node: tree.CreateTable | tree.AlterTable, scope: Scope) -> Hits:
    """A column counts by itself in an engine that cannot count.

    Why: the server refuses it with error 1164: CSV and PERFORMANCE_SCHEMA, and MariaDB's OQGRAPH
    and SPHINX, have no AUTO_INCREMENT.

    Instead: ENGINE=InnoDB.
    """
    counting = definitions.counting_of(node)
    table = scope.schema.after(node) if counting else None
    if table is not None and table.engine in _NOT_COUNTING:
        yield hit(counting[0], N_("{column} cannot count by itself in {engine}"),
                  column=counting[0].name.name, engine=table.engine.upper(),
                  about=node.name.dotted)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(only(tree.ColumnDefinition, *definitions.COUNTING),),
    parameters={"types": ("INT", "BIGINT", "SERIAL")},
    bad=[
        "CREATE TABLE item (id DECIMAL(20) AUTO_INCREMENT PRIMARY KEY)",
        "CREATE TABLE item (id DOUBLE AUTO_INCREMENT PRIMARY KEY)",
        "ALTER TABLE item MODIFY id TINYINT AUTO_INCREMENT",
    ],
    good=[
        "CREATE TABLE item (id INTEGER UNSIGNED AUTO_INCREMENT PRIMARY KEY)",
        "CREATE TABLE item (id SERIAL)",
        "-- types: INT, BIGINT, SMALLINT\n"
        "CREATE TABLE item (id SMALLINT AUTO_INCREMENT PRIMARY KEY)",
    ],
    sources=[
        "goInception er_set_data_type_int_bigint",
        "Bytebase COLUMN_AUTO_INCREMENT_MUST_INTEGER",
        "MySQL error 1063",
    ],
)
def auto_increment_integer(column: tree.ColumnDefinition, scope: Scope) -> Hits:
    """An AUTO_INCREMENT column is not INT or BIGINT.

    Why: of DECIMAL and texts the server refuses it (error 1063), of FLOAT and DOUBLE so does
    MySQL 8.4, and others count wrongly beyond 2^53; and smaller integers are soon full.

    Instead: BIGINT UNSIGNED. The parameter `types` lists what is let pass.
    """
    made = column.type
    if made is None or not definitions.increments(column):
        return
    if made.name not in map(str.upper, scope.words("types")):
        yield hit(made, N_("{column} counts by itself but is {type}"), column=column.name.name,
                  type=made.name, about=definitions.table_name(column))  # fmt: skip
