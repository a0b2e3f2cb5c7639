"""Rules about what is joined: outer joins that are none, and columns that do not fit each other."""

from collections.abc import Iterator
from typing import TypeAlias

from app.audit.described import conjuncts, described, known_table, leads_an_index
from app.audit.reading import called, columns_in, joins_of, tables_of
from app.audit.registry import EVERYWHERE, Hits, hit, rule
from app.audit.scope import Scope
from app.audit.signs import KnownTable, each, only
from app.domain.finding import Level, Severity
from app.i18n import N_
from app.sql import tree
from app.sql.schema import Column, Table

_LEVELS = (tree.Select, tree.Update, tree.Delete)
_NULL_FUNCTIONS = {"COALESCE", "IFNULL", "NVL", "NVL2", "ISNULL", "IF", "CONCAT_WS", "DECODE"}


def _optional(source: tree.Node | None) -> Iterator[tuple[str, tree.Join]]:
    """The tables whose columns are NULL where an outer join finds no row, and that join."""
    for join in joins_of(source):
        if join.kind in {"LEFT", "RIGHT"} and not join.natural:
            side = join.right if join.kind == "LEFT" else join.left
            for table in tables_of(side):
                yield called(table), join


def _rejects_null(part: tree.Expression) -> Iterator[tree.Column]:
    """The columns of a condition that is not true where they are NULL."""
    match part:
        case tree.Comparison(quantifier="") if part.op != "<=>":
            sides: tuple[tree.Expression, ...] = (part.left, part.right)
        case tree.In(negated=False) | tree.Between() | tree.Like():
            sides = (part.operand,)
        case tree.Is(what="NULL", negated=True) | tree.Is(what="TRUE", negated=False):
            sides = (part.operand,)
        case _:
            return
    for side in sides:
        if isinstance(side, tree.Column):
            yield side
        elif not isinstance(side, tree.Literal) and not _survives_null(side):
            yield from columns_in(side)


def _survives_null(value: tree.Expression) -> bool:
    """Whether a value may be something else though a column in it is NULL."""
    todo: list[tree.Node] = [value]
    while todo:
        node = todo.pop()
        if isinstance(node, tree.Case | tree.Is | tree.Logical | tree.Subquery | tree.Unparsed):
            return True
        if isinstance(node, tree.FunctionCall) and node.name in _NULL_FUNCTIONS:
            return True
        todo += tree.children(node)
    return False


@rule(
    Severity.WARNING,
    on=each((tree.Select, tree.Update, tree.Delete), "JOIN"),
    having=("LEFT", "RIGHT"),
    dialects=EVERYWHERE,
    bad=["SELECT a.id FROM account a LEFT JOIN orders o ON o.a = a.id WHERE o.state = 'open'",
         "SELECT a.id FROM orders o RIGHT JOIN account a ON o.a = a.id"
         " WHERE a.id > 7 AND o.total BETWEEN 1 AND 9",
         "UPDATE account a LEFT JOIN orders o ON o.a = a.id SET a.seen = 1 WHERE o.total > 9"],
    good=["SELECT a.id FROM account a LEFT JOIN orders o ON o.a = a.id AND o.state = 'open'",
          "SELECT a.id FROM account a LEFT JOIN orders o ON o.a = a.id WHERE o.id IS NULL",
          "SELECT a.id FROM account a LEFT JOIN orders o ON o.a = a.id"
          " WHERE o.state = 'open' OR o.id IS NULL",
          "SELECT a.id FROM account a LEFT JOIN orders o ON o.a = a.id"
          " WHERE COALESCE(o.total, 0) < 9",
          "SELECT a.id FROM account a LEFT JOIN orders o ON o.a = a.id WHERE a.region = 'north'",
          "SELECT a.id FROM account a JOIN orders o ON o.a = a.id WHERE o.state = 'open'"],
    sources=["SOAR JOI.003"],
)  # fmt: skip
def query_outer_join_cancelled(node: tree.Select | tree.Update | tree.Delete, scope: Scope) -> Hits:
    """WHERE turns an outer join into an inner one.

    Why: where the outer join finds no row its columns are NULL, and the condition on them is not
    true, so just the rows it was written for are thrown away.

    Instead: move the condition into ON; where an inner join is meant, say JOIN.
    """
    if node.where is None or not isinstance(node.tables, tree.Join):
        return
    optional = dict(_optional(node.tables))
    said: set[str] = set()
    for part in conjuncts(node.where) if optional else ():
        for column in _rejects_null(part):
            name = column.name.qualifier.lower()
            if name in optional and name not in said:
                said.add(name)
                template = N_("This leaves no row for which the {kind} JOIN found none in {table}")
                yield hit(part, template, kind=optional[name].kind, table=name, about=name)


