"""What is audited is what was sent, as long as the server remembers."""

from app.domain.errors import Unsupported
from app.domain.operating.statements import StatementDetails
from app.flows.whole_statements import MOST, whole_statements


class Pool:
    """Remembers one statement, and counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def statement_details(self, statement_id: str) -> StatementDetails:
        self.asked.append(statement_id)
        if statement_id != "a":
            raise Unsupported("It is gone.")
        return StatementDetails("SELECT 1 -- one\nFROM t")


def test_the_whole_where_there_is_one_else_what_is_known() -> None:
    known = [("a", "SELECT 1 -- one FROM t"), ("b", "SELECT 2"), ("", "COMMIT"), ("", "")]
    assert whole_statements(Pool(), known) == ("SELECT 1 -- one\nFROM t", "SELECT 2", "COMMIT")


def test_a_server_is_not_asked_for_thousands() -> None:
    pool = Pool()
    assert len(whole_statements(pool, [("b", f"SELECT {n}") for n in range(500)])) == 500
    assert len(pool.asked) == MOST
