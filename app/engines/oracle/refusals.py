"""Why a listener or a database did not let us in, said so that the user knows what to change."""

import re

from app.domain.endpoint import Endpoint
from app.domain.errors import AccountRefused, ConnectFailed, LoginRefused
from app.engines.oracle.failures import code_and_text
from app.engines.oracle.target import Target
from app.i18n import N_, _

_SIMILAR = {"DPY-6001": "ORA-12514", "DPY-6003": "ORA-12505"}
_NOBODY = frozenset({"ORA-01034", "ORA-12541", "ORA-12170"})
"""There is no instance behind it, or no listener: nobody has refused anything."""
_OF_THE_ACCOUNT = frozenset({"ORA-01005", "ORA-01017", "ORA-28000", "ORA-28001"})
"""FAILED_LOGIN_ATTEMPTS counts these."""

_HINTS = {
    "ORA-01005": N_("No password is kept for this instance; enter it in the connection."),
    "ORA-01017": N_("Check the account and its password; a SYSDBA login takes a password file."),
    "ORA-01031": N_("The account may not log in as SYSDBA; switch that off, or use another."),
    "ORA-01033": N_("The instance is starting or stopping; try again, or look at it as SYSDBA."),
    "ORA-01034": N_("The instance is down. Is it started, and is the name of it right?"),
    "ORA-01035": N_("The database is open for accounts with RESTRICTED SESSION only."),
    "ORA-01045": N_("The account lacks the privilege CREATE SESSION."),
    "ORA-00018": N_("The instance has no session left; end idle ones or raise SESSIONS."),
    "ORA-00020": N_("The instance has no process left; end idle sessions or raise PROCESSES."),
    "ORA-02391": N_("The account has reached its profile's limit of sessions."),
    "ORA-12505": N_("The listener knows no such SID. lsnrctl services shows what it knows; a"
                    " pluggable database has a service and no SID."),
    "ORA-12514": N_("The listener knows no such service. lsnrctl services shows what it knows; just"
                    " after a start the instance takes up to a minute to register."),
    "ORA-12516": N_("The listener has no handler that fits: mostly PROCESSES is reached."),
    "ORA-12518": N_("The listener could not hand the connection on: mostly the machine or the"
                    " instance is out of processes or memory."),
    "ORA-12519": N_("The listener has no handler that is free: mostly PROCESSES is reached."),
    "ORA-12520": N_("The listener has no handler for that kind of server (dedicated, shared)."),
    "ORA-12526": N_("The instance is open for accounts with RESTRICTED SESSION only."),
    "ORA-12528": N_("The instance takes no connections now; it may just be starting."),
    "ORA-12541": N_("Nothing listens on that port: is the listener started, is the port right?"),
    "ORA-12170": N_("Nothing answered in time: a firewall, or the listener hangs."),
    "ORA-28000": N_("The account is locked. ALTER USER … ACCOUNT UNLOCK opens it."),
    "ORA-28001": N_("The password has expired: change it once with another client."),
    "ORA-28009": N_("SYS logs in as SYSDBA only: switch that on in the connection."),
    "ORA-28040": N_("The server's SQLNET.ALLOWED_LOGON_VERSION_SERVER asks for another client."),
    "ORA-28365": N_("The database's own wallet is closed."),
    "ORA-28860": N_("The TLS handshake failed at the server."),
    "ORA-12660": N_("The server demands Oracle's native encryption, which thin mode does not have:"
                    " use TLS, or give the folder of Oracle's client libraries."),
    "ORA-12699": N_("The server demands a service of the network that thin mode does not have."),
    "DPY-3001": N_("Give the folder of Oracle's client libraries: thin mode cannot do that."),
    "DPY-3010": N_("The database is older than 12.1, which thin mode cannot speak to; give the"
                   " folder of Oracle's client libraries."),
    "DPY-3015": N_("The account's password is kept in the way of 10g. Setting it once more at the"
                   " server makes a newer verifier."),
    "DPY-4001": N_("No password is kept for this instance; enter it in the connection."),
    "DPY-4035": N_("Check the port: what answers there is no listener of Oracle's."),
    "DPY-6002": N_("The certificate is for another server than the TNS entry says."),
}  # fmt: skip


def login_failure(error: BaseException, endpoint: Endpoint, target: Target) -> ConnectFailed:
    """An error between the TCP connection and the session."""
    code, text = code_and_text(error)
    place = f"{endpoint.address}:{endpoint.port}"
    code = _closest(code, text)
    if code in ("ORA-12514", "ORA-12505"):
        name = target.service or target.sid
        said = _("The listener at {place} knows no {name} ({code}).")
        return ConnectFailed(said.format(place=place, name=name, code=code), hint=_(_HINTS[code]))
    if code in ("DPY-4011", "DPY-6005", "DPY-6000", "ORA-12537", "ORA-12547"):
        return ConnectFailed(
            _("{place} closed the connection during the login.").format(place=place),
            hint=_("Look into the listener's log and the alert log; valid node checking or a"
                   " firewall may be the one."),
        )  # fmt: skip
    if not code.startswith(("ORA-", "DPY-")):
        return not_oracle(place)
    hint = _HINTS.get(code, "")
    kind = ConnectFailed if code in _NOBODY else LoginRefused
    kind = AccountRefused if code in _OF_THE_ACCOUNT else kind
    return kind(
        _("The server did not let us in: {reason}").format(reason=text),
        hint=_(hint) if hint else "",
    )


def silent(endpoint: Endpoint) -> ConnectFailed:
    """Nothing was said for as long as a login may take."""
    return ConnectFailed(
        _("{place} accepted the connection and then said nothing.").format(
            place=f"{endpoint.address}:{endpoint.port}"
        ),
        hint=_("The listener or the database may hang, or a firewall holds its answers back."),
    )


def not_oracle(place: str) -> ConnectFailed:
    """Whatever answered, it was no listener."""
    return ConnectFailed(
        _("What answers at {place} is not an Oracle listener.").format(place=place),
        hint=_("Check the port."),
    )


def _closest(code: str, text: str) -> str:
    """The code that says most: what is wrapped, or what the listener is said to have meant."""
    if code in _SIMILAR:
        return _SIMILAR[code]
    if similar := re.search(r"Similar to (ORA-\d+)", text):
        return similar[1]
    named = re.findall(r"(?:ORA|DPY)-\d+", text)
    known = [each for each in named if each in _HINTS]
    return known[-1] if known else code
