"""Connections in tnsnames.ora: an instance for each address that an alias leads to."""

from pathlib import Path

from app.domain.endpoint import Access, OracleAccess, Tls, TlsMode
from app.domain.errors import ConsoleError
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType
from app.domain.tnsnames import read_tnsnames
from app.i18n import _
from app.store.exchange.preview import Gathering, ImportPreview
from app.store.exchange.reading import read_text


def read_tns(path: Path, inventory: Inventory) -> ImportPreview:
    """Its services by address; a second alias for the same is a duplicate of the first."""
    gathering = Gathering(str(path), inventory)

    def include(name: str) -> str | None:
        try:
            return read_text(path.parent / name)
        except ConsoleError:
            return None  # the parser names it among its problems

    names = read_tnsnames(read_text(path), include)
    for problem in names.problems:
        gathering.problem("", problem)
    for service in names.services:
        if not service.addresses:
            said = _("{name} leads to no address over TCP.").format(name=service.name)
            gathering.problem(service.name, said)
        for address in service.addresses:
            several = len(service.addresses) > 1
            gathering.take(
                f"{service.name}@{address.host}" if several else service.name,
                DatabaseType.ORACLE,
                address.host,
                address.port,
                Access(
                    tls=Tls(TlsMode.REQUIRED if address.tls else TlsMode.OFF),
                    oracle=OracleAccess(service=service.service, sid=service.sid),
                ),
                place=service.name,
            )
    return gathering.preview()
