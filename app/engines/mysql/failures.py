"""What the server's refusals mean, in the user's words, with what to do next."""

from typing import Any

from app.domain.errors import ConsoleError, SessionLost, StatementFailed
from app.i18n import N_, _

LOST = frozenset({1053, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 2006, 2013, 2055, 4031})
"""Codes after which the connection is no more: shutdown, killed, cut, idle for too long."""

INTERRUPTED = frozenset({1317, 1028})
"""The statement was ended by KILL QUERY."""

TIMED_OUT = frozenset({1969, 3024, 1907})
"""It took longer than max_statement_time or MAX_EXECUTION_TIME allow."""

_HINTS = {
    1040: N_("The server has no connection left; end idle sessions or raise max_connections."),
    1044: N_("Ask for the grant on this database, or log in with another account."),
    1094: N_("The session ended by itself in the meantime; refresh the list."),
    1095: N_("Ending sessions of others takes CONNECTION_ADMIN (MySQL 8), SUPER (MySQL 5.7) or"
             " CONNECTION ADMIN (MariaDB)."),
    1142: N_("Ask for the grant on this table, or log in with another account."),
    1205: N_("Somebody holds the lock; the Locks page shows who."),
    1227: N_("Ask for the grant the server names, or log in with an account that has it."),
    1238: N_("It can only be changed in the option file, and holds after a restart."),
    1290: N_("An option of the server forbids it, such as read_only or skip_grant_tables."),
    1370: N_("Ask for EXECUTE on the routine, or log in with an account that has it."),
    1792: N_("The transaction was read-only; nothing was changed."),
    1836: N_("The server is read-only, as replicas are."),
    3167: N_("The feature is switched off on this server."),
}  # fmt: skip


def failure(error: Exception, *, secrets: tuple[str, ...] = (), seconds: float = 0) -> ConsoleError:
    """The driver's error as one of ours. `secrets` are taken out of the server's words.

    `seconds` is how long a statement may take, for the sentence about a time-out.
    """
    code, text = code_and_text(error)
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    if isinstance(error, OSError) or code in LOST or code == 0:
        return SessionLost(
            _lost(code, text, seconds),
            hint=_("Connect again. What was running may have happened or not."),
        )
    if code in TIMED_OUT:
        return StatementFailed(
            _("The statement was ended because it took longer than {seconds} s.").format(
                seconds=f"{seconds:g}"
            ),
            hint=_("The time allowed is set with the instance's connection."),
            code=str(code),
        )
    if code in INTERRUPTED:
        return StatementFailed(
            _("The statement was ended by KILL QUERY."),
            hint=_("Somebody ended it from another session."),
            code=str(code),
        )
    return StatementFailed(
        _("The server refused: {reason} (error {code})").format(reason=text, code=code),
        hint=_(_HINTS.get(code, "")),
        code=str(code),
    )


def _lost(code: int, text: str, seconds: float) -> str:
    """How it was lost; the server's own reason where it gave one, and nothing of the driver's."""
    if 1000 <= code < 2000 or code >= 3000:
        return _("The connection to the server broke: {reason}").format(reason=text)
    if "timed out" in text and seconds:
        said = _("The server has not answered for {seconds} s; the connection was cut.")
        return said.format(seconds=f"{seconds:g}")
    return _("The connection to the server broke.")


def driver_errors() -> tuple[type[Exception], ...]:
    """What a call of PyMySQL may raise, for an `except`."""
    from pymysql.err import Error

    return OSError, Error


def code_and_text(error: Exception) -> tuple[int, str]:
    """The server's number, 0 where there is none, and its words."""
    arguments: tuple[Any, ...] = error.args
    if len(arguments) > 1 and isinstance(arguments[0], int):
        return arguments[0], str(arguments[1])
    return 0, str(error) or type(error).__name__
