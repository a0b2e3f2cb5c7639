"""Records as text to take elsewhere: a spreadsheet, a script, a ticket. No Qt.

For a spreadsheet and a ticket what the table shows, in full; CSV and JSON for programs: exact
values, moments in ISO 8601, nothing where there is nothing, and in CSV no text that a spreadsheet
takes for a formula. All in small steps.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any, TypeVar

from app.i18n import N_
from app.models.fields import Field
from app.models.ordering import Steps

T = TypeVar("T")
Writer = Callable[[Sequence[Field[Any]], Sequence[Any]], Steps[str]]
_FORMULA = tuple("=+-@\t\r")
_FIGURE = re.compile(r"[+-]?\d+([.,]\d+)*")
_STRIDE = 256  # records between two pauses


def tsv(fields: Sequence[Field[T]], records: Sequence[T]) -> Steps[str]:
    """Cells with tabs between, without a heading."""
    lines: list[str] = []
    for n, record in enumerate(records):
        lines.append("\t".join(_quoted(field.full(record)) for field in fields))
        if n % _STRIDE == 0:
            yield
    return "\n".join(lines)


def tsv_with_headings(fields: Sequence[Field[T]], records: Sequence[T]) -> Steps[str]:
    """Cells with tabs between, under the titles of the columns."""
    head = "\t".join(_quoted(field.heading) for field in fields)
    body = yield from tsv(fields, records)
    return f"{head}\n{body}"


def _quoted(text: str) -> str:
    """A cell as spreadsheets write one: in quotes where it has a tab, a line end or a quote."""
    if not any(mark in text for mark in '\t\n\r"'):
        return text
    return '"{}"'.format(text.replace('"', '""'))


def comma_separated(fields: Sequence[Field[T]], records: Sequence[T]) -> Steps[str]:
    """CSV (RFC 4180) under the keys of the fields."""
    return _csv([field.key for field in fields], fields, records)


def comma_separated_for_people(fields: Sequence[Field[T]], records: Sequence[T]) -> Steps[str]:
    """CSV (RFC 4180) under the titles of the columns."""
    return _csv([field.heading for field in fields], fields, records)


def _csv(head: Sequence[str], fields: Sequence[Field[T]], records: Sequence[T]) -> Steps[str]:
    into = io.StringIO()
    writer = csv.writer(into)
    writer.writerow(map(_harmless, head))
    for n, record in enumerate(records):
        writer.writerow([_harmless(_flat(_exact(field.value(record)))) for field in fields])
        if n % _STRIDE == 0:
            yield
    return into.getvalue()


def _harmless(value: Any) -> Any:
    """No text is a formula to a spreadsheet: a user name or a statement may come from anybody.

    The apostrophe is what OWASP recommends against CSV injection. A figure stays one.
    """
    if isinstance(value, str) and value[:1] in _FORMULA and not _FIGURE.fullmatch(value):
        return f"'{value}"
    return value


def json_array(fields: Sequence[Field[T]], records: Sequence[T]) -> Steps[str]:
    """JSON: an object for each record, a line for each object."""
    lines: list[str] = []
    for n, record in enumerate(records):
        made = {field.key: _exact(field.value(record)) for field in fields}
        lines.append(json.dumps(made, ensure_ascii=False))
        if n % _STRIDE == 0:
            yield
    return "[\n" + ",\n".join(lines) + "\n]\n"


def markdown(fields: Sequence[Field[T]], records: Sequence[T]) -> Steps[str]:
    """A table as tickets and chats show it."""
    sides = {"right": "---:", "left": "---", "center": ":---:"}
    lines = [
        _row([field.heading for field in fields]),
        _row([sides[field.align.value] for field in fields]),
    ]
    for n, record in enumerate(records):
        lines.append(_row([_in_row(field.full(record)) for field in fields]))
        if n % _STRIDE == 0:
            yield
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _in_row(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").split())


def _exact(value: Any) -> Any:
    """A value a program can read: text, number, truth or nothing."""
    match value:
        case None | bool():
            return value
        case Enum():
            return _exact(value.value)
        case float():
            return value if isfinite(value) else str(value)
        case int() | str():
            return value
        case Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case bytes():
            return value.hex()
        case tuple() | list() | set() | frozenset():
            return [_exact(part) for part in value]
    return str(value)


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


COPIES: Mapping[str, Writer] = {
    N_("Copy as CSV"): comma_separated,
    N_("Copy as JSON"): json_array,
    N_("Copy as Markdown"): markdown,
}
"""What the menu of a table offers beside copying for a spreadsheet."""
