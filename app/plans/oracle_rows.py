"""Rows of V$SQL_PLAN_STATISTICS_ALL, or of V$SQL_PLAN, which has no counts: one a step.

They tell what DBMS_XPLAN prints, and times to a microsecond where that has hundredths of a second.
Columns: Database Reference 19c; which unit LAST_MEMORY_USED has the manual leaves open, so it is
given as the server does, in details.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.errors import BadInput
from app.domain.plan import PlanNode
from app.i18n import _
from app.plans.figures import number
from app.plans.oracle_steps import Line, planned

_DETAILS = ("bytes", "temp_space", "last_memory_used", "last_tempseg_size", "object_owner")


def read_plan_rows(rows: Sequence[Mapping[str, Any]]) -> PlanNode:
    """The plan in rows of one cursor, by names of columns in small letters."""
    lines = [_line(row) for row in sorted(rows, key=lambda row: number(row.get("id")) or 0.0)]
    if not lines:
        raise BadInput(_("There is no plan in it."))
    return planned(lines)


def _line(row: Mapping[str, Any]) -> Line:
    elapsed = _number(row, "last_elapsed_time")
    buffers = [_number(row, name) for name in ("last_cr_buffer_gets", "last_cu_buffer_gets")]
    known = [each for each in buffers if each is not None]
    spilled = _text(row, "last_execution") not in ("", "OPTIMAL")
    return Line(
        " ".join(filter(None, (_text(row, "operation"), _text(row, "options")))),
        int(_number(row, "depth") or 0),
        _text(row, "object_name"),
        _text(row, "object_alias").partition("@")[0].strip('"'),
        _text(row, "qblock_name"),
        rows=_number(row, "cardinality"),
        came=_number(row, "last_output_rows"),
        starts=_number(row, "last_starts"),
        cost=_number(row, "cost"),
        time=None if elapsed is None else elapsed / 1e6,
        buffers=sum(known) if known else None,
        reads=_number(row, "last_disk_reads"),
        partitions=" - ".join(
            filter(None, (_text(row, "partition_start"), _text(row, "partition_stop")))
        ),
        asked=_text(row, "access_predicates"),
        kept=_text(row, "filter_predicates"),
        passes="0/1/0" if spilled else "",
        more=tuple((name, _text(row, name)) for name in _DETAILS if _text(row, name)),
    )


def _number(row: Mapping[str, Any], name: str) -> float | None:
    value = row.get(name)
    return None if value is None else number(str(value))


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)