@rule(
    Severity.WARNING,
    on=(tree.Select, tree.Delete),
    having=(tree.Is,),
    dialects=EVERYWHERE,
    bad=["SELECT a.id FROM account a LEFT JOIN orders o ON o.a = a.id WHERE o.closed_at IS NULL",
         "CREATE TABLE orders (id INT PRIMARY KEY, a INT, note TEXT NULL);"
         " SELECT a.id FROM account a LEFT JOIN orders o ON o.a = a.id WHERE o.note IS NULL"],
    good=["SELECT a.id FROM account a LEFT JOIN orders o ON o.a = a.id WHERE o.a IS NULL",
          "SELECT a.id FROM account a LEFT JOIN orders o ON o.a = a.id WHERE o.id IS NULL",
          "CREATE TABLE orders (no INT PRIMARY KEY, a INT);"
          " SELECT a.id FROM account a LEFT JOIN orders o ON o.a = a.id WHERE o.no IS NULL",
          "SELECT a.id FROM account a LEFT JOIN orders o ON o.a = a.id WHERE a.closed_at IS NULL"],
    sources=["SOAR JOI.004"],
)  # fmt: skip
def query_anti_join_column(node: tree.Select | tree.Delete, scope: Scope) -> Hits:
    """An anti-join asks a column that may be NULL by itself.

    Why: IS NULL then finds rows that have no partner, and rows whose partner just has no value. A
    column of ON, one the schema knows as NOT NULL, and id are right.

    Instead: ask the column of ON, or NOT EXISTS.
    """
    optional = dict(_optional(node.tables)) if isinstance(node.tables, tree.Join) else {}
    for part in conjuncts(node.where) if optional else ():
        match part:
            case tree.Is(what="NULL", negated=False, operand=tree.Column() as column):
                join = optional.get(column.name.qualifier.lower())
                if join is not None and not _tells_partner(column, join, scope):
                    yield hit(part, N_("{column} may be NULL in rows that have a partner, too"),
                              column=column.name.dotted, about=column.name.dotted)  # fmt: skip


def _tells_partner(column: tree.Column, join: tree.Join, scope: Scope) -> bool:
    """Whether that column is NULL only where the join found no row."""
    name = column.name.name.lower()
    if name == "id" or any(using.name.lower() == name for using in join.using):
        return True
    dotted = column.name.dotted.lower()
    if join.on and any(c.name.dotted.lower() == dotted for c in columns_in(join.on)):
        return True
    found = described(column, scope.schema)
    return found is not None and not found[1].nullable


@rule(
    Severity.NOTICE,
    on=each((tree.Select, tree.Update, tree.Delete), "JOIN"),
    dialects=EVERYWHERE,
    bad=["SELECT a.id FROM account a, region r JOIN orders o ON o.r = r.id WHERE r.id = a.region"],
    good=["SELECT a.id FROM account a, region r WHERE r.id = a.region",
          "SELECT a.id FROM account a JOIN region r ON r.id = a.region",
          "SELECT a.id FROM account a JOIN b ON b.a = a.id, (SELECT @n := 0) AS start",
          "SELECT a.id, j.n FROM account a LEFT JOIN b ON b.a = a.id,"
          " JSON_TABLE(a.detail, '$[*]' COLUMNS (n INT PATH '$.n')) AS j"],
    sources=["SOAR JOI.001"],
)  # fmt: skip
def query_comma_join_mix(node: tree.Select | tree.Update | tree.Delete, scope: Scope) -> Hits:
    """Commas and JOIN stand in one FROM.

    Why: JOIN binds tighter than the comma, so its ON does not see the tables before the comma:
    error 1054, or a condition on the wrong pair.

    Instead: JOIN … ON throughout.
    """
    if not isinstance(node.tables, tree.Join):
        return
    joins = list(joins_of(node.tables))
    if not any(join.kind != "," for join in joins):
        return
    for join in joins:
        if join.kind == "," and all(
            isinstance(side, tree.TableName | tree.Join) for side in (join.left, join.right)
        ):
            at = scope.tokens.kinds.index(",", join.left.last)
            yield hit(at, N_("JOIN binds tighter than this comma"))
            return


