"""Whose columns a name at the cursor may be: the tables of its query, and of those around it.

Read off the tokens, for a statement that is being written has no tree: clauses are found by their
words at their level of parentheses, whatever stands between them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.schema.catalogue import Catalogue, Column, Table
from app.sql.complete.typed import Typed, is_word, unquoted
from app.sql.tokens import IDENTIFIER, STRING

SET_OPERATORS = frozenset("UNION EXCEPT INTERSECT MINUS".split())
_QUERIES = frozenset({"SELECT", "WITH", "VALUES", "TABLE", "("})
_ENDS_FROM = frozenset(
    """WHERE SET GROUP ORDER HAVING LIMIT VALUES VALUE SELECT WINDOW CONNECT START FETCH OFFSET FOR
    RETURNING QUALIFY PROCEDURE MODEL WHEN LOCK""".split()
)
NO_ALIAS = (
    _ENDS_FROM
    | SET_OPERATORS
    | frozenset(
        """ON USING JOIN LEFT RIGHT INNER OUTER CROSS NATURAL FULL STRAIGHT_JOIN USE FORCE IGNORE
        PARTITION AS FROM AND OR INTO PIVOT UNPIVOT SAMPLE TABLESAMPLE END LOOP THEN DUPLICATE KEY
        SUBPARTITION APPLY NOT IN IS LIKE BETWEEN""".split()
    )
)
"""Words behind a table that are no name for it."""
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Source:
    """Something with columns in this statement; `name` is what its columns are qualified with."""

    name: str
    table: Table | None = None
    columns: tuple[Column, ...] = ()
    named: bool = False
    """Whether `name` is an alias."""
    target: bool = False
    """Whether an INSERT or MERGE writes into it."""
    at: int = 0
    """The token it begins with."""


@dataclass(slots=True)
class Scope:
    """The sources at the cursor: of its own query first, then those of each query around it."""

    own: list[Source] = field(default_factory=list)
    outer: list[Source] = field(default_factory=list)
    common: dict[str, tuple[Column, ...]] = field(default_factory=dict)
    """Columns of each common table, by its name in capitals."""
    commons: list[str] = field(default_factory=list)
    """Their names as written."""

    def named(self, name: str) -> Source | None:
        """The source of that name, the nearest first."""
        wanted = name.upper()
        return next(
            (each for each in (*self.own, *self.outer) if each.name.upper() == wanted), None
        )


class Reader:
    """Reads sources and select lists out of the tokens around a cursor."""

    def __init__(self, typed: Typed, catalogue: Catalogue, schema: str) -> None:
        self.typed, self.catalogue, self.schema = typed, catalogue, schema
        self.kinds, self.words = typed.kinds, typed.words
        self.closing = _closing(self.kinds)
        self._depth = 0
        self.around = 0, len(self.kinds)
        """The tokens of the query the cursor is in."""

    def scope(self, first: int, last: int) -> Scope:
        """What is in scope at the cursor, in the statement from token `first` up to `last`."""
        found = Scope()
        levels = [(first, last), *self._groups(first, last)]
        for begin, end in levels:
            self._read_common(begin, end, found)
        levels.reverse()
        own = True
        for number, (begin, end) in enumerate(levels):
            if number < len(levels) - 1 and self._kind(begin, end) not in _QUERIES:
                continue
            branch = self._branch(begin, end)
            sources = list(self.sources(*branch, found))
            self.around = branch if own else self.around
            (found.own if own else found.outer).extend(sources)
            own = False
        return found

    def sources(self, begin: int, end: int, scope: Scope) -> Iterator[Source]:
        """What stands behind FROM, JOIN, UPDATE and INTO at this level."""
        kinds, at = self.kinds, begin
        writes = self._kind(begin, end) in {"INSERT", "REPLACE", "MERGE"}
        in_from = expected = False
        target = False
        while at < end:
            kind = kinds[at]
            if kind in {"FROM", "JOIN", "STRAIGHT_JOIN"} or self._opens(at, begin, writes):
                in_from = expected = True
                target = kind == "INTO"
            elif kind in _ENDS_FROM:
                in_from = expected = False
            elif kind == "," and in_from:
                expected = True
            elif expected and kind not in {"LATERAL", "ONLY", "IGNORE", "LOW_PRIORITY"}:
                expected = False
                if kind == "(" or self._is_name(at):
                    at, sources = self._source(at, end, scope, target=target)
                    yield from sources
                    continue
            at = self.closing.get(at, at) + 1

    def outputs(self, begin: int, end: int, scope: Scope) -> tuple[Column, ...]:
        """The columns a query gives: of its first branch."""
        if self._depth > _DEEPEST:
            return ()
        self._depth += 1
        try:
            return self._outputs(begin, end, scope)
        finally:
            self._depth -= 1

    def level(self, begin: int, end: int) -> Iterator[int]:
        """The tokens at this level: what is in parentheses is passed over."""
        at = begin
        while at < end:
            yield at
            at = self.closing.get(at, at) + 1

    # ------------------------------------------------------------------ levels

    def _groups(self, first: int, last: int) -> list[tuple[int, int]]:
        """The parentheses around the cursor, the outermost first, without their marks."""
        here = self.typed.here
        return [
            (opening + 1, min(self.closing.get(opening, last), last))
            for opening in range(first, here)
            if self.kinds[opening] == "(" and self.closing.get(opening, last) >= here
        ]

    def _branch(self, begin: int, end: int) -> tuple[int, int]:
        """The branch of a set operation that the cursor is in."""
        here = self.typed.here
        for at in self.level(begin, end):
            if self.kinds[at] in SET_OPERATORS:
                if at < here:
                    begin = at + 1
                else:
                    return begin, at
        return begin, end

    def _kind(self, begin: int, end: int) -> str:
        return self.kinds[begin] if begin < end else ""

    def _opens(self, at: int, begin: int, writes: bool) -> bool:
        """Whether UPDATE, INTO or the USING of MERGE is followed by a table here."""
        kind = self.kinds[at]
        if kind == "UPDATE":
            return self.kinds[at - 1] not in {"FOR", "KEY", "THEN"} if at else True
        if kind == "INTO":
            return writes and self.kinds[at - 1] != "THEN"
        return kind == "USING" and self.kinds[begin] in {"MERGE", "DELETE"}

    # ------------------------------------------------------------------ common tables

    def _read_common(self, begin: int, end: int, scope: Scope) -> None:
        """The tables that WITH names at the beginning of this level."""
        at = begin
        while at < end and self.kinds[at] not in {"WITH", "SELECT", "("}:
            at += 1  # INSERT INTO t WITH …
        if at >= end or self.kinds[at] != "WITH":
            return
        at += 1 + (self.kinds[at + 1 : at + 2] == ["RECURSIVE"])
        while at < end and self._is_name(at):
            name = unquoted(self.words[at])
            at += 1
            given: list[str] = []
            if at < end and self.kinds[at] == "(":
                close = self.closing.get(at, end)
                given = [unquoted(self.words[n]) for n in range(at + 1, close) if self._is_name(n)]
                at = close + 1
            while at < end and self.kinds[at] not in {"(", ","}:
                at += 1
            if at >= end or self.kinds[at] == ",":
                return
            close = min(self.closing.get(at, end), end)
            scope.commons.append(name)
            scope.common[name.upper()] = tuple(map(Column, given))  # for a recursive one
            found = self.outputs(at + 1, close, scope)
            scope.common[name.upper()] = _renamed(found, given)
            at = close + 1
            if at >= end or self.kinds[at] != ",":
                return
            at += 1

    # ------------------------------------------------------------------ one source

    def _source(self, at: int, end: int, scope: Scope, *, target: bool) -> tuple[int, list[Source]]:
        """What begins at token `at`, and where it ends."""
        begin = at
        table: Table | None = None
        columns: tuple[Column, ...] = ()
        name = ""
        if self.kinds[at] == "(":
            close = min(self.closing.get(at, end), end)
            if self._kind(at + 1, close) in _QUERIES:
                columns = self.outputs(at + 1, close, scope)
                at = close + 1
            else:  # FROM (a JOIN b)
                inside = list(self._inside(at + 1, close, scope))
                return close + 1, inside
        else:
            path = [unquoted(self.words[at])]
            while at + 2 < end and self.kinds[at + 1] == "." and self._is_name(at + 2):
                at += 2
                path.append(unquoted(self.words[at]))
            at += 1
            name = path[-1]
            if len(path) == 1 and name.upper() in scope.common:
                columns = scope.common[name.upper()]
            else:
                schema = path[-2] if len(path) > 1 else ""
                table = self.catalogue.find(name, schema, self.schema)
                columns = table.columns if table else ()
            if at < end and self.kinds[at] == "@":  # a database link
                at += 2
            if at < end and self.kinds[at] == "(" and not target:  # JSON_TABLE(…)
                at = self.closing.get(at, end) + 1
        alias, at = self._alias(at, end)
        if alias and at < end and self.kinds[at] == "(" and not table and not target:
            close = self.closing.get(at, end)
            given = [unquoted(self.words[n]) for n in range(at + 1, close) if self._is_name(n)]
            columns, at = _renamed(columns, given), close + 1
        return at, [Source(alias or name, table, columns, bool(alias), target, begin)]

    def _inside(self, begin: int, end: int, scope: Scope) -> Iterator[Source]:
        if begin >= end:
            return
        at, sources = self._source(begin, end, scope, target=False)
        yield from sources
        yield from self.sources(at, end, scope)

    def _alias(self, at: int, end: int) -> tuple[str, int]:
        """The name given to a source, and where what follows begins."""
        if at < end and self.kinds[at] == "PARTITION" and self.kinds[at + 1 : at + 2] == ["("]:
            at = self.closing.get(at + 1, end) + 1
        explicit = at < end and self.kinds[at] == "AS"
        at += explicit
        if at < end and self._is_name(at) and self.kinds[at] not in NO_ALIAS:
            # behind the cursor a name may be the next word of something else, but that is rare
            return unquoted(self.words[at]), at + 1
        return "", at

    def _is_name(self, at: int) -> bool:
        kind, word = self.kinds[at], self.words[at]
        return kind == IDENTIFIER or (is_word(word) and kind != STRING)

    # ------------------------------------------------------------------ select lists

    def _outputs(self, begin: int, end: int, scope: Scope) -> tuple[Column, ...]:
        if self._kind(begin, end) == "(":
            return self.outputs(begin + 1, min(self.closing.get(begin, end), end), scope)
        self._read_common(begin, end, scope)
        first = next((at for at in self.level(begin, end) if self.kinds[at] == "SELECT"), None)
        if first is None:
            return ()
        stop = from_ = end
        for at in self.level(first, end):
            if self.kinds[at] in {"FROM", "INTO", *SET_OPERATORS} and from_ == end:
                from_ = at
            if self.kinds[at] in SET_OPERATORS:
                stop = at
                break
        sources = list(self.sources(first, stop, scope))
        found: list[Column] = []
        item: list[int] = []
        for at in (*self.level(first + 1, from_), from_):
            if at != from_ and self.kinds[at] != ",":
                item.append(at)
                continue
            found += self._item(item, sources)
            item = []
        return tuple(found)

    def _item(self, item: list[int], sources: list[Source]) -> Iterator[Column]:
        """The columns of one item of a select list."""
        while item and self.kinds[item[0]] in {"DISTINCT", "ALL", "SQL_CALC_FOUND_ROWS"}:
            item = item[1:]
        if not item:
            return
        kinds = [self.kinds[at] for at in item]
        last = unquoted(self.words[item[-1]])
        if kinds[-1] == "*":
            wanted = unquoted(self.words[item[-3]]).upper() if len(item) > 2 else ""
            for source in sources:
                if not wanted or source.name.upper() == wanted:
                    yield from source.columns
            return
        if not self._is_name(item[-1]) and kinds[-1] != STRING:
            return  # an expression without a name
        path = [unquoted(self.words[at]) for at in item[::2]]
        if len(item) % 2 and kinds[1::2] == ["."] * (len(item) // 2):
            owner = path[-2].upper() if len(path) > 1 else ""
            for source in sources:
                if not owner or source.name.upper() == owner:
                    for column in source.columns:
                        if column.name.upper() == last.upper():
                            yield column
                            return
        elif kinds[-1] == "END":
            return
        yield Column(last.strip("'"))


def _closing(kinds: list[str]) -> dict[int, int]:
    """Where each parenthesis is closed; one that is not, at the end."""
    opened: list[int] = []
    found: dict[int, int] = {}
    for at, kind in enumerate(kinds):
        if kind == "(":
            opened.append(at)
        elif kind == ")" and opened:
            found[opened.pop()] = at
    found.update(dict.fromkeys(opened, len(kinds)))
    return found


def _renamed(columns: tuple[Column, ...], names: list[str]) -> tuple[Column, ...]:
    """The columns under the names that are listed for them, where there are any."""
    if not names:
        return columns
    rest = [Column(name) for name in names[len(columns) :]]
    return (*(each._replace(name=name) for each, name in zip(columns, names, strict=False)), *rest)
