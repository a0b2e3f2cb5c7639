"""Connections of DBeaver: data-sources.json of a project. Its file of credentials is never read."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.domain.endpoint import Access, Hop, OracleAccess, Route, Socks, Tls, TlsMode
from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType
from app.i18n import _
from app.store.exchange.loose import inner, port, text, yes
from app.store.exchange.preview import Gathering, ImportPreview
from app.store.exchange.reading import json_in, read_text

_URL = re.compile(r"jdbc:[a-z:]+(?:thin:)?@?(?://)?([\w.-]+|\[[0-9a-fA-F:]+\]):(\d+)")


def read_dbeaver(path: Path, inventory: Inventory) -> ImportPreview:
    """Its connections to what we know, in folders as tags, through SSH, SOCKS and TLS."""
    found = json_in(read_text(path), str(path))
    connections = found.get("connections") if isinstance(found, dict) else None
    if not isinstance(connections, dict):
        raise BadInput(
            _("{path} has no connections of DBeaver in it.").format(path=path),
            hint=_("It is the data-sources.json in the folder .dbeaver of a project."),
        )
    gathering = Gathering(str(path), inventory)
    for id_, connection in connections.items():
        if isinstance(connection, dict):
            _take(gathering, id_, connection)
        else:
            gathering.problem(id_, _("This is no connection."))
    return gathering.preview()


def _take(gathering: Gathering, id_: str, connection: Mapping[str, Any]) -> None:
    name = text(connection, "name") or id_
    provider, driver = text(connection, "provider"), text(connection, "driver")
    type_ = _type(provider.casefold(), driver.casefold())
    if type_ is None:
        gathering.problem(name, _("{type} is no type of database known here.").format(
            type=provider or driver or "?"))  # fmt: skip
        return
    settings = inner(connection, "configuration")
    host, number = text(settings, "host"), text(settings, "port")
    if not host and (found := _URL.match(text(settings, "url"))):
        host, number = found[1], found[2]
    for handler in ("ssh_tunnel", "socks_proxy"):
        if inner(settings, "handlers", handler).get("profile"):
            said = _("Its tunnel is in a network profile and was not taken.")
            gathering.problem(name, said)
    database = text(settings, "database")
    oracle = _oracle(settings, database) if type_ is DatabaseType.ORACLE else OracleAccess()
    access = Access(
        user=text(settings, "user"),
        database="" if type_ in (DatabaseType.ORACLE, DatabaseType.REDIS) else database,
        read_only=yes(connection, "read-only"),
        tls=_tls(settings),
        route=_route(settings),
        oracle=oracle,
    )
    folder = text(connection, "folder")
    gathering.take(name, type_, host, port(number), access, place=name, tags=[folder])


def _type(provider: str, driver: str) -> DatabaseType | None:
    for type_ in (DatabaseType.MARIADB, DatabaseType.MYSQL, DatabaseType.ORACLE,
                  DatabaseType.REDIS):  # fmt: skip
        if type_ in driver:
            return type_
    return DatabaseType(provider) if provider in list(DatabaseType) else None


def _oracle(settings: Mapping[str, Any], database: str) -> OracleAccess:
    more = {**inner(settings, "properties"), **inner(settings, "provider-properties")}
    sysdba = "sysdba" in text(more, "oracle.logon-as", "@dbeaver-internal-logon@").casefold()
    if text(more, "@dbeaver-connection-type@").upper() == "TNS":
        folder = text(more, "@dbeaver-tns-path@", "oracle.net.tns_admin")
        return OracleAccess(tns_name=database, config_folder=folder, sysdba=sysdba)
    if text(more, "@dbeaver-sid-service@").upper() == "SID":
        return OracleAccess(sid=database, sysdba=sysdba)
    return OracleAccess(service=database, sysdba=sysdba)


def _route(settings: Mapping[str, Any]) -> Route:
    socks, hops = None, []
    proxy = inner(settings, "handlers", "socks_proxy")
    if yes(proxy, "enabled"):
        said = inner(proxy, "properties")
        if host := text(said, "socks-host"):
            socks = Socks(host, port(text(said, "socks-port")) or 1080, text(proxy, "user"))
    tunnel = inner(settings, "handlers", "ssh_tunnel")
    if yes(tunnel, "enabled"):
        said = inner(tunnel, "properties")
        prefixes = [f"jumpServer{n}." for n in range(8) if yes(said, f"jumpServer{n}.enabled")]
        for prefix in (*prefixes, ""):
            if host := text(said, f"{prefix}host"):
                user = text(said, f"{prefix}user", f"{prefix}name")
                hops.append(
                    Hop(
                        host,
                        port(text(said, f"{prefix}port")) or 22,
                        user or ("" if prefix else text(tunnel, "user")),
                        text(said, f"{prefix}keyPath"),
                        agent=text(said, f"{prefix}authType") in ("", "AGENT"),
                    )
                )
    return Route(socks, tuple(hops))


def _tls(settings: Mapping[str, Any]) -> Tls:
    for name, handler in inner(settings, "handlers").items():
        if name.endswith("_ssl") and yes(inner({"": handler}, ""), "enabled"):
            said = inner(handler, "properties")
            ca = text(said, "ssl.ca.cert")
            mode = TlsMode.REQUIRED if yes(said, "ssl.require") else TlsMode.PREFERRED
            if yes(said, "ssl.verify.server"):
                mode = TlsMode.VERIFY_CA
            return Tls(mode, ca, text(said, "ssl.client.cert"), text(said, "ssl.client.key"))
    return Tls()
