"""tnsnames.ora: names, and where they lead (Oracle Net Services Reference 19c, chapters 4 and 6).

Takes text and gives nouns; files are read by whoever calls. An entry that makes no sense is
reported and left out, and the ones behind it are still found. Nothing in a file costs more than
its length, and nothing nests deeper than `_DEEPEST`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.i18n import _

_DEEPEST = 24
_INCLUDES_MOST = 64
_PROBLEMS_MOST = 200
_LONGEST_VALUE = 4096
_GAP = re.compile(r"(?:\s|#[^\n]*)*")
_KEY = re.compile(r"[^\s=()#,\"']{1,128}")
_ENTRY = re.compile(r"^[^\s=()#,\"'][^=()#\"'\n]{0,2000}=", re.MULTILINE)
_EASY = re.compile(
    r"(?:(?P<protocol>tcps?)://|//)?(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/?()\[\]]+)"
    r"(?::(?P<port>\d{1,5}))?(?:/(?P<service>[^\s/:?]*))?(?::(?P<server>\w+))?(?:/[^\s?]*)?"
    r"(?:\?(?P<more>\S*))?",
    re.IGNORECASE,
)
_EASY_WALLET = re.compile(r"(?:^|&)wallet_location=([^&]*)", re.IGNORECASE)
_WALLET = re.compile(r"^\s*WALLET_LOCATION\s*=\s*(?=\()", re.IGNORECASE | re.MULTILINE)
PORT = 1521
"""What is meant where no port is given."""

Include = Callable[[str], str | None]
"""Gives the text of an IFILE by its path as written; None where it cannot be read."""


@dataclass(frozen=True, slots=True)
class NetAddress:
    """Where a listener is."""

    host: str
    port: int = PORT
    tls: bool = False


@dataclass(frozen=True, slots=True)
class NetService:
    """A name and where it leads. Of a list of descriptions the first counts."""

    name: str
    addresses: tuple[NetAddress, ...] = ()
    service: str = ""
    sid: str = ""
    server: str = ""
    """`dedicated`, `shared` or `pooled`, where it says so."""
    instance: str = ""
    certificate_name: str = ""
    """The distinguished name the server's certificate must have."""
    wallet: str = ""
    """The folder of the wallet as it is written, for TLS."""


@dataclass(frozen=True, slots=True)
class NetNames:
    """What a file holds; `problems` are sentences about what was left out."""

    services: tuple[NetService, ...] = ()
    problems: tuple[str, ...] = ()

    def find(self, name: str) -> NetService | None:
        """The service of that name in any case; of several the last, as Oracle's own do."""
        wanted = name.strip().upper()
        found = [each for each in self.services if each.name.upper() == wanted]
        return found[-1] if found else None


class _Unreadable(Exception):
    """An entry makes no sense."""


@dataclass(slots=True)
class _Node:
    key: str
    value: str = ""
    parts: tuple["_Node", ...] = ()

    def all(self, key: str) -> Iterator["_Node"]:
        """Every part of that key below, in order."""
        for part in self.parts:
            if part.key == key:
                yield part
            yield from part.all(key)

    def first(self, key: str) -> str:
        """The value of the first part of that key; "" where there is none."""
        return next((part.value for part in self.all(key)), "")


def read_tnsnames(text: str, include: Include | None = None) -> NetNames:
    """All entries of a tnsnames.ora, those of its IFILEs among them."""
    reader = _Reader(include)
    reader.read(text, ())
    return NetNames(tuple(reader.services), tuple(reader.problems))


def read_descriptor(text: str, name: str = "") -> NetService | None:
    """What a connect descriptor or an easy connect string leads to; None where it is neither."""
    text = text.strip()
    try:
        if text.startswith("("):
            node, _end = _node(text, 0, 0)
            return _service(name, node)
        return _easy(name, text)
    except _Unreadable:
        return None


def read_wallet_location(text: str) -> str:
    """The folder of the wallet that a sqlnet.ora names, as it is written; "" for none."""
    found = _WALLET.search(text)
    if found is None:
        return ""
    try:
        node, _end = _node(text, found.end(), 0)
    except _Unreadable:
        return ""
    inside = _Node("", parts=(node,))
    return inside.first("DIRECTORY")


