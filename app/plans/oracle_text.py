"""What DBMS_XPLAN prints: a frame of columns, then sections that tell of its lines by number.

    | Id  | Operation          | Name | Starts | E-Rows | A-Rows |   A-Time   | Buffers | Reads  |
    |*  1 |  TABLE ACCESS FULL | EMP  |      1 |     14 |      3 |00:00:00.01 |       7 |      6 |

    Predicate Information (identified by operation id):
       1 - filter("DEPTNO"=10)

Which columns there are depends on the format asked for and on what the server has. How deep a step
is, is how far its operation is indented.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.errors import BadInput
from app.domain.plan import PlanNode
from app.i18n import _
from app.plans.figures import number
from app.plans.oracle_steps import Line, planned

_HEAD = re.compile(r"\s*\|\s*Id\s*\|\s*Operation\s*\|.*")
_RULE = re.compile(r"\s*-{10,}\s*")
_PREDICATE = re.compile(r"\s{0,8}(\d+) - (access|filter|storage)\(")
_ALIAS = re.compile(r"\s*(\d+) - ((?:\"[^\"]+\"|\S+))(?: / (.+?))?\s*")
_TIME = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)")
_AMOUNT = re.compile(r"([\d.]+)\s*([KMGTPE]?)\s*(?:\(\d\))?")
_POWERS = " KMGTPE"
_COLUMNS = {
    "Rows": "rows", "E-Rows": "rows", "A-Rows": "came", "Starts": "starts", "Cost (%CPU)": "cost",
    "Cost": "cost", "Time": "planned_time", "E-Time": "planned_time", "A-Time": "time",
    "Buffers": "buffers", "Reads": "reads", "Writes": "writes", "Pstart": "from", "Pstop": "to",
    "Used-Mem": "memory", "Used-Tmp": "disk", "TempSpc": "planned_disk", "E-Temp": "planned_disk",
    "Bytes": "bytes", "E-Bytes": "bytes", "OMem": "optimal", "1Mem": "one_pass",
    "O/1/M": "passes",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    words: str
    indent: int
    cells: Mapping[str, str]


def is_xplan(text: str) -> bool:
    """Whether it looks like one."""
    return any(_HEAD.fullmatch(line) for line in text.splitlines())


def read_xplan(text: str) -> PlanNode:
    """The plan in it. Only for a text that `is_xplan`; raises BadInput where its frame is broken.

    Of several plans (an adaptive one, several children) the first is read.
    """
    lines = text.splitlines()
    head = next(place for place, line in enumerate(lines) if _HEAD.fullmatch(line))
    rows = dict(_rows(lines, head))
    if not rows:
        raise BadInput(_("There is no plan in it."))
    rest = lines[head + 1 :]
    asked, kept = _predicates(rest)
    names = dict(_aliases(rest))
    found = []
    for id_, row in rows.items():
        block, alias = names.get(id_, ("", ""))
        found.append(_line(row, asked.get(id_, ""), kept.get(id_, ""), block, alias))
    return planned(found)


def _rows(lines: list[str], head: int) -> Iterator[tuple[int, _Row]]:
    titles = [title.strip() for title in lines[head].strip().strip("|").split("|")]
    place = titles.index("Operation")
    for line in lines[head + 1 :]:
        if _RULE.fullmatch(line):
            continue
        if not line.lstrip().startswith("|"):
            return
        cells = line.strip().strip("|").split("|")
        mark = re.fullmatch(r"[\s*\-]*(\d+)\s*", cells[0])
        if mark is None or len(cells) <= place:
            return
        words = cells[place]
        named = {
            title: cell.strip() for title, cell in zip(titles, cells, strict=False) if cell.strip()
        }
        yield int(mark[1]), _Row(words.strip(), len(words) - len(words.lstrip()), named)


def _line(row: _Row, asked: str, kept: str, block: str, alias: str) -> Line:
    cells = {_COLUMNS[title]: cell for title, cell in row.cells.items() if title in _COLUMNS}
    passes = cells.get("passes", "")
    tmp = cells.get("disk")
    # Used-Tmp is in kilobytes, whatever the others are
    disk = _bytes(tmp, 1024) if tmp is not None else None
    return Line(
        row.words,
        row.indent,
        row.cells.get("Name", ""),
        alias,
        block,
        rows=_amount(cells.get("rows")),
        came=_amount(cells.get("came")),
        starts=_amount(cells.get("starts")),
        cost=_amount(cells.get("cost")),
        time=_clock(cells.get("time")),
        buffers=_amount(cells.get("buffers")),
        reads=_amount(cells.get("reads")),
        memory=_bytes(cells.get("memory")),
        disk=disk,
        partitions=" - ".join(filter(None, (cells.get("from", ""), cells.get("to", "")))),
        asked=asked,
        kept=kept,
        more=tuple(
            (title, cell)
            for title, cell in row.cells.items()
            if _COLUMNS.get(title) in ("bytes", "planned_time", "planned_disk", "writes")
        ),
        passes=passes,
    )


def _predicates(lines: list[str]) -> tuple[dict[int, str], dict[int, str]]:
    """What the index is asked for, and what rows must fulfil, by the line's number."""
    asked: dict[int, str] = {}
    kept: dict[int, str] = {}
    inside, id_, kind, text = False, 0, "", ""

    def end() -> None:
        body = " ".join(text.split())
        body = body.removesuffix(")") if body.endswith(")") else body
        if kind:
            into = asked if kind == "access" else kept
            into[id_] = " AND ".join(filter(None, (into.get(id_, ""), body)))

    for line in lines:
        if line.startswith("Predicate Information"):
            inside = True
        elif inside and re.match(r"\s*-+\s*$", line):
            continue
        elif inside and not line.strip():
            if kind:
                break
        elif inside:
            found = _PREDICATE.match(line)
            later = re.match(r"\s{6,}(access|filter|storage)\(", line)
            if found or (later and kind):
                end()
                kind = found[2] if found else later[1] if later else ""
                id_ = int(found[1]) if found else id_
                text = line[(found or later).end() :] if found or later else ""  # type: ignore[union-attr]
            elif kind:
                text += " " + line.strip()
    end()
    return asked, kept


def _aliases(lines: list[str]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Query block and alias of the lines, by their numbers: `3 - SEL$1 / "E"@"SEL$1"`."""
    inside = begun = False
    for line in lines:
        if line.startswith("Query Block Name"):
            inside = True
        elif begun and not line.strip():
            return
        elif inside and (found := _ALIAS.fullmatch(line)):
            begun = True
            alias = (found[3] or "").partition("@")[0].strip().strip('"')
            yield int(found[1]), (found[2].strip('"'), alias)


def _amount(cell: str | None) -> float | None:
    """`14`, `1000K`, `3 (100)`: thousands, not 1024."""
    return None if cell is None else _scaled(cell, 1000)


def _bytes(cell: str | None, unit: int = 1) -> int | None:
    """`2048 (0)`, `61440K`: sizes go by 1024; what stands behind is how often it passed."""
    found = None if cell is None else _scaled(cell, 1024)
    return None if found is None or found * unit >= 2**63 else int(found * unit)


def _scaled(cell: str, thousand: int) -> float | None:
    found = _AMOUNT.match(cell)
    amount = number(found[1]) if found else None
    if found is None or amount is None:
        return None
    return amount * float(thousand) ** _POWERS.index(found[2] or " ")


def _clock(cell: str | None) -> float | None:
    """`00:00:01.25` as seconds."""
    found = _TIME.fullmatch(cell) if cell else None
    if found is None:
        return None
    hours, minutes, seconds = (number(part) or 0.0 for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds
