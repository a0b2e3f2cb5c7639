"""Functions of SQL/JSON, whose arguments have words of their own (JSON Developer's Guide)."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from app.sql.grammar.cursor import BITS, Refused
from app.sql.grammar.oracle.functions import Forms
from app.sql.grammar.oracle.xml_functions import XmlFunctions
from app.sql.tokens import PARAMETER
from app.sql.tree import Expression, FunctionCall

_PLAIN = frozenset("PRETTY ASCII ORDERED TRUNCATE STRICT LAX UNCONDITIONAL".split())
_HANDLED = frozenset({"ERROR", "EMPTY", "NULL", "MISMATCH", "EXISTING", "MISSING"})
_ANSWERS = frozenset(
    """NULL ERROR TRUE FALSE UNKNOWN ABSENT IGNORE CREATE REPLACE REMOVE CLEAR EMPTY""".split()
)
_SETS = frozenset(
    """SET INSERT REPLACE APPEND PREPEND COPY MERGE MINUS UNION INTERSECT ADD_SET REMOVE_SET
    ADD""".split()
)

_OPERATIONS = _SETS | {"NESTED", "CASE", "REMOVE", "KEEP", "SORT", "RENAME"}


class JsonFunctions(XmlFunctions):
    """JSON_VALUE, JSON_OBJECT and their kin."""

    is_dual = False
    """Whether it is a duality view that is read."""

    def json_clauses(self) -> tuple[Expression, ...]:
        """What may follow the arguments: PASSING, RETURNING, wrappers, what to do on an error."""
        found: tuple[Expression, ...] = ()
        while True:
            start = self.at
            found += self._json_clause()
            if self.at == start:
                return found

    def _json_clause(self) -> tuple[Expression, ...]:
        kinds, at = self.kinds, self.at
        word, behind = kinds[at], kinds[at + 1]
        if word == "PASSING":
            return self.passing()
        if word == "RETURNING":
            self._returning_type()
        elif word == "FORMAT" and behind == "JSON":
            self.at += 2
            if self.accept("ENCODING"):
                self.any_word()
        elif word in {"ALLOW", "DISALLOW"} and behind == "SCALARS":
            self.at += 2
        elif word in {"WITH", "WITHOUT"}:
            self._wrapper()
        elif word in {"OMIT", "KEEP"} and behind == "QUOTES":
            self.at += 2
            self.accept("ON", "SCALAR", "STRING")
        elif word == "TYPE" and behind == "(":
            self.at += 1
            self.skip_parentheses()
        elif word in _PLAIN:
            self.at += 1
        else:
            return self._on_error()
        return ()

    def _returning_type(self) -> None:
        self.expect("RETURNING")
        self.data_type()

    def _wrapper(self) -> None:
        self.expect_any({"WITH", "WITHOUT"})
        if self.accept("UNIQUE"):
            self.accept("KEYS")
        elif not self.accept("TYPENAME"):
            self.accept_any({"CONDITIONAL", "UNCONDITIONAL"})
            self.accept("ARRAY")
            self.expect("WRAPPER")

    def _on_error(self) -> tuple[Expression, ...]:
        """`NULL ON ERROR`, `DEFAULT 0 ON EMPTY`, `IGNORE ON MISMATCH (…)`."""
        kinds, at = self.kinds, self.at
        word, found = kinds[at], ()
        if word == "DEFAULT":
            self.at += 1
            value: tuple[Expression, ...] = (self.expression(BITS),)
        elif word in {"SQL", "JSON"} and kinds[at + 1 : at + 3] == ["NULL", "ON"]:
            self.at += 2
            value = found
        elif word in _ANSWERS and (kinds[at + 1] == "ON" or word == "EMPTY"):
            self.at += 1
            if word == "EMPTY":
                self.accept_any({"ARRAY", "OBJECT", "STRING"})
            value = found
        else:
            return found
        self.expect("ON")
        self.expect_any(_HANDLED)
        if self.kinds[self.before] == "MISMATCH" and self.kinds[self.at] == "(":
            self.skip_parentheses()
        return value

    # ------------------------------------------------------------------ what reads a document

    def _json_read(self, first: int, word: str) -> Expression:
        """JSON_VALUE, JSON_QUERY, JSON_EXISTS, JSON_SERIALIZE, JSON_MERGEPATCH, JSON_SCALAR, …"""
        made = FunctionCall(first, 0, word, self.separated(self._json_argument))
        made.arguments += self.json_clauses()
        return made

    def _json_argument(self) -> Expression:
        value = self.expression()
        if self.accept("FORMAT", "JSON") and self.accept("ENCODING"):
            self.any_word()
        return value

    # ------------------------------------------------------------------ what makes a document

    def _json_object(self, first: int, word: str) -> Expression:
        """JSON_OBJECT and JSON_OBJECTAGG: pairs of keys and values."""
        made = FunctionCall(first, 0, word, ())
        if self.kinds[self.at] != ")":
            made.arguments = self.json_pairs()
            made.arguments += self.json_clauses()
        return made

    def json_pairs(self) -> tuple[Expression, ...]:
        """`[KEY] key VALUE value`, `key : value`, a column, `*`, with commas between them."""
        self.descend(1)
        pairs = self.separated(self._json_pair)
        self._depth -= 1
        return tuple(value for pair in pairs for value in pair)

    def _json_pair(self) -> tuple[Expression, ...]:
        return self.dual_pair() if self.is_dual else self.plain_pair()

    @abstractmethod
    def dual_pair(self) -> tuple[Expression, ...]:
        """A member of an object of a duality view."""

    def plain_pair(self) -> tuple[Expression, ...]:
        """A member of an object."""
        kinds = self.kinds
        if kinds[self.at] == "KEY" and kinds[self.at + 1] not in {
            ",",
            ")",
            ":",
            "VALUE",
            "IS",
            ".",
        }:
            self.at += 1
        starred = kinds[self.at] == "*" or kinds[self.at + 1] == "."
        key = self.argument() if starred else self.expression(BITS)
        if kinds[self.at] is PARAMETER:  # 'key':column, whose colon looks like that of a bind
            value: tuple[Expression, ...] = (self.expression(),)
        elif self.accept_any({"VALUE", "IS", ":"}):
            value = (self._json_value(),)
        else:
            value = ()
        if self.accept("FORMAT", "JSON") and self.accept("ENCODING"):
            self.any_word()
        return (key, *value)

    def _json_array(self, first: int, word: str) -> Expression:
        """JSON_ARRAY of values or of a query, JSON_ARRAYAGG."""
        made = FunctionCall(first, 0, word, ())
        if self.kinds[self.at] == ")":
            return made
        bare = self.kinds[self.at] in {"ABSENT", "NULL"} and self.kinds[self.at + 1] == "ON"
        if not bare and self.kinds[self.at] != "RETURNING":
            made.arguments = self.separated(self._json_element)
        if self.accept("ORDER", "BY"):
            made.order_by = self.order_items()
        made.arguments += self.json_clauses()
        return made

    @abstractmethod
    def generated_value(self) -> Expression:
        """What a duality view makes of other columns."""

    def _json_value(self) -> Expression:
        """A value in a document: an expression, an object or an array."""
        if self.is_dual and self.kinds[self.at] == "GENERATED":
            return self.generated_value()
        if self.kinds[self.at] in {"{", "["}:
            self.at -= 1
            found = self._json_literal()
            if found is not None:
                found.first += 1
                return found
        return self.argument()

    def _json_element(self) -> Expression:
        value = self._json_value()
        if self.accept("FORMAT", "JSON") and self.accept("ENCODING"):
            self.any_word()
        return value

    def _json_literal(self) -> Expression | None:
        """`JSON {'key' : value}` and `JSON [value, …]` of 21c."""
        first, opening = self.at, self.kinds[self.at + 1]
        if opening not in {"{", "["}:
            return None
        self.descend(2)
        self.at += 2
        closing = "}" if opening == "{" else "]"
        values: tuple[Expression, ...] = ()
        if self.kinds[self.at] != closing:
            values = self.json_pairs() if opening == "{" else self.separated(self._json_element)
            values += self.json_clauses()
        self.expect(closing)
        self._depth -= 2
        name = "JSON_OBJECT" if opening == "{" else "JSON_ARRAY"
        return FunctionCall(first, self.before, name, values)

    # ------------------------------------------------------------------ what changes a document

    def _json_transform(self, first: int, word: str) -> Expression:
        """`JSON_TRANSFORM(document, SET '$.a' = value, …)`."""
        made = FunctionCall(first, 0, word, (self._json_argument(),))
        while self.accept(","):
            made.arguments += self._json_operation()
        made.arguments += self.json_clauses()
        return made

    def _json_operation(self) -> tuple[Expression, ...]:
        word = self.kinds[self.at]
        if self.accept("NESTED"):
            self.accept("PATH")
            found = (self.expression(BITS), *self._json_operations())
        elif word == "CASE":
            return self._json_cases()
        elif word in _SETS:
            self.at += 1
            found = (self.expression(BITS),)
            self.expect("=")
            self.accept("PATH")
            found += (self._json_argument(),)
        elif self.accept_any({"REMOVE", "KEEP", "SORT"}):
            found = (self._json_path(),)
            while word == "KEEP" and self.kinds[self.at + 1] not in _OPERATIONS:
                if not self.accept(","):
                    break
                found += (self._json_path(),)
            self.accept_any({"ASC", "DESC"})
            self.accept("UNIQUE")
        elif self.accept("RENAME"):
            found = (self.expression(BITS),)
            self.expect_any({"WITH", "="})
            found += (self.expression(BITS),)
        else:
            raise Refused(self.at, "SET")
        return found + self._json_handlers()

    def _json_path(self) -> Expression:
        return self.expression(BITS)

    def _json_handlers(self) -> tuple[Expression, ...]:
        found: tuple[Expression, ...] = ()
        while self.kinds[self.at] in _ANSWERS or self.kinds[self.at] == "DEFAULT":
            start = self.at
            found += self._on_error()
            if self.at == start:
                break
        return found

    def _json_operations(self) -> tuple[Expression, ...]:
        self.descend(1)
        self.expect("(")
        found = self._json_operation()
        while self.accept(","):
            found += self._json_operation()
        self.expect(")")
        self._depth -= 1
        return found

    def _json_cases(self) -> tuple[Expression, ...]:
        self.expect("CASE")
        found: tuple[Expression, ...] = ()
        while self.accept("WHEN"):
            found += (self.expression(),)
            self.expect("THEN")
            found += self._json_operations()
        if self.accept("ELSE"):
            found += self._json_operations()
        self.expect("END")
        return found

    _FORMS: ClassVar[Forms] = {
        **XmlFunctions._FORMS,
        **dict.fromkeys(
            """JSON JSON_VALUE JSON_QUERY JSON_EXISTS JSON_SERIALIZE JSON_MERGEPATCH
            JSON_SCALAR FROM_VECTOR VECTOR_SERIALIZE""".split(), _json_read),
        "JSON_OBJECT": _json_object, "JSON_OBJECTAGG": _json_object, "JSON_ARRAY": _json_array,
        "JSON_ARRAYAGG": _json_array, "JSON_TRANSFORM": _json_transform,
    }  # fmt: skip
    _STARTS: ClassVar[dict[str, Callable[[Any], Expression | None]]] = {
        **XmlFunctions._STARTS, "JSON": _json_literal,
    }  # fmt: skip
