"""A session for a command: at an instance of the inventory, by its name."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeAlias

from app.domain.connecting import Tell, tell_nobody
from app.domain.endpoint import Endpoint
from app.domain.errors import BadUsage
from app.domain.inventory import Instance
from app.domain.stop import Stop
from app.engines.base import Session
from app.flows.connect import AskSecret, log_in
from app.flows.endpoints import endpoint_of
from app.flows.exchange_inventory import opened
from app.flows.rights import Warden
from app.flows.watch.service_secrets import ServiceSecrets
from app.i18n import _
from app.paths import data_folder, settings_folder
from app.store import settings

LogsIn: TypeAlias = Callable[[Endpoint, AskSecret, Warden, Stop, Tell], Session]


def endpoint_called(name: str, store: str) -> Endpoint:
    """The instance of that name; `store` is another inventory for this run.

    Raises:
        BadUsage: there is none of that name.
    """
    with opened(store) as inventory:
        estate = inventory.load()
        found = {instance.name: instance for instance in estate.all(Instance)}
        if name not in found:
            near = get_close_matches(name, found, n=3, cutoff=0.4)
            raise BadUsage(
                _("There is no instance {name} in the inventory.").format(name=name),
                hint=_("Did you mean: {names}?").format(names=", ".join(near))
                if near
                else _("mohist inventory export lists them all."),
            )
        return endpoint_of(estate, found[name])


@contextmanager
def session_at(
    name: str, store: str, warden: Warden, stop: Stop, secrets: Path | None = None,
    enter: LogsIn = log_in,
) -> Iterator[Any]:  # fmt: skip
    """Log in there, with the password that the window kept or a file in `secrets`; and out again.

    `enter` is `log_in`, or `open_console` for a session that runs any statement.

    Raises:
        BadUsage: there is no instance of that name.
        ConnectFailed, SecretUnavailable, Refused, Cancelled: as the login ends.
    """
    endpoint = endpoint_called(name, store)
    chosen = settings.read(settings_folder() / "settings.json").settings
    with closing(ServiceSecrets(secrets, data_folder(), chosen)) as held:
        held.know([endpoint])
        with (
            closing(enter(endpoint, held.ask, warden, stop, tell_nobody)) as session,
            session.during(stop),
        ):
            yield session
