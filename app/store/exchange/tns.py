"""Connections in tnsnames.ora: an instance for each address that an alias leads to.

The wallet is the one the entry names, or the sqlnet.ora beside it (WALLET_LOCATION).
"""

import re
from pathlib import Path

from app.domain.endpoint import Access, OracleAccess, Tls, TlsMode
from app.domain.errors import ConsoleError
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType
from app.domain.tnsnames import read_tnsnames, read_wallet_location
from app.i18n import _
from app.store.exchange.preview import Gathering, ImportPreview
from app.store.exchange.reading import read_text

_HERE = re.compile(r"\?/network/admin|\$TNS_ADMIN|\$\{TNS_ADMIN\}|%TNS_ADMIN%", re.IGNORECASE)
"""What stands for the folder of the files themselves, as in the wallets that Oracle Cloud gives."""


def read_tns(path: Path, inventory: Inventory) -> ImportPreview:
    """Its services by address; a second alias for the same is a duplicate of the first."""
    gathering = Gathering(str(path), inventory)
    folder = path.absolute().parent

    def read(name: str) -> str | None:
        try:
            return read_text(folder / name)
        except ConsoleError:
            return None  # of an included file the parser says so among its problems

    names = read_tnsnames(read_text(path), read)
    usual = read_wallet_location(read("sqlnet.ora") or "")
    for problem in names.problems:
        gathering.problem("", problem)
    for service in names.services:
        if not service.addresses:
            said = _("{name} leads to no address over TCP.").format(name=service.name)
            gathering.problem(service.name, said)
        wallet = ""
        if any(address.tls for address in service.addresses) and (service.wallet or usual):
            wallet = wallet_folder(service.wallet or usual, folder)
            if not wallet:
                said = _("The folder of its wallet cannot be told from {path}: enter it by hand.")
                gathering.problem(service.name, said.format(path=service.wallet or usual))
        for address in service.addresses:
            several = len(service.addresses) > 1
            gathering.take(
                f"{service.name}@{address.host}" if several else service.name,
                DatabaseType.ORACLE,
                address.host,
                address.port,
                Access(
                    tls=Tls(TlsMode.REQUIRED if address.tls else TlsMode.OFF),
                    oracle=OracleAccess(
                        service=service.service,
                        sid=service.sid,
                        wallet_folder=wallet if address.tls else "",
                    ),
                ),
                place=service.name,
            )
    return gathering.preview()


def wallet_folder(written: str, folder: Path) -> str:
    """The folder a wallet's place means; "" where that hangs on what only Oracle's home knows."""
    meant = _HERE.sub(lambda _match: str(folder), written.strip().strip("\"'"))
    if not meant or meant.upper() == "SYSTEM" or meant.startswith("?") or {"$", "%"} & set(meant):
        return ""
    return str(folder / meant)
