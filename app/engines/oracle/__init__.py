"""Oracle Database 12.1 and later. The driver, python-oracledb, is imported with the first session.

Never seen against a real Oracle: columns and behaviour are those Oracle documents.
"""

from app.domain.connecting import Tell
from app.domain.endpoint import Endpoint
from app.domain.inventory import DatabaseType
from app.domain.stop import Stop
from app.engines.base import Engine, Reveal, Session


def _connect(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> Session:
    from app.engines.oracle.connect import connect

    return connect(endpoint, reveal, stop, tell)


def _connect_console(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> Session:
    from app.engines.oracle.console.connect import connect_console

    return connect_console(endpoint, reveal, stop, tell)


ENGINE = Engine((DatabaseType.ORACLE,), "Oracle", _connect, _connect_console, drivers=("oracledb",))
