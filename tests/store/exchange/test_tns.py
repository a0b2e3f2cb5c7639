"""Each address of an alias is an instance; other names for it are duplicates."""

from pathlib import Path

from app.domain.endpoint import OracleAccess, TlsMode
from app.domain.estate import Inventory
from app.store.exchange.tns import read_tns

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
