"""From an endpoint to a session: dial, log in, learn who the server is, and bind the session.

The session's settings make the promises of `session` and `guard` true: autocommit, READ ONLY,
short waits for locks, a time limit on the server's side, and an SQL mode in which text means what
our own tokenizer takes it for.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from app.domain.connecting import Stage, Tell
from app.domain.endpoint import Endpoint
from app.domain.errors import ConnectFailed, ConsoleError
from app.domain.operating.server import ServerFacts
from app.domain.stop import Stop
from app.engines.base import Reveal
from app.engines.mysql.facts import Inquiry, facts_of, learn
from app.engines.mysql.failures import code_and_text, driver_errors
from app.engines.mysql.flavours import session_class
from app.engines.mysql.login import Login
from app.engines.mysql.refusals import EXPIRED, login_failure
from app.engines.mysql.server import Server
from app.engines.mysql.session import MysqlSession
from app.engines.mysql.wire import MARK, cut, end
from app.engines.network.stages import StageClock, stage
from app.i18n import _

LOCK_WAIT = 3
"""Seconds a statement of ours waits for a lock of others."""

_OTHER_TEXT = {
    "ANSI", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "PIPES_AS_CONCAT", "HIGH_NOT_PRECEDENCE",
    "IGNORE_SPACE", "ORACLE", "MSSQL", "DB2", "POSTGRESQL", "MAXDB", "MYSQL323", "MYSQL40",
}  # fmt: skip
"""SQL modes under which a statement would be read otherwise than by our parser."""


def connect(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> MysqlSession:
    """Make a session. Raises ConnectFailed, SecretUnavailable, Cancelled."""
    login = Login(endpoint, reveal)
    connection, server, facts = entered(login, _bind, stop, tell)
    return session_class(server)(connection, login, server, facts)


def entered(
    login: Login, bind: Callable[[Any, Endpoint, Server], None], stop: Stop, tell: Tell
) -> tuple[Any, Server, ServerFacts]:
    """Log in, learn who the server is, and have `bind` make the session's settings."""
    endpoint = login.endpoint
    connection = login.open(stop, tell)
    try:
        with stop.telling(lambda: cut(connection)):
            with stage(tell, Stage.VERSION) as clock, _in_our_words(stop, endpoint):
                inquiry = learn(connection)
                _judge_version(inquiry, endpoint, clock)
            with stage(tell, Stage.GRANTS) as clock, _in_our_words(stop, endpoint):
                bind(connection, endpoint, inquiry.server)
                facts = facts_of(connection, inquiry, acts=not endpoint.read_only)
                _judge_grants(facts, clock)
        stop.check()
    except ConsoleError:
        end(connection, 0.2)
        raise
    return connection, inquiry.server, facts


@contextmanager
def _in_our_words(stop: Stop, endpoint: Endpoint) -> Iterator[None]:
    """The driver's errors as ours; what was cut because of the stop is cancelled."""
    try:
        yield
    except driver_errors() as error:
        stop.check()
        if code_and_text(error)[0] in EXPIRED:
            raise login_failure(error, endpoint, has_password=True, encrypted=True) from error
        raise ConnectFailed(
            _("The server let us in and then failed: {reason}").format(
                reason=code_and_text(error)[1]
            ),
            hint=_("Look into the server's error log."),
        ) from error


def _judge_version(inquiry: Inquiry, endpoint: Endpoint, clock: StageClock) -> None:
    server = inquiry.server
    if server.type != endpoint.type:
        hint = _("The inventory has it as {type}; correct the service's type there.")
        clock.warned(_said(inquiry), hint.format(type=endpoint.type))
    elif not (server.mysql(5, 7) or server.maria(10, 2)):
        hint = _("This version is older than those the console was made for.")
        clock.warned(_said(inquiry), hint)
    else:
        clock.passed(_said(inquiry))


def _judge_grants(facts: ServerFacts, clock: StageClock) -> None:
    if facts.missing:
        clock.warned(_("Some pages will lack something."), "\n".join(facts.missing))
    else:
        clock.passed(_("The account may all the pages ask for."))


def _said(inquiry: Inquiry) -> str:
    server = inquiry.server
    return _("{flavour} {version} {cloud}, its clock shows {clock}").format(
        flavour="MariaDB" if server.mariadb else "MySQL",
        version=server.version,
        cloud=server.cloud.value or server.variables.get("version_comment", ""),
        clock=f"{inquiry.clock:%Y-%m-%d %H:%M:%S%z} ({inquiry.time_zone})",
    )


def _bind(connection: Any, endpoint: Endpoint, server: Server) -> None:
    """Settings of our own session, said one by one: an old server lacks this or that."""
    limit = endpoint.access.statement_timeout
    settings = [
        plain_mode(server),
        f"SET SESSION lock_wait_timeout = {LOCK_WAIT}",
        "SET SESSION TRANSACTION READ ONLY",
    ]
    if "innodb_lock_wait_timeout" in server.variables:
        settings.append(f"SET SESSION innodb_lock_wait_timeout = {LOCK_WAIT}")
    if server.mariadb:
        settings.append(f"SET SESSION max_statement_time = {limit:g}")
    else:
        settings.append(f"SET SESSION max_execution_time = {round(limit * 1000)}")
    if server.mysql(8):  # sizes from the engine, not from what was cached a day ago: see `space`
        settings.append("SET SESSION information_schema_stats_expiry = 3600")
    if "explain_format" in server.variables:
        settings.append("SET SESSION explain_format = 'TRADITIONAL'")
    if "show_gipk_in_create_table_and_information_schema" in server.variables:
        settings.append("SET SESSION show_gipk_in_create_table_and_information_schema = ON")
    settle(connection, settings)


def plain_mode(server: Server) -> str:
    """The statement for an SQL mode in which text means what our parser takes it for."""
    modes = server.variables.get("sql_mode", "").split(",")
    plain = [mode for mode in modes if mode and not reads_otherwise(mode)]
    return f"SET SESSION sql_mode = '{','.join(plain)}'"


def reads_otherwise(mode: str) -> bool:
    """Whether any of these SQL modes has statements read otherwise than by our parser."""
    return not _OTHER_TEXT.isdisjoint(mode.upper().split(","))


def settle(connection: Any, settings: Iterable[str]) -> None:
    """Say settings of our own session one after another."""
    with connection.cursor() as cursor:
        for setting in settings:
            cursor.execute(MARK + setting)