class _Reader:
    def __init__(self, include: Include | None) -> None:
        self.services: list[NetService] = []
        self.problems: list[str] = []
        self._include = include
        self._included = 0

    def read(self, text: str, above: tuple[str, ...]) -> None:
        at = _GAP.match(text).end()  # type: ignore[union-attr]  # it matches nothing, too
        line, counted = 1, 0
        while at < len(text):
            if len(self.problems) >= _PROBLEMS_MOST:
                self.problems.append(
                    _("What follows was left out: it is too unlike a tnsnames.ora.")
                )
                return
            entry = _ENTRY.match(text, at)
            names = entry.group()[:-1].strip() if entry else ""
            try:
                if entry is None:
                    raise _Unreadable
                at = self._entry(names, text, entry.end(), above)
            except _Unreadable:
                line, counted = line + text.count("\n", counted, at), at
                self.problems.append(
                    _("Line {line} was not understood and left out: {name}").format(
                        line=line, name=names[:80] or "…"
                    )
                )
                beyond = _ENTRY.search(text, entry.end() if entry else at + 1)
                at = beyond.start() if beyond else len(text)
            at = _GAP.match(text, at).end()  # type: ignore[union-attr]

    def _entry(self, names: str, text: str, at: int, above: tuple[str, ...]) -> int:
        at = _GAP.match(text, at).end()  # type: ignore[union-attr]
        if text[at : at + 1] == "(":
            node, at = _node(text, at, 0)
            for name in names.split(","):
                self.services.append(_service(name.strip(), node))
            return at
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        value = text[at:end].partition("#")[0].strip()
        if names.upper() == "IFILE":
            self._read_included(value.strip("\"'"), above)
        else:
            for name in names.split(","):
                self.services.append(_easy(name.strip(), value))
        return end

    def _read_included(self, path: str, above: tuple[str, ...]) -> None:
        self._included += 1
        text = None
        if self._include and path not in above and self._included <= _INCLUDES_MOST:
            text = self._include(path)
        if text is None:
            self.problems.append(_("The included file {file} was not read.").format(file=path))
        else:
            self.read(text, (*above, path))


def _node(text: str, at: int, depth: int) -> tuple[_Node, int]:
    """The parenthesis that opens at `at`, and where it ends."""
    if depth > _DEEPEST:
        raise _Unreadable
    at = _skip(text, at + 1)
    key = _KEY.match(text, at)
    if key is None:
        raise _Unreadable
    at = _skip(text, key.end())
    if text[at : at + 1] != "=":
        raise _Unreadable
    at = _skip(text, at + 1)
    parts: list[_Node] = []
    if text[at : at + 1] != "(":
        value, at = _value(text, at)
        return _Node(key.group().upper(), value), at
    while text[at : at + 1] == "(":
        part, at = _node(text, at, depth + 1)
        parts.append(part)
        at = _skip(text, at)
    if text[at : at + 1] != ")":
        raise _Unreadable
    return _Node(key.group().upper(), parts=tuple(parts)), at + 1


def _value(text: str, at: int) -> tuple[str, int]:
    """What stands up to the closing parenthesis, and where that ends."""
    if text[at : at + 1] in ('"', "'"):
        end = text.find(text[at], at + 1, at + _LONGEST_VALUE)
        closing = _skip(text, end + 1)
        if end < 0 or text[closing : closing + 1] != ")":
            raise _Unreadable
        return text[at + 1 : end], closing + 1
    end = text.find(")", at, at + _LONGEST_VALUE)
    value = re.sub(r"#[^\n]*", "", text[at:end]).strip() if end >= 0 else "("
    if "(" in value:
        raise _Unreadable
    return value, end + 1


def _skip(text: str, at: int) -> int:
    return _GAP.match(text, at).end()  # type: ignore[union-attr]


def _service(name: str, node: _Node) -> NetService:
    """A DESCRIPTION, or the first one of a DESCRIPTION_LIST."""
    if node.key == "DESCRIPTION_LIST":
        node = next((part for part in node.parts if part.key == "DESCRIPTION"), node)
    elif node.key == "ADDRESS":
        node = _Node("DESCRIPTION", parts=(node,))
    if node.key not in ("DESCRIPTION", "DESCRIPTION_LIST"):
        raise _Unreadable
    addresses = [_address(each) for each in node.all("ADDRESS")]
    reached = tuple(dict.fromkeys(each for each in addresses if each))
    if not name and not reached:
        raise _Unreadable
    return NetService(
        name,
        reached,
        service=node.first("SERVICE_NAME"),
        sid=node.first("SID"),
        server=node.first("SERVER").lower(),
        instance=node.first("INSTANCE_NAME"),
        certificate_name=node.first("SSL_SERVER_CERT_DN"),
        wallet=node.first("MY_WALLET_DIRECTORY") or node.first("WALLET_LOCATION"),
    )


def _address(node: _Node) -> NetAddress | None:
    """An address of TCP; None for those by way of the machine itself (BEQ, IPC)."""
    protocol = node.first("PROTOCOL").upper() or "TCP"
    host = node.first("HOST").strip("[]")
    if protocol not in ("TCP", "TCPS") or not host:
        return None
    return NetAddress(host, _port(node.first("PORT")), protocol == "TCPS")


def _port(text: str) -> int:
    if not text:
        return PORT
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) < 65536:
        raise _Unreadable
    return int(text)


def _easy(name: str, text: str) -> NetService:
    """Easy connect: `[tcps://]host[:port][/service][:server]`."""
    found = _EASY.fullmatch(text)
    if found is None or (not name and not found["host"]):
        raise _Unreadable
    address = NetAddress(
        found["host"].strip("[]"),
        _port(found["port"] or ""),
        (found["protocol"] or "").lower() == "tcps",
    )
    wallet = _EASY_WALLET.search(found["more"] or "")
    return NetService(
        name,
        (address,),
        service=found["service"] or "",
        server=(found["server"] or "").lower(),
        wallet=wallet[1].strip("\"'") if wallet else "",
    )
