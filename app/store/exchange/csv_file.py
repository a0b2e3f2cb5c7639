"""One kind of record as CSV, for spreadsheets: written so that none of them runs what is in it.

References are written by name, a service as `product/service`. How an instance is logged into
beyond its user is not in it: that of an instance that is there stays as it is.
"""

import csv
import dataclasses
import io
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, get_type_hints

from app.domain.endpoint import Access
from app.domain.errors import BadInput
from app.domain.estate import KINDS, Inventory
from app.domain.inventory import PORTS, DatabaseType, Instance, Service, new_id
from app.domain.spreadsheet import guarded, unguarded
from app.domain.validation import BadField, Record
from app.i18n import _
from app.store.exchange.changes import REFERENCES, Changes, Placed, Refusal, changes
from app.store.exchange.json_file import ID, key_of
from app.store.exchange.reading import read_text

_LISTS = ("owners", "tags")
_MOST_COLUMNS = 100


def csv_of(inventory: Inventory, kind: type[Record], *, bom: bool = True) -> bytes:
    """The records of a kind in UTF-8, with the mark that Excel wants unless `bom` is False."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    columns = columns_of(kind)
    writer.writerow(columns)
    for record in sorted(inventory.all(kind), key=lambda each: (each.name, each.id)):
        writer.writerow([guarded(_cell(record, name, inventory)) for name in columns])
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8", "replace")


def columns_of(kind: type[Record]) -> tuple[str, ...]:
    """The columns of a kind, in order."""
    names = [field.name for field in dataclasses.fields(kind) if field.name != "access"]
    return (*names, "user") if kind is Instance else tuple(names)


def read_csv(path: Path, kind: type[Record], inventory: Inventory) -> Changes:
    """What the file would change. A line without an id is a new record, or that of its name.

    Columns may be in any order; a field without one stays as it is. UTF-8 and GBK are read.

    Raises:
        UnreadableInput: it cannot be read.
        BadInput: it has no header that can be understood.
    """
    where, text = str(path), read_text(path)
    delimiter = _delimiter(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    reader = _Rows(where, kind, inventory)
    try:
        header = [cell.strip().lower() for cell in next(rows, [])]
        reader.begin(header)
        begun = rows.line_num + 1
        for row in rows:
            reader.take(row, begun)
            begun = rows.line_num + 1
    except csv.Error as error:
        raise BadInput(
            _("{path}, line {line}: this is no CSV ({reason}).").format(
                path=path, line=rows.line_num, reason=error
            ),
            hint=_("Save it as CSV with commas, in UTF-8."),
        ) from error
    return changes(reader.placed, where, inventory, reader.refused)


def kind_named(name: str) -> type[Record] | None:
    """The kind that is called so in files, also in the name of one (`instance.csv`)."""
    wanted = name.lower().removesuffix(".csv").removesuffix("s")
    return next((kind for kind in KINDS if wanted.endswith(key_of(kind))), None)


# ---------------------------------------------------------------------- cells


def _cell(record: Record, name: str, inventory: Inventory) -> str:
    if name == "user":
        return record.access.user if isinstance(record, Instance) else ""
    value = getattr(record, name)
    if name == "owners":
        return _joined([_shown(id_, inventory) for id_ in value])
    if name == "tags":
        return _joined(value)
    if name in REFERENCES:
        return _shown(value, inventory)
    return str(value.value if isinstance(value, Enum) else value)


def _joined(texts: Sequence[str]) -> str:
    return ";".join(text.replace("\\", "\\\\").replace(";", "\\;") for text in texts)


def _parted(text: str) -> tuple[str, ...]:
    parts, held, escaped = [], "", False
    for char in text:
        if char == ";" and not escaped:
            parts.append(held)
            held = ""
        elif char == "\\" and not escaped:
            escaped = True
            continue
        else:
            held += char
        escaped = False
    return tuple(filter(None, (part.strip() for part in (*parts, held))))


def _shown(id_: str, inventory: Inventory) -> str:
    record = inventory.records.get(id_)
    return _path(record, inventory) if record is not None else id_


def _path(record: Record, inventory: Inventory) -> str:
    above = inventory.records.get(record.product) if isinstance(record, Service) else None
    return f"{above.name}/{record.name}" if above is not None else record.name


def _delimiter(text: str) -> str:
    """Commas; semicolons or tabs where the header has those, as Excel writes in some places."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


# ----------------------------------------------------------------------- rows


