"""Types of columns: what they amount to, and whether one takes all values of another."""

from app.domain.dialect import Dialect
from app.sql import tree
from app.sql.compare.nouns import UNSAID, Shape
from app.sql.compare.shaping import Shaper

TEXTS = frozenset({"CHAR", "VARCHAR", "TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT", "ENUM", "SET"})
"""Types with a character set."""
NUMBERS = frozenset(
    {"TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "DECIMAL", "FLOAT", "DOUBLE", "BIT",
     "YEAR", "BOOLEAN"}
)  # fmt: skip
_INTEGERS = {"TINYINT": 1, "SMALLINT": 2, "MEDIUMINT": 3, "INT": 4, "BIGINT": 8}
_TEXT_SIZES = {"TINYTEXT": 255, "TEXT": 1 << 16, "MEDIUMTEXT": 1 << 24, "LONGTEXT": 1 << 32}
_BLOB_SIZES = {"TINYBLOB": 255, "BLOB": 1 << 16, "MEDIUMBLOB": 1 << 24, "LONGBLOB": 1 << 32}
_DEFAULT_LENGTHS = {"CHAR": 1, "BINARY": 1, "BIT": 1}
_NO_FRACTION = frozenset({"DATETIME", "TIMESTAMP", "TIME"})
_DEFAULT_COLLATIONS = {
    "latin1": "latin1_swedish_ci", "latin2": "latin2_general_ci", "ascii": "ascii_general_ci",
    "binary": "binary", "gbk": "gbk_chinese_ci", "gb2312": "gb2312_chinese_ci",
    "gb18030": "gb18030_chinese_ci", "big5": "big5_chinese_ci", "ucs2": "ucs2_general_ci",
    "utf16": "utf16_general_ci", "utf32": "utf32_general_ci", "utf8mb3": "utf8mb3_general_ci",
    "sjis": "sjis_japanese_ci", "ujis": "ujis_japanese_ci", "euckr": "euckr_korean_ci",
    "cp1251": "cp1251_general_ci", "koi8r": "koi8r_general_ci",
}  # fmt: skip


def charset_and_collation(charset: str, collation: str, dialect: Dialect) -> tuple[str, str]:
    """Both, where only one of them was said; UNSAID where the server decides."""
    charset, collation = _modern(charset.lower()), _modern(collation.lower())
    if collation and collation != UNSAID and (not charset or charset == UNSAID):
        charset = collation.partition("_")[0]
    if not charset:
        return UNSAID, UNSAID
    if not collation:
        collation = _DEFAULT_COLLATIONS.get(charset, "")
        if charset == "utf8mb4" and dialect is Dialect.MYSQL:
            collation = "utf8mb4_0900_ai_ci"
    return charset, collation or UNSAID


def _modern(name: str) -> str:
    """Today's name of utf8."""
    return "utf8mb3" + name[4:] if name == "utf8" or name.startswith("utf8_") else name


def type_shape(made: tree.DataType, shaper: Shaper) -> Shape:
    """A type without its character set; widths that only say how to show a number do not count."""
    name, length, decimals = made.name, made.length, made.decimals
    if name == "BOOLEAN":
        name, length = "TINYINT", 1
    shown_only = name in _INTEGERS and not made.zerofill and (name, length) != ("TINYINT", 1)
    if shown_only or name == "YEAR":
        length = None
    elif name == "DECIMAL":
        length, decimals = length or 10, decimals or 0
    elif name in _DEFAULT_LENGTHS:
        length = length or _DEFAULT_LENGTHS[name]
    elif name in _NO_FRACTION and length == 0:
        length = None
    unsigned = made.unsigned or made.zerofill
    values = tuple(shaper.literal(value) for value in made.values)
    return (name, length, decimals, unsigned, made.zerofill, values)


def family_and_width(made: tree.DataType) -> tuple[str, tuple[int, ...]]:
    """Which types it can stand for: those of its family that are no wider in any way."""
    name, length = made.name, made.length
    if name == "BOOLEAN":
        name = "TINYINT"
    sign = 0 if made.unsigned or made.zerofill else 1
    if name in _INTEGERS:
        return f"integer {sign}", (_INTEGERS[name],)
    if name == "DECIMAL":
        decimals = made.decimals or 0
        return f"decimal {sign}", ((length or 10) - decimals, decimals)
    if name in {"CHAR", "VARCHAR"}:
        return "text", (length or 1,)
    if name in _TEXT_SIZES:
        return "text", (_TEXT_SIZES[name],)
    if name in _BLOB_SIZES:
        return "blob", (_BLOB_SIZES[name],)
    if name in {"FLOAT", "DOUBLE"}:
        return f"float {sign}", (4 if name == "FLOAT" else 8,)
    if name in _NO_FRACTION:
        return name, (length or 0,)
    if name in {"ENUM", "SET"}:
        return name, (len(made.values),)
    return f"{name} {sign}", (length or 0, made.decimals or 0)
