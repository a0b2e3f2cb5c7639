"""Space: tablespaces with their data files and segments, undo, temp, redo, and the recovery area.

Columns: Oracle Database Reference. DBA_TABLESPACE_USAGE_METRICS is not read: it counts what a file
may grow to as if it were there. The sums are ours, from DBA_DATA_FILES, DBA_FREE_SPACE (which, as
Oracle makes it, also counts what the recycle bin would give back), DBA_TEMP_FILES,
V$TEMP_SPACE_HEADER, V$RECOVERY_FILE_DEST, V$RECOVERY_AREA_USAGE and V$LOG. Of DBA_UNDO_EXTENTS
only what is not expired counts as used. Of a tablespace the largest segments are listed,
and an item that stands for the rest opens to the next.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.operating.space import SpaceItem, SpaceKind
from app.engines.oracle.rows import chunks, literal, size
from app.engines.oracle.session import OracleSession
from app.i18n import _

TABLESPACES = (
    "SELECT t.tablespace_name, t.contents, t.status, t.bigfile, t.block_size,"
    " t.extent_management, t.segment_space_management, t.logging, t.retention,"
    " f.files, f.allocated, f.growable, s.free"
    " FROM dba_tablespaces t"
    " LEFT JOIN (SELECT tablespace_name, COUNT(*) AS files, SUM(bytes) AS allocated,"
    " SUM(CASE autoextensible WHEN 'YES' THEN GREATEST(maxbytes, bytes) ELSE bytes END) AS growable"
    " FROM dba_data_files GROUP BY tablespace_name) f ON f.tablespace_name = t.tablespace_name"
    " LEFT JOIN (SELECT tablespace_name, SUM(bytes) AS free FROM dba_free_space"
    " GROUP BY tablespace_name) s ON s.tablespace_name = t.tablespace_name"
    " WHERE t.contents <> 'TEMPORARY'"
)
TEMPORARY = (
    "SELECT t.tablespace_name, f.files, f.allocated, f.growable, h.used FROM dba_tablespaces t"
    " LEFT JOIN (SELECT tablespace_name, COUNT(*) AS files, SUM(bytes) AS allocated,"
    " SUM(CASE autoextensible WHEN 'YES' THEN GREATEST(maxbytes, bytes) ELSE bytes END) AS growable"
    " FROM dba_temp_files GROUP BY tablespace_name) f ON f.tablespace_name = t.tablespace_name"
    " LEFT JOIN (SELECT tablespace_name, SUM(used_blocks * block_size) AS used"
    " FROM (SELECT s.tablespace_name, s.used_blocks, d.block_size FROM gv$sort_segment s"
    " JOIN dba_tablespaces d ON d.tablespace_name = s.tablespace_name)"
    " GROUP BY tablespace_name) h ON h.tablespace_name = t.tablespace_name"
    " WHERE t.contents = 'TEMPORARY'"
)
UNDO = (
    "SELECT tablespace_name, status, SUM(bytes) AS bytes FROM dba_undo_extents"
    " GROUP BY tablespace_name, status"
)
RECOVERY = (
    "SELECT name, space_limit, space_used, space_reclaimable, number_of_files"
    " FROM v$recovery_file_dest WHERE space_limit > 0"
)
RECOVERY_FILES = (
    "SELECT file_type, percent_space_used, percent_space_reclaimable, number_of_files"
    " FROM v$recovery_area_usage WHERE number_of_files > 0"
)
REDO = (
    "SELECT thread#, COUNT(*) AS groups, SUM(bytes * members) AS bytes, MIN(bytes) AS least,"
    " MAX(bytes) AS most FROM v$log GROUP BY thread#"
)
FILES = (
    "SELECT f.file_name, f.file_id, f.bytes, f.maxbytes, f.autoextensible,"
    " f.increment_by * f.bytes / f.blocks AS step,"
    " f.online_status AS status,"
    " (SELECT SUM(s.bytes) FROM dba_free_space s WHERE s.file_id = f.file_id"
    " AND s.tablespace_name = f.tablespace_name) AS free"
    " FROM dba_data_files f WHERE f.tablespace_name = :tablespace ORDER BY f.file_id"
)
TEMP_FILES = (
    "SELECT file_name, file_id, bytes, maxbytes, autoextensible,"
    " increment_by * bytes / blocks AS step, status,"
    " CAST(NULL AS NUMBER) AS free FROM dba_temp_files"
    " WHERE tablespace_name = :tablespace ORDER BY file_id"
)
SEGMENTS = (
    "SELECT owner, segment_name, segment_type, COUNT(*) AS parts, SUM(bytes) AS bytes,"
    " SUM(extents) AS extents, COUNT(*) OVER () AS segments, SUM(SUM(bytes)) OVER () AS whole"
    " FROM dba_segments WHERE tablespace_name = :tablespace"
    " GROUP BY owner, segment_name, segment_type"
    " ORDER BY SUM(bytes) DESC, owner, segment_name, segment_type"
    " OFFSET :listed ROWS FETCH NEXT 500 ROWS ONLY"
)
"""The largest first, a page at a time: a tablespace may have a hundred thousand."""
LOBS = (
    "SELECT l.owner, l.segment_name, l.table_name, l.column_name FROM dba_lobs l"
    " WHERE l.segment_name IN ({names})"
)
"""A segment of large objects has a name that says nothing (SYS_LOB0000091210C00007$$)."""


class Space(OracleSession):
    """Shows what takes space."""

    def space(self, of: SpaceItem | None = None) -> tuple[SpaceItem, ...]:
        """Tablespaces and the instance's own; of a tablespace its files and largest segments."""
        if of is None:
            found = (
                *read_tablespaces(
                    self.fetch_needing("SELECT ON DBA_DATA_FILES", TABLESPACES),
                    self.fetch_if_allowed(UNDO),
                ),
                *map(_temporary, self.fetch_if_allowed(TEMPORARY)),
                *map(_recovery_area, self.fetch_if_allowed(RECOVERY)),
                *map(_redo, self.fetch_if_allowed(REDO)),
            )
            return tuple(sorted(found, key=lambda item: -(item.used or item.allocated or 0)))
        if of.kind is SpaceKind.TEMP:
            return tuple(map(_file, self.fetch(TEMP_FILES, tablespace=of.name)))
        if of.kind in {SpaceKind.TABLESPACE, SpaceKind.UNDO}:
            files = tuple(map(_file, self.fetch(FILES, tablespace=of.name)))
            return (*files, *self._segments(of.name, 0, 0))
        if of.kind is SpaceKind.REST:
            return self._segments(of.owner, of.listed, of.allocated or 0)
        if of.kind is SpaceKind.RECOVERY and of.opens:
            return tuple(
                _recovery_part(row, of.limit) for row in self.fetch_if_allowed(RECOVERY_FILES)
            )
        return ()

    def _segments(self, tablespace: str, listed: int, rest: int) -> tuple[SpaceItem, ...]:
        """A page of segments, and one item for all that come behind, which held `rest` bytes."""
        rows = self.fetch(SEGMENTS, tablespace=tablespace, listed=listed)
        lobs = self._lobs(rows)
        found = tuple(
            _segment(row, lobs.get((row["owner"], row["segment_name"]), "")) for row in rows
        )
        if not rows:
            return ()
        rest = (rest or int(rows[0]["whole"])) - sum(item.used or 0 for item in found)
        return (*found, *_rest(tablespace, listed + len(found), int(rows[0]["segments"]), rest))

    def _lobs(self, rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
        """The columns that segments of large objects belong to."""
        found = {}
        named = [str(row["segment_name"]) for row in rows
                 if str(row["segment_type"]).startswith("LOB")]  # fmt: skip
        for some in chunks(named):
            for row in self.fetch_if_allowed(LOBS.format(names=", ".join(map(literal, some)))):
                place = row["owner"], row["segment_name"]
                found[place] = f"{row['table_name']}.{row['column_name']}"
        return found


def _rest(tablespace: str, listed: int, whole: int, rest: int) -> tuple[SpaceItem, ...]:
    if listed >= whole:
        return ()
    return (
        SpaceItem(
            SpaceKind.REST,
            _("and {count} more").format(count=f"{whole - listed:,}"),
            owner=tablespace,
            used=max(rest, 0),
            allocated=max(rest, 0),
            opens=True,
            listed=listed,
        ),
    )


def read_tablespaces(
    rows: Iterable[Mapping[str, Any]], undo: Iterable[Mapping[str, Any]]
) -> list[SpaceItem]:
    """Tablespaces out of their rows. Of undo, what has expired is free to be written over."""
    held: dict[str, dict[str, int]] = {}
    for row in undo:
        held.setdefault(row["tablespace_name"], {})[str(row["status"])] = int(row["bytes"] or 0)
    found = []
    for row in rows:
        name, allocated, free = row["tablespace_name"], _int(row["allocated"]), _int(row["free"])
        if allocated is not None and free is None:
            free = 0  # a full tablespace has no row in DBA_FREE_SPACE
        used = None if allocated is None or free is None else allocated - free
        facts = _tablespace_facts(row)
        is_undo = str(row["contents"]) == "UNDO"
        if is_undo and name in held and allocated is not None:
            parts = held[name]
            used = parts.get("ACTIVE", 0) + parts.get("UNEXPIRED", 0)
            free = allocated - used
            facts += tuple((state.lower(), size(held)) for state, held in sorted(parts.items()))
        found.append(
            SpaceItem(
                SpaceKind.UNDO if is_undo else SpaceKind.TABLESPACE,
                name,
                used=used,
                allocated=allocated,
                limit=_int(row["growable"]),
                free=free,
                opens=True,
                facts=facts,
            )
        )
    return found


def _tablespace_facts(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    facts = (
        (_("State"), row["status"]),
        (_("Files"), row["files"]),
        (_("Bigfile"), row["bigfile"]),
        (_("Block size"), row["block_size"]),
        (_("Segment space"), row["segment_space_management"]),
        (_("Logging"), row["logging"]),
        (_("Undo retention"), None if row["retention"] == "NOT APPLY" else row["retention"]),
    )
    return tuple((name, str(value)) for name, value in facts if value is not None)


def _temporary(row: Mapping[str, Any]) -> SpaceItem:
    """What is in use now; the files do not shrink when it is given back."""
    allocated, used = _int(row["allocated"]), _int(row["used"])
    return SpaceItem(
        SpaceKind.TEMP,
        row["tablespace_name"],
        used=used or 0,
        allocated=allocated,
        limit=_int(row["growable"]),
        free=None if allocated is None else allocated - (used or 0),
        opens=True,
        facts=((_("Files"), str(row["files"] or 0)),),
    )


def _recovery_area(row: Mapping[str, Any]) -> SpaceItem:
    """What can be reclaimed goes by itself when room is needed: it does not count as used."""
    limit, used = int(row["space_limit"]), int(row["space_used"] or 0)
    reclaimable = int(row["space_reclaimable"] or 0)
    return SpaceItem(
        SpaceKind.RECOVERY,
        str(row["name"]),
        used=used - reclaimable,
        allocated=used,
        limit=limit,
        free=limit - used + reclaimable,
        opens=True,
        facts=(
            (_("Files"), str(row["number_of_files"])),
            (_("Can be reclaimed"), size(reclaimable)),
        ),
    )


def _recovery_part(row: Mapping[str, Any], limit: int | None) -> SpaceItem:
    """One kind of files there, of which Oracle only tells the share in percent."""
    share = float(row["percent_space_used"] or 0) / 100
    return SpaceItem(
        SpaceKind.RECOVERY,
        str(row["file_type"]).capitalize(),
        used=round(limit * share) if limit else None,
        facts=(
            (_("Files"), str(row["number_of_files"])),
            (_("Can be reclaimed"), f"{float(row['percent_space_reclaimable'] or 0):g} %"),
        ),
    )


def _redo(row: Mapping[str, Any]) -> SpaceItem:
    same = row["least"] == row["most"]
    each = size(int(row["most"])) if same else f"{size(int(row['least']))}…"
    return SpaceItem(
        SpaceKind.LOG,
        _("Online redo log, thread {number}").format(number=row["thread#"]),
        used=int(row["bytes"]),
        allocated=int(row["bytes"]),
        facts=((_("Groups"), str(row["groups"])), (_("Size of each"), each)),
    )


def _file(row: Mapping[str, Any]) -> SpaceItem:
    taken, free = _int(row["bytes"]), _int(row["free"])
    grows = row["autoextensible"] == "YES"
    return SpaceItem(
        SpaceKind.DATA_FILE,
        str(row["file_name"]),
        used=None if taken is None or free is None else taken - free,
        allocated=taken,
        limit=max(int(row["maxbytes"] or 0), taken or 0) if grows else taken,
        free=free,
        facts=(
            (_("Number"), str(row["file_id"])),
            (_("State"), str(row["status"])),
            (_("Grows by itself"), _grows(row["step"]) if grows else _("no")),
        ),
    )


def _grows(step: Any) -> str:
    """INCREMENT_BY counts blocks; of an offline file nothing is known."""
    return _("by {size}").format(size=size(int(step))) if step else _("yes")


def _segment(row: Mapping[str, Any], column: str) -> SpaceItem:
    """A table or an index, its partitions in this tablespace together; of a LOB its `column`."""
    kind = str(row["segment_type"])
    return SpaceItem(
        SpaceKind.INDEX if kind.startswith("INDEX") or kind == "LOBINDEX" else SpaceKind.TABLE,
        str(row["segment_name"]),
        owner=str(row["owner"]),
        used=int(row["bytes"]),
        allocated=int(row["bytes"]),
        facts=(
            (_("Kind"), kind),
            (_("Partitions"), str(row["parts"])),
            (_("Extents"), str(row["extents"])),
            *(((_("Column"), column),) if column else ()),
        ),
    )


def _int(value: Any) -> int | None:
    return None if value is None else int(value)
