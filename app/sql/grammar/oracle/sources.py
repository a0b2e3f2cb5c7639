"""What stands in FROM: tables, queries, collections, functions and joins."""

from abc import abstractmethod
from dataclasses import dataclass

from app.sql.grammar.cursor import BITS, Refused
from app.sql.grammar.oracle.patterns import Patterns
from app.sql.tokens import IDENTIFIER
from app.sql.tree import (
    DerivedTable,
    Expression,
    Flashback,
    FunctionCall,
    Join,
    Name,
    Node,
    Query,
    Sample,
    TableFunction,
    TableName,
    Values,
)

_OUTER = frozenset({"LEFT", "RIGHT", "FULL"})
_SIDES = frozenset({"JOIN", "OUTER", "APPLY"})
_JOINS = frozenset({"JOIN", "INNER", "CROSS", "NATURAL", "OUTER", "PARTITION"}) | _OUTER
_NEVER_ALIAS = frozenset(
    """JOIN INNER NATURAL CROSS USING RETURNING RETURN LOG WHEN MODEL MATCH_RECOGNIZE PIVOT UNPIVOT
    VERSIONS LATERAL BULK NESTED QUALIFY""".split()
)
"""Words that follow a table and are no alias, though they may be names elsewhere."""
_SHAPED = frozenset({"PIVOT", "UNPIVOT"})
"""What joined tables may be turned by as a whole."""
_ALIAS_UNLESS = {
    **dict.fromkeys(_OUTER, _SIDES), "OUTER": frozenset({"APPLY", "JOIN"}),
    "PARTITION": frozenset({"(", "FOR", "BY"}), "SUBPARTITION": frozenset({"(", "FOR"}),
    "SAMPLE": frozenset({"(", "BLOCK"}), "EXCEPT": frozenset({"SELECT", "ALL", "(", "DISTINCT"}),
}  # fmt: skip
"""Words that are an alias where none of these stands behind them."""


@dataclass(slots=True)
class _Waiting:
    """A join whose condition is not known yet, and all that stands before it."""

    left: Node
    kind: str
    partition_by: tuple[Expression, ...]


