"""What a JSON relational duality view is made of (JSON-Relational Duality Developer's Guide).

Either queries that make objects, with words behind tables and columns that say what may be changed
through the view, or the same in the notation of GraphQL.
"""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.indexes import Indexes
from app.sql.grammar.oracle.names import is_part
from app.sql.tokens import IDENTIFIER, NUMBER, PARAMETER, STRING
from app.sql.tree import Expression, FunctionCall, Query, Select, Subquery

_CHANGES = frozenset({"INSERT", "UPDATE", "DELETE", "CHECK"})
_TAGS = _CHANGES | {f"NO{word}" for word in _CHANGES} | {"NO", "("}
_BRACKETS = {"{": "}", "[": "]"}
_MADE = frozenset({"JSON_OBJECT", "JSON_OBJECTAGG", "JSON_ARRAYAGG"})


class Duality(Indexes):
    """The body of a duality view."""

    def dual_query(self) -> Query:
        """A query that makes an object of every row."""
        self.is_dual = True
        made = self.query()
        self.is_dual = False
        body = made.body
        if not isinstance(body, Select) or len(body.items) != 1:
            raise Refused(body.first, "SELECT JSON")
        value = body.items[0].value
        if not isinstance(value, FunctionCall) or value.name not in _MADE:
            raise Refused(value.first, "JSON")
        return made

    def change_tags(self) -> None:
        """`WITH [NO]INSERT [NO]UPDATE [NO]DELETE [NO]CHECK`, behind a table or a column."""
        if self.kinds[self.at] != "WITH" or self.kinds[self.at + 1] not in _TAGS:
            return
        self.at += 1
        parentheses = self.accept("(")
        found = False
        while self.kinds[self.at] in _TAGS:
            if self.accept("NO"):
                self.expect_any(_CHANGES)
            else:
                self.at += 1
            self.accept("ETAG")
            if parentheses:
                self.accept(",")
            found = True
        if not found:
            raise Refused(self.at, "INSERT | UPDATE | DELETE")
        if parentheses:
            self.expect(")")

    def dual_pair(self) -> tuple[Expression, ...]:
        """A member of an object, which may be unnested, generated, flexible, hidden."""
        if self.kinds[self.at] == "UNNEST":
            start = self.at
            self.at += 1
            found: tuple[Expression, ...] = (self._unnested(start),)
        else:
            found = self.plain_pair()
        if self.accept("AS"):
            self.expect("FLEX")
        self.accept("COLUMN")
        self.accept("HIDDEN")
        self.change_tags()
        return found

    def _unnested(self, start: int) -> Expression:
        made = self.subquery()
        return Subquery(start, self.before, made.query)

    def generated_value(self) -> Expression:
        """`GENERATED USING (expression)`, `GENERATED USING PATH 'path'`."""
        self.expect("GENERATED")
        self.accept("ALWAYS")
        self.expect("USING")
        if self.accept("PATH"):
            return self.string()
        return self.expression()

    # ------------------------------------------------------------------ in the notation of GraphQL

    def graph_query(self) -> None:
        """`table @directive … { field … }`."""
        self.name()
        self._directives()
        self._fields()

    def _fields(self) -> None:
        """Fields in braces, or what is there many times in brackets."""
        self.descend(2)
        closing = _BRACKETS.get(self.kinds[self.at])
        if closing is None:
            raise Refused(self.at, "{ | [")
        self.at += 1
        while True:
            self._field()
            self.accept(",")
            if self.accept(closing):
                break
        self._depth -= 2

    def _field(self) -> None:
        """`[name :] column or table @directive … [{ field … }]`."""
        if self.kinds[self.at] in _BRACKETS:
            self._fields()
            return
        if self.kinds[self.at] == "@":
            self._directives()
            return
        self._field_name()
        if self.kinds[self.at] is PARAMETER:  # `laps:laps` was cut as one with a bind
            self.at += 1
            self._behind_dot()
        elif self.accept(":") and self.kinds[self.at] not in _BRACKETS:
            self._field_name()
        self._directives()
        if self.kinds[self.at] in _BRACKETS:
            self._fields()

    def _field_name(self) -> None:
        kind = self.kinds[self.at]
        if kind is not IDENTIFIER and not is_part(kind):
            raise Refused(self.at, N_("a name"))
        self.at += 1
        self._behind_dot()

    def _behind_dot(self) -> None:
        while self.accept("."):
            self.any_word()

    def _directives(self) -> None:
        """`@name` or `@name(argument : value, …)`, as many as there are."""
        while self.accept("@"):
            self.any_word()
            if self.accept("("):
                self.separated(self._directed)
                self.expect(")")

    def _directed(self) -> None:
        self.any_word()
        if self.kinds[self.at] is PARAMETER:
            self.at += 1
            return
        self.expect(":")
        self._graph_value()

    def _graph_value(self) -> None:
        kind = self.kinds[self.at]
        if kind == "[":
            self.descend(1)
            self.at += 1
            self.separated(self._graph_value)
            self.expect("]")
            self._depth -= 1
        elif kind in {STRING, NUMBER, IDENTIFIER} or is_part(kind):
            self.at += 1
        else:
            raise Refused(self.at, N_("an expression"))
