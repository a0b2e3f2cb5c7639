"""Anchors: what to keep apart from the journal, to tell later that nothing before it changed.

An anchor is a small JSON document. Whoever cannot write to the place it is kept in (a printer, a
ticket, another person's mail) cannot make the journal look otherwise up to that entry.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from app.domain.errors import UnreadableInput
from app.domain.journal import Anchor, NewKey
from app.domain.signing import Check
from app.i18n import _
from app.store.journal.lines import Line, NewerEntry, NotAnEntry, decode, message
from app.store.journal.reading import backwards

_KIND = "mohist journal anchor"
_MOST = 100_000  # bytes of a file that could be one


def newest_anchor(folder: Path) -> Anchor | None:
    """The anchor of the newest entry; None where there is none.

    Raises:
        UnreadableInput: the journal cannot be read.
    """
    newest: Line | None = None
    try:
        for _name, _offset, raw in backwards(folder):
            try:
                line = decode(raw)
            except NotAnEntry:
                continue
            newest = newest or line
            public = _public(line, newest.entry.key)
            if not newest.entry.key or public:
                return _anchor(newest, public)
    except (OSError, NewerEntry) as error:
        raise UnreadableInput(
            _("The journal {path} cannot be read: {reason}.").format(path=folder, reason=error),
            hint=_("Check that the file is there and that you may read it."),
        ) from error
    return _anchor(newest, "") if newest is not None else None


def _public(line: Line, key: str) -> str:
    body = line.entry.body
    return body.public if isinstance(body, NewKey) and body.fingerprint == key else ""


def _anchor(line: Line, public: str) -> Anchor:
    entry = line.entry
    signature = b64encode(line.signature).decode("ascii")
    return Anchor(
        entry.sequence, line.hash, entry.utc, entry.machine, entry.account, entry.key, public,
        signature,
    )  # fmt: skip


def written(anchor: Anchor) -> str:
    """The anchor as a document, to be kept as it is."""
    document = {"kind": _KIND, "version": 1, **asdict(anchor)}
    document["utc"] = anchor.utc.isoformat(timespec="microseconds")
    return json.dumps(document, indent=1) + "\n"


def read_anchor(text: str, check: Check) -> Anchor:
    """The anchor in a document.

    Raises:
        UnreadableInput: it is none, or was changed.
    """
    try:
        said = json.loads(text)
        if said.pop("kind") != _KIND or said.pop("version") != 1:
            raise ValueError("kind")
        said["utc"] = datetime.fromisoformat(said["utc"]).astimezone(UTC)
        anchor = Anchor(**said)
        texts = (anchor.hash, anchor.key, anchor.public, anchor.signature)
        if not isinstance(anchor.sequence, int) or not all(isinstance(it, str) for it in texts):
            raise ValueError("types")
        public, signature = b64decode(anchor.public), b64decode(anchor.signature)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableInput(
            _("This is no anchor of a journal."),
            hint=_("Give the file that `mohist journal anchor` or the page of the journal made."),
        ) from error
    if anchor.signature and not check(public, message(anchor.hash), signature):
        raise UnreadableInput(
            _("The anchor was changed: its signature is not that of its key."),
            hint=_("Take the copy that was kept elsewhere."),
        )
    return anchor


def read_anchor_file(path: Path, check: Check) -> Anchor:
    """The anchor in a file; raises as `read_anchor` does."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST)
        return read_anchor(content.decode("utf-8-sig"), check)
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(
            _("The anchor {path} cannot be read: {reason}.").format(path=path, reason=error),
            hint=_("Check that the file is there and that you may read it."),
        ) from error
