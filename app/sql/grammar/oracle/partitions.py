"""How the rows of Oracle's tables are spread: PARTITION BY, templates, single partitions."""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.columns import Columns
from app.sql.tokens import NUMBER, PARAMETER
from app.sql.tree import Expression, Literal, Name, Partition, PartitionBy, RowValue

_KINDS = frozenset({"RANGE", "LIST", "HASH", "REFERENCE", "SYSTEM", "CONSISTENT"})
_SUBKINDS = frozenset({"RANGE", "LIST", "HASH"})
_UNNAMED = frozenset({"VALUES", "TABLESPACE", ",", ")", "NOCOMPRESS", "COMPRESS", "LOB", "STORAGE"})
_WORDS = frozenset({"MAXVALUE", "DEFAULT", "NULL"})


class Partitions(Columns):
    """PARTITION BY, and partitions as CREATE and ALTER define them."""

    def partition_by(self) -> PartitionBy:
        """`PARTITION BY kind (columns) [INTERVAL …] [SUBPARTITION BY …] (partitions)`."""
        start = self.at
        if self.accept("PARTITIONSET"):
            self.expect("BY")
            self.expect_any(_SUBKINDS)
            self.columns_in_parentheses()
        self.expect("PARTITION", "BY")
        kind = self.expect_any(_KINDS)
        if kind == "CONSISTENT":
            self.expect("HASH")
        expressions = self._keys() if kind != "SYSTEM" else ()
        made = PartitionBy(start, self.before, kind, expressions, ())
        self._automatic(made)
        if self.sees("SUBPARTITION", "BY"):
            made.by = self._subpartition_by()
            self._automatic(made)
        made.count = self._count("PARTITIONS")
        if self.kinds[self.at] == "(":
            made.partitions = self.partition_list()
        elif kind in {"RANGE", "LIST"} and not made.automatic:
            raise Refused(self.at, "(")
        made.last = self.before
        self._check_values(made)
        return made

    def _check_values(self, made: PartitionBy) -> None:
        """Note a bound of a list, or a list of values in a range."""
        for one in made.partitions:
            if one.values and made.kind in {"RANGE", "LIST"}:
                ranged = self.kinds[one.values[0].first - 2] == "THAN"
                if ranged != (made.kind == "RANGE"):
                    self.wrong(one.values[0].first - 2, "VALUES LESS THAN" if not ranged else "(")

    def _automatic(self, made: PartitionBy) -> None:
        """INTERVAL (expression) and AUTOMATIC, and where what they make is stored."""
        if self.accept("INTERVAL"):
            made.interval = self.parenthesised(self.expression)
        elif not self.accept("AUTOMATIC"):
            return
        made.automatic = True
        self.follows("store_in")

    def _keys(self) -> tuple[Expression, ...]:
        """The columns, or the constraint, that tell where a row goes."""
        return self.parenthesised(lambda: self.separated(self.expression))

    def _count(self, word: str) -> int | None:
        if not self.accept(word):
            return None
        if self.accept("AUTO"):
            return None
        count = self.integer()
        self.follows("partition_stores")
        return count

    def _subpartition_by(self) -> PartitionBy:
        start = self.at
        self.expect("SUBPARTITION", "BY")
        kind = self.expect_any(_SUBKINDS)
        made = PartitionBy(start, self.before, kind, self._keys(), ())
        self.accept("AUTOMATIC")
        if self.accept("SUBPARTITION", "TEMPLATE"):
            if self.kinds[self.at] is NUMBER or self.kinds[self.at] is PARAMETER:
                made.count = self.integer()
            else:
                made.partitions = self.partition_list("SUBPARTITION")
        else:
            made.count = self._count("SUBPARTITIONS")
        made.last = self.before
        return made

    # ------------------------------------------------------------------ single partitions

    def partition_list(self, word: str = "PARTITION") -> tuple[Partition, ...]:
        """`(PARTITION …, PARTITION …)`."""
        return self.parenthesised(lambda: self.separated(lambda: self.partition(word)))

    def partition(self, word: str = "PARTITION") -> Partition:
        """`PARTITION [name] [VALUES …] attributes [(subpartitions)]`."""
        start = self.at
        self.expect_any({word, f"{word}SET"})
        return self.partition_behind(start, word)

    def partition_behind(self, start: int, word: str) -> Partition:
        """The rest of a partition, behind the word that names it so."""
        name = Name(start, start, ("",))
        if self.kinds[self.at] not in _UNNAMED and self.sees_identifier():
            name = self.identifier()
        values = self._values()
        options = self.options("partition_property")
        made = Partition(start, self.before, name, values, options)
        if word == "PARTITION":
            self._subpartitions(made)
        made.last = self.before
        return made

    def _subpartitions(self, made: Partition) -> None:
        """`(SUBPARTITION …)` or `SUBPARTITIONS n [STORE IN (…)]`, and more attributes behind."""
        if self.kinds[self.at] == "(" and self.kinds[self.at + 1] in {"SUBPARTITION", "PARTITION"}:
            word = self.kinds[self.at + 1]
            made.subpartitions = self.partition_list(word)
        elif self.kinds[self.at] == "SUBPARTITIONS":
            self._count("SUBPARTITIONS")
        made.options += self.options("partition_property")

    def _values(self) -> tuple[Expression, ...]:
        """`VALUES LESS THAN (…)` or `VALUES (…)`."""
        if not self.accept("VALUES"):
            return ()
        self.accept("LESS", "THAN")
        return self.parenthesised(lambda: self.separated(self.bound))

    def bound(self) -> Expression:
        """One bound: MAXVALUE, DEFAULT, a value, or several in parentheses."""
        start, kind = self.at, self.kinds[self.at]
        if kind in _WORDS and self.kinds[start + 1] in {",", ")"}:
            self.at += 1
            return Literal(start, start, "maxvalue" if kind == "MAXVALUE" else kind.lower())
        value = self.attempt(self.expression)
        if value is not None and self.kinds[self.at] in {",", ")"}:
            return value
        self.at = start
        items = self.parenthesised(lambda: self.separated(self.bound))
        return RowValue(start, self.before, items)

    def which_partition(self, word: str) -> tuple[Name, ...]:
        """`PARTITION name` or `PARTITION FOR (values)`, behind the verb; several with commas."""
        if not (self.accept(word) or self.accept(f"{word}S")):
            raise Refused(self.at, word)
        return self.separated(lambda: self._named_or_for(word))

    def _named_or_for(self, word: str) -> Name:
        self.accept(word)  # some repeat it
        start = self.at
        if self.accept("FOR"):
            self.parenthesised(lambda: self.separated(self.bound))
            return Name(start, self.before, (self.source(start, self.before),))
        if not self.sees_identifier():
            raise Refused(start, N_("a name"))
        return self.identifier()
