"""InnoDB's counters are asked for in the words of the server's version."""

import pytest

from app.engines.mysql.plain import Plain
from app.engines.mysql.sampling.innodb import take_innodb
from app.engines.mysql.sampling.look import Look, Rests
from app.engines.mysql.server import Server, recognise


class Told:
    """A session that only notes what it is asked."""

    def __init__(self, version: str) -> None:
        self.server: Server = recognise(version, {})
        self.asked: list[str] = []

    def fetch_plain(self, statement: str, _values: object) -> Plain:
        self.asked.append(statement)
        return Plain((), [], 0)


@pytest.mark.parametrize(
    ("version", "condition"),
    [
        ("5.7.44", "status = 'enabled'"),
        ("8.0.36", "status = 'enabled'"),
        ("9.1.0", "status = 'enabled'"),
        ("10.4.34-MariaDB", "status = 'enabled'"),
        ("10.5.29-MariaDB", "enabled = 1"),
        ("11.4.3-MariaDB", "enabled = 1"),
    ],
)
def test_the_column_that_says_whether_it_counts(version: str, condition: str) -> None:
    session = Told(version)
    look = Look(session, Rests())  # type: ignore[arg-type]
    take_innodb(look, {"innodb": frozenset({"lock_deadlocks"})})
    (statement,) = session.asked
    assert condition in statement
    assert "innodb_trx" not in statement
