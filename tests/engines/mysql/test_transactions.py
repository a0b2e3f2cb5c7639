"""Open transactions, the oldest first, and whether they only hold locks."""

from app.engines.abilities import ShowsTransactions
from tests.engines.mysql.acts import until
from tests.engines.mysql.conftest import Opens
from tests.servers.mysql_family import MysqlFamilyServer


def test_shows_what_is_open(server: MysqlFamilyServer, open_session: Opens) -> None:
    server.sql("CREATE DATABASE shop")
    server.sql("CREATE TABLE shop.item (id INT PRIMARY KEY)")
    session = open_session(server)
    assert session.transactions() == ()
    with server.connect(autocommit=False) as one, one.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
        cursor.execute("INSERT INTO shop.item VALUES (1), (2)")
        (found,) = until(session.transactions)
        assert found.session == str(one.thread_id())
        assert found.user == "root"
        assert found.rows_changed == 2
        assert found.isolation == "READ COMMITTED"
        assert found.idle
        assert found.seconds is not None
    shown: object = session
    assert isinstance(shown, ShowsTransactions)
