"""Records into a file: which forms there are, and writing one. Made in a lane. No Qt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app import files
from app.domain.stop import Stop
from app.flows.save_report import check_writable, unwritable
from app.i18n import N_
from app.models.fields import Align, Field
from app.models.record_text import (
    Writer,
    comma_separated,
    comma_separated_for_people,
    json_array,
    markdown,
    tsv_with_headings,
)


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write records; `bom` marks UTF-8 for spreadsheets that would not guess it."""

    key: str
    title: str
    """Declared with N_()."""
    ending: str
    writer: Writer
    bom: bool = False


FORMS: tuple[Form, ...] = (
    Form("csv-people", N_("CSV for Excel (UTF-8 with BOM, titles of columns)"), "csv",
         comma_separated_for_people, bom=True),
    Form("csv", N_("CSV for programs (UTF-8, keys of columns)"), "csv", comma_separated),
    Form("json", N_("JSON"), "json", json_array),
    Form("tsv", N_("Tab-separated, as it is shown"), "tsv", tsv_with_headings),
    Form("markdown", N_("Markdown"), "md", markdown),
)  # fmt: skip


def export(
    path: Path,
    form: Form,
    fields: Sequence[Field[Any]],
    records: Sequence[Any],
    stop: Stop,
    tell: Callable[[float], object] = lambda _share: None,
) -> int:
    """Write records, telling the share that is done from 0 to 1; how many they were.

    Raises:
        Unwritable: the file could not be written; an old one is as it was.
        Cancelled: `stop` was set; nothing was written.
    """
    check_writable(path)
    steps, content, pauses = form.writer(fields, records), "", 0
    expected = max(1, len(records) // 256)  # a writer pauses about so often
    while True:
        stop.check()
        try:
            next(steps)
        except StopIteration as end:
            content = end.value
            break
        pauses += 1
        tell(min(1.0, pauses / expected))
    try:
        files.write(path, content.encode("utf-8-sig" if form.bom else "utf-8", "surrogatepass"))
    except OSError as error:
        raise unwritable(path, error) from error
    return len(records)


def with_levels(
    fields: Iterable[Field[Any]], nodes: Iterable[tuple[int, Any]]
) -> tuple[tuple[Field[Any], ...], list[tuple[int, Any]]]:
    """A tree as a table: how deep each record stands comes before what is said of it."""
    level: Field[Any] = Field("level", N_("Level"), lambda pair: pair[0], str, align=Align.RIGHT)
    return (level, *map(_lifted, fields)), list(nodes)


def _lifted(field: Field[Any]) -> Field[Any]:
    return replace(field, value=lambda pair: field.value(pair[1]), state=None, sort=None)
