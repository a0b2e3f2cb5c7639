"""Connections that RedisInsight exported, in the shapes of its versions 1 and 2."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.domain.endpoint import Access, Hop, RedisAccess, Route, Tls, TlsMode
from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType
from app.i18n import _
from app.store.exchange.loose import inner, port, text, yes
from app.store.exchange.preview import Gathering, ImportPreview
from app.store.exchange.reading import json_in, read_text


def read_redisinsight(path: Path, inventory: Inventory) -> ImportPreview:
    """Its databases; keys and certificates that stand in the file are named, and left there."""
    found = json_in(read_text(path), str(path))
    if isinstance(found, dict):
        found = found.get("databases", found.get("instances"))
    if not isinstance(found, list):
        raise BadInput(
            _("{path} has no databases of RedisInsight in it.").format(path=path),
            hint=_("Export them in RedisInsight as JSON."),
        )
    gathering = Gathering(str(path), inventory)
    for number, database in enumerate(found, 1):
        if isinstance(database, dict):
            _take(gathering, database, number)
        else:
            gathering.problem(number, _("This is no connection."))
    return gathering.preview()


def _take(gathering: Gathering, database: Mapping[str, Any], number: int) -> None:
    host = text(database, "host")
    name = text(database, "name", "connectionName") or f"{host}:{text(database, 'port')}"
    place = _("database {number}, {name}").format(number=number, name=name)
    kind = text(database, "connectionType", "type").upper()
    user, password = text(database, "username"), text(database, "password", "auth")
    secrets = {"password": password}
    index = text(database, "db")
    redis = RedisAccess(
        database=int(index) if index.isascii() and index.isdigit() and len(index) < 6 else 0,
        cluster=kind == "CLUSTER" or yes(database, "cluster"),
    )
    master = inner(database, "sentinelMaster") or inner(database, "sentinelOptions")
    if kind == "SENTINEL" or master:
        redis = RedisAccess(
            redis.database, sentinels=(f"{host}:{text(database, 'port')}",),
            sentinel_master=text(master, "name", "masterName"), sentinel_user=user,
        )  # fmt: skip
        user = text(master, "username")
        secrets = {"password": text(master, "password"), "sentinel": password}
    hops: tuple[Hop, ...] = ()
    ssh = inner(database, "sshOptions")
    if yes(database, "ssh") and (through := text(ssh, "host")):
        hops = (Hop(through, port(text(ssh, "port")) or 22, text(ssh, "username")),)
        secrets["ssh-0"] = text(ssh, "password")
        if text(ssh, "privateKey"):
            said = _("The SSH key in the file was not taken: save it as a file and name that.")
            gathering.problem(place, said)
    access = Access(
        user=user, tls=_tls(gathering, place, database), route=Route(hops=hops), redis=redis
    )
    gathering.take(
        name, DatabaseType.REDIS, host, port(text(database, "port")), access,
        place=place, secrets=secrets,
    )  # fmt: skip


def _tls(gathering: Gathering, place: str, database: Mapping[str, Any]) -> Tls:
    more = inner(database, "tls") or inner(database, "sslOptions")
    if not (yes(database, "tls") or yes(database, "ssl") or more):
        return Tls(TlsMode.OFF)
    inline = [inner(database, "caCert"), inner(database, "clientCert")]
    if any(text(each, "certificate", "key") for each in inline):
        said = _("The certificates in the file were not taken: save them as files and name those.")
        gathering.problem(place, said)
    verify = yes(database, "verifyServerCert") or yes(more, "verifyServerCert")
    return Tls(
        TlsMode.VERIFY_FULL if verify else TlsMode.REQUIRED,
        ca=text(database, "ssl_ca_cert_path"),
        certificate=text(database, "ssl_local_cert_path"),
        key=text(database, "ssl_private_key_path"),
        server_name=text(database, "tlsServername"),
    )
