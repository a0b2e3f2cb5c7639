"""The whole inventory as JSON: what is written is read back exactly. There is no secret in it."""

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

from app.domain.errors import BadInput
from app.domain.estate import KINDS, Inventory
from app.domain.validation import Record
from app.i18n import _
from app.store.exchange.changes import Changes, Placed, Refusal, changes
from app.store.exchange.reading import json_in, read_text
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


def read_json(path: Path, inventory: Inventory) -> Changes:
    """What the file would change.

    Raises:
        UnreadableInput: it cannot be read.
        BadInput: it is no inventory, or one of a newer Mohist.
    """
    where = str(path)
    document = json_in(read_text(path), where)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise BadInput(
            _("{path} is no inventory of Mohist.").format(path=path),
            hint=_("Connections of other tools are imported with --from."),
        )
    if document.get("version") != VERSION:
        raise BadInput(
            _("{path} was written by another version of Mohist: {version}.").format(
                path=path, version=ascii(document.get("version"))[:20]
            ),
            hint=_("Read it with a Mohist that is as new as the one that wrote it."),
        )
    placed, refused = [], []
    for kind in KINDS:
        held = document.get(key_of(kind), [])
        for number, each in enumerate(held if isinstance(held, list) else [held], 1):
            try:
                placed.append(Placed(_record(kind, each)))
            except (TypeError, ValueError, OverflowError):
                said = _("Number {number} of {kind} makes no sense.")
                text = said.format(number=number, kind=key_of(kind))
                refused.append(Refusal(where, 0, 0, text))
    return changes(placed, where, inventory, refused)


def _record(kind: type[Record], found: Any) -> Record:
    record: Record = built(kind, found)
    if not ID.fullmatch(record.id):
        raise ValueError(record.id)
    json.dumps(found, ensure_ascii=False, allow_nan=False).encode()  # NaN, lone surrogates
    return record


def key_of(kind: type[Record]) -> str:
    """How records of a kind are called in files: `environment`, `instance`…"""
    return kind.__name__.lower()
