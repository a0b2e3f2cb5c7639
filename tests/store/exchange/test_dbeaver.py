"""Connections of DBeaver arrive with their folders, tunnels and TLS, without its credentials."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.endpoint import Hop, OracleAccess, Socks, Tls, TlsMode
from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType, Instance
from app.store.exchange.dbeaver import read_dbeaver
from app.store.exchange.preview import ImportPreview

SSH = {
    "type": "TUNNEL", "enabled": True, "user": "jump",
    "properties": {
        "host": "bastion", "port": 2222, "authType": "PUBLIC_KEY", "keyPath": "/k",
        "jumpServer0.enabled": "true", "jumpServer0.host": "first", "jumpServer0.user": "one",
        "jumpServer0.authType": "AGENT",
    },
}  # fmt: skip
TLS = {
    "type": "CONFIG", "enabled": True,
    "properties": {"ssl.ca.cert": "/ca.pem", "ssl.require": "true", "ssl.verify.server": "true"},
}  # fmt: skip


def read(tmp_path: Path, connections: dict[str, Any], held: Inventory | None = None
         ) -> ImportPreview:  # fmt: skip
    """The preview of a file with these connections."""
    file = tmp_path / "data-sources.json"
    file.write_text(json.dumps({"folders": {"prod": {}}, "connections": connections}), "utf-8")
    (tmp_path / "credentials-config.json").write_text("must not be opened", "utf-8")
    return read_dbeaver(file, held or Inventory())


def connection(provider: str, driver: str, **more: Any) -> dict[str, Any]:
    """One as DBeaver writes it; what is not about it goes into its configuration."""
    top: dict[str, Any] = {
        key: more.pop(key) for key in ("name", "folder", "read-only") if key in more
    }
    settings = {"host": "db.corp", "port": "3307", **more}
    return {"provider": provider, "driver": driver, **top, "configuration": settings}


def test_mysql_with_folder_tunnel_and_tls(tmp_path: Path) -> None:
    handlers = {"ssh_tunnel": SSH, "mysql_ssl": TLS}
    found = read(tmp_path, {"a": connection(
        "mysql", "mysql8", name="订单", folder="prod", database="shop", user="app",
        handlers=handlers, **{"read-only": True})})  # fmt: skip
    [instance] = found.fresh
    assert (instance.name, instance.type) == ("订单", DatabaseType.MYSQL)
    assert (instance.address, instance.port, instance.tags) == ("db.corp", 3307, ("prod",))
    access = instance.access
    assert (access.user, access.database, access.read_only) == ("app", "shop", True)
    assert access.tls == Tls(TlsMode.VERIFY_CA, "/ca.pem")
    assert access.route.hops == (
        Hop("first", 22, "one"), Hop("bastion", 2222, "jump", "/k", agent=False),
    )  # fmt: skip
    assert not found.problems
    assert not found.secrets


def test_oracle_by_service_sid_and_tns(tmp_path: Path) -> None:
    def of(**properties: str) -> dict[str, Any]:
        return connection("oracle", "oracle_thin", port="1521", database="X",
                          **{"provider-properties": properties})  # fmt: skip

    found = read(tmp_path, {
        "a": of(), "b": of(**{"@dbeaver-sid-service@": "SID"}),
        "c": of(**{"@dbeaver-connection-type@": "TNS", "@dbeaver-tns-path@": "/net"}),
    })  # fmt: skip
    assert [each.instance.access.oracle for each in found.instances] == [
        OracleAccess(service="X"), OracleAccess(sid="X"),
        OracleAccess(tns_name="X", config_folder="/net"),
    ]  # fmt: skip


def test_socks_mariadb_and_an_url(tmp_path: Path) -> None:
    proxy = {"enabled": True, "user": "u", "properties": {"socks-host": "p", "socks-port": "1081"}}
    found = read(tmp_path, {"a": {
        "provider": "mysql", "driver": "mariaDB", "name": "m",
        "configuration": {"url": "jdbc:mariadb://db.corp:3399/x?password=geheim",
                          "handlers": {"socks_proxy": proxy}}}})  # fmt: skip
    [instance] = found.fresh
    assert (instance.type, instance.address, instance.port) == (
        DatabaseType.MARIADB, "db.corp", 3399,
    )  # fmt: skip
    assert instance.access.route.socks == Socks("p", 1081, "u")
    assert "geheim" not in repr(found)


def test_what_is_not_ours_is_a_problem(tmp_path: Path) -> None:
    found = read(tmp_path, {
        "a": connection("postgresql", "postgres-jdbc", name="pg"), "b": 7,
        "c": connection("mysql", "mysql8", name="no", host=""),
        "d": connection("mysql", "mysql8", name="bad port", port="x"),
    })  # fmt: skip
    assert not found.instances
    assert [problem.place for problem in found.problems] == ["pg", "b", "no", "bad port"]


def test_a_server_that_is_there_is_a_duplicate(tmp_path: Path) -> None:
    held = Instance("1" * 32, "here", DatabaseType.MYSQL, "DB.corp", 3307)
    found = read(tmp_path, {
        "a": connection("mysql", "mysql8", name="here"),
        "b": connection("mysql", "mysql8", name="here", port="3308"),
    }, Inventory.of([held]))  # fmt: skip
    assert [each.duplicate_of for each in found.instances] == [held, None]
    assert [each.name for each in found.fresh] == ["here (3)"]
    assert len(found.duplicates) == 1


def test_another_kind_of_json_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text("[1]", "utf-8")
    with pytest.raises(BadInput, match=r"x\.json has no connections"):
        read_dbeaver(file, Inventory())
