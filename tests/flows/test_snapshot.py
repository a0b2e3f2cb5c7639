"""`mohist snapshot` at a real server, and `mohist audit --facts` with what it wrote."""

import io
import json
from pathlib import Path

import pytest

from app.cli import main
from app.cli.parts import FOUND, TROUBLE
from app.domain.endpoint import Access, Tls, TlsMode
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance
from app.store.inventory.store import InventoryStore
from tests.servers.mariadb import MariaDB

SECRET = "sesame-of-the-tests"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mariadb: MariaDB) -> Path:
    """A home whose inventory has one instance, and its password in a folder."""
    monkeypatch.setenv("MOHIST_HOME", str(tmp_path))
    mariadb.create_user("auditor", SECRET, "SELECT ON *.*")
    store = InventoryStore(tmp_path / "data" / "inventory.db")
    store.open()
    access = Access(user="auditor", tls=Tls(TlsMode.OFF))
    orders = Instance(
        "0" * 32, "orders", DatabaseType.MARIADB, "127.0.0.1", mariadb.port, access=access
    )
    store.save([orders], Inventory())
    store.close()
    (tmp_path / "secrets").mkdir(mode=0o700)
    (tmp_path / "secrets" / "orders.password").touch(0o600)
    (tmp_path / "secrets" / "orders.password").write_text(SECRET)
    return tmp_path


def run(home: Path, *arguments: object) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(["--language", "en", *map(str, arguments)], out, err)
    assert SECRET not in out.getvalue() + err.getvalue()
    return code, out.getvalue(), err.getvalue()


