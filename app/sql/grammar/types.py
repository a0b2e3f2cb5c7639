"""Data types, as columns, parameters and CAST give them (MySQL 8.4 manual, 13)."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.names import Names
from app.sql.tokens import NUMBER, STRING
from app.sql.tree import DataType, Literal, Name

CANONICAL = {
    "INTEGER": "INT", "INT1": "TINYINT", "INT2": "SMALLINT", "INT3": "MEDIUMINT", "INT4": "INT",
    "INT8": "BIGINT", "MIDDLEINT": "MEDIUMINT", "DEC": "DECIMAL", "NUMERIC": "DECIMAL",
    "FIXED": "DECIMAL", "REAL": "DOUBLE", "FLOAT8": "DOUBLE", "FLOAT4": "FLOAT",
    "SQL_TSI_YEAR": "YEAR", "BOOL": "BOOLEAN", "CHARACTER": "CHAR", "NCHAR": "CHAR",
    "NVARCHAR": "VARCHAR", "VARCHARACTER": "VARCHAR", "GEOMCOLLECTION": "GEOMETRYCOLLECTION",
}  # fmt: skip
NAMES = frozenset(
    """BIT TINYINT SMALLINT MEDIUMINT INT BIGINT DECIMAL NUMBER FLOAT DOUBLE BOOLEAN DATE TIME
    DATETIME TIMESTAMP YEAR CHAR VARCHAR VARCHAR2 BINARY VARBINARY TINYBLOB BLOB MEDIUMBLOB LONGBLOB
    TINYTEXT TEXT MEDIUMTEXT LONGTEXT CLOB RAW ENUM SET JSON SERIAL GEOMETRY POINT LINESTRING
    POLYGON MULTIPOINT MULTILINESTRING MULTIPOLYGON GEOMETRYCOLLECTION INET4 INET6 UUID VECTOR
    XMLTYPE SIGNED UNSIGNED""".split()
) | frozenset(CANONICAL)
"""Words a type begins with; LONG and NATIONAL are seen to on their own."""
_NUMBERS = frozenset(
    """TINYINT SMALLINT MEDIUMINT INT BIGINT DECIMAL NUMBER FLOAT DOUBLE YEAR""".split()
)
_TEXTS = frozenset("CHAR VARCHAR VARCHAR2 TINYTEXT TEXT MEDIUMTEXT LONGTEXT CLOB ENUM SET".split())
_SIZED = _NUMBERS | frozenset(
    """BIT TIME DATETIME TIMESTAMP CHAR VARCHAR VARCHAR2 BINARY VARBINARY BLOB TEXT RAW VECTOR CLOB
    GEOMETRY POINT LINESTRING POLYGON MULTIPOINT MULTILINESTRING MULTIPOLYGON
    GEOMETRYCOLLECTION""".split()
)
"""Types that may have a length."""
_WITH_DECIMALS = frozenset({"DECIMAL", "NUMBER", "FLOAT", "DOUBLE"})
_VARYING = frozenset("VARYING VARCHARACTER VARCHAR".split())


class Types(Names):
    """DataType, with everything MySQL and MariaDB write behind its name."""

    def data_type(self) -> DataType:
        """A type with its length, values, sign, charset and collation."""
        first, kinds = self.at, self.kinds
        made = DataType(first, first, self._type_name())
        if made.name in {"ENUM", "SET"}:
            made.values = self.parenthesised(lambda: self.separated(self._enumerated))
        elif kinds[self.at] == "(" and kinds[self.at + 1] is NUMBER and made.name in _SIZED:
            self._size(made)
        if made.name in _NUMBERS:
            self._signs(made)
        elif made.name in _TEXTS:
            self._charset_of(made, national=kinds[first] in {"NATIONAL", "NCHAR", "NVARCHAR"})
        if self.accept("COLLATE"):
            made.collation = self.charset_word()
        made.last = self.before
        return made

    def _type_name(self) -> str:
        word = self.kinds[self.at]
        if word == "NATIONAL":
            self.at += 1
            self.expect_any({"CHAR", "CHARACTER", "VARCHAR", "VARCHARACTER"})
            varying = self.kinds[self.before] in _VARYING or bool(self.accept_any(_VARYING))
            return "VARCHAR" if varying else "CHAR"
        if word == "LONG":
            self.at += 1
            if self.accept("VARBINARY"):
                return "MEDIUMBLOB"
            if not self.accept_any({"VARCHAR", "VARCHARACTER"}) and not self.accept(
                "CHAR", "VARYING"
            ):
                self.accept("CHARACTER", "VARYING")
            return "MEDIUMTEXT"
        if word not in NAMES:
            raise Refused(self.at, N_("a data type"))
        self.at += 1
        if word in {"CHAR", "CHARACTER", "NCHAR"} and self.accept_any(_VARYING):
            return "VARCHAR"
        if word == "DOUBLE":
            self.accept("PRECISION")
        if word in {"SIGNED", "UNSIGNED"}:  # CAST(x AS UNSIGNED INTEGER)
            self.accept_any({"INTEGER", "INT"})
        return CANONICAL.get(word, word)

    def _enumerated(self) -> Literal:
        """One value of ENUM or SET: a string, in hexadecimal digits or bits too."""
        first = self.at
        if self.kinds[first] in {"X", "B", "N"} and self.kinds[first + 1] is STRING:
            self.at += 1
        elif self.kinds[first] is NUMBER and self.text(first)[:2] in {"0x", "0b"}:
            return self.number()
        value = self.one_string()
        value.first = first
        return value

    def _size(self, made: DataType) -> None:
        self.expect("(")
        made.length = self._length()
        if made.name in _WITH_DECIMALS and self.accept(","):
            made.decimals = self.integer()
        elif made.name == "DOUBLE":
            raise Refused(self.at, ",")
        self.accept_any({"CHAR", "BYTE"})  # VARCHAR2(20 CHAR), in MariaDB's Oracle mode
        self.expect(")")

    def _length(self) -> int:
        """A length; the servers cut a fraction off."""
        digits = self.text(self.expect(NUMBER)).partition(".")[0]
        if not (digits.isdecimal() and digits.isascii()):
            raise Refused(self.before, N_("a whole number"))
        return int(digits[:18])

    def _signs(self, made: DataType) -> None:
        while word := self.accept_any({"UNSIGNED", "SIGNED", "ZEROFILL"}):
            made.unsigned = made.unsigned or word != "SIGNED"
            made.zerofill = made.zerofill or word == "ZEROFILL"

    def _charset_of(self, made: DataType, *, national: bool) -> None:
        """`[BINARY] [CHARACTER SET x | ASCII | UNICODE] [BINARY]`, or BYTE alone."""
        binary = self.accept("BINARY")
        if national or (not binary and self.accept("BYTE")):
            return
        if self.kinds[self.at] in {"CHARACTER", "CHAR", "CHARSET"}:
            made.charset = self._charset()
        elif not self.accept_any({"ASCII", "UNICODE"}):
            return
        if not binary:
            self.accept("BINARY")

    def _charset(self) -> Name:
        if not self.accept("CHARSET"):
            self.at += 1
            self.expect("SET")
        return self.charset_word()
