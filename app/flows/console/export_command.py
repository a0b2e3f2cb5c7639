"""`mohist export`: a statement's rows into a file, without a window."""

import time
from argparse import Namespace
from collections.abc import Callable
from typing import TextIO

from app.domain.dialect import Dialect
from app.domain.display import visible
from app.domain.errors import BadUsage, UnreadableInput
from app.domain.stop import Stop
from app.engines.console import Order
from app.flows.at_instance import session_at
from app.flows.connect import open_console
from app.flows.console.export import export
from app.flows.console_arguments import EXPORTS
from app.flows.rights import Warden
from app.flows.streams import is_terminal
from app.i18n import _, ngettext
from app.results.export.forms import Choices, Format
from app.sql.split import split

_PACE = 0.2  # seconds between two words on a terminal


def export_rows(
    said: Namespace, store: str, warden: Warden, stop: Stop, out: TextIO, err: TextIO
) -> None:
    """Log in, export, and say how many rows it were and what their checksum is.

    Raises:
        ConsoleError: as `log_in` and `export`; BadUsage where the arguments make no sense.
    """
    choices = _choices(said)
    with session_at(
        said.instance, store, warden, stop, said.secrets, enter=open_console
    ) as session:
        if said.schema:
            session.use_schema(said.schema)
        order = Order(_statement(said, session.server.dialect))
        done = export(session, order, said.output, choices, warden, stop, _told(err))
    words = ngettext(
        "{rows} row is in {file} ({size} bytes, {seconds} s).",
        "{rows} rows are in {file} ({size} bytes, {seconds} s).",
        done.rows,
    )
    told = words.format(
        rows=f"{done.rows:,}", file=said.output, size=f"{done.bytes:,}",
        seconds=f"{done.seconds:.1f}",
    )  # fmt: skip
    out.write(visible(told) + "\n")
    out.write(_("Checksum of the rows: {checksum}").format(checksum=done.checksum) + "\n")
    err.writelines(f"mohist: {note}\n" for note in done.notes)


def _choices(said: Namespace) -> Choices:
    ending = said.output.suffix.lower().removeprefix(".")
    name = said.format or {"json": "jsonl", "ndjson": "jsonl"}.get(ending, ending)
    if name not in EXPORTS:
        raise BadUsage(
            _("{file} does not say by its ending which form it is to have.").format(
                file=said.output.name
            ),
            hint=_("Give --format: {formats}.").format(formats=", ".join(EXPORTS)),
        )
    delimiter = {"\\t": "\t", "tab": "\t"}.get(said.delimiter, said.delimiter)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise BadUsage(_("The delimiter is one sign, and no quote or line end."))
    return Choices(
        Format(name), delimiter, heading=not said.no_heading, bom=said.spreadsheet,
        null=said.null, harmless=said.spreadsheet, table=said.table,
    )  # fmt: skip


def _statement(said: Namespace, dialect: Dialect) -> str:
    """The one statement that was named, without its end mark."""
    text = said.sql
    if said.sql_file is not None:
        try:
            text = said.sql_file.read_text("utf-8-sig")
        except (OSError, UnicodeError) as error:
            raise UnreadableInput(
                _("{file} cannot be read: {reason}.").format(file=said.sql_file, reason=error)
            ) from error
    pieces = list(split([text], dialect))
    if len(pieces) != 1:
        raise BadUsage(
            _("One statement can be exported, and these are {count}.").format(count=len(pieces))
        )
    return pieces[0].text


def _told(err: TextIO) -> Callable[[int], object]:
    if not is_terminal(err):
        return lambda _rows: None
    begun, last = time.monotonic(), [0.0]

    def tell(rows: int) -> None:
        now = time.monotonic()
        if now - last[0] < _PACE:
            return
        last[0] = now
        said = _("{rows} rows, {pace} a second").format(
            rows=f"{rows:,}", pace=f"{rows / max(now - begun, 0.001):,.0f}"
        )
        err.write(f"\r\x1b[K{said}")
        err.flush()

    return tell
