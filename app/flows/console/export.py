"""A statement run anew, and all its rows into a file: on a login of its own, in constant memory."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.act import Consent
from app.domain.console.result import Head, ResultColumn, Rows, Told
from app.domain.errors import BadInput, Refused
from app.domain.journal import Deed
from app.domain.redact import redacted
from app.domain.rights import Ability
from app.domain.stop import Stop
from app.engines.console import Order
from app.flows.console.secrets import bind_lines
from app.flows.ours import changing
from app.flows.rights import Warden, at, needs, place_of
from app.flows.save_report import check_writable
from app.i18n import _
from app.results.export.forms import Choices
from app.results.export.writing import Exported, write_rows

_WHOLE = 1 << 62
"""No value is clipped: what is in the file is what the server has."""


@needs(Ability.RUN_STATEMENTS, at("session.endpoint"))
def export(
    session: Any, order: Order, path: Path, choices: Choices, warden: Warden, stop: Stop,
    tell: Callable[[int], object] = lambda _rows: None,
) -> Exported:  # fmt: skip
    """Run what only reads, and write its rows; `tell` hears how many are written.

    The caller has the session `during` the stop. Who exports what where is in the journal before
    it runs, and what came of it behind it.

    Raises:
        Refused: whoever sits in front may not, or the statement may change something.
        BadInput: it gives no rows, or several results; a value does not fit the form.
        Unwritable: the file, or the journal, could not be written; an old file is as it was.
        StatementFailed, SessionLost, Cancelled: as the session does; nothing was written.
    """
    place, statement = place_of(session.endpoint), redacted(order.text)
    if session.changes(order.text):
        raise Refused(
            _("Only what reads can be exported, and this statement may change something."),
            hint=_("Run it in the console, where it is asked for and noted."),
        )
    check_writable(path)
    choices = replace(choices, dialect=session.server.dialect)
    facts = [("file", str(path)), ("statement", statement)]
    facts += [("bind", line) for line in bind_lines([order.text], order.binds)]
    wanted = replace(order, most_rows=None, clip=_WHOLE)
    with (
        changing(
            warden, Ability.EXPORT_ROWS, Deed.EXPORTED,
            _("{user} exports rows of {instance} to {file}."), place, facts,
            instance=place.name, file=str(path),
        ),
        closing(session.execute(wanted, Consent(warden.user.shown))) as told,
    ):  # fmt: skip
        columns, batches = _one_result(told)
        done = write_rows(path, columns, batches, choices, stop, tell)
    text = _("{user} exported {rows} rows of {instance} to {file}; their checksum is {checksum}.")
    warden.note(
        Deed.EXPORTED,
        text.format(
            user=warden.user.shown, rows=f"{done.rows:,}", instance=place.name, file=path,
            checksum=done.checksum,
        ),
        place, facts,
    )  # fmt: skip
    return done


def _one_result(
    told: Iterator[Told],
) -> tuple[Sequence[ResultColumn], Iterator[Sequence[tuple[object, ...]]]]:
    """The columns of the first result, and its rows as they come."""
    for one in told:
        if isinstance(one, Head):
            return one.columns, _rows(told)
    raise BadInput(_("The statement gives no rows: there is nothing to export."))


def _rows(told: Iterator[Told]) -> Iterator[Sequence[tuple[object, ...]]]:
    for one in told:
        if isinstance(one, Head):
            raise BadInput(
                _("The statement gives several results, and a file holds one."),
                hint=_("Export each by a statement of its own."),
            )
        if isinstance(one, Rows):
            yield one.rows
