"""Indexes that cannot be used, that nobody uses or that others contain; and what tables lack.

Columns are those of the Oracle Database Reference (DBA_INDEXES, DBA_IND_COLUMNS, DBA_CONSTRAINTS,
DBA_INDEX_USAGE since 12.2). Where the account may not read DBA_…, the ALL_… views of the same
columns tell of what it may see. Schemas that Oracle itself keeps are left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.errors import StatementFailed
from app.domain.operating.space import IndexFault, IndexIssue
from app.engines.oracle.failures import DENIED
from app.engines.oracle.index import Index
from app.engines.oracle.session import OracleSession
from app.engines.oracle.tables import (
    CHAINS,
    FOREIGN_COLUMNS,
    FOREIGN_KEYS,
    KEYLESS,
    SIZES,
    chained,
    fragmented,
    without_index,
    without_key,
)
from app.i18n import _
from app.sql.quoting import oracle_named as named

_OURS = "IN (SELECT username FROM {scope}_users WHERE oracle_maintained = 'N')"
"""The schemas of applications; ORACLE_MAINTAINED is there since 12.1."""

INDEXES = (
    "SELECT owner, index_name, index_type, table_owner, table_name, uniqueness, status, visibility"
    " FROM {scope}_indexes"
    " WHERE index_type NOT IN ('LOB', 'CLUSTER', 'DOMAIN') AND temporary = 'N'"
    " AND dropped = 'NO' AND owner {ours}"
)
COLUMNS = (
    "SELECT index_owner AS owner, index_name, column_name, column_position, descend"
    " FROM {scope}_ind_columns WHERE index_owner {ours}"
    " ORDER BY index_owner, index_name, column_position"
)
EXPRESSIONS = (
    "SELECT index_owner AS owner, index_name, column_expression, column_position"
    " FROM {scope}_ind_expressions WHERE index_owner {ours}"
)
ENFORCING = (
    "SELECT NVL(index_owner, owner) AS index_owner, index_name FROM {scope}_constraints"
    " WHERE constraint_type IN ('P', 'U') AND index_name IS NOT NULL AND owner {ours}"
)
BROKEN_PARTS = (
    "SELECT index_owner AS owner, index_name, COUNT(*) AS parts, MIN(partition_name) AS first"
    " FROM {scope}_ind_partitions WHERE status = 'UNUSABLE' AND index_owner {ours}"
    " GROUP BY index_owner, index_name"
)
BROKEN_SUBPARTS = (
    "SELECT index_owner AS owner, index_name, COUNT(*) AS parts, MIN(subpartition_name) AS first"
    " FROM {scope}_ind_subpartitions WHERE status = 'UNUSABLE' AND index_owner {ours}"
    " GROUP BY index_owner, index_name"
)
UNUSED = (
    "SELECT o.owner, o.object_name AS index_name, o.created FROM dba_objects o"
    " LEFT JOIN dba_index_usage u ON u.object_id = o.object_id"
    " WHERE o.object_type = 'INDEX' AND o.created < SYSDATE - 30"
    " AND NVL(u.total_access_count, 0) = 0 AND o.owner {ours}"
)
"""DBA_INDEX_USAGE counts for ever; an index younger than a month may serve a report to come."""
_PROBE = "SELECT 1 AS may FROM dba_indexes WHERE 1 = 0"
COUNTING = "SELECT index_stats_enabled AS counts FROM v$index_usage_info"


class Indexes(OracleSession):
    """Finds what is wrong with indexes and tables."""

    def index_issues(self) -> tuple[IndexIssue, ...]:
        """All that was found, the kinds after one another."""
        scope = self._scope()
        indexes = read_indexes(
            self.fetch(_by(INDEXES, scope)),
            self.fetch(_by(COLUMNS, scope)),
            self.fetch(_by(EXPRESSIONS, scope)),
            self.fetch(_by(ENFORCING, scope)),
        )
        online = " ONLINE" if "Enterprise" in self.facts.edition else ""
        return (
            *unusable(indexes, online),
            *self._broken_parts(indexes, scope, online),
            *without_key(self.fetch(_by(KEYLESS, scope))),
            *without_index(
                self.fetch(_by(FOREIGN_KEYS, scope)),
                self.fetch(_by(FOREIGN_COLUMNS, scope)),
                indexes,
                online,
            ),
            *redundant(indexes),
            *self._unused(indexes),
            *invisible(indexes),
            *self._tables(online),
        )

    def _tables(self, online: str) -> Iterator[IndexIssue]:
        """By statistics and sizes; whose segments are not to be seen has none."""
        zone = self.facts.clock
        now = zone.replace(tzinfo=None) if zone else None
        rows = self.fetch_if_allowed(_by(SIZES, "dba"))
        yield from fragmented(rows, now, online if self.facts.release >= (12, 2) else "")
        yield from chained(self.fetch_if_allowed(_by(CHAINS, "dba")), now)

    def _scope(self) -> str:
        """Which of the dictionary's views to read: `dba`, or `all` where that is not allowed."""
        try:
            self.fetch(_PROBE)
        except StatementFailed as error:
            if error.code not in DENIED:
                raise
            return "all"
        return "dba"

    def _broken_parts(
        self, indexes: Sequence[Index], scope: str, online: str
    ) -> Iterator[IndexIssue]:
        known = {(index.schema, index.name): index for index in indexes}
        for statement, word in (BROKEN_PARTS, "PARTITION"), (BROKEN_SUBPARTS, "SUBPARTITION"):
            for row in self.fetch(_by(statement, scope)):
                if index := known.get((row["owner"], row["index_name"])):
                    yield _issue(
                        IndexFault.UNUSABLE,
                        index,
                        _("{count} partitions of it are unusable, {first} among them.").format(
                            count=int(row["parts"]), first=row["first"]
                        ),
                        f"ALTER INDEX {index.path} REBUILD {word} {named(row['first'])}{online}",
                    )

    def _unused(self, indexes: Sequence[Index]) -> Iterator[IndexIssue]:
        """Uses are counted since 12.2, by sampling unless somebody has set it otherwise."""
        if self.facts.release < (12, 2):
            return
        counting = self.fetch_if_allowed(COUNTING)
        if counting and int(counting[0]["counts"] or 0):
            yield from unused(indexes, self.fetch_if_allowed(_by(UNUSED, "dba")))


