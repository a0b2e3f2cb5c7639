"""The audit of files for one instance: with its facts, and its plans."""

from collections.abc import Callable, Iterator

from app.domain.finding import FileReport
from app.domain.stop import Stop
from app.engines.base import Session
from app.flows.audit_files import Request, audit_files
from app.flows.events import Event, Finished
from app.flows.explain_audit import Explained, explain_files
from app.flows.snapshot import take
from app.i18n import _


def audit_at(
    request: Request, session: Session, stop: Stop, tell: Callable[[str], object]
) -> Iterator[Event]:
    """The events of an audit, then findings on plans; `tell` is given what was not explained.

    Nothing is run there: what is known of schemas is read, and statements are explained. A file of
    facts in `request` goes before a snapshot of now.
    """
    snapshot = None if request.facts else take(session, ())
    reports: list[FileReport] = []
    for event in audit_files(request, stop, snapshot):
        if isinstance(event, Finished):
            reports.append(event.report)
        yield event
    told = Explained()
    yield from explain_files(reports, session, told, stop)
    if told.not_there_yet:
        tell(
            _("Not explained, as their own script makes their tables first: {count}.").format(
                count=told.not_there_yet
            )
        )
    if told.left:
        tell(
            _("Not explained, as {shapes} other kinds of statements were: {count}.").format(
                shapes=told.shapes, count=told.left
            )
        )
