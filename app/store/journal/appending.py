"""Put entries at the end of the journal: each on the disk before the caller goes on.

Everything here happens under the lock of the folder. First the end is looked at, as another
console or a crash may have left it; then the line is written and synced; then the head. Whatever
breaks off between two of these steps is seen by the next one who appends:

* a line without a head that knows it: it is taken as it is (the head is one entry behind);
* half a line: it stays, and a note with its size and hash is written behind it;
* anything else was not us: nothing is appended any more, so that what happened can be found out.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from app import files
from app.domain.errors import StoreTrouble
from app.domain.journal import Body, Entry, Happening, Note
from app.domain.signing import Remembered
from app.i18n import _
from app.store.journal import clock
from app.store.journal.chain import Chain
from app.store.journal.clock import Moment
from app.store.journal.files import (
    DamagedHead,
    Head,
    months,
    name_of,
    read_head,
    write_head,
)
from app.store.journal.lineage import is_there, set_aside_in
from app.store.journal.lines import (
    LONGEST_TAIL,
    NewerEntry,
    encode,
    hash_at_end,
    tip_of,
)
from app.store.journal.pen import Pen

PATIENCE = 10.0  # seconds to wait for another console


def append(folder: Path, body: Body, pen: Pen) -> Entry:
    """Write an entry and return it when it is on the disk.

    Before it stands what must be known first: that the clock was set, that an entry is remembered
    elsewhere and not here, that another key signs from now on.

    Raises:
        StoreTrouble: the end of the journal is not as it was left.
        OSError: it could not be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with files.locked(folder / "journal.lock", PATIENCE):
        head = _end(folder, pen)
        moment = clock.now()
        seconds = clock.jump(head.tip, pen.entry(body, head.tip, moment))
        head = _name_key(folder, head, pen, moment)
        if seconds:
            head = _write(folder, head, pen, Note(Happening.CLOCK, seconds=seconds), moment)
        if (cut := pen.unchecked) is not None:
            if not _is_known(folder, head, cut):
                note = Note(Happening.CUT, cut.sequence, cut.hash)
                head = _write(folder, head, pen, note, moment)
            pen.unchecked = None
        entry = pen.entry(body, head.tip, moment)
        _put(folder, head, pen, entry)
        return entry


def begin(folder: Path, pen: Pen, first: Body) -> None:
    """Write the first entry of a journal that is not there yet; the caller holds the lock."""
    moment = clock.now()
    head = _name_key(folder, Head(), pen, moment)
    _write(folder, head, pen, first, moment)


def _name_key(folder: Path, head: Head, pen: Pen, moment: Moment) -> Head:
    """Write which key signs from here on, where the file does not say so yet."""
    new_file = max(name_of(moment.utc), head.file) != head.file
    named = pen.naming(head.tip, new_file=new_file)
    return head if named is None else _write(folder, head, pen, named, moment)


def _write(
    folder: Path, head: Head, pen: Pen, body: Body, moment: Moment, gap: bytes = b""
) -> Head:
    return _put(folder, head, pen, pen.entry(body, head.tip, moment), gap)


def _put(folder: Path, head: Head, pen: Pen, entry: Entry, gap: bytes = b"") -> Head:
    """One line behind the last one, or as the first of a new month; then the head.

    With a gap it stands in the file of the line before in any case, behind the gap. It never goes
    back into the file of an earlier month, whatever the clock says.
    """
    name = head.file if gap else max(name_of(entry.utc), head.file)
    line, digest = encode(entry, head.tip.hash, pen.sign(entry))
    size = _append_bytes(folder / name, gap + line)
    head = Head(tip_of(entry, digest, head.tip), name, size)
    write_head(folder, head)
    pen.tip = head.tip
    return head


def _is_known(folder: Path, head: Head, known: Remembered) -> bool:
    """Whether the entry that is remembered is here, or in a journal that was set aside."""
    if (head.tip.sequence, head.tip.hash) == (known.sequence, known.hash):
        return True
    return is_there(folder, known) or set_aside_in(folder, known) is not None


def _append_bytes(path: Path, content: bytes) -> int:
    """Write at the end of the file and sync; the size it has then. On failure it is as before."""
    new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _BINARY, 0o600)
    try:
        before = os.fstat(handle).st_size
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        except OSError:
            with suppress(OSError):  # nobody was told that it stands there
                os.ftruncate(handle, before)
            raise
    finally:
        os.close(handle)
    if new:
        files.settle(path.parent)
    return before + len(content)


_BINARY: int = getattr(os, "O_BINARY", 0)


def _end(folder: Path, pen: Pen) -> Head:
    """The head as it should be, with what a crash left mended."""
    try:
        head = read_head(folder) or Head()
        paths = [path for path in months(folder) if path.name >= head.file]
        if _fits(head, paths):
            return head
        return _mended(folder, head, paths, pen)
    except DamagedHead as error:
        raise _trouble(folder) from error
    except NewerEntry as error:
        raise StoreTrouble(
            _("The journal in {folder} was written by a newer Mohist.").format(folder=folder),
            hint=_(
                "Nothing of it was changed. Use that version, or keep it and begin a new one with"
                " `mohist journal set-aside`."
            ),
        ) from error


def _fits(head: Head, paths: list[Path]) -> bool:
    """Whether the journal ends exactly with the entry the head knows."""
    if not paths:
        return not head.file
    if [path.name for path in paths] != [head.file]:
        return False
    with paths[0].open("rb") as file:
        return file.seek(0, os.SEEK_END) == head.size and _at_head(file, head)


def _at_head(file: BinaryIO, head: Head) -> bool:
    """Whether the head's entry ends where the head says; leaves the file there."""
    file.seek(max(0, head.size - LONGEST_TAIL))
    end = file.read(min(head.size, LONGEST_TAIL))
    return hash_at_end(end.removesuffix(b"\n")) == head.tip.hash and end.endswith(b"\n")


def _mended(folder: Path, head: Head, paths: list[Path], pen: Pen) -> Head:
    """Take what stands behind the head: an entry it does not know yet, a torn line, or both."""
    if not paths or (head.file and paths[0].name != head.file):
        raise _trouble(folder)
    chain = Chain(head.tip)  # signatures are for `verify`: the key may be named far above
    for path in paths:
        if chain.torn is not None:  # what is torn can only be the end
            raise _trouble(folder)
        with path.open("rb") as file:
            if path.name == head.file and not _at_head(file, head):
                raise _trouble(folder)
            unfinished = chain.follow(file)
        if unfinished and chain.torn is None:  # all but the end of the line came through
            _append_bytes(path, b"\n")
    if chain.entries > 1:
        raise _trouble(folder)
    head = Head(chain.tip, paths[-1].name, paths[-1].stat().st_size)
    if chain.torn is not None:
        return _write(folder, head, pen, chain.torn.note(), clock.now(), gap=b"\n")
    write_head(folder, head)
    return head


def _trouble(folder: Path) -> StoreTrouble:
    return StoreTrouble(
        _("The end of the journal in {folder} is not as it was left.").format(folder=folder),
        hint=_(
            "Nothing of it was changed. `mohist journal verify` says where, `mohist journal show`"
            " reads it. Set it aside on the page of the journal, or with `mohist journal"
            " set-aside`: it is kept, and a new one begun."
        ),
    )