class Sources(Patterns):
    """FROM and everything in it."""

    def table_references(self) -> Node:
        """Tables with commas and joins between them; commas bind least."""
        self.descend(2)
        left = self._joined_tables()
        while self.kinds[self.at] == ",":
            self.at += 1
            right = self._joined_tables()
            left = Join(left.first, self.before, ",", False, left, right)
        if self.is_dual:
            self.change_tags()
        self._depth -= 2
        return left

    @abstractmethod
    def change_tags(self) -> None:
        """What a duality view says behind a table of it."""

    # ------------------------------------------------------------------ joins

    def _joined_tables(self) -> Node:
        """Tables joined by words; a condition belongs to the last join that has none."""
        current = self.table_factor()
        waiting: list[_Waiting] = []
        kinds = self.kinds
        while True:
            word = kinds[self.at]
            if word == "NESTED" and kinds[self.at + 1] != "," and self._sees_nested():
                nested = self._nested()
                current = Join(current.first, self.before, "LEFT", False, current, nested)
            elif word in _JOINS and self._sees_join():
                current = self._next_join(current, waiting)
            elif waiting and word in {"ON", "USING"}:
                current = self._conditional(waiting.pop(), current)
            elif word in _SHAPED and not waiting and self.sees_shaping():
                current = self._behind_table(current)
            else:
                break
        if waiting:
            raise Refused(self.at, "ON")
        return self._behind_table(current) if self.sees_shaping() else current

    def _sees_nested(self) -> bool:
        """Whether NESTED with its COLUMNS begins here, and no alias."""
        start = self.at
        self.at += 1
        self.accept("PATH")
        found = self.attempt(self.primary) is not None
        found = found and self.kinds[self.at] in {"COLUMNS", ",", "ERROR", "NULL"}
        self.at = start
        return found

    def _nested(self) -> TableFunction:
        """`NESTED [PATH] document [, path] COLUMNS (…)`: an outer join with what is in it."""
        first = self.expect("NESTED")
        self.accept("PATH")
        found: tuple[Expression, ...] = (self.primary(),)
        if self.accept(","):
            found += (self.expression(BITS),)
        found += self.json_clauses() + self.json_columns()
        made = TableFunction(first, self.before, "JSON_TABLE", found)
        if self.sees_table_alias():
            made.alias = self.identifier()
            made.last = self.before
        return made

    def _sees_join(self) -> bool:
        at, kinds = self.at, self.kinds
        word, behind = kinds[at], kinds[at + 1]
        if word in _OUTER:
            return behind in _SIDES
        return behind == "BY" if word == "PARTITION" else True

    def _next_join(self, left: Node, waiting: list[_Waiting]) -> Node:
        """Read a join and its right side, which is what goes on from here."""
        partition = self._partition_by()
        natural = self.accept("NATURAL")
        kind = self._join_kind()
        right = self.table_factor()
        if not partition and self.kinds[self.at] == "PARTITION" and self.kinds[self.at + 1] == "BY":
            partition = self._partition_by()
        if natural or kind in {"CROSS", "CROSS APPLY", "OUTER APPLY"}:
            return Join(left.first, self.before, kind, natural, left, right, None, (), partition)
        waiting.append(_Waiting(left, kind, partition))
        return right

    def _partition_by(self) -> tuple[Expression, ...]:
        """The columns by which an outer join is filled up."""
        if not self.accept("PARTITION", "BY"):
            return ()
        if self.kinds[self.at] == "(":
            return self.parenthesised(lambda: self.separated(self.expression))
        return self.separated(self.expression)

    def _join_kind(self) -> str:
        kind = self.accept_any({"INNER", "CROSS", "OUTER", *_OUTER})
        if kind in {"CROSS", "OUTER"} and self.accept("APPLY"):
            return f"{kind} APPLY"
        if kind in _OUTER:
            self.accept("OUTER")
        elif kind == "OUTER":
            raise Refused(self.at, "APPLY")
        self.expect("JOIN")
        return kind or "INNER"

    def _conditional(self, before: _Waiting, right: Node) -> Join:
        made = Join(before.left.first, 0, before.kind, False, before.left, right)
        made.partition_by = before.partition_by
        if self.accept("ON"):
            made.on = self.condition()
        else:
            self.expect("USING")
            made.using = self.identifiers()
        made.last = self.before
        return made

    # ------------------------------------------------------------------ tables

    def table_factor(self) -> Node:
        """One table, or tables in parentheses, with what stands behind them."""
        kinds, at = self.kinds, self.at
        kind, behind = kinds[at], kinds[at + 1]
        if kind == "(":
            found: Node = self._parenthesised_tables()
        elif kind == "LATERAL" and behind == "(":
            self.at += 1
            found = self.derived()
            found.first, found.lateral = at, True
        elif kind in {"TABLE", "THE"} and behind == "(":
            found = self.collection()
        elif kind in {"ONLY", "CONTAINERS"} and behind == "(":
            self.at += 1
            found = self.parenthesised(self._named)
        elif kind == "ANALYTIC" and behind == "VIEW" and kinds[at + 2] == "(":
            self.at += 2
            found = TableFunction(at, 0, "ANALYTIC VIEW", self.analytic_view()[1])
            found.last = self.before
        else:
            found = self._named()
        return self._behind_table(found)

    def _parenthesised_tables(self) -> Node:
        if self.opens_query(self.at):
            return self.derived()
        first = self.expect("(")
        found = self.table_references()
        found.first, found.last = first, self.expect(")")
        return found

    def derived(self) -> DerivedTable:
        """A query in parentheses, with what a view may be restricted by."""
        first = self.expect("(")
        query = self.query()
        self.restriction()
        return DerivedTable(first, self.expect(")"), query)

    def restriction(self) -> None:
        """`WITH READ ONLY | CHECK OPTION [CONSTRAINT name]` of a view or an inline view."""
        restricted = self.accept("WITH", "READ", "ONLY") or self.accept("WITH", "CHECK", "OPTION")
        if restricted and self.accept("CONSTRAINT"):
            self.identifier()

    def collection(self) -> TableFunction:
        """`TABLE (collection) [(+)]`; THE is its old name."""
        first = self.at
        self.at += 1
        self.expect("(")
        value = self.argument()
        self.expect(")")
        outer = self.accept("(", "+", ")")
        return TableFunction(first, self.before, "TABLE", (value,), None, outer)

    def _named(self) -> Node:
        """A table or view, or a function that gives rows."""
        kinds = self.kinds
        if kinds[self.at + 1] == "(" and (form := self.table_function()) is not None:
            return form
        name = self.qualified_name()
        if kinds[self.at] == "(":
            if kinds[self.at + 1] == "+":
                raise Refused(self.at, "WHERE")
            call = self.call(name)
            arguments = call.arguments if isinstance(call, FunctionCall) else (call,)
            outer = self.accept("(", "+", ")")
            return TableFunction(
                name.first, self.before, name.dotted.upper(), arguments, None, outer
            )
        made = TableName(name.first, 0, name)
        made.partitions = self.partition_extension()
        if kinds[self.at] == "HIERARCHIES" and kinds[self.at + 1] == "(":  # of an analytic view
            self.at += 1
            self.parenthesised(self.names)
        elif kinds[self.at] == "EXTERNAL" and kinds[self.at + 1] == "MODIFY":
            self.at += 2
            self.skip_parentheses()
        made.last = self.before
        return made

    def partition_extension(self) -> tuple[Name, ...]:
        """`PARTITION (p) | PARTITION FOR (keys)`, and the same of SUBPARTITION."""
        kinds, at = self.kinds, self.at
        if kinds[at] not in {"PARTITION", "SUBPARTITION"} or kinds[at + 1] not in {"(", "FOR"}:
            return ()
        self.at += 1
        if self.accept("FOR"):
            self.parenthesised(lambda: self.separated(self.expression))
            return ()
        return self.identifiers()

    def _behind_table(self, found: Node) -> Node:
        """Sample, past, pivot and alias of what was found."""
        kinds = self.kinds
        while True:
            word = kinds[self.at]
            if word == "SAMPLE" and kinds[self.at + 1] in {"(", "BLOCK"}:
                sample = self._sample()
                if isinstance(found, TableName | DerivedTable):
                    found.sample = sample
            elif (word == "AS" and kinds[self.at + 1] == "OF") or word == "VERSIONS":
                past = self._flashback()
                if isinstance(found, TableName | DerivedTable):
                    found.at = past
            elif self.sees_shaping():
                found = self.shaped(found)
            elif getattr(found, "alias", found) is None and self._sees_alias_of(found):
                found.alias = self.identifier()  # type: ignore[attr-defined]
                if isinstance(found, DerivedTable) and self.kinds[self.at] == "(":
                    found.columns = self.identifiers()
            else:
                break
            found.last = self.before
        return found

    def _sees_alias_of(self, table: Node) -> bool:
        """Whether the alias of `table` stands here; a function's may have AS before it."""
        if isinstance(table, DerivedTable):
            if isinstance(table.query, Query) and isinstance(table.query.body, Values):
                self.accept("AS")
        elif isinstance(table, TableFunction) and self.kinds[self.at : self.at + 2] != ["AS", "OF"]:
            self.accept("AS")
        return self.sees_table_alias()

    def sees_table_alias(self) -> bool:
        """Whether a word that may be the alias of a table stands here."""
        kind, behind = self.kinds[self.at], self.kinds[self.at + 1]
        if kind is IDENTIFIER:
            return True
        if kind in _NEVER_ALIAS or behind in _ALIAS_UNLESS.get(kind, ()) or self.sees_fetch():
            return False
        if kind == "WINDOW" and self.kinds[self.at + 2] == "AS":
            return False
        return self.sees_identifier()

    # ------------------------------------------------------------------ past and sample

    def _flashback(self) -> Flashback:
        """`AS OF SCN | TIMESTAMP x`, `VERSIONS BETWEEN SCN x AND y`, `AS OF PERIOD FOR p x`."""
        first = self.at
        made = Flashback(first, 0, "AS OF", "", ())
        if self.accept("VERSIONS"):
            made.kind = "VERSIONS"
            period = self.accept("PERIOD", "FOR")
            made.unit = f"PERIOD FOR {self.identifier().name}" if period else ""
            self.expect("BETWEEN")
        else:
            self.expect("AS", "OF")
            if self.accept("PERIOD", "FOR"):
                made.unit = f"PERIOD FOR {self.identifier().name}"
        if not made.unit:
            made.unit = self.expect_any({"SCN", "TIMESTAMP", "SNAPSHOT"})
        made.values = (self._moment(),)
        if made.kind == "VERSIONS":
            self.expect("AND")
            made.values += (self._moment(),)
        made.last = self.before
        return made

    def _moment(self) -> Expression:
        """A moment or SCN; MINVALUE and MAXVALUE are words like any other."""
        return self.expression(BITS)

    def _sample(self) -> Sample:
        first = self.expect("SAMPLE")
        block = self.accept("BLOCK")
        values = self.parenthesised(lambda: self.separated(self.expression))
        if self.accept("SEED"):
            values += (self.parenthesised(self.expression),)
        return Sample(first, self.before, block, values)
