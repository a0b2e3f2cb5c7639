"""Connections of MySQL Workbench: connections.xml. Document types and entities are refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate
from xml.parsers.expat.errors import messages

from app.domain.endpoint import Access, Hop, Route, Tls, TlsMode
from app.domain.errors import BadInput
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType
from app.i18n import _
from app.store.exchange.loose import port
from app.store.exchange.preview import Gathering, ImportPreview
from app.store.exchange.reading import read_bytes

_DEEPEST = 64
_CONNECTION = "db.mgmt.Connection"
_MODES = {
    "0": TlsMode.OFF, "1": TlsMode.PREFERRED, "2": TlsMode.REQUIRED,
    "3": TlsMode.VERIFY_CA, "4": TlsMode.VERIFY_FULL,
}  # fmt: skip


def read_workbench(path: Path, inventory: Inventory) -> ImportPreview:
    """Its connections over TCP, plain and through SSH; it keeps passwords elsewhere itself."""
    reader = _Reader(str(path))
    reader.read(read_bytes(path))
    gathering = Gathering(str(path), inventory)
    for line, values in reader.connections:
        place = _("line {line}").format(line=line)
        driver = values.get("driver", "")
        if "socket" in driver or not values.get("hostName"):
            said = _("{name} leads to no address but to a socket, and was not taken.")
            gathering.problem(place, said.format(name=values.get("name", "?")))
            continue
        gathering.take(
            values.get("name", ""), DatabaseType.MYSQL, values["hostName"],
            port(values.get("port", "")), _access(values), place=place,
        )  # fmt: skip
    return gathering.preview()


def _access(values: Mapping[str, str]) -> Access:
    hops: tuple[Hop, ...] = ()
    if "sshtun" in values.get("driver", "") and (through := values.get("sshHost", "")):
        host, _colon, number = through.rpartition(":") if ":" in through else (through, "", "")
        key = values.get("sshKeyFile", "")
        hops = (Hop(host, port(number) or 22, values.get("sshUserName", ""), key, agent=not key),)
    return Access(
        user=values.get("userName", ""),
        database=values.get("schema", ""),
        tls=Tls(
            _MODES.get(values.get("useSSL", ""), TlsMode.PREFERRED),
            values.get("sslCA", ""), values.get("sslCert", ""), values.get("sslKey", ""),
        ),
        route=Route(hops=hops),
    )  # fmt: skip


@dataclass
class _Open:
    """An element that waits for its end."""

    key: str
    kind: str
    text: list[str] = field(default_factory=list)


class _Reader:
    """Expat by hand: no tree is built, and what is no plain element is refused."""

    def __init__(self, where: str) -> None:
        self.connections: list[tuple[int, dict[str, str]]] = []
        self._where = where
        self._stack: list[_Open] = []
        self._depth_of_connection = 0
        self._parser = ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._said

    def read(self, content: bytes) -> None:
        try:
            self._parser.Parse(content, True)
        except ExpatError as error:
            raise self._bad(messages.get(error.code, str(error)), error.offset) from error
        except (ValueError, LookupError) as error:  # an encoding nobody knows
            raise self._bad(str(error)) from error

    def _bad(self, reason: str, column: int = 0) -> BadInput:
        return BadInput(
            _("{path}, line {line}, column {column}: this is no XML ({reason}).").format(
                path=self._where, line=self._parser.CurrentLineNumber, column=column + 1,
                reason=reason,
            ),
            hint=_("It is the file connections.xml of MySQL Workbench."),
        )  # fmt: skip

    def _doctype(self, *_names: object) -> None:
        raise BadInput(
            _("{path}, line {line}: an XML with a document type or entities is refused.").format(
                path=self._where, line=self._parser.CurrentLineNumber
            ),
            hint=_("MySQL Workbench writes none: where does this file come from?"),
        )

    def _start(self, _name: str, attributes: dict[str, str]) -> None:
        if len(self._stack) >= _DEEPEST:
            raise self._bad(_("elements go too deep"))
        kind = attributes.get("struct-name", "")
        self._stack.append(_Open(attributes.get("key", ""), kind))
        if kind == _CONNECTION and not self._depth_of_connection:
            self._depth_of_connection = len(self._stack)
            self.connections.append((self._parser.CurrentLineNumber, {}))

    def _end(self, _name: str) -> None:
        closed = self._stack.pop()
        within = len(self._stack)
        if self._depth_of_connection and within >= self._depth_of_connection and closed.key:
            self.connections[-1][1].setdefault(closed.key, "".join(closed.text).strip())
        if within < self._depth_of_connection:
            self._depth_of_connection = 0

    def _said(self, text: str) -> None:
        if self._depth_of_connection:
            self._stack[-1].text.append(text)
