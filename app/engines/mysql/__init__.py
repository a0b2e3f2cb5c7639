"""MySQL 5.7 to 9 and MariaDB 10 and 11. The driver, PyMySQL, is imported with the first session."""

from app.domain.connecting import Tell
from app.domain.endpoint import Endpoint
from app.domain.inventory import DatabaseType
from app.domain.stop import Stop
from app.engines.base import Engine, Reveal, Session


def _connect(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> Session:
    from app.engines.mysql.connect import connect

    return connect(endpoint, reveal, stop, tell)


def _connect_console(endpoint: Endpoint, reveal: Reveal, stop: Stop, tell: Tell) -> Session:
    from app.engines.mysql.console.connect import connect_console

    return connect_console(endpoint, reveal, stop, tell)


ENGINE = Engine(
    (DatabaseType.MYSQL, DatabaseType.MARIADB),
    "MySQL / MariaDB",
    _connect,
    _connect_console,
    drivers=("pymysql",),
)