# ---------------------------------------------------------------------- columns that are equated

_A = "CREATE TABLE a (id INT PRIMARY KEY, code VARCHAR(9), big BIGINT, at DATETIME);\n"
_B = "CREATE TABLE b (id INT PRIMARY KEY, a INT, code CHAR(9), ref VARCHAR(20), KEY (a));\n"

_ORACLE = (
    "-- dialect: oracle\nCREATE TABLE a (id NUMBER PRIMARY KEY);\n"
    "CREATE TABLE b (id NUMBER PRIMARY KEY, ref VARCHAR2(9));\n"
)

_CLASSES = {
    **dict.fromkeys("TINYINT SMALLINT MEDIUMINT INT BIGINT BOOLEAN BIT YEAR".split(), "integer"),
    **dict.fromkeys("DECIMAL NUMBER".split(), "decimal"),
    **dict.fromkeys("FLOAT DOUBLE BINARY_FLOAT BINARY_DOUBLE".split(), "float"),
    **dict.fromkeys(
        "CHAR VARCHAR TINYTEXT TEXT MEDIUMTEXT LONGTEXT ENUM SET NCHAR NVARCHAR VARCHAR2 "
        "NVARCHAR2 CLOB".split(),
        "text",
    ),
    **dict.fromkeys("BINARY VARBINARY TINYBLOB BLOB MEDIUMBLOB LONGBLOB RAW".split(), "bytes"),
    **dict.fromkeys("DATE DATETIME TIMESTAMP".split(), "moment"),
}
_Found: TypeAlias = tuple[Table, Column]
_CHARACTERS = frozenset(kind for kind, group in _CLASSES.items() if group == "text")


def _equated(node: tree.Comparison, scope: Scope) -> tuple[_Found, _Found] | None:
    """Both columns of a join's equality with what the schema says of them."""
    if node.op not in {"=", "<=>"} or not (
        isinstance(node.left, tree.Column) and isinstance(node.right, tree.Column)
    ):
        return None
    one, two = described(node.left, scope.schema), described(node.right, scope.schema)
    return (one, two) if one is not None and two is not None else None


