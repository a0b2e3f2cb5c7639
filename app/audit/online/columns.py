"""What becomes of a column: another type, NULL or not, its place, its default."""

from dataclasses import dataclass

from app.audit.online.classes import COPY, INSTANT, NOCOPY, REBUILD, Online, Server
from app.domain.snapshot import ColumnFacts
from app.sql import tree
from app.sql.schema import Column
from app.sql.schema.columns import column_of

_BYTES = {"utf8mb4": 4, "utf8mb3": 3, "utf8": 3, "utf16": 4, "utf32": 4, "ucs2": 2, "gbk": 2,
          "gb2312": 2, "gb18030": 4, "big5": 2, "latin1": 1, "ascii": 1, "binary": 1}  # fmt: skip
"""Bytes of the widest character, by character set."""


@dataclass(frozen=True, slots=True)
class Change:
    """A column before and after."""

    old: Column
    new: Column
    definition: tree.ColumnDefinition
    facts: ColumnFacts | None
    moved: bool

    @property
    def width(self) -> int:
        """Bytes of a character of it; of utf8mb4 where nobody says."""
        charset = self.facts.collation.partition("_")[0] if self.facts else ""
        return _BYTES.get(charset, 4)

    @property
    def retyped(self) -> bool:
        """Whether the type is another, and not only the length of a VARCHAR."""
        old, new = self.old, self.new
        if (old.type, old.unsigned, old.decimals) != (new.type, new.unsigned, new.decimals):
            return True
        return old.length != new.length and not self._of_no_matter

    @property
    def _of_no_matter(self) -> bool:
        """VARCHAR and VARBINARY are judged by `lengthened`; the width of an integer is for show."""
        integers = {"TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "YEAR"}
        return self.old.type in {"VARCHAR", "VARBINARY", *integers}

    @property
    def length_bytes(self) -> tuple[int, int]:
        """The most bytes before and after, of VARCHAR and VARBINARY; (0, 0) else."""
        if self.old.type not in {"VARCHAR", "VARBINARY"} or self.old.type != self.new.type:
            return 0, 0
        width = self.width if self.old.type == "VARCHAR" else 1
        return (self.old.length or 0) * width, (self.new.length or 0) * width

    @property
    def recoded(self) -> bool:
        """Whether the definition names a character set or collation, which may be another."""
        named = self.definition.attribute("COLLATE") or self.definition.attribute("CHARACTER SET")
        return named is not None

    @property
    def listed(self) -> bool:
        """ENUM and SET: whether the values can only be told apart by reading them."""
        return self.new.type in {"ENUM", "SET"}


def change_of(node: tree.ModifyColumn, old: Column, facts: ColumnFacts | None) -> Change:
    """What MODIFY or CHANGE makes of `old`."""
    return Change(old, column_of(node.column), node.column, facts, bool(node.position))


def changed(change: Change, server: Server) -> Online | None:
    """How MODIFY and CHANGE are done; None where it cannot be told."""
    if change.retyped:
        return COPY
    if change.listed or change.recoded:
        return None
    return (_in_mariadb if server.mariadb else _in_mysql)(change, server)


def _in_mysql(change: Change, server: Server) -> Online:
    before, after = change.length_bytes
    if after < before or (before <= 255 < after):
        return COPY
    if change.new.nullable != change.old.nullable or change.moved:
        return REBUILD
    if after > before:
        return NOCOPY
    renamed = change.new.name.lower() != change.old.name.lower()
    if renamed and not server.since(8, 0, 28):
        return NOCOPY
    return INSTANT if server.since(8, 0, 12) else NOCOPY


def _in_mariadb(change: Change, server: Server) -> Online:
    instantly = INSTANT if server.since(10, 4) else REBUILD
    before, after = change.length_bytes
    if after < before:
        return COPY
    if change.old.nullable and not change.new.nullable:
        return REBUILD
    if change.new.nullable != change.old.nullable:
        return REBUILD  # instant with ROW_FORMAT=REDUNDANT alone
    if change.moved:
        return instantly
    if after > before:
        return INSTANT if server.since(10, 4) or not before <= 255 < after else REBUILD
    return INSTANT if server.since(10, 3) else NOCOPY
