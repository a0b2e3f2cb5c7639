"""What ALTER TABLE does to partitions: ADD, DROP, SPLIT, MERGE, EXCHANGE, MOVE, TRUNCATE, …"""

from app.i18n import N_
from app.sql.grammar.cursor import Refused
from app.sql.grammar.oracle.tables import Tables
from app.sql.tree import Name, Node, Option, OtherChange, Partition, PartitionChange, Unparsed

_WORDS = frozenset({"PARTITION", "PARTITIONS", "SUBPARTITION", "SUBPARTITIONS"})


class Repartitions(Tables):
    """The maintenance of partitions."""

    def lost_until(self, stops: frozenset[str], expected: str) -> Unparsed:
        """Give up what stands before the next of `stops`, at least one token."""
        start = self.at
        self.at += 1
        if self.kinds[start] == "(":
            self.at = start
        self.skip_to(stops)
        if self.at == start:
            raise Refused(start, expected)
        return self.skipped(start, Refused(start, expected))

    def _sees_partition(self, verb: str) -> str:
        """PARTITION or SUBPARTITION where it stands behind that verb and is no name itself."""
        if self.kinds[self.at] != verb or self.kinds[self.at + 1] not in _WORDS:
            return ""
        return self.kinds[self.at + 1].removesuffix("S")

    def _change(
        self,
        start: int,
        verb: str,
        names: tuple[Name, ...] = (),
        partitions: tuple[Partition, ...] = (),
        table: Name | None = None,
        told: tuple[Option, ...] = (),
    ) -> PartitionChange:
        """The change that ends behind what is said of indexes and the like."""
        if self.kinds[start + 1].startswith("SUB"):
            verb += " SUBPARTITION"
        options = told + self.options("partition_change_item")
        return PartitionChange(start, self.before, verb, names, partitions, table, options=options)

    # ------------------------------------------------------------------ verbs of columns too

    def add_partition(self) -> PartitionChange | None:
        """`ADD PARTITION …, PARTITION …`."""
        word = self._sees_partition("ADD")
        if not word or self.kinds[self.at + 2] == "BY":
            return None
        start = self.expect("ADD")
        if self.accept("PARTITIONS"):
            self.integer()
            return self._change(start, "ADD")
        partitions = self.separated(lambda: self.partition(word))
        self.options("partition_property")
        if self.accept("BEFORE", "PARTITION"):
            self.identifier()
        return self._change(start, "ADD", (), partitions)

    def drop_partition(self) -> PartitionChange | None:
        """`DROP PARTITION name`."""
        word = self._sees_partition("DROP")
        if not word:
            return None
        start = self.expect("DROP")
        names = self.which_partition(word)
        return self._change(start, "DROP", names)

    def rename_partition(self) -> PartitionChange | None:
        """`RENAME PARTITION old TO new`."""
        word = self._sees_partition("RENAME")
        if not word:
            return None
        start = self.expect("RENAME")
        names = self.which_partition(word)
        self.expect("TO")
        new = self.identifier()
        verb = "RENAME SUBPARTITION" if word == "SUBPARTITION" else "RENAME"
        return PartitionChange(start, self.before, verb, (*names, new))

    def modify_partition(self) -> Node | None:
        """MODIFY of a partition, of default attributes, or into another partitioning."""
        if self.sees("MODIFY", "PARTITION", "BY"):
            start = self.expect("MODIFY")
            by = self.partition_by()
            self.options("partition_change_item")
            by.first, by.last = start, self.before
            return by
        if self.sees("MODIFY", "NONPARTITIONED"):
            start = self.at
            self.at += 2
            self.options("partition_change_item")
            return OtherChange(start, self.before, "MODIFY NONPARTITIONED")
        word = self._sees_partition("MODIFY")
        if not word:
            return None
        start = self.expect("MODIFY")
        names = self.which_partition(word)
        partitions: tuple[Partition, ...] = ()
        if self.sees("ADD", "SUBPARTITION"):
            self.at += 1
            partitions = self.separated(lambda: self.partition("SUBPARTITION"))
        else:
            self.follows("modify_partition_head")
        self.options("modify_partition_item")
        return self._change(start, "MODIFY", names, partitions)

    def set_partitioning(self) -> Node:
        """SET INTERVAL, SET SUBPARTITION TEMPLATE, SET STORE IN, …"""
        start = self.expect("SET")
        if self.accept("SUBPARTITION", "TEMPLATE"):
            if self.kinds[self.at] != "(":
                self.integer()
            elif not self.accept("(", ")"):
                self.partition_list("SUBPARTITION")
            return OtherChange(start, self.before, "SET SUBPARTITION TEMPLATE")
        kind = self.kinds[self.at]
        self.follow("set_partitioning")
        return OtherChange(start, self.before, f"SET {kind}")

    # ------------------------------------------------------------------ verbs of their own

    def partition_action(self) -> PartitionChange:
        """SPLIT, MERGE, EXCHANGE, MOVE, TRUNCATE, COALESCE of partitions or subpartitions."""
        start, verb = self.at, self.kinds[self.at]
        word = self._sees_partition(verb)
        if not word:
            raise Refused(self.at + 1, "PARTITION")
        self.at += 1
        if verb == "COALESCE":
            self.at += 1
            return self._change(start, verb)
        names = self.which_partition(word)
        partitions: tuple[Partition, ...] = ()
        told: tuple[Option, ...] = ()
        table = None
        if verb == "SPLIT":
            partitions = self._split(word)
        elif verb == "MERGE":
            names, partitions = self._merge(names, word)
        elif verb == "EXCHANGE":
            self.expect("WITH", "TABLE")
            table = self.qualified_name()
        elif verb == "MOVE":
            told = self.options("move_partition_item")
            if self.kinds[self.at] == "(":
                self.partition_list("SUBPARTITION")
        elif verb != "TRUNCATE":
            raise Refused(start, N_("an action"))
        return self._change(start, verb, names, partitions, table, told)

    def _split(self, word: str) -> tuple[Partition, ...]:
        """`AT (values)`, `VALUES (values)`, and the partitions it is split into."""
        if self.accept("AT") or self.accept("VALUES"):
            self.parenthesised(lambda: self.separated(self.bound))
            if not self.accept("INTO"):
                return ()
        else:
            self.expect("INTO")
        return self.partition_list(word)

    def _merge(
        self, names: tuple[Name, ...], word: str
    ) -> tuple[tuple[Name, ...], tuple[Partition, ...]]:
        if self.accept("TO"):
            names += (self._named_or_for(word),)
        if not self.accept("INTO"):
            return names, ()
        return names, (self.partition(word),)
