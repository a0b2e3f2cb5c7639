"""From an endpoint to a session: log in, learn who the server is and what the account may see."""

from app.domain.connecting import Stage, Tell
from app.domain.endpoint import Endpoint
from app.domain.errors import Cancelled, ConnectFailed, ConsoleError, SecretUnavailable, Unsupported
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.network import stage
from app.engines.oracle.database import OracleDatabase
from app.engines.oracle.facts import learn
from app.engines.oracle.login import Login
from app.i18n import _

_OLDEST = (12, 1)


def connect(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> OracleDatabase:
    """Make a session. Raises ConnectFailed, SecretUnavailable, Unsupported, Cancelled."""
    if endpoint.access.oracle.client_folder:
        raise Unsupported(
            _("Sessions with Oracle's client libraries (thick mode) are not built into this"
              " version."),
            hint=_("Leave the folder of the client libraries empty to connect without them."),
        )  # fmt: skip
    login = Login(endpoint, reveal, stop, tell)
    try:
        login.open()
        session = OracleDatabase(login)
        with session.during(stop):
            with stage(tell, Stage.VERSION) as clock:
                session.server, session.facts, said = learn(session, login.connection.version)
                if session.facts.release < _OLDEST:
                    clock.warned(
                        said, _("This version is older than those the console was made for.")
                    )
                else:
                    clock.passed(said)
            with stage(tell, Stage.GRANTS) as clock:
                if session.facts.missing:
                    clock.warned(
                        _("Some pages will lack something."), "\n".join(session.facts.missing)
                    )
                else:
                    clock.passed(_("The account may all the pages ask for."))
    except (ConnectFailed, Cancelled, SecretUnavailable):
        login.close()
        raise
    except ConsoleError as error:
        login.close()
        stop.check()
        raise ConnectFailed(
            _("The server let us in and then failed: {reason}").format(reason=error),
            hint=error.hint,
        ) from error
    except BaseException:
        login.close()
        raise
    return session
