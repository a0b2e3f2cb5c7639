"""Ask another server for its parameters, to put them beside those of the one that is open."""

from collections.abc import Callable

from app.domain.endpoint import Endpoint
from app.domain.errors import Unsupported
from app.domain.stop import Stop
from app.engines.abilities import ShowsParameters
from app.engines.base import Session
from app.i18n import _

Connected = Callable[[Endpoint, Stop], Session]


def parameters_of(endpoint: Endpoint, connect: Connected, stop: Stop) -> dict[str, str]:
    """Names and values; logs in, asks once, logs out.

    Raises:
        ConsoleError: whatever comes in the way, in a sentence for the column.
    """
    session = connect(endpoint, stop)
    try:
        if not isinstance(session, ShowsParameters):
            raise Unsupported(_("{name} does not tell its parameters.").format(name=endpoint.name))
        with session.during(stop):
            return {each.name: each.value for each in session.parameters()}
    finally:
        session.close()
