"""What is said about an audit in a few words."""

from itertools import islice

from app.audit.report.lacking import partial, said
from app.i18n import _, ngettext
from app.models.desk import FileState
from app.models.severities import FAILED, GOOD
from app.views.audit.session import AuditSession

_MOST = 3
"""Files that are named; the others are counted."""


def summary(session: AuditSession, shown: int) -> str:
    """The line at the right of the findings: what is shown, what was not parsed, files, time."""
    parts = []
    total = len(session.findings.store)
    if shown != total:
        parts.append(_("{shown} of {total} shown").format(shown=f"{shown:,}", total=f"{total:,}"))
    statements, parsed = session.files.desk.statements, session.files.desk.parsed
    if statements > parsed:
        unparsed = _("not fully parsed: {count}")
        parts.append(unparsed.format(count=f"{statements - parsed:,}"))
    parts.append(_("statements: {count}").format(count=f"{statements:,}"))
    if lacking := session.not_run:
        parts.append(_("rules not run: {count}").format(count=len(lacking)))
    if session.last:
        parts.append(f"{session.seconds:.1f} s")
    return "  ·  ".join(parts)


def nothing_shown(session: AuditSession) -> tuple[str, str]:
    """What to say where the table is empty, and what the button offers."""
    store = session.findings.store
    desk = session.files.desk
    failed = desk.states[FileState.FAILED]
    if session.running or session.findings.arranging:
        return ("" if len(store) else _("Nothing found yet…")), ""
    if len(store) - store.totals[None] > 0 or session.findings.choice.files is not None:
        return _("No finding matches."), _("Show all")
    if session.last is None or session.last.error:
        return _("The audit did not come to an end."), _("Run again")
    if session.last.stopped:
        return _("Nothing found until it was stopped."), _("Run again")
    if not desk.scripts:
        return _("There are no SQL files here."), _("Add folder…")
    if failed and failed == len(desk.scripts):
        (first, *others) = (script.failure for script in desk.scripts.values())
        said = _("None of the files could be audited.") if others else first
        return f"{FAILED} {said}", ""
    if failed:
        said = _("Nothing found in the files that could be read.")
        return f"{FAILED} {said}", ""
    count = len(desk.scripts)
    said = ngettext(
        "Nothing found in {count} file.", "Nothing found in {count} files.", count
    ).format(count=f"{count:,}")
    return f"{GOOD} {said}", ""


def failures_text(session: AuditSession) -> str:
    """How many files could not be audited."""
    if session.running:
        return ""
    count = session.files.desk.states[FileState.FAILED]
    if not count:
        return ""
    return ngettext(
        "{count} file could not be audited, or not to its end.",
        "{count} files could not be audited, or not to their end.",
        count,
    ).format(count=f"{count:,}")


def stopped_text(session: AuditSession) -> str:
    """That what is shown is not all, where the user ended the audit."""
    if session.running or session.last is None or not session.last.stopped:
        return ""
    files, every = session.progress.files, session.progress.total_files
    if not every:
        return _("Stopped before anything was audited.")
    return ngettext(
        "Stopped: {files} of {count} file was audited to its end.",
        "Stopped: {files} of {count} files were audited to their end.",
        every,
    ).format(files=f"{files:,}", count=f"{every:,}")


def stale_text(session: AuditSession) -> str:
    """How many files changed on disk."""
    count = len(session.stale)
    if not count or session.running or session.outdated:  # then all are to be audited anyway
        return ""
    return ngettext(
        "{count} file changed on disk since it was audited.",
        "{count} files changed on disk since they were audited.",
        count,
    ).format(count=f"{count:,}")


def outdated_text(session: AuditSession) -> str:
    """Whether the findings were made in another manner than is chosen now."""
    if not session.outdated or session.running:
        return ""
    return _(
        "The findings were made with another dialect, input, profile, encoding or other facts."
    )


def lacking_text(session: AuditSession) -> str:
    """Which rules did not run, what they lacked, what the server could not explain, and which rows
    nobody looked at.
    """
    if session.running:
        return ""
    return "\n".join([*said(session.not_run), *session.told, *_unread(session)])


def unread_text(session: AuditSession) -> str:
    """Which rows of long INSERTs, and which findings, were only counted."""
    return "\n".join(_unread(session))


def _unread(session: AuditSession) -> list[str]:
    reports = session.unread
    found = partial(islice(reports, _MOST))
    if more := max(len(reports) - _MOST, 0):
        found.append(
            ngettext(
                "{count} file more has such rows.", "{count} files more have such rows.", more
            ).format(count=f"{more:,}")
        )
    return found
