"""What Oracle's and the driver's refusals mean, in the user's words, with what to do next."""

import re
from typing import Any

from app.domain.errors import ConsoleError, SessionLost, StatementFailed
from app.i18n import N_, _

LOST = frozenset(
    """ORA-00028 ORA-01012 ORA-01033 ORA-01034 ORA-01089 ORA-01090 ORA-01092 ORA-02396 ORA-02399
    ORA-03113 ORA-03114 ORA-03135 ORA-12537 ORA-12547 ORA-12570 ORA-12571 ORA-12583 ORA-25408
    ORA-27146 ORA-28511 DPY-1001 DPY-4011 DPY-4033 DPY-6005""".split()
)
"""Codes after which the connection is no more: killed, idle for too long, shut down, cut."""

BROKEN_OFF = "ORA-01013"
"""The statement was ended by a break or by ALTER SYSTEM CANCEL SQL."""

TIMED_OUT = frozenset({"ORA-00040", "ORA-56735", "ORA-03156"})
"""The resource manager of the database has ended it."""

DENIED = frozenset({"ORA-00942", "ORA-01031", "ORA-41900"})
"""The account may not see it: Oracle says that it is not there."""

LACKING = frozenset({"ORA-00904", "ORA-02003", "ORA-00922", "ORA-04043"})
"""This release has no such column, view or option."""

_HINTS = {
    "ORA-00018": N_("The instance has no session left; raise SESSIONS, or end idle sessions."),
    "ORA-00020": N_("The instance has no process left; raise PROCESSES, or end idle sessions."),
    "ORA-00026": N_("The session ended by itself in the meantime; refresh the list."),
    "ORA-00027": N_("A session cannot end itself."),
    "ORA-00030": N_("The session ended by itself in the meantime; refresh the list."),
    "ORA-00031": N_("It is marked to be killed and ends when it has rolled back."),
    "ORA-00054": N_("Somebody holds the lock; the Locks page shows who."),
    "ORA-00600": N_("An internal error of the database: see its alert log, and Oracle Support."),
    "ORA-00942": N_("Either it is not there, or the account may not see it."),
    "ORA-01031": N_("Ask for the privilege, or log in with an account that has it."),
    "ORA-01219": N_("The database is not open; only fixed views (V$…) can be read."),
    "ORA-01552": N_("Look at the undo tablespace."),
    "ORA-01555": N_("The undo it needed was overwritten: try again at a calmer time."),
    "ORA-02095": N_("It can only be set in the spfile, and holds after a restart."),
    "ORA-16000": N_("The database is open read-only, as standbys are."),
    "ORA-32001": N_("The instance runs without an spfile: the change can only be made for now."),
    "ORA-65040": N_("That can only be done in the root container (CDB$ROOT)."),
}  # fmt: skip


def driver_errors() -> tuple[type[Exception], ...]:
    """What a call of the driver may raise, for an `except`."""
    import oracledb

    return OSError, oracledb.Error


def code_and_text(error: BaseException) -> tuple[str, str]:
    """`ORA-00942` or `DPY-4011`, "" where there is none, and what was said, without a link to help.

    Of an error the driver wraps (DPY-6005 and the like) the words say the cause, too.
    """
    first: Any = error.args[0] if error.args else ""
    code = str(getattr(first, "full_code", "") or "")
    text = str(getattr(first, "message", "") or error) or type(error).__name__
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith("Help: ")]
    said = " ".join(lines)
    if not code and (found := re.match(r"(?:ORA|DPY|DPI)-\d+", said)):
        code = found.group()
    return code, re.sub(r"\s*\(CONNECTION_ID=[^)]*\)", "", said)


def failure(error: Exception, *, secrets: tuple[str, ...] = ()) -> ConsoleError:
    """The driver's error as one of ours. `secrets` are taken out of the server's words."""
    code, text = code_and_text(error)
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    dead = getattr(error.args[0] if error.args else None, "is_session_dead", False)
    if code in TIMED_OUT:
        return StatementFailed(
            _("The database ended the statement because it took too long: {reason}").format(
                reason=text
            ),
            hint=_("A plan of the resource manager says how long it may take."),
            code=code,
        )
    if isinstance(error, OSError) or code in LOST or dead:
        return SessionLost(
            _("The connection to the server broke: {reason}").format(reason=text),
            hint=_("Connect again. What was running may have happened or not."),
        )
    if code == BROKEN_OFF:
        return StatementFailed(
            _("The statement was cancelled at the server."),
            hint=_("Somebody ended it from another session."),
            code=code,
        )
    hint = _HINTS.get(code, "")
    return StatementFailed(
        _("The server refused: {reason}").format(reason=text), hint=_(hint) if hint else "",
        code=code,
    )  # fmt: skip
