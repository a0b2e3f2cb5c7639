"""PARTITION BY and the definitions of partitions (MySQL 8.4 manual, 15.1.20; MariaDB too)."""

from app.domain.dialect import Dialect
from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.keys import Keys
from app.sql.tree import (
    Assign,
    Between,
    Column,
    Comparison,
    Expression,
    FunctionCall,
    In,
    Interval,
    Is,
    Like,
    Literal,
    Logical,
    MemberOf,
    Option,
    Partition,
    PartitionBy,
    RowValue,
    Variable,
    walk,
)

_COMPARING = (Assign, Between, Comparison, In, Is, Like, Logical, MemberOf)
_UNSURE = frozenset(
    """BENCHMARK CONNECTION_ID CURDATE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER
    CURTIME DATABASE FOUND_ROWS GET_LOCK IS_FREE_LOCK IS_USED_LOCK LAST_INSERT_ID LOAD_FILE
    LOCALTIME LOCALTIMESTAMP MASTER_POS_WAIT NOW RAND RANDOM_BYTES RELEASE_ALL_LOCKS RELEASE_LOCK
    ROW_COUNT SCHEMA SESSION_USER SLEEP SYSDATE SYSTEM_USER USER UTC_DATE UTC_TIME UTC_TIMESTAMP
    UUID UUID_SHORT""".split()
)
"""Functions that tell no partition."""
_BOUNDED = {"RANGE": "LESS THAN", "LIST": "IN"}
_HASHED = frozenset({"HASH", "KEY"})
_PARTITIONED = _HASHED | {"RANGE", "LIST", "SYSTEM_TIME"}
_HISTORY = frozenset({"HISTORY", "CURRENT"})
_TEXTS = frozenset({"COMMENT", "DATA", "INDEX"})
_COUNTS = frozenset({"MAX_ROWS", "MIN_ROWS", "NODEGROUP"})
_OPTIONS = _TEXTS | _COUNTS | {"STORAGE", "ENGINE", "TABLESPACE"}


