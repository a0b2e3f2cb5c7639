"""Doing an act as the operate flow does, being an application, waiting for what a server shows."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from app.domain.act import Act, Consent, Outcome
from tests.servers.mysql_family import MysqlFamilyServer


def do(session: Any, act: Act) -> list[Outcome]:
    """Perform all commands of an act, as the operate flow does."""
    return [session.perform(command, Consent("dba"), lambda _id: None) for command in act.commands]


def until(condition: Callable[[], Any], seconds: float = 10) -> Any:
    """What the condition gives once it is true; a failure when it never is.

    Not asked more often than every 0.1 s: InnoDB's tables are made anew only when nobody has
    looked at them for that long.
    """
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"{condition} did not come about"
        time.sleep(0.12)
    return found


def shop(server: MysqlFamilyServer, engine: str = "InnoDB") -> None:
    server.sql("CREATE DATABASE shop")
    server.sql(f"CREATE TABLE shop.item (id INT PRIMARY KEY, n INT) ENGINE={engine}")
    server.sql("INSERT INTO shop.item VALUES (1, 1), (2, 2)")


@contextmanager
def application(server: MysqlFamilyServer, *statements: str, waits: str = "") -> Iterator[Any]:
    """A session of an application: statements done, and one sent that will wait."""
    connection = server.connect(autocommit=False, program_name="cart")
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        if waits:
            connection._execute_command(3, waits)
        yield str(connection.thread_id())
    finally:
        connection._force_close()
