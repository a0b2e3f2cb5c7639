"""Functions that give rows and have words of their own: XMLTABLE, JSON_TABLE, GRAPH_TABLE."""

from app.sql.grammar.cursor import BITS
from app.sql.grammar.oracle.measures import Measures
from app.sql.tokens import NUMBER
from app.sql.tree import DataType, Expression, Node, TableFunction

_CHUNKED_BY = frozenset({"CHARACTERS", "CHARS", "WORDS", "VOCABULARY"})
_CHUNKS = frozenset({"MAX", "OVERLAP", "SPLIT", "LANGUAGE", "NORMALIZE", "EXTENDED"})
_NO_TYPE = frozenset("EXISTS PATH FORMAT , ) TRUNCATE ERROR NULL DEFAULT".split())


class RowFunctions(Measures):
    """What stands in FROM and is called."""

    def table_function(self) -> Node | None:
        """XMLTABLE, JSON_TABLE or one of their kin, where it begins here."""
        first, word = self.at, self.kinds[self.at]
        if word == "XMLTABLE":
            arguments = self._xml_table()
        elif word == "JSON_TABLE":
            arguments = self._json_table()
        elif word == "GRAPH_TABLE":
            self.at += 1
            arguments = self.graph_table()
        elif word == "VECTOR_CHUNKS":
            arguments = self._vector_chunks()
        elif word in {"EXTERNAL", "SHARDS"}:
            arguments = ()
            self.at += 1
            self.skip_parentheses()
        else:
            return None
        outer = self.accept("(", "+", ")")
        return TableFunction(first, self.before, word, arguments, None, outer)

    # ------------------------------------------------------------------ XMLTABLE

    def _xml_table(self) -> tuple[Expression, ...]:
        """`XMLTABLE([XMLNAMESPACES (…),] '…' [PASSING …] [COLUMNS …])`."""
        self.expect("XMLTABLE", "(")
        if self.accept("XMLNAMESPACES"):
            self.skip_parentheses()
            self.expect(",")
        found: tuple[Expression, ...] = (self.expression(),)
        found += self.passing()
        if self.accept("RETURNING"):
            self.expect("SEQUENCE", "BY", "REF")
        if self.accept("COLUMNS"):
            for column in self.separated(self._xml_column):
                found += column
        self.expect(")")
        return found

    def _xml_column(self) -> tuple[Expression, ...]:
        self.any_word()
        if self.accept("FOR"):
            self.expect("ORDINALITY")
            return ()
        if self.kinds[self.at] not in _NO_TYPE:
            self.data_type()
            if self.accept("(", "SEQUENCE", ")"):
                self.expect("BY", "REF")
            elif self.accept("BY"):
                self.expect("REF")
        found: tuple[Expression, ...] = ()
        if self.accept("PATH"):
            found += (self.expression(BITS),)
        if self.accept("DEFAULT"):
            found += (self.expression(),)
        return found

    # ------------------------------------------------------------------ VECTOR_CHUNKS

    def _vector_chunks(self) -> tuple[Expression, ...]:
        """`VECTOR_CHUNKS(text [BY WORDS MAX 100 OVERLAP 10 SPLIT BY SENTENCE …])`."""
        self.expect("VECTOR_CHUNKS", "(")
        found: tuple[Expression, ...] = (self.expression(),)
        if self.accept("BY") and self.expect_any(_CHUNKED_BY) == "VOCABULARY":
            self.identifier()
        while way := self.accept_any(_CHUNKS):
            if way == "EXTENDED":
                continue
            self.accept("BY")
            if self.kinds[self.at] is NUMBER or self.kinds[self.at] == "(":
                found += (self.primary(),)
                continue
            self.any_word()
            if self.kinds[self.at] == "(":  # CUSTOM (…)
                self.skip_parentheses()
        self.expect(")")
        return found

    # ------------------------------------------------------------------ JSON_TABLE

    def _json_table(self) -> tuple[Expression, ...]:
        """`JSON_TABLE(document [FORMAT JSON] [, path] [… ON ERROR] COLUMNS (…))`."""
        self.expect("JSON_TABLE", "(")
        found: tuple[Expression, ...] = (self.expression(),)
        found += self.json_clauses()
        if self.accept(","):
            found += (self.expression(BITS),)
        found += self.json_clauses()
        found += self.json_columns()
        self.expect(")")
        return found

    def json_columns(self) -> tuple[Expression, ...]:
        """`COLUMNS (…)`, with parentheses or without them."""
        self.expect("COLUMNS")
        self.descend(1)
        parentheses = self.accept("(")
        found: tuple[Expression, ...] = ()
        for column in self.separated(self._json_column):
            found += column
        if parentheses:
            self.expect(")")
        self._depth -= 1
        return found

    def _json_column(self) -> tuple[Expression, ...]:
        if self.kinds[self.at] == "NESTED" and self.kinds[self.at + 1] not in {",", ")"}:
            self.at += 1
            self.accept("PATH")
            path = (self.expression(BITS),)
            return path + self.json_clauses() + self.json_columns()
        self.any_word()
        if self.accept("FOR"):
            self.expect("ORDINALITY")
            return ()
        self._json_type()
        found = self.json_clauses()
        self.accept("EXISTS")
        found += self.json_clauses()
        if self.accept("PATH"):
            found += (self.expression(BITS),)
        return found + self.json_clauses()

    def _json_type(self) -> DataType | None:
        word = self.kinds[self.at]
        if word in _NO_TYPE or (word == "ALLOW" and self.kinds[self.at + 1] == "SCALARS"):
            return None
        return self.data_type()
