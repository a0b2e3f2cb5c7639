"""From an endpoint to a session: log in, learn who the server is and what the account may see."""

from collections.abc import Callable
from typing import TypeVar

from app.domain.connecting import Stage, Tell
from app.domain.endpoint import Endpoint
from app.domain.errors import Cancelled, ConnectFailed, ConsoleError, SecretUnavailable
from app.domain.stop import Stop
from app.engines.base import Reveal, Session
from app.engines.network import stage
from app.engines.oracle.database import OracleDatabase
from app.engines.oracle.facts import learn
from app.engines.oracle.login import Login
from app.engines.oracle.session import OracleSession
from app.i18n import _

_OLDEST = (12, 1)
S = TypeVar("S", bound=OracleSession)


def connect(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> Session:
    """Make a session. Raises ConnectFailed, SecretUnavailable, Cancelled."""
    if endpoint.access.oracle.client_folder:
        from app.engines.oracle.thick import connect_thick

        return connect_thick(endpoint, reveal, stop, tell)
    return introduced(OracleDatabase(logged_in(endpoint, reveal, stop, tell)), stop, tell)


def logged_in(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> Login:
    """An open login; whoever asks for it closes it."""
    login = Login(endpoint, reveal, stop, tell)
    try:
        login.open()
    except BaseException:
        login.close()
        raise
    return login


def introduced(session: S, stop: Stop, tell: Tell) -> S:
    """The session once it knows its server; closed where that fails."""
    try:
        with session.during(stop):
            _introduce(session, tell)
    except (ConnectFailed, Cancelled, SecretUnavailable):
        session.close()
        raise
    except ConsoleError as error:
        session.close()
        stop.check()
        raise ConnectFailed(
            _("The server let us in and then failed: {reason}").format(reason=error),
            hint=error.hint,
        ) from error
    except BaseException:
        session.close()
        raise
    return session


def _introduce(session: OracleSession, tell: Callable[..., object]) -> None:
    with stage(tell, Stage.VERSION) as clock:
        session.server, session.facts, said = learn(session)
        if session.facts.release < _OLDEST:
            clock.warned(said, _("This version is older than those the console was made for."))
        else:
            clock.passed(said)
    with stage(tell, Stage.GRANTS) as clock:
        if session.facts.missing:
            clock.warned(_("Some pages will lack something."), "\n".join(session.facts.missing))
        else:
            clock.passed(_("The account may all the pages ask for."))
