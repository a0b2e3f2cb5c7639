"""Option files are read as the clients read them; passwords leave by a door of their own."""

from pathlib import Path

from app.domain.endpoint import Tls, TlsMode, secret_id
from app.domain.estate import Inventory
from app.store.exchange.my_cnf import read_my_cnf

FILE = """\
# mine
[client]
user = app
password = "ge#heim"
host=db.corp
ssl_mode = VERIFY_CA
ssl-ca = /ca.pem   # of the company
[mysqld]
port = 1
[clientshop]
port = 9
[client-shop]
port = 3307
password = sec\\sret
connect-timeout=5
!include more.cnf
!includedir conf.d
!include gone.cnf
"""


def test_groups_suffixes_and_includes(tmp_path: Path) -> None:
    file = tmp_path / ".my.cnf"
    file.write_text(FILE, "utf-8")
    (tmp_path / "more.cnf").write_text("[client-books]\nhost=books.corp\n!include .my.cnf\n")
    (tmp_path / "conf.d").mkdir()
    (tmp_path / "conf.d" / "a.cnf").write_text("[client-shop]\ndatabase=shop\n")
    (tmp_path / "conf.d" / "b.txt").write_text("[client-no]\nhost=no\n")
    found = read_my_cnf(file, Inventory())
    assert [(each.name, each.address, each.port) for each in found.fresh] == [
        ("client", "db.corp", 3306), ("shop", "db.corp", 3307), ("books", "books.corp", 3306),
    ]  # fmt: skip
    shop = found.fresh[1].access
    assert (shop.user, shop.database, shop.connect_timeout) == ("app", "shop", 5.0)
    assert shop.tls == Tls(TlsMode.VERIFY_CA, "/ca.pem")
    assert [secret.secret.reveal() for secret in found.secrets] == ["ge#heim", "sec ret", "ge#heim"]
    assert found.secrets[1].id == secret_id(found.fresh[1].id)
    assert found.instances[2].where == str(tmp_path / "more.cnf")
    assert "heim" not in repr(found)
    [problem] = found.problems
    assert problem.place == "line 18"
    assert "gone.cnf cannot be read" in problem.text


def test_a_socket_and_lines_that_belong_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "my.cnf"
    file.write_text(
        "password=geheim\n[client\nx\n!inclde y\n[client]\nuser=a\nsocket=/s\n", "utf-8"
    )
    found = read_my_cnf(file, Inventory())
    assert not found.instances
    assert [problem.place for problem in found.problems] == [
        "line 1", "line 2", "line 3", "line 4", "line 6",
    ]  # fmt: skip
    assert "geheim" not in repr(found)


def test_files_that_include_each_other_for_ever(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.cnf").write_text(f"!include {number + 1}.cnf\n!include 0.cnf\n")
    [problem] = read_my_cnf(tmp_path / "0.cnf", Inventory()).problems
    assert problem.text == "Too many files are included."
