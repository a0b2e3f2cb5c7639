"""Write a report into a file: whole, or not at all."""

import os
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, Literal, TextIO, cast

from app.domain.errors import Unwritable
from app.i18n import _

Write = Callable[[TextIO], None]
WriteBytes = Callable[[BinaryIO], None]


def save_report(path: Path, write: Write) -> None:
    """Let `write` write the file at `path`, in UTF-8.

    It is written beside it and then put in its place, so that nobody reads half a report and an
    old one survives a full disk. A device or a pipe is written to directly.

    Raises:
        Unwritable: the file could not be written.
    """
    check_writable(path)
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():
            _write(target, "w", write)
        else:
            _replace(target, write)
    except OSError as error:
        raise unwritable(path, error) from error


def save_binary_report(path: Path, write: WriteBytes) -> None:
    """The same of a report that is no text.

    Raises:
        Unwritable: the file could not be written.
    """
    save_report(path, lambda out: write(cast(BinaryIO, cast(TextIOWrapper, out).buffer)))


def check_writable(path: Path) -> None:
    """See early, before a long audit, that `path` cannot be written.

    Raises:
        Unwritable: it is a folder, or there is no folder to put it in, or it is read-only.
    """
    try:
        _check(path)
    except OSError as error:  # a folder above it may not be looked into
        raise unwritable(path, error) from error


def _check(path: Path) -> None:
    if path.is_dir():
        raise Unwritable(
            _("{path} is a folder.").format(path=path), hint=_("Name a file for the report.")
        )
    if not path.absolute().parent.is_dir():
        raise Unwritable(
            _("There is no folder {path}.").format(path=path.absolute().parent),
            hint=_("Make it, or name another file for the report."),
        )
    if path.exists() and _is_read_only(path):
        raise Unwritable(
            _("{path} is read-only.").format(path=path),
            hint=_("Name another file, or allow that it is written to."),
        )


def _is_read_only(path: Path) -> bool:
    """Whether we may not write to it, or its owner took the right from everybody: what is put in
    its place would heed neither, and the system lets its administrator do anything.
    """
    everybody = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
    return not (os.access(path, os.W_OK) and path.stat().st_mode & everybody)


def unwritable(where: object, error: OSError) -> Unwritable:
    """What to tell the user about a report that could not be written."""
    said = _("The report could not be written to {where}: {reason}.")
    return Unwritable(said.format(where=where, reason=error.strerror or error))


def _replace(target: Path, write: Write) -> None:
    new = target.with_name(f".mohist-{secrets.token_hex(6)}.tmp")
    try:
        _write(new, "x", write)
        with suppress(FileNotFoundError):
            new.chmod(stat.S_IMODE(target.stat().st_mode))
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)


def _write(path: Path, mode: Literal["w", "x"], write: Write) -> None:
    with path.open(mode, encoding="utf-8", errors="replace", newline="\n") as file:
        write(file)
        file.flush()
        with suppress(OSError):  # a pipe or a device cannot do that
            os.fsync(file.fileno())