class _Rows:
    """Makes records of rows."""

    def __init__(self, where: str, kind: type[Record], inventory: Inventory) -> None:
        self.placed: list[Placed] = []
        self.refused: list[Refusal] = []
        self._where, self._kind, self._inventory = where, kind, inventory
        self._hints = get_type_hints(kind)
        self._header: tuple[str, ...] = ()
        self._ids: dict[tuple[type[Record], str], list[str]] = {}
        for record in inventory.records.values():
            for name in {record.name.casefold(), _path(record, inventory).casefold()}:
                self._ids.setdefault((type(record), name), []).append(record.id)

    def begin(self, header: Sequence[str]) -> None:
        known = columns_of(self._kind)
        for column, name in enumerate(header, 1):
            if name not in known or header.index(name) + 1 != column:
                raise BadInput(
                    _("{path}, line 1, column {column}: {name} is no column of {kind}.").format(
                        path=self._where, column=column, name=ascii(name[:40]),
                        kind=key_of(self._kind),
                    ),
                    hint=_("Known are: {columns}.").format(columns=", ".join(known)),
                )  # fmt: skip
        if "name" not in header:
            raise BadInput(
                _("{path} has no column called name.").format(path=self._where),
                hint=_("Known are: {columns}.").format(columns=", ".join(known)),
            )
        self._header = tuple(header)

    def take(self, row: Sequence[str], line: int) -> None:
        if not any(cell.strip() for cell in row):
            return
        if len(row) > len(self._header) and any(row[len(self._header) :]):
            self._refuse(line, len(self._header) + 1, _("There are more cells than columns."))
            return
        cells = {name: unguarded(cell) for name, cell in zip(self._header, row, strict=False)}
        try:
            record = self._record(cells)
        except BadField as error:
            column = self._header.index(error.field) + 1 if error.field in self._header else 0
            self._refuse(line, column, str(error), error.hint)
            return
        self.placed.append(Placed(record, line, self._header))

    def _refuse(self, line: int, column: int, text: str, hint: str = "") -> None:
        self.refused.append(Refusal(self._where, line, column, text, hint))

    def _record(self, cells: Mapping[str, str]) -> Record:
        now = self._now(cells)
        values: dict[str, Any] = {}
        if now is not None:
            values = {field.name: getattr(now, field.name) for field in dataclasses.fields(now)}
        for name, cell in cells.items():
            if name not in ("id", "user"):
                values[name] = self._value(name, cell)
        values["id"] = now.id if now is not None else cells.get("id", "").strip() or new_id()
        if not ID.fullmatch(values["id"]):
            raise BadField(_("This is no id: {id}").format(id=ascii(values["id"][:40])), field="id")
        if self._kind is Instance:
            values.setdefault("access", Access())
            if "user" in cells:
                values["access"] = dataclasses.replace(values["access"], user=cells["user"])
            if not values.get("port") and "type" in values:
                values["port"] = PORTS[values["type"]]
        for field in dataclasses.fields(self._kind):
            needed = field.default is field.default_factory is dataclasses.MISSING
            if needed and field.name not in values:
                raise BadField(_("{name} is missing.").format(name=field.name), field=field.name)
        return self._kind(**values)

    def _now(self, cells: Mapping[str, str]) -> Record | None:
        if id_ := cells.get("id", "").strip():
            return self._inventory.get(self._kind, id_)
        name = cells.get("name", "")
        if self._kind is Service and cells.get("product"):
            name = f"{cells['product'].strip()}/{name}"
        found = self._ids.get((self._kind, name.casefold()), [])
        return self._inventory.get(self._kind, found[0]) if len(found) == 1 else None

    def _value(self, name: str, cell: str) -> Any:
        if name == "owners":
            return tuple(self._id(name, part) for part in _parted(cell))
        if name == "tags":
            return _parted(cell)
        if name in REFERENCES:
            return self._id(name, cell.strip()) if cell.strip() else ""
        hint = self._hints[name]
        if hint is DatabaseType:
            try:
                return DatabaseType.named(cell)
            except BadInput as error:
                raise BadField(str(error), hint=error.hint, field=name) from None
        if issubclass(hint, Enum):
            options = [each.value for each in hint]
            if cell.strip().lower() not in ("", *options):
                raise BadField(
                    _("{value} is not known here.").format(value=ascii(cell[:40])),
                    hint=_("Known are: {columns}.").format(columns=", ".join(options)),
                    field=name,
                )
            default = next(f.default for f in dataclasses.fields(self._kind) if f.name == name)
            return hint(cell.strip().lower()) if cell.strip() else default
        if hint is int:
            text = cell.strip() or "0"
            if not (text.isascii() and text.isdigit() and len(text) < 20):
                raise BadField(
                    _("{value} is no whole number.").format(value=ascii(cell[:40])), field=name
                )
            return int(text)
        return cell

    def _id(self, field: str, text: str) -> str:
        kind = REFERENCES[field]
        found = self._ids.get((kind, text.casefold()), [])
        if len(found) == 1:
            return found[0]
        if self._inventory.get(kind, text) is not None:
            return text
        said = _("More than one is called {name}.") if found else _("There is none called {name}.")
        raise BadField(said.format(name=text[:80]), hint=_("Write its id instead.") if found else
                       _("Import those it belongs to first."), field=field)  # fmt: skip
