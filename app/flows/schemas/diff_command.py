"""`mohist schema-diff A B`: where two schemas differ, and the script between them."""

import json
from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TextIO

from app import files
from app.domain.connecting import tell_nobody
from app.domain.dialect import Dialect
from app.domain.display import visible
from app.domain.endpoint import Endpoint
from app.domain.errors import BadUsage
from app.domain.estate import Inventory
from app.domain.inventory import Instance
from app.domain.stop import Stop
from app.engines.base import Session
from app.flows.connect import log_in
from app.flows.endpoints import endpoint_of
from app.flows.exchange_inventory import opened
from app.flows.rights import Warden
from app.flows.save_report import check_writable, unwritable
from app.flows.schemas.script import Migration, migration
from app.flows.schemas.sides import DdlFile, LiveSide, Side, read_sides
from app.flows.watch.history_commands import named
from app.flows.watch.service_secrets import ServiceSecrets
from app.i18n import _, ngettext
from app.paths import data_folder, settings_folder
from app.sql.compare import Change, Comparison, Difference, compare
from app.store import settings

_MARKS = {Change.MISSING: "+", Change.EXTRA: "-", Change.DIFFERENT: "~"}


def schema_diff(
    said: Namespace,
    store: str,
    warden: Callable[[], Warden],
    out: TextIO,
    stop: Stop,
    tell: Callable[[float], object],
) -> bool:
    """Compare, tell, write; whether there is a difference.

    Raises:
        BadUsage: a side is neither a file nor INSTANCE/SCHEMA of the inventory.
        ConsoleError: a server was not reached, a file not read or written.
    """
    if said.output is not None:
        check_writable(said.output)
    inventory = _Inventory(store)
    sides = _side(said.left, said, inventory), _side(said.right, said, inventory)
    chosen = settings.read(settings_folder() / "settings.json").settings
    with closing(ServiceSecrets(said.secrets, data_folder(), chosen)) as secrets:
        secrets.know([side.endpoint for side in sides if isinstance(side, LiveSide)])

        def connect(endpoint: Endpoint, stop: Stop) -> Session:
            return log_in(endpoint, secrets.ask, warden(), stop, tell_nobody)

        left, right = read_sides(sides, connect, stop, tell, definers=not said.ignore_definers)
    tell(1.0)
    compared = compare(left, right)
    made = migration(compared, destructive=said.destructive)
    if said.output is not None:
        _write(said.output, made.text)
    _FORMATS[said.format](compared, made, out, said)
    return bool(compared.differences)


class _Inventory:
    """The inventory, read when the first side asks for it."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._read: Inventory | None = None

    def endpoint(self, name: str) -> Endpoint | None:
        """Where an instance is, by its name or its address."""
        if self._read is None:
            with opened(self._store) as store:
                self._read = store.load()
        found = self._read.get(Instance, named(self._read, name) or "")
        return None if found is None else endpoint_of(self._read, found)


def _side(text: str, said: Namespace, inventory: _Inventory) -> Side:
    path = Path(text)
    if path.is_file():
        return DdlFile(path, None if said.dialect is None else Dialect(said.dialect))
    name, _slash, schema = text.rpartition("/")
    endpoint = inventory.endpoint(name) if name and schema else None
    if endpoint is None:
        raise BadUsage(
            _("{side} is no file, and no INSTANCE/SCHEMA of the inventory.").format(side=text),
            hint=_("Give the name or the address of an instance, a slash, and a schema."),
        )
    return LiveSide(endpoint, schema)


def _write(path: Path, text: str) -> None:
    try:
        files.write(path, text.encode())
    except OSError as error:
        raise unwritable(path, error) from error


def _as_text(compared: Comparison, made: Migration, out: TextIO, said: Namespace) -> None:
    for sentence in (*compared.left.unread, *compared.right.unread):
        out.write("! " + visible(sentence) + "\n")
    for each in compared.differences:
        out.write(visible(line_of(each)) + "\n")
    count = len(compared.differences)
    out.write(ngettext("{count} difference", "{count} differences", count).format(count=count))
    if made.destroying:
        told = ngettext(
            "{count} statement would destroy", "{count} statements would destroy", made.destroying
        )
        out.write(", " + told.format(count=made.destroying))
    out.write("\n")
    for finding in made.findings:
        if finding.suppressed is None:
            where = f"{finding.start.line}:{finding.start.column}"
            told = f"{where} {finding.severity.word} {finding.rule}: {finding.message}"
            out.write(visible(told) + "\n")


def line_of(each: Difference) -> str:
    """A difference in one line: what the left lacks, has too much, or has otherwise."""
    place = f"{each.object}.{each.name}" if each.name else each.object
    part = each.kind.value if each.part == "code" else each.part.value
    text = " ".join((each.right if each.change is Change.MISSING else each.left).split())
    if each.change is Change.DIFFERENT:
        text = f"{text} → {' '.join(each.right.split())}"
    return f"{_MARKS[each.change]} {part} {place}  {text}"[:500]


def _as_json(compared: Comparison, made: Migration, out: TextIO, said: Namespace) -> None:
    document = {
        "left": said.left,
        "right": said.right,
        "not_read": [*compared.left.unread, *compared.right.unread],
        "differences": [
            {
                "change": each.change.value, "part": each.part.value, "kind": each.kind.value,
                "object": each.object, "name": each.name, "left": each.left, "right": each.right,
            }
            for each in compared.differences
        ],
        "steps": [
            {"statement": step.text, "object": step.object, "destroys": step.destroys,
             "note": step.note}
            for step in compared.steps
        ],
        "findings": [
            {"rule": each.rule, "severity": each.severity.word, "line": each.start.line,
             "message": each.message}
            for each in made.findings
            if each.suppressed is None
        ],
    }  # fmt: skip
    json.dump(document, out, ensure_ascii=False, indent=2)
    out.write("\n")


def _as_sql(_compared: Comparison, made: Migration, out: TextIO, _said: Namespace) -> None:
    out.write(made.text.rstrip("\n") + "\n")


_FORMATS: dict[str, Callable[[Comparison, Migration, TextIO, Namespace], None]] = {
    "text": _as_text,
    "json": _as_json,
    "sql": _as_sql,
}
