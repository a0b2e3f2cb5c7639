"""From an endpoint to a console's session: a login of its own, in the driver's thin mode."""

from app.domain.connecting import Tell
from app.domain.endpoint import Endpoint
from app.domain.errors import Unsupported
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.oracle.connect import introduced, logged_in
from app.engines.oracle.console.session import OracleConsole
from app.i18n import _


def connect_console(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> OracleConsole:
    """Make a console's session.

    Raises ConnectFailed, SecretUnavailable, Cancelled; Unsupported with client libraries, whose
    process does not pass rows on as they come.
    """
    if endpoint.access.oracle.client_folder:
        raise Unsupported(
            _("There is no console through Oracle's client libraries."),
            hint=_("Leave the folder of the client libraries empty in the connection."),
        )
    session = introduced(OracleConsole(logged_in(endpoint, reveal, stop, tell)), stop, tell)
    with session.during(stop):
        session.begin()
    return session
