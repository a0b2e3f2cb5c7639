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
    "BOOL": "BOOLEAN", "CHARACTER": "CHAR", "NCHAR": "CHAR", "NVARCHAR": "VARCHAR",
    "VARCHARACTER": "VARCHAR", "GEOMCOLLECTION": "GEOMETRYCOLLECTION",
}  # fmt: skip
NAMES = frozenset(
    """BIT TINYINT SMALLINT MEDIUMINT INT BIGINT DECIMAL NUMBER FLOAT DOUBLE BOOLEAN DATE TIME
    DATETIME TIMESTAMP YEAR CHAR VARCHAR VARCHAR2 BINARY VARBINARY TINYBLOB BLOB MEDIUMBLOB LONGBLOB
    TINYTEXT TEXT MEDIUMTEXT LONGTEXT CLOB RAW ENUM SET JSON SERIAL GEOMETRY POINT LINESTRING
    POLYGON MULTIPOINT MULTILINESTRING MULTIPOLYGON GEOMETRYCOLLECTION INET4 INET6 UUID VECTOR
    XMLTYPE SIGNED UNSIGNED""".split()
) | frozenset(CANONICAL)
"""Words a type begins with; LONG, NATIONAL and MariaDB's TYPE OF are seen to on their own."""
_VARYING = frozenset("VARYING VARCHARACTER VARCHAR".split())


class Types(Names):
    """DataType, with everything MySQL and MariaDB write behind its name."""

    def data_type(self) -> DataType:
        """A type with its length, values, sign, charset and collation."""
        first, kinds = self.at, self.kinds
        made = DataType(first, first, self._type_name())
        if made.name in {"ENUM", "SET"}:
            made.values = self.parenthesised(lambda: self.separated(self._enumerated))
        elif kinds[self.at] == "(" and kinds[self.at + 1] is NUMBER:
            self._size(made)
        self._type_attributes(made)
        made.last = self.before
        return made

    def sees_data_type(self) -> bool:
        """Whether a type begins here."""
        return self.kinds[self.at] in NAMES or self.kinds[self.at] in {"LONG", "NATIONAL"}

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
        """One value of ENUM or SET; hex and bit values are strings here, too."""
        if self.kinds[self.at] in {"X", "B", "N"} and self.kinds[self.at + 1] is STRING:
            self.at += 1
        if self.kinds[self.at] is NUMBER:
            return self.number()
        return self.string()

    def _size(self, made: DataType) -> None:
        self.at += 1
        made.length = self.integer()
        if self.accept(","):
            made.decimals = self.integer()
        self.accept_any({"CHAR", "BYTE"})  # VARCHAR2(20 CHAR), in MariaDB's Oracle mode
        self.expect(")")

    def _type_attributes(self, made: DataType) -> None:
        kinds = self.kinds
        while True:
            word = kinds[self.at]
            if word in {"UNSIGNED", "SIGNED"}:
                made.unsigned = made.unsigned or word == "UNSIGNED"
                self.at += 1
            elif word == "ZEROFILL":
                made.zerofill = made.unsigned = True
                self.at += 1
            elif word in {"BINARY", "ASCII", "UNICODE", "BYTE"}:
                self.at += 1
            elif word in {"CHARACTER", "CHAR", "CHARSET"}:
                made.charset = self._charset()
            elif word == "COLLATE":
                self.at += 1
                made.collation = self.any_word()
            else:
                return

    def _charset(self) -> Name:
        if not self.accept("CHARSET"):
            self.at += 1
            self.expect("SET")
        self.accept("=")
        return self.any_word()