class Partitions(Keys):
    """How the rows of a table are spread."""

    def partition_by(self) -> PartitionBy:
        """`PARTITION BY … [PARTITIONS n] [SUBPARTITION BY …] [(definitions)]`."""
        start = self.at
        self.expect("PARTITION", "BY")
        linear = self.accept("LINEAR")
        kind = self.expect_any(_HASHED if linear else _PARTITIONED)
        columns = kind in _BOUNDED and bool(self.accept_any({"COLUMNS", "FIELDS"}))
        expressions = self._partition_columns() if columns else self._partitioned(kind)
        count = self.integer() if self.accept("PARTITIONS") else None
        by = self._subpartition_by() if self.sees("SUBPARTITION", "BY") else None
        width = len(expressions) if columns else 1
        partitions = self._partitions(kind, width) if self.kinds[self.at] == "(" else ()
        self._counted(partitions, count, kind)
        self._evenly_divided(partitions, by)
        if columns:
            kind += " COLUMNS"
        return PartitionBy(start, self.before, kind, expressions, partitions, count, linear, by)

    def _counted(self, partitions: tuple[Partition, ...], count: int | None, kind: str) -> None:
        """Refuse RANGE and LIST without definitions, and a count that is not theirs."""
        if kind in _BOUNDED and not partitions:
            raise Refused(self.at, "(")
        if partitions and count is not None and count != len(partitions):
            raise Refused(self.at, N_("as many partitions as PARTITIONS says"))

    def _evenly_divided(self, partitions: tuple[Partition, ...], by: PartitionBy | None) -> None:
        """Refuse partitions that do not have equally many parts."""
        parts = {len(partition.subpartitions) for partition in partitions}
        told = by.count if by and by.count else max(parts, default=0)
        if parts - {0, told} or len(parts) > 1:
            raise Refused(self.before, N_("as many parts in each partition"))

    # ------------------------------------------------------------------ by what

    def _partitioned(self, kind: str) -> tuple[Expression, ...]:
        """What stands behind RANGE, LIST, HASH, KEY, SYSTEM_TIME."""
        if kind == "SYSTEM_TIME":
            return self._history()
        if kind == "KEY":
            return self._keyed()
        return (self.parenthesised(self._told_by),)

    def _told_by(self) -> Expression:
        """What tells the partition of a row: an expression that compares nothing."""
        start = self.at
        value = self.expression()
        if not isinstance(value, Literal):
            self._check_sure(value)
        compares = isinstance(value, _COMPARING) or self.kinds[start] == "NOT"
        if compares and self.kinds[start] != "(":
            raise Refused(start, N_("an expression without comparisons"))
        return value

    def _check_sure(self, value: Expression) -> None:
        """Refuse what is another value each time, or for each user."""
        for found in walk(value):
            called = isinstance(found, FunctionCall) and (
                found.name in _UNSURE or (found.name == "UNIX_TIMESTAMP" and not found.arguments)
            )
            if called or isinstance(found, Variable):
                raise Refused(found.first, N_("what has one value for a row"))

    def _partition_columns(self) -> tuple[Expression, ...]:
        return self.parenthesised(lambda: self.separated(self._partition_column))

    def _partition_column(self) -> Column:
        name = self.identifier()
        return Column(name.first, name.last, name)

    def _keyed(self) -> tuple[Expression, ...]:
        """`[ALGORITHM = 1 | 2] ([columns])`."""
        if self.accept("ALGORITHM"):
            self.expect("=")
            if self.integer() not in {1, 2}:
                raise Refused(self.before, "1 | 2")
        if self.accept("(", ")"):
            return ()
        return self._partition_columns()

    def _history(self) -> tuple[Expression, ...]:
        """MariaDB's `SYSTEM_TIME [INTERVAL n unit [STARTS t] | LIMIT n] [AUTO]`."""
        self.note("partition-system-time")
        found: list[Expression] = []
        start = self.at
        if self.accept("INTERVAL"):
            value = self.expression()
            unit = self.unit()
            found.append(Interval(start, self.before, value, unit))
            if self.accept("STARTS"):
                found.append(self.expression())
        elif self.accept("LIMIT"):
            found.append(self.number())
        self.accept("AUTO")
        return tuple(found)

    def _subpartition_by(self) -> PartitionBy:
        start = self.at
        self.expect("SUBPARTITION", "BY")
        linear = self.accept("LINEAR")
        kind = self.expect_any(_HASHED)
        expressions = self._partitioned(kind)
        count = self.integer() if self.accept("SUBPARTITIONS") else None
        return PartitionBy(start, self.before, kind, expressions, (), count, linear)

    # ------------------------------------------------------------------ definitions

    def any_partition(self) -> Partition:
        """A definition where how the table is partitioned is not known: in ALTER TABLE."""
        return self._partition("", 0, word=True)

    def any_partitions(self) -> tuple[Partition, ...]:
        """Such definitions in parentheses."""
        return self._partitions("", 0)

    def _partitions(self, kind: str, width: int) -> tuple[Partition, ...]:
        return self.parenthesised(lambda: self.separated(lambda: self._partition(kind, width)))

    def _partition(self, kind: str, width: int, *, word: bool = False) -> Partition:
        """One definition; `width` values make a bound, 0 when any number may.

        MariaDB wants no PARTITION before it where `word` does not say so.
        """
        start = self.at
        if self.dialect is Dialect.MYSQL or word or self.kinds[start] == "PARTITION":
            self.expect("PARTITION")
        else:
            self.note("partition-word", start)
        name = self.identifier()
        values = self._values(kind, width)
        options = self._partition_options()
        below: tuple[Partition, ...] = ()
        if self.kinds[self.at] == "(":
            below = self.parenthesised(lambda: self.separated(self._subpartition))
        return Partition(start, self.before, name, values, options, below)

    def _subpartition(self) -> Partition:
        start = self.expect("SUBPARTITION")
        name = self.word_or_string()
        options = self._partition_options(own=False)
        return Partition(start, self.before, name, (), options)

    def _values(self, kind: str, width: int) -> tuple[Expression, ...]:
        bounded = self.kinds[self.at] == "VALUES"
        if kind in {"LIST", ""} and self.accept_noting("partition-default", "DEFAULT"):
            return ()
        if kind == "SYSTEM_TIME":
            self.expect_any(_HISTORY)
            return ()
        if not kind and self.accept_any(_HISTORY):
            self.note("partition-system-time")
            return ()
        if bounded and (not kind or kind in _BOUNDED):
            return self._bounds(kind, width)
        if bounded or kind in _BOUNDED:
            raise Refused(self.at, _BOUNDED.get(kind, ", | )"))
        return ()

    def _bounds(self, kind: str, width: int) -> tuple[Expression, ...]:
        """`VALUES LESS THAN (…)` or `VALUES IN (…)`."""
        self.expect("VALUES")
        if kind != "LIST" and self.accept("LESS", "THAN"):
            return self._less_than(width)
        if kind == "RANGE":
            raise Refused(self.at, "LESS THAN")
        self.expect("IN", "(")
        values = self.separated(self._told_by)
        self.expect(")")
        for value in values:
            first = value.first
            alone = self.kinds[first] == "(" and self.closing(first) == value.last
            if alone and width == 1:
                raise Refused(first, N_("a value without parentheses"))
            if width > 1 and (not isinstance(value, RowValue) or len(value.items) != width):
                raise Refused(value.first, N_("as many values as columns"))
        return values

    def _less_than(self, width: int) -> tuple[Expression, ...]:
        if self.kinds[self.at] == "MAXVALUE" and width <= 1:
            return (self._bound_above(),)
        start = self.expect("(")
        values = self.separated(self._bound_above)
        self.expect(")")
        if width and len(values) != width:
            raise Refused(start, N_("as many values as columns"))
        return values

    def _bound_above(self) -> Expression:
        """A value, or MAXVALUE, which is one nowhere else."""
        if self.accept("MAXVALUE"):
            return Literal(self.before, self.before, "maxvalue")
        return self._told_by()

    def _partition_options(self, *, own: bool = True) -> tuple[Option, ...]:
        found: list[Option] = []
        while True:
            if self.kinds[self.at] in _OPTIONS:
                found.append(self._partition_option())
            elif own and self.dialect is Dialect.MARIADB and self.sees_own_option():
                found.append(self.engine_option())
            else:
                break
        return tuple(found)

    def _partition_option(self) -> Option:
        start = self.at
        self.accept("STORAGE")
        kind = self.expect_any(_OPTIONS)
        if kind in {"DATA", "INDEX"}:
            self.expect("DIRECTORY")
        self.equals()
        if kind in _TEXTS:
            text = self.one_string()
            return self.option(start, kind if kind == "COMMENT" else f"{kind} DIRECTORY", text)
        if kind in _COUNTS:
            number = self.number()
            return self.option(start, kind, number)
        word = self.word_or_string()
        return self.option(start, kind, word)
