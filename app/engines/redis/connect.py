"""Logging in: to a server, to the master that Sentinels name, to a cluster."""

import time
from datetime import UTC, datetime, timedelta
from functools import partial

from app.domain.connecting import Stage, Tell, tell_nobody
from app.domain.endpoint import Endpoint, secret_id
from app.domain.errors import ConnectFailed, SessionLost, StatementFailed
from app.domain.inventory import DatabaseType, TopologyRole
from app.domain.operating.server import ServerFacts
from app.domain.stop import Stop
from app.engines.base import Reveal, Session
from app.engines.network import stage
from app.engines.redis import replies
from app.engines.redis.grants import missing
from app.engines.redis.node import Login, Node, open_node
from app.engines.redis.replies import text
from app.engines.redis.roles import role_of
from app.engines.redis.sentinels import master_by_sentinels, watched
from app.engines.redis.sessions import RedisSession, SentinelSession
from app.i18n import _

_ASK_AGAIN = 0.3
"""Seconds between two looks at where the master is while Sentinels fail over."""


def connect(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> Session:
    """A session; see `engines.base.Engine.connect`."""
    access = endpoint.access
    database = 0 if access.redis.cluster else access.redis.database
    login = Login(access.user, reveal(secret_id(endpoint.id)), database)
    if access.redis.sentinels:
        return _at_the_master(endpoint, login, reveal, stop, tell)
    return _at(endpoint, login, reveal, stop, tell, endpoint.address, endpoint.port)


def _at_the_master(
    endpoint: Endpoint, login: Login, reveal: Reveal, stop: Stop, tell: Tell
) -> Session:
    """A session with whom the Sentinels name, once that is a master.

    While they fail over, they may name one that is dead or not promoted yet: they are asked again
    until the time of a login is up (the guidelines for Sentinel clients, redis.io).
    """
    until = time.monotonic() + endpoint.access.connect_timeout
    while True:
        named = master_by_sentinels(endpoint, reveal, stop, tell)
        try:
            session = _at(endpoint, login, reveal, stop, tell, named.address, named.port)
        except (ConnectFailed, SessionLost):
            if not named.failing_over or time.monotonic() > until:
                raise
        else:
            if isinstance(session, RedisSession):
                session.sentinel = partial(watched, endpoint, reveal)
            if session.facts.role is not TopologyRole.SLAVE:
                return session
            session.close()
            if time.monotonic() > until:
                raise ConnectFailed(
                    _("The Sentinels name {server} as the master, and it is a replica.").format(
                        server=f"{named.address}:{named.port}"
                    ),
                    hint=_("A failover may be going on: try again, or see SENTINEL MASTERS."),
                )
        stop.wait(_ASK_AGAIN)
        stop.check()


def _at(
    endpoint: Endpoint, login: Login, reveal: Reveal, stop: Stop, tell: Tell,
    address: str, port: int,
) -> RedisSession | SentinelSession:  # fmt: skip
    node = open_node(endpoint, login, reveal, stop, tell, address=address, port=port)
    try:
        with stop.telling(node.cut):
            facts = _facts(node, endpoint.access.user, tell)
    except BaseException:
        node.close()
        stop.check()
        raise
    opener = partial(_another, endpoint, login, reveal)
    if facts.role is TopologyRole.SENTINEL:
        return SentinelSession(endpoint, node, facts, opener)
    return RedisSession(endpoint, node, facts, opener)


def _another(
    endpoint: Endpoint, login: Login, reveal: Reveal, address: str, port: int, stop: Stop
) -> Node:
    return open_node(endpoint, login, reveal, stop, tell_nobody, address=address, port=port)


def _facts(node: Node, user: str, tell: Tell) -> ServerFacts:
    with stage(tell, Stage.VERSION) as clock:
        try:
            info = replies.info(node.ask("INFO"))
        except StatementFailed:  # not granted: connect all the same
            info = {}
        if info.get("redis_mode") == "sentinel":
            role = TopologyRole.SENTINEL
        else:
            role = role_of(info)
        version = info.get("valkey_version") or info.get("redis_version", "")
        edition = "Valkey" if "valkey_version" in info else ""
        if info:
            clock.passed(f"{edition or 'Redis'} {version}, {info.get('redis_mode', 'standalone')}")
        else:
            clock.warned(
                _("This account may not ask INFO."),
                _("Most pages stay empty without it: ACL SETUSER {user} +info.").format(
                    user=user or "default"
                ),
            )
    with stage(tell, Stage.GRANTS) as clock:
        account, lacks, grants = _rights(node, user, cluster=info.get("redis_mode") == "cluster")
        if lacks:
            clock.warned(
                _("{count} rights are missing for some pages.").format(count=len(lacks)),
                "\n".join(lacks),
            )
        else:
            clock.passed(_("as {user}").format(user=account))
    started = info.get("uptime_in_seconds")
    return ServerFacts(
        DatabaseType.REDIS,
        version,
        tuple(int(part) for part in version.split(".") if part.isdigit()),
        edition=" ".join(filter(None, (edition, info.get("redis_mode", "")))),
        name=info.get("run_id", ""),
        account=account,
        session=_or_nothing(node, "CLIENT", "ID"),
        role=role,
        server_read_only=info.get("role") == "slave" and info.get("slave_read_only") == "1",
        started=(
            datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=int(started))
            if started and started.isdigit()
            else None
        ),
        clock=_clock(node),
        time_zone="UTC",
        offset=timedelta(0),
        grants=grants,
        missing=lacks,
        encrypted=node.encrypted,
    )


def _clock(node: Node) -> datetime | None:
    try:
        seconds, _micro = node.ask("TIME")
    except (StatementFailed, ValueError):
        return None
    return datetime.fromtimestamp(int(seconds), UTC)


def _rights(
    node: Node, user: str, *, cluster: bool
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Who we are, what is missing, what is granted."""
    try:
        account = text(node.ask("ACL", "WHOAMI"))
    except StatementFailed as error:
        if error.code == "NOPERM":
            return user or "default", missing(node, user or "default", cluster=cluster), ()
        return "default", (), (_("The server knows no accounts: everybody may do everything."),)
    grants: tuple[str, ...] = ()
    try:
        said = replies.pairs(node.ask("ACL", "GETUSER", account))
        grants = tuple(
            f"{name}: {_joined(said[name])}"
            for name in ("flags", "commands", "keys", "channels")
            if name in said
        )
    except StatementFailed:
        pass
    return account, missing(node, account, cluster=cluster), grants


def _joined(value: object) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return " ".join(sorted(text(each) for each in value))
    return text(value)


def _or_nothing(node: Node, *words: str) -> str:
    try:
        return text(node.ask(*words))
    except StatementFailed:
        return ""