@rule(
    Severity.WARNING,
    on=(only(tree.Comparison, "COLUMNS"),),
    having=(KnownTable,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[_A + _B + "SELECT a.id FROM a JOIN b ON b.ref = a.id",
         _ORACLE + "SELECT a.id FROM a JOIN b ON b.ref = a.id"],
    good=[_A + _B + "SELECT a.id FROM a JOIN b ON b.a = a.id",
          _A + _B + "SELECT a.id FROM a JOIN b ON b.a = a.big",
          _A + _B + "SELECT a.id FROM a JOIN b ON b.code = a.code",
          "SELECT a.id FROM a JOIN b ON b.ref = a.id"],
    sources=["SQLE dml_check_join_field_type", "Bytebase StatementJoinColumnAttrsNotMatch"],
)  # fmt: skip
def query_join_type_mismatch(node: tree.Comparison, scope: Scope) -> Hits:
    """Columns of different types are joined.

    Why: one side is converted for every row, so its index does not serve; text and numbers meet as
    floating-point numbers, where values that differ are equal. Integers of any size fit each other,
    and so do CHAR and VARCHAR.

    Instead: give both columns one type.
    """
    if (found := _equated(node, scope)) is None:
        return
    one, two = found[0][1], found[1][1]
    classes = {_CLASSES.get(one.type, one.type), _CLASSES.get(two.type, two.type)}
    if len(classes) > 1 and "" not in classes and classes != {"integer", "decimal"}:
        yield hit(node, N_("{one} is {its_type}, {two} is {other_type}"), one=_dotted(found[0]),
                  its_type=one.type, two=_dotted(found[1]), other_type=two.type,
                  about=found[0][0].name)  # fmt: skip


def _dotted(found: tuple[Table, Column]) -> str:
    return f"{found[0].name}.{found[1].name}"


@rule(
    Severity.ERROR,
    on=(only(tree.Comparison, "COLUMNS"),),
    having=(KnownTable,),
    level=Level.SCHEMA,
    bad=["CREATE TABLE a (code VARCHAR(9) CHARACTER SET latin1);"
         " CREATE TABLE b (code VARCHAR(9) CHARACTER SET utf8mb4);"
         " SELECT 1 FROM a JOIN b ON b.code = a.code",
         "CREATE TABLE a (code VARCHAR(9)) COLLATE utf8mb4_bin;"
         " CREATE TABLE b (code VARCHAR(9)) COLLATE utf8mb4_general_ci;"
         " SELECT 1 FROM a JOIN b ON b.code = a.code"],
    good=["CREATE TABLE a (code VARCHAR(9)) CHARSET utf8mb4;"
          " CREATE TABLE b (code VARCHAR(9)) CHARSET = utf8mb4;"
          " SELECT 1 FROM a JOIN b ON b.code = a.code",
          "CREATE TABLE a (code VARCHAR(9)); CREATE TABLE b (code VARCHAR(9)) CHARSET latin1;"
          " SELECT 1 FROM a JOIN b ON b.code = a.code",
          "CREATE TABLE a (code INT) CHARSET latin1; CREATE TABLE b (code INT) CHARSET utf8mb4;"
          " SELECT 1 FROM a JOIN b ON b.code = a.code"],
    sources=["SQLE dml_check_join_field_character_set_Collation", "MySQL error 1267"],
)  # fmt: skip
def query_join_charset_mismatch(node: tree.Comparison, scope: Scope) -> Hits:
    """Columns of different character sets or collations are joined.

    Why: of two character sets one side is converted for every row, and its index does not serve;
    two collations of one set fail with error 1267.

    Instead: give both columns one character set and collation.
    """
    if (found := _equated(node, scope)) is None:
        return
    one, two = found[0][1], found[1][1]
    if not {one.type, two.type} <= _CHARACTERS:
        return
    differ = one.charset and two.charset and one.charset != two.charset
    if not differ and one.collation and two.collation:
        differ = one.collation != two.collation
    if differ:
        yield hit(node, N_("{one} is in {its_charset}, {two} in {other_charset}"),
                  one=_dotted(found[0]), its_charset=one.collation or one.charset,
                  two=_dotted(found[1]), other_charset=two.collation or two.charset,
                  about=found[0][0].name)  # fmt: skip


@rule(
    Severity.WARNING,
    on=(tree.Join,),
    having=(KnownTable,),
    dialects=EVERYWHERE,
    level=Level.SCHEMA,
    bad=[_A + _B + "SELECT a.id FROM a LEFT JOIN b ON b.ref = a.code",
         _A + _B + "SELECT a.id FROM a JOIN b ON b.code = a.code",
         _ORACLE + "SELECT a.id FROM a LEFT JOIN b ON b.ref = a.id"],
    good=[_A + _B + "SELECT a.id FROM a LEFT JOIN b ON b.a = a.id",
          _A + _B + "SELECT a.id FROM b JOIN a ON a.id = b.a",
          _A + _B + "SELECT b.id FROM b LEFT JOIN a ON a.id = b.ref",
          _A + _B + "SELECT a.id FROM a JOIN b ON b.a = a.id AND b.code = a.code",
          "SELECT a.id FROM a LEFT JOIN b ON b.ref = a.code"],
    sources=["SQLE dml_check_join_field_use_index"],
)  # fmt: skip
def query_join_column_not_indexed(join: tree.Join, scope: Scope) -> Hits:
    """No index serves a join.

    Why: for every row of one table the other is read whole, or hashed whole. For an inner join an
    index on either side will do, for an outer join it must be the side that is looked up.

    Instead: an index on the column.
    """
    if join.on is None:
        return
    missing: tuple[tree.Comparison, str] | None = None
    for part in conjuncts(join.on):
        if not isinstance(part, tree.Comparison) or (found := _equated(part, scope)) is None:
            continue
        if found[0][0] is found[1][0] or not all(t.known_indexes for t, _c in found):
            return
        inner = known_table(join.right if join.kind != "RIGHT" else join.left, scope.schema)
        looked_up = [f for f in found if f[0] is inner] if join.kind in {"LEFT", "RIGHT"} else found
        if not looked_up or any(leads_an_index(table, c.name) for table, c in looked_up):
            return
        missing = missing or (part, _dotted(looked_up[0]))
    if missing is not None:
        yield hit(missing[0], N_("No index begins with {column}"), column=missing[1],
                  about=missing[1])  # fmt: skip
