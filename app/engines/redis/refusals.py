"""What the server's refusals mean, in the user's words, with what to do next."""

from app.domain.errors import AccountRefused, LoginRefused, StatementFailed
from app.engines.redis.replies import text
from app.i18n import _


def failed(error: Exception) -> StatementFailed:
    """The server's word, with its code apart; the driver cuts the usual ones off."""
    said = str(error)
    code, _blank, _rest = said.partition(" ")
    if not code.isupper():
        code = {"NoPermissionError": "NOPERM", "AuthenticationError": "WRONGPASS",
                "MovedError": "MOVED", "AskError": "ASK", "ReadOnlyError": "READONLY",
                "BusyLoadingError": "LOADING", "ClusterDownError": "CLUSTERDOWN",
                "ClusterCrossSlotError": "CROSSSLOT", "TryAgainError": "TRYAGAIN",
                "MasterDownError": "MASTERDOWN", "OutOfMemoryError": "OOM",
                "ExecAbortError": "EXECABORT", "NoScriptError": "NOSCRIPT"}.get(
                    type(error).__name__, "ERR")  # fmt: skip
    hint = ""
    if code == "NOPERM":
        hint = _("The account lacks the right to it: ask for it with ACL SETUSER.")
    elif code == "LOADING":
        hint = _("The server is still reading its data; try again in a moment.")
    elif code == "MASTERDOWN":
        hint = _("The replica has lost its master, and may not serve old data meanwhile.")
    elif code == "BUSY":
        hint = _("A script holds the server up; SCRIPT KILL ends one that has written nothing.")
    elif code == "TRYAGAIN":
        hint = _("The slot is being moved to another server; try again when it has arrived.")
    elif code == "OOM":
        hint = _("Its memory is full: raise maxmemory, or choose a policy that evicts keys.")
    elif code == "CROSSSLOT":
        hint = _("Give them the same part in braces, like {user1}.a and {user1}.b.")
    return StatementFailed(said, hint=hint, code=code)


def wants_older_protocol(said: str) -> bool:
    """Whether HELLO 3 was refused as such: unknown, renamed away, not granted, NOPROTO."""
    lowered = said.lower()
    return any(word in lowered for word in ("unknown command", "hello", "noproto", "protocol ver"))


def login_refused(said: str) -> LoginRefused:
    """It did not let us in."""
    asks_in_vain = "called without any password" in said
    if asks_in_vain or "already authenticated" in said or "Authentication required" in said:
        if asks_in_vain:
            return LoginRefused(_("The server asks for no password."), hint=_("Leave it out."))
        return AccountRefused(
            _("The server wants a password."), hint=_("Enter it in the connection.")
        )
    if "WRONGPASS" in said or "invalid username-password" in said or "invalid password" in said:
        return AccountRefused(
            _("User or password is wrong."),
            hint=_("Check both; without a user it is the one called default."),
        )
    if "max number of clients" in said:
        return LoginRefused(
            _("The server has as many clients as it may have."),
            hint=_("End some, or raise maxclients."),
        )
    return LoginRefused(
        _("The server did not let us in: {reason}.").format(reason=text(said).rstrip(".")),
        hint=_("Check user, password and database."),
    )
