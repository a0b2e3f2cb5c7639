"""The whole inventory as JSON: what is written is read back exactly. There is no secret in it."""

import dataclasses
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.domain.errors import BadInput
from app.domain.estate import KINDS, Inventory
from app.domain.stop import Stop
from app.domain.validation import Record
from app.i18n import _
from app.store.exchange.changes import Changes, Placed, Refusal, changes
from app.store.exchange.json_stream import Tell, members
from app.store.inventory.codec import built

FORMAT = "mohist-inventory"
VERSION = 1
ID = re.compile(r"[\x21-\x7e]{1,32}")
"""What may be an id: ours are hexadecimal, those of others at least printable and short."""


def json_of(inventory: Inventory) -> str:
    """The text of the file, the same for the same inventory: it can be compared and versioned."""
    kinds = {
        key_of(kind): [
            dataclasses.asdict(record)
            for record in sorted(inventory.all(kind), key=lambda each: (each.name, each.id))
        ]
        for kind in KINDS
    }
    document = {"format": FORMAT, "version": VERSION, **kinds}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def read_json(
    path: Path, inventory: Inventory, stop: Stop | None = None, tell: Tell = lambda _share: None
) -> Changes:
    """What the file would change. `tell` is told which share of it was read.

    Raises:
        UnreadableInput: it cannot be read.
        BadInput: it is no inventory, one of a newer Mohist, or larger than MOST_BYTES.
        Cancelled: `stop` was set.
    """
    where, kinds = str(path), {key_of(kind): kind for kind in KINDS}
    said: dict[str, Any] = {}
    placed: list[Placed] = []
    refused: list[Refusal] = []
    numbers = dict.fromkeys(kinds, 0)
    for key, each in members(path, stop or Stop(), tell):
        kind = kinds.get(key)
        if kind is None:
            if key in ("format", "version"):
                said[key] = each
                _check_format(path, said)
            continue
        numbers[key] += 1
        try:
            placed.append(Placed(_record(kind, each)))
        except (TypeError, ValueError, OverflowError):
            text = _("Number {number} of {kind} makes no sense.")
            text = text.format(number=numbers[key], kind=key)
            refused.append(Refusal(where, 0, 0, text))
    _check_format(path, {"format": None, "version": None, **said})
    return changes(placed, where, inventory, refused)


def _check_format(path: Path, said: Mapping[str, Any]) -> None:
    """What is of another kind is refused as soon as it says so."""
    if said.get("format", FORMAT) != FORMAT:
        raise BadInput(
            _("{path} is no inventory of Mohist.").format(path=path),
            hint=_("Connections of other tools are imported with --from."),
        )
    if "format" in said and said.get("version", VERSION) != VERSION:
        raise BadInput(
            _("{path} was written by another version of Mohist: {version}.").format(
                path=path, version=ascii(said["version"])[:20]
            ),
            hint=_("Read it with a Mohist that is as new as the one that wrote it."),
        )


def _record(kind: type[Record], found: Any) -> Record:
    record: Record = built(kind, found)
    if not ID.fullmatch(record.id):
        raise ValueError(record.id)
    json.dumps(found, ensure_ascii=False, allow_nan=False).encode()  # NaN, lone surrogates
    return record


def key_of(kind: type[Record]) -> str:
    """How records of a kind are called in files: `environment`, `instance`…"""
    return kind.__name__.lower()
