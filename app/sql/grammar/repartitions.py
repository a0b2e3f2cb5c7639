"""ALTER TABLE … PARTITION: what can be done to the partitions of a table."""

from collections.abc import Callable
from typing import ClassVar

from app.sql.grammar.tables import Tables
from app.sql.tree import Name, Node, OtherChange, Partition, PartitionChange

_CHECKED = frozenset({"QUICK", "FAST", "MEDIUM", "EXTENDED", "CHANGED", "USE_FRM"})


class Repartitions(Tables):
    """The actions of ALTER TABLE that change partitions."""

    def _local(self) -> None:
        """Take LOCAL and its other name, which keep the change out of the binary log."""
        self.accept_any({"LOCAL", "NO_WRITE_TO_BINLOG"})

    def _partition_names(self) -> tuple[Name, ...]:
        """`ALL`, which gives none, or names."""
        return () if self.accept("ALL") else self.bare_identifiers()

    def _add_partition(self, start: int) -> PartitionChange:
        """From PARTITION on, behind ADD."""
        self.expect("PARTITION")
        self.accept_noting("if-exists-change", "IF", "NOT", "EXISTS")
        self._local()
        partitions: tuple[Partition, ...] = ()
        count = None
        if self.accept("PARTITIONS"):
            count = self.integer()
        elif self.kinds[self.at] == "(":
            partitions = self.any_partitions()
        return PartitionChange(start, self.before, "ADD", (), partitions, None, count)

    def _drop_partition(self, start: int) -> PartitionChange:
        """From PARTITION on, behind DROP."""
        self.expect("PARTITION")
        self.accept_noting("if-exists-change", "IF", "EXISTS")
        names = self.bare_identifiers()
        return PartitionChange(start, self.before, "DROP", names)

    def _repartition(self) -> Node:
        return self.partition_by()

    def _maintain(self) -> PartitionChange:
        """ANALYZE, CHECK, OPTIMIZE, REBUILD, REPAIR, TRUNCATE PARTITION."""
        start, verb = self.at, self.kinds[self.at]
        self.expect(verb, "PARTITION")
        if verb != "TRUNCATE":
            self._local()
        names = self._partition_names()
        if verb in {"CHECK", "REPAIR"}:
            while self.accept("FOR", "UPGRADE") or self.accept_any(_CHECKED):
                pass
        return PartitionChange(start, self.before, verb, names)

    def _coalesce(self) -> PartitionChange:
        start = self.at
        self.expect("COALESCE", "PARTITION")
        self._local()
        count = self.integer()
        return PartitionChange(start, self.before, "COALESCE", (), (), None, count)

    def _reorganize(self) -> PartitionChange:
        start = self.at
        self.expect("REORGANIZE", "PARTITION")
        self._local()
        names: tuple[Name, ...] = ()
        partitions: tuple[Partition, ...] = ()
        if not self.sees_end():
            names = self.bare_identifiers()
            self.expect("INTO")
            partitions = self.any_partitions()
        return PartitionChange(start, self.before, "REORGANIZE", names, partitions)

    def _exchange(self) -> PartitionChange:
        start = self.at
        self.expect("EXCHANGE", "PARTITION")
        name = self.identifier()
        self.expect("WITH", "TABLE")
        table = self.table_name()
        self._validated()
        return PartitionChange(start, self.before, "EXCHANGE", (name,), (), table)

    def _validated(self) -> None:
        if self.accept_any({"WITH", "WITHOUT"}):
            self.note("validation")
            self.expect("VALIDATION")

    def _convert_partition(self, start: int) -> PartitionChange:
        """MariaDB's CONVERT PARTITION … TO TABLE and back, behind CONVERT."""
        self.note("convert-partition", start)
        if self.accept("PARTITION"):
            name = self.identifier()
            self.expect("TO", "TABLE")
            table = self.table_name()
            self._validated()
            return PartitionChange(start, self.before, "CONVERT", (name,), (), table)
        self.expect("TABLE")
        table = self.table_name()
        self.expect("TO")
        partition = self.any_partition()
        self._validated()
        return PartitionChange(start, self.before, "CONVERT", (), (partition,), table)

    def _tablespaces(self) -> Node:
        """DISCARD and IMPORT, of the table's space or of partitions'."""
        start, verb = self.at, self.kinds[self.at]
        self.at += 1
        if self.accept("TABLESPACE"):
            return OtherChange(start, self.before, f"{verb} TABLESPACE")
        self.expect("PARTITION")
        self.note("partition-tablespace", start)
        names = self._partition_names()
        self.expect("TABLESPACE")
        return PartitionChange(start, self.before, verb, names)

    def _partitioning(self) -> OtherChange:
        """REMOVE PARTITIONING, UPGRADE PARTITIONING."""
        start, verb = self.at, self.kinds[self.at]
        self.expect(verb, "PARTITIONING")
        return OtherChange(start, self.before, f"{verb} PARTITIONING")

    PARTITION_ACTIONS: ClassVar[dict[str, Callable[["Repartitions"], Node]]] = {
        **dict.fromkeys(
            ("ANALYZE", "CHECK", "OPTIMIZE", "REBUILD", "REPAIR", "TRUNCATE"), _maintain
        ),
        **dict.fromkeys(("DISCARD", "IMPORT"), _tablespaces),
        **dict.fromkeys(("REMOVE", "UPGRADE"), _partitioning),
        "COALESCE": _coalesce,
        "EXCHANGE": _exchange,
        "PARTITION": _repartition,
        "REORGANIZE": _reorganize,
    }
