"""What the fields of a record are called, and their values as a person reads them."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from app.domain.endpoint import Hop, Socks, TlsMode
from app.domain.estate import Inventory
from app.domain.inventory import (
    DIAL_NAMES,
    ROLE_NAMES,
    STAKE_NAMES,
    TYPE_NAMES,
    DatabaseType,
    Dial,
    Stake,
    TopologyRole,
)
from app.flows.merging import Path
from app.i18n import N_, _
from app.models import formats
from app.views.inventory.access_form import TLS_NAMES
from app.views.inventory.form import LABELS, REFERENCES

_SIZES: dict[Path, str] = {("memory",): N_("Memory"), ("disk",): N_("Disk")}
_ACCESS: dict[Path, str] = {
    ("user",): N_("User"), ("database",): N_("Database"), ("read_only",): N_("Read-only"),
    ("connect_timeout",): N_("Seconds to connect"),
    ("statement_timeout",): N_("Seconds for a statement"),
    ("tls", "mode"): N_("TLS"), ("tls", "ca"): N_("Authority (CA file)"),
    ("tls", "certificate"): N_("Own certificate"), ("tls", "key"): N_("Its key"),
    ("tls", "server_name"): N_("Name in the server's certificate"),
    ("route", "socks"): N_("SOCKS5 proxy"), ("route", "hops"): N_("SSH hops"),
    ("route", "keep_alive"): N_("Seconds between signs of life on SSH"),
    ("host_metrics",): N_("Read CPU, memory and disks of its machine over SSH"),
    ("oracle", "service"): N_("Service name"), ("oracle", "sid"): N_("SID"),
    ("oracle", "tns_name"): N_("TNS name"),
    ("oracle", "config_folder"): N_("Folder of tnsnames.ora"),
    ("oracle", "wallet_folder"): N_("Folder of the wallet"),
    ("oracle", "client_folder"): N_("Folder of Oracle's client libraries"),
    ("oracle", "sysdba"): N_("As SYSDBA"),
    ("oracle", "packs_licensed"): N_("Diagnostics and Tuning Pack are licensed here"),
    ("redis", "database"): N_("Database number"), ("redis", "cluster"): N_("A cluster"),
    ("redis", "sentinels"): N_("Sentinels (host:port, …)"),
    ("redis", "sentinel_master"): N_("Name of the master"),
    ("redis", "sentinel_user"): N_("User of the Sentinels"),
}  # fmt: skip


def label(path: Path) -> str:
    """What a field is called."""
    if path[0] == "access":
        return _("Connection: {field}").format(field=_(_ACCESS.get(path[1:], path[-1])))
    return _(_SIZES.get(path) or LABELS.get(path[0], path[0]))


def shown(path: Path, value: Any, *inventories: Inventory) -> str:
    """The value of a field; what it refers to is looked up in the first inventory that has it."""
    if path[0] in REFERENCES or path == ("owners",):
        ids = value if isinstance(value, tuple) else (value,)
        return ", ".join(_name(id_, inventories) for id_ in ids if id_) or "–"
    if path in _SIZES:
        return formats.size(value) if value else "–"
    if isinstance(value, Enum):
        return _enum(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return ", ".join(map(_place, value)) or "–"
    return _place(value) or "–"


def _name(id_: str, inventories: tuple[Inventory, ...]) -> str:
    for inventory in inventories:
        if (found := inventory.records.get(id_)) is not None:
            return found.name
    return _("deleted meanwhile")


def _enum(value: Enum) -> str:
    names: Mapping[Any, str] = {
        DatabaseType: TYPE_NAMES, TopologyRole: ROLE_NAMES, Stake: STAKE_NAMES, TlsMode: TLS_NAMES,
        Dial: DIAL_NAMES,
    }[type(value)]  # type: ignore[index, assignment]  # fmt: skip
    return _(names[value])


def _place(value: Any) -> str:
    if isinstance(value, Hop | Socks):
        user = f"{value.user}@" if value.user else ""
        key = f" ({value.key_file})" if isinstance(value, Hop) and value.key_file else ""
        return f"{user}{value.host}:{value.port}{key}"
    return "" if value is None else str(value)
