"""Data types, as columns, parameters and CAST give them (SQL Language Reference, 2)."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.names import Names
from app.sql.tokens import END, NUMBER, PARAMETER
from app.sql.tree import DataType

_CANONICAL = {
    "CHARACTER": "CHAR", "NCHAR": "NCHAR", "VARCHAR": "VARCHAR2", "NUMERIC": "NUMBER",
    "DECIMAL": "NUMBER", "DEC": "NUMBER", "INTEGER": "NUMBER", "INT": "NUMBER",
    "SMALLINT": "NUMBER", "REAL": "FLOAT", "BOOL": "BOOLEAN",
}  # fmt: skip
_PLAIN = frozenset(
    """CHAR VARCHAR2 NVARCHAR2 NUMBER FLOAT RAW ROWID UROWID DATE CLOB NCLOB BLOB BFILE
    BINARY_FLOAT BINARY_DOUBLE BOOLEAN JSON XMLTYPE VECTOR""".split()
) | frozenset(_CANONICAL)
"""Types that are one word; LONG, NATIONAL, TIMESTAMP, INTERVAL and DOUBLE go on."""


class Types(Names):
    """DataType, with everything SQL writes behind its name."""

    def data_type(self) -> DataType:
        """A type: of SQL with its lengths, `REF type`, or one that somebody made."""
        first, word = self.at, self.kinds[self.at]
        made = DataType(first, first, word)
        if word in _PLAIN and self.kinds[first + 1] != ".":
            self.at = first + 1
            self._one_word(made, word)
        elif word in {"LONG", "NATIONAL", "TIMESTAMP", "INTERVAL", "DOUBLE"}:
            self.at = first + 1
            self._several_words(made, word)
        else:
            self._made_by_somebody(made)
        made.last = self.before
        return made

    def _one_word(self, made: DataType, word: str) -> None:
        varying = word in {"CHAR", "CHARACTER", "NCHAR"} and self.accept("VARYING")
        made.name = _CANONICAL.get(word, word)
        if varying:
            made.name = "NVARCHAR2" if word == "NCHAR" else "VARCHAR2"
        if self.kinds[self.at] == "(":
            self._size(made)
        if made.name in {"CHAR", "VARCHAR2", "CLOB"} and self.accept("CHARACTER", "SET"):
            self.name()  # ANY_CS, or name%CHARSET, in PL/SQL
            if self.accept("%"):
                self.expect("CHARSET")
        if self.kinds[self.at] == "COLLATE":
            self.at += 1
            made.collation = self.any_word()

    def _size(self, made: DataType) -> None:
        """`(10)`, `(10 CHAR)`, `(10, -2)`, `(*, 2)`; `(3, FLOAT32)` of a vector."""
        self.expect("(")
        if made.name in {"JSON", "XMLTYPE"}:
            self._modifiers()
            return
        made.length = None if self.accept("*") else self.size()
        most = 9 if made.name == "VECTOR" else 1 if made.name == "NUMBER" else 0
        while most and self.accept(","):
            most -= 1
            negative = self.accept("-")
            if made.name == "VECTOR" and self.kinds[self.at] not in {NUMBER, PARAMETER}:
                if not self.accept("*"):
                    self.any_word()
                continue
            digits = self.size()
            made.decimals = -digits if negative else digits
        made.unit = self.accept_any({"CHAR", "BYTE"})
        self.expect(")")

    def _modifiers(self) -> None:
        """What a JSON type may hold: `(OBJECT, ARRAY)`."""
        self.separated(self.json_kind)
        self.expect(")")

    def json_kind(self) -> None:
        """OBJECT, ARRAY, SCALAR and of which type; how far an array may go, how it is kept."""
        self.any_word()
        while self.kinds[self.at] not in {",", ")", END}:
            if self.kinds[self.at] == "(":
                self.skip_parentheses()
            else:
                self.at += 1

    def size(self) -> int:
        """A length or precision; a parameter counts as 0."""
        return self.integer()

    def _several_words(self, made: DataType, word: str) -> None:
        if word == "LONG":
            made.name = "LONG RAW" if self.accept("RAW") else "LONG"
        elif word == "DOUBLE":
            self.expect("PRECISION")
            made.name = "FLOAT"
        elif word == "NATIONAL":
            self.expect_any({"CHAR", "CHARACTER"})
            made.name = "NVARCHAR2" if self.accept("VARYING") else "NCHAR"
            if self.kinds[self.at] == "(":
                self._size(made)
        elif word == "TIMESTAMP":
            self._timestamp(made)
        else:
            self._interval_type(made)

    def _timestamp(self, made: DataType) -> None:
        made.decimals = self._precision()
        if self.accept("WITH"):
            local = self.accept("LOCAL")
            self.expect("TIME", "ZONE")
            made.name = f"TIMESTAMP WITH {'LOCAL ' if local else ''}TIME ZONE"

    def _interval_type(self, made: DataType) -> None:
        if self.accept("YEAR"):
            made.length = self._precision()
            self.expect("TO", "MONTH")
            made.name = "INTERVAL YEAR TO MONTH"
        else:
            self.expect("DAY")
            made.length = self._precision()
            self.expect("TO", "SECOND")
            made.decimals = self._precision()
            made.name = "INTERVAL DAY TO SECOND"

    def _precision(self) -> int | None:
        return self.parenthesised(self.size) if self.kinds[self.at] == "(" else None

    def _made_by_somebody(self, made: DataType) -> None:
        """An object, a collection, a domain, with REF before it or not."""
        reference = self.kinds[self.at] == "REF" and self.kinds[self.at + 1] != "."
        if reference:
            self.at += 1
        if not self.sees_identifier():
            raise Refused(self.at, N_("a data type"))
        named = self.qualified_name()
        made.named = named
        made.name = f"REF {named.dotted.upper()}" if reference else named.dotted.upper()