def test_a_script_is_judged_by_the_size_of_what_it_changes(home: Path, mariadb: MariaDB) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.sql(
        "CREATE TABLE shop.orders (id INT PRIMARY KEY, state CHAR(5), KEY by_state (state))"
    )
    mariadb.sql(
        "INSERT INTO shop.orders SELECT seq, IF(seq % 4, 'done', 'new') FROM shop.seq_1_to_100000"
    )
    mariadb.sql("ANALYZE TABLE shop.orders")
    facts, script = home / "事实.json.gz", home / "change.sql"
    code, out, err = run(
        home, "snapshot", "orders", "--schema", "shop", "--output", facts,
        "--secrets", home / "secrets",
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert "1 tables and views of 1 schemas of orders" in out
    script.write_text(
        "USE shop;\nDELETE FROM orders WHERE state = 'new';\nDELETE FROM orders WHERE id = 7;\n"
        "SELECT x FROM nowhere WHERE id = 1;\n"
    )
    asked = ["audit", script, "--dialect", "mariadb", "--format", "json"]
    code, out, _err = run(home, *asked, "--facts", facts, "--fail-on", "warning")
    assert code == FOUND
    document = json.loads(out)
    found = {(f["rule"], f["start"]["line"]) for f in document["files"][0]["findings"]}
    assert ("dml-affected-rows", 2) in found
    assert ("dml-affected-rows", 3) not in found
    assert ("table-missing", 4) in found
    assert not [each for each in document["not_run"] if each["lacks"] == "facts"]
    code, out, _err = run(home, *asked)
    lacked = {each["rule"] for each in json.loads(out)["not_run"] if each["lacks"] == "facts"}
    assert "dml-affected-rows" in lacked
    code, out, _err = run(home, "audit", script, "--dialect", "mariadb")
    assert "Not run, for want of facts about the server" in out


def test_an_instance_explains_what_a_script_does(home: Path, mariadb: MariaDB) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.sql("CREATE TABLE shop.orders (id INT PRIMARY KEY, note VARCHAR(50), state CHAR(5))")
    mariadb.sql("INSERT INTO shop.orders SELECT seq, seq, 'new' FROM shop.seq_1_to_20000")
    mariadb.sql("ANALYZE TABLE shop.orders")
    script = home / "change.sql"
    script.write_text(
        "USE shop;\nSELECT id FROM orders WHERE note = '7';\nSELECT id FROM orders WHERE id = 7;\n"
        "SELECT id FROM orders WHERE nothing = 1;\nCREATE TABLE fresh (id INT PRIMARY KEY);\n"
        "SELECT id FROM fresh WHERE id = 1;\n"
        "SELECT id /* mohist:ignore plan-full-table-scan: once a year */ FROM orders"
        " WHERE note = '8' AND state = 'x';\n"
        "DELETE FROM orders WHERE state = 'new';\n"
    )
    code, out, err = run(
        home, "audit", script, "--dialect", "mariadb", "--instance", "orders", "--format", "json",
        "--secrets", home / "secrets",
    )  # fmt: skip
    assert code == FOUND, err
    document = json.loads(out)
    found = document["files"][0]["findings"]
    plans = {(f["rule"], f["start"]["line"]) for f in found if f["level"] == "plan"}
    assert ("plan-full-table-scan", 2) in plans
    assert not {line for rule, line in plans if line in {3, 6}}
    assert ("statement-dry-run-fails", 4) in plans
    assert document["not_run"] == []
    assert "Not explained, as their own script makes their tables first: 1." in err
    assert mariadb.sql("SELECT COUNT(*) FROM shop.orders") == [(20000,)]
    code, out, _err = run(home, "audit", script, "--dialect", "mariadb", "--format", "json")
    lacked = {each["rule"] for each in json.loads(out)["not_run"] if each["lacks"] == "plan"}
    assert {"plan-full-table-scan", "statement-dry-run-fails"} <= lacked
    for form in ("text", "sarif", "html"):
        code, out, err = run(
            home, "audit", script, "--instance", "orders", "--format", form,
            "--dialect", "mariadb", "--secrets", home / "secrets", "--count-rows", 5,
        )  # fmt: skip
        assert "plan-full-table-scan" in out
        assert "DELETE hits exactly 20,000 rows of orders" in out
    code, _out, err = run(home, "audit", script, "--count-rows", 5)
    assert code == TROUBLE
    assert "--instance" in err


def test_what_stands_on_a_server_is_audited(home: Path, mariadb: MariaDB) -> None:
    mariadb.sql("CREATE DATABASE shop")
    mariadb.sql("CREATE TABLE shop.`a/b 表` (id INT, state CHAR(5))")
    mariadb.sql("CREATE TABLE shop.t (id INT PRIMARY KEY, n INT)")
    mariadb.sql("CREATE TRIGGER shop.keeps BEFORE INSERT ON shop.t FOR EACH ROW SET NEW.n = 1")
    mariadb.sql("CREATE PROCEDURE shop.p() BEGIN DELETE FROM t; SELECT 1; END")
    there, secrets = home / "there", ("--secrets", home / "secrets")
    code, out, err = run(
        home, "definitions", "orders", "--schema", "shop", "--output", there, *secrets
    )
    assert (code, err) == (0, "")
    assert "3 objects are written below" in out
    code, out, err = run(
        home, "audit", there, "--objects", "--instance", "orders", "--dialect", "mariadb",
        "--format", "json", *secrets,
    )  # fmt: skip
    document = json.loads(out)
    found = {
        (Path(file["path"]).stem, finding["rule"])
        for file in document["files"]
        for finding in file["findings"]
    }
    assert ("a%2fb 表", "table-require-primary-key") in found
    assert "table-exists" not in {rule for _name, rule in found}
    assert ("p", "dml-require-where") in found


def test_what_goes_wrong_is_said(home: Path) -> None:
    where = home / "facts.json"
    code, _out, err = run(home, "snapshot", "order", "--output", where)
    assert code == TROUBLE
    assert "There is no instance order in the inventory. Did you mean: orders?" in err
    given = ["snapshot", "orders", "--secrets", home / "secrets"]
    code, _out, err = run(home, *given, "--output", where, "--schema", "nowhere")
    assert code == TROUBLE
    assert "There is no schema nowhere" in err
    assert not where.exists()
    code, _out, err = run(home, *given, "--output", home / "no" / "facts.json")
    assert code == TROUBLE
    (home / "secrets" / "orders.password").write_text("wrong")
    code, _out, err = run(home, *given, "--output", where)
    assert code == TROUBLE
    assert "wrong" not in err.lower().replace("wrong password", "")
    (home / "bad.json").write_text("{}")
    code, _out, err = run(home, "audit", where.parent, "--facts", home / "bad.json")
    assert code == TROUBLE
    assert "is no snapshot of a server" in err
