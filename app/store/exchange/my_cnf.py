"""Connections in option files of MySQL and MariaDB: ~/.my.cnf, its groups and its includes.

Syntax: MySQL 8.4 Reference Manual 6.2.2.2, "Using Option Files".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.endpoint import Access, Tls, TlsMode
from app.domain.errors import ConsoleError
from app.domain.estate import Inventory
from app.domain.inventory import DatabaseType
from app.i18n import _
from app.store.exchange.loose import port
from app.store.exchange.preview import Gathering, ImportPreview
from app.store.exchange.reading import read_text

_MOST_FILES = 64
_MOST_DEEP = 10
_GROUP = re.compile(r"\[\s*([^\]]*?)\s*\]")
_BASE = ("client", "client-server", "client-mariadb", "mysql", "mariadb-client")
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "r": "\r", "\\": "\\", "s": " "}
_MODES = {
    "disabled": TlsMode.OFF, "preferred": TlsMode.PREFERRED, "required": TlsMode.REQUIRED,
    "verify_ca": TlsMode.VERIFY_CA, "verify_identity": TlsMode.VERIFY_FULL,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Option:
    value: str
    where: str
    line: int


_Options = dict[str, _Option]


def read_my_cnf(path: Path, inventory: Inventory) -> ImportPreview:
    """One connection for `client` and `mysql`, and one for each of their groups with a suffix.

    A password is handed over apart. Its text is in no problem and in no repr.
    """
    gathering = Gathering(str(path), inventory)
    groups: dict[str, _Options] = {}
    reader = _Reader(gathering, groups)
    reader.read(path, read_text(path), 0)
    base: _Options = {}
    for name in _BASE:
        base.update(groups.get(name, {}))
    if any(key in base for key in ("host", "user", "port")):
        _take(gathering, "client", base)
    suffixes = {name.partition("-")[2]: None for name in groups
                if name not in _BASE and name.startswith(("client-", "mysql-"))}  # fmt: skip
    for suffix in suffixes:
        own = {**groups.get(f"client-{suffix}", {}), **groups.get(f"mysql-{suffix}", {})}
        if own:
            _take(gathering, suffix, {**base, **own}, own)
    return gathering.preview()


def _take(gathering: Gathering, name: str, options: _Options, own: _Options | None = None) -> None:
    def said(key: str) -> str:
        return options[key].value if key in options else ""

    first = next(iter((own or options).values()))
    place = _("line {line}").format(line=first.line)
    if not said("host") and said("socket"):
        text = _("{name} leads to no address but to a socket, and was not taken.")
        gathering.problem(place, text.format(name=name), first.where)
        return
    timeout = said("connect-timeout")
    access = Access(user=said("user"), database=said("database"), tls=_tls(options))
    if timeout.isascii() and timeout.isdigit() and 0 < int(timeout[:6]) <= 3600:
        access = Access(access.user, access.database, tls=access.tls,
                        connect_timeout=float(timeout[:6]))  # fmt: skip
    gathering.take(
        name, DatabaseType.MYSQL, said("host") or "localhost", port(said("port")), access,
        place=place, where=first.where, secrets={"password": said("password")},
    )  # fmt: skip


def _tls(options: _Options) -> Tls:
    def said(key: str) -> str:
        return options[key].value if key in options else ""

    mode = _MODES.get(said("ssl-mode").casefold(), TlsMode.PREFERRED)
    if "skip-ssl" in options or said("ssl").casefold() in ("0", "off", "false"):
        mode = TlsMode.OFF
    elif "ssl-verify-server-cert" in options and said("ssl-verify-server-cert") != "0":
        mode = TlsMode.VERIFY_FULL
    return Tls(mode, said("ssl-ca"), said("ssl-cert"), said("ssl-key"))


class _Reader:
    def __init__(self, gathering: Gathering, groups: dict[str, _Options]) -> None:
        self._gathering, self._groups = gathering, groups
        self._seen: set[Path] = set()

    def read(self, path: Path, text: str, depth: int) -> None:
        """Take the groups of a file, and those of the files it includes, in their order."""
        self._seen.add(path.absolute())
        group: _Options | None = None
        for number, line in enumerate(text.splitlines(), 1):
            line = line.strip()
            place = _("line {line}").format(line=number)
            if not line or line[0] in "#;":
                continue
            if line.startswith("!"):
                self._include(path, line, place, depth)
            elif found := _GROUP.match(line):
                group = self._groups.setdefault(found[1], {})
            elif line.startswith("["):
                self._gathering.problem(place, _("The name of a group has no end."), str(path))
                group = None
            elif group is not None:
                name, _equals, value = line.partition("=")
                name = name.strip().replace("_", "-").removeprefix("loose-")
                group.pop(name, None)  # the last one counts, also for the order
                group[name] = _Option(_value(value), str(path), number)
            else:  # what it says is not shown: it may be a password
                said = _("This stands before the first group and was left out.")
                self._gathering.problem(place, said, str(path))

    def _include(self, path: Path, line: str, place: str, depth: int) -> None:
        what, _blank, name = line[1:].partition(" ")
        if what not in ("include", "includedir") or not name.strip():
            self._gathering.problem(place, _("This directive is not known."), str(path))
            return
        target = path.parent / Path(name.strip())
        try:
            for file in _files(target) if what == "includedir" else (target,):
                if file.absolute() in self._seen:
                    continue
                if depth >= _MOST_DEEP or len(self._seen) >= _MOST_FILES:
                    self._gathering.problem(place, _("Too many files are included."), str(path))
                    return
                self.read(file, read_text(file), depth + 1)
        except ConsoleError as error:
            self._gathering.problem(place, str(error), str(path))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            said = _("{path} cannot be read: {reason}.").format(path=target, reason=reason)
            self._gathering.problem(place, said, str(path))


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(each for each in folder.iterdir() if each.suffix in (".cnf", ".ini"))


def _value(text: str) -> str:
    """What stands after the equals sign, without quotes and comment, its escapes resolved."""
    text = text.strip()
    if text[:1] in ("'", '"') and text.find(text[0], 1) > 0:
        text = text[1 : text.rfind(text[0]) if text[-1] == text[0] else text.find(text[0], 1)]
    else:
        text = re.split(r"\s#", text, maxsplit=1)[0].rstrip()
    return re.sub(r"\\([btnrs\\])", lambda found: _ESCAPES[found[1]], text)
