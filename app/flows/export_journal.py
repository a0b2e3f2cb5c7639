"""The journal into a file for others: all entries that are wanted, the newest first.

It is written as it is read, a page at a time: a journal of years is never in memory. What was
exported proves nothing by itself; the files of the journal and an anchor do.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from app.domain.journal import Deed
from app.domain.rights import Ability
from app.domain.spreadsheet import guarded
from app.domain.stop import Stop
from app.flows.journal_documents import COLUMNS, document, line
from app.flows.ours import changing
from app.flows.rights import Warden
from app.flows.save_report import check_writable, save_report
from app.i18n import _
from app.store.journal import Found, Journal, Page, Wanted

_PAGE = 500


def entries(journal: Journal, wanted: Wanted, stop: Stop | None = None) -> Iterator[Found]:
    """All that are wanted, the newest first."""
    page: Page | None = None
    while page is None or page.more:
        page = journal.read(page, _PAGE, wanted, stop)
        yield from page.found


def export_journal(
    journal: Journal, warden: Warden, path: Path, wanted: Wanted, stop: Stop,
    tell: Callable[[float], object] = lambda _share: None,
) -> int:  # fmt: skip
    """Write them into `path`, as CSV where its name ends so, else as JSON; how many they were.

    That it was done, and by whom, is an entry of the journal before anything is written.

    Raises:
        Refused: whoever sits in front may not.
        Unwritable: the file, or the journal, could not be written; an old file is as it was.
        UnreadableInput: the journal cannot be read.
        Cancelled: `stop` was set; nothing was written.
    """
    check_writable(path)
    with changing(
        warden, Ability.EXPORT_JOURNAL, Deed.EXPORTED, _("{user} exports the journal to {file}."),
        facts=[("file", str(path))], file=str(path),
    ):  # fmt: skip
        counted = _Counted(entries(journal, wanted, stop), tell)
        write = _write_csv if path.suffix.lower() == ".csv" else _write_json
        save_report(path, lambda out: write(counted, out))
    return counted.number


class _Counted:
    """Entries on their way, counted, with the share that is done told by their numbers."""

    def __init__(self, found: Iterator[Found], tell: Callable[[float], object]) -> None:
        self._found, self._tell = found, tell
        self.number = 0

    def __iter__(self) -> Iterator[Found]:
        newest = 0
        for each in self._found:
            newest = newest or each.entry.sequence
            if self.number % _PAGE == 0:
                self._tell(1 - each.entry.sequence / max(newest, 1))
            self.number += 1
            yield each


def _write_csv(found: Iterable[Found], out: TextIO) -> None:
    """RFC 4180 with the mark that Excel wants; no text that it would take for a formula."""
    out.write("\ufeff")
    write_csv(found, out)


def write_csv(found: Iterable[Found], out: TextIO) -> None:
    """A line for each entry, under the names of the columns."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in found:
        writer.writerow(map(_cell, line(each)))


def _cell(value: Any) -> Any:
    return guarded(str(value)) if isinstance(value, str) else value


def _write_json(found: Iterable[Found], out: TextIO) -> None:
    """One array, an entry a line."""
    begun = "[\n"
    for each in found:
        out.write(begun + json.dumps(document(each), ensure_ascii=False))
        begun = ",\n"
    out.write("[]\n" if begun == "[\n" else "\n]\n")
