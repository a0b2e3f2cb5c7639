"""The audit of files for one instance: with its facts, and its plans."""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace

from app.audit.facts import file as facts_file
from app.audit.facts.known import KnownFacts
from app.domain.connecting import tell_nobody
from app.domain.endpoint import Endpoint
from app.domain.finding import FileReport
from app.domain.stop import Stop
from app.engines.base import Session
from app.flows.audit_files import Request, audit_files, rules_of
from app.flows.connect import AskSecret, log_in
from app.flows.count_rows import Counted, Estimates, count_files
from app.flows.events import Event, Finished, Found, Gathered
from app.flows.explain_audit import Explained, explain_files
from app.flows.rights import Warden
from app.flows.snapshot import take
from app.i18n import _


def audit_at(
    request: Request, session: Session, stop: Stop, tell: Callable[[str], object]
) -> Generator[Event, None, None]:
    """The events of an audit, then findings on plans; `tell` is given what was not explained.

    Nothing is run there: what is known of schemas is read, statements are explained, and their rows
    counted where `request` allows seconds for it. A file of facts in it goes before a snapshot of
    now.
    """
    snapshot = None if request.facts else take(session, ())
    reports: list[FileReport] = []
    estimates = Estimates()
    with closing(audit_files(request, stop, snapshot)) as events:
        for event in events:
            if isinstance(event, Finished):
                reports.append(event.report)
            if isinstance(event, Found) and request.count_rows:
                event = estimates.take_from(event)
            yield replace(event, explained=True) if isinstance(event, Gathered) else event
    if request.count_rows:
        yield from _count(request, estimates, reports, session, tell)
    told = Explained()
    known = facts_file.read(request.facts) if request.facts else snapshot
    facts = KnownFacts(known) if known else None
    yield from explain_files(reports, session, told, stop, rules_of(request), facts)
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


def _count(
    request: Request, estimates: Estimates, reports: list[FileReport], session: Session,
    tell: Callable[[str], object],
) -> Generator[Event, None, None]:  # fmt: skip
    """Make exact what was estimated; `tell` is given how much stayed an estimate."""
    told = Counted()
    yield from count_files(estimates, reports, session, request.count_rows, rules_of(request), told)
    if told.too_slow:
        tell(
            _("Not counted, as it took longer than {seconds} s: {count}.").format(
                seconds=f"{request.count_rows:g}", count=told.too_slow
            )
        )
    if told.left:
        tell(
            _("Not counted, as {statements} other statements were: {count}.").format(
                statements=told.statements, count=told.left
            )
        )


def audit_there(
    endpoint: Endpoint, ask: AskSecret, warden: Warden, tell: Callable[[str], object],
    request: Request, stop: Stop,
) -> Generator[Event, None, None]:  # fmt: skip
    """`audit_at` in a session of its own, ended with the audit; what asks the server hears `stop`.

    Raises:
        ConnectFailed, SecretUnavailable, Refused, Cancelled: as the login ends.
    """
    with (
        closing(log_in(endpoint, ask, warden, stop, tell_nobody)) as session,
        session.during(stop),
    ):
        yield from audit_at(request, session, stop, tell)
