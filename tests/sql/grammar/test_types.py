"""Data types, in columns and in CAST."""

import pytest

from app.domain.dialect import Dialect
from app.sql import tree
from tests.sql.grammar.ddl_bench import reading, refused


def typed(text: str) -> tree.DataType:
    """The type as a column has it; it must end where its text ends."""
    found = reading(f"CREATE TABLE t (a {text} NOT NULL)", tree.CreateTable, Dialect.MARIADB)
    type_ = next(n for n in tree.walk(found.tree) if isinstance(n, tree.DataType))
    assert found.of(type_) == text
    return type_


@pytest.mark.parametrize(
    ("text", "name", "length", "decimals"),
    [
        ("INT", "INT", None, None),
        ("integer(11)", "INT", 11, None),
        ("INT1", "TINYINT", None, None),
        ("MIDDLEINT", "MEDIUMINT", None, None),
        ("BOOL", "BOOLEAN", None, None),
        ("DEC(8,2)", "DECIMAL", 8, 2),
        ("NUMERIC(5)", "DECIMAL", 5, None),
        ("DOUBLE PRECISION", "DOUBLE", None, None),
        ("REAL(5,1)", "DOUBLE", 5, 1),
        ("FLOAT(10)", "FLOAT", 10, None),
        ("FLOAT4", "FLOAT", None, None),
        ("CHARACTER VARYING(7)", "VARCHAR", 7, None),
        ("CHAR VARYING(7)", "VARCHAR", 7, None),
        ("NATIONAL CHARACTER(3)", "CHAR", 3, None),
        ("NATIONAL VARCHAR(3)", "VARCHAR", 3, None),
        ("NCHAR VARYING(3)", "VARCHAR", 3, None),
        ("NVARCHAR(3)", "VARCHAR", 3, None),
        ("LONG", "MEDIUMTEXT", None, None),
        ("LONG VARCHAR", "MEDIUMTEXT", None, None),
        ("LONG VARBINARY", "MEDIUMBLOB", None, None),
        ("TEXT(100)", "TEXT", 100, None),
        ("BIT(3)", "BIT", 3, None),
        ("DATETIME(6)", "DATETIME", 6, None),
        ("YEAR(4)", "YEAR", 4, None),
        ("JSON", "JSON", None, None),
        ("GEOMCOLLECTION", "GEOMETRYCOLLECTION", None, None),
        ("INET6", "INET6", None, None),
        ("VECTOR(3)", "VECTOR", 3, None),
        ("VARCHAR2(20 CHAR)", "VARCHAR2", 20, None),
        ("POINT(9,4)", "POINT", 9, 4),
        ("oracle_schema.DATE", "DATE", None, None),
    ],
)
def test_names_and_lengths(text: str, name: str, length: int | None, decimals: int | None) -> None:
    type_ = typed(text)
    assert (type_.name, type_.length, type_.decimals) == (name, length, decimals)


@pytest.mark.parametrize(
    ("text", "unsigned", "zerofill"),
    [
        ("INT SIGNED", False, False),
        ("BIGINT(20) UNSIGNED", True, False),
        ("DECIMAL(5,2) ZEROFILL", True, True),
        ("DOUBLE UNSIGNED ZEROFILL", True, True),
    ],
)
def test_signs(text: str, unsigned: bool, zerofill: bool) -> None:
    type_ = typed(text)
    assert (type_.unsigned, type_.zerofill) == (unsigned, zerofill)


@pytest.mark.parametrize(
    ("text", "charset", "collation"),
    [
        ("CHAR(3) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", "utf8mb4", "utf8mb4_bin"),
        ("VARCHAR(3) BINARY CHARSET 'latin1'", "latin1", None),
        ("TEXT CHAR SET binary BINARY", "binary", None),
        ("VARCHAR(3) ASCII BINARY", None, None),
        ("CHAR BYTE", None, None),
        ("INT COLLATE utf8mb4_bin", None, "utf8mb4_bin"),
        ("ENUM('a') CHARSET gbk", "gbk", None),
    ],
)
def test_charsets(text: str, charset: str | None, collation: str | None) -> None:
    type_ = typed(text)
    assert (type_.charset and type_.charset.name) == charset
    assert (type_.collation and type_.collation.name) == collation


def test_values() -> None:
    found = reading("CREATE TABLE t (a ENUM('甲','b''c', x'41') NOT NULL)", tree.CreateTable)
    (type_,) = (n for n in tree.walk(found.tree) if isinstance(n, tree.DataType))
    assert found.each(type_.values) == ["'甲'", "'b''c'", "x'41'"]


@pytest.mark.parametrize("text", ["CHAR(3)", "SIGNED INTEGER", "UNSIGNED", "DECIMAL(5,2)", "JSON"])
def test_casts(text: str) -> None:
    for cast in (f"CAST(a AS {text})", f"CONVERT(a, {text})"):
        found = reading(f"SELECT {cast}", tree.Query)
        (made,) = (n for n in tree.walk(found.tree) if isinstance(n, tree.Cast))
        assert (found.of(made), found.of(made.type)) == (cast, text)


@pytest.mark.parametrize(
    "text",
    ["INT(5,2)", "INT(x)", "INT(1e5)", "DOUBLE(5)", "DATE(3)", "JSON(3)", "BOOLEAN(1)", "ENUM()",
     "ENUM(1)", "VARCHAR(-1)", "VARCHAR(0x10)", "DECIMAL(5,2,1)", "VARCHAR(3) BYTE BINARY",
     "VARCHAR(3) UNSIGNED", "INT BINARY", "SERIAL UNSIGNED", "FOO"],
)  # fmt: skip
def test_no_types(text: str) -> None:
    assert refused(f"CREATE TABLE t (a {text})")


@pytest.mark.parametrize("text", ["TEXT", "BIGINT", "TIMESTAMP", "NUMERIC", "ENUM('a')", "BLOB"])
def test_types_nothing_is_cast_to(text: str) -> None:
    assert refused(f"SELECT CAST(a AS {text})")


def test_compressed_data() -> None:
    for text in ("TEXT COMPRESSED", "VARCHAR(9) COMPRESSED=zlib BINARY CHARACTER SET latin1"):
        assert typed(text).compressed
    assert not typed("TEXT").compressed
