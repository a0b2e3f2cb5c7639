"""Each address of an alias is an instance; other names for it are duplicates."""

from pathlib import Path

import pytest

from app.domain.endpoint import OracleAccess, TlsMode
from app.domain.estate import Inventory
from app.store.exchange.tns import read_tns, wallet_folder

FILE = """\
SHOP, SHOP.WORLD = (DESCRIPTION =
  (ADDRESS_LIST = (ADDRESS=(PROTOCOL=TCP)(HOST=node1)(PORT=1521))
                  (ADDRESS=(PROTOCOL=TCPS)(HOST=node2)(PORT=2484)))
  (CONNECT_DATA = (SERVICE_NAME = shop)))
BROKEN = (DESCRIPTION =
OLD = (DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=node1)(PORT=1521))(CONNECT_DATA=(SID=ORCL)))
LOCAL = (DESCRIPTION=(ADDRESS=(PROTOCOL=IPC)(KEY=x))(CONNECT_DATA=(SID=ORCL)))
IFILE = more.ora
IFILE = gone.ora
"""


def test_aliases_addresses_and_problems(tmp_path: Path) -> None:
    file = tmp_path / "tnsnames.ora"
    file.write_text(FILE, "utf-8")
    (tmp_path / "more.ora").write_text("more = node9:1599/books\n", "utf-8")
    found = read_tns(file, Inventory())
    assert [(each.name, each.address, each.port) for each in found.fresh] == [
        ("SHOP@node1", "node1", 1521), ("SHOP@node2", "node2", 2484), ("OLD", "node1", 1521),
        ("more", "node9", 1599),
    ]  # fmt: skip
    assert [each.instance.name for each in found.duplicates] == [
        "SHOP.WORLD@node1", "SHOP.WORLD@node2",
    ]  # fmt: skip
    assert found.fresh[0].access.oracle == OracleAccess(service="shop")
    assert found.fresh[1].access.tls.mode is TlsMode.REQUIRED
    assert found.fresh[2].access.oracle == OracleAccess(sid="ORCL")
    said = " ".join(map(str, found.problems))
    assert "BROKEN" in said
    assert "gone.ora" in said
    assert "LOCAL leads to no address" in said


CLOUD = """\
adb = (DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=adb)(PORT=1522))(CONNECT_DATA=(SERVICE_NAME=a)))
own = (DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=own)(PORT=2484))(CONNECT_DATA=(SERVICE_NAME=b))
       (SECURITY=(SSL_SERVER_DN_MATCH=TRUE)(MY_WALLET_DIRECTORY=/etc/wallets/own)))
plain = (DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=p)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=c)))
home = (DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=h)(PORT=2484))(CONNECT_DATA=(SERVICE_NAME=d))
        (SECURITY=(MY_WALLET_DIRECTORY=?/dbs/wallet)))
easy = tcps://e:2484/e?wallet_location=/w/easy&retry_count=3
"""
SQLNET = """\
NAMES.DIRECTORY_PATH = (TNSNAMES, EZCONNECT)
WALLET_LOCATION = (SOURCE = (METHOD = file)
  (METHOD_DATA = (DIRECTORY="?/network/admin")))
SSL_SERVER_DN_MATCH = yes
"""


def test_the_wallet_is_the_entrys_own_or_that_of_sqlnet_ora(tmp_path: Path) -> None:
    file = tmp_path / "tnsnames.ora"
    file.write_text(CLOUD, "utf-8")
    (tmp_path / "sqlnet.ora").write_text(SQLNET, "utf-8")
    found = read_tns(file, Inventory())
    wallets = {each.name: each.access.oracle.wallet_folder for each in found.fresh}
    assert wallets == {
        "adb": str(tmp_path), "own": "/etc/wallets/own", "plain": "", "home": "", "easy": "/w/easy",
    }  # fmt: skip
    (problem,) = found.problems
    assert "home" in str(problem)
    assert "by hand" in str(problem)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/w", "/w"),
        ("wallet", "/tns/wallet"),
        ("$TNS_ADMIN", "/tns"),
        ("${TNS_ADMIN}/w", "/tns/w"),
        ("'/a b'", "/a b"),
        ("?/dbs", ""),
        ("$ORACLE_HOME/w", ""),
        ("SYSTEM", ""),
        ("", ""),
    ],
)
def test_what_the_place_of_a_wallet_means(written: str, meant: str) -> None:
    assert wallet_folder(written, Path("/tns")) == meant
