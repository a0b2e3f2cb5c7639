"""Sentinels asked on the way: where the master of a service is, and how they see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.domain.connecting import Stage, StageReport, StageState, Tell, tell_nobody
from app.domain.endpoint import Endpoint, secret_id
from app.domain.errors import ConnectFailed, ConsoleError, StatementFailed
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.redis.node import Login, Node, open_node
from app.engines.redis.replies import pairs, text
from app.i18n import _

_PORT = 26379
_MOVING = {"s_down", "o_down", "failover_in_progress"}
"""Flags of a master that will soon be another server (SENTINEL MASTER)."""
_TOLD = ("flags", "failover-state", "num-slaves", "num-other-sentinels", "quorum", "config-epoch")


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a Sentinel names as the master, and whether that is about to change."""

    address: str
    port: int
    failing_over: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """How the Sentinels see a service; `master` is `host:port`, "" where none of them could say."""

    master: str
    facts: tuple[tuple[str, str], ...]


def master_by_sentinels(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> Named:
    """Where the master is now; every Sentinel is asked until one knows. Tells NAME."""
    name = endpoint.access.redis.sentinel_master
    last: ConsoleError | None = None
    for place in endpoint.access.redis.sentinels:
        stop.check()
        try:
            with _sentinel(endpoint, place, reveal, stop) as node:
                found = node.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name)
                moving = bool(found) and bool(_MOVING & set(_state(node, name)["flags"].split(",")))
        except ConsoleError as error:
            stop.check()
            last = error
            continue
        if found:
            named = Named(text(found[0]), int(text(found[1])), moving)
            said = f"{named.address}:{named.port}"
            tell(StageReport(Stage.NAME, StageState.PASSED, 0.0, said))
            return named
        last = ConnectFailed(
            _("The Sentinel does not know a master called {name}.").format(name=name),
            hint=_("Check the name: SENTINEL MASTERS lists those it watches."),
        )
    if last is None:
        last = ConnectFailed(_("No Sentinel is given."), hint=_("Enter host and port of one."))
    tell(StageReport(Stage.NAME, StageState.FAILED, 0.0, str(last), last.hint))
    raise last


def watched(endpoint: Endpoint, reveal: Reveal, stop: Stop) -> Seen:
    """How the first Sentinel that answers sees the service."""
    failed: list[tuple[str, str]] = []
    for place in endpoint.access.redis.sentinels:
        stop.check()
        try:
            with _sentinel(endpoint, place, reveal, stop) as node:
                name = endpoint.access.redis.sentinel_master
                found = node.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name)
                state = {"failover-state": "none", **_state(node, name)}
        except ConsoleError as error:
            stop.check()
            failed.append((f"sentinel {place}", str(error)))
            continue
        return Seen(
            f"{text(found[0])}:{text(found[1])}" if found else "",
            tuple((f"sentinel {fact}", state[fact]) for fact in _TOLD if fact in state),
        )
    return Seen("", tuple(failed))


@contextmanager
def _sentinel(endpoint: Endpoint, place: str, reveal: Reveal, stop: Stop) -> Iterator[Node]:
    """A Sentinel by `host:port`, logged into with the account Sentinels have of their own."""
    address, _colon, port = place.rpartition(":")
    password = reveal(secret_id(endpoint.id, "sentinel"))
    login = Login(endpoint.access.redis.sentinel_user, password)
    node = open_node(
        endpoint, login, reveal, stop, tell_nobody,
        address=address.strip("[]") or place, port=int(port) if port.isdigit() else _PORT,
    )  # fmt: skip
    try:
        with stop.telling(node.cut):
            yield node
    finally:
        node.close()


def _state(node: Node, name: str) -> dict[str, str]:
    """SENTINEL MASTER, where there is one and the account may ask."""
    try:
        said = pairs(node.ask("SENTINEL", "MASTER", name))
    except StatementFailed:
        said = {}
    return {"flags": "", **{field: text(value) for field, value in said.items()}}