def _by(statement: str, scope: str) -> str:
    return statement.format(scope=scope, ours=_OURS.format(scope=scope))


def read_indexes(
    rows: Iterable[Mapping[str, Any]],
    columns: Iterable[Mapping[str, Any]],
    expressions: Iterable[Mapping[str, Any]],
    enforcing: Iterable[Mapping[str, Any]],
) -> list[Index]:
    """Indexes, out of the rows of the four views they are spread over.

    The column of an expression, or of a descending order, is a hidden one (`SYS_NC00005$`): what
    stands in DBA_IND_EXPRESSIONS is what was written.
    """
    enforced = {(row["index_owner"], row["index_name"]) for row in enforcing}
    written = {
        (row["owner"], row["index_name"], int(row["column_position"])): str(
            row["column_expression"] or ""
        ).strip()
        for row in expressions
    }
    found: dict[tuple[str, str], Index] = {}
    for row in rows:
        key = row["owner"], row["index_name"]
        found[key] = Index(
            *key,
            row["table_owner"],
            row["table_name"],
            str(row["index_type"]),
            row["uniqueness"] == "UNIQUE",
            usable=row["status"] != "UNUSABLE",
            visible=row["visibility"] != "INVISIBLE",
            enforces=key in enforced,
        )
    for row in columns:
        key = row["owner"], row["index_name"]
        if index := found.get(key):
            text = written.get((*key, int(row["column_position"]))) or str(row["column_name"])
            part = text.strip('"') if text.count('"') == 2 else text, str(row["descend"])
            found[key] = replace(index, parts=(*index.parts, part))
    return list(found.values())


def unusable(indexes: Iterable[Index], online: str = "") -> Iterator[IndexIssue]:
    """Indexes that no statement can use, and that make writes fail where they are unique."""
    for index in indexes:
        if not index.usable:
            yield _issue(
                IndexFault.UNUSABLE,
                index,
                _("Unusable since its table was moved or loaded; queries go without it.")
                if not index.unique
                else _("Unusable, and unique: rows can no longer be written to its table."),
                f"ALTER INDEX {index.path} REBUILD{online}",
            )


def redundant(indexes: Iterable[Index]) -> Iterator[IndexIssue]:
    """Indexes whose work another one does: the same, or longer from the left."""
    by_table: dict[tuple[str, str], list[Index]] = {}
    for index in indexes:
        by_table.setdefault((index.table_schema, index.table), []).append(index)
    for same in by_table.values():
        for index in same:
            other = next((each for each in same if _does_the_work(each, index)), None)
            if other is None:
                continue
            if len(other.parts) == len(index.parts):
                text = _("The same as {index}.").format(index=other.name)
            else:
                text = _("{index} ({columns}) begins with its columns.").format(
                    index=other.name, columns=other.columns
                )
            yield _issue(IndexFault.DUPLICATE, index, text, f"DROP INDEX {index.path}")


def _does_the_work(other: Index, index: Index) -> bool:
    """Whether `index` could go because `other` is there; never both of two for one another.

    One that a key stands on stays, and a unique one forbids what a longer one allows. Oracle
    takes a second index on the same columns only where one of them is invisible or of another
    kind.
    """
    if other is index or index.enforces or not index.parts or other.kind != index.kind:
        return False
    if not (other.visible and other.usable):
        return False
    if len(other.parts) == len(index.parts):
        if other.parts != index.parts or (index.unique and not other.unique):
            return False
        if other.unique != index.unique or other.enforces or not index.visible:
            return True
        return (other.schema, other.name) < (index.schema, index.name)
    if index.unique or not index.plain:
        return False
    return other.parts[: len(index.parts)] == index.parts


def unused(indexes: Iterable[Index], idle: Iterable[Mapping[str, Any]]) -> Iterator[IndexIssue]:
    """Indexes that were not seen in use; those that keep values unique earn their place anyway."""
    created = {(row["owner"], row["index_name"]): row["created"] for row in idle}
    for index in indexes:
        at = created.get((index.schema, index.name))
        if at is None or index.unique or index.enforces:
            continue
        since = f"{at:%Y-%m-%d}"
        yield replace(
            _issue(
                IndexFault.UNUSED,
                index,
                _("Not seen in use since it was made on {since}; Oracle looks at samples only,"
                  " and a foreign key may need it.").format(since=since),
                f"ALTER INDEX {index.path} INVISIBLE",
            ),
            used=0,
            since=since,
        )  # fmt: skip


def invisible(indexes: Iterable[Index]) -> Iterator[IndexIssue]:
    """Indexes that are kept up and that the optimizer does not see."""
    for index in indexes:
        if not index.visible:
            yield _issue(
                IndexFault.INVISIBLE,
                index,
                _("Invisible to the optimizer, and still kept up by every write."),
                f"DROP INDEX {index.path}",
            )


def _issue(fault: IndexFault, index: Index, text: str, remedy: str) -> IndexIssue:
    return IndexIssue(
        fault, index.table_schema, index.table, index.name, index.columns, text, remedy
    )
