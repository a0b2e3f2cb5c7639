"""Data types, as columns, parameters and CAST give them (MySQL 8.4 manual, 13)."""

from app.domain.dialect import Dialect
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
COLLATED = frozenset(
    "CHAR VARCHAR VARCHAR2 TINYTEXT TEXT MEDIUMTEXT LONGTEXT CLOB ENUM SET".split()
)
_SIZED = _NUMBERS | frozenset(
    """BIT TIME DATETIME TIMESTAMP CHAR VARCHAR VARCHAR2 BINARY VARBINARY BLOB TEXT RAW VECTOR
    CLOB""".split()
)
"""Types that may have a length."""
GEOMETRIES = frozenset(
    """GEOMETRY POINT LINESTRING POLYGON MULTIPOINT MULTILINESTRING MULTIPOLYGON
    GEOMETRYCOLLECTION""".split()
)
_MADE_BY_PLUGINS = GEOMETRIES | {"INET4", "INET6", "UUID"}
"""Of these MariaDB takes any length and leaves it to the plugin what it means."""
_WITH_DECIMALS = frozenset({"DECIMAL", "NUMBER", "FLOAT", "DOUBLE"}) | _MADE_BY_PLUGINS
_SIGNS = frozenset({"UNSIGNED", "SIGNED", "ZEROFILL"})
_MOST_DIGITS = 2_147_483_647
_WITH_LENGTH = frozenset({"VARCHAR", "VARBINARY"})
_ONLY_IN_CASTS = frozenset({"SIGNED", "UNSIGNED"})
COMPRESSIBLE = frozenset(
    """VARCHAR VARBINARY TINYBLOB BLOB MEDIUMBLOB LONGBLOB TINYTEXT TEXT MEDIUMTEXT LONGTEXT
    JSON""".split()
)
_SCHEMAS = frozenset({"MARIADB_SCHEMA", "ORACLE_SCHEMA", "MAXDB_SCHEMA"})
"""Whose meaning of a type MariaDB takes."""
_VARYING = frozenset("VARYING VARCHARACTER VARCHAR".split())


class Types(Names):
    """DataType, with everything MySQL and MariaDB write behind its name."""

    def data_type(self) -> DataType:
        """A type with its length, values, sign, charset and collation."""
        first, kinds = self.at, self.kinds
        made = DataType(first, first, self._type_name())
        if made.name in {"ENUM", "SET"}:
            made.values = self.parenthesised(lambda: self.separated(self._enumerated))
        elif kinds[self.at] == "(" and kinds[self.at + 1] is NUMBER and self._may_be_sized(made):
            self._size(made)
        if kinds[self.at] == "COMPRESSED" and made.name in COMPRESSIBLE:
            self.compressed()
            made.compressed = True
        if made.name in _NUMBERS:
            self._signs(made)
        elif made.name in COLLATED:
            self._charset_of(made, national=kinds[first] in {"NATIONAL", "NCHAR", "NVARCHAR"})
        if self.accept("COLLATE"):
            texts = made.name in COLLATED and self.dialect is Dialect.MARIADB
            if not (texts and self.accept_noting("collate-default", "DEFAULT")):
                made.collation = self.charset_word()
        made.last = self.before
        return made

    def _may_be_sized(self, made: DataType) -> bool:
        if made.name in _SIZED:
            return True
        return made.name in _MADE_BY_PLUGINS and self.dialect is Dialect.MARIADB

    def compressed(self) -> Name | None:
        """`COMPRESSED [= method]` of MariaDB; the method."""
        self.expect("COMPRESSED")
        self.note("column-compressed")
        return self.any_word() if self.accept_any({"=", ":="}) else None

    def stored_type(self) -> DataType:
        """The type of a column or a variable: one with a length where it must have one."""
        type_ = self.data_type()
        if type_.name in _WITH_LENGTH and type_.length is None:
            raise Refused(self.at, "(")
        if type_.name in _ONLY_IN_CASTS:
            raise Refused(type_.first, N_("a data type"))
        return type_

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
        if word in _SCHEMAS and self.dialect is Dialect.MARIADB and self.kinds[self.at + 1] == ".":
            self.note("qualified-type", self.at)
            self.at += 2
            return self._type_name()
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
            double = made.length if made.name == "DOUBLE" else 0
            if max(made.decimals, double) > _MOST_DIGITS:
                raise Refused(self.before, N_("fewer digits"))
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
        """UNSIGNED, SIGNED and ZEROFILL, as often as one likes; in MariaDB once, SIGNED alone."""
        left, of_mariadb = _SIGNS, self.dialect is Dialect.MARIADB
        while word := self.accept_any(left):
            if of_mariadb:
                left = left - {word, "SIGNED"} if word != "SIGNED" else frozenset()
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
