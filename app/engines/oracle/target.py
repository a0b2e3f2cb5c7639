"""Where an endpoint leads: a service, a SID, or a name that tnsnames.ora knows."""

import os
from dataclasses import dataclass
from pathlib import Path

from app.domain.endpoint import Endpoint, TlsMode
from app.domain.errors import ConnectFailed
from app.domain.tnsnames import NetAddress, NetNames, NetService, read_descriptor, read_tnsnames
from app.i18n import _

_FILE_MOST = 8 << 20
"""Bytes of a tnsnames.ora that are read."""


@dataclass(frozen=True, slots=True)
class Target:
    """Listeners to try in turn, and what to ask them for."""

    addresses: tuple[NetAddress, ...]
    service: str = ""
    sid: str = ""
    server: str = ""
    instance: str = ""
    certificate_name: str = ""
    tls: bool = False
    wallet: str = ""
    """The folder of the wallet: the connection's own, else the one its TNS entry names."""


def target_of(endpoint: Endpoint) -> Target:
    """What to connect to; raises ConnectFailed where that is not said or cannot be looked up."""
    oracle, mode = endpoint.access.oracle, endpoint.access.tls.mode
    tls = mode in (TlsMode.REQUIRED, TlsMode.VERIFY_CA, TlsMode.VERIFY_FULL)
    tls = tls or (bool(oracle.wallet_folder) and mode is not TlsMode.OFF)
    if oracle.service or oracle.sid:
        address = NetAddress(endpoint.address, endpoint.port, tls)
        service, sid = oracle.service, "" if oracle.service else oracle.sid
        return Target((address,), service=service, sid=sid, tls=tls, wallet=oracle.wallet_folder)
    if not oracle.tns_name:
        raise ConnectFailed(
            _("The connection names neither a service, nor a SID, nor a TNS name."),
            hint=_("Ask the server with lsnrctl services which it has, and enter one."),
        )
    found = _looked_up(endpoint)
    secure = any(address.tls for address in found.addresses)
    return Target(
        found.addresses, found.service, found.sid, found.server, found.instance,
        found.certificate_name, tls=secure, wallet=oracle.wallet_folder or found.wallet,
    )  # fmt: skip


def resolved(endpoint: Endpoint, identifier: str) -> NetService | None:
    """Where a connect identifier leads that a server has told; None where that is not known here.

    A descriptor or host:port/service says it itself; a name is looked up as this connection looks
    up its own, in the hope that server and console mean the same by it.
    """
    identifier = identifier.strip().strip('"')
    if identifier.startswith("(") or "/" in identifier or ":" in identifier:
        return read_descriptor(identifier)
    folder = _folder(endpoint)
    file = Path(folder).expanduser() / "tnsnames.ora"
    text = _text_of(file) if folder else None
    return _names_in(file, text).find(identifier) if text is not None else None


def _folder(endpoint: Endpoint) -> str:
    oracle = endpoint.access.oracle
    return oracle.config_folder or os.environ.get("TNS_ADMIN", "") or oracle.wallet_folder


def _names_in(file: Path, text: str) -> NetNames:
    def include(path: str) -> str | None:
        return _text_of(file.parent / path)

    return read_tnsnames(text, include)


def _looked_up(endpoint: Endpoint) -> NetService:
    oracle = endpoint.access.oracle
    folder = _folder(endpoint)
    if not folder:
        raise ConnectFailed(
            _("It is not said where the file tnsnames.ora with {name} is.").format(
                name=oracle.tns_name
            ),
            hint=_("Enter the folder in the connection, or set TNS_ADMIN."),
        )
    file = Path(folder).expanduser() / "tnsnames.ora"
    text = _text_of(file)
    if text is None:
        raise ConnectFailed(
            _("{file} cannot be read.").format(file=file),
            hint=_("Check the folder in the connection, and who may read the file."),
        )

    found = _names_in(file, text).find(oracle.tns_name)
    if found is None:
        raise ConnectFailed(
            _("{file} has no entry {name} (as in ORA-12154).").format(
                file=file, name=oracle.tns_name
            ),
            hint=_("Check the spelling; a default domain in sqlnet.ora is not added here."),
        )
    if not found.addresses or not (found.service or found.sid):
        raise ConnectFailed(
            _("The entry {name} in {file} leads to no service by TCP.").format(
                file=file, name=oracle.tns_name
            ),
            hint=_("Local connections (BEQ, IPC) are not made from here."),
        )
    return found


def _text_of(file: Path) -> str | None:
    try:
        with file.open("rb") as opened:
            data = opened.read(_FILE_MOST)
    except OSError:
        return None
    return data.decode("utf-8-sig", "replace")
